//! What MedCom's test protocols ask of a receiver, as far as one message tells it. The numbers of the steps stand in
//! `conformance-tests/protocol.tsv`. The protocols' own files are not at hand: these messages are made alike.
#![allow(clippy::expect_used, reason = "a test that cannot go on says so")]

mod support;

use canonical::Event;
use canonical::action::ActionKind;
use canonical::attachment::AttachmentContent;
use canonical::body::{Body, Correspondence, HospitalStay, StayNotice, Turn};
use canonical::course::Relation;
use canonical::event::Status;
use canonical::letter::{Limits, Outcome};
use canonical::refusal::RefusalCode;
use serde_json::{Value, json};
use support::cases;

#[test]
fn an_admission_with_the_flag_asks_for_a_report_and_says_of_whom() {
    let (event, stay) = stay(&cases::bytes("admitted_and_report_asked.json"));
    assert_eq!((stay.notice, event.status), (StayNotice::Admitted, Status::Original));
    assert_eq!(asks(&event), [ActionKind::PauseServices, ActionKind::SendAdmissionReport]);
    assert!(stay.report_to.is_some_and(|receiver| receiver.gln().is_some()));
}

#[test]
fn an_admission_without_the_flag_asks_for_no_report_and_goes_on_with_its_episode() {
    let bytes = changed("admitted_and_report_asked.json", |bundle| {
        resource(bundle, "MessageHeader").as_object_mut().expect("a header").remove("extension");
        let earlier = json!([{ "role": "revision", "what": { "reference": "MessageHeader/earlier" } }]);
        resource(bundle, "Provenance")["entity"] = earlier;
    });
    let (event, stay) = stay(&bytes);
    assert_eq!((stay.notice, stay.report_to.is_some()), (StayNotice::Admitted, false));
    assert_eq!(asks(&event), [ActionKind::PauseServices]);
    let before = self::event(&cases::bytes("admitted_and_report_asked.json"));
    assert_eq!(event.course.episodes, before.course.episodes);
}

#[test]
fn an_acute_arrival_is_told_as_one() {
    let (event, stay) = stay(&cases::bytes("arrived_acute_at_a_ward.json"));
    assert_eq!(stay.notice, StayNotice::ArrivedAcute);
    assert!(stay.ward.is_some() && asks(&event).contains(&ActionKind::PauseServices));
    let asking = self::event(&changed("admitted_and_report_asked.json", |bundle| {
        resource(bundle, "Encounter")["class"]["code"] = "EMER".into();
        resource(bundle, "Provenance")["activity"]["coding"][0]["code"] = "admit-emergency".into();
    }));
    assert!(asks(&asking).contains(&ActionKind::SendAdmissionReport));
}

#[test]
fn leave_has_the_times_at_which_it_began_and_ended_and_asks_for_no_report() {
    let (started, leave) = stay(&cases::bytes("leave_started.xml"));
    assert_eq!(leave.notice, StayNotice::LeaveStarted);
    assert_eq!(started.times.occurred, leave.leave_started);
    let (ended, back) = stay(&cases::bytes("leave_ended.json"));
    assert_eq!(back.notice, StayNotice::LeaveEnded);
    assert_eq!(ended.times.occurred, back.leave_ended);
    for event in [started, ended] {
        assert!(!asks(&event).contains(&ActionKind::SendAdmissionReport));
    }
}

#[test]
fn a_discharge_ends_the_stay_also_from_leave_and_asks_for_no_report() {
    for case in ["discharged_home.json", "discharged_from_leave.json"] {
        let (event, stay) = stay(&cases::bytes(case));
        assert_eq!((stay.notice, event.status), (StayNotice::Discharged, Status::Original), "{case}");
        assert!(stay.discharged.is_some() && event.times.occurred == stay.discharged, "{case}");
        assert_eq!(asks(&event), [ActionKind::ResumeServices], "{case}");
    }
}

