//! `Letter`: what every letter says about itself.

use canonical::Moment;
use canonical::course::{Course, Episode};
use canonical::event::{Event, Status};
use canonical::notice::NoticeCode;
use canonical::refusal::RefusalCode;

use super::moment::{date_time, date_time_with_seconds};
use crate::draft::Said;
use crate::version::Version;
use crate::walk::{Facet, Occurs, Walk};

/// The head of a letter.
#[derive(Default)]
pub(crate) struct Header {
    letter_id: Option<String>,
    version_code: Option<String>,
    statistical_code: Option<String>,
    type_code: Option<String>,
    /// `Authorisation`: when a professional released the letter.
    authored: Option<Moment>,
    status: Option<String>,
    /// `EpisodeOfCareIdentifier`, `EpisodeOfCare`, `NotificationIdentifier`.
    course: Course,
}

/// The forms the head has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct HeaderShape {
    /// The words of `StatusCode` that the schema lists.
    pub(crate) statuses: &'static [&'static str],
    /// The words of `StatisticalCode` beside the type's own.
    pub(crate) statistics: &'static [&'static str],
    /// What ties the letter to others.
    pub(crate) thread: Thread,
}

/// What ties a letter to others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Thread {
    /// One episode identifier.
    Episode(Occurs),
    /// One or more episode identifiers with their types.
    Episodes,
    /// Nothing.
    Nothing,
    /// A notification identifier; these heads have seconds.
    Notification,
}

/// `StatusCode` of most letters, a closed list: it decides whether earlier letters still hold.
const STATUSES: &[&str] = &["nytbrev", "rettetbrev"];
/// That of notices, which can be taken back.
const NOTICE_STATUSES: &[&str] = &["nytbrev", "rettetbrev", "annulleretbrev"];

impl HeaderShape {
    /// What most of them share.
    const PLAIN: Self = Self { statuses: STATUSES, statistics: &[], thread: Thread::Nothing };
    /// Most letters.
    pub(crate) const LETTER: Self = Self { thread: Thread::Episode(Occurs::Optional), ..Self::PLAIN };
    /// Letters that must name their episode.
    pub(crate) const EPISODE: Self = Self { thread: Thread::Episode(Occurs::Required), ..Self::PLAIN };
    /// Referrals since 2017.
    pub(crate) const TYPED_EPISODES: Self = Self { thread: Thread::Episodes, ..Self::PLAIN };
    /// Referrals to acute functions, which are not corrected.
    pub(crate) const ACUTE: Self =
        Self { statuses: &["nytbrev"], thread: Thread::Episode(Occurs::Required), ..Self::PLAIN };
    /// Notices of admission and discharge.
    pub(crate) const NOTICE: Self = Self { statuses: NOTICE_STATUSES, thread: Thread::Notification, ..Self::PLAIN };
    /// Answers to notices of admission, which are not corrected.
    pub(crate) const ANSWER: Self = Self { statuses: &["nytbrev"], thread: Thread::Notification, ..Self::PLAIN };
    /// Letters of the municipality family, which have no `StatusCode` at all: none can be told to correct another.
    pub(crate) const FAMILY: Self = Self { statuses: &[], thread: Thread::Episode(Occurs::Optional), ..Self::PLAIN };
    /// Rehabilitation plans, which are counted by how much training is needed.
    pub(crate) const PLAN: Self = Self { statistics: &["GGOP1", "GGOP2", "GGOP3"], ..Self::FAMILY };
    /// Requests for certificates, which have neither a status nor an episode.
    pub(crate) const CERTIFICATE: Self = Self { statuses: &[], ..Self::PLAIN };
    /// Letters that carry files.
    pub(crate) const BINARY: Self = Self { statuses: &["nytbrev"], ..Self::PLAIN };
}

