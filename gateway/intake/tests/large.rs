//! Large documents: the same letters as ever, their files in the blob store, and nothing there of what was refused at once.
#![allow(clippy::expect_used, reason = "a test says what it misses and ends there")]

mod support;

use std::io::Read as _;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use canonical::attachment::{AttachmentContent, INLINE_LIMIT};
use canonical::digest::Digest;
use canonical::letter::Limits;
use canonical::refusal::RefusalCode;
use intake::spool::{Settings, Spool, drain};
use intake::{Channel, Document, Incoming, LARGE, Reception, folder};
use support::documents::{emessage, letter, message, vans};
use support::ledger::Mood;
use support::{CLINIC, HOSPITAL, House, held, outcomes};
use tokio::sync::watch;

/// A file that no other has.
fn file(seed: u8, size: usize) -> Vec<u8> {
    (0..size).map(|at| seed ^ (at % 253) as u8 ^ (at / 4093) as u8).collect()
}

/// Base64 as the standard has it, in one line.
fn base64(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for three in bytes.chunks(3) {
        let [first, second, third] = [0, 1, 2].map(|at| u32::from(three.get(at).copied().unwrap_or(0)));
        let bits = first << 16 | second << 8 | third;
        for at in 0..4 {
            let digit = ALPHABET[(bits >> (18 - 6 * at) & 63) as usize] as char;
            text.push(if at > three.len() { '=' } else { digit });
        }
    }
    text
}

/// A binary letter from the hospital to the clinic.
fn binary(id: &str, cpr: &str, files: &[&[u8]]) -> String {
    let object = |file: &&[u8]| {
        format!(
            "<BinaryObject><ObjectIdentifier>B</ObjectIdentifier><ObjectCode>billede</ObjectCode><ObjectExtensionCode>png\
             </ObjectExtensionCode><OriginalObjectSize>{}</OriginalObjectSize><Object_Base64Encoded>{}\
             </Object_Base64Encoded></BinaryObject>",
            file.len(),
            base64(file)
        )
    };
    let party = |gln: &str| {
        format!(
            "<EANIdentifier>{gln}</EANIdentifier><Identifier>9999</Identifier>\
             <IdentifierCode>lokationsnummer</IdentifierCode><OrganisationName>Navn</OrganisationName>"
        )
    };
    format!(
        "<BinaryLetter><Letter><Identifier>{id}</Identifier><VersionCode>XB0130X</VersionCode><StatisticalCode>XBIN01\
         </StatisticalCode><Authorisation><Date>2026-03-12</Date><Time>14:35</Time></Authorisation><TypeCode>XBIN01\
         </TypeCode><StatusCode>nytbrev</StatusCode></Letter><Sender>{}</Sender><Receiver>{}</Receiver><Patient>\
         <CivilRegistrationNumber>{cpr}</CivilRegistrationNumber><PersonSurnameName>Testrup</PersonSurnameName></Patient>\
         {}</BinaryLetter>",
        party(HOSPITAL),
        party(CLINIC),
        files.iter().map(object).collect::<String>()
    )
}

fn document(letters: &[String]) -> String {
    // XBIN01 stands in a namespace of its own release.
    emessage(true, letters).replace("2006/07/01", "2005/08/07")
}

/// Files of the store, and how many are being taken in.
fn stored(folder: &Path) -> (Vec<Digest>, usize) {
    let names = |folder: &Path| -> Vec<_> {
        std::fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path()).collect()
    };
    let (mut digests, mut staged) = (Vec::new(), 0);
    for path in names(folder) {
        if path.ends_with("staged") {
            staged += names(&path).iter().filter(|own| own.is_dir()).map(|own| names(own).len()).sum::<usize>();
            continue;
        }
        for file in names(&path) {
            digests.push(Digest::of(&std::fs::read(file).expect("a file")));
        }
    }
    digests.sort();
    (digests, staged)
}

fn sorted(contents: &[&[u8]]) -> Vec<Digest> {
    let mut digests: Vec<_> = contents.iter().map(|content| Digest::of(content)).collect();
    digests.sort();
    digests
}

/// The document as it comes over HTTPS: to disk, piece by piece.
async fn put_down(house: &House, document: &[u8]) -> Document {
    let mut incoming: Incoming = house.intake.incoming().expect("room");
    for piece in document.chunks(100_000) {
        incoming = incoming.push(piece.to_vec().into()).await.expect("room");
    }
    incoming.end().await.expect("room")
}

async fn receive(house: &House, document: Document) -> Reception {
    house.intake.receive(&house.hospital, Channel::Https, document).await.expect("taken")
}

