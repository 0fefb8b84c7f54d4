//! `Letter`: what every letter says about itself.

use canonical::Moment;
use canonical::course::{Course, Episode};
use canonical::event::Status;
use canonical::notice::NoticeCode;
use canonical::refusal::RefusalCode;

use super::moment::date_time;
use super::value::short;
use crate::xml::{Fields, trimmed};

/// The head of a letter.
pub(crate) struct Header {
    /// `Identifier`.
    pub(crate) letter_id: String,
    /// `TypeCode`.
    pub(crate) type_code: String,
    /// `VersionCode`.
    pub(crate) version_code: String,
    /// `Authorisation`: when a professional released the letter.
    pub(crate) authored: Moment,
    /// `StatusCode`.
    pub(crate) status: Status,
    /// `EpisodeOfCareIdentifier`, `EpisodeOfCare`, `NotificationIdentifier`.
    pub(crate) course: Course,
}

/// The forms the head has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum HeaderShape {
    /// One episode identifier at most.
    Letter,
    /// Notices of admission and discharge: a notification identifier, and letters may be taken back.
    Notice,
    /// Referrals since 2017: one or more typed episode identifiers.
    Referral,
}

/// Reads `Letter`.
pub(crate) fn header(fields: &mut Fields<'_, '_, '_, '_>, shape: HeaderShape) -> Option<Header> {
    fields.group("Letter", |letter| {
        let letter_id = letter.required("Identifier", short(14));
        let version_code = letter.required("VersionCode", short(7));
        drop_statistical_code(letter);
        let authored = date_time(letter, "Authorisation");
        let type_code = letter.required("TypeCode", short(8));
        let status = letter.required("StatusCode", |word| status(word, shape));
        let course = course(letter, shape);
        Some(Header {
            letter_id: letter_id?,
            type_code: type_code?,
            version_code: version_code?,
            authored: authored?,
            status: status?,
            course: course?,
        })
    })
}

/// `StatisticalCode` repeats the type; only where it says something else is it kept.
fn drop_statistical_code(letter: &mut Fields<'_, '_, '_, '_>) {
    let type_code = letter.peek("TypeCode").map(trimmed);
    match letter.peek("StatisticalCode").map(trimmed) {
        Some(code) if Some(&code) == type_code.as_ref() => {
            letter.all("StatisticalCode");
        }
        Some(_) => {
            letter.note("StatisticalCode", NoticeCode::RuleTolerated);
            letter.keep("StatisticalCode");
        }
        None => {
            letter.refuse_missing::<()>("StatisticalCode", RefusalCode::ElementMissing);
        }
    }
}

/// `StatusCode`, a closed list: it decides whether earlier letters still hold.
fn status(word: &str, shape: HeaderShape) -> Result<Status, RefusalCode> {
    match (word, shape) {
        ("annulleretbrev", HeaderShape::Notice) => Ok(Status::Cancelled),
        ("nytbrev", _) => Ok(Status::Original),
        ("rettetbrev", _) => Ok(Status::Corrected),
        _ => Err(RefusalCode::CodeUnknown),
    }
}

fn course(letter: &mut Fields<'_, '_, '_, '_>, shape: HeaderShape) -> Option<Course> {
    match shape {
        HeaderShape::Letter => {
            let episode = letter.optional("EpisodeOfCareIdentifier", short(35))?;
            let episodes = episode.map(|written| Episode::new(None, &written)).into_iter().collect();
            Some(Course { episodes, ..Course::default() })
        }
        HeaderShape::Notice => {
            let notification = letter.required("NotificationIdentifier", short(35))?;
            // Both standards write the same UUID differently, as they do with episodes.
            let notification = Some(Episode::new(None, &notification).value);
            Some(Course { notification, ..Course::default() })
        }
        HeaderShape::Referral => {
            let episodes = letter.groups("EpisodeOfCare", usize::MAX, |episode| {
                let system = episode.required("EpisodeOfCareType", short(17));
                let value = episode.required("EpisodeOfCareIdentifier", short(35));
                Some(Episode::new(Some(system?), &value?))
            })?;
            if episodes.is_empty() {
                return letter.refuse_missing("EpisodeOfCare", RefusalCode::ElementMissing);
            }
            Some(Course { episodes, ..Course::default() })
        }
    }
}
