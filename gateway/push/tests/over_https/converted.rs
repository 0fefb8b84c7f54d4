//! Receivers of another standard: letters as messages, messages as letters, and their receipts back in the sender's own.

use std::sync::atomic::{AtomicU32, Ordering};

use canonical::Event;
use canonical::attachment::AttachmentContent;
use canonical::digest::Digest;
use canonical::event::Standard;
use canonical::letter::{Answer, Format, Limits, Opened, Outcome, Stamp};
use canonical::receipt::{IncomingReceipt, ReceiptForm, Verdict};
use canonical::refusal::{Place, Refusal, RefusalCode};
use exchange::convert::care_communication;
use jiff::Timestamp;
use journal::{Push, PushAck, PushFormat};

use crate::house::{CLINIC, House, MUNICIPALITY, PATIENTS, correspondence, name, push, until};
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

/// The receipt of a system that refuses what it got.
fn refuses(got: &Got) -> Reply {
    let Opened { envelope, letters } = opened(&got.body);
    let head = letters.into_iter().next().expect("a letter").head;
    let refusal = Refusal::new(RefusalCode::DateMalformed, Place::default());
    let receipt =
        medcom::receipt::render(&envelope, &[(head, Answer::Refused(vec![refusal]))], &stamp()).expect("always");
    Reply { body: receipt.bytes, ..Reply::status(200) }
}

fn event(document: &[u8]) -> Event {
    match opened(document).letters.remove(0).outcome {
        Outcome::Event(event) => *event,
        other => panic!("{other:?}"),
    }
}

