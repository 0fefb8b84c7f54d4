//! Receipts from one standard to the other: the table of merging, and flow 2 of the published pairs.

use canonical::Personal;
use canonical::event::Event;
use canonical::letter::{Format, Limits, Outcome, Stamp};
use canonical::receipt::{IncomingReceipt, Reason, ReceiptForm, Verdict};
use exchange::{Said, merged, pass_on};

use crate::made::{letter, message};
use crate::pairs::document;
use crate::text::one_event;

fn stamp() -> Stamp {
    Stamp { id: [7; 16], at: "2023-11-20T16:46:00Z".parse().expect("a time") }
}

fn read(bytes: &[u8]) -> IncomingReceipt {
    let opened = if fhir::looks_like_fhir(bytes) {
        fhir::convert(bytes, &Limits::default())
    } else {
        medcom::convert(bytes, &Limits::default())
    };
    match opened.expect("a document").letters.remove(0).outcome {
        Outcome::Receipt(receipt) => *receipt,
        other => panic!("{other:?}"),
    }
}

fn said(verdict: Verdict, reasons: Vec<Reason>) -> Said {
    Said { form: ReceiptForm::Acknowledgement, verdict, reasons }
}

#[test]
fn two_receipts_are_one_as_table_4_says() {
    let [positive, negative] = [Some(Verdict::Positive), Some(Verdict::Negative)];
    for (letter, files, one) in [
        (positive, positive, positive),
        (positive, negative, negative),
        (negative, positive, negative),
        (negative, negative, negative),
        (positive, None, None),
        (negative, None, None),
        (None, positive, None),
        (None, negative, None),
        (None, None, None),
    ] {
        assert_eq!(merged(letter, files), one, "{letter:?} {files:?}");
    }
}

/// Everything that a receipt says but its own ids.
fn content(receipt: IncomingReceipt) -> IncomingReceipt {
    IncomingReceipt { receipt_id: None, fingerprint: canonical::digest::Digest::of(b""), ..receipt }
}

#[test]
fn the_acknowledgement_of_flow_2_is_its_two_receipts() {
    let Some(acknowledgement) = document("Flow2-Acknowledgement_Ex_to_OIOXML.xml") else { return };
    let answered = read(&acknowledgement);
    for (original, envelope, counterpart) in [
        ("Flow1-XDIS91_Ex_to_FHIR.xml", "KuvNrerwerwe99", "Flow2-XCTL03_Ex_from_FHIR_XDIS91.xml"),
        ("Flow1-XBIN01_Ex_to_FHIR.xml", "MEDBIN62529", "Flow2-XCTL03_Ex_from_FHIR_XBIN01.xml"),
    ] {
        let letter = document(original).expect("beside it");
        let event = one_event(medcom::convert(&letter, &Limits::default()));
        let said = said(answered.verdict, answered.reasons.clone());
        let ours = pass_on(&event, envelope, Format::Xml, &said, &stamp());
        let theirs = document(counterpart).expect("beside it");
        assert_eq!(content(read(&ours.bytes)), content(read(&theirs)), "{counterpart}");
    }
}

#[test]
fn both_kinds_of_negative_acknowledgement_are_one_receipt() {
    let (event, _) = letter(1);
    for verdict in [Verdict::Negative, Verdict::Transient] {
        let receipt = read(&pass_on(&event, "ENV1", Format::Xml, &said(verdict, Vec::new()), &stamp()).bytes);
        assert_eq!((receipt.form, receipt.verdict), (ReceiptForm::Xctl02, Verdict::Negative));
    }
}

#[test]
fn the_text_of_a_refusal_is_carried_both_ways() {
    let text = Some(Personal::new("Patienten kendes ikke\nKontakt afsender".to_owned()));
    let (from_fhir, from_xml) = ("MSG_Receiver_Identifier_UNKNOWN", "ukendt_lokationsnummer");
    let reason = |code: &str| Reason { code: Some(code.to_owned()), text: text.clone() };
    let (event, _) = letter(1);
    let receipt = pass_on(&event, "ENV1", Format::Xml, &said(Verdict::Negative, vec![reason(from_fhir)]), &stamp());
    assert_eq!(reasons(&read(&receipt.bytes)), [reason(from_xml)]);
    let receipt = pass_on(&message(1), "", Format::Json, &said(Verdict::Negative, vec![reason(from_xml)]), &stamp());
    assert_eq!(reasons(&read(&receipt.bytes)), [reason(from_fhir)]);
}

fn reasons(receipt: &IncomingReceipt) -> Vec<Reason> {
    receipt.letters.iter().flat_map(|letter| &letter.reasons).chain(&receipt.reasons).cloned().collect()
}

#[test]
fn a_receipt_that_is_passed_on_names_letter_and_envelope_and_has_its_parties_swapped() {
    let (event, _) = letter(1);
    let receipt = pass_on(&event, "ENV1", Format::Xml, &said(Verdict::Positive, Vec::new()), &stamp());
    let receipt = read(&receipt.bytes);
    assert_eq!(receipt.envelope_id.as_deref(), Some("ENV1"));
    assert_eq!(receipt.letters[0].letter_id, event.source.letter_id);
    let gln = |event: &Event| event.receivers[0].gln().cloned().map(canonical::identifier::PartyIdentifier::Gln);
    assert_eq!(receipt.sender, gln(&event));
}

#[test]
fn the_same_words_are_the_same_receipt_in_another_envelope() {
    let (event, message) = (letter(1).0, message(1));
    for event in [event, message] {
        let one = pass_on(&event, "ENV1", Format::Json, &said(Verdict::Positive, Vec::new()), &stamp());
        let other = Stamp { id: [8; 16], ..stamp() };
        let again = pass_on(&event, "ENV1", Format::Json, &said(Verdict::Positive, Vec::new()), &other);
        assert_ne!(one.bytes, again.bytes);
        assert_eq!(read(&one.bytes).receipt_id, read(&again.bytes).receipt_id);
    }
}
