//! Why bytes or a message could not be read as what the contract says.

use std::convert::Infallible;

/// A message that breaks the contract. It names the field and never holds its value.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// A value that is not of the form its field asks for.
    #[error("read {field}: its value has a wrong form")]
    Invalid {
        /// `Message.field`.
        field: &'static str,
    },
    /// The bytes are no message in Protocol Buffers wire format, or nest too deep.
    #[error("read the message: its bytes are malformed")]
    Malformed(#[from] prost::DecodeError),
    /// A field that is always set is not.
    #[error("read {field}: it is missing")]
    Missing {
        /// `Message.field`.
        field: &'static str,
    },
    /// A number that is not in the field's closed list, or its zero.
    #[error("read {field}: {number} is not in its list")]
    Unlisted {
        /// `Message.field`.
        field: &'static str,
        /// The number that came.
        number: i32,
    },
}

impl Error {
    /// The stable word.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Invalid { .. } => "field-invalid",
            Self::Malformed(_) => "message-malformed",
            Self::Missing { .. } => "field-missing",
            Self::Unlisted { .. } => "field-unlisted",
        }
    }

    /// The field at fault as `Message.field`, if it is one field.
    #[must_use]
    pub const fn field(&self) -> Option<&'static str> {
        match self {
            Self::Invalid { field } | Self::Missing { field } | Self::Unlisted { field, .. } => Some(field),
            Self::Malformed(_) => None,
        }
    }
}

impl From<Infallible> for Error {
    fn from(never: Infallible) -> Self {
        match never {}
    }
}
