//! Receivers of another standard: letters as messages, messages as letters, and their receipts back in the sender's own.

use canonical::Event;
use canonical::attachment::AttachmentContent;
use canonical::digest::Digest;
use canonical::event::Standard;
use canonical::letter::{Answer, Format, Limits, Opened, Outcome, Stamp};
use canonical::receipt::{IncomingReceipt, ReceiptForm, Verdict};
use exchange::convert::care_communication;
use exchange::{Said, pass_on};
use jiff::Timestamp;
use journal::{Push, PushAck, PushFormat};

use crate::house::{CLINIC, House, MUNICIPALITY, PATIENTS, correspondence, push};
use crate::receiver::{Got, Receiver, Reply};

fn on_receipt(receiver: &Receiver, format: PushFormat) -> Push {
    Push { ack: PushAck::OnReceipt, format, ..push(receiver) }
}

fn opened(document: &[u8]) -> Opened {
    let limits = Limits::default();
    let opened = if fhir::looks_like_fhir(document) {
        fhir::convert(document, &limits)
    } else {
        medcom::convert(document, &limits)
    };
    opened.expect("a document")
}

fn stamp() -> Stamp {
    Stamp { id: [9; 16], at: Timestamp::now() }
}

/// The receipt of a system that takes what it got, in its own standard.
fn accepts(got: &Got) -> Reply {
    let Opened { envelope, letters } = opened(&got.body);
    let head = letters.into_iter().next().expect("a letter").head;
    let receipt = match envelope.standard {
        Standard::Fhir => fhir::acknowledgement::render(&got.body, &envelope, &head, &Answer::Accepted, &stamp()),
        Standard::MedcomXml => {
            medcom::receipt::render(&envelope, &[(head, Answer::Accepted)], &stamp()).expect("it was asked for")
        }
    };
    Reply { body: receipt.bytes, ..Reply::status(200) }
}

fn event(document: &[u8]) -> Event {
    match opened(document).letters.remove(0).outcome {
        Outcome::Event(event) => *event,
        other => panic!("{other:?}"),
    }
}

