//! Requests for certificates (da. anmodning om attest): XLA211.

use canonical::action::{Action, ActionKind, Due};
use canonical::body::{Body, Correspondence, Segment, Turn};
use canonical::code::Concept;
use canonical::event::Event;
use canonical::notice::NoticeCode;
use canonical::party::Party;
use canonical::refusal::RefusalCode;
use canonical::subject::Subject;
use canonical::text::{SectionKind, Text};
use canonical::{Moment, Personal};

use crate::blocks::{Header, HeaderShape, PartyShape, PatientShape, bare_day, header, names, party, patient, section};
use crate::draft::Draft;
use crate::letter_type::{Form, NoSuchLetter};
use crate::version::Version;
use crate::walk::{Facet, Occurs, Walk};

/// The letter as the schema states it, in the schema's order.
#[derive(Default)]
pub(crate) struct CertificateRequest {
    header: Header,
    /// With the person who asks.
    sender: Party,
    receiver: Party,
    patient: Subject,
    created: Option<Moment>,
    /// The last day for the patient to be seen.
    appointment_by: Option<Moment>,
    /// The last day for the certificate to arrive.
    answer_by: Option<Moment>,
    /// `RequestCode`: the reason as a word.
    reason: Option<String>,
    /// `OtherReasonText`: plain characters.
    other_reason: Option<Personal<String>>,
}

impl Form for CertificateRequest {
    fn walk<W: Walk>(&mut self, walk: &mut W) {
        header(walk, &mut self.header, HeaderShape::CERTIFICATE);
        walk.required("Sender", |walk| {
            party(walk, &mut self.sender, &PartyShape::MUNICIPALITY);
            names(walk, &mut self.sender.person);
        });
        walk.required("Receiver", |walk| party(walk, &mut self.receiver, &PartyShape::RECEIVER));
        walk.required("Patient", |walk| patient(walk, &mut self.patient, PatientShape::Certificate));
        bare_day(walk, "CreationDate", Occurs::Required, &mut self.created);
        bare_day(walk, "AppointmentByDate", Occurs::Required, &mut self.appointment_by);
        bare_day(walk, "AnswerByDate", Occurs::Required, &mut self.answer_by);
        self.reasons(walk);
    }

    fn draft(self, _: &'static Version) -> Draft {
        draft(self)
    }

    fn of(event: &Event, version: &'static Version) -> Result<Self, NoSuchLetter> {
        form(event, version)
    }
}

impl CertificateRequest {
    /// A word of the list, or the municipality's own words.
    fn reasons<W: Walk>(&mut self, walk: &mut W) {
        let refused = walk.refusals();
        walk.choice(|walk| {
            // An open list: it informs.
            let reasons = Facet::Open(&["sygedagpenge", "refusion", "kontanthjælp"]);
            walk.field("RequestCode", Occurs::Optional, reasons, &mut self.reason);
            walk.field("OtherReasonText", Occurs::Optional, Facet::text(usize::MAX), &mut self.other_reason);
        });
        match (&self.reason, &self.other_reason) {
            // The schema allows one of them; both are read.
            (Some(_), Some(_)) => walk.note(Some("OtherReasonText"), NoticeCode::RuleTolerated),
            (None, None) if walk.refusals() == refused => {
                walk.refuse(Some("RequestCode"), RefusalCode::ElementMissing);
            }
            _ => {}
        }
    }
}

/// The letter to the canonical event: pure and total.
fn draft(letter: CertificateRequest) -> Draft {
    let CertificateRequest {
        header,
        sender,
        receiver,
        patient,
        created,
        appointment_by,
        answer_by,
        reason,
        other_reason,
    } = letter;
    let asked =
        |kind, by: Option<Moment>| Action { due: by.map(|at| Due { at, derived: false }), ..Action::plain(kind) };
    let actions = vec![asked(ActionKind::FollowUp, appointment_by), asked(ActionKind::Answer, answer_by)];
    let said = other_reason.as_ref().map(|words| words.reveal().as_str()).or(reason.as_deref());
    let text = Text::from_plain(said.unwrap_or_default());
    let narrative = section(SectionKind::Message, Some(text.clone())).into_iter().collect();
    let segment = Segment { id: None, written: created, author: None, is_new: Some(true), text };
    let body = Body::Correspondence(Correspondence {
        subject: None,
        category: reason.map(|code| Concept { system: None, code, display: None }),
        turn: Turn::New,
        from: None,
        to: None,
        segments: vec![segment],
    });
    Draft { subject: Some(patient), actions, narrative, ..Draft::plain(header.understood(), sender, receiver, body) }
}

/// The canonical event to the letter: pure.
fn form(event: &Event, version: &Version) -> Result<CertificateRequest, NoSuchLetter> {
    let Body::Correspondence(facts) = &event.body else {
        return Err(NoSuchLetter);
    };
    let stated = |kind| {
        let due = event.actions.iter().find(|action| action.kind == kind).and_then(|action| action.due.as_ref());
        due.filter(|due| !due.derived).map(|due| due.at.clone())
    };
    // Beside a word of the list the schema has no place for more.
    let reason = facts.category.as_ref().map(|category| category.code.clone());
    let message = facts.segments.first();
    let other_reason = message.filter(|_| reason.is_none()).map(|segment| Personal::new(segment.text.plain()));
    Ok(CertificateRequest {
        header: Header::of(event, version),
        sender: event.sender.clone(),
        receiver: event.receivers.first().cloned().unwrap_or_default(),
        patient: event.subject.clone().unwrap_or_default(),
        created: message.and_then(|segment| segment.written.clone()),
        appointment_by: stated(ActionKind::FollowUp),
        answer_by: stated(ActionKind::Answer),
        reason,
        other_reason,
    })
}
