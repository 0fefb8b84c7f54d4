//! Events by id, by patient, and as received; and what the audit knows of it.

use canonical::digest::Digest;
use canonical::event::EventId;
use journal::{AuditAction, AuditRow, Journal as _};
use tonic::Code;
use wire::v1;

use crate::bench::peer::Http;
use crate::gateway::{Gateway, Who};
use crate::letters::{BRUNO, CLINIC_GLN, HOSPITAL_GLN, KARLA, NOBODY_GLN, correspondence, together};
use crate::refused::{fields, reason};
use crate::relations::{cpr, record};

/// Audit rows of an action, in order.
async fn audited(gateway: &Gateway, action: AuditAction) -> Vec<AuditRow> {
    let rows = gateway.journal.audit_after(0, 10_000).await.expect("an unbroken audit");
    rows.into_iter().map(|(_, row)| row).filter(|row| row.action == action).collect()
}

#[tokio::test]
async fn the_original_is_given_bit_for_bit_to_those_who_may_see_it() {
    let gateway = Gateway::open().await;
    gateway.subscribe(Who::Clinic, "inbox").await;
    let event = gateway.send("KOR1", KARLA).await;
    let document = correspondence("KOR1", KARLA, CLINIC_GLN);
    for who in [Who::Clinic, Who::Municipality] {
        let request = v1::GetOriginalRequest { event_id: event.to_string() };
        let original = gateway.events(who).await.get_original(request).await.expect("permitted").into_inner();
        assert_eq!(original.content, document.as_bytes());
        assert_eq!(original.sha256, Digest::of(document.as_bytes()).0.to_vec());
        assert!(original.media_type.contains("xml"), "{}", original.media_type);
    }
    let rows = audited(&gateway, AuditAction::ReadOriginal).await;
    let told: Vec<_> = rows.iter().map(|row| (row.organisation.as_str(), row.permitted, row.ground.as_str())).collect();
    assert_eq!(told, [(Who::Clinic.name(), true, "addressed"), (Who::Municipality.name(), true, "author")]);
}

#[tokio::test]
async fn an_event_is_written_as_a_letter_for_those_who_may_see_it() {
    let gateway = Gateway::open().await;
    gateway.subscribe(Who::Clinic, "inbox").await;
    let event = gateway.send("KOR1", KARLA).await;
    let request = v1::RenderEventRequest { event_id: event.to_string(), format: 0 };
    let letter = gateway.events(Who::Clinic).await.render_event(request.clone()).await.expect("permitted").into_inner();
    assert_eq!(letter.media_type, "application/xml; charset=utf-8");
    let text = String::from_utf8(letter.content.to_vec()).expect("UTF-8");
    assert!(text.contains("<Identifier>KOR1</Identifier>") && text.contains(KARLA), "{text}");
    let vans = v1::RenderEventRequest { format: v1::LetterFormat::Vans.into(), ..request.clone() };
    let vans = gateway.events(Who::Clinic).await.render_event(vans).await.expect("permitted").into_inner();
    let text = String::from_utf8(vans.content.to_vec()).expect("UTF-8");
    assert!(text.contains("<VANSEnvelope") && text.contains("<Name>MCM:XDIS91</Name>"), "{text}");
    let other = v1::RenderEventRequest { format: 99, ..request.clone() };
    let wrong = gateway.events(Who::Clinic).await.render_event(other).await.expect_err("no such format");
    assert_eq!(wrong.code(), Code::InvalidArgument);
    // Written again, it is the same letter: no second event comes of it.
    let submitted = v1::SubmitRequest { content: letter.content };
    let again = gateway.intake(Who::Municipality).await.submit(submitted).await.expect("an answer").into_inner();
    assert_eq!(again.letters[0].event_id, event.to_string());
    let hidden = gateway.events(Who::Hospital).await.render_event(request).await.expect_err("hidden");
    assert_eq!((hidden.code(), reason(&hidden).1.as_str()), (Code::NotFound, "EVENT_NOT_FOUND"));
}