/// What the sender of the first event reads of what its receiver has said.
async fn passed_on(house: &House, envelope: &str, format: Format) -> (IncomingReceipt, Event) {
    let row = house.journal.events_after(0, 1).await.expect("readable").remove(0);
    let stored = house.journal.event(row.labels.id).await.expect("there");
    let event = wire::decode(&stored.body.bytes).expect("an event");
    let answers = house.journal.answers(row.labels.id).await.expect("readable");
    let answer = answers.first().expect("an answer");
    let said = Said { form: answer.form, verdict: answer.verdict, reasons: Vec::new() };
    let receipt = pass_on(&event, envelope, format, &said, &stamp());
    match opened(&receipt.bytes).letters.remove(0).outcome {
        Outcome::Receipt(receipt) => (*receipt, event),
        other => panic!("{other:?}"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_letter_reaches_a_receiver_of_fhir_and_its_acknowledgement_is_a_receipt_for_the_letter() {
    let house = House::new().await;
    let receiver = Receiver::start(&house.papers).await;
    receiver.answers(accepts);
    house.subscribe("municipality", on_receipt(&receiver, PushFormat::FhirJson)).await;
    let _pusher = house.pusher(1, &[&receiver]);
    house.accept("L1", MUNICIPALITY, PATIENTS[2]).await;
    house.settled("municipality", 1).await;
    let got = receiver.got().remove(0);
    assert!(got.content_type.contains("fhir+json"), "{}", got.content_type);
    assert_eq!(opened(&got.body).letters[0].head.type_code, "care-communication-message");
    let (receipt, letter) = passed_on(&house, "ENVL1", Format::Xml).await;
    assert_eq!((receipt.form, receipt.verdict), (ReceiptForm::Xctl03, Verdict::Positive));
    assert_eq!((receipt.letters[0].letter_id.as_str(), receipt.envelope_id.as_deref()), ("L1", Some("ENVL1")));
    assert_eq!(letter.source.type_code, "XDIS91");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_reaches_a_receiver_of_letters_and_its_receipt_is_an_acknowledgement_of_the_message() {
    let house = House::new().await;
    let receiver = Receiver::start(&house.papers).await;
    receiver.answers(accepts);
    house.subscribe("clinic", on_receipt(&receiver, PushFormat::MedcomEmessage)).await;
    let _pusher = house.pusher(1, &[&receiver]);
    let letter = event(correspondence("L1", CLINIC, PATIENTS[2]).as_bytes());
    let message = care_communication(&letter, &[], &house.organisations).expect("a message");
    let document = fhir::render::render(&message, &stamp(), Format::Json).expect("written");
    house.accept_document(&document).await;
    house.settled("clinic", 1).await;
    let got = receiver.got().remove(0);
    let letter = event(&got.body);
    assert_eq!((letter.source.type_code.as_str(), letter.source.version_code.as_deref()), ("XDIS91", Some("XD9134L")));
    let (receipt, original) = passed_on(&house, "", Format::Json).await;
    assert_eq!((receipt.form, receipt.verdict), (ReceiptForm::Acknowledgement, Verdict::Positive));
    assert_eq!(receipt.letters[0].letter_id, original.source.letter_id);
}

const FILE: &str = "c39ea6b2605245e4a207415e0205ab6f";

/// The letter, naming a file.
fn naming(letter: &str) -> String {
    let reference = format!(
        "<Reference><RefDescription>Billede</RefDescription><BIN><ObjectIdentifier>{FILE}</ObjectIdentifier>\
         <ObjectCode>billede</ObjectCode><ObjectExtensionCode>png</ObjectExtensionCode>\
         <OriginalObjectSize>4</OriginalObjectSize></BIN></Reference></ClinicalEmail>"
    );
    letter.replace("</ClinicalEmail>", &reference)
}

/// The letter that carries the file, as our own conversion writes one.
fn carrying(letter: &Event, file: &[u8]) -> Vec<u8> {
    let mut message = care_communication(letter, &[], &std::sync::Arc::from([])).expect("a message");
    let bytes = canonical::Personal::new(file.to_vec());
    message.attachments[0].content = AttachmentContent::Inline { bytes, sha256: Digest::of(file) };
    let settings = exchange::convert::Settings::default();
    let both = exchange::convert::clinical_email(&message, &std::sync::Arc::from([]), &settings).expect("letters");
    medcom::render::render(&both.files[0], &stamp()).expect("written")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_letter_waits_for_its_file_across_a_restart_and_both_are_one_message() {
    let house = House::new().await;
    let receiver = Receiver::start(&house.papers).await;
    receiver.answers(accepts);
    house.subscribe("municipality", on_receipt(&receiver, PushFormat::FhirXml)).await;
    let first = house.pusher(1, &[&receiver]);
    let document = naming(&correspondence("L1", MUNICIPALITY, PATIENTS[2]));
    house.accept_document(document.as_bytes()).await;
    first.kill();
    let _second = house.pusher(2, &[&receiver]);
    house.accept_document(&carrying(&event(document.as_bytes()), &[1, 2, 3, 4])).await;
    house.settled("municipality", 2).await;
    let got = receiver.got();
    assert_eq!(got.len(), 1, "the file went with its letter");
    let message = event(&got[0].body);
    assert_eq!(message.attachments[0].content, AttachmentContent::from_bytes(vec![1, 2, 3, 4]));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_large_file_goes_with_its_letter() {
    let house = House::new().await;
    let receiver = Receiver::start(&house.papers).await;
    receiver.answers(accepts);
    house.subscribe("municipality", on_receipt(&receiver, PushFormat::FhirJson)).await;
    let file = vec![7; 300 << 10];
    house.keep(&file);
    let document = naming(&correspondence("L1", MUNICIPALITY, PATIENTS[2]));
    house.accept_document(document.as_bytes()).await;
    let enclosure = carrying(&event(document.as_bytes()), &file);
    assert!(matches!(event(&enclosure).attachments[0].content, AttachmentContent::Original { .. }), "it is large");
    house.accept_document(&enclosure).await;
    let _pusher = house.pusher(1, &[&receiver]);
    house.settled("municipality", 2).await;
    let message = event(&receiver.got().remove(0).body);
    assert_eq!(message.attachments[0].content, AttachmentContent::from_bytes(file));
}
