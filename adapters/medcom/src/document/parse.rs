//! XML to [`AnyLetter`], by the names that all letters share.

use canonical::attachment::Attachment;
use canonical::course::{Course, Episode};
use canonical::event::Status;
use canonical::notice::NoticeCode;
use canonical::party::Party;
use canonical::refusal::RefusalCode;
use canonical::subject::Subject;
use canonical::text::Section;
use canonical::{Moment, Personal};

use super::moment::lenient_moment;
use super::narrative::narrative;
use super::objects::objects;
use super::party::{party, patient};
use crate::blocks::references;
use crate::head::{child, value};
use crate::values::short;
use crate::version::ANY;
use crate::walk::Reader;
use crate::xml::{Fields, Node, Reading, trimmed};

/// The longest name of an element that is taken over.
const NAME: usize = 64;

/// What all letters have.
pub(super) struct AnyLetter {
    /// The name of the letter's element.
    pub(super) name: String,
    pub(super) header: AnyHeader,
    pub(super) sender: Party,
    pub(super) receiver: Party,
    pub(super) copy_receivers: Vec<Party>,
    pub(super) patient: Option<Subject>,
    pub(super) title: Option<Personal<String>>,
    pub(super) narrative: Vec<Section>,
    pub(super) attachments: Vec<Attachment>,
}

/// `Letter`, whatever its form.
pub(super) struct AnyHeader {
    pub(super) letter_id: String,
    pub(super) type_code: String,
    pub(super) version_code: Option<String>,
    /// Where it says something else than the type.
    pub(super) statistical_code: Option<String>,
    pub(super) authored: Option<Moment>,
    pub(super) status: Status,
    pub(super) course: Course,
}

pub(super) fn document(fields: &mut Fields<'_, '_, '_, '_>) -> Option<AnyLetter> {
    let name = fields.node().tag_name().name().chars().take(NAME).collect();
    let header = fields.group("Letter", header);
    let sender = fields.group("Sender", party);
    let receiver = match fields.peek("Receiver") {
        Some(_) => fields.group("Receiver", party),
        None => fields.refuse_missing("Receiver", RefusalCode::ReceiverMissing),
    };
    let copy_receivers = fields.groups("CCReceiver", usize::MAX, |copy| Some(super::party::named(copy)));
    let patient = fields.optional_group("Patient", patient);
    let title = child(fields.node(), "AdditionalInformation").and_then(|node| value(node, "Subject"));
    let mut attachments = objects(fields);
    let readable = fields.rest();
    if let Some(attachments) = &mut attachments {
        attachments.extend(pointers(fields, &readable));
    }
    Some(AnyLetter {
        name,
        header: header?,
        sender: sender?,
        receiver: receiver?,
        copy_receivers: copy_receivers?,
        patient: patient?.flatten(),
        title: title.map(Personal::new),
        narrative: narrative(&readable, fields.reading()),
        attachments: attachments?,
    })
}

fn header(fields: &mut Fields<'_, '_, '_, '_>) -> Option<AnyHeader> {
    let letter_id = fields.required("Identifier", short(70));
    let version_code = fields.lenient("VersionCode", 70);
    let (type_code, statistical_code) = type_codes(fields);
    let authored = lenient_moment(fields, "Authorisation");
    let status = status(fields);
    let notification = fields.lenient("NotificationIdentifier", 70);
    let course = Course {
        episodes: episodes(fields),
        notification: notification.map(|written| Episode::new(None, &written).value),
        ..Course::default()
    };
    fields.keep_rest();
    Some(AnyHeader {
        letter_id: letter_id?,
        type_code: type_code.unwrap_or_default(),
        version_code,
        statistical_code,
        authored,
        status,
        course,
    })
}

/// `TypeCode`, or what stands for it, and the `StatisticalCode` where it says more than the type.
fn type_codes(fields: &mut Fields<'_, '_, '_, '_>) -> (Option<String>, Option<String>) {
    let (said, statistical) = (fields.lenient("TypeCode", 70), fields.lenient("StatisticalCode", 70));
    match said {
        Some(code) => {
            let other = statistical.filter(|statistical| *statistical != code);
            (Some(code), other)
        }
        None => (statistical, None),
    }
}

/// `StatusCode`; without one, or with a word that is not known, the letter stands for itself.
fn status(fields: &mut Fields<'_, '_, '_, '_>) -> Status {
    let word = fields.peek("StatusCode").map(trimmed).unwrap_or_default();
    let status = match &*word {
        "annulleretbrev" => Status::Cancelled,
        "nytbrev" | "" => Status::Original,
        "rettetbrev" => Status::Corrected,
        _ => {
            fields.note("StatusCode", NoticeCode::CodeUnlisted);
            fields.keep("StatusCode");
            Status::Original
        }
    };
    fields.lenient("StatusCode", 70);
    status
}

/// Both forms of the episode identifier.
fn episodes(fields: &mut Fields<'_, '_, '_, '_>) -> Vec<Episode> {
    let single = fields.lenient("EpisodeOfCareIdentifier", 70).map(|written| Episode::new(None, &written));
    let typed = fields.all("EpisodeOfCare").into_iter().filter_map(|node| {
        let Some(written) = value(node, "EpisodeOfCareIdentifier") else {
            fields.reading().keep(node);
            return None;
        };
        Some(Episode::new(value(node, "EpisodeOfCareType"), &written))
    });
    single.into_iter().chain(typed).collect()
}

/// References that have the form all letters share. What has another form is read as text, and only so.
fn pointers(fields: &Fields<'_, '_, '_, '_>, readable: &[Node<'_, '_>]) -> Vec<Attachment> {
    if !readable.iter().any(|node| node.tag_name().name() == "Reference") {
        return Vec::new();
    }
    let trial = Reading::trial(fields.reading());
    let mut attachments = Vec::new();
    references(&mut Reader::new(Fields::of(fields.node(), &trial), &ANY), &mut attachments);
    if trial.is_refused() { Vec::new() } else { attachments }
}
