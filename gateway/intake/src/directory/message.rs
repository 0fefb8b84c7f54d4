//! The directory as gateways tell it.
//!
//! A newer gateway may use words that are not known here. A role or an identifier that is not understood is left out,
//! and so is an interest in nothing but unknown kinds: it must not become an interest in all of them. A route with a policy that is
//! not known is one whose receipts wait for the receivers.

use access::{ReceiptPolicy, Route};
use broker::SealingKey;
use bytes::Bytes;
use canonical::Kind;
use canonical::digest::Digest;
use canonical::identifier::PartyIdentifier;
use canonical::organisation::{Organisation, OrganisationId, Role, Sector};
use wire::v1;

use super::content::{Directory, Interest, Listed};
use super::error::Error;

impl TryFrom<v1::Directory> for Directory {
    type Error = Error;

    fn try_from(message: v1::Directory) -> Result<Self, Error> {
        let v1::Directory { version, organisations, sealing_keys, routes } = message;
        let listed = organisations.into_iter().map(Listed::try_from).collect::<Result<_, _>>()?;
        let keys = sealing_keys.into_iter().map(sealing_key).collect::<Result<_, _>>()?;
        let routes = routes.into_iter().filter_map(|told| route(told).transpose()).collect::<Result<_, _>>()?;
        Ok(Self::new(version, listed, keys, routes))
    }
}

impl From<&Directory> for v1::Directory {
    fn from(directory: &Directory) -> Self {
        let key = |key: &SealingKey| v1::SealingKey { id: key.id(), public_key: Bytes::from(key.bytes().to_vec()) };
        Self {
            version: directory.version().to_owned(),
            organisations: directory.listed().iter().map(v1::DirectoryOrganisation::from).collect(),
            sealing_keys: directory.sealing_keys().iter().map(key).collect(),
            routes: directory.routes().iter().map(written).collect(),
        }
    }
}

/// `None` for one of nothing but unknown kinds, which takes no letter that is known here.
fn route(
    v1::DirectoryRoute { senders, receivers, kinds, receipt }: v1::DirectoryRoute,
) -> Result<Option<Route>, Error> {
    let ids = |ids: Vec<String>| ids.iter().map(|id| organisation_id(id)).collect::<Result<Vec<_>, _>>();
    let (senders, receivers) = (ids(senders)?, ids(receivers)?);
    let known: Vec<_> = kinds.iter().filter_map(|kind| Kind::from_word(kind)).collect();
    let receipt = ReceiptPolicy::from_word(&receipt).unwrap_or(ReceiptPolicy::OnReceiverAck);
    Ok((known.is_empty() == kinds.is_empty()).then_some(Route { senders, receivers, kinds: known, receipt }))
}

fn written(Route { senders, receivers, kinds, receipt }: &Route) -> v1::DirectoryRoute {
    v1::DirectoryRoute {
        senders: senders.iter().map(ToString::to_string).collect(),
        receivers: receivers.iter().map(ToString::to_string).collect(),
        kinds: kinds.iter().map(|kind| kind.word().to_owned()).collect(),
        receipt: receipt.word().to_owned(),
    }
}

/// The key itself counts; its id is for people.
fn sealing_key(v1::SealingKey { id: _, public_key }: v1::SealingKey) -> Result<SealingKey, Error> {
    let bytes = public_key.as_ref().try_into().map_err(|_| Error::Malformed { field: "SealingKey.public_key" })?;
    Ok(SealingKey::from_bytes(bytes))
}

impl TryFrom<v1::DirectoryOrganisation> for Listed {
    type Error = Error;

    fn try_from(message: v1::DirectoryOrganisation) -> Result<Self, Error> {
        let v1::DirectoryOrganisation {
            id,
            name,
            sector,
            identifiers,
            roles,
            acts_for,
            hosted,
            certificates,
            takes,
            amqp_user,
        } = message;
        let organisation = Organisation {
            id: organisation_id(&id)?,
            name,
            sector: Sector::from_word(&sector).unwrap_or(Sector::Other),
            identifiers: identifiers.into_iter().filter_map(|named| PartyIdentifier::try_from(named).ok()).collect(),
            roles: roles.iter().filter_map(|role| Role::from_word(role)).collect(),
            acts_for: acts_for.iter().map(|id| organisation_id(id)).collect::<Result<_, _>>()?,
            hosted,
        };
        let certificate = |bytes: &Bytes| {
            Digest::from_slice(bytes).ok_or(Error::Malformed { field: "DirectoryOrganisation.certificates" })
        };
        Ok(Self {
            organisation,
            certificates: certificates.iter().map(certificate).collect::<Result<_, _>>()?,
            amqp_user: (!amqp_user.is_empty()).then_some(amqp_user),
            takes: takes.into_iter().filter_map(interest).collect(),
        })
    }
}

impl From<&Listed> for v1::DirectoryOrganisation {
    fn from(listed: &Listed) -> Self {
        let Listed { organisation, certificates, amqp_user, takes } = listed;
        let Organisation { id, name, sector, identifiers, roles, acts_for, hosted } = organisation;
        let interest = |Interest { kinds, senders }: &Interest| v1::LetterInterest {
            kinds: kinds.iter().map(|kind| kind.word().to_owned()).collect(),
            senders: senders.clone(),
        };
        Self {
            id: id.to_string(),
            name: name.clone(),
            sector: sector.word().to_owned(),
            identifiers: identifiers.iter().map(v1::PartyIdentifier::from).collect(),
            roles: roles.iter().map(|role| role.word().to_owned()).collect(),
            acts_for: acts_for.iter().map(ToString::to_string).collect(),
            hosted: *hosted,
            certificates: certificates.iter().map(|Digest(digest)| Bytes::from(digest.to_vec())).collect(),
            takes: takes.iter().map(interest).collect(),
            amqp_user: amqp_user.clone().unwrap_or_default(),
        }
    }
}

fn organisation_id(id: &str) -> Result<OrganisationId, Error> {
    OrganisationId::parse(id).ok_or(Error::Malformed { field: "DirectoryOrganisation.id" })
}

fn interest(v1::LetterInterest { kinds, senders }: v1::LetterInterest) -> Option<Interest> {
    let known: Vec<_> = kinds.iter().filter_map(|kind| Kind::from_word(kind)).collect();
    (known.is_empty() == kinds.is_empty()).then_some(Interest { kinds: known, senders })
}
