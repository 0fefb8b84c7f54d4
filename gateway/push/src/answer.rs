//! What the answer to a request means: pure.

use std::time::Duration;

use hyper::StatusCode;
use jiff::Timestamp;

/// What a receiver has answered, or why it has not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Answered {
    /// The request was answered with this status.
    Status {
        status: StatusCode,
        /// `Retry-After`, if it could be read.
        retry_after: Option<Duration>,
    },
    /// There was no connection, or it was not the receiver's: nothing was sent.
    Unreached,
    /// The connection broke, or what came is no HTTP.
    Broken,
    /// No answer came in time.
    TooSlow,
}

/// What that means for the entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Meaning {
    /// Its receiver has it.
    Taken,
    /// Its receiver does not want it, and will not want it as it is.
    Refused,
    /// Its receiver cannot take anything now, or this entry makes it stumble: which of them shows only in time.
    Stumbled {
        /// How long its receiver asks to wait.
        retry_after: Option<Duration>,
    },
    /// Its receiver cannot take anything now; the entry has nothing to do with it.
    Unwell {
        /// How long its receiver asks to wait.
        retry_after: Option<Duration>,
    },
}

impl Answered {
    /// The meaning.
    ///
    /// What a status says of the caller or of the address is no fault of a letter, and would park every lane: the receiver
    /// counts as unwell until somebody has mended it. What it says of the letter is a refusal.
    pub(crate) fn meaning(&self) -> Meaning {
        let Self::Status { status, retry_after } = self else {
            return match self {
                Self::Unreached => Meaning::Unwell { retry_after: None },
                Self::Broken | Self::TooSlow | Self::Status { .. } => Meaning::Stumbled { retry_after: None },
            };
        };
        let retry_after = *retry_after;
        match status.as_u16() {
            200..=299 => Meaning::Taken,
            // Busy, or who calls, or where to.
            401 | 403 | 404 | 405 | 407 | 410 | 421 | 425 | 426 | 429 | 503 => Meaning::Unwell { retry_after },
            408 | 500..=599 => Meaning::Stumbled { retry_after },
            _ => Meaning::Refused,
        }
    }

    /// The word of it, for operators.
    pub(crate) fn word(&self) -> String {
        match self {
            Self::Broken => "broken".to_owned(),
            Self::Status { status, .. } => format!("http-{}", status.as_u16()),
            Self::TooSlow => "timeout".to_owned(),
            Self::Unreached => "connect".to_owned(),
        }
    }
}

/// Reads `Retry-After`: seconds, or a time.
pub(crate) fn retry_after(text: &str, now: Timestamp) -> Option<Duration> {
    if let Ok(seconds) = text.trim().parse() {
        return Some(Duration::from_secs(seconds));
    }
    let at = jiff::fmt::rfc2822::parse(text.trim()).ok()?.timestamp();
    Some(Duration::try_from(at.duration_since(now)).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn meaning(status: u16) -> Meaning {
        let status = StatusCode::from_u16(status).expect("a status");
        Answered::Status { status, retry_after: Some(Duration::from_secs(7)) }.meaning()
    }

    #[test]
    fn a_status_says_something_of_the_letter_or_of_the_receiver() {
        let retry_after = Some(Duration::from_secs(7));
        for status in [200, 202, 204, 299] {
            assert_eq!(meaning(status), Meaning::Taken, "{status}");
        }
        for status in [400, 301, 307, 409, 412, 413, 415, 422] {
            assert_eq!(meaning(status), Meaning::Refused, "{status}");
        }
        for status in [401, 403, 404, 410, 429, 503] {
            assert_eq!(meaning(status), Meaning::Unwell { retry_after }, "{status}");
        }
        for status in [408, 500, 502, 504] {
            assert_eq!(meaning(status), Meaning::Stumbled { retry_after }, "{status}");
        }
        assert_eq!(Answered::Unreached.meaning(), Meaning::Unwell { retry_after: None });
        assert_eq!(Answered::TooSlow.meaning(), Meaning::Stumbled { retry_after: None });
    }

    #[test]
    fn a_wait_is_seconds_or_a_time() {
        let now: Timestamp = "2026-03-04T12:00:00Z".parse().expect("a time");
        assert_eq!(retry_after("120", now), Some(Duration::from_secs(120)));
        assert_eq!(retry_after("Wed, 04 Mar 2026 12:00:30 GMT", now), Some(Duration::from_secs(30)));
        assert_eq!(retry_after("Wed, 04 Mar 2026 11:00:30 GMT", now), Some(Duration::ZERO));
        assert_eq!(retry_after("soon", now), None);
    }
}