#[test]
fn a_death_has_the_end_of_the_stay_for_its_time_whatever_the_status_says() {
    for case in ["died.json", "died_on_arrival_in_progress.json"] {
        let (event, stay) = stay(&cases::bytes(case));
        assert_eq!(stay.notice, StayNotice::Died, "{case}");
        assert_eq!(event.times.occurred, stay.discharged, "{case}");
        assert_eq!(asks(&event), [ActionKind::StopServices], "{case}");
        assert_eq!(event.subject.and_then(|subject| subject.deceased), Some(true), "{case}");
    }
}

#[test]
fn a_correction_says_what_it_corrects_and_what_is_so_now() {
    let (event, stay) = stay(&cases::bytes("admission_corrected.json"));
    assert_eq!((stay.notice, event.status), (StayNotice::Admitted, Status::Corrected));
    assert_eq!(event.course.follows[0].relation, Relation::Corrects);
    assert_eq!(event.times.occurred, stay.admitted, "the time is the corrected one");
    assert!(!asks(&event).contains(&ActionKind::SendAdmissionReport));
}

#[test]
fn a_cancellation_names_what_it_takes_back_and_asks_for_nothing() {
    for case in ["admission_cancelled.json", "death_cancelled.xml"] {
        let event = event(&cases::bytes(case));
        assert_eq!(event.status, Status::Cancelled, "{case}");
        assert_eq!(event.course.follows[0].relation, Relation::Cancels, "{case}");
        assert!(asks(&event).is_empty(), "{case}");
    }
}

#[test]
fn a_notification_holds_what_a_citizens_people_need() {
    let (event, stay) = stay(&cases::bytes("discharged_home.json"));
    let subject = event.subject.expect("a citizen");
    assert!(!subject.identifiers.is_empty() && subject.surname.is_some() && subject.given_name.is_some());
    assert!(event.times.occurred.is_some() && stay.admitted.is_some());
    assert!(event.sender.gln().is_some() && event.sender.identifiers.iter().any(|one| one.scheme() == "sor"));
    assert!(event.receivers.iter().all(|receiver| receiver.gln().is_some()));
}

#[test]
fn an_organisation_without_a_name_is_known_by_its_numbers() {
    for case in ["admitted_and_report_asked.json", "new_message.json"] {
        let event = event(&changed(case, |bundle| {
            for entry in bundle["entry"].as_array_mut().expect("entries") {
                if entry["resource"]["resourceType"] == "Organization" {
                    entry["resource"].as_object_mut().expect("an organisation").remove("name");
                }
            }
        }));
        assert!(event.sender.organisation.is_none() && event.sender.identifiers.len() > 1, "{case}");
    }
}

#[test]
fn every_episode_identifier_is_kept_that_of_the_register_too() {
    const REGISTER: &str = "https://www.esundhed.dk/Registre/Landspatientregisteret";
    let registered =
        json!({ "identifier": { "system": REGISTER, "value": "urn:uuid:fc60e762-b13b-5773-865e-67f3907bdcc7" } });
    let two = event(&changed("admitted_and_report_asked.json", |bundle| {
        let episodes = resource(bundle, "Encounter")["episodeOfCare"].as_array_mut().expect("episodes");
        episodes.push(registered.clone());
    }));
    let one = event(&changed("admitted_and_report_asked.json", |bundle| {
        resource(bundle, "Encounter")["episodeOfCare"] = json!([registered]);
    }));
    assert_eq!((two.course.episodes.len(), one.course.episodes.len()), (2, 1));
    assert_eq!(one.course.episodes[0].system.as_deref(), Some(REGISTER));
    assert_eq!(two.course.episodes[1], one.course.episodes[0]);
}

#[test]
fn a_notification_without_a_class_is_refused_with_the_place() {
    assert_eq!(refused(&cases::bytes("class_missing.json")), [RefusalCode::ElementMissing]);
}

