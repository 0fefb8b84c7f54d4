//! Receipts of the network, and of the letters in its envelopes.

use canonical::receipt::Verdict;
use wire::convert::receipt::decode_reasons;

use crate::answered::said;
use crate::documents::{MESSAGE_ID, Written, emessage, letter, vans, vans_receipt};
use crate::house::{CLINIC, House};

const ENVELOPE: &str = "07070707-0707-4707-8707-070707070707";

/// The network's receipt has a mailbox for a sender, which is no location number; a carrier of the receiver hands it over.
///
/// Rule: mailbox-as-sender
#[tokio::test]
async fn a_receipt_of_the_network_from_a_mailbox_is_read() {
    let house = House::new().await;
    let event = house.sends(emessage("ENV1", &[letter("LTR1", "Hej")])).await;
    let network = Written { element: "NegativeVansReceipt", sender: "DKKMDKMDNET", ..Written::POSITIVE };
    house.answers("carrier", network.text()).await;
    assert_eq!(said(&house, event).await, [("carrier".to_owned(), Verdict::Negative)]);
    assert_eq!(house.said_of(event).await[0].form.word(), "xctl01");
}

/// A positive receipt of the network is none of the letter: the letter may still be refused.
///
/// Rule: transport-is-not-letter
#[tokio::test]
async fn a_letter_may_be_refused_after_its_file_arrived_well() {
    let house = House::new().await;
    let event = house.sends(vans(emessage("ENV1", &[letter("LTR1", "Hej")]), true, 7)).await;
    // UUIDs are written in large and small letters.
    let arrived = vans_receipt("PositiveMessage", CLINIC, &ENVELOPE.to_uppercase(), Some(MESSAGE_ID));
    house.answers("clinic", arrived).await;
    house.answers("clinic", Written::NEGATIVE.text()).await;
    let said = house.said_of(event).await;
    assert_eq!(said.iter().map(|said| said.form.word()).collect::<Vec<_>>(), ["positive-message", "xctl02"]);
    assert_eq!(exchange::contradicting(&said), [false, false]);
}

/// A receipt of the network is matched by the network's envelope, else by its message; its error is the reason.
///
/// Rule: network-receipts-by-its-ids
#[tokio::test]
async fn a_receipt_of_the_network_is_matched_by_its_envelope_or_its_message() {
    let house = House::new().await;
    let event = house.sends(vans(emessage("ENV1", &[letter("LTR1", "Hej")]), true, 7)).await;
    house.answers("carrier", vans_receipt("NegativeVans", "5790999900065", ENVELOPE, None)).await;
    let unknown = "00000000-0000-4000-8000-000000000000";
    house.answers("clinic", vans_receipt("NegativeMessage", CLINIC, unknown, Some(MESSAGE_ID))).await;
    house.answers("clinic", vans_receipt("PositiveMessage", CLINIC, "ENV1", None)).await;
    let of_carrier = ("carrier".to_owned(), Verdict::Negative);
    assert_eq!(said(&house, event).await, [of_carrier, ("clinic".to_owned(), Verdict::Negative)]);
    assert_eq!(house.unmatched().await, ["unknown"], "a letter's envelope is not the network's");
    let reasons = decode_reasons(house.said_of(event).await.remove(0).answer.reasons.bytes).expect("ours");
    assert_eq!(reasons[0].code.as_deref(), Some("4"));
    assert_eq!(reasons[0].text.as_ref().map(|text| text.reveal().as_str()), Some("Ukendt modtager"));
}