/// `Letter`.
pub(crate) fn header<W: Walk>(walk: &mut W, header: &mut Header, shape: HeaderShape) {
    let Version { code, type_code, .. } = walk.version();
    let known = if shape.thread == Thread::Notification { NOTICE_STATUSES } else { STATUSES };
    walk.required("Letter", |walk| {
        walk.field("Identifier", Occurs::Required, Facet::text(14), &mut header.letter_id);
        walk.field("VersionCode", Occurs::Required, Facet::Fixed(code), &mut header.version_code);
        walk.field("StatisticalCode", Occurs::Required, Facet::text(8), &mut header.statistical_code);
        let authored = &mut header.authored;
        match shape.thread {
            Thread::Notification => date_time_with_seconds(walk, "Authorisation", Occurs::Required, authored),
            _ => date_time(walk, "Authorisation", Occurs::Required, authored),
        }
        walk.field("TypeCode", Occurs::Required, Facet::Fixed(type_code), &mut header.type_code);
        if shape.statuses.is_empty() {
            without_status(walk, header.status.as_deref());
        } else {
            let statuses = Facet::Closed { known, listed: shape.statuses };
            walk.field("StatusCode", Occurs::Required, statuses, &mut header.status);
        }
        let is_usual = |code: &str| code == *type_code || shape.statistics.contains(&code);
        if header.statistical_code.as_deref().is_some_and(|code| !is_usual(code)) {
            walk.note(Some("StatisticalCode"), NoticeCode::RuleTolerated);
        }
        thread(walk, &mut header.course, shape.thread);
    });
}

/// What corrects or cancels another letter cannot be written where nothing says so.
fn without_status<W: Walk>(walk: &mut W, status: Option<&str>) {
    if status.is_some_and(|status| status != "nytbrev") {
        walk.refuse(Some("StatusCode"), RefusalCode::CodeUnknown);
    }
}

fn thread<W: Walk>(walk: &mut W, course: &mut Course, thread: Thread) {
    match thread {
        Thread::Nothing => {}
        Thread::Episode(occurs) => {
            let mut id = course.episodes.first().map(|episode| episode.value.clone());
            walk.field("EpisodeOfCareIdentifier", occurs, Facet::text(35), &mut id);
            course.episodes = id.map(|written| Episode::new(None, &written)).into_iter().collect();
        }
        Thread::Episodes => {
            let named = |episode: &Episode| (episode.system.clone(), Some(episode.value.clone()));
            let mut episodes: Vec<(Option<String>, Option<String>)> = course.episodes.iter().map(named).collect();
            walk.groups("EpisodeOfCare", 1..=usize::MAX, &mut episodes, |walk, (system, id)| {
                walk.field("EpisodeOfCareType", Occurs::Required, Facet::text(17), system);
                walk.field("EpisodeOfCareIdentifier", Occurs::Required, Facet::text(35), id);
            });
            let episode = |(system, id): (Option<String>, Option<String>)| Some(Episode::new(system, &id?));
            course.episodes = episodes.into_iter().filter_map(episode).collect();
        }
        Thread::Notification => {
            let id = &mut course.notification;
            walk.field("NotificationIdentifier", Occurs::Required, Facet::text(35), id);
            // Both standards write the same UUID differently, as they do with episodes.
            *id = id.take().map(|written| Episode::new(None, &written).value);
        }
    }
}

impl Header {
    /// The head of an event's letter, in this version.
    pub(crate) fn of(event: &Event, version: &Version) -> Self {
        let status = match event.status {
            Status::Cancelled => "annulleretbrev",
            Status::Corrected => "rettetbrev",
            Status::Original => "nytbrev",
        };
        let type_code = version.type_code.to_owned();
        Self {
            letter_id: Some(event.source.letter_id.clone()),
            version_code: Some(version.code.to_owned()),
            statistical_code: Some(event.source.statistical_code.clone().unwrap_or_else(|| type_code.clone())),
            type_code: Some(type_code),
            authored: event.times.authored.clone().or_else(|| event.times.sent.clone()),
            status: Some(status.to_owned()),
            course: event.course.clone(),
        }
    }

    /// What the head says. Of a letter that is refused, it does not matter.
    pub(crate) fn understood(self) -> Said {
        let Self { letter_id, version_code, statistical_code, type_code, authored, status, course } = self;
        let status = match status.as_deref() {
            Some("annulleretbrev") => Status::Cancelled,
            Some("rettetbrev") => Status::Corrected,
            _ => Status::Original,
        };
        Said {
            letter_id: letter_id.unwrap_or_default(),
            statistical_code: statistical_code.filter(|code| Some(code) != type_code.as_ref()),
            type_code: type_code.unwrap_or_default(),
            version_code,
            authored,
            status,
            course,
        }
    }
}