#[test]
fn a_new_letter_says_what_it_is_about_who_wrote_it_and_what_is_enclosed() {
    let (event, letter) = letter(&cases::bytes("urgent_with_files_to_a_team.json"));
    assert_eq!(letter.turn, Turn::New);
    assert!(letter.category.is_some() && letter.segments.iter().all(|segment| segment.is_new == Some(true)));
    let author = letter.segments[0].author.as_ref().expect("an author");
    assert!(author.role.is_some() && !author.contacts.is_empty() && letter.segments[0].written.is_some());
    assert!(event.attachments.iter().all(|file| file.title.is_some() && file.at.is_some()));
    assert!(event.attachments.iter().any(|file| matches!(file.content, AttachmentContent::Inline { .. })));
    assert!(event.attachments.iter().any(|file| matches!(file.content, AttachmentContent::Url(_))));
    assert!(!event.course.episodes.is_empty());
}

#[test]
fn a_priority_and_specific_people_are_read() {
    let (event, letter) = letter(&cases::bytes("urgent_with_files_to_a_team.json"));
    assert_eq!(event.actions[0].priority_word.as_deref(), Some("asap"));
    assert!(letter.from.is_some() && letter.to.is_some());
}

#[test]
fn a_reply_repeats_the_conversation_and_says_what_is_new() {
    let (event, letter) = letter(&cases::bytes("reply_repeats_the_conversation.xml"));
    assert_eq!((letter.turn, event.course.follows[0].relation), (Turn::Reply, Relation::Answers));
    assert_eq!(letter.segments.iter().filter(|segment| segment.is_new == Some(true)).count(), 1);
    assert!(letter.segments.len() > 1 && event.course.conversation.is_some());
    assert!(event.attachments.iter().any(|file| matches!(file.content, AttachmentContent::Elsewhere)));
}

#[test]
fn a_forward_says_so_and_names_the_organisation_behind_every_segment() {
    let (event, letter) = letter(&cases::bytes("forward.json"));
    assert_eq!((letter.turn, event.course.follows[0].relation), (Turn::Forward, Relation::Forwards));
    let others = self::letter(&cases::bytes("others_took_part.json")).1;
    let behind = |segment: &canonical::body::Segment| segment.author.as_ref().map(|author| author.identifiers.clone());
    assert!(others.segments.iter().all(|segment| behind(segment).is_some_and(|of| !of.is_empty())));
}

#[test]
fn several_professionals_stand_by_their_own_segments() {
    let (_, letter) = letter(&cases::bytes("reply_repeats_the_conversation.xml"));
    let names: std::collections::BTreeSet<_> = letter
        .segments
        .iter()
        .filter_map(|segment| segment.author.as_ref())
        .map(|author| author.name.reveal())
        .collect();
    assert!(names.len() > 1, "{names:?}");
}

#[test]
fn line_breaks_are_lines_in_both_formats() {
    for case in ["new_message.json", "new_message_in_xml.xml"] {
        let (_, letter) = letter(&cases::bytes(case));
        assert!(letter.segments[0].text.plain().contains('\n'), "{case}");
    }
}

#[test]
fn times_of_any_zone_are_moments() {
    let written = |time: &str| {
        let bytes = changed("new_message.json", |bundle| {
            let payload = &mut resource(bundle, "Communication")["payload"][0];
            payload["extension"][0]["valueDateTime"] = time.into();
        });
        letter(&bytes).1.segments[0].written.clone().expect("a time")
    };
    assert_eq!(written("2026-04-02T07:58:00Z").instant, written("2026-04-02T09:58:00+02:00").instant);
}

#[test]
fn several_numbers_of_a_patient_are_all_kept() {
    const CPR: (&str, &str) = ("urn:oid:1.2.208.176.1.2", "2509479989");
    const NATIONAL: (&str, &str) = ("urn:oid:1.2.208.176.1.6.1.1", "0703921VJ4");
    const REGIONAL: (&str, &str) = ("urn:oid:1.2.208.176.1.6.1.3.181", "0703925AB1");
    for numbers in [&[CPR, NATIONAL][..], &[CPR, NATIONAL, REGIONAL], &[NATIONAL, REGIONAL], &[NATIONAL]] {
        let event = event(&changed("new_message.json", |bundle| {
            let identifiers = numbers.iter().map(|(system, value)| json!({ "system": system, "value": value }));
            resource(bundle, "Patient")["identifier"] = identifiers.collect();
        }));
        let kept: Vec<_> = event.subject.iter().flat_map(|one| &one.identifiers).map(|one| one.reveal()).collect();
        assert_eq!(kept, numbers.iter().map(|(_, value)| *value).collect::<Vec<_>>());
    }
}

