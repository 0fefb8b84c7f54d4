//! An envelope of EHMI, or what might be one.

use canonical::letter::{Answer, Limits};
use canonical::receipt::Verdict;
use fhir::sbdh::{self, Content, Wrapping};

use super::message::convert;
use super::refused;
use super::support::round::stamp;

/// Any bytes as an envelope: it opens or is refused, the same again; it is answered in envelopes that open, and a receipt
/// never is.
pub(crate) fn sbdh_open(bytes: &[u8]) {
    let limits = Limits::default();
    let opened = sbdh::open(bytes, &limits);
    assert_eq!(opened, sbdh::open(bytes, &limits), "another answer");
    assert_eq!(opened.is_some(), sbdh::is_envelope(bytes), "it was one at first sight");
    let header = match opened {
        None => return,
        Some(Err(unreadable)) => {
            assert!(!unreadable.refusals.is_empty(), "refused for nothing");
            unreadable.header.map(|header| *header)
        }
        Some(Ok(message)) => {
            match &message.content {
                Content::Payload(payload) => convert(payload.reveal()),
                Content::Receipt(_) => assert!(message.header.is_of_receipt(), "a receipt in a message's envelope"),
            }
            Some(message.header)
        }
    };
    let Some(header) = header else { return };
    let _ = header.contradictions("a", "b");
    for answer in [Answer::Accepted, refused()] {
        let Some(receipt) = sbdh::render_receipt(&header, &answer, &stamp()) else {
            assert!(header.is_of_receipt() || answer == Answer::Accepted, "a refusal that nobody is told");
            continue;
        };
        assert!(!header.is_of_receipt(), "a receipt is answered");
        let read = sbdh::open(&receipt.bytes, &limits).expect("our own envelope");
        let read = read.unwrap_or_else(|wrong| panic!("our own envelope: {:?}", wrong.refusals));
        assert_eq!((&read.header.sender.id, &read.header.receiver.id), (&header.receiver.id, &header.sender.id));
        let Content::Receipt(said) = read.content else { panic!("it is no receipt") };
        let verdict = if answer == Answer::Accepted { Verdict::Positive } else { Verdict::Negative };
        assert_eq!((said.verdict, said.envelope_id), (verdict, Some(header.envelope_id.clone())));
        assert_eq!(said.message_id, header.message_id, "another message");
    }
    let wrapping = Wrapping {
        standard: "acknowledgement-message".to_owned(),
        version: "2.0".to_owned(),
        message_id: "m".to_owned(),
        bundle_id: "b".to_owned(),
        media_type: "application/fhir+xml",
    };
    let wrapped = sbdh::wrap(&header, &wrapping, b"<Bundle/>", &stamp());
    let read = sbdh::open(&wrapped.bytes, &limits).expect("our own envelope");
    let read = read.unwrap_or_else(|wrong| panic!("our own envelope: {:?}", wrong.refusals));
    assert!(matches!(read.content, Content::Payload(payload) if payload.reveal() == b"<Bundle/>"), "another payload");
}
