//! Large files of events: who gets them, in which pieces, and what the audit knows of it.

use canonical::digest::Digest;
use journal::{AuditAction, Journal as _};
use tonic::{Code, Status, Streaming};
use wire::v1;

use crate::gateway::{Gateway, Who};
use crate::letters::{CLINIC_GLN, HOSPITAL_GLN, KARLA, MUNICIPALITY_GLN, correspondence, together};
use crate::refused::reason;

/// A file too large to travel in its event: zeros, which are as many `A` in base64.
pub(crate) const LARGE: usize = 402_000;
/// One that travels in it.
pub(crate) const SMALL: usize = 300;

/// A binary letter from the municipality to the clinic, with both files.
pub(crate) fn binary(id: &str) -> String {
    let object = |size: usize| {
        format!(
            "<BinaryObject><ObjectIdentifier>{id}-{size}</ObjectIdentifier><ObjectCode>billede</ObjectCode>\
             <ObjectExtensionCode>png</ObjectExtensionCode><OriginalObjectSize>{size}</OriginalObjectSize>\
             <Object_Base64Encoded>{}</Object_Base64Encoded></BinaryObject>",
            "A".repeat(size / 3 * 4)
        )
    };
    let party = |gln: &str, unit: &str, code: &str| {
        format!(
            "<EANIdentifier>{gln}</EANIdentifier><Identifier>{unit}</Identifier><IdentifierCode>{code}</IdentifierCode>\
             <OrganisationName>Navn</OrganisationName>"
        )
    };
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <Emessage xmlns=\"http://rep.oio.dk/sundcom.dk/medcom.dk/xml/schemas/2005/08/07/\"><Envelope><Sent>\
         <Date>2026-03-12</Date><Time>14:40</Time></Sent><Identifier>ENV{id}</Identifier><AcknowledgementCode>\
         pluspositivkvitt</AcknowledgementCode></Envelope><BinaryLetter><Letter><Identifier>{id}</Identifier>\
         <VersionCode>XB0130X</VersionCode><StatisticalCode>XBIN01</StatisticalCode><Authorisation><Date>2026-03-12</Date>\
         <Time>14:35</Time></Authorisation><TypeCode>XBIN01</TypeCode><StatusCode>nytbrev</StatusCode></Letter>\
         <Sender>{}</Sender><Receiver>{}</Receiver><Patient><CivilRegistrationNumber>{KARLA}</CivilRegistrationNumber>\
         <PersonSurnameName>Test</PersonSurnameName></Patient>{}{}</BinaryLetter></Emessage>",
        party(MUNICIPALITY_GLN, "461", "kommunenummer"),
        party(CLINIC_GLN, "999990", "ydernummer"),
        object(LARGE),
        object(SMALL),
    )
}

/// Hands a document over, and gives the event of its first letter.
async fn submitted(gateway: &Gateway, document: &str) -> String {
    let request = v1::SubmitRequest { content: document.as_bytes().to_vec().into() };
    let answer = gateway.intake(Who::Municipality).await.submit(request).await.expect("an answer").into_inner();
    assert!(!answer.letters[0].event_id.is_empty(), "{answer:?}");
    answer.letters[0].event_id.clone()
}

async fn asked(
    gateway: &Gateway,
    who: Who,
    event_id: &str,
    sha256: Digest,
) -> Result<Streaming<v1::ReadBlobResponse>, Status> {
    let request = v1::ReadBlobRequest { event_id: event_id.to_owned(), sha256: sha256.0.to_vec().into() };
    gateway.events(who).await.read_blob(request).await.map(tonic::Response::into_inner)
}

/// The file as stated and as it came.
async fn read(gateway: &Gateway, who: Who, event_id: &str, sha256: Digest) -> Result<(u64, Vec<u8>), String> {
    let wrong = |status: Status| reason(&status).1;
    let mut pieces = asked(gateway, who, event_id, sha256).await.map_err(wrong)?;
    let (mut stated, mut content) = (Vec::new(), Vec::new());
    while let Some(piece) = pieces.message().await.map_err(wrong)? {
        assert!(piece.content.len() <= 256 * 1024);
        stated.extend(piece.size);
        content.extend_from_slice(&piece.content);
    }
    assert_eq!(stated.len(), 1, "the size is said once");
    Ok((stated[0], content))
}