#[test]
fn what_is_beyond_the_standard_is_kept_aside_and_changes_nothing() {
    let plain = letter(&cases::bytes("new_message.json")).1;
    let (event, more) = letter(&changed("new_message.json", |bundle| {
        resource(bundle, "Patient")["maritalStatus"] = json!({ "text": "gift" });
        let own = json!([{ "url": "https://example.dk/own", "valueString": "mere" }]);
        resource(bundle, "Communication")["extension"] = own;
        let device = json!({ "resourceType": "Device", "id": "d" });
        let entries = bundle["entry"].as_array_mut().expect("entries");
        entries.push(json!({ "fullUrl": "https://example.dk/Device/d", "resource": device }));
    }));
    assert_eq!(more, plain);
    assert!(event.verbatim.len() >= 2);
}

#[test]
fn a_letter_without_a_category_is_refused_with_the_place() {
    let bytes = changed("new_message.json", |bundle| {
        resource(bundle, "Communication").as_object_mut().expect("a letter").remove("category");
    });
    assert_eq!(refused(&bytes), [RefusalCode::ElementMissing]);
}

#[test]
fn both_replies_to_one_letter_are_of_its_conversation() {
    let first = event(&cases::bytes("reply_repeats_the_conversation.xml"));
    let other = event(&cases::bytes("reply_to_an_older_standard.json"));
    assert!(first.course.conversation.is_some() && first.course.conversation == other.course.conversation);
    assert_ne!(first.id, other.id);
}

#[test]
fn a_report_reads_with_comparators_comments_files_and_a_refusal_of_consent() {
    let said: String = cases::cases()
        .iter()
        .filter(|case| case.to_string_lossy().contains("home_care_observation"))
        .map(|case| std::fs::read_to_string(case.with_extension("event.txt")).unwrap_or_default())
        .collect();
    for word in ["observation", "comment", "attachment", "consent"] {
        assert!(said.to_lowercase().contains(word), "no case of a report says {word}");
    }
}

fn outcome(bytes: &[u8]) -> Outcome {
    let opened = fhir::convert(bytes, &Limits::default()).expect("a message");
    opened.letters.into_iter().next().expect("a letter").outcome
}

fn event(bytes: &[u8]) -> Event {
    match outcome(bytes) {
        Outcome::Event(event) => *event,
        other => panic!("{other:?} is no event"),
    }
}

fn refused(bytes: &[u8]) -> Vec<RefusalCode> {
    match outcome(bytes) {
        Outcome::Refused(refusals) => refusals.iter().map(|refusal| refusal.code).collect(),
        other => panic!("{other:?} is no refusal"),
    }
}

fn stay(bytes: &[u8]) -> (Event, HospitalStay) {
    let event = event(bytes);
    let Body::HospitalStay(stay) = event.body.clone() else { panic!("no stay") };
    (event, stay)
}

fn letter(bytes: &[u8]) -> (Event, Correspondence) {
    let event = event(bytes);
    let Body::Correspondence(letter) = event.body.clone() else { panic!("no letter") };
    (event, letter)
}

fn asks(event: &Event) -> Vec<ActionKind> {
    event.actions.iter().map(|action| action.kind).collect()
}

fn changed(case: &str, change: impl FnOnce(&mut Value)) -> Vec<u8> {
    let mut bundle: Value = serde_json::from_slice(&cases::bytes(case)).expect("JSON");
    change(&mut bundle);
    serde_json::to_vec(&bundle).expect("JSON")
}

fn resource<'v>(bundle: &'v mut Value, kind: &str) -> &'v mut Value {
    let entries = bundle["entry"].as_array_mut().expect("entries");
    let found = entries.iter_mut().find(|entry| entry["resource"]["resourceType"] == kind);
    &mut found.expect("the resource")["resource"]
}
