//! Errors as gRPC says them: `google.rpc.Status` with an `ErrorInfo`, and with a `BadRequest` where fields are wrong.
//!
//! The one crossing from errors of the house to callers. `ErrorInfo.reason` is a stable word; programs read that, and
//! people read the message. Neither holds personal data.

use std::collections::HashMap;

use tonic::{Code, Status};
use tonic_types::{ErrorDetails, StatusExt as _};

/// `ErrorInfo.domain`.
const DOMAIN: &str = "broen.dk";

macro_rules! reasons {
    ($($(#[doc = $doc:literal])? $variant:ident => $code:ident, $word:literal;)+) => {
        /// Why a call failed, as a stable word.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub(crate) enum Reason {
            $($(#[doc = $doc])? $variant),+
        }

        impl Reason {
            /// The gRPC code.
            pub(crate) const fn code(self) -> Code {
                match self { $(Self::$variant => Code::$code),+ }
            }

            /// The word.
            pub(crate) const fn word(self) -> &'static str {
                match self { $(Self::$variant => $word),+ }
            }
        }
    };
}

reasons! {
    /// One or more fields of the request; `BadRequest` names them all.
    ArgumentInvalid => InvalidArgument, "ARGUMENT_INVALID";
    /// The server holds as many documents as it can.
    Busy => ResourceExhausted, "BUSY";
    CertificateUnknown => PermissionDenied, "CERTIFICATE_UNKNOWN";
    DocumentTooLarge => InvalidArgument, "DOCUMENT_TOO_LARGE";
    /// The server is stopping; another one, or this one later, will answer.
    Draining => Unavailable, "DRAINING";
    /// There is no such event, or the caller may not see it: the answer is the same.
    EventNotFound => NotFound, "EVENT_NOT_FOUND";
    /// The store holds something unreadable; an operator must act.
    JournalCorrupt => DataLoss, "JOURNAL_CORRUPT";
    JournalUnavailable => Unavailable, "JOURNAL_UNAVAILABLE";
    LaneNotParked => NotFound, "LANE_NOT_PARKED";
    MethodUnknown => Unimplemented, "METHOD_UNKNOWN";
    RelationNotFound => NotFound, "CARE_RELATION_NOT_FOUND";
    RequestTooSlow => DeadlineExceeded, "REQUEST_TOO_SLOW";
    RoleMissing => PermissionDenied, "ROLE_MISSING";
    SubscriptionExists => AlreadyExists, "SUBSCRIPTION_EXISTS";
    SubscriptionNotFound => NotFound, "SUBSCRIPTION_NOT_FOUND";
    SubscriptionTakenOver => Aborted, "SUBSCRIPTION_TAKEN_OVER";
}

/// The status for a reason.
pub(crate) fn status(reason: Reason, message: &str) -> Status {
    status_with(reason, message, &[])
}

/// The status for a reason, with words that a program may want.
pub(crate) fn status_with(reason: Reason, message: &str, metadata: &[(&str, &str)]) -> Status {
    let metadata = metadata.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned()));
    let details = ErrorDetails::with_error_info(reason.word(), DOMAIN, metadata.collect::<HashMap<_, _>>());
    Status::with_error_details(reason.code(), message, details)
}