#[tokio::test]
async fn an_event_is_converted_to_the_other_standard() {
    let gateway = Gateway::open().await;
    gateway.subscribe(Who::Clinic, "inbox").await;
    let said = "<ClinicalInformation><Text01>Der er plads.</Text01></ClinicalInformation></ClinicalEmail>";
    let letter = correspondence("KOR1", KARLA, CLINIC_GLN).replace("</ClinicalEmail>", said);
    let submitted = v1::SubmitRequest { content: letter.into() };
    let answer = gateway.intake(Who::Municipality).await.submit(submitted).await.expect("an answer").into_inner();
    let event_id = answer.letters[0].event_id.clone();
    let request = v1::RenderEventRequest { event_id, format: v1::LetterFormat::FhirJson.into() };
    let written = gateway.events(Who::Clinic).await.render_event(request).await.expect("permitted").into_inner();
    assert_eq!(written.media_type, "application/fhir+json; charset=utf-8");
    let text = String::from_utf8(written.content.to_vec()).expect("UTF-8");
    for said in ["care-communication-message", "Ukendt emne", "Der er plads.", KARLA] {
        assert!(text.contains(said), "{said}: {text}");
    }
}

#[tokio::test]
async fn a_ledger_says_what_has_no_place_and_what_is_doubtful() {
    let gateway = Gateway::open().await;
    gateway.subscribe(Who::Clinic, "inbox").await;
    let letter = correspondence("KOR1", KARLA, CLINIC_GLN);
    let letter = letter.replace("</Receiver>", "<FaxIdentifier>70990099</FaxIdentifier></Receiver>");
    let submitted = v1::SubmitRequest { content: letter.into() };
    let answer = gateway.intake(Who::Municipality).await.submit(submitted).await.expect("an answer").into_inner();
    let request = v1::GetLedgerRequest { event_id: answer.letters[0].event_id.clone() };
    let ledger = gateway.events(Who::Clinic).await.get_ledger(request.clone()).await.expect("permitted").into_inner();
    let kept: Vec<_> = ledger.verbatim.iter().map(|kept| (kept.path.as_str(), kept.text.as_str())).collect();
    assert_eq!(kept, [("ClinicalEmail/Receiver/FaxIdentifier", "70990099")]);
    assert!(!ledger.notices.is_empty());
    let hidden = gateway.events(Who::Hospital).await.get_ledger(request).await.expect_err("hidden");
    assert_eq!(hidden.code(), Code::NotFound);
}

/// Hands a document over, and asks for it as each of these; gives the reasons of those who do not get it.
async fn asked_for(gateway: &Gateway, document: &str, who: &[Who]) -> Vec<Option<String>> {
    let request = v1::SubmitRequest { content: document.as_bytes().to_vec().into() };
    let submitted = gateway.intake(Who::Municipality).await.submit(request).await.expect("an answer").into_inner();
    let event_id = submitted.letters[0].event_id.clone();
    let mut reasons = Vec::new();
    for who in who {
        let request = v1::GetOriginalRequest { event_id: event_id.clone() };
        let answer = gateway.events(*who).await.get_original(request).await;
        reasons.push(answer.err().map(|status| reason(&status).1));
    }
    reasons
}

#[tokio::test]
async fn a_document_with_letters_to_others_is_given_to_its_sender_only() {
    let gateway = Gateway::open().await;
    gateway.subscribe(Who::Clinic, "inbox").await;
    gateway.subscribe(Who::Hospital, "inbox").await;
    let to = |id, gln| correspondence(id, KARLA, gln);
    let who = [Who::Clinic, Who::Municipality];
    let shared = Some("DOCUMENT_SHARED".to_owned());

    let document = together(&[to("BOTH1", CLINIC_GLN), to("BOTH2", HOSPITAL_GLN)]);
    assert_eq!(asked_for(&gateway, &document, &who).await, [shared.clone(), None]);
    let refused = together(&[to("HALF1", CLINIC_GLN), to("HALF2", NOBODY_GLN)]);
    assert_eq!(asked_for(&gateway, &refused, &who).await, [shared.clone(), None]);
    // The letter to the hospital came before, in a document of its own.
    let resent = together(&[to("AGAIN", CLINIC_GLN), to("BOTH2", HOSPITAL_GLN)]);
    assert_eq!(asked_for(&gateway, &resent, &who).await, [shared, None]);
    let own = together(&[to("OWN1", CLINIC_GLN), to("OWN2", CLINIC_GLN)]);
    assert_eq!(asked_for(&gateway, &own, &who).await, [None, None]);

    let rows = audited(&gateway, AuditAction::ReadOriginal).await;
    let denied: Vec<_> = rows.iter().filter(|row| !row.permitted).map(|row| row.ground.as_str()).collect();
    assert_eq!(denied, ["document-shared"; 3]);
}

