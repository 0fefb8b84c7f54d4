//! What a gateway says when it refuses a call: the reason word for programs, and a sentence with every wrong field.
//!
//! Standard: `google.rpc.Status` with `ErrorInfo` and `BadRequest`; another server's status has neither and is told as
//! gRPC names it.

use std::error::Error as _;

use tonic::Status;
use tonic_types::StatusExt as _;

use super::error::innermost;

/// A refused call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Refused {
    /// `ErrorInfo.reason`, for example `ROLE_MISSING`; where nobody gave one, what broke, or gRPC's words for the code.
    pub(crate) reason: String,
    /// A sentence for people, with the fields that are wrong.
    pub(crate) sentence: String,
}

impl From<&Status> for Refused {
    fn from(status: &Status) -> Self {
        let details = status.get_error_details();
        let reason = match (details.error_info(), status.source()) {
            (Some(info), _) => info.reason.clone(),
            // The call never reached a service: a certificate was not taken, or the connection broke.
            (None, Some(cause)) => return Self { reason: innermost(cause), sentence: String::new() },
            (None, None) => status.code().description().to_owned(),
        };
        let fields = details.bad_request().map(|wrong| wrong.field_violations.as_slice()).unwrap_or_default();
        let sentences = fields.iter().map(|wrong| format!("{}: {}", wrong.field, wrong.description));
        let sentences: Vec<_> = std::iter::once(status.message().to_owned()).chain(sentences).collect();
        Self { reason, sentence: sentences.join("; ") }
    }
}

impl std::fmt::Display for Refused {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { reason, sentence } = self;
        if sentence.is_empty() { f.write_str(reason) } else { write!(f, "{sentence} ({reason})") }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use tonic::Code;
    use tonic_types::{ErrorDetails, FieldViolation};

    use super::*;

    #[test]
    fn every_wrong_field_is_named() {
        let wrong = FieldViolation::new("subscription.name", "1 to 63 of a-z, 0-9 and '-'");
        let mut details = ErrorDetails::with_bad_request(vec![wrong]);
        details.set_error_info("ARGUMENT_INVALID", "broen.dk", HashMap::new());
        let status = Status::with_error_details(Code::InvalidArgument, "fields are wrong", details);
        let words = "fields are wrong; subscription.name: 1 to 63 of a-z, 0-9 and '-' (ARGUMENT_INVALID)";
        assert_eq!(Refused::from(&status).to_string(), words);
    }

    #[test]
    fn a_status_of_another_server_is_told_as_grpc_names_it() {
        let refused = Refused::from(&Status::new(Code::Aborted, ""));
        assert_eq!(refused.to_string(), Code::Aborted.description());
    }
}
