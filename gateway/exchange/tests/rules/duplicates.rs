//! The matrix of envelope ids and letter ids.

use crate::documents::{between, emessage, letter};
use crate::house::{CLINIC, House, OTHER_HOSPITAL};

fn words(reception: &intake::Reception) -> Vec<&'static str> {
    reception.letters.iter().map(|letter| letter.outcome.word()).collect()
}

/// What a receipt says, without its own envelope.
fn content(reception: &intake::Reception) -> String {
    let [receipt] = reception.receipts.as_slice() else { panic!("one receipt") };
    let text = String::from_utf8_lossy(&receipt.bytes).into_owned();
    text.split_once("</Envelope>").map(|(_, content)| content.to_owned()).expect("an envelope")
}

/// New envelope, new letter: processed and answered.
///
/// Rule: matrix-new-new
#[tokio::test]
async fn a_new_letter_in_a_new_envelope_is_processed_and_answered() {
    let house = House::new().await;
    let first = house.hands_over("hospital", emessage("ENV1", &[letter("LTR1", "Hej")])).await;
    let second = house.hands_over("hospital", emessage("ENV2", &[letter("LTR2", "Hej")])).await;
    assert_eq!((words(&first), words(&second)), (vec!["accepted"], vec!["accepted"]));
    assert!(content(&first).contains("XCTL03") && content(&second).contains("LTR2"));
    let event = second.letters[0].event_id.expect("an event");
    assert!(!house.acceptances(event).await[0].envelope_reused);
}

/// Known envelope, known letter: not processed again, and answered with the same content.
///
/// Rule: matrix-known-known
#[tokio::test]
async fn a_known_letter_in_its_known_envelope_is_answered_alike_and_not_processed() {
    let house = House::new().await;
    let document = emessage("ENV1", &[letter("LTR1", "Hej")]);
    let first = house.hands_over("hospital", document.clone()).await;
    let again = house.hands_over("hospital", document).await;
    assert_eq!(words(&again), ["resent"]);
    assert_eq!(content(&first), content(&again));
    assert_eq!(first.letters[0].event_id, again.letters[0].event_id);
    let accepted = house.acceptances(first.letters[0].event_id.expect("an event")).await;
    assert_eq!(accepted.iter().map(|one| one.envelope_reused).collect::<Vec<_>>(), [false, false]);
    assert_eq!(house.journal.interests().await.expect("readable").head, 1);
}

/// New envelope, known letter: the receipt was lost. Not processed again; the same answer for the new envelope.
///
/// Rule: matrix-new-known
#[tokio::test]
async fn a_known_letter_in_a_new_envelope_is_answered_alike_and_not_processed() {
    let house = House::new().await;
    let first = house.hands_over("hospital", emessage("ENV1", &[letter("LTR1", "Hej")])).await;
    let again = house.hands_over("hospital", emessage("ENV2", &[letter("LTR1", "Hej")])).await;
    assert_eq!(words(&again), ["resent"]);
    // But for the envelope that it answers, it is the same.
    let named = |text: &str| text.split_once("<OriginalEnvelopeIdentifier>").map(|(_, rest)| rest.to_owned());
    let original = named(&content(&again)).expect("an envelope is named");
    assert!(original.starts_with("ENV2"), "{original}");
    assert_eq!(named(&content(&first)).map(|text| text.replace("ENV1", "")), Some(original.replace("ENV2", "")));
    assert_eq!(house.journal.interests().await.expect("readable").head, 1);
}

/// Known envelope, new letter: an error of the sender, which may be refused and is accepted here, because a document that
/// was handed over twice after a crash must never lose its second letter; in another document it is flagged.
///
/// Rule: matrix-known-new
#[tokio::test]
async fn a_new_letter_in_a_known_envelope_is_accepted_and_flagged() {
    let house = House::new().await;
    house.sends(emessage("ENV1", &[letter("LTR1", "Hej")])).await;
    let reception = house.hands_over("hospital", emessage("ENV1", &[letter("LTR2", "Hej")])).await;
    assert_eq!(words(&reception), ["accepted"]);
    let event = reception.letters[0].event_id.expect("an event");
    assert!(house.acceptances(event).await[0].envelope_reused);
}

/// Letters of one document share its envelope, however often the document comes.
///
/// Rule: matrix-known-new
#[tokio::test]
async fn the_letters_of_one_document_are_not_flagged() {
    let house = House::new().await;
    let document = emessage("ENV1", &[letter("LTR1", "Hej"), letter("LTR2", "Hej")]);
    for _ in 0..2 {
        for event in house.events(document.clone()).await {
            assert!(house.acceptances(event).await.iter().all(|accepted| !accepted.envelope_reused));
        }
    }
}

/// Another sender may use the same ids.
///
/// Rule: ids-are-unique-per-sender
#[tokio::test]
async fn another_sender_may_use_the_same_ids() {
    let house = House::new().await;
    let one = house.sends(emessage("ENV1", &[letter("LTR1", "Hej")])).await;
    let theirs = emessage("ENV1", &[between(OTHER_HOSPITAL, CLINIC, "LTR1", "Hej")]);
    let reception = house.hands_over("other-hospital", theirs).await;
    assert_eq!(words(&reception), ["accepted"]);
    let other = reception.letters[0].event_id.expect("an event");
    assert_ne!(one, other);
    assert!(!house.acceptances(other).await[0].envelope_reused);
}

/// Changed content must have new ids. Under the same letter id it is an event of its own, and flagged.
///
/// Rule: changed-content
#[tokio::test]
async fn changed_content_under_the_same_letter_id_is_flagged() {
    let house = House::new().await;
    house.sends(emessage("ENV1", &[letter("LTR1", "Hej")])).await;
    let reception = house.hands_over("hospital", emessage("ENV2", &[letter("LTR1", "Hej igen")])).await;
    assert_eq!(words(&reception), ["id-reused"]);
    assert!(content(&reception).contains("XCTL03"), "it is accepted all the same");
    let event = reception.letters[0].event_id.expect("an event");
    let links = house.journal.event(event).await.expect("an event").links;
    assert_eq!(links[0].relation.word(), "reuses-id");
}