#[tokio::test]
async fn a_large_document_is_given_whole_and_to_one_after_the_other() {
    let gateway = Gateway::open().await;
    gateway.subscribe(Who::Clinic, "inbox").await;
    let padding = format!("</ClinicalEmail><!--{}-->", "x".repeat(600_000));
    let document = correspondence("LARGE", KARLA, CLINIC_GLN).replace("</ClinicalEmail>", &padding);
    let request = v1::SubmitRequest { content: document.as_bytes().to_vec().into() };
    let submitted = gateway.intake(Who::Municipality).await.submit(request).await.expect("an answer").into_inner();
    let event_id = submitted.letters[0].event_id.clone();
    let asks = (0..4).map(|_| async {
        let request = v1::GetOriginalRequest { event_id: event_id.clone() };
        let answer = gateway.events(Who::Clinic).await.get_original(request).await;
        answer.expect("permitted").into_inner().content
    });
    for content in futures::future::join_all(asks).await {
        assert!(content == document.as_bytes());
    }
}

#[tokio::test]
async fn whoever_asks_is_in_the_audit_whatever_there_is_to_find() {
    let gateway = Gateway::open().await;
    let timeline = v1::ListPatientEventsRequest { patient: Some(cpr(BRUNO)), ..Default::default() };
    let found = gateway.events(Who::Hospital).await.list_patient_events(timeline.clone()).await.expect("an answer");
    assert!(found.into_inner().events.is_empty());
    let relations = v1::ListCareRelationsRequest { patient: Some(cpr(BRUNO)), ..Default::default() };
    gateway.relations(Who::Hospital).await.list_care_relations(relations).await.expect("an answer");
    gateway.events(Who::Registrar).await.list_patient_events(timeline).await.expect_err("no subscriber");
    let request = v1::SubmitRequest::default();
    gateway.intake(Who::Clinic).await.submit(request).await.expect_err("no sender");
    gateway.http(Who::Clinic, Http::One, "POST", "/medcom", "").await;

    let rows = gateway.journal.audit_after(0, 100).await.expect("an unbroken audit");
    let told =
        |(_, row): &(u64, AuditRow)| (row.organisation.clone(), row.action, row.patient.is_some(), row.ground.clone());
    let expected = [
        (Who::Hospital, AuditAction::ReadTimeline, true, "nothing-found"),
        (Who::Hospital, AuditAction::ListRelations, true, "own-relations"),
        (Who::Registrar, AuditAction::Call, false, "role-missing"),
        (Who::Clinic, AuditAction::Call, false, "role-missing"),
        (Who::Clinic, AuditAction::Call, false, "role-missing"),
    ];
    let expected =
        expected.map(|(who, action, patient, ground)| (who.name().to_owned(), action, patient, ground.to_owned()));
    assert_eq!(rows.iter().map(told).collect::<Vec<_>>(), expected);
}

#[tokio::test]
async fn an_event_is_read_with_its_history_and_the_reason_why() {
    let gateway = Gateway::open().await;
    gateway.subscribe(Who::Clinic, "inbox").await;
    let event = gateway.send("KOR1", KARLA).await;
    assert_eq!(gateway.send("KOR1", KARLA).await, event);
    let request = v1::GetEventRequest { event_id: event.to_string() };
    let read = gateway.events(Who::Clinic).await.get_event(request).await.expect("permitted").into_inner();
    assert_eq!(read.event.map(|event| event.id), Some(event.to_string()));
    assert_eq!(read.basis, "addressed");
    let doors: Vec<_> = read.acceptances.iter().map(|acceptance| acceptance.channel.as_str()).collect();
    assert_eq!(doors, ["grpc", "grpc"]);
    assert_eq!(read.acceptances[0].submitted_by, Who::Municipality.name());
}