#[tokio::test]
async fn a_large_letter_becomes_an_event_and_its_files_and_document_are_stored() {
    let (large, small) = (file(1, 3 * INLINE_LIMIT), file(2, 5000));
    let bare = document(&[binary("LTR1", "1402389992", &[&large, &small])]).into_bytes();
    for document in [vans(&bare, true), bare] {
        assert!(document.len() > LARGE);
        let (streamed, at_once) = (House::new(), House::new());
        let reception = receive(&streamed, put_down(&streamed, &document).await).await;
        assert_eq!(outcomes(&reception), ["accepted"]);
        assert_eq!(at_once.receive(document.clone()).await.letters, reception.letters);
        let (streamed_calls, calls) = (streamed.ledger.calls(), at_once.ledger.calls());
        assert_eq!(streamed_calls[0].event, calls[0].event);
        assert_eq!(calls[0].original_sha256, Digest::of(&document));
        for house in [streamed, at_once] {
            assert_eq!(stored(house.blobs.path()), (sorted(&[&large, &document]), 0));
        }
        let event = wire::decode(&calls[0].event).expect("an event");
        let sizes = event.attachments.iter().map(|attachment| match &attachment.content {
            AttachmentContent::Original { size, sha256 } => (*size, *sha256),
            AttachmentContent::Inline { bytes, sha256 } => (bytes.reveal().len() as u64, *sha256),
            other => panic!("{other:?}"),
        });
        let expected = [&large, &small].map(|file| (file.len() as u64, Digest::of(file)));
        assert_eq!(sizes.collect::<Vec<_>>(), expected);
    }
}

#[tokio::test]
async fn a_document_of_ordinary_size_stays_out_of_the_store_but_its_large_file_does_not() {
    let house = House::new();
    let large = file(3, INLINE_LIMIT + 1);
    let document = document(&[binary("LTR1", "1402389992", &[&large])]);
    assert!(document.len() < LARGE);
    assert_eq!(outcomes(&house.receive(document.clone()).await), ["accepted"]);
    assert_eq!(held(&house.ledger.calls()[0].original), document);
    assert_eq!(stored(house.blobs.path()), (sorted(&[&large]), 0));
}

#[tokio::test]
async fn a_letter_that_is_refused_before_it_is_published_leaves_nothing_behind() {
    let large = file(4, 2 * INLINE_LIMIT);
    let broken = |text: String| text.replace("</OriginalObjectSize>", "0</OriginalObjectSize>");
    let house = House::new();
    let wrong = document(&[broken(binary("LTR1", "1402389992", &[&large, &large]))]);
    assert_eq!(outcomes(&house.receive(wrong).await), ["refused"]);
    let cut = document(&[binary("LTR3", "1402389992", &[&large, &large])]);
    let reception = house.receive(cut[..cut.len() - 20].to_owned()).await;
    assert_eq!(reception.letters.len() + reception.refusals.len(), 1);
    assert_eq!(stored(house.blobs.path()), (Vec::new(), 0));
    // Of two letters, only the files of the one that is published stay.
    let (kept, gone) = (file(6, 2 * INLINE_LIMIT), file(7, 2 * INLINE_LIMIT));
    let both =
        document(&[binary("LTR4", "1402389992", &[&kept]), broken(binary("LTR5", "2509479989", &[&gone, &gone]))]);
    assert_eq!(outcomes(&house.receive(both.clone()).await), ["accepted", "refused"]);
    assert_eq!(stored(house.blobs.path()), (sorted(&[&kept, both.as_bytes()]), 0));
}

#[tokio::test]
async fn what_a_letter_brought_that_is_refused_when_it_is_published_stays_for_others_who_found_it() {
    let house = House::new();
    let large = file(5, LARGE);
    let nobody = document(&[binary("LTR2", "1402389992", &[&large])]);
    house.ledger.refuse(&[(0, RefusalCode::ReceiverUnknown)]);
    assert_eq!(outcomes(&house.receive(nobody.clone()).await), ["refused"]);
    assert_eq!(stored(house.blobs.path()), (sorted(&[&large, nobody.as_bytes()]), 0));
}

#[tokio::test]
async fn the_same_letter_many_times_at_once_is_stored_once() {
    let house = House::new();
    let large = file(8, 2 * LARGE);
    let document = vans(document(&[binary("LTR1", "1402389992", &[&large])]), true);
    let receptions = (0..4).map(|_| async { receive(&house, put_down(&house, &document).await).await });
    let receptions = futures::future::join_all(receptions).await;
    let mut words: Vec<_> = receptions.iter().flat_map(outcomes).collect();
    words.sort_unstable();
    assert_eq!(words, ["accepted", "resent", "resent", "resent"]);
    drop(receptions);
    assert_eq!(stored(house.blobs.path()), (sorted(&[&large, &document]), 0));
}

#[tokio::test]
async fn a_large_document_waits_in_the_spool_and_goes_the_whole_way_later() {
    let folder = tempfile::tempdir().expect("a folder");
    let answers_for = Settings::ANSWERS_FOR;
    let settings = Settings { path: folder.path().join("spool"), capacity: 64 << 20, answers_for };
    let spool = Spool::open(settings).await.expect("opened");
    let house = House::with_spool(Limits::default(), Some(spool.clone()));
    house.ledger.will(&[Mood::Fails]);
    let large = file(9, 2 * LARGE);
    let document = vans(document(&[binary("LTR1", "1402389992", &[&large])]), true);
    let reception = receive(&house, put_down(&house, &document).await).await;
    assert_eq!(outcomes(&reception), ["kept"]);
    let (ready, readiness) = watch::channel(true);
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let draining = tokio::spawn(drain(house.intake.clone(), readiness, async move { drop(stopped.await) }));
    let mut level = spool.level();
    let emptied = level.wait_for(|level| level.documents == 0);
    drop(tokio::time::timeout(Duration::from_secs(30), emptied).await.expect("in time").expect("open"));
    drop(stop);
    draining.await.expect("drained");
    drop(ready);
    let call = &house.ledger.calls()[0];
    assert_eq!(call.original_sha256, Digest::of(&document));
    assert_eq!(stored(house.blobs.path()), (sorted(&[&large, &document]), 0));
}

