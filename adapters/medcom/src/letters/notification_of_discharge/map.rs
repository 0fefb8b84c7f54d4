//! [`Notification`] to the canonical event: pure and total.

use canonical::action::{Action, ActionKind};
use canonical::body::{Body, HospitalStay, StayClass, StayNotice, StayState};
use canonical::event::Status;
use canonical::subject::Subject;

use super::parse::{EpisodeStatus, Notification};
use crate::blocks::Header;
use crate::draft::Draft;

pub(super) fn draft(letter: Notification) -> Draft {
    let Notification { header, sender, answer_to, receiver, patient, status: episode, discharged } = letter;
    let Header { letter_id, type_code, version_code, authored, status, course } = header;
    let (notice, asked) = announced(episode);
    // A notice that is taken back asks for nothing: the stay it ended did not end so.
    let (state, actions) = match status {
        Status::Cancelled => (StayState::EnteredInError, Vec::new()),
        Status::Corrected | Status::Original => (StayState::Finished, asked.into_iter().map(action).collect()),
    };
    let is_dead = notice == StayNotice::Died && status != Status::Cancelled;
    Draft {
        letter_id,
        type_code,
        version_code: Some(version_code),
        status,
        authored: Some(authored),
        occurred: Some(discharged.clone()),
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
            admitted: None,
            discharged: Some(discharged),
            leave_started: None,
            leave_ended: None,
            // Death is no place to go to.
            destination: episode.filter(|_| notice != StayNotice::Died).map(|episode| episode.word().to_owned()),
            ward: None,
            report_to: answer_to.map(Box::new),
        }),
    }
}

/// What the notice says, and what it asks for. Only who comes home needs services again.
const fn announced(episode: Option<EpisodeStatus>) -> (StayNotice, Option<ActionKind>) {
    match episode {
        Some(EpisodeStatus::Deceased) => (StayNotice::Died, Some(ActionKind::StopServices)),
        Some(EpisodeStatus::Home) => (StayNotice::Discharged, Some(ActionKind::ResumeServices)),
        Some(EpisodeStatus::SomewhereElse | EpisodeStatus::Unknown) | None => (StayNotice::Discharged, None),
        Some(EpisodeStatus::OtherDepartment | EpisodeStatus::OtherHospital) => (StayNotice::Transferred, None),
    }
}

fn action(kind: ActionKind) -> Action {
    Action { kind, priority: None, priority_word: None, responsible: None, text: None, due: None }
}
