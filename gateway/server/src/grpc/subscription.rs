//! Subscriptions between the contract and the journal: everything a request may get wrong about them is found here.

use std::time::Duration;

use canonical::Kind;
use canonical::identifier::PartyIdentifier;
use canonical::organisation::OrganisationId;
use jiff::Timestamp;
use journal::{
    Backlog, Filter, LaneState, NewSubscription, Options, Push, PushHealth, Scope, StandardChoice, Start,
    SubscriptionName, SubscriptionRow,
};
use tonic::Status;
use wire::convert::timestamp;
use wire::v1;
use wire::v1::create_subscription_request::Start as Begin;

use super::fields::Fields;
use super::push;

/// The most senders in a filter.
const SENDERS: usize = 1000;

/// The longest wait between two offers.
const LONGEST_BACKOFF: Duration = Duration::from_secs(24 * 3600);

/// The subscription that a request asks for.
pub(crate) fn new(
    organisation: &OrganisationId,
    request: v1::CreateSubscriptionRequest,
    at: Timestamp,
) -> Result<NewSubscription, Status> {
    let v1::CreateSubscriptionRequest { subscription, start } = request;
    let mut fields = Fields::default();
    let asked = fields.read(subscription, "subscription", "a subscription").unwrap_or_default();
    // The rest is set by the server, and what a request says there is ignored.
    let v1::Subscription { name, filter, delivery, push, organisation: _, create_time: _, state: _ } = asked;
    let name = fields.short_name(name, "subscription.name");
    let filter = read_filter(filter.unwrap_or_default(), &mut fields);
    let options = read_options(delivery.unwrap_or_default(), &mut fields);
    let push = push::read(push, &mut fields);
    let start = read_start(start, &mut fields);
    fields.finish(|| {
        let name = SubscriptionName { organisation: organisation.clone(), name: name? };
        Some(NewSubscription { name, filter: filter?, options: options?, push: push?, start: start?, at })
    })
}

/// What a request changes of a subscription of the caller.
pub(crate) fn update(
    organisation: &OrganisationId,
    request: v1::UpdateSubscriptionRequest,
) -> Result<(SubscriptionName, Option<Push>), Status> {
    let v1::UpdateSubscriptionRequest { subscription, update_mask } = request;
    let mut fields = Fields::default();
    let v1::Subscription { name, push, .. } =
        fields.read(subscription, "subscription", "a subscription").unwrap_or_default();
    let name = fields.short_name(name, "subscription.name");
    let paths = update_mask.unwrap_or_default().paths;
    fields.require(paths == ["push"], "update_mask", "\"push\", which is what can be changed");
    let push = push::read(push, &mut fields);
    fields.finish(|| Some((SubscriptionName { organisation: organisation.clone(), name: name? }, push?)))
}

/// The name that a request gives to a subscription of the caller.
pub(crate) fn name(organisation: &OrganisationId, name: String) -> Result<SubscriptionName, Status> {
    let mut fields = Fields::default();
    let name = fields.short_name(name, "name");
    fields.finish(|| Some(SubscriptionName { organisation: organisation.clone(), name: name? }))
}

fn read_filter(filter: v1::Filter, fields: &mut Fields) -> Option<Filter> {
    let v1::Filter { scope, kinds, senders } = filter;
    let scope = match v1::Scope::try_from(scope) {
        Ok(v1::Scope::Unspecified | v1::Scope::Addressed) => Some(Scope::Addressed),
        Ok(v1::Scope::MyPatients) => Some(Scope::MyPatients),
        Ok(v1::Scope::Both) => Some(Scope::Both),
        Err(_) => None,
    };
    let scope = fields.read(scope, "subscription.filter.scope", "a scope of this version");
    let kinds = read_kinds(&kinds, "subscription.filter.kinds", fields);
    fields.require(senders.len() <= SENDERS, "subscription.filter.senders", "at most 1000");
    let senders = senders.iter().take(SENDERS).enumerate().map(|(index, text)| {
        let field = format!("subscription.filter.senders[{index}]");
        fields.read(sender(text), &field, "\"scheme:value\", for example \"gln:5790999900010\"")
    });
    let senders: Option<Vec<String>> = senders.collect::<Vec<_>>().into_iter().collect();
    Some(Filter { scope: scope?, kinds: kinds?, senders: senders? })
}

/// Kinds of event by their words, each once.
pub(crate) fn read_kinds(words: &[String], field: &str, fields: &mut Fields) -> Option<Vec<Kind>> {
    let expected = Kind::ALL.iter().map(|kind| kind.word()).collect::<Vec<_>>().join(", ");
    fields.require(words.len() <= Kind::ALL.len(), field, "each kind once");
    let kinds = words.iter().take(Kind::ALL.len()).enumerate().map(|(index, word)| {
        fields.read(Kind::from_word(word), &format!("{field}[{index}]"), &format!("one of {expected}"))
    });
    let mut kinds: Vec<Kind> = kinds.collect::<Vec<_>>().into_iter().collect::<Option<_>>()?;
    kinds.sort_unstable();
    kinds.dedup();
    Some(kinds)
}

