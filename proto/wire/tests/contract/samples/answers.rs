//! What comes back when somebody was referred, and files sent by themselves.

use canonical::Event;
use canonical::attachment::{Attachment, AttachmentContent};
use canonical::body::{Body, Booking, DiagnosticReport, Enclosure, MunicipalNote, ReceivedReferral};
use canonical::code::{Code, CodeRole, CodeSystem};
use canonical::course::Course;
use canonical::event::Standard;
use canonical::text::{SectionKind, Text};

use super::header::{at, course, event, hospital, municipality, person, personal, section};

/// A time was given to a referred patient.
pub(super) fn booking() -> Event {
    let body = Booking { confirmed: Some(at("2026-04-07T09:30")), referral: Some(received()) };
    Event {
        course: answering(),
        narrative: vec![section(SectionKind::Booking, Text::from_plain("Mød fastende kl. 9.30."))],
        ..event(Standard::MedcomXml, "XDIS13", Some("XD1333L"), Body::Booking(body))
    }
}

/// What an X-ray shows, with the images in the retired viewer.
pub(super) fn diagnostic_report() -> Event {
    let body = DiagnosticReport {
        started: Some(at("2026-03-12T13:05")),
        ended: Some(at("2026-03-12T13:20")),
        referral: Some(received()),
    };
    Event {
        course: answering(),
        codes: vec![Code {
            role: CodeRole::Other,
            system: CodeSystem::Sks,
            code: Some("UXRC00".to_owned()),
            text: Some("Røntgenundersøgelse af thorax".to_owned()),
            at: None,
            description: Some("undersoegelse".to_owned()),
        }],
        narrative: vec![section(SectionKind::Clinical, Text::from_plain("Ingen tegn på pneumoni."))],
        attachments: vec![file(AttachmentContent::RecordViewer)],
        ..event(Standard::MedcomXml, "XDIS05", Some("XD0533L"), Body::DiagnosticReport(body))
    }
}

/// A file about a system, and so about no patient.
pub(super) fn enclosure() -> Event {
    let body = Enclosure { about_system: true, contents: personal("Fejl ved brev om Karla Testrup") };
    Event {
        subject: None,
        attachments: vec![file(AttachmentContent::from_bytes(b"no picture\r\n".to_vec()))],
        ..event(Standard::MedcomXml, "XBIN01", Some("XB0131X"), Body::Enclosure(body))
    }
}

/// What a municipality did for a citizen who was referred to it.
pub(super) fn municipal_note() -> Event {
    let body = MunicipalNote {
        category: Some("sundhedspleje".to_owned()),
        started: Some(at("2026-03-16T08:00")),
        ended: Some(at("2026-05-29T15:00")),
        referral: Some(received()),
        signed: Some(at("2026-05-29T15:10")),
        signed_by: Some(person("Hanne Prøve Jensen", "Sundhedsplejerske")),
    };
    Event {
        sender: municipality(),
        receivers: vec![hospital()],
        course: answering(),
        narrative: vec![section(SectionKind::Clinical, Text::from_plain("Forløbet er afsluttet."))],
        ..event(Standard::MedcomXml, "XDIS15", Some("XD1531L"), Body::MunicipalNote(body))
    }
}

fn received() -> ReceivedReferral {
    ReceivedReferral { id: Some("HENV-4711".to_owned()), received: Some(at("2026-03-11T09:00")) }
}

fn answering() -> Course {
    Course { referral: Some("HENV-4711".to_owned()), ..course() }
}

fn file(content: AttachmentContent) -> Attachment {
    Attachment {
        id: Some("c0ffee00c0ffee00c0ffee00c0ffee01".to_owned()),
        media_type: Some("image/jpeg".to_owned()),
        file_type: Some("jpeg".to_owned()),
        object_code: Some("billede".to_owned()),
        title: None,
        at: None,
        author: None,
        stated_size: None,
        content,
    }
}
