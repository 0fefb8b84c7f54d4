//! What a document is answered, and what was durable when it was.

mod support;

use canonical::event::Standard;
use canonical::letter::{Limits, Receipt};
use canonical::refusal::{Refusal, RefusalCode};
use intake::{Channel, LetterOutcome, Reception, Unavailable};
use support::documents::{broken_letter, correspondence, emessage, letter, message, vans, without_transmission};
use support::ledger::Mood;
use support::{House, MUNICIPALITY, outcomes, receipts};

fn codes(refusals: &[Refusal]) -> Vec<RefusalCode> {
    refusals.iter().map(|refusal| refusal.code).collect()
}

fn of_letter(reception: &Reception, index: usize) -> Vec<RefusalCode> {
    codes(reception.letters[index].outcome.refusals())
}

#[tokio::test]
async fn an_accepted_letter_is_published_with_its_document_and_answered() {
    let house = House::new();
    let document = emessage(true, &[letter("LTR1", "Hej")]);
    let reception = house.receive(document.clone()).await;
    assert_eq!((outcomes(&reception), reception.standard), (vec!["accepted"], Standard::MedcomXml));
    let [call] = house.ledger.calls().try_into().expect("one call");
    assert_eq!(support::held(&call.original), document);
    assert_eq!(call.original_sha256, canonical::digest::Digest::of(document.as_bytes()));
    assert_eq!((call.media_type, call.envelope_id.as_str(), call.channel), ("application/xml", "ENV1", Channel::Https));
    assert_eq!(call.submitted_by.as_str(), "hospital");
    assert_eq!(call.sent_at.expect("sent").to_string(), "2026-03-12T13:40:00Z");
    assert_eq!(reception.letters[0].event_id, Some(call.event_id));
    let [receipt] = receipts(&reception).try_into().expect("one receipt");
    assert!(receipt.contains("XCTL03") && receipt.contains("<OriginalLetterIdentifier>LTR1<"), "{receipt}");
}

/// `XCTL03` only where the envelope asks for it.
///
/// Rule: positive-on-request
#[tokio::test]
async fn a_positive_receipt_is_written_only_where_it_is_asked_for() {
    let house = House::new();
    let reception = house.receive(emessage(false, &[letter("LTR1", "Hej")])).await;
    assert_eq!((outcomes(&reception), receipts(&reception)), (vec!["accepted"], vec![]));
}

/// All letters of an `Emessage` are answered in one, refused ones in any case.
///
/// Rule: one-receipt-per-emessage, negative-always
#[tokio::test]
async fn one_emessage_answers_all_letters_and_a_refusal_is_always_told() {
    let house = House::new();
    for (asked, positive) in [(true, 1), (false, 0)] {
        let letters = [letter("LTR1", "Et"), broken_letter("LTR2"), letter("LTR3", "Tre")];
        let reception = house.receive(emessage(asked, &letters)).await;
        assert_eq!(of_letter(&reception, 1), [RefusalCode::PatientIdMalformed]);
        let [receipt] = receipts(&reception).try_into().expect("one receipt");
        assert_eq!(receipt.matches("<PositiveReceipt>").count(), positive);
        assert_eq!(receipt.matches("<NegativeReceipt>").count(), 1);
        assert!(receipt.contains("patient-id-malformed"), "{receipt}");
    }
    let published: Vec<_> = house.ledger.calls().iter().map(|call| call.event_id).collect();
    assert_eq!(published[..2], published[2..], "the same letters in the same order");
    assert_eq!(house.ledger.events(), 2);
}

/// The same letter gets the same answer.
///
/// Rule: same-answer-again
#[tokio::test]
async fn a_resend_makes_no_second_event_and_gets_the_same_receipt() {
    let house = House::new();
    let first = house.receive(emessage(true, &[letter("LTR1", "Hej")])).await;
    house.clock.advance(jiff::SignedDuration::from_mins(30));
    // The receiver has lost its subscription meanwhile: what was promised stays promised.
    house.ledger.refuse(&[(0, RefusalCode::ReceiverTypeUnsupported)]);
    let second = house.receive(emessage(true, &[letter("LTR1", "Hej")])).await;
    assert_eq!((outcomes(&first), outcomes(&second)), (vec!["accepted"], vec!["resent"]));
    assert_eq!(first.letters[0].event_id, second.letters[0].event_id);
    assert_eq!(house.ledger.events(), 1);
    let (first, second) = (receipts(&first), receipts(&second));
    assert_ne!(first, second, "envelope id and time are fresh");
    assert_eq!(without_transmission(&first[0]), without_transmission(&second[0]));
}

