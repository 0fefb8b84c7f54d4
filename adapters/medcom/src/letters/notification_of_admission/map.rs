//! [`Notification`] to the canonical event: pure and total.

use canonical::action::{Action, ActionKind};
use canonical::body::{Body, HospitalStay, StayClass, StayNotice, StayState};
use canonical::event::Status;
use canonical::subject::Subject;

use super::parse::{EpisodeStatus, Notification};
use crate::blocks::Header;
use crate::draft::Draft;

pub(super) fn draft(letter: Notification) -> Draft {
    let Notification { header, sender, answer_to, receiver, patient, status: episode, admitted } = letter;
    let Header { letter_id, type_code, version_code, authored, status, course } = header;
    // The schema lets the status be absent; the letter type itself then says it.
    let (notice, state, asked) = match episode {
        Some(EpisodeStatus::Admitted) | None => (
            StayNotice::Admitted,
            StayState::InProgress,
            [Some(ActionKind::PauseServices), Some(ActionKind::SendAdmissionReport)],
        ),
        Some(EpisodeStatus::Deceased) => {
            (StayNotice::Died, StayState::Finished, [Some(ActionKind::StopServices), None])
        }
    };
    // A notice that is taken back asks for nothing, and its stay was none.
    let (state, actions) = match status {
        Status::Cancelled => (StayState::EnteredInError, Vec::new()),
        Status::Corrected | Status::Original => (state, asked.into_iter().flatten().map(action).collect()),
    };
    let is_dead = notice == StayNotice::Died && status != Status::Cancelled;
    Draft {
        letter_id,
        type_code,
        version_code: Some(version_code),
        status,
        authored: Some(authored),
        occurred: Some(admitted.clone()),
        subject: Some(Subject {
            deceased: is_dead.then_some(true),
            episode_status: episode.map(|episode| episode.word().to_owned()),
            ..patient
        }),
        sender,
        receivers: vec![receiver],
        copy_receivers: Vec::new(),
        course,
        codes: Vec::new(),
        actions,
        narrative: Vec::new(),
        attachments: Vec::new(),
        body: Body::HospitalStay(HospitalStay {
            notice,
            state,
            class: StayClass::Inpatient,
            admitted: Some(admitted),
            discharged: None,
            leave_started: None,
            leave_ended: None,
            destination: None,
            ward: None,
            report_to: Some(Box::new(answer_to)),
        }),
    }
}

fn action(kind: ActionKind) -> Action {
    Action { kind, priority: None, priority_word: None, responsible: None, text: None, due: None }
}
