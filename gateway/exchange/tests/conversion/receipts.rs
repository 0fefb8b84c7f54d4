//! Receipts from one standard to the other: the table of merging, and flow 2 of the published pairs.

use canonical::Personal;
use canonical::event::Event;
use canonical::letter::{Format, Limits, Outcome, Stamp};
use canonical::receipt::{IncomingReceipt, Reason, ReceiptForm, Verdict};
use exchange::{Merged, Merging, Said, Shortcoming, merged, pass_on};
use jiff::{SignedDuration, Timestamp};

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
    Said { verdict, reasons }
}

/// Rule: merged-receipts
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

fn day(day: i64) -> Timestamp {
    "2026-03-12T10:00:00Z".parse::<Timestamp>().expect("a time") + SignedDuration::from_hours(24 * day)
}

/// Rule: three-months
#[test]
fn the_second_receipt_is_waited_for_three_months_and_then_nothing_is_said() {
    let first = Some((Verdict::Positive, day(0)));
    let merged = |came: &[_], now: i64| Merging::default().merged(came, day(now));
    assert_eq!(merged(&[first, None], 91), Merged::WaitsUntil(day(92)));
    assert_eq!(merged(&[first, None], 92), Merged::Nothing { late: Vec::new() }, "the sender sends again");
    assert_eq!(merged(&[None, None], 92), Merged::Nothing { late: Vec::new() });
    assert_eq!(merged(&[None, Some((Verdict::Negative, day(0)))], 1), Merged::WaitsUntil(day(92)));
    let second = |at| Some((Verdict::Negative, day(at)));
    assert_eq!(merged(&[first, second(92)], 92), Merged::One(Verdict::Negative));
    assert_eq!(merged(&[second(92), first], 400), Merged::One(Verdict::Negative), "whichever came first");
}

/// Rule: three-months
#[test]
fn a_receipt_that_comes_later_passes_as_it_is() {
    let came = [Some((Verdict::Positive, day(0))), Some((Verdict::Positive, day(93)))];
    assert_eq!(Merging::default().merged(&came, day(93)), Merged::Nothing { late: vec![1] });
    let short = Merging { patience: SignedDuration::from_hours(1) };
    let came = [Some((Verdict::Positive, day(0))), Some((Verdict::Positive, day(0)))];
    assert_eq!(short.merged(&came, day(0)), Merged::One(Verdict::Positive), "the patience is the site's");
}

/// Rule: merged-receipts
#[test]
fn the_receipts_for_a_letter_and_several_with_files_are_one() {
    let [positive, negative] = [Verdict::Positive, Verdict::Negative].map(|verdict| Some((verdict, day(0))));
    let one = |came: &[_]| Merging::default().merged(came, day(1));
    assert_eq!(one(&[positive, positive, positive]), Merged::One(Verdict::Positive));
    assert_eq!(one(&[positive, positive, negative]), Merged::One(Verdict::Negative));
    assert_eq!(one(&[positive, None, positive]), Merged::WaitsUntil(day(92)));
    assert_eq!(one(&[positive]), Merged::One(Verdict::Positive), "a letter without files");
}

#[test]
fn a_technical_error_is_one_where_nothing_is_refused() {
    for (one, other, both) in [
        (Verdict::Transient, Verdict::Positive, Verdict::Transient),
        (Verdict::Transient, Verdict::Transient, Verdict::Transient),
        (Verdict::Transient, Verdict::Negative, Verdict::Negative),
    ] {
        assert_eq!(merged(Some(one), Some(other)), Some(both));
        assert_eq!(merged(Some(other), Some(one)), Some(both));
    }
}

const SENTENCE: &str = "Konverteringen ml. XML/EDI og FHIR kunne ikke udføres korrekt pga. tekniske el. indholdsmæssige \
                        forhold i meddelelsen.";

fn texts(said: &Said) -> Vec<String> {
    said.reasons.iter().filter_map(|reason| Some(reason.text.as_ref()?.reveal().clone())).collect()
}

