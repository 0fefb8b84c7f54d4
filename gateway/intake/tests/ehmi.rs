//! Messages in the envelopes of EHMI: taken as their content says, and answered in envelopes.
#![allow(clippy::expect_used, clippy::indexing_slicing, reason = "a test that cannot go on says so")]

mod support;

use canonical::letter::{Limits, Receipt, Stamp};
use canonical::receipt::ReceiptForm;
use canonical::refusal::RefusalCode;
use fhir::sbdh::{self, Content, EndPoint, Header, Message, Wrapping};
use intake::{LetterOutcome, Reception};
use support::documents::{emessage, letter, message};
use support::{CLINIC, HOSPITAL, House};

const BUNDLE: &str = "b7a0c1de-0000-4000-8000-000000000001";

/// A message in an envelope from the hospital to the clinic.
fn enveloped(payload: impl AsRef<[u8]>, message_id: &str, stamp: u8) -> Vec<u8> {
    let end_point = |gln: &str| EndPoint { authority: "iso6523-actorid-upis".to_owned(), id: format!("0088:{gln}") };
    // Written as the answer to an envelope that the clinic sent.
    let answered = Header {
        sender: end_point(CLINIC),
        receiver: end_point(HOSPITAL),
        envelope_id: "an-earlier-envelope".to_owned(),
        created: None,
        standard: "test-message".to_owned(),
        version: None,
        message_id: None,
        bundle_id: None,
        document_id: None,
        sender_sor: None,
        receiver_sor: None,
        wants_receipt: true,
    };
    let wrapping = Wrapping {
        standard: "test-message".to_owned(),
        version: "1.0".to_owned(),
        message_id: message_id.to_owned(),
        bundle_id: BUNDLE.to_owned(),
        media_type: "application/fhir+json",
    };
    let at = "2026-03-12T13:40:05Z".parse().expect("a timestamp");
    sbdh::wrap(&answered, &wrapping, payload.as_ref(), &Stamp { id: [stamp; 16], at }).bytes
}

fn open(receipt: &Receipt) -> Message {
    sbdh::open(&receipt.bytes, &Limits::default()).expect("an envelope").expect("to be read")
}

fn form(receipt: &Receipt) -> ReceiptForm {
    match open(receipt).content {
        Content::Receipt(receipt) => receipt.form,
        Content::Payload(_) => panic!("no receipt of an envelope"),
    }
}

fn codes(reception: &Reception) -> Vec<RefusalCode> {
    reception.refusals.iter().map(|refusal| refusal.code).collect()
}

#[tokio::test]
async fn a_message_is_answered_for_its_envelope_and_for_itself() {
    let house = House::new();
    let document = enveloped(message("a1", HOSPITAL), "a1", 7);
    let reception = house.receive(document.clone()).await;
    assert_eq!(reception.letters[0].outcome, LetterOutcome::Accepted);
    let [signal, acknowledgement] = reception.receipts.try_into().expect("two receipts");
    assert_eq!(form(&signal), ReceiptForm::ReceiptAcknowledgement);
    let Message { header, content } = open(&acknowledgement);
    assert_eq!((header.standard.as_str(), header.version.as_deref()), ("acknowledgement-message", Some("2.0")));
    assert_eq!(header.receiver.identifier().value(), HOSPITAL);
    let Content::Payload(payload) = content else { panic!("no acknowledgement") };
    let opened = fhir::convert(payload.reveal(), &Limits::default()).expect("a message");
    assert!(header.contradictions(&opened.envelope.id, &opened.letters[0].head.letter_id).is_empty());

    let call = &house.ledger.calls()[0];
    assert_eq!((call.media_type, call.wants_receipt), ("application/xml", true));
    let network = call.network.as_ref().expect("the envelope's ids");
    assert_eq!((network.envelope_id.len(), network.message_id.as_str()), (36, "a1"));
    assert_eq!(support::held(&call.original), document, "what came in is kept as it came");
}

