//! Identifiers of organisations.
//!
//! The scheme travels as a number and not as its word, so that a sender's own system called `gln` stays what it is.

use canonical::identifier::{Gln, MunicipalityCode, PartyIdentifier};

use crate::{Error, v1};

impl From<&PartyIdentifier> for v1::PartyIdentifier {
    fn from(identifier: &PartyIdentifier) -> Self {
        use v1::PartyIdentifierScheme as Scheme;
        let (scheme, system, value) = match identifier {
            PartyIdentifier::Cvr(value) => (Scheme::Cvr, "", value.as_str()),
            PartyIdentifier::Gln(gln) => (Scheme::Gln, "", gln.as_str()),
            PartyIdentifier::Municipality(code) => (Scheme::Municipality, "", code.as_str()),
            PartyIdentifier::Other { system, value } => (Scheme::Other, system.as_str(), value.as_str()),
            PartyIdentifier::Provider(value) => (Scheme::Provider, "", value.as_str()),
            PartyIdentifier::Shak(value) => (Scheme::Shak, "", value.as_str()),
            PartyIdentifier::Sor(value) => (Scheme::Sor, "", value.as_str()),
        };
        Self { scheme: scheme.into(), system: system.to_owned(), value: value.to_owned() }
    }
}

impl TryFrom<v1::PartyIdentifier> for PartyIdentifier {
    type Error = Error;

    fn try_from(message: v1::PartyIdentifier) -> Result<Self, Error> {
        use v1::PartyIdentifierScheme as Scheme;
        let v1::PartyIdentifier { scheme: number, system, value } = message;
        match Scheme::try_from(number) {
            Ok(Scheme::Cvr) => Ok(Self::Cvr(value)),
            Ok(Scheme::Gln) => Ok(Self::Gln(Gln::new(value))),
            Ok(Scheme::Municipality) => Ok(Self::Municipality(MunicipalityCode::new(&value))),
            Ok(Scheme::Other) => Ok(Self::Other { system, value }),
            Ok(Scheme::Provider) => Ok(Self::Provider(value)),
            Ok(Scheme::Shak) => Ok(Self::Shak(value)),
            Ok(Scheme::Sor) => Ok(Self::Sor(value)),
            Ok(Scheme::Unspecified) | Err(_) => Err(Error::Unlisted { field: "PartyIdentifier.scheme", number }),
        }
    }
}