#[tokio::test]
async fn a_used_letter_id_with_other_content_is_a_flagged_new_event() {
    let house = House::new();
    house.receive(emessage(true, &[letter("LTR1", "Hej")])).await;
    let reception = house.receive(emessage(true, &[letter("LTR1", "Hej igen")])).await;
    assert_eq!((outcomes(&reception), house.ledger.events()), (vec!["id-reused"], 2));
    assert!(receipts(&reception)[0].contains("XCTL03"));
}

#[tokio::test]
async fn an_unavailable_publisher_means_no_answer_and_no_further_letter() {
    let house = House::new();
    let document = emessage(true, &[letter("LTR1", "Et"), letter("LTR2", "To"), letter("LTR3", "Tre")]);
    for mood in [Mood::Fails, Mood::Panics] {
        house.ledger.will(&[Mood::Works, mood]);
        let unavailable = house.try_receive(document.clone()).await.expect_err("the second letter is not durable");
        assert!(unavailable.again());
        assert_eq!(house.ledger.events(), 1, "{mood:?}");
    }
    let reception = house.receive(document).await;
    assert_eq!(outcomes(&reception), ["resent", "accepted", "accepted"]);
    assert_eq!(house.ledger.events(), 3);
}

#[tokio::test]
async fn a_receiver_that_takes_no_such_letter_is_named_in_the_refusal() {
    let house = House::new();
    house.ledger.refuse(&[(0, RefusalCode::ReceiverUnknown), (1, RefusalCode::ReceiverTypeUnsupported)]);
    let reception = house.receive(emessage(true, &[letter("LTR1", "Hej")])).await;
    let places: Vec<_> = reception.letters[0].outcome.refusals().iter().map(Refusal::to_string).collect();
    assert_eq!(places, ["receiver-unknown at Receiver", "receiver-type-unsupported at Receiver[2]"]);
    assert!(receipts(&reception)[0].contains("XCTL02"));
    assert_eq!(reception.letters[0].event_id, None);
}

#[tokio::test]
async fn letters_of_somebody_else_are_refused_and_not_published() {
    let house = House::new();
    let foreign = emessage(true, &[correspondence("LTR1", MUNICIPALITY, "1402389992", "Hej")]);
    let reception = house.receive(foreign.clone()).await;
    assert_eq!(of_letter(&reception, 0), [RefusalCode::SenderNotAuthorised]);
    assert!(receipts(&reception)[0].contains("sender-not-authorised"));
    let reception = house.receive(message("a1", MUNICIPALITY)).await;
    assert_eq!(of_letter(&reception, 0), [RefusalCode::SenderNotAuthorised]);
    assert!(house.ledger.calls().is_empty());
}

#[tokio::test]
async fn a_carrier_hands_over_for_those_it_acts_for() {
    let house = House::new();
    let letters = [letter("LTR1", "Hej"), correspondence("LTR2", MUNICIPALITY, "1402389992", "Hej")];
    let document = emessage(true, &letters).into();
    let reception = house.intake.receive(&house.carrier, Channel::Grpc, document).await.expect("available");
    assert_eq!(outcomes(&reception), ["accepted", "refused"]);
    assert_eq!(house.ledger.calls()[0].submitted_by.as_str(), "carrier");
}

/// A receipt is never answered, bare or in an envelope that asks for one.
///
/// Rule: no-receipt-for-a-receipt
#[tokio::test]
async fn a_receipt_is_noted_and_never_answered() {
    let house = House::new();
    let sent = house.receive(emessage(true, &[letter("LTR1", "Hej")])).await;
    let [Receipt { bytes, .. }] = sent.receipts.try_into().expect("one receipt");
    let enveloped = vans(&bytes, true);
    for document in [bytes, enveloped] {
        let reception = house.receive(document).await;
        assert_eq!((outcomes(&reception), receipts(&reception)), (vec!["receipt"], vec![]));
    }
    assert_eq!(house.ledger.calls().len(), 1);
    let handed_on = house.ledger.receipts();
    assert_eq!(handed_on.len(), 2);
    for received in handed_on {
        assert_eq!((received.submitted_by.as_str(), received.channel.as_str()), ("hospital", "https"));
        assert_eq!(received.receipt.letters[0].letter_id, "LTR1");
    }
}

