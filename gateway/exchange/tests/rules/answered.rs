//! Receipts that come in, and the letters they answer.

use canonical::receipt::Verdict;
use journal::Found;
use wire::convert::receipt::decode_reasons;

use crate::documents::{Written, acknowledgement, between, emessage, letter, message, to_municipality};
use crate::house::{CLINIC, HOSPITAL, House, MUNICIPALITY, OTHER_HOSPITAL, id};

/// Who has answered the event, with which verdict.
pub(crate) async fn said(house: &House, event: canonical::EventId) -> Vec<(String, Verdict)> {
    let by = |found: &Found| match found {
        Found::Event(_, by) => by.to_string(),
        Found::Nothing(why) => why.word().to_owned(),
    };
    house.said_of(event).await.iter().map(|said| (by(&said.answer.found), said.verdict)).collect()
}

/// What is said of the letter is kept with it: the verdict, the reasons at the letter and at the whole envelope.
///
/// Rule: reasons-are-optional
#[tokio::test]
async fn a_receipt_is_kept_with_its_letter_and_its_reasons() {
    let house = House::new().await;
    let [one, other] = house
        .events(emessage("ENV1", &[letter("LTR1", "Hej"), letter("LTR2", "Hej")]))
        .await
        .try_into()
        .expect("two events");
    let reason = "<RefuseCode>problem_med_version</RefuseCode><RefuseText>Kender ikke<Break/>versionen</RefuseText>";
    let letters = [("LTR1", "XD9134L", reason), ("LTR2", "XD9134L", "")];
    house.answers("clinic", Written { letters: &letters, ..Written::NEGATIVE }.text()).await;
    let of_one = house.said_of(one).await.remove(0);
    assert_eq!(
        (of_one.form.word(), of_one.verdict, of_one.submitted_by.as_str()),
        ("xctl02", Verdict::Negative, "clinic")
    );
    let reasons = decode_reasons(of_one.answer.reasons.bytes).expect("ours");
    assert_eq!(reasons[0].code.as_deref(), Some("problem_med_version"));
    assert_eq!(reasons[0].text.as_ref().map(|text| text.reveal().as_str()), Some("Kender ikke\nversionen"));
    let of_other = house.said_of(other).await.remove(0);
    assert_eq!(decode_reasons(of_other.answer.reasons.bytes), Ok(Vec::new()), "a receipt may have no reason at all");
}

/// A reason at the envelope holds for all of its letters, and a receipt that names no letter answers them all.
///
/// Rule: whole-envelope
#[tokio::test]
async fn a_refusal_of_the_whole_envelope_answers_every_letter_in_it() {
    let house = House::new().await;
    let letters = [letter("LTR1", "Hej"), letter("LTR2", "Hej"), to_municipality("LTR3")];
    let events = house.events(emessage("ENV1", &letters)).await;
    let reason = "<RefuseCode>ukendt_lokationsnummer</RefuseCode>";
    house.answers("clinic", Written { reason, letters: &[], ..Written::NEGATIVE }.text()).await;
    for event in &events[..2] {
        let said = house.said_of(*event).await.remove(0);
        let reasons = decode_reasons(said.answer.reasons.bytes).expect("ours");
        assert_eq!(reasons[0].code.as_deref(), Some("ukendt_lokationsnummer"));
    }
    assert_eq!(said(&house, events[2]).await, [], "the municipality's letter is not the clinic's to answer");
}

/// Some senders of receipts do not swap the parties: the envelope and the certificate decide.
///
/// Rule: parties-not-swapped
#[tokio::test]
async fn a_receipt_with_parties_that_are_not_swapped_is_matched() {
    let house = House::new().await;
    let event = house.sends(emessage("ENV1", &[letter("LTR1", "Hej")])).await;
    let unswapped = Written { original_sender: CLINIC, original_receiver: HOSPITAL, ..Written::NEGATIVE };
    house.answers("clinic", unswapped.text()).await;
    assert_eq!(said(&house, event).await, [("clinic".to_owned(), Verdict::Negative)]);
}