#[tokio::test]
async fn a_large_file_of_a_watched_folder_goes_the_same_way() {
    let (house, root) = (House::new(), tempfile::tempdir().expect("a folder"));
    let organisation = Arc::new(house.hospital.clone());
    let settings =
        folder::Settings { root: root.path().to_owned(), organisation, every: Duration::from_secs(1), following: None };
    let mut watcher = folder::Watcher::new(house.intake.clone(), settings).expect("folders");
    let large = file(11, LARGE);
    let document = vans(document(&[binary("LTR1", "1402389992", &[&large])]), true);
    std::fs::write(root.path().join("in/letter.xml"), &document).expect("written");
    let (first, second) = (watcher.scan_once().await.expect("looked"), watcher.scan_once().await.expect("looked"));
    assert_eq!((first.settled, second.settled), (0, 1));
    assert_eq!(stored(house.blobs.path()), (sorted(&[&large, &document]), 0));
    assert_eq!(house.ledger.calls()[0].original_sha256, Digest::of(&document));
}

#[tokio::test]
async fn a_large_fhir_message_is_acknowledged_and_its_files_are_stored() {
    let house = House::new();
    let large = file(10, LARGE);
    let binary = format!(
        ",{{\"fullUrl\":\"https://example.dk/Binary/1\",\"resource\":{{\"resourceType\":\"Binary\",\"id\":\"1\",\
         \"contentType\":\"image/png\",\"data\":\"{}\"}}}}]}}",
        base64(&large)
    );
    let message = message("MSG1", HOSPITAL);
    let document = format!("{}{binary}", message.strip_suffix("]}").expect("a bundle"));
    for document in [document.clone().into_bytes(), vans(&document, true)] {
        let reception = receive(&house, put_down(&house, &document).await).await;
        assert_eq!(reception.letters.len(), 1, "{:?}", reception.refusals);
        assert!(!reception.receipts.is_empty());
        assert!(stored(house.blobs.path()).0.contains(&Digest::of(&large)));
    }
}

#[tokio::test]
async fn fhir_in_an_envelope_is_held_to_a_bound_and_refused_above_it() {
    const HELD: usize = 32 << 20;
    let house = House::new();
    let padded = |size: usize| {
        let message = message("MSG1", HOSPITAL);
        let spaces = " ".repeat(size - message.len());
        message + &spaces
    };
    for (size, is_taken) in [(HELD, true), (HELD + 1, false)] {
        let reception = receive(&house, put_down(&house, &vans(padded(size), true)).await).await;
        let refusals: Vec<_> = reception.refusals.iter().map(|refusal| refusal.code).collect();
        let expected: &[_] = if is_taken { &[] } else { &[RefusalCode::DocumentTooLarge] };
        assert_eq!((refusals.as_slice(), reception.letters.len()), (expected, usize::from(is_taken)));
        assert!(!reception.receipts.is_empty(), "the network is answered");
    }
    // Without an envelope it is held whole, and weighs so; what remains of letters does not.
    let fhir = put_down(&house, padded(HELD + 1).as_bytes()).await;
    assert_eq!(fhir.weight(), HELD + 1);
    assert_eq!(put_down(&house, &vans(padded(HELD + 1), true)).await.weight(), HELD);
    let reception = receive(&house, fhir).await;
    assert_eq!((reception.refusals.len(), reception.letters.len()), (0, 1));
}

#[tokio::test]
async fn a_large_document_that_is_too_large_or_goes_away_leaves_nothing_behind() {
    let house = House::with_limits(Limits { bytes: 2 * LARGE, ..Limits::default() });
    let document = document(&[letter("LTR1", "Hej")]) + &" ".repeat(2 * LARGE);
    let reception = receive(&house, put_down(&house, document.as_bytes()).await).await;
    assert_eq!(
        reception.refusals.iter().map(|refusal| refusal.code).collect::<Vec<_>>(),
        [RefusalCode::DocumentTooLarge]
    );
    let gone = house.intake.incoming().expect("room").push(vec![b'<'; LARGE].into()).await.expect("room");
    drop(gone);
    assert_eq!(stored(house.blobs.path()), (Vec::new(), 0));
}

#[test]
fn the_base64_of_these_tests_is_that_of_the_standard() {
    assert_eq!([&b"hejsa"[..], b"hejsaa", b"hejs"].map(base64), ["aGVqc2E=", "aGVqc2Fh", "aGVqcw=="]);
    let mut nothing = String::new();
    base64(b"").as_bytes().read_to_string(&mut nothing).expect("text");
    assert_eq!(nothing, "");
}