#[tokio::test]
async fn a_file_is_given_to_whoever_may_see_its_event_and_nobody_else() {
    let gateway = Gateway::open().await;
    gateway.subscribe(Who::Clinic, "inbox").await;
    let document = binary("BIN1");
    let event = submitted(&gateway, &document).await;
    for size in [LARGE, SMALL] {
        let file = vec![0; size];
        for who in [Who::Clinic, Who::Municipality] {
            assert_eq!(read(&gateway, who, &event, Digest::of(&file)).await, Ok((size as u64, file.clone())));
        }
        assert_eq!(read(&gateway, Who::Hospital, &event, Digest::of(&file)).await, Err("EVENT_NOT_FOUND".to_owned()));
    }
    let whole = read(&gateway, Who::Clinic, &event, Digest::of(document.as_bytes())).await;
    assert_eq!(whole, Ok((document.len() as u64, document.into_bytes())));
    assert_eq!(read(&gateway, Who::Clinic, &event, Digest::of(b"")).await, Err("BLOB_NOT_FOUND".to_owned()));
    let malformed = v1::ReadBlobRequest { event_id: event, sha256: vec![7].into() };
    let malformed = gateway.events(Who::Clinic).await.read_blob(malformed).await.expect_err("no digest");
    assert_eq!(malformed.code(), Code::InvalidArgument);

    let rows = gateway.journal.audit_after(0, 10_000).await.expect("an unbroken audit");
    let of = |action| rows.iter().map(|(_, row)| row).filter(move |row| row.action == action);
    let told: Vec<_> = of(AuditAction::ReadBlob).map(|row| (row.organisation.as_str(), row.permitted)).collect();
    let (clinic, municipality, hospital) = (Who::Clinic.name(), Who::Municipality.name(), Who::Hospital.name());
    let each = [(clinic, true), (municipality, true), (hospital, false)];
    assert_eq!(told, [&each[..], &each[..], &[(clinic, true)]].concat());
    assert_eq!(of(AuditAction::ReadOriginal).count(), 1, "the document is decided as a document");
}

#[tokio::test]
async fn a_document_with_letters_to_others_is_no_file_of_an_event() {
    let gateway = Gateway::open().await;
    gateway.subscribe(Who::Clinic, "inbox").await;
    gateway.subscribe(Who::Hospital, "inbox").await;
    let to = |id, gln| correspondence(id, KARLA, gln);
    let document = together(&[to("BOTH1", CLINIC_GLN), to("BOTH2", HOSPITAL_GLN)]);
    let event = submitted(&gateway, &document).await;
    let sha256 = Digest::of(document.as_bytes());
    assert_eq!(read(&gateway, Who::Clinic, &event, sha256).await, Err("DOCUMENT_SHARED".to_owned()));
    let own = read(&gateway, Who::Municipality, &event, sha256).await.map(|(size, _)| size);
    assert_eq!(own, Ok(document.len() as u64));
}

#[tokio::test]
async fn those_who_do_not_read_keep_only_their_own_places() {
    let gateway = Gateway::open().await;
    gateway.subscribe(Who::Clinic, "inbox").await;
    let event = submitted(&gateway, &binary("BIN1")).await;
    let sha256 = Digest::of(&vec![0; LARGE]);
    let (mut unread, mut clinic) = (Vec::new(), gateway.events(Who::Clinic).await);
    let busy = loop {
        let request = v1::ReadBlobRequest { event_id: event.clone(), sha256: sha256.0.to_vec().into() };
        match clinic.read_blob(request).await {
            Ok(answer) => unread.push(answer.into_inner()),
            Err(status) => break status,
        }
    };
    assert_eq!(reason(&busy).1, "BUSY");
    // The first ones have been sent as a whole: the client has room for some megabytes that it does not read.
    assert!((32..100).contains(&unread.len()), "{}", unread.len());
    let other = read(&gateway, Who::Municipality, &event, sha256).await.map(|(size, _)| size);
    assert_eq!(other, Ok(LARGE as u64));
    // Whoever goes away gives the places back.
    drop((unread, clinic));
    let again = async {
        while read(&gateway, Who::Clinic, &event, sha256).await.is_err() {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(std::time::Duration::from_secs(30), again).await.expect("free again");
}

#[tokio::test]
async fn an_event_is_written_with_its_large_files() {
    let gateway = Gateway::open().await;
    gateway.subscribe(Who::Clinic, "inbox").await;
    let event_id = submitted(&gateway, &binary("BIN7")).await;
    let request = v1::RenderEventRequest { event_id, format: v1::LetterFormat::FhirJson.into() };
    let written = gateway.events(Who::Clinic).await.render_event(request).await.expect("permitted").into_inner();
    assert_eq!(written.media_type, "application/fhir+json; charset=utf-8");
    let text = String::from_utf8(written.content.to_vec()).expect("UTF-8");
    assert!(text.contains("\"type\":\"document\"") && text.contains(KARLA), "{}", &text[..200]);
    assert!(text.contains(&"A".repeat(LARGE / 3 * 4)), "the large file is there, and whole");
}
