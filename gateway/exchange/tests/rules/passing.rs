//! What a receiver of the other standard has said of a letter and its files, for their sender.

use std::sync::Arc;

use canonical::attachment::AttachmentContent;
use canonical::event::Event;
use canonical::letter::{Format, Limits, Outcome, Stamp};
use canonical::receipt::{IncomingReceipt, ReceiptForm, Verdict};
use canonical::{EventId, Personal};
use exchange::convert::{ClinicalEmail, Settings, care_communication, clinical_email};
use exchange::{Conversion, Pairing, Said, pass_on};
use jiff::Timestamp;
use journal::PushFormat;

use crate::documents::{emessage, letter};
use crate::house::House;

const FILE: &str = "c39ea6b2605245e4a207415e0205ab6f";

fn stamp() -> Stamp {
    Stamp { id: [9; 16], at: "2026-03-12T15:00:00Z".parse().expect("a time") }
}

/// A letter that names a file of this extension.
fn naming(extension: &str) -> String {
    let reference = format!(
        "<Reference><RefDescription>Billede</RefDescription><BIN><ObjectIdentifier>{FILE}</ObjectIdentifier>\
         <ObjectCode>proprietaert_indhold</ObjectCode><ObjectExtensionCode>{extension}</ObjectExtensionCode>\
         <OriginalObjectSize>4</OriginalObjectSize></BIN></Reference></ClinicalEmail>"
    );
    emessage("ENV1", &[letter("LTR1", "Se bilag").replace("</ClinicalEmail>", &reference)])
}

/// The letter that carries the file, as our own conversion writes one.
fn carrying(letter: &Event) -> Vec<u8> {
    let mut message = care_communication(letter, &[], &Arc::from([])).expect("a message");
    message.attachments[0].content = AttachmentContent::from_bytes(vec![1, 2, 3, 4]);
    let ClinicalEmail { files, .. } = clinical_email(&message, &Arc::from([]), &Settings::default()).expect("letters");
    medcom::render::render(&files[0], &stamp()).expect("written")
}

async fn kept(house: &House, id: EventId) -> (Event, Timestamp) {
    let stored = house.journal.event(id).await.expect("there");
    (wire::decode(&stored.body.bytes).expect("an event"), stored.row.accepted_at)
}

fn conversion(house: &House) -> Conversion {
    Conversion::new(Arc::clone(&house.journal), Arc::from([]), (Pairing::default(), Settings::default()))
}

fn refused() -> Said {
    Said { verdict: Verdict::Negative, reasons: Vec::new() }
}

/// What the sender of an event reads.
fn read(event: &Event, said: &Said) -> IncomingReceipt {
    let receipt = pass_on(event, "ENV1", Format::Xml, said, &stamp());
    let opened = medcom::convert(&receipt.bytes, &Limits::default()).expect("a document");
    match opened.letters.into_iter().next().expect("a receipt").outcome {
        Outcome::Receipt(receipt) => *receipt,
        other => panic!("{other:?}"),
    }
}

fn words(receipt: &IncomingReceipt) -> Vec<Personal<String>> {
    receipt.letters.iter().flat_map(|letter| &letter.reasons).filter_map(|reason| reason.text.clone()).collect()
}

/// Rule: split-receipt, refusal-explained
#[tokio::test]
async fn what_was_said_of_a_letter_was_said_of_its_files_too() {
    let house = House::new().await;
    let letter = house.sends(naming("zip")).await;
    let (letter, accepted_at) = kept(&house, letter).await;
    let files = house.sends(carrying(&letter)).await;
    let (files, files_at) = kept(&house, files).await;
    let conversion = conversion(&house);
    let with = conversion.answered_with((&letter, accepted_at), PushFormat::FhirJson).await.expect("readable");
    assert_eq!(with, std::slice::from_ref(&files), "one Acknowledgement answers both");
    for unsplit in [((&files, files_at), PushFormat::FhirJson), ((&letter, accepted_at), PushFormat::MedcomVans)] {
        let with = conversion.answered_with(unsplit.0, unsplit.1).await.expect("readable");
        assert_eq!(with, [], "files by themselves, and letters that were not converted");
    }
    let mut told = Vec::new();
    for event in [(&letter, accepted_at), (&files, files_at)] {
        let said = conversion.explained(event, PushFormat::FhirXml, refused()).await.expect("readable");
        let receipt = read(event.0, &said);
        assert_eq!((receipt.form, receipt.verdict), (ReceiptForm::Xctl02, Verdict::Negative));
        assert_eq!(receipt.letters[0].letter_id, event.0.source.letter_id);
        told.push(words(&receipt));
    }
    assert_eq!(told[0], told[1], "the same for both");
    assert!(told[0][0].reveal().ends_with("Filtypen af et bilag er ikke tilladt."), "{:?}", told[0][0].reveal());
}

#[tokio::test]
async fn a_letter_that_was_not_converted_is_refused_in_the_receiver_s_words_alone() {
    let house = House::new().await;
    let letter = house.sends(naming("zip")).await;
    let (letter, accepted_at) = kept(&house, letter).await;
    let conversion = conversion(&house);
    let said = conversion.explained((&letter, accepted_at), PushFormat::MedcomEmessage, refused()).await;
    assert_eq!(said.expect("readable"), refused());
    let plain = house.sends(emessage("ENV2", &[crate::documents::letter("LTR2", "Hej")])).await;
    let (plain, accepted_at) = kept(&house, plain).await;
    let said = conversion.explained((&plain, accepted_at), PushFormat::FhirJson, refused()).await;
    assert_eq!(said.expect("readable"), refused(), "nothing is the conversion's fault");
}

/// Rule: other-half, refusal-explained
#[tokio::test]
async fn a_letter_whose_files_came_too_late_is_refused_for_that() {
    let house = House::new().await;
    let letter = house.sends(naming("pdf")).await;
    let (letter, accepted_at) = kept(&house, letter).await;
    house.clock.advance(jiff::SignedDuration::from_mins(61));
    let files = house.sends(carrying(&letter)).await;
    let (files, files_at) = kept(&house, files).await;
    let conversion = conversion(&house);
    let with = conversion.answered_with((&letter, accepted_at), PushFormat::FhirJson).await.expect("readable");
    assert_eq!(with, [], "they went without each other");
    for (event, cause) in
        [((&letter, accepted_at), "Bilag (XBIN01) er ikke"), ((&files, files_at), "Brevet (XDIS91) til")]
    {
        let said = conversion.explained(event, PushFormat::FhirJson, refused()).await.expect("readable");
        let words = words(&read(event.0, &said));
        assert!(words[0].reveal().contains(cause), "{:?}", words[0].reveal());
    }
}