/// What the sender reads in the so-many-th receipt that it was posted.
async fn receipt(sender: &Receiver, place: usize) -> IncomingReceipt {
    until("a receipt for the sender", async || sender.taken().len() > place).await;
    let taken: Vec<Got> = sender.got().into_iter().filter(|got| got.status < 300).collect();
    match opened(&taken[place].body).letters.remove(0).outcome {
        Outcome::Receipt(receipt) => *receipt,
        other => panic!("{other:?}"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_letter_reaches_a_receiver_of_fhir_and_its_acknowledgement_reaches_the_sender_as_a_receipt() {
    let house = House::new().await;
    let (sender, receiver) = (Receiver::start(&house.papers).await, Receiver::start(&house.papers).await);
    receiver.answers(accepts);
    house.subscribe("municipality", on_receipt(&receiver, PushFormat::FhirJson)).await;
    let _relay = house.wants_receipts(&sender).await;
    let _pusher = house.pusher(1, &[&sender, &receiver]);
    house.accept("L1", MUNICIPALITY, PATIENTS[2]).await;
    let receipt = receipt(&sender, 0).await;
    let got = receiver.got().remove(0);
    assert!(got.content_type.contains("fhir+json"), "{}", got.content_type);
    assert_eq!(opened(&got.body).letters[0].head.type_code, "care-communication-message");
    assert_eq!((receipt.form, receipt.verdict), (ReceiptForm::Xctl03, Verdict::Positive));
    assert_eq!((receipt.letters[0].letter_id.as_str(), receipt.envelope_id.as_deref()), ("L1", Some("ENVL1")));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_reaches_a_receiver_of_letters_and_its_receipts_reach_the_sender_as_acknowledgements() {
    let house = House::new().await;
    let (sender, receiver) = (Receiver::start(&house.papers).await, Receiver::start(&house.papers).await);
    receiver.answers(|got| if got.entry == 1 { accepts(got) } else { refuses(got) });
    house.subscribe("clinic", on_receipt(&receiver, PushFormat::MedcomEmessage)).await;
    let _relay = house.wants_receipts(&sender).await;
    let _pusher = house.pusher(1, &[&sender, &receiver]);
    let mut names = Vec::new();
    for name in ["L1", "L2"] {
        let letter = event(correspondence(name, CLINIC, PATIENTS[2]).as_bytes());
        let message = care_communication(&letter, &[], &house.organisations).expect("a message");
        let own = Stamp { id: [names.len() as u8; 16], ..stamp() };
        house.accept_document(&fhir::render::render(&message, &own, Format::Json).expect("written")).await;
        names.push(message.source.letter_id);
        receipt(&sender, names.len() - 1).await;
    }
    let letter = event(&receiver.got()[0].body);
    assert_eq!((letter.source.type_code.as_str(), letter.source.version_code.as_deref()), ("XDIS91", Some("XD9134L")));
    let told = [receipt(&sender, 0).await, receipt(&sender, 1).await];
    for (receipt, verdict) in told.iter().zip([Verdict::Positive, Verdict::Negative]) {
        assert_eq!((receipt.form, receipt.verdict), (ReceiptForm::Acknowledgement, verdict));
    }
    assert_eq!(told.map(|receipt| receipt.letters[0].letter_id.clone()).to_vec(), names);
}

#[tokio::test(flavor = "multi_thread")]
async fn receipts_are_posted_in_order_until_their_sender_takes_them() {
    let house = House::new().await;
    let (sender, receiver) = (Receiver::start(&house.papers).await, Receiver::start(&house.papers).await);
    house.subscribe("clinic", push(&receiver)).await;
    let tries = AtomicU32::new(0);
    // Unwell twice, and it refuses the second.
    sender.answers(move |got| match (tries.fetch_add(1, Ordering::Relaxed), got.entry) {
        (0 | 1, _) => Reply { headers: vec![("retry-after", "1".to_owned())], ..Reply::status(503) },
        (_, 2) => Reply::status(422),
        _ => Reply::status(204),
    });
    let relay = house.wants_receipts(&sender).await;
    let first = house.pusher(1, &[&sender, &receiver]);
    for (letter, patient) in ["L1", "L2", "L3"].into_iter().zip(PATIENTS) {
        house.accept(letter, CLINIC, patient).await;
    }
    until("the sender to be tried", async || !sender.got().is_empty()).await;
    first.kill();
    let _second = house.pusher(2, &[&sender, &receiver]);
    until("two to be taken", async || sender.taken().len() == 2).await;
    assert_eq!(sender.taken(), [1, 3]);
    let tried: Vec<u64> = sender.got().iter().map(|got| got.entry).collect();
    assert!(tried.is_sorted(), "{tried:?}");
    drop(relay);
    let due = house.replies().due(&name("hospital").organisation, None, 0, 10).await.expect("readable");
    assert_eq!(due, [], "what was refused is not posted again");
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

/// Says of a message that its receiver has a technical error.
fn stumbles(got: &Got, verdict: Verdict) -> Vec<u8> {
    let head = opened(&got.body).letters.into_iter().next().expect("a letter").head;
    fhir::acknowledgement::pass_on(Format::Json, &head, (verdict, &[]), &stamp()).bytes
}

/// The ids of the Bundle and of the message.
fn ids(got: &Got) -> (String, String) {
    let Opened { envelope, letters } = opened(&got.body);
    (envelope.id, letters.into_iter().next().expect("a letter").head.letter_id)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_transient_error_of_a_receiver_of_fhir_is_waited_out_and_the_message_sent_again_until_it_is_taken() {
    let house = House::new().await;
    let receiver = Receiver::start(&house.papers).await;
    let times = std::sync::atomic::AtomicU32::new(0);
    receiver.answers(move |got| {
        let time = times.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        let verdict = if time < 4 { Verdict::Transient } else { Verdict::Positive };
        Reply { body: stumbles(got, verdict), ..Reply::status(200) }
    });
    // Nothing is sent again for being silent.
    house.subscribe("municipality", Push { resends: 0, ..on_receipt(&receiver, PushFormat::FhirJson) }).await;
    let _pusher = house.pusher(1, &[&receiver]);
    house.accept("L1", MUNICIPALITY, PATIENTS[2]).await;
    house.accept("L2", MUNICIPALITY, PATIENTS[2]).await;
    house.settled("municipality", 2).await;
    let got = receiver.got();
    assert_eq!(got.iter().map(|one| one.entry).collect::<Vec<_>>(), [1, 1, 1, 1, 1, 2], "its patient's order");
    assert!(got.iter().all(|one| one.attempt == 1), "it costs no attempt");
    let (bundles, messages): (std::collections::BTreeSet<_>, Vec<_>) = got[..5].iter().map(ids).unzip();
    assert_eq!(bundles.len(), 5, "each time in a new Bundle");
    assert!(messages.iter().all(|message| *message == messages[0]), "always the same message");
    let event = house.journal.events_after(0, 1).await.expect("readable").remove(0).labels.id;
    let said = house.journal.answers(event).await.expect("readable");
    assert_eq!(said.last().map(|answer| answer.verdict), Some(Verdict::Positive), "what follows counts");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_fatal_error_after_a_transient_one_is_a_refusal() {
    let house = House::new().await;
    let receiver = Receiver::start(&house.papers).await;
    let times = std::sync::atomic::AtomicU32::new(0);
    receiver.answers(move |got| {
        let is_first = times.fetch_add(1, std::sync::atomic::Ordering::Relaxed) == 0;
        let verdict = if is_first { Verdict::Transient } else { Verdict::Negative };
        Reply { body: stumbles(got, verdict), ..Reply::status(200) }
    });
    house.subscribe("municipality", on_receipt(&receiver, PushFormat::FhirXml)).await;
    let _pusher = house.pusher(1, &[&receiver]);
    house.accept("L1", MUNICIPALITY, PATIENTS[2]).await;
    assert_eq!(house.parked("municipality").await, (1, "receipt-negative".to_owned()));
    let attempts: Vec<_> = receiver.got().iter().map(|got| got.attempt).collect();
    assert_eq!(attempts, [1, 1, 2, 3], "only the refusals count");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_acknowledgement_beside_a_status_that_refuses_tells_why() {
    let house = House::new().await;
    let receiver = Receiver::start(&house.papers).await;
    receiver.answers(|got| Reply { body: stumbles(got, Verdict::Negative), ..Reply::status(422) });
    house.subscribe("municipality", on_receipt(&receiver, PushFormat::FhirJson)).await;
    let _pusher = house.pusher(1, &[&receiver]);
    house.accept("L1", MUNICIPALITY, PATIENTS[2]).await;
    assert_eq!(house.parked("municipality").await, (1, "http-422".to_owned()));
    let event = house.journal.events_after(0, 1).await.expect("readable").remove(0).labels.id;
    let said = house.journal.answers(event).await.expect("readable");
    assert!(!said.is_empty() && said.iter().all(|answer| answer.verdict == Verdict::Negative), "{said:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_converted_letter_waits_longer_for_its_receipt_than_one_of_the_receiver_s_own_standard() {
    let house = House::new().await;
    let (own, other) = (Receiver::start(&house.papers).await, Receiver::start(&house.papers).await);
    own.answers(|_| Reply::status(202));
    other.answers(|_| Reply::status(202));
    let soon = |receiver: &Receiver, format| Push {
        receipt_time: std::time::Duration::from_millis(100),
        resends: 1,
        ..on_receipt(receiver, format)
    };
    house.subscribe("clinic", soon(&own, PushFormat::MedcomEmessage)).await;
    house.subscribe("municipality", soon(&other, PushFormat::FhirJson)).await;
    let _pusher = house.pusher(1, &[&own, &other]);
    house.accept("L1", MUNICIPALITY, PATIENTS[2]).await;
    house.accept("L2", CLINIC, PATIENTS[2]).await;
    crate::house::until("the converted letter", async || other.got().len() == 1).await;
    assert_eq!(house.parked("clinic").await, (1, "no-receipt".to_owned()), "sent twice, and given up");
    assert_eq!((own.got().len(), other.got().len()), (2, 1), "two hours have not passed");
    assert!(house.backlog("municipality").await.parked.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_letter_again_is_converted_and_posted_once() {
    let house = House::new().await;
    let receiver = Receiver::start(&house.papers).await;
    receiver.answers(accepts);
    house.subscribe("municipality", on_receipt(&receiver, PushFormat::FhirJson)).await;
    let _pusher = house.pusher(1, &[&receiver]);
    house.accept("L1", MUNICIPALITY, PATIENTS[2]).await;
    house.repeat("L1", MUNICIPALITY, PATIENTS[2]).await;
    house.accept("L2", MUNICIPALITY, PATIENTS[2]).await;
    house.settled("municipality", 2).await;
    assert_eq!(receiver.got().len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_of_many_files_is_posted_as_a_letter_and_letters_with_ten_each() {
    let house = House::new().await;
    let receiver = Receiver::start(&house.papers).await;
    receiver.answers(accepts);
    house.subscribe("clinic", on_receipt(&receiver, PushFormat::MedcomEmessage)).await;
    let _pusher = house.pusher(1, &[&receiver]);
    let letter = event(naming(&correspondence("L1", CLINIC, PATIENTS[2])).as_bytes());
    let mut message = care_communication(&letter, &[], &house.organisations).expect("a message");
    let file = message.attachments.remove(0);
    message.attachments = (0..12_u8)
        .map(|index| canonical::attachment::Attachment {
            id: Some(format!("{index:032x}")),
            title: Some(canonical::Personal::new(format!("Billede {index}"))),
            content: AttachmentContent::from_bytes(vec![index; 4]),
            ..file.clone()
        })
        .collect();
    house.accept_document(&fhir::render::render(&message, &stamp(), Format::Json).expect("written")).await;
    house.settled("clinic", 1).await;
    let documents: Vec<_> = receiver.got().iter().map(|got| event(&got.body)).collect();
    let files: Vec<_> =
        documents.iter().map(|event| (event.source.type_code.clone(), event.attachments.len())).collect();
    assert_eq!(files, [("XDIS91".to_owned(), 10), ("XBIN01".to_owned(), 10), ("XBIN01".to_owned(), 2)]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_letter_that_came_in_both_standards_is_posted_once_in_that_of_the_receiver() {
    for (format, media_type, entry) in [(PushFormat::FhirJson, "fhir+json", 2), (PushFormat::MedcomEmessage, "xml", 1)]
    {
        let house = House::new().await;
        let receiver = Receiver::start(&house.papers).await;
        receiver.answers(accepts);
        house.subscribe("municipality", on_receipt(&receiver, format)).await;
        let letter = correspondence("L1", MUNICIPALITY, PATIENTS[2]);
        let message = care_communication(&event(letter.as_bytes()), &[], &house.organisations).expect("a message");
        house.accept_document(letter.as_bytes()).await;
        house.accept_document(&fhir::render::render(&message, &stamp(), Format::Json).expect("written")).await;
        let _pusher = house.pusher(1, &[&receiver]);
        house.settled("municipality", 2).await;
        let got = receiver.got();
        assert_eq!(got.iter().map(|got| got.entry).collect::<Vec<_>>(), [entry], "{format:?}");
        assert!(got[0].content_type.contains(media_type), "{}", got[0].content_type);
    }
}
