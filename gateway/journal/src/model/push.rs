//! Where and how the gateway posts the entries of a subscription.

use std::time::Duration;

use canonical::event::Standard;

/// Where and how the gateway posts the entries of a subscription.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Push {
    /// The address, `https`.
    pub endpoint: String,
    /// As what entries are written.
    pub format: PushFormat,
    /// What counts as the ack.
    pub ack: PushAck,
    /// Whether nothing is sent for now.
    pub paused: bool,
    /// Requests at the same time.
    pub requests: u32,
    /// The longest wait for the answer to one request.
    pub answer_time: Duration,
    /// The longest wait for a receipt, where one is the ack.
    pub receipt_time: Duration,
    /// Times a letter is sent again without a receipt.
    pub resends: u32,
    /// Whether the receipts that follow for the organisation's own letters are posted there too.
    pub receipts: bool,
}

/// As what entries are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PushFormat {
    /// FHIR in JSON.
    FhirJson,
    /// FHIR in XML.
    FhirXml,
    /// MedCom XML, a bare `Emessage`.
    MedcomEmessage,
    /// MedCom XML in a `VANSEnvelope`.
    MedcomVans,
}

/// What counts as the ack.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PushAck {
    /// The receiver's own receipt, in the answer or later.
    OnReceipt,
    /// An HTTP answer of success.
    OnSuccess,
}

impl PushFormat {
    /// Every format, in the order of their words.
    pub const ALL: [Self; 4] = [Self::FhirJson, Self::FhirXml, Self::MedcomEmessage, Self::MedcomVans];

    /// The format with this word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.word() == word)
    }

    /// The standard that it is a format of.
    #[must_use]
    pub const fn standard(self) -> Standard {
        match self {
            Self::FhirJson | Self::FhirXml => Standard::Fhir,
            Self::MedcomEmessage | Self::MedcomVans => Standard::MedcomXml,
        }
    }

    /// The stable word.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::FhirJson => "fhir-json",
            Self::FhirXml => "fhir-xml",
            Self::MedcomEmessage => "medcom-emessage",
            Self::MedcomVans => "medcom-vans",
        }
    }
}

impl PushAck {
    /// Both, in the order of their words.
    pub const ALL: [Self; 2] = [Self::OnReceipt, Self::OnSuccess];

    /// The one with this word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|ack| ack.word() == word)
    }

    /// The stable word.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::OnReceipt => "on-receipt",
            Self::OnSuccess => "on-success",
        }
    }
}
