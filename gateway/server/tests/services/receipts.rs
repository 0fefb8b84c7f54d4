//! Receipts that came in, as subscribers see them, and what an operator watches.

use std::sync::Arc;

use canonical::digest::Digest;
use canonical::event::EventId;
use canonical::organisation::Organisation;
use canonical::receipt::{AnsweredLetter, IncomingReceipt, Reason, ReceiptForm, ReceivedReceipt, Verdict};
use journal::{Journal, Receipts as _};
use tonic::Code;
use wire::v1;
use wire::v1::operations_service_client::OperationsServiceClient;

use crate::gateway::{Gateway, Who};
use crate::letters::KARLA;
use crate::refused::reason;

/// The clinic answers a letter of the municipality.
async fn answers(gateway: &Gateway, letter_id: &str, verdict: Verdict) {
    let reason = Reason { code: Some("syntaksfejl".to_owned()), text: Some("Kan ikke læses".to_owned().into()) };
    let reasons = if verdict == Verdict::Negative { vec![reason] } else { vec![] };
    let receipt = IncomingReceipt {
        fingerprint: Digest::of(format!("{letter_id} {verdict:?}").as_bytes()),
        form: if verdict == Verdict::Negative { ReceiptForm::Xctl02 } else { ReceiptForm::Xctl03 },
        verdict,
        receipt_id: Some("KVI1".to_owned()),
        sender: None,
        envelope_id: Some(format!("ENV{letter_id}")),
        message_id: None,
        letters: vec![AnsweredLetter { letter_id: letter_id.to_owned(), or_letter_id: None, reasons }],
        reasons: vec![],
        original_sender: None,
        original_receiver: None,
    };
    let received = ReceivedReceipt {
        receipt,
        at: "2026-03-12T14:50:00Z".parse().expect("an instant"),
        submitted_by: Who::Clinic.organisation().id,
        channel: "https".to_owned(),
    };
    let organisations: Arc<[Organisation]> = Who::ALL.iter().map(|who| who.organisation()).collect();
    let receipts = exchange::Receipts::new(Arc::clone(&gateway.journal) as Arc<dyn Journal>, organisations);
    receipts.take(&received).await.expect("written");
}

async fn event(gateway: &Gateway, who: Who, event: EventId) -> v1::GetEventResponse {
    let request = v1::GetEventRequest { event_id: event.to_string() };
    gateway.events(who).await.get_event(request).await.expect("permitted").into_inner()
}

async fn operations(gateway: &Gateway, who: Who) -> OperationsServiceClient<tonic::transport::Channel> {
    OperationsServiceClient::new(gateway.channel(who).await)
}

#[tokio::test]
async fn an_event_shows_what_receipts_have_said_of_it() {
    let gateway = Gateway::open().await;
    gateway.subscribe(Who::Clinic, "inbox").await;
    let id = gateway.send("KOR1", KARLA).await;
    assert_eq!(event(&gateway, Who::Municipality, id).await.receipts, []);
    answers(&gateway, "KOR1", Verdict::Negative).await;
    let [refused] = event(&gateway, Who::Municipality, id).await.receipts.try_into().expect("one receipt");
    assert_eq!(refused.organisation, Who::Clinic.name());
    assert_eq!((refused.verdict(), refused.form.as_str()), (v1::ReceiptVerdict::Negative, "xctl02"));
    assert_eq!((refused.receipt_id.as_str(), refused.envelope_id.as_str()), ("KVI1", "ENVKOR1"));
    assert_eq!((refused.reasons[0].code.as_str(), refused.reasons[0].text.as_str()), ("syntaksfejl", "Kan ikke læses"));
    assert!(!refused.contradicts && refused.accept_time.is_some());
    answers(&gateway, "KOR1", Verdict::Positive).await;
    let said = event(&gateway, Who::Clinic, id).await;
    assert_eq!(said.receipts.iter().map(|said| said.contradicts).collect::<Vec<_>>(), [true, true]);
    assert!(said.acceptances[0].wants_receipt && !said.acceptances[0].envelope_reused);
}

#[tokio::test]
async fn an_operator_lists_what_is_overdue_and_what_answers_nothing() {
    let gateway = Gateway::open().await;
    gateway.subscribe(Who::Clinic, "inbox").await;
    let mut sent = Vec::new();
    for letter in ["KOR1", "KOR2", "KOR3"] {
        sent.push(gateway.send(letter, KARLA).await);
    }
    let at = "2026-03-12T15:20:00Z".parse().expect("an instant");
    gateway.journal.mark_overdue(3, vec![1, 2, 3], at).await.expect("written");
    answers(&gateway, "KOR2", Verdict::Positive).await;
    answers(&gateway, "KOR9", Verdict::Positive).await;

    let mut operator = operations(&gateway, Who::Registrar).await;
    let (mut page_token, mut letters) = (String::new(), Vec::new());
    loop {
        let request = v1::ListOverdueLettersRequest { page_size: 2, page_token };
        let page = operator.list_overdue_letters(request).await.expect("permitted").into_inner();
        letters.extend(page.letters);
        page_token = page.next_page_token;
        if page_token.is_empty() {
            break;
        }
    }
    let listed: Vec<_> = letters.iter().map(|letter| (letter.event_id.clone(), letter.waits_for.len())).collect();
    assert_eq!(listed, [(sent[0].to_string(), 1), (sent[1].to_string(), 0), (sent[2].to_string(), 1)]);
    assert_eq!(letters[0].waits_for, [Who::Clinic.name()]);

    let request = v1::ListUnmatchedReceiptsRequest::default();
    let page = operator.list_unmatched_receipts(request).await.expect("permitted").into_inner();
    let [receipt] = page.receipts.try_into().expect("one receipt");
    assert_eq!((receipt.reason.as_str(), receipt.letter_id.as_str()), ("unknown", "KOR9"));
    assert_eq!((receipt.submitted_by.as_str(), receipt.verdict()), (Who::Clinic.name(), v1::ReceiptVerdict::Positive));
    assert!(page.next_page_token.is_empty());
}

#[tokio::test]
async fn only_an_operator_watches() {
    let gateway = Gateway::open().await;
    for who in [Who::Clinic, Who::Municipality, Who::Hospital] {
        let mut nobody = operations(&gateway, who).await;
        let denied = nobody.list_overdue_letters(v1::ListOverdueLettersRequest::default()).await.expect_err("denied");
        assert_eq!((denied.code(), reason(&denied).1.as_str()), (Code::PermissionDenied, "ROLE_MISSING"));
        let denied = nobody.list_unmatched_receipts(v1::ListUnmatchedReceiptsRequest::default()).await;
        assert_eq!(denied.expect_err("denied").code(), Code::PermissionDenied);
    }
    let wrong = v1::ListOverdueLettersRequest { page_token: "00".to_owned(), page_size: -1 };
    let refused = operations(&gateway, Who::Registrar).await.list_overdue_letters(wrong).await.expect_err("refused");
    assert_eq!(refused.code(), Code::InvalidArgument);
}
