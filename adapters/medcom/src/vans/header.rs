//! Who, to whom, when, what: the facts of a VANS envelope.

use canonical::Moment;
use canonical::identifier::{Gln, PartyIdentifier};

/// The addressing of a VANS envelope. Letters are routed by it; who is who is said by the letter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Header {
    /// Who sent it.
    pub sender: EndPoint,
    /// Whom it is for.
    pub receiver: EndPoint,
    /// The envelope's identifier: new on every sending, a UUID by the schema, other words in practice.
    pub envelope_id: String,
    /// When it was sent.
    pub sent: Option<Moment>,
    /// What it carries; `None` in a transport receipt that names no message.
    pub message: Option<MessageInformation>,
}

/// An address in the network: 1 to 18 characters.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct EndPoint {
    /// What kind of address.
    pub kind: EndPointType,
    /// The address.
    pub id: String,
}

/// The kinds of address (`EndPointType`), a closed list: it decides where a letter goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum EndPointType {
    /// A business registration number.
    Cvr,
    /// A location number.
    Ean,
    /// A mailbox of the network.
    Vans,
}

/// `MetaInformation`: the message inside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MessageInformation {
    /// The message's identifier: the same when the same message is sent again.
    pub id: String,
    /// `Document/Format`: `XML`, `EDIFACT`, `HL7`, `Binary`, `Other`.
    pub format: String,
    /// `Document/Name`, for example `MCM:XDIS01`; see [`MessageInformation::type_code`].
    pub name: String,
    /// `Document/Version`, for example `XD0134L`.
    pub version: Option<String>,
    /// `Document/SizeInBytes`: the size of the decoded payload.
    pub size: u64,
    /// Whether the receiver must answer with a transport receipt: so unless `unreliable` is said.
    pub is_reliable: bool,
    /// Whether the network may convert the syntax, if said.
    pub may_transform: Option<bool>,
    /// Further facts, for example `MCM:MIME`.
    pub tags: Vec<ServiceTag>,
}

/// `ServiceTag`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServiceTag {
    /// Its name, for example `MCM:MIME`.
    pub name: String,
    /// Its value.
    pub value: String,
}

impl EndPoint {
    /// The address as the identifier of a party.
    #[must_use]
    pub fn identifier(&self) -> PartyIdentifier {
        match self.kind {
            EndPointType::Cvr => PartyIdentifier::Cvr(self.id.clone()),
            // Mailboxes stand where location numbers do.
            EndPointType::Ean | EndPointType::Vans => PartyIdentifier::Gln(Gln::new(&self.id)),
        }
    }
}

impl EndPointType {
    /// The standard's word.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Cvr => "CVR",
            Self::Ean => "EAN",
            Self::Vans => "VANS",
        }
    }

    /// The kind with this word.
    pub(super) fn from_word(word: &str) -> Option<Self> {
        [Self::Cvr, Self::Ean, Self::Vans].into_iter().find(|kind| kind.word() == word)
    }
}

impl MessageInformation {
    /// The letter type in [`MessageInformation::name`]: without `MCM:` before it, which some leave out,
    /// and without the statistical variant after `#`.
    #[must_use]
    pub fn type_code(&self) -> &str {
        let prefix = self.name.get(..4).filter(|prefix| prefix.eq_ignore_ascii_case("MCM:"));
        let name = prefix.and_then(|prefix| self.name.get(prefix.len()..)).unwrap_or(&self.name);
        name.split('#').next().unwrap_or_default()
    }

    /// The value of a service tag.
    #[must_use]
    pub fn tag(&self, name: &str) -> Option<&str> {
        self.tags.iter().find(|tag| tag.name == name).map(|tag| tag.value.as_str())
    }
}