/// A converter names the version as EDIFACT has it, without the X.
///
/// Rule: edifact-version
#[tokio::test]
async fn a_receipt_that_names_the_version_as_edifact_does_is_matched() {
    let house = House::new().await;
    let event = house.sends(emessage("ENV1", &[letter("LTR1", "Hej")])).await;
    let written = Written { letters: &[("LTR1", "D9134L", "")], ..Written::POSITIVE };
    house.answers("clinic", written.text()).await;
    assert_eq!(said(&house, event).await, [("clinic".to_owned(), Verdict::Positive)]);
}

/// Only somebody the letter is addressed to may answer it; what anybody else says is kept, and answers nothing.
///
/// Rule: only-receivers-answer
#[tokio::test]
async fn a_receipt_from_somebody_else_answers_nothing() {
    let house = House::new().await;
    let event = house.sends(emessage("ENV1", &[letter("LTR1", "Hej")])).await;
    for stranger in ["municipality", "other-hospital", "hospital"] {
        house.answers(stranger, Written::POSITIVE.text()).await;
    }
    assert_eq!(house.unmatched().await, ["not-addressed"; 3]);
    // What they said before takes nothing from the receiver, though it says it in the same words.
    house.answers("clinic", Written::POSITIVE.text()).await;
    assert_eq!(said(&house, event).await, [("clinic".to_owned(), Verdict::Positive)]);
}

/// A carrier answers for those it acts for, and for nobody else.
///
/// Rule: only-receivers-answer
#[tokio::test]
async fn a_carrier_answers_for_the_receiver_it_acts_for() {
    let house = House::new().await;
    let [own, foreign] = house
        .events(emessage("ENV1", &[letter("LTR1", "Hej"), to_municipality("LTR2")]))
        .await
        .try_into()
        .expect("two events");
    house.answers("carrier", Written::POSITIVE.text()).await;
    let letters = [("LTR2", "XD9134L", "")];
    house.answers("carrier", Written { sender: MUNICIPALITY, letters: &letters, ..Written::POSITIVE }.text()).await;
    assert_eq!(said(&house, own).await, [("clinic".to_owned(), Verdict::Positive)]);
    assert_eq!(said(&house, foreign).await, []);
    assert_eq!(house.unmatched().await, ["not-addressed"]);
}

/// Ids of envelopes and letters are unique for one sender only.
///
/// Rule: ids-are-unique-per-sender
#[tokio::test]
async fn the_same_ids_of_two_senders_are_told_apart_by_the_named_sender_or_not_at_all() {
    let house = House::new().await;
    let one = house.sends(emessage("ENV1", &[letter("LTR1", "Hej")])).await;
    let theirs = emessage("ENV1", &[between(OTHER_HOSPITAL, CLINIC, "LTR1", "Hej")]);
    let reception = house.hands_over("other-hospital", theirs).await;
    let other = reception.letters[0].event_id.expect("an event");
    house.answers("clinic", Written { original_sender: OTHER_HOSPITAL, ..Written::POSITIVE }.text()).await;
    assert_eq!((said(&house, one).await.len(), said(&house, other).await.len()), (0, 1));
    // Neither of them is named: nothing is guessed.
    house.answers("clinic", Written { original_sender: MUNICIPALITY, ..Written::POSITIVE }.text()).await;
    house.answers("clinic", Written { original_sender: CLINIC, letters: &[], ..Written::NEGATIVE }.text()).await;
    assert_eq!(house.unmatched().await, ["ambiguous", "ambiguous"]);
    assert_eq!((said(&house, one).await.len(), said(&house, other).await.len()), (0, 1));
}