#[tokio::test]
async fn the_same_message_in_another_envelope_is_a_resend() {
    let house = House::new();
    house.receive(enveloped(message("a1", HOSPITAL), "a1", 7)).await;
    let again = house.receive(enveloped(message("a1", HOSPITAL), "a1", 8)).await;
    assert!(matches!(again.letters[0].outcome, LetterOutcome::Resent));
    assert_eq!(again.receipts.len(), 2);
}

#[tokio::test]
async fn an_envelope_that_names_another_message_is_refused_for_itself() {
    let house = House::new();
    let reception = house.receive(enveloped(message("a1", HOSPITAL), "a2", 7)).await;
    assert_eq!((codes(&reception), reception.letters.len()), (vec![RefusalCode::StateContradictory], 0));
    let [signal] = reception.receipts.try_into().expect("one receipt");
    assert_eq!(form(&signal), ReceiptForm::ReceiptException);
    assert!(house.ledger.calls().is_empty());
}

#[tokio::test]
async fn a_message_that_is_refused_has_an_envelope_that_arrived() {
    let house = House::new();
    house.ledger.refuse(&[(0, RefusalCode::ReceiverUnknown)]);
    let reception = house.receive(enveloped(message("a1", HOSPITAL), "a1", 7)).await;
    let [signal, acknowledgement] = reception.receipts.try_into().expect("two receipts");
    assert_eq!(form(&signal), ReceiptForm::ReceiptAcknowledgement);
    let Content::Payload(payload) = open(&acknowledgement).content else { panic!("no acknowledgement") };
    assert!(String::from_utf8_lossy(payload.reveal()).contains("fatal-error"));
}

#[tokio::test]
async fn what_an_envelope_holds_must_be_a_message() {
    let house = House::new();
    let letter = emessage(true, &[letter("LTR1", "Hej")]);
    let nested = enveloped(message("a1", HOSPITAL), "a1", 8);
    for payload in [letter.as_bytes(), b"{}", &nested] {
        let reception = house.receive(enveloped(payload, "a1", 7)).await;
        assert_eq!(codes(&reception), [RefusalCode::RootUnknown]);
        let [signal] = reception.receipts.try_into().expect("one receipt");
        assert_eq!(form(&signal), ReceiptForm::ReceiptException);
    }
}

#[tokio::test]
async fn receipts_are_handed_on_and_never_answered() {
    let house = House::new();
    let reception = house.receive(enveloped(message("a1", HOSPITAL), "a1", 7)).await;
    let sent = reception.receipts;
    assert_eq!(sent.len(), 2);
    for (receipt, kind) in sent.into_iter().zip(["sbdh-receipt", "acknowledgement-message"]) {
        let reception = house.receive(receipt.bytes).await;
        assert_eq!(reception.letters[0].head.type_code, kind);
        assert!(matches!(reception.letters[0].outcome, LetterOutcome::Receipt));
        // The envelope around an acknowledgement is answered for itself.
        let answers: Vec<ReceiptForm> = reception.receipts.iter().map(form).collect();
        let expected = if kind == "sbdh-receipt" { vec![] } else { vec![ReceiptForm::ReceiptAcknowledgement] };
        assert_eq!(answers, expected, "{kind}");
    }
    let handed_on = house.ledger.receipts();
    assert_eq!(handed_on.len(), 2);
    assert_eq!(handed_on[0].receipt.message_id.as_deref(), Some("a1"));
    assert_eq!(handed_on[1].receipt.letters[0].letter_id, "a1");
}

#[tokio::test]
async fn an_envelope_that_cannot_be_read_is_refused() {
    let house = House::new();
    let whole = String::from_utf8(enveloped(message("a1", HOSPITAL), "a1", 7)).expect("text");
    let reception = house.receive(whole.replace("<Receiver>", "<To>").replace("</Receiver>", "</To>")).await;
    assert_eq!(codes(&reception), [RefusalCode::ElementMissing]);
    assert!(reception.receipts.is_empty(), "nobody is known to answer");
    let reception = house.receive(whole.replace("encoding=\"UTF-8\">", "encoding=\"UTF-8\">~")).await;
    assert_eq!(codes(&reception), [RefusalCode::Base64Malformed]);
    assert_eq!(form(&reception.receipts[0]), ReceiptForm::ReceiptException);
}
