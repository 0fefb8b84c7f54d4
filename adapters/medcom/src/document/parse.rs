//! XML to [`AnyLetter`], by the names that all letters share.

use canonical::attachment::Attachment;
use canonical::course::{Course, Episode};
use canonical::event::Status;
use canonical::party::Party;
use canonical::refusal::RefusalCode;
use canonical::subject::Subject;
use canonical::text::Section;
use canonical::{Moment, Personal};

use super::narrative::narrative;
use super::objects::objects;
use super::party::{party, patient};
use crate::blocks::{lenient_moment, references, short};
use crate::head::{child, value};
use crate::xml::{Fields, Node, Reading};

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
    let type_code = fields.lenient("TypeCode", 70);
    let statistical_code = fields.lenient("StatisticalCode", 70);
    let authored = lenient_moment(fields, "Authorisation");
    let status = match fields.lenient("StatusCode", 70).as_deref() {
        Some("annulleretbrev") => Status::Cancelled,
        Some("rettetbrev") => Status::Corrected,
        Some(_) | None => Status::Original,
    };
    let notification = fields.lenient("NotificationIdentifier", 70);
    let course = Course {
        episodes: episodes(fields),
        notification: notification.map(|written| Episode::new(None, &written).value),
        ..Course::default()
    };
    fields.keep_rest();
    Some(AnyHeader {
        letter_id: letter_id?,
        type_code: type_code.or(statistical_code).unwrap_or_default(),
        version_code,
        authored,
        status,
        course,
    })
}

/// Both forms of the episode identifier.
fn episodes(fields: &mut Fields<'_, '_, '_, '_>) -> Vec<Episode> {
    let single = fields.lenient("EpisodeOfCareIdentifier", 70).map(|written| Episode::new(None, &written));
    let typed = fields.all("EpisodeOfCare").into_iter().filter_map(|node| {
        let written = value(node, "EpisodeOfCareIdentifier")?;
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
    let mut again = Fields::of(fields.node(), &trial);
    references(&mut again).filter(|_| !trial.is_refused()).unwrap_or_default()
}
