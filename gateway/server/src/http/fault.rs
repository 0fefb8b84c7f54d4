//! What can be wrong with a request before its letters are looked at, and what HTTP calls it.

use axum::http::StatusCode;

/// A fault of a request, or of the server while it answers one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Fault {
    BodyBroken,
    BodyTooLarge,
    BodyTooSlow,
    Busy,
    CertificateUnknown,
    ConditionUnsupported,
    DocumentUnreadable,
    EncodingUnsupported,
    LetterRefused,
    MediaTypeUnsupported,
    MethodNotAllowed,
    NotAcceptable,
    NotFound,
    ParameterUnsupported,
    ProtocolTooOld,
    RoleMissing,
    Unavailable,
}

impl Fault {
    /// Every fault, in the order of their names.
    #[cfg(test)]
    pub(crate) const ALL: [Self; 17] = [
        Self::BodyBroken,
        Self::BodyTooLarge,
        Self::BodyTooSlow,
        Self::Busy,
        Self::CertificateUnknown,
        Self::ConditionUnsupported,
        Self::DocumentUnreadable,
        Self::EncodingUnsupported,
        Self::LetterRefused,
        Self::MediaTypeUnsupported,
        Self::MethodNotAllowed,
        Self::NotAcceptable,
        Self::NotFound,
        Self::ParameterUnsupported,
        Self::ProtocolTooOld,
        Self::RoleMissing,
        Self::Unavailable,
    ];

    /// The status. Only what is the server's own fault begins with 5.
    pub(crate) const fn status(self) -> StatusCode {
        match self {
            Self::BodyBroken | Self::DocumentUnreadable => StatusCode::BAD_REQUEST,
            Self::BodyTooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::BodyTooSlow => StatusCode::REQUEST_TIMEOUT,
            Self::Busy | Self::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
            Self::CertificateUnknown | Self::RoleMissing => StatusCode::FORBIDDEN,
            Self::EncodingUnsupported | Self::MediaTypeUnsupported => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::ConditionUnsupported | Self::LetterRefused | Self::ParameterUnsupported => {
                StatusCode::UNPROCESSABLE_ENTITY
            }
            Self::MethodNotAllowed => StatusCode::METHOD_NOT_ALLOWED,
            Self::NotAcceptable => StatusCode::NOT_ACCEPTABLE,
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::ProtocolTooOld => StatusCode::UPGRADE_REQUIRED,
        }
    }

    /// The stable word.
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::BodyBroken => "body-broken",
            Self::BodyTooLarge => "body-too-large",
            Self::BodyTooSlow => "body-too-slow",
            Self::Busy => "busy",
            Self::CertificateUnknown => "certificate-unknown",
            Self::ConditionUnsupported => "condition-unsupported",
            Self::DocumentUnreadable => "document-unreadable",
            Self::EncodingUnsupported => "encoding-unsupported",
            Self::LetterRefused => "letter-refused",
            Self::MediaTypeUnsupported => "media-type-unsupported",
            Self::MethodNotAllowed => "method-not-allowed",
            Self::NotAcceptable => "not-acceptable",
            Self::NotFound => "not-found",
            Self::ParameterUnsupported => "parameter-unsupported",
            Self::ProtocolTooOld => "protocol-too-old",
            Self::RoleMissing => "role-missing",
            Self::Unavailable => "unavailable",
        }
    }

    /// One sentence for people.
    pub(crate) const fn title(self) -> &'static str {
        match self {
            Self::BodyBroken => "The body ended before it was complete.",
            Self::BodyTooLarge => "The document is larger than this server accepts.",
            Self::BodyTooSlow => "The body did not arrive in time.",
            Self::Busy => "The server holds as many documents as it can; send again later.",
            Self::CertificateUnknown => "The certificate names no organisation known here.",
            Self::ConditionUnsupported => "Conditional requests are not supported.",
            Self::DocumentUnreadable => "The document could not be read as far as its letters.",
            Self::EncodingUnsupported => "The body must be sent without a content encoding.",
            Self::LetterRefused => "A letter was not accepted.",
            Self::MediaTypeUnsupported => "The body is of a media type that is not taken here.",
            Self::MethodNotAllowed => "The path exists, for another method.",
            Self::NotAcceptable => "FHIR is answered in JSON or XML of version 4.0 only.",
            Self::NotFound => "There is nothing at this path.",
            Self::ParameterUnsupported => "A parameter of the request is not supported.",
            Self::ProtocolTooOld => "gRPC is spoken over HTTP/2.",
            Self::RoleMissing => "The organisation may not do this.",
            Self::Unavailable => "The letter could not be kept now; send again later.",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_the_server_cannot_do_now_is_its_own_fault() {
        for fault in Fault::ALL {
            let own = matches!(fault, Fault::Busy | Fault::Unavailable);
            assert_eq!(fault.status().is_server_error(), own, "{fault:?}");
            assert_eq!(fault.status().is_client_error(), !own, "{fault:?}");
        }
    }
}
