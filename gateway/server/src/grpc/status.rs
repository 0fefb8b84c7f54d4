//! Errors as gRPC says them: `google.rpc.Status` with an `ErrorInfo`, and with a `BadRequest` where fields are wrong.
//!
//! The one crossing from errors of the house to callers. `ErrorInfo.reason` is a stable word; programs read that, and
//! people read the message. Neither holds personal data.

use std::collections::HashMap;

use canonical::organisation::Role;
use tonic::{Code, Status};
use tonic_types::{ErrorDetails, FieldViolation, StatusExt as _};

/// `ErrorInfo.domain`.
pub(crate) const DOMAIN: &str = "broen.dk";

macro_rules! reasons {
    ($($variant:ident => $code:ident, $word:literal, $message:literal;)+) => {
        /// Why a call failed.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub(crate) enum Reason {
            $(#[doc = $message] $variant),+
        }

        impl Reason {
            /// The gRPC code.
            pub(crate) const fn code(self) -> Code {
                match self { $(Self::$variant => Code::$code),+ }
            }

            /// The stable word.
            pub(crate) const fn word(self) -> &'static str {
                match self { $(Self::$variant => $word),+ }
            }

            /// A sentence for people.
            pub(crate) const fn message(self) -> &'static str {
                match self { $(Self::$variant => $message),+ }
            }
        }
    };
}

reasons! {
    ArgumentInvalid => InvalidArgument, "ARGUMENT_INVALID", "fields of the request are wrong";
    BlobNotFound => NotFound, "BLOB_NOT_FOUND", "the event has no such file, or its file is not in the blob store";
    BlobReadTooSlow => Aborted, "BLOB_READ_TOO_SLOW", "the file was taken too slowly, and is not whole; call again";
    BlobsUnavailable => Unavailable, "BLOBS_UNAVAILABLE", "the blob store cannot be read now; call again later";
    Busy => ResourceExhausted, "BUSY", "the server holds as many documents as it can; call again later";
    CertificateUnknown => PermissionDenied, "CERTIFICATE_UNKNOWN", "the certificate names no organisation known here";
    DirectoryBusy => ResourceExhausted, "DIRECTORY_BUSY", "as many read the directory as can at once; call again later";
    DocumentNotFound => NotFound, "DOCUMENT_NOT_FOUND", "no receipts follow for such a document of this organisation";
    DocumentShared => PermissionDenied, "DOCUMENT_SHARED", "the document holds letters that this organisation may not see";
    DocumentTooLarge => InvalidArgument, "DOCUMENT_TOO_LARGE", "the document is larger than this server accepts";
    Draining => Unavailable, "DRAINING", "the server is stopping; call again, here later or elsewhere";
    EventNotFound => NotFound, "EVENT_NOT_FOUND", "there is no such event for this organisation";
    JournalCorrupt => DataLoss, "JOURNAL_CORRUPT", "the store holds something unreadable; its operator must act";
    JournalUnavailable => Unavailable, "JOURNAL_UNAVAILABLE", "the store cannot be reached now; call again later";
    LaneNotParked => NotFound, "LANE_NOT_PARKED", "no lane is parked at this entry";
    MethodUnknown => Unimplemented, "METHOD_UNKNOWN", "there is no such method";
    NotRenderable => FailedPrecondition, "NOT_RENDERABLE", "no letter of its type can say what this event says";
    PushNotAllowed => FailedPrecondition, "PUSH_NOT_ALLOWED", "the configuration of the gateway does not let it post there";
    RelationNotFound => NotFound, "CARE_RELATION_NOT_FOUND", "there is no such care relation";
    RequestMalformed => InvalidArgument, "REQUEST_MALFORMED", "the request is no message of this method";
    RequestTooLarge => InvalidArgument, "REQUEST_TOO_LARGE", "the request is larger than this method takes";
    RequestTooSlow => DeadlineExceeded, "REQUEST_TOO_SLOW", "the request did not arrive, or was not answered, in time";
    RoleMissing => PermissionDenied, "ROLE_MISSING", "the organisation does not have the role for this call";
    SubscriptionExists => AlreadyExists, "SUBSCRIPTION_EXISTS", "another subscription has this name";
    SubscriptionIsPushed => FailedPrecondition, "SUBSCRIPTION_IS_PUSHED", "the gateway posts its entries; change its push to pull them";
    SubscriptionLimit => ResourceExhausted, "SUBSCRIPTION_LIMIT", "the organisation has as many subscriptions as it may";
    SubscriptionNotFound => NotFound, "SUBSCRIPTION_NOT_FOUND", "there is no such subscription";
    SubscriptionTakenOver => Aborted, "SUBSCRIPTION_TAKEN_OVER", "a newer stream has the subscription";
}

