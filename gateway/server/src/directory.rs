//! The directory: what the configuration says of organisations, with the letters that their subscriptions take.

use std::collections::{BTreeMap, BTreeSet};

use access::Route;
use bytes::Bytes;
use canonical::digest::Digest;
use canonical::organisation::{Organisation, OrganisationId};
use journal::{Filter, Scope, SubscriptionRow};
use prost::Message as _;
use wire::v1;

use crate::parts::{DirectoryParts, ListedOrganisation};

/// The directory with its version. The same content has the same version, whatever gateway made it: every list that
/// has no order of its own is sorted.
pub(crate) fn directory(parts: &DirectoryParts, subscriptions: &[SubscriptionRow]) -> v1::Directory {
    let DirectoryParts { listed, sealing_keys, routes } = parts;
    let mut takes = takes(subscriptions);
    let organisations: BTreeMap<_, _> = listed
        .iter()
        .map(|listed| {
            let id = &listed.organisation.id;
            (id, organisation(listed, takes.remove(id).unwrap_or_default()))
        })
        .collect();
    let sealing_keys =
        sealing_keys.iter().map(|(id, key)| v1::SealingKey { id: id.clone(), public_key: Bytes::copy_from_slice(key) });
    let bare = v1::Directory {
        version: String::new(),
        organisations: organisations.into_values().collect(),
        sealing_keys: sealing_keys.collect(),
        routes: routes.iter().map(route).collect(),
    };
    // The messages have no maps, so that equal directories have equal encodings.
    let version = Digest::of_parts("broen/directory/1", &[&bare.encode_to_vec()]).to_string();
    v1::Directory { version, ..bare }
}

/// Kinds and senders.
type Interest = (Vec<&'static str>, Vec<String>);

/// What each organisation takes of letters that are addressed to it.
fn takes(subscriptions: &[SubscriptionRow]) -> BTreeMap<&OrganisationId, BTreeSet<Interest>> {
    let mut takes: BTreeMap<_, BTreeSet<_>> = BTreeMap::new();
    for SubscriptionRow { name, filter, .. } in subscriptions {
        match filter.scope {
            Scope::Addressed | Scope::Both => {
                takes.entry(&name.organisation).or_default().insert(interest(filter));
            }
            // By care relations only: nobody is answered for what such a subscription gets.
            Scope::MyPatients => {}
        }
    }
    takes
}

fn interest(Filter { scope: _, kinds, senders }: &Filter) -> Interest {
    (sorted(kinds.iter().map(|kind| kind.word())), sorted(senders.iter().cloned()))
}

fn route(Route { senders, receivers, kinds, receipt }: &Route) -> v1::DirectoryRoute {
    v1::DirectoryRoute {
        senders: sorted(senders.iter().map(ToString::to_string)),
        receivers: sorted(receivers.iter().map(ToString::to_string)),
        kinds: sorted(kinds.iter().map(|kind| kind.word().to_owned())),
        receipt: receipt.word().to_owned(),
    }
}

fn organisation(listed: &ListedOrganisation, takes: BTreeSet<Interest>) -> v1::DirectoryOrganisation {
    let ListedOrganisation { organisation, certificates, amqp_user } = listed;
    let Organisation { id, name, sector, identifiers, roles, acts_for, hosted } = &**organisation;
    let mut identifiers: Vec<_> = identifiers.iter().map(v1::PartyIdentifier::from).collect();
    identifiers
        .sort_by(|one, other| (one.scheme, &one.system, &one.value).cmp(&(other.scheme, &other.system, &other.value)));
    identifiers.dedup();
    let takes = takes
        .into_iter()
        .map(|(kinds, senders)| v1::LetterInterest { kinds: kinds.into_iter().map(str::to_owned).collect(), senders });
    v1::DirectoryOrganisation {
        id: id.to_string(),
        name: name.clone(),
        sector: sector.word().to_owned(),
        identifiers,
        roles: sorted(roles.iter().map(|role| role.word().to_owned())),
        acts_for: sorted(acts_for.iter().map(ToString::to_string)),
        hosted: *hosted,
        certificates: sorted(certificates.iter().map(|Digest(digest)| Bytes::copy_from_slice(digest))),
        takes: takes.collect(),
        amqp_user: amqp_user.clone().unwrap_or_default(),
    }
}

/// In order, each once.
fn sorted<T: Ord>(items: impl Iterator<Item = T>) -> Vec<T> {
    items.collect::<BTreeSet<_>>().into_iter().collect()
}

#[cfg(test)]
mod tests;
