//! Letters over gRPC.

use bytes::Bytes;
use tonic::Code;
use wire::v1;

use crate::bench::peer::{self, Http};
use crate::gateway::{Gateway, LARGEST, Who};
use crate::letters::{CLINIC_GLN, KARLA, correspondence};
use crate::refused::reason;

async fn submit(gateway: &Gateway, content: impl Into<Bytes>) -> v1::SubmitResponse {
    let request = v1::SubmitRequest { content: content.into() };
    gateway.intake(Who::Municipality).await.submit(request).await.expect("answered").into_inner()
}

#[tokio::test]
async fn a_letter_is_answered_with_what_became_of_it() {
    let gateway = Gateway::open().await;
    gateway.subscribe(Who::Clinic, "inbox").await;
    let document = correspondence("KOR1", KARLA, CLINIC_GLN);
    let first = submit(&gateway, document.clone()).await;
    assert_eq!((first.letters.len(), first.receipts.len(), first.refusals.len()), (1, 1, 0));
    assert_eq!(first.letters[0].outcome(), v1::LetterOutcome::Accepted);
    assert_eq!((first.letters[0].letter_id.as_str(), first.letters[0].type_code.as_str()), ("KOR1", "XDIS91"));
    let again = submit(&gateway, document).await;
    assert_eq!(again.letters[0].outcome(), v1::LetterOutcome::Resent);
    assert_eq!(again.letters[0].event_id, first.letters[0].event_id);
}

#[tokio::test]
async fn what_is_no_letter_is_an_answer_and_not_an_error() {
    let gateway = Gateway::open().await;
    let answer = submit(&gateway, "<a><b></a>").await;
    assert_eq!((answer.letters.len(), answer.receipts.len()), (0, 0));
    assert!(answer.refusals.iter().all(|refusal| !refusal.code.is_empty() && !refusal.remedy.is_empty()));
    assert!(!answer.refusals.is_empty());
}

#[tokio::test]
async fn a_document_of_the_largest_size_is_read_and_a_larger_one_is_not() {
    let gateway = Gateway::open().await;
    assert!(!submit(&gateway, vec![b'x'; LARGEST]).await.refusals.is_empty());
    for size in [LARGEST + 1, LARGEST + 4096] {
        let request = v1::SubmitRequest { content: vec![b'x'; size].into() };
        let refused = gateway.intake(Who::Municipality).await.submit(request).await.expect_err("too large");
        assert_eq!(reason(&refused), (Code::InvalidArgument, "DOCUMENT_TOO_LARGE".to_owned()));
    }
}

#[tokio::test]
async fn who_is_no_sender_hands_nothing_over() {
    let gateway = Gateway::open().await;
    let refused = gateway.intake(Who::Clinic).await.submit(v1::SubmitRequest::default()).await.expect_err("no role");
    assert_eq!(reason(&refused), (Code::PermissionDenied, "ROLE_MISSING".to_owned()));
}

#[tokio::test]
async fn bytes_that_are_no_message_are_the_callers_fault() {
    let gateway = Gateway::open().await;
    // A frame of three bytes, none of which begins a field that is whole.
    for (path, frame) in [
        ("/broen.v1.IntakeService/Submit", &b"\0\0\0\0\x03\xff\xff\xff"[..]),
        ("/broen.v1.SubscriberService/GetSubscription", &b"\0\0\0\0\x03\xff\xff\xff"[..]),
        ("/broen.v1.SubscriberService/StreamingPull", &b"\0\0\0\0\x03\xff\xff\xff"[..]),
        ("/broen.v1.SubscriberService/GetSubscription", &b"\0\0\xff\xff\xff"[..]),
    ] {
        let mut request = peer::request("POST", path, Bytes::from_static(frame));
        request.headers_mut().insert("content-type", "application/grpc".parse().expect("a header"));
        request.headers_mut().insert("te", "trailers".parse().expect("a header"));
        // The hospital sends and subscribes.
        let config = peer::config(&gateway.authority, Some(gateway.identity(Who::Hospital)), Http::Two);
        let answer = peer::send(gateway.secured, config, request).await.expect("answered");
        let code = answer.headers.get("grpc-status").map(|code| code.to_str().expect("text").to_owned());
        assert_eq!((answer.status.as_u16(), code.as_deref()), (200, Some("3")), "{path} {frame:?}");
    }
}
