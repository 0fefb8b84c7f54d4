//! Letters of a hospital about test persons.

use bytes::Bytes;
use canonical::body::{Correspondence, Document, HospitalStay, StayClass, StayNotice, StayState, Turn};
use canonical::course::Course;
use canonical::digest::Digest;
use canonical::event::{EventId, Identity, Source, Standard, Status, Times};
use canonical::identifier::{Cpr, PartyIdentifier, PatientIdentifier};
use canonical::party::Party;
use canonical::subject::Subject;
use canonical::{Body, Event};

pub(crate) const HOSPITAL: &str = "5790999900010";
pub(crate) const GP: &str = "5790999900034";
pub(crate) const MUNICIPALITY: &str = "5790999900041";
pub(crate) const STRANGER: &str = "5790999900065";

pub(crate) const KARLA: &str = "1402389992";
pub(crate) const BRUNO: &str = "2509479989";

/// A document about Karla from the hospital to these receivers.
pub(crate) fn letter(letter_id: &str, receivers: &[&str]) -> Event {
    with_content(letter_id, "content", KARLA, receivers)
}

/// A letter whose content differs from others under the same id.
pub(crate) fn with_content(letter_id: &str, content: &str, cpr: &str, receivers: &[&str]) -> Event {
    let sender = party(HOSPITAL);
    let fingerprint = Digest::of(content.as_bytes());
    Event {
        id: EventId::derive(&Identity::new(&sender, letter_id), fingerprint),
        source: Source {
            standard: Standard::MedcomXml,
            letter_id: letter_id.to_owned(),
            type_code: "XDIS99".to_owned(),
            statistical_code: None,
            version_code: None,
            fingerprint,
        },
        status: Status::Original,
        subject: Some(Subject { identifiers: vec![patient(cpr)], ..Subject::default() }),
        sender,
        receivers: receivers.iter().map(|gln| party(gln)).collect(),
        copy_receivers: vec![],
        course: Course::default(),
        times: Times::default(),
        codes: vec![],
        actions: vec![],
        narrative: vec![],
        attachments: vec![],
        verbatim: vec![],
        notices: vec![],
        body: Body::Document(Document { name: "Example".to_owned(), title: None }),
    }
}

pub(crate) fn stay(letter_id: &str, status: Status) -> Event {
    let mut event = letter(letter_id, &[MUNICIPALITY]);
    event.status = status;
    event.course.notification = Some("9d3f2c7ae5b14860b1c2d3e4f5061728".to_owned());
    event.body =
        Body::HospitalStay(HospitalStay::plain(StayNotice::Admitted, StayState::InProgress, StayClass::Inpatient));
    event
}

pub(crate) fn correspondence(letter_id: &str, turn: Turn) -> Event {
    let mut event = letter(letter_id, &[MUNICIPALITY]);
    event.course.conversation = Some("5b0c7e1f-9a3d-4c2e-8f60-71b2c3d4e5f6".to_owned());
    event.body = Body::Correspondence(Correspondence {
        subject: None,
        category: None,
        turn,
        from: None,
        to: None,
        segments: vec![],
    });
    event
}

pub(crate) fn patient(cpr: &str) -> PatientIdentifier {
    PatientIdentifier::Cpr(Cpr::parse(cpr).expect("ten digits"))
}

pub(crate) fn encoded(event: &Event) -> Bytes {
    wire::encode(event)
}

fn party(gln: &str) -> Party {
    Party { identifiers: vec![PartyIdentifier::from_scheme("gln", gln)], ..Party::default() }
}
