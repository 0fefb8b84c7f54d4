//! What a sender is told over AMQP: its receipts, or what is wrong where no receipt can say it.

use broker::{Delivery, Message};
use bytes::Bytes;
use canonical::refusal::Refusal;
use serde_json::json;

use crate::reason;
use crate::reception::Reception;

/// Why a message was not taken at all.
const STRANGER: &str = "sender-unknown";

/// What is said of a message.
pub(super) enum Verdict {
    /// Its document was settled.
    Settled(Reception),
    /// Nobody known has sent it.
    Stranger,
}

impl Verdict {
    /// The word in metrics.
    pub(super) fn word(&self) -> &'static str {
        match self {
            Self::Settled(reception) if reception.is_clean() => "answered",
            Self::Settled(_) => "refused",
            Self::Stranger => "stranger",
        }
    }
}

/// The messages that say it, to this queue: one for each receipt, and exactly one if there is none.
pub(super) fn replies(delivery: &Delivery, queue: &str, verdict: Verdict, fresh: impl Fn() -> String) -> Vec<Message> {
    let (headers, bodies) = match verdict {
        Verdict::Stranger => (Vec::new(), vec![problem(STRANGER, "The user is no sender known here.", &[])]),
        Verdict::Settled(reception) => (headers(&reception), bodies(reception)),
    };
    let count = bodies.len();
    let asked = delivery.correlation_id.clone().or_else(|| Some(delivery.id.clone()).filter(|id| !id.is_empty()));
    let numbered = bodies.into_iter().enumerate();
    let message = |(index, Body { kind, media_type, bytes }): (usize, Body)| {
        let part = ("broen-part".to_owned(), format!("{}/{count}", index.saturating_add(1)));
        Message {
            exchange: String::new(),
            routing_key: queue.to_owned(),
            id: fresh(),
            kind: kind.to_owned(),
            content_type: media_type.to_owned(),
            correlation_id: asked.clone(),
            reply_to: None,
            headers: headers.iter().cloned().chain([part]).collect(),
            body: bytes,
        }
    };
    numbered.map(message).collect()
}

/// A reply without its envelope.
struct Body {
    kind: &'static str,
    media_type: &'static str,
    bytes: Bytes,
}

/// The same words as over HTTP.
fn headers(reception: &Reception) -> Vec<(String, String)> {
    let outcomes: Vec<_> = reception.letters.iter().map(|letter| letter.outcome.word()).collect();
    let events: Vec<_> =
        reception.letters.iter().filter_map(|letter| letter.event_id).map(|id| id.to_string()).collect();
    let headers = [("broen-outcome", outcomes.join(", ")), ("broen-event-id", events.join(", "))];
    let told = headers.into_iter().filter(|(_, words)| !words.is_empty());
    told.map(|(name, words)| (name.to_owned(), words)).collect()
}

fn bodies(reception: Reception) -> Vec<Body> {
    let is_clean = reception.is_clean();
    let Reception { letters, refusals, receipts, .. } = reception;
    match (receipts.is_empty(), is_clean) {
        (false, _) => {
            let body = |receipt: canonical::letter::Receipt| Body {
                kind: "broen.receipt",
                media_type: receipt.media_type,
                bytes: Bytes::from(receipt.bytes),
            };
            receipts.into_iter().map(body).collect()
        }
        (true, true) => vec![Body { kind: "broen.settled", media_type: "text/plain", bytes: Bytes::new() }],
        (true, false) => {
            let (word, title) = if refusals.is_empty() {
                ("letter-refused", "A letter was not accepted.")
            } else {
                ("document-unreadable", "The document could not be read as far as its letters.")
            };
            let of_letters = letters.iter().flat_map(|letter| letter.outcome.refusals());
            let all: Vec<&Refusal> = refusals.iter().chain(of_letters).collect();
            vec![problem(word, title, &all)]
        }
    }
}

/// Standard: RFC 9457, without a status, which AMQP has not.
fn problem(word: &str, title: &str, refusals: &[&Refusal]) -> Body {
    let mut content = json!({ "type": format!("urn:broen:problem:{word}"), "title": title });
    if !refusals.is_empty() {
        content["refusals"] = refusals.iter().map(|refusal| reason(refusal)).collect();
    }
    let bytes = Bytes::from(content.to_string());
    Body { kind: "broen.problem", media_type: "application/problem+json", bytes }
}
