//! Hands documents over by the HTTPS intake.

use std::time::{Duration, Instant};

use bytes::Bytes;
use hyper::StatusCode;
use hyper::header::{CONTENT_TYPE, HeaderMap, LOCATION};

use super::outcome::{Handed, LetterLine, LetterWord, ReceiptFile};
use super::{reasons, sniff};
use crate::client::{self, Answer, Caller, Https};

/// The HTTPS door.
pub(crate) struct Post {
    address: String,
    https: Https,
}

impl Post {
    pub(crate) fn new(caller: &Caller) -> Result<Self, client::Error> {
        Ok(Self { address: caller.https.clone(), https: Https::new(caller)? })
    }

    /// Posts a document and reads the answer; asks so many seconds for receipts that follow.
    pub(crate) async fn document(&mut self, document: Bytes, wait: Option<u32>) -> Result<Handed, client::Error> {
        let target = sniff::target(&document);
        let answer = self.https.post(target.path, target.media_type, document).await?;
        if answer.status.is_server_error() {
            let reason = format!("it answers {}; send again later", answer.status);
            return Err(client::Error::Broken { address: self.address.clone(), reason });
        }
        let mut handed = handed(&answer);
        if let Some(place) = handed.later.clone() {
            let until = Instant::now() + Duration::from_secs(wait.unwrap_or(0).into());
            while Instant::now() < until {
                let answer = self.https.get(&place).await?;
                // A gateway may not have read it from the queue yet.
                let is_early = matches!(answer.status, StatusCode::ACCEPTED | StatusCode::NOT_FOUND);
                if !is_early && !answer.status.is_server_error() {
                    handed.receipts.extend(receipts(&answer.headers, &answer.body));
                    handed.later = None;
                    break;
                }
                tokio::time::sleep(AGAIN).await;
            }
        }
        Ok(handed)
    }
}

/// Between two questions for a receipt that follows.
const AGAIN: Duration = Duration::from_millis(500);

fn handed(answer: &Answer) -> Handed {
    let Answer { status, headers, body } = answer;
    let receipts = receipts(headers, body);
    let reasons = reasons::of_answer(*status, body);
    let later = headers.get(LOCATION).and_then(|place| place.to_str().ok());
    let later = later.filter(|place| place.starts_with(RECEIPTS)).map(str::to_owned);
    let mut letters = letters(headers, later.is_some());
    if *status == StatusCode::ACCEPTED && letters.is_empty() {
        letters.push(line(LetterWord::Kept, String::new(), false));
    }
    Handed { letters, reasons, receipts, refused: !status.is_success(), later }
}

/// Where receipts are that follow.
const RECEIPTS: &str = "/receipts/";

/// One `broen-outcome` per letter, with one `broen-event-id` for each that has an event.
fn letters(headers: &HeaderMap, receipts_follow: bool) -> Vec<LetterLine> {
    let mut events = words(headers, "broen-event-id").into_iter();
    let outcomes = words(headers, "broen-outcome").into_iter().map(|word| LetterWord::from_word(&word));
    let of_outcome = |outcome| {
        let has_event = match outcome {
            LetterWord::Accepted | LetterWord::IdReused | LetterWord::Resent => true,
            LetterWord::Kept | LetterWord::Receipt | LetterWord::Refused | LetterWord::Unknown => false,
        };
        let event_id = if has_event { events.next().unwrap_or_default() } else { String::new() };
        line(outcome, event_id, has_event && receipts_follow)
    };
    outcomes.map(of_outcome).collect()
}

fn line(outcome: LetterWord, event_id: String, receipt_follows: bool) -> LetterLine {
    LetterLine { letter: String::new(), outcome, event_id, receipt_follows, reasons: Vec::new() }
}

/// The values of a header, whether it is repeated or holds a list (RFC 9110, section 5.3).
fn words(headers: &HeaderMap, name: &str) -> Vec<String> {
    let values = headers.get_all(name).into_iter().filter_map(|value| value.to_str().ok());
    values.flat_map(|value| value.split(',')).map(|word| word.trim().to_owned()).collect()
}