/// An identifier in the writing that letters are compared by. A scheme is one of ours, or a URI.
fn sender(text: &str) -> Option<String> {
    let (scheme, value) = text.rsplit_once(':').filter(|_| text.len() <= 200)?;
    let identifier = PartyIdentifier::from_scheme(scheme, value);
    let known = !matches!(identifier, PartyIdentifier::Other { .. }) || scheme.contains(':');
    (known && !value.is_empty()).then(|| format!("{}:{}", identifier.scheme(), identifier.value()))
}

fn read_options(options: v1::DeliveryOptions, fields: &mut Fields) -> Option<Options> {
    let v1::DeliveryOptions { max_attempts, min_backoff, max_backoff, standard } = options;
    let usual = Options::default();
    let max_attempts = if max_attempts == 0 { usual.max_attempts } else { max_attempts };
    fields.require(max_attempts <= 1000, "subscription.delivery.max_attempts", "1 to 1000");
    let min_backoff = read_wait(min_backoff, usual.min_backoff, "subscription.delivery.min_backoff", fields)?;
    let max_backoff = read_wait(max_backoff, usual.max_backoff, "subscription.delivery.max_backoff", fields)?;
    fields.require(min_backoff <= max_backoff, "subscription.delivery.min_backoff", "at most max_backoff");
    let standard = match v1::StandardChoice::try_from(standard) {
        Ok(v1::StandardChoice::Unspecified) => Some(StandardChoice::Unstated),
        Ok(v1::StandardChoice::Both) => Some(StandardChoice::Both),
        Ok(v1::StandardChoice::Fhir) => Some(StandardChoice::Fhir),
        Ok(v1::StandardChoice::MedcomXml) => Some(StandardChoice::MedcomXml),
        Err(_) => None,
    };
    let standard = fields.read(standard, "subscription.delivery.standard", "a choice of this version")?;
    Some(Options { max_attempts, min_backoff, max_backoff, standard })
}

fn read_wait(
    wait: Option<prost_types::Duration>,
    usual: Duration,
    field: &str,
    fields: &mut Fields,
) -> Option<Duration> {
    let Some(wait) = wait else {
        return Some(usual);
    };
    let wait = Duration::try_from(wait).ok().filter(|wait| *wait <= LONGEST_BACKOFF);
    fields.read(wait, field, "0 s to 24 h")
}

fn read_start(start: Option<Begin>, fields: &mut Fields) -> Option<Start> {
    match start {
        None | Some(Begin::FromBeginning(false)) => Some(Start::Now),
        Some(Begin::FromBeginning(true)) => Some(Start::Beginning),
        Some(Begin::FromTime(time)) => fields.optional_time(Some(time), "from_time")?.map(Start::Time),
    }
}

/// A stored subscription with its state, as the contract says it.
pub(crate) fn message(row: SubscriptionRow, backlog: Option<Backlog>, health: Option<PushHealth>) -> v1::Subscription {
    // Where it stands in matching is the journal's own; the backlog says what of it concerns a subscriber.
    let SubscriptionRow {
        id: _,
        name,
        filter,
        options,
        push,
        created_at,
        matched_through: _,
        last_number: _,
        last_digest: _,
    } = row;
    let SubscriptionName { organisation, name } = name;
    v1::Subscription {
        name,
        organisation: organisation.to_string(),
        filter: Some(filter_message(filter)),
        delivery: Some(options_message(options)),
        create_time: Some(timestamp(created_at)),
        state: backlog.map(|backlog| state_message(backlog, health)),
        push: push.map(push::message),
    }
}

fn filter_message(filter: Filter) -> v1::Filter {
    let Filter { scope, kinds, senders } = filter;
    let scope = match scope {
        Scope::Addressed => v1::Scope::Addressed,
        Scope::Both => v1::Scope::Both,
        Scope::MyPatients => v1::Scope::MyPatients,
    };
    v1::Filter { scope: scope.into(), kinds: kinds.iter().map(|kind| kind.word().to_owned()).collect(), senders }
}

fn options_message(options: Options) -> v1::DeliveryOptions {
    let Options { max_attempts, min_backoff, max_backoff, standard } = options;
    // A stored wait is at most a day, and so always fits.
    let (min_backoff, max_backoff) = (min_backoff.try_into().ok(), max_backoff.try_into().ok());
    let standard = match standard {
        StandardChoice::Both => v1::StandardChoice::Both,
        StandardChoice::Fhir => v1::StandardChoice::Fhir,
        StandardChoice::MedcomXml => v1::StandardChoice::MedcomXml,
        StandardChoice::Unstated => v1::StandardChoice::Unspecified,
    };
    v1::DeliveryOptions { max_attempts, min_backoff, max_backoff, standard: standard.into() }
}

fn state_message(backlog: Backlog, health: Option<PushHealth>) -> v1::SubscriptionState {
    let Backlog { name: _, last_number, settled_through, unsettled, oldest_unsettled_at, parked, catching_up } =
        backlog;
    v1::SubscriptionState {
        last_number,
        settled_through,
        backlog: unsettled,
        oldest_unsettled_time: oldest_unsettled_at.map(timestamp),
        parked_lanes: parked.into_iter().map(lane_message).collect(),
        catching_up,
        push: health.map(push::state),
    }
}

fn lane_message(lane: LaneState) -> v1::ParkedLane {
    let LaneState { lane: _, number, reason, parked_at } = lane;
    v1::ParkedLane { number, reason, park_time: Some(timestamp(parked_at)) }
}

#[cfg(test)]
mod tests;