#[tokio::test]
async fn a_receipt_that_cannot_be_handed_on_is_not_taken() {
    let house = House::new();
    let sent = house.receive(emessage(true, &[letter("LTR1", "Hej")])).await;
    let [Receipt { bytes, .. }] = sent.receipts.try_into().expect("one receipt");
    house.ledger.will(&[Mood::Fails, Mood::Panics]);
    for reason in ["disk-full", "publisher-failed"] {
        assert_eq!(house.try_receive(bytes.clone()).await, Err(Unavailable { reason }));
    }
    assert_eq!(outcomes(&house.receive(bytes).await), ["receipt"]);
    assert_eq!(house.ledger.receipts().len(), 1);
}

#[tokio::test]
async fn a_letter_says_whether_a_receipt_is_wanted_and_which_envelope_it_came_in() {
    let house = House::new();
    for (document, wanted) in [
        (emessage(true, &[letter("LTR1", "Hej")]).into_bytes(), true),
        (emessage(false, &[letter("LTR2", "Hej")]).into_bytes(), false),
        (vans(emessage(false, &[letter("LTR3", "Hej")]), true), true),
        (vans(emessage(false, &[letter("LTR4", "Hej")]), false), false),
        (message("a1", support::HOSPITAL).into_bytes(), true),
    ] {
        house.receive(document.clone()).await;
        let call = house.ledger.calls().pop().expect("a call");
        assert_eq!(call.wants_receipt, wanted);
        let is_vans = document.windows(12).any(|window| window == b"VANSEnvelope");
        let ids = call.network.map(|network| network.message_id);
        assert_eq!(ids.as_deref(), is_vans.then_some("c2b7f4de-5a08-4f6a-9d31-7e1f0a9b8c64"));
    }
}

/// A reliable message of the network has a receipt of its own, an unreliable one has none.
///
/// Rule: vans-reliable, vans-unreliable
#[tokio::test]
async fn an_envelope_of_the_network_has_its_own_answer_before_the_letters() {
    let house = House::new();
    let reception = house.receive(vans(emessage(true, &[letter("LTR1", "Hej")]), true)).await;
    let [transport, letter_receipt] = receipts(&reception).try_into().expect("two receipts");
    assert!(transport.contains("<PositiveMessage>"), "{transport}");
    assert!(letter_receipt.contains("MCM:XCTL03") && letter_receipt.contains("<Data>"), "{letter_receipt}");
    assert_eq!(support::held(&house.ledger.calls()[0].original), vans(emessage(true, &[letter("LTR1", "Hej")]), true));

    let mixed = emessage(false, &[letter("LTR1", "Hej"), broken_letter("LTR2")]);
    let reception = house.receive(vans(&mixed, true)).await;
    let [transport, letter_receipt] = receipts(&reception).try_into().expect("two receipts");
    assert!(transport.contains("<NegativeMessage>"), "it promises all letters or none: {transport}");
    assert!(letter_receipt.contains("MCM:XCTL02"), "{letter_receipt}");

    let reception = house.receive(vans(emessage(false, &[letter("LTR1", "Hej")]), false)).await;
    assert_eq!((outcomes(&reception), receipts(&reception)), (vec!["resent"], vec![]));
}

#[tokio::test]
async fn what_an_envelope_holds_is_told_by_its_content() {
    let house = House::new();
    let reception = house.receive(vans(message("a1", support::HOSPITAL), true)).await;
    assert_eq!((outcomes(&reception), reception.standard), (vec!["accepted"], Standard::Fhir));
    assert!(receipts(&reception)[1].contains("MCM:FCTL#ok"));
    let nested = String::from_utf8(vans(emessage(true, &[letter("LTR1", "Hej")]), true)).expect("text");
    let reception = house.receive(vans(&nested, true)).await;
    assert_eq!(codes(&reception.refusals), [RefusalCode::RootUnknown]);
    assert!(receipts(&reception)[0].contains("<NegativeMessage>"));
}

