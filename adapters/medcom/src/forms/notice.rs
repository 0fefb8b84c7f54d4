//! Notices of admission and discharge (da. advis): XDIS20, XDIS17.

use canonical::Moment;
use canonical::action::{Action, ActionKind};
use canonical::body::{Body, HospitalStay, StayClass, StayNotice, StayState};
use canonical::event::{Event, Status};
use canonical::party::Party;
use canonical::subject::Subject;

use crate::blocks::{Header, HeaderShape, PartyShape, PatientShape, date_time, header, location, party, patient};
use crate::draft::Draft;
use crate::letter_type::{Form, NoSuchLetter};
use crate::version::Version;
use crate::walk::{Facet, Occurs, Walk};

/// The letter as the schema states it, in the schema's order.
#[derive(Default)]
pub(crate) struct Notice {
    header: Header,
    sender: Party,
    /// Who wants the admission report, or is to be answered.
    answer_to: Option<Box<Party>>,
    receiver: Party,
    patient: Subject,
    /// `EpisodeOfCareStatusCode`.
    status: Option<String>,
    /// Admission or discharge.
    at: Option<Moment>,
}

/// `EpisodeOfCareStatusCode02`, a closed list: it decides what happens to the citizen's services.
const ADMISSION_STATUS: &[&str] = &["indlagt", "doed"];
/// `EpisodeOfCareStatusCode03`, a closed list for the same reason.
const DISCHARGE_STATUS: &[&str] = &[
    "doed",
    "udskrevet_til_hjemmet",
    "udskrevet_til_andet",
    "flyttet_til_sygehusafd",
    "uoplyst",
    "flyttet_til_sygehus",
];

fn is_admission(version: &Version) -> bool {
    version.type_code == "XDIS20"
}

impl Form for Notice {
    fn walk<W: Walk>(&mut self, walk: &mut W) {
        let (answer, statuses, at) = match is_admission(walk.version()) {
            true => (Occurs::Required, ADMISSION_STATUS, "Admission"),
            false => (Occurs::Optional, DISCHARGE_STATUS, "Discharge"),
        };
        header(walk, &mut self.header, HeaderShape::NOTICE);
        walk.required("Sender", |walk| {
            party(walk, &mut self.sender, &PartyShape::NOTICE_SENDER);
            let is_there = self.answer_to.is_some();
            walk.group("AnswerTo", answer, is_there, |walk| {
                location(walk, self.answer_to.get_or_insert_default());
            });
        });
        walk.required("Receiver", |walk| party(walk, &mut self.receiver, &PartyShape::NOTICE_RECEIVER));
        walk.required("Patient", |walk| {
            patient(walk, &mut self.patient, PatientShape::Notice);
            walk.field("EpisodeOfCareStatusCode", Occurs::Optional, Facet::closed(statuses), &mut self.status);
        });
        date_time(walk, at, Occurs::Required, &mut self.at);
    }

    fn draft(self, version: &'static Version) -> Draft {
        draft(self, version)
    }

    fn of(event: &Event, version: &'static Version) -> Result<Self, NoSuchLetter> {
        form(event, version)
    }
}

/// The letter to the canonical event: pure and total.
fn draft(letter: Notice, version: &Version) -> Draft {
    let Notice { header, sender, answer_to, receiver, patient, status: word, at } = letter;
    let said = header.understood();
    let is_admission = is_admission(version);
    let (notice, state, asked) = announced(is_admission, word.as_deref());
    // A notice that is taken back asks for nothing: the stay was none, or did not end so.
    let (state, actions) = match said.status {
        Status::Cancelled => (StayState::EnteredInError, Vec::new()),
        Status::Corrected | Status::Original => (state, asked.iter().copied().map(Action::plain).collect()),
    };
    let is_dead = notice == StayNotice::Died && said.status != Status::Cancelled;
    let (admitted, discharged) = if is_admission { (at.clone(), None) } else { (None, at.clone()) };
    // Death is no place to go to.
    let destination = word.clone().filter(|_| !is_admission && notice != StayNotice::Died);
    let body = Body::HospitalStay(HospitalStay {
        admitted,
        discharged,
        destination,
        report_to: answer_to,
        ..HospitalStay::plain(notice, state, StayClass::Inpatient)
    });
    Draft {
        occurred: at,
        subject: Some(Subject { deceased: is_dead.then_some(true), episode_status: word, ..patient }),
        actions,
        ..Draft::plain(said, sender, receiver, body)
    }
}

/// What the notice says, and what it asks for. Only who comes home needs services again.
fn announced(is_admission: bool, status: Option<&str>) -> (StayNotice, StayState, &'static [ActionKind]) {
    match (is_admission, status) {
        (_, Some("doed")) => (StayNotice::Died, StayState::Finished, &[ActionKind::StopServices]),
        // The schema lets the status be absent; the letter type itself then says it.
        (true, _) => {
            let asked = &[ActionKind::PauseServices, ActionKind::SendAdmissionReport];
            (StayNotice::Admitted, StayState::InProgress, asked)
        }
        (false, Some("udskrevet_til_hjemmet")) => {
            (StayNotice::Discharged, StayState::Finished, &[ActionKind::ResumeServices])
        }
        (false, Some("flyttet_til_sygehusafd" | "flyttet_til_sygehus")) => {
            (StayNotice::Transferred, StayState::Finished, &[])
        }
        (false, _) => (StayNotice::Discharged, StayState::Finished, &[]),
    }
}

/// The canonical event to the letter: pure.
fn form(event: &Event, version: &Version) -> Result<Notice, NoSuchLetter> {
    let Body::HospitalStay(stay) = &event.body else {
        return Err(NoSuchLetter);
    };
    let patient = event.subject.clone().unwrap_or_default();
    let is_admission = is_admission(version);
    let listed = if is_admission { ADMISSION_STATUS } else { DISCHARGE_STATUS };
    let word = match (stay.notice, is_admission) {
        (StayNotice::Died, _) => Some("doed"),
        (StayNotice::Admitted, true) => Some("indlagt"),
        (StayNotice::Discharged, false) => Some("udskrevet_til_hjemmet"),
        (StayNotice::Transferred, false) => Some("flyttet_til_sygehus"),
        _ => return Err(NoSuchLetter),
    };
    // A MedCom notice without a word stays one; others say what they mean.
    let is_own = event.source.type_code == version.type_code;
    let own = patient.episode_status.clone().filter(|word| listed.contains(&word.as_str()));
    let status = if is_own { own } else { own.or_else(|| word.map(str::to_owned)) };
    Ok(Notice {
        header: Header::of(event, version),
        sender: event.sender.clone(),
        answer_to: stay.report_to.clone(),
        receiver: event.receivers.first().cloned().unwrap_or_default(),
        at: if is_admission { stay.admitted.clone() } else { stay.discharged.clone() },
        patient,
        status,
    })
}