/// The status for a reason.
pub(crate) fn status(reason: Reason) -> Status {
    status_with(reason, &[])
}

/// The status for a reason, with words that a program may want.
fn status_with(reason: Reason, metadata: &[(&str, &str)]) -> Status {
    let metadata = metadata.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned()));
    let details = ErrorDetails::with_error_info(reason.word(), DOMAIN, metadata.collect::<HashMap<_, _>>());
    Status::with_error_details(reason.code(), reason.message(), details)
}

/// None of the roles that the call needs.
pub(crate) fn role_missing(roles: &[Role]) -> Status {
    let words: Vec<_> = roles.iter().map(|role| role.word()).collect();
    status_with(Reason::RoleMissing, &[("role", &words.join(","))])
}

/// A failed call of the journal. `missing` is what was not found, or already there.
pub(crate) fn journal(error: &journal::Error, missing: Reason) -> Status {
    match error {
        journal::Error::Corrupt { .. } => status(Reason::JournalCorrupt),
        journal::Error::Exists => status(Reason::SubscriptionExists),
        journal::Error::Fenced => status(Reason::SubscriptionTakenOver),
        journal::Error::InterestsChanged | journal::Error::Unavailable { .. } => status(Reason::JournalUnavailable),
        journal::Error::NotFound => status(missing),
    }
}

/// A failed call of the subscription engine.
pub(crate) fn delivery(error: &delivery::Error, missing: Reason) -> Status {
    match error {
        delivery::Error::Draining => status(Reason::Draining),
        delivery::Error::Journal(error) => journal(error, missing),
        // The caller is configured, or it would not be the caller; the engine was given other organisations.
        delivery::Error::OrganisationUnknown => status(Reason::CertificateUnknown),
    }
}

/// An event that cannot be written as a letter, with each element that stands in the way.
pub(crate) fn not_renderable(why: &exchange::Unrenderable) -> Status {
    let wrong = why.obstacles.iter().take(MOST_OBSTACLES);
    let wrong = wrong.map(|obstacle| FieldViolation::new(obstacle.path.as_str(), obstacle.code.meaning()));
    let mut details = ErrorDetails::with_bad_request(wrong.collect::<Vec<_>>());
    details.set_error_info(Reason::NotRenderable.word(), DOMAIN, HashMap::new());
    Status::with_error_details(Reason::NotRenderable.code(), Reason::NotRenderable.message(), details)
}

/// The most elements that are told: they travel in a header, and peers take about 8 KiB of headers.
const MOST_OBSTACLES: usize = 20;

/// The end of a stream; `None` if the subscriber wanted it.
pub(crate) fn closed(closed: &delivery::Closed) -> Option<Status> {
    match closed {
        delivery::Closed::ByDrain => Some(status(Reason::Draining)),
        delivery::Closed::BySubscriber => None,
        delivery::Closed::Failed(error) => Some(delivery(error, Reason::SubscriptionNotFound)),
        delivery::Closed::TakenOver => Some(status(Reason::SubscriptionTakenOver)),
    }
}

/// A message that tonic could not read. It says INTERNAL of bytes that are no message, and OUT_OF_RANGE of too many.
pub(crate) fn unreadable(found: Status) -> Status {
    match found.code() {
        Code::Internal => status(Reason::RequestMalformed),
        Code::OutOfRange => status(Reason::RequestTooLarge),
        _ => found,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_status_carries_a_word_for_programs() {
        let status = role_missing(&[Role::Sender, Role::Carrier]);
        assert_eq!(status.code(), Code::PermissionDenied);
        let info = status.get_details_error_info().expect("always there");
        assert_eq!((info.reason.as_str(), info.domain.as_str()), ("ROLE_MISSING", "broen.dk"));
        assert_eq!(info.metadata["role"], "sender,carrier");
    }

    #[test]
    fn a_journal_that_is_down_asks_to_call_again() {
        let down = journal::Error::Unavailable { reason: "disk full".to_owned() };
        assert_eq!(journal(&down, Reason::EventNotFound).code(), Code::Unavailable);
        assert_eq!(journal(&journal::Error::NotFound, Reason::EventNotFound).code(), Code::NotFound);
    }
}