#[tokio::test]
async fn a_receipt_of_the_network_is_noted() {
    let house = House::new();
    let reception = house.receive(vans(emessage(true, &[letter("LTR1", "Hej")]), true)).await;
    let [transport, _] = reception.receipts.try_into().expect("two receipts");
    let reception = house.receive(transport.bytes).await;
    assert_eq!((outcomes(&reception), receipts(&reception)), (vec!["receipt"], vec![]));
    assert_eq!(reception.letters[0].head.type_code, "vans-receipt");
}

/// Every FHIR message is acknowledged.
///
/// Rule: fhir-always
#[tokio::test]
async fn a_fhir_message_is_always_acknowledged() {
    let house = House::new();
    let first = house.receive(message("a1", support::HOSPITAL)).await;
    let again = house.receive(message("a1", support::HOSPITAL)).await;
    assert_eq!((outcomes(&first), outcomes(&again)), (vec!["accepted"], vec!["resent"]));
    for reception in [&first, &again] {
        let [receipt] = receipts(reception).try_into().expect("one receipt");
        assert!(receipt.contains("\"acknowledgement-message\"") && receipt.contains("\"ok\""), "{receipt}");
    }
    assert_eq!(house.ledger.calls()[0].media_type, "application/fhir+json");
    house.ledger.refuse(&[(0, RefusalCode::ReceiverUnknown)]);
    let [receipt] = receipts(&house.receive(message("a2", support::HOSPITAL)).await).try_into().expect("one receipt");
    assert!(receipt.contains("\"fatal-error\""), "{receipt}");
}

#[tokio::test]
async fn a_document_without_letters_is_answered_as_far_as_it_could_be_opened() {
    let house = House::new();
    let reception = house.receive(emessage(true, &[])).await;
    assert_eq!(codes(&reception.refusals), [RefusalCode::LetterMissing]);
    let [receipt] = receipts(&reception).try_into().expect("one receipt");
    assert!(receipt.contains("XCTL02") && receipt.contains(support::HOSPITAL), "{receipt}");
    let no_message = "{\"resourceType\":\"Bundle\",\"type\":\"collection\"}";
    let [receipt] = receipts(&house.receive(no_message).await).try_into().expect("one receipt");
    assert!(receipt.contains("OperationOutcome"), "{receipt}");
    for (document, code) in [
        ("", RefusalCode::DocumentEmpty),
        ("UNA:+.? '", RefusalCode::XmlMalformed),
        ("<!DOCTYPE a><VANSEnvelope/>", RefusalCode::DtdForbidden),
    ] {
        let reception = house.receive(document).await;
        assert_eq!((codes(&reception.refusals), receipts(&reception)), (vec![code], vec![]), "{document}");
    }
    assert!(house.ledger.calls().is_empty());
}

#[tokio::test]
async fn a_document_beyond_the_limit_is_not_looked_at() {
    let house = House::with_limits(Limits { bytes: 100, ..Limits::default() });
    let reception = house.receive(emessage(true, &[letter("LTR1", "Hej")])).await;
    assert_eq!(codes(&reception.refusals), [RefusalCode::DocumentTooLarge]);
    assert!(reception.letters.is_empty() && reception.receipts.is_empty());
}

#[tokio::test]
async fn a_large_letter_goes_the_same_way() {
    let house = House::new();
    let text = "Hej. ".repeat(50_000);
    let reception = house.receive(emessage(true, &[letter("LTR1", &text)])).await;
    assert_eq!((outcomes(&reception), receipts(&reception).len()), (vec!["accepted"], 1));
}

#[tokio::test]
async fn outcomes_have_their_refusals_and_a_word() {
    let refused = LetterOutcome::Refused(vec![Refusal::new(RefusalCode::DateMalformed, Default::default())]);
    assert_eq!((refused.word(), refused.refusals().len()), ("refused", 1));
    assert_eq!((LetterOutcome::Resent.word(), LetterOutcome::Resent.refusals()), ("resent", &[][..]));
}
