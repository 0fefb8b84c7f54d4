//! Receipts that follow when the receivers have answered, where the route of a letter says so.

use canonical::letter::{Limits, Outcome};
use canonical::receipt::{IncomingReceipt, Verdict};
use exchange::Found;
use intake::Reception;

use crate::documents::{
    MESSAGE_ID, Written, acknowledgement, emessage, letter, message, quiet, to_municipality, vans, vans_receipt,
};
use crate::house::{CLINIC, House, id};

const NAME: &str = "b7a0c1de-0000-4000-8000-000000000011";

/// What a sender reads in a receipt.
fn read(receipt: &[u8]) -> IncomingReceipt {
    let limits = Limits::default();
    let opened = match fhir::looks_like_fhir(receipt) {
        true => fhir::convert(receipt, &limits),
        false => medcom::convert(receipt, &limits),
    };
    match opened.expect("a document").letters.remove(0).outcome {
        Outcome::Receipt(receipt) => *receipt,
        other => panic!("{other:?}"),
    }
}

/// It is accepted, and its receipt follows.
fn follows(reception: &Reception) {
    assert_eq!(reception.letters.iter().map(|letter| letter.outcome.word()).collect::<Vec<_>>(), ["accepted"]);
    assert!(reception.letters.iter().all(|letter| letter.is_late) && reception.later.is_some());
    assert!(reception.receipts.is_empty(), "the sender has no receipt yet");
}

/// Nothing is promised before the receiver has taken the letter over, and then once.
///
/// Rule: late-when-answered
#[tokio::test]
async fn a_letter_is_answered_when_its_receiver_has_acked_it() {
    let house = House::asking_receivers().await;
    follows(&house.hands_over("hospital", emessage("ENV1", &[letter("LTR1", "Hej")])).await);
    assert_eq!(house.due("hospital").await, []);
    house.acks("clinic", "inbox").await;
    let due = house.due("hospital").await;
    let [reply] = due.as_slice() else { panic!("{due:?}") };
    let receipt = read(&reply.receipt.bytes);
    assert_eq!((reply.verdict, receipt.verdict), (Verdict::Positive, Verdict::Positive));
    assert_eq!((receipt.envelope_id.as_deref(), receipt.letters[0].letter_id.as_str()), (Some("ENV1"), "LTR1"));
    assert_eq!(house.due("clinic").await, [], "it is the sender's");
    assert_eq!(house.due("hospital").await, due, "the same until it is taken");
    assert_eq!(house.replies().take(&id("hospital"), &[reply.number]).await, Ok(1));
    assert_eq!(house.due("hospital").await, []);
}

/// What a receiver says itself is passed on with its reasons, in the standard of the letter.
///
/// Rule: late-when-answered
#[tokio::test]
async fn a_refusal_of_the_receiver_is_told_with_its_reasons() {
    let house = House::asking_receivers().await;
    follows(&house.hands_over("hospital", emessage("ENV1", &[letter("LTR1", "Hej")])).await);
    follows(&house.hands_over("hospital", message(NAME)).await);
    let reason = "<RefuseCode>syntaksfejl</RefuseCode><RefuseText>Forkert dato</RefuseText>";
    house.answers("clinic", Written { letters: &[("LTR1", "XD9134L", reason)], ..Written::NEGATIVE }.text()).await;
    house.answers("clinic", acknowledgement(NAME, "fatal-error")).await;
    let due = house.due("hospital").await;
    let [xctl, acknowledged] = due.as_slice() else { panic!("{due:?}") };
    assert!(String::from_utf8_lossy(&xctl.receipt.bytes).contains("XCTL02"));
    let text = read(&xctl.receipt.bytes).letters[0].reasons[0].text.clone().expect("a text");
    assert_eq!(text.reveal(), "Forkert dato");
    let receipt = read(&acknowledged.receipt.bytes);
    assert_eq!((receipt.verdict, receipt.letters[0].letter_id.as_str()), (Verdict::Negative, NAME));
}