/// A receipt for what never came through here is kept and shown, and harms nothing.
///
/// Rule: unknown-is-kept
#[tokio::test]
async fn a_receipt_for_an_unknown_letter_or_envelope_is_kept() {
    let house = House::new().await;
    let event = house.sends(emessage("ENV1", &[letter("LTR1", "Hej")])).await;
    house.answers("clinic", Written { envelope: "ENV9", ..Written::POSITIVE }.text()).await;
    house.answers("clinic", Written { letters: &[("LTR9", "XD9134L", "")], ..Written::POSITIVE }.text()).await;
    let little = Written::POSITIVE.text();
    let (start, end) =
        (little.find("<OriginalEmessage>").expect("there"), little.find("</PositiveReceipt>").expect("there"));
    house.answers("clinic", format!("{}{}", &little[..start], &little[end..])).await;
    assert_eq!(house.unmatched().await, ["unknown", "unknown", "unknown"]);
    assert_eq!(said(&house, event).await, []);
}

/// The same receipt again, in another envelope and at another time, is kept once.
///
/// Rule: receipt-again
#[tokio::test]
async fn the_same_receipt_again_is_kept_once() {
    let house = House::new().await;
    let event = house.sends(emessage("ENV1", &[letter("LTR1", "Hej")])).await;
    let receipt = Written::POSITIVE.text();
    house.answers("clinic", receipt.clone()).await;
    house.answers("clinic", receipt.replace("KUV1", "KUV2").replace("<Time>14:45", "<Time>15:15")).await;
    assert_eq!(said(&house, event).await.len(), 1);
}

/// A receipt may overtake its letter; when it comes again, it answers it.
///
/// Rule: receipt-again
#[tokio::test]
async fn a_receipt_that_came_too_early_answers_its_letter_when_it_comes_again() {
    let house = House::new().await;
    let one = house.sends(emessage("ENV1", &[letter("LTR1", "Hej")])).await;
    let letters = [("LTR1", "XD9134L", ""), ("LTR2", "XD9134L", "")];
    let receipt = Written { letters: &letters, ..Written::POSITIVE }.text();
    house.answers("clinic", receipt.clone()).await;
    assert_eq!(house.unmatched().await, ["unknown"]);
    let other = house.sends(emessage("ENV1", &[letter("LTR2", "Hej")])).await;
    for _ in 0..2 {
        house.answers("clinic", receipt.clone()).await;
        assert_eq!(said(&house, one).await, [("clinic".to_owned(), Verdict::Positive)]);
        assert_eq!(said(&house, other).await, [("clinic".to_owned(), Verdict::Positive)]);
        assert_eq!(house.unmatched().await.len(), 0);
    }
}

/// A positive and a negative receipt for one letter cannot both be true; both are kept, and told to contradict.
///
/// Rule: both-verdicts-contradict
#[tokio::test]
async fn a_positive_and_a_negative_receipt_contradict_each_other() {
    let house = House::new().await;
    let event = house.sends(emessage("ENV1", &[letter("LTR1", "Hej")])).await;
    house.answers("clinic", Written::POSITIVE.text()).await;
    assert_eq!(exchange::contradicting(&house.said_of(event).await), [false]);
    house.answers("clinic", Written::NEGATIVE.text()).await;
    assert_eq!(exchange::contradicting(&house.said_of(event).await), [true, true]);
}

/// FHIR names the message and no envelope; its sender is the one it is addressed to.
///
/// Rule: fhir-by-message
#[tokio::test]
async fn an_acknowledgement_is_matched_by_the_message_and_its_sender() {
    let house = House::new().await;
    let name = "b7a0c1de-0000-4000-8000-000000000011";
    let event = house.sends(message(name)).await;
    for code in ["transient-error", "ok", "fatal-error"] {
        house.answers("clinic", acknowledgement(name, code)).await;
    }
    house.answers("clinic", acknowledgement("b7a0c1de-0000-4000-8000-000000000012", "ok")).await;
    let verdicts: Vec<_> = said(&house, event).await.into_iter().map(|(_, verdict)| verdict).collect();
    assert_eq!(verdicts, [Verdict::Transient, Verdict::Positive, Verdict::Negative]);
    assert_eq!(
        exchange::contradicting(&house.said_of(event).await),
        [false, true, true],
        "an error that passes is none"
    );
    assert_eq!(house.unmatched().await, ["unknown"]);
    assert_eq!(house.said_of(event).await[0].answer.found, Found::Event(event, id("clinic")));
}
