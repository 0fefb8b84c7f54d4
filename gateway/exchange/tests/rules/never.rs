//! What is never sent.

use crate::documents::{Written, acknowledgement, emessage, letter, message, quiet, vans, vans_receipt};
use crate::house::{CLINIC, House};

/// No receipt is answered with a receipt: not those of the letters, not those of the network, not those of FHIR, bare or in
/// an envelope that asks for one, and not one that cannot be read.
///
/// Rule: no-receipt-for-a-receipt
#[tokio::test]
async fn a_receipt_is_never_answered() {
    let house = House::new().await;
    house.sends(vans(emessage("ENV1", &[letter("LTR1", "Hej")]), true, 7)).await;
    let name = "b7a0c1de-0000-4000-8000-000000000011";
    house.sends(message(name)).await;
    let network = Written { element: "NegativeVansReceipt", ..Written::POSITIVE };
    let of_letters = [Written::POSITIVE.text(), Written::NEGATIVE.text(), network.text(), acknowledgement(name, "ok")];
    for (stamp, receipt) in (20..).zip(&of_letters) {
        house.answers("clinic", receipt.clone()).await;
        house.answers("clinic", vans(receipt, true, stamp)).await;
        // One that asks for a receipt, which it must not, is not answered either.
        house.answers("clinic", receipt.replace("minuspositivkvitt", "pluspositivkvitt")).await;
    }
    for kind in ["PositiveMessage", "NegativeMessage", "NegativeVans"] {
        house.answers("clinic", vans_receipt(kind, CLINIC, "07070707-0707-4707-8707-070707070707", None)).await;
    }
    let unreadable = acknowledgement(name, "perhaps");
    for document in [unreadable.clone().into_bytes(), vans(&unreadable, true, 30)] {
        let reception = house.hands_over("clinic", document).await;
        assert_eq!(reception.letters[0].outcome.word(), "refused");
        assert!(reception.receipts.is_empty(), "its sender learns of that where it handed it over");
    }
}

/// One letter has one answer: what was accepted is never refused afterwards, and what was refused is not accepted.
///
/// Rule: never-both
#[tokio::test]
async fn a_letter_is_never_answered_with_both_receipts() {
    let house = House::new().await;
    let broken = letter("LTR2", "Hej").replace("1402389992", "14023");
    for document in [emessage("ENV1", &[letter("LTR1", "Hej")]), quiet("ENV2", &[broken])] {
        let mut answers = Vec::new();
        for _ in 0..3 {
            let reception = house.hands_over("hospital", document.clone()).await;
            let receipts = reception.receipts.iter();
            let texts: String = receipts.map(|receipt| String::from_utf8_lossy(&receipt.bytes).into_owned()).collect();
            answers.push((texts.matches("<PositiveReceipt>").count(), texts.matches("<NegativeReceipt>").count()));
        }
        assert!(answers.iter().all(|answer| *answer == answers[0] && answer.0 + answer.1 == 1), "{answers:?}");
    }
}