/// Whatever receivers say afterwards, the sender has been told one thing, and a resend is told the same.
///
/// Rule: late-never-both
#[tokio::test]
async fn a_sender_is_never_told_both() {
    let house = House::asking_receivers().await;
    house.hands_over("hospital", emessage("ENV1", &[letter("LTR1", "Hej")])).await;
    house.answers("clinic", Written::NEGATIVE.text()).await;
    assert_eq!(house.due("hospital").await.iter().map(|reply| reply.verdict).collect::<Vec<_>>(), [Verdict::Negative]);
    house.answers("clinic", Written::POSITIVE.text()).await;
    house.acks("clinic", "inbox").await;
    let again = house.hands_over("hospital", emessage("ENV2", &[letter("LTR1", "Hej")])).await;
    assert_eq!(again.letters[0].outcome.word(), "resent");
    assert!(again.receipts.is_empty());
    let due = house.due("hospital").await;
    assert_eq!(due.iter().map(|reply| reply.verdict).collect::<Vec<_>>(), [Verdict::Negative; 2]);
    let envelopes: Vec<_> = due.iter().map(|reply| read(&reply.receipt.bytes).envelope_id).collect();
    assert_eq!(envelopes, [Some("ENV1".to_owned()), Some("ENV2".to_owned())], "each by its own envelope");
}

/// A technical error that passes is no answer.
///
/// Rule: late-when-answered
#[tokio::test]
async fn a_passing_error_decides_nothing() {
    let house = House::asking_receivers().await;
    house.hands_over("hospital", message(NAME)).await;
    house.answers("clinic", acknowledgement(NAME, "transient-error")).await;
    assert_eq!(house.due("hospital").await, []);
    house.answers("clinic", acknowledgement(NAME, "ok")).await;
    assert_eq!(house.due("hospital").await.len(), 1);
}

/// That a file has arrived says nothing of the letter in it.
///
/// Rule: late-when-answered
#[tokio::test]
async fn what_the_network_says_of_its_envelope_decides_nothing() {
    let house = House::asking_receivers().await;
    let envelope = vans(emessage("ENV1", &[letter("LTR1", "Hej")]), true, 7);
    let id = medcom::vans::open(&envelope, &Limits::default()).expect("an envelope").expect("whole").header.envelope_id;
    house.hands_over("hospital", envelope).await;
    house.answers("clinic", vans_receipt("PositiveMessage", CLINIC, &id, Some(MESSAGE_ID))).await;
    assert_eq!(house.due("hospital").await, []);
    house.answers("clinic", Written::NEGATIVE.text()).await;
    assert_eq!(house.due("hospital").await.iter().map(|reply| reply.verdict).collect::<Vec<_>>(), [Verdict::Negative]);
}

/// A letter that was answered when it came is not answered otherwise when it comes again under another route.
///
/// Rule: late-never-both
#[tokio::test]
async fn what_was_told_at_the_door_is_told_again() {
    let house = House::new().await;
    let first = house.hands_over("hospital", emessage("ENV1", &[letter("LTR1", "Hej")])).await;
    assert_eq!(read(&first.receipts[0].bytes).verdict, Verdict::Positive);
    let house = house.asks_receivers_from_now_on();
    follows_again(&house.hands_over("hospital", emessage("ENV2", &[letter("LTR1", "Hej")])).await);
    house.answers("clinic", Written { envelope: "ENV2", ..Written::NEGATIVE }.text()).await;
    assert_eq!(house.due("hospital").await.iter().map(|reply| reply.verdict).collect::<Vec<_>>(), [Verdict::Positive]);
}

fn follows_again(reception: &Reception) {
    assert_eq!(reception.letters[0].outcome.word(), "resent");
    assert!(reception.letters[0].is_late && reception.receipts.is_empty());
}