fn receipts(headers: &HeaderMap, body: &Bytes) -> Vec<ReceiptFile> {
    let media_type = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    if let Some((_, boundary)) = media_type.split_once("multipart/mixed; boundary=") {
        return parts(body, boundary.trim_matches('"'));
    }
    // A problem or an OperationOutcome explains, and so does the JSON of an answer that has none yet; they are no receipts.
    let explains = media_type.starts_with("application/problem")
        || media_type == "application/json"
        || body.windows(OUTCOME.len()).take(LOOK).any(|window| window == OUTCOME)
            && !body.windows(BUNDLE.len()).take(LOOK).any(|window| window == BUNDLE);
    if body.is_empty() || explains {
        return Vec::new();
    }
    vec![ReceiptFile { media_type: media_type.to_owned(), bytes: body.to_vec() }]
}

const OUTCOME: &[u8] = b"OperationOutcome";
const BUNDLE: &[u8] = b"Bundle";
const LOOK: usize = 4096;

/// The parts of `multipart/mixed` (RFC 2046, section 5.1).
fn parts(body: &[u8], boundary: &str) -> Vec<ReceiptFile> {
    let text = String::from_utf8_lossy(body);
    let delimiter = format!("--{boundary}");
    let part = |part: &str| {
        let (head, content) = part.trim_start_matches("\r\n").split_once("\r\n\r\n")?;
        let media_type = head.lines().find_map(|line| line.strip_prefix("Content-Type: ")).unwrap_or_default();
        let content = content.strip_suffix("\r\n").unwrap_or(content);
        Some(ReceiptFile { media_type: media_type.to_owned(), bytes: content.as_bytes().to_vec() })
    };
    text.split(&delimiter).filter_map(part).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(status: u16, headers: &[(&'static str, &str)], body: &str) -> Answer {
        let headers = headers
            .iter()
            .map(|(name, value)| (hyper::header::HeaderName::from_static(name), value.parse().expect("a value")))
            .collect();
        Answer {
            status: StatusCode::from_u16(status).expect("a status"),
            headers,
            body: Bytes::copy_from_slice(body.as_bytes()),
        }
    }

    #[test]
    fn outcomes_and_event_ids_belong_together_in_their_order() {
        let headers = [("broen-outcome", "resent, refused, accepted"), ("broen-event-id", "one, two")];
        let handed = handed(&answer(422, &headers, ""));
        let events: Vec<_> = handed.letters.iter().map(|letter| letter.event_id.as_str()).collect();
        assert_eq!(events, ["one", "", "two"]);
        assert!(handed.is_refused());
    }

    #[test]
    fn several_receipts_are_parts_of_one_body() {
        let body = "--x\r\nContent-Type: a/b\r\n\r\n<one/>\r\n--x\r\nContent-Type: c/d\r\n\r\n<two/>\r\n--x--\r\n";
        let handed = handed(&answer(200, &[("content-type", "multipart/mixed; boundary=x")], body));
        let found: Vec<_> =
            handed.receipts.iter().map(|file| (file.media_type.as_str(), file.bytes.as_slice())).collect();
        assert_eq!(found, [("a/b", b"<one/>".as_slice()), ("c/d", b"<two/>".as_slice())]);
    }

    #[test]
    fn a_kept_document_is_not_refused_and_has_no_receipt_yet() {
        let headers = [("content-type", "application/json"), ("location", "/receipts/one")];
        let handed = handed(&answer(202, &headers, "{\"status\":\"accepted-for-processing\"}"));
        assert!(!handed.is_refused() && handed.receipts.is_empty());
        assert_eq!(handed.later.as_deref(), Some("/receipts/one"));
        assert_eq!(handed.letters[0].outcome, LetterWord::Kept);
    }

    #[test]
    fn a_problem_is_no_receipt() {
        let handed = handed(&answer(403, &[("content-type", "application/problem+json")], "{\"title\":\"No.\"}"));
        assert!(handed.receipts.is_empty() && handed.is_refused());
        assert_eq!(handed.reasons[0].meaning, "No.");
    }
}