/// Rule: refusal-explained
#[test]
fn a_refusal_of_a_conversion_that_was_not_whole_says_so_after_the_words_of_the_receiver() {
    let own = Reason { code: Some("invariant".to_owned()), text: Some(Personal::new("Bilag mangler".to_owned())) };
    for shortcoming in [
        Shortcoming::FilesMissing,
        Shortcoming::LetterMissing,
        Shortcoming::FileType,
        Shortcoming::ManyFiles,
        Shortcoming::TooLarge,
    ] {
        let said = said(Verdict::Negative, vec![own.clone()]).explained(&[shortcoming].into());
        let texts = texts(&said);
        assert_eq!(texts[0], "Bilag mangler");
        assert!(texts[1].starts_with(SENTENCE) && texts[1].len() > SENTENCE.len(), "{}", texts[1]);
        let receipts = [
            pass_on(&letter(1).0, "ENV1", Format::Xml, &said, &stamp()),
            pass_on(&message(1), "", Format::Json, &said, &stamp()),
        ];
        for receipt in receipts {
            let read = reasons(&read(&receipt.bytes));
            let words: Vec<_> =
                read.iter().filter_map(|one| one.text.as_ref()).map(|one| one.reveal().clone()).collect();
            assert_eq!(words.join("\n"), texts.join("\n"), "{shortcoming:?}");
        }
    }
}

#[test]
fn a_refusal_for_other_reasons_and_good_news_stay_as_they_are() {
    let own = Reason { code: None, text: Some(Personal::new("Patienten kendes ikke".to_owned())) };
    let refused = said(Verdict::Negative, vec![own]);
    assert_eq!(refused.clone().explained(&[].into()), refused);
    for verdict in [Verdict::Positive, Verdict::Transient] {
        let said = said(verdict, Vec::new());
        assert_eq!(said.clone().explained(&[Shortcoming::ManyFiles].into()), said);
    }
}

/// Rule: refusal-explained
#[test]
fn where_both_texts_are_too_long_that_of_the_receiver_is_shortened() {
    let long = || Reason { code: None, text: Some(Personal::new("å".repeat(700))) };
    let said = said(Verdict::Negative, vec![long(), long(), long()]).explained(&[Shortcoming::FilesMissing].into());
    let receipt = read(&pass_on(&letter(1).0, "ENV1", Format::Xml, &said, &stamp()).bytes);
    let written = reasons(&receipt).remove(0).text.expect("a text").reveal().clone();
    assert!(written.chars().count() <= 1000, "{}", written.chars().count());
    assert!(written.starts_with(&"å".repeat(700)), "as much of it as there is room for");
    assert!(written.ends_with("ikke modtaget rettidigt eller er ugyldige."), "{written}");
    assert!(written.contains(SENTENCE));
}

/// Everything that a receipt says but its own ids.
fn content(receipt: IncomingReceipt) -> IncomingReceipt {
    IncomingReceipt { receipt_id: None, fingerprint: canonical::digest::Digest::of(b""), ..receipt }
}

/// Rule: split-receipt
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

fn passed_on() -> Vec<Vec<u8>> {
    let reason =
        |text: &str| Reason { code: Some("ikke_specificeret".to_owned()), text: Some(Personal::new(text.to_owned())) };
    let all =
        [(Verdict::Positive, Vec::new()), (Verdict::Negative, Vec::new()), (Verdict::Negative, vec![reason("Nej")])];
    let said = all.map(|(verdict, reasons)| said(verdict, reasons));
    let formats = [Format::Json, Format::Xml];
    said.iter().flat_map(|said| formats.map(|format| pass_on(&message(1), "", format, said, &stamp()).bytes)).collect()
}

#[test]
fn a_receipt_that_is_passed_on_is_one_that_is_read_without_remark() {
    for bytes in passed_on() {
        let opened = fhir::convert(&bytes, &Limits::default()).expect("a document");
        assert_eq!(opened.envelope.notices, []);
        assert!(matches!(opened.letters[0].outcome, Outcome::Receipt(_)), "{:?}", opened.letters[0].outcome);
    }
}

#[test]
fn an_acknowledgement_that_is_passed_on_names_the_message() {
    for bytes in passed_on() {
        let receipt = read(&bytes);
        assert_eq!(receipt.letters[0].letter_id, message(1).source.letter_id);
        assert_eq!(receipt.letters[0].or_letter_id, None, "in both places");
    }
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
