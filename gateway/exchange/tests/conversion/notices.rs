//! The list of fields of XDIS20, XDIS17 and HospitalNotification.

use canonical::action::{Action, ActionKind};
use canonical::body::{Body, HospitalStay, StayClass, StayNotice, StayState};
use canonical::course::{Course, Episode};
use canonical::event::{Event, Status, Times};
use canonical::identifier::PartyIdentifier;
use canonical::party::Party;
use exchange::convert::{hospital_notification, notice};

use crate::made::{GLNS, Sor, letter};
use crate::text;
use crate::times::local;

const EPISODE: &str = "5b0c7e1f9a3d4c2e8f6071b2c3d4e5f6";

fn named(gln: &str) -> Party {
    Party { identifiers: vec![PartyIdentifier::from_scheme("gln", gln)], ..Party::default() }
}

/// A notice as its reader makes it.
fn said(type_code: &str, what: StayNotice, word: &str) -> Event {
    let at = local("2026-03-12T09:15:00Z".parse().expect("a time"));
    let is_admission = type_code == "XDIS20";
    let state = if is_admission { StayState::InProgress } else { StayState::Finished };
    let stay = HospitalStay {
        admitted: is_admission.then(|| at.clone()),
        discharged: (!is_admission).then(|| at.clone()),
        destination: (word == "udskrevet_til_hjemmet").then(|| word.to_owned()),
        report_to: is_admission.then(|| Box::new(named(GLNS[0]))),
        ..HospitalStay::plain(what, state, StayClass::Inpatient)
    };
    let (mut event, _) = letter(1);
    event.source.type_code = type_code.to_owned();
    event.source.version_code = None;
    event.status = Status::Original;
    event.body = Body::HospitalStay(stay);
    event.course = Course { notification: Some(EPISODE.to_owned()), ..Course::default() };
    // Notices are released to the second.
    let released = canonical::Moment { written: format!("{}:00", at.written), ..at.clone() };
    event.times = Times { occurred: Some(at.clone()), authored: Some(released), sent: Some(at) };
    event.sender = Party { organisation: Some("Medicinsk".to_owned()), ..named(GLNS[0]) };
    event.receivers = vec![Party { organisation: Some("Odense Kommune".to_owned()), ..named(GLNS[1]) }];
    event.actions = match what {
        StayNotice::Admitted => vec![ActionKind::PauseServices, ActionKind::SendAdmissionReport],
        StayNotice::Died => vec![ActionKind::StopServices],
        _ => vec![ActionKind::ResumeServices],
    }
    .into_iter()
    .map(Action::plain)
    .collect();
    event.narrative.clear();
    event.attachments.clear();
    let patient = event.subject.take().expect("a patient");
    event.subject = Some(canonical::subject::Subject {
        identifiers: vec![patient.identifiers[0].clone()],
        deceased: (word == "doed").then_some(true),
        episode_status: Some(word.to_owned()),
        ..canonical::subject::Subject::default()
    });
    event
}

fn stay(event: &Event) -> &HospitalStay {
    let Body::HospitalStay(stay) = &event.body else { panic!("a stay") };
    stay
}

#[test]
fn an_admission_is_admitted_with_its_episode_and_whoever_wants_the_report() {
    let message = hospital_notification(&said("XDIS20", StayNotice::Admitted, "indlagt"), &Sor).expect("a message");
    assert_eq!(message.source.type_code, "hospital-notification-message");
    assert_eq!(message.course.episodes, [Episode::new(None, EPISODE)]);
    let stay = stay(&message);
    assert_eq!(stay.admitted.as_ref().map(|at| at.written.as_str()), Some("2026-03-12T10:15:00+01:00"));
    let wants = stay.report_to.as_ref().expect("somebody");
    assert_eq!(
        wants.identifiers,
        [("gln", GLNS[0]), ("sor", "328051000016008")].map(|(of, id)| PartyIdentifier::from_scheme(of, id))
    );
    let asked = [ActionKind::PauseServices, ActionKind::SendAdmissionReport].map(Action::plain);
    assert_eq!(message.actions, asked);
}

#[test]
fn a_discharge_has_an_end_and_a_beginning_that_is_not_after_it() {
    let discharge = said("XDIS17", StayNotice::Discharged, "udskrevet_til_hjemmet");
    let message = hospital_notification(&discharge, &Sor).expect("a message");
    let stay = stay(&message);
    let (start, end) = (stay.admitted.as_ref().expect("a start"), stay.discharged.as_ref().expect("an end"));
    assert!(start.instant <= end.instant);
}

#[test]
fn death_is_said_of_the_patient() {
    let message = hospital_notification(&said("XDIS17", StayNotice::Died, "doed"), &Sor).expect("a message");
    assert_eq!(message.subject.as_ref().and_then(|patient| patient.deceased), Some(true));
    assert_eq!((stay(&message).notice, stay(&message).state), (StayNotice::Died, StayState::Finished));
}

#[test]
fn a_transfer_and_what_a_letter_does_not_know_are_not_converted() {
    assert_eq!(hospital_notification(&said("XDIS17", StayNotice::Transferred, "flyttet_til_sygehus"), &Sor), None);
    let mut message = hospital_notification(&said("XDIS20", StayNotice::Admitted, "indlagt"), &Sor).expect("a message");
    for unknown in [StayNotice::ArrivedAcute, StayNotice::LeaveStarted, StayNotice::LeaveEnded] {
        if let Body::HospitalStay(stay) = &mut message.body {
            stay.notice = unknown;
        }
        assert_eq!(notice(&message, &Sor), None, "{unknown:?}");
    }
}

#[test]
fn a_notice_comes_back_as_the_list_says_and_can_be_written_on_the_way() {
    for (type_code, what, word) in [
        ("XDIS20", StayNotice::Admitted, "indlagt"),
        ("XDIS17", StayNotice::Discharged, "udskrevet_til_hjemmet"),
        ("XDIS17", StayNotice::Died, "doed"),
    ] {
        let said = said(type_code, what, word);
        let message = hospital_notification(&said, &Sor).expect("a message");
        let read = text::written_and_read_as_fhir(&message);
        assert_eq!(
            (stay(&read), &read.actions, &read.course.episodes),
            (stay(&message), &message.actions, &message.course.episodes),
            "{word}"
        );
        let back = notice(&read, &Sor).expect("a letter");
        let again = text::written_and_read(&back);
        assert_eq!((stay(&again), &again.actions, &again.course), (stay(&said), &said.actions, &said.course), "{word}");
        assert_eq!((&again.times, &again.subject), (&said.times, &said.subject), "{word}");
    }
}