#[tokio::test]
async fn what_may_not_be_seen_looks_like_what_is_not_there() {
    let gateway = Gateway::open().await;
    gateway.subscribe(Who::Clinic, "inbox").await;
    let event = gateway.send("KOR1", KARLA).await;
    let nothing = EventId::from_slice(&[8; 16]).expect("16 bytes");
    let mut hospital = gateway.events(Who::Hospital).await;
    let mut answers = Vec::new();
    for event in [event, nothing] {
        let event_id = event.to_string();
        let request = v1::GetEventRequest { event_id: event_id.clone() };
        let refused = hospital.get_event(request).await.expect_err("withheld");
        assert_eq!(reason(&refused), (Code::NotFound, "EVENT_NOT_FOUND".to_owned()));
        answers.push((refused.message().to_owned(), refused.details().to_vec()));
        let refused = hospital.get_original(v1::GetOriginalRequest { event_id }).await.expect_err("withheld");
        answers.push((refused.message().to_owned(), refused.details().to_vec()));
    }
    assert!(answers.iter().all(|answer| *answer == answers[0]));
    let rows = audited(&gateway, AuditAction::ReadEvent).await;
    let told: Vec<_> = rows.iter().map(|row| (row.permitted, row.ground.as_str())).collect();
    assert_eq!(told, [(false, "no-relation"), (false, "not-found")]);
}

#[tokio::test]
async fn an_id_that_is_no_uuid_is_wrong() {
    let gateway = Gateway::open().await;
    let request = v1::GetEventRequest { event_id: "17".to_owned() };
    let refused = gateway.events(Who::Clinic).await.get_event(request).await.expect_err("wrong");
    assert_eq!(fields(&refused), ["event_id"]);
}

#[tokio::test]
async fn a_timeline_holds_what_the_caller_may_see_newest_first() {
    let gateway = Gateway::open().await;
    gateway.subscribe(Who::Clinic, "inbox").await;
    let mut sent = Vec::new();
    for id in ["KOR1", "KOR2", "KOR3"] {
        sent.push(gateway.send(id, KARLA).await.to_string());
    }
    gateway.send("KOR4", BRUNO).await;
    sent.reverse();
    assert_eq!(timeline(&gateway, Who::Clinic, 2).await, sent);
    assert_eq!(timeline(&gateway, Who::Hospital, 2).await, Vec::<String>::new());
    record(&gateway, Who::Hospital, KARLA, "episode").await.expect("recorded");
    assert_eq!(timeline(&gateway, Who::Hospital, 2).await, sent);
    let denied = audited(&gateway, AuditAction::ReadTimeline).await.iter().filter(|row| !row.permitted).count();
    assert_eq!(denied, 3);
}

/// The ids on every page of Karla's timeline.
async fn timeline(gateway: &Gateway, who: Who, page_size: i32) -> Vec<String> {
    let mut client = gateway.events(who).await;
    let (mut ids, mut page_token) = (Vec::new(), String::new());
    loop {
        let request = v1::ListPatientEventsRequest { patient: Some(cpr(KARLA)), page_size, page_token };
        let page = client.list_patient_events(request).await.expect("a page").into_inner();
        assert!(page.events.len() <= 2);
        ids.extend(page.events.into_iter().filter_map(|event| event.event).map(|event| event.id));
        if page.next_page_token.is_empty() {
            return ids;
        }
        page_token = page.next_page_token;
    }
}

#[tokio::test]
async fn a_place_on_one_timeline_is_none_on_another() {
    let gateway = Gateway::open().await;
    gateway.subscribe(Who::Clinic, "inbox").await;
    gateway.send("KOR1", KARLA).await;
    gateway.send("KOR2", KARLA).await;
    let mut clinic = gateway.events(Who::Clinic).await;
    let list =
        |patient, page_token| v1::ListPatientEventsRequest { patient: Some(cpr(patient)), page_size: 1, page_token };
    let page = clinic.list_patient_events(list(KARLA, String::new())).await.expect("a page").into_inner();
    let refused = clinic.list_patient_events(list(BRUNO, page.next_page_token)).await.expect_err("of another");
    assert_eq!(fields(&refused), ["page_token"]);
}
