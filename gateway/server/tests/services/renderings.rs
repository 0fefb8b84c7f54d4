//! Letters in the other standard, with their files: in one message, or in letters of their own.

use wire::v1;

use crate::blobs::{LARGE, SMALL, binary};
use crate::gateway::{Gateway, Who};
use crate::letters::{BRUNO, CLINIC_GLN, KARLA, correspondence};
use crate::relations::record;

/// The files of `binary`, as base64.
fn file(size: usize) -> String {
    format!("\"{}\"", "A".repeat(size / 3 * 4))
}

/// A letter that names the files of `binary` with this id.
fn naming(id: &str, files: &str) -> String {
    let reference = |size: usize| {
        format!(
            "<Reference><RefDescription>Billede</RefDescription><BIN><ObjectIdentifier>{files}-{size}</ObjectIdentifier>\
             <ObjectCode>billede</ObjectCode><ObjectExtensionCode>png</ObjectExtensionCode>\
             <OriginalObjectSize>{size}</OriginalObjectSize></BIN></Reference>"
        )
    };
    let said = format!(
        "<ClinicalInformation><Text01>Se bilag.</Text01></ClinicalInformation>{}{}</ClinicalEmail>",
        reference(SMALL),
        reference(LARGE)
    );
    correspondence(id, KARLA, CLINIC_GLN).replace("</ClinicalEmail>", &said)
}

async fn submitted(gateway: &Gateway, document: impl Into<Vec<u8>>) -> String {
    let request = v1::SubmitRequest { content: document.into().into() };
    let answer = gateway.intake(Who::Municipality).await.submit(request).await.expect("an answer").into_inner();
    assert!(!answer.letters[0].event_id.is_empty(), "{answer:?}");
    answer.letters[0].event_id.clone()
}

async fn written(gateway: &Gateway, who: Who, event: &str, format: v1::LetterFormat) -> Vec<String> {
    let request = v1::RenderEventRequest { event_id: event.to_owned(), format: format.into() };
    let answer = gateway.events(who).await.render_event(request).await.expect("permitted").into_inner();
    let contents = std::iter::once(answer.content).chain(answer.others.into_iter().map(|other| other.content));
    contents.map(|content| String::from_utf8(content.to_vec()).expect("UTF-8")).collect()
}

#[tokio::test]
async fn a_message_holds_the_files_that_came_beside_the_letter() {
    let gateway = Gateway::open().await;
    gateway.subscribe(Who::Clinic, "inbox").await;
    let letter = submitted(&gateway, naming("KOR1", "BIN1")).await;
    let without = written(&gateway, Who::Clinic, &letter, v1::LetterFormat::FhirJson).await.remove(0);
    assert!(without.contains("contentAttachment") && !without.contains(&file(SMALL)), "the files have not come");
    submitted(&gateway, binary("BIN1")).await;
    for format in [v1::LetterFormat::FhirJson, v1::LetterFormat::FhirXml] {
        let message = written(&gateway, Who::Clinic, &letter, format).await;
        assert_eq!(message.len(), 1);
        for size in [SMALL, LARGE] {
            assert!(message[0].contains(&file(size)), "{format:?}: the file of {size} bytes");
        }
    }
    let own = written(&gateway, Who::Clinic, &letter, v1::LetterFormat::Medcom).await;
    assert!(own.len() == 1 && !own[0].contains("BinaryObject"), "in its own standard it is the letter");
}

#[tokio::test]
async fn a_message_with_files_is_a_letter_and_one_with_its_files() {
    let gateway = Gateway::open().await;
    gateway.subscribe(Who::Clinic, "inbox").await;
    let letter = submitted(&gateway, naming("KOR1", "BIN1")).await;
    submitted(&gateway, binary("BIN1")).await;
    let message = written(&gateway, Who::Clinic, &letter, v1::LetterFormat::FhirJson).await.remove(0);
    let message = submitted(&gateway, message).await;
    for format in [v1::LetterFormat::Medcom, v1::LetterFormat::Vans] {
        let letters = written(&gateway, Who::Clinic, &message, format).await;
        assert_eq!(letters.len(), 2);
        if format == v1::LetterFormat::Medcom {
            assert!(letters[0].contains("<TypeCode>XDIS91</TypeCode>") && letters[0].contains("Se bilag."));
            assert!(letters[1].contains("<TypeCode>XBIN01</TypeCode>"));
            assert!(letters[1].contains(file(LARGE).trim_matches('"')), "whole");
        } else {
            assert!(letters.iter().all(|letter| letter.contains("<VANSEnvelope")), "each in an envelope of its own");
        }
    }
}

/// Files about another patient came in the name of the same letter.
#[tokio::test]
async fn files_that_the_caller_may_not_see_are_left_out() {
    let gateway = Gateway::open().await;
    gateway.subscribe(Who::Clinic, "inbox").await;
    record(&gateway, Who::Hospital, KARLA, "episode").await.expect("recorded");
    let letter = submitted(&gateway, naming("KOR1", "BIN1")).await;
    submitted(&gateway, binary("BIN1").replace(KARLA, BRUNO)).await;
    let seen = written(&gateway, Who::Clinic, &letter, v1::LetterFormat::FhirJson).await.remove(0);
    assert!(seen.contains(&file(SMALL)), "it was addressed");
    let part = written(&gateway, Who::Hospital, &letter, v1::LetterFormat::FhirJson).await.remove(0);
    assert!(part.contains("Se bilag.") && !part.contains(&file(SMALL)) && !part.contains(&file(LARGE)));
}