/// In MedCom XML, good news is only told where it is asked for, bad news always.
///
/// Rule: late-when-asked
#[tokio::test]
async fn good_news_is_told_late_only_where_it_was_asked_for() {
    let house = House::asking_receivers().await;
    house.hands_over("hospital", quiet("ENV1", &[letter("LTR1", "Hej")])).await;
    let refused = house.hands_over("hospital", quiet("ENV2", &[to_municipality("LTR2")])).await;
    house.acks("clinic", "inbox").await;
    assert_eq!(house.due("hospital").await, []);
    let answer = Written { envelope: "ENV2", letters: &[("LTR2", "XD9134L", "")], ..Written::NEGATIVE };
    house.answers("municipality", Written { sender: crate::house::MUNICIPALITY, ..answer }.text()).await;
    assert_eq!(house.due("hospital").await.iter().map(|reply| reply.verdict).collect::<Vec<_>>(), [Verdict::Negative]);
    let document = refused.later.expect("a place");
    let found = house.replies().of_document(&id("hospital"), document).await.expect("readable");
    assert!(matches!(found, Found::Decided(replies) if replies.len() == 1));
}

/// The network's envelope is answered at once, for itself, and the letter's receipt comes back in one.
///
/// Rule: late-in-envelope
#[tokio::test]
async fn a_late_receipt_goes_back_in_the_envelope_that_the_letter_came_in() {
    let house = House::asking_receivers().await;
    let reception = house.hands_over("hospital", vans(emessage("ENV1", &[letter("LTR1", "Hej")]), true, 7)).await;
    let told: Vec<_> = reception.receipts.iter().map(|receipt| String::from_utf8_lossy(&receipt.bytes)).collect();
    assert!(told.len() == 1 && told[0].contains("PositiveMessage"), "{told:?}");
    house.acks("clinic", "inbox").await;
    let due = house.due("hospital").await;
    let opened = medcom::vans::open(&due[0].receipt.bytes, &Limits::default()).expect("an envelope").expect("whole");
    assert_eq!(opened.header.receiver.id, crate::house::HOSPITAL);
    let medcom::vans::Content::Payload(payload) = opened.content else { panic!("a receipt of the network") };
    assert_eq!(read(payload.reveal()).letters[0].letter_id, "LTR1");
}

/// A letter that is refused here is told so at once; nobody is asked.
///
/// Rule: late-when-answered
#[tokio::test]
async fn what_is_refused_here_is_told_at_once() {
    let house = House::asking_receivers().await;
    let broken = letter("LTR2", "Hej").replace("1402389992", "140238999");
    let reception = house.hands_over("hospital", emessage("ENV1", &[letter("LTR1", "Hej"), broken])).await;
    let words: Vec<_> = reception.letters.iter().map(|letter| (letter.outcome.word(), letter.is_late)).collect();
    assert_eq!(words, [("accepted", true), ("refused", false)]);
    let receipt = read(&reception.receipts[0].bytes);
    assert_eq!(receipt.verdict, Verdict::Negative);
    assert_eq!(receipt.letters.iter().map(|letter| letter.letter_id.as_str()).collect::<Vec<_>>(), ["LTR2"]);
    house.acks("clinic", "inbox").await;
    assert_eq!(house.due("hospital").await.iter().map(|reply| reply.verdict).collect::<Vec<_>>(), [Verdict::Positive]);
}

/// The sender may ask for the receipts of a document.
///
/// Rule: late-when-answered
#[tokio::test]
async fn the_receipts_of_a_document_can_be_asked_for() {
    let house = House::asking_receivers().await;
    let reception = house.hands_over("hospital", emessage("ENV1", &[letter("LTR1", "Hej")])).await;
    let document = reception.later.expect("a place");
    let found = async |organisation| house.replies().of_document(&id(organisation), document).await.expect("readable");
    assert_eq!(found("hospital").await, Found::Waiting);
    assert_eq!(found("clinic").await, Found::Unknown);
    house.acks("clinic", "inbox").await;
    let due = house.due("hospital").await;
    assert_eq!(found("hospital").await, Found::Decided(due));
}
