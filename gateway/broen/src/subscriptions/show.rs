//! Subscriptions for people and for programs.

use wire::convert::instant;
use wire::v1;

use crate::output::{Mark, Terminal};

/// Prints one subscription.
pub(super) fn print(terminal: Terminal, subscription: &v1::Subscription) {
    let state = subscription.state.clone().unwrap_or_default();
    let parked = state.parked_lanes.iter();
    let parked: Vec<_> =
        parked.map(|lane| serde_json::json!({ "number": lane.number, "reason": lane.reason })).collect();
    terminal.object(&serde_json::json!({
        "name": subscription.name, "organisation": subscription.organisation,
        "last_number": state.last_number, "settled_through": state.settled_through, "backlog": state.backlog,
        "oldest_unsettled": written(state.oldest_unsettled_time), "catching_up": state.catching_up,
        "parked_lanes": parked, "standard": standard_word(subscription), "push": subscription.push.as_ref().map(|push| object(push, state.push.as_ref())),
    }));
    let v1::SubscriptionState { last_number, backlog, .. } = &state;
    let is_well = state.parked_lanes.is_empty() && state.push.as_ref().is_none_or(is_delivering);
    let mark = if is_well { Mark::Good } else { Mark::Bad };
    terminal.mark(mark, format!("{}  {last_number} entries, {backlog} not settled", subscription.name));
    for v1::ParkedLane { number, reason, .. } in &state.parked_lanes {
        terminal.say(format!("      parked at entry {number}: {reason}"));
    }
    match standard_word(subscription) {
        "unspecified" => {}
        chosen => terminal.say(format!("      of what came in both standards: {chosen}")),
    }
    let Some(push) = &subscription.push else { return };
    terminal.say(format!("      posted to {} as {}, ack {}", push.endpoint, format_word(push), ack_word(push)));
    if let Some(health) = &state.push {
        let since = written(health.since_time);
        let reason = if health.reason.is_empty() { String::new() } else { format!(" ({})", health.reason) };
        let waiting = health.awaiting_receipt;
        let standing = standing_word(health);
        terminal.say(format!("      {standing}{reason} since {since}, {waiting} waiting for a receipt"));
    }
}

fn object(push: &v1::PushConfig, health: Option<&v1::PushState>) -> serde_json::Value {
    let health = health.map(|health| {
        serde_json::json!({
            "standing": standing_word(health), "reason": health.reason, "since": written(health.since_time),
            "last_success": written(health.last_success_time), "awaiting_receipt": health.awaiting_receipt,
        })
    });
    let seconds = |time: &Option<prost_types::Duration>| time.as_ref().map(|time| time.seconds);
    serde_json::json!({
        "endpoint": push.endpoint, "format": format_word(push), "ack": ack_word(push), "paused": push.paused,
        "max_requests": push.max_requests, "answer_timeout_seconds": seconds(&push.answer_timeout),
        "receipt_timeout_seconds": seconds(&push.receipt_timeout), "max_resends": push.max_resends, "receipts": push.receipts,
        "state": health,
    })
}

fn is_delivering(health: &v1::PushState) -> bool {
    matches!(health.standing(), v1::PushStanding::Delivering | v1::PushStanding::Unspecified)
}

fn standard_word(subscription: &v1::Subscription) -> &'static str {
    match subscription.delivery.unwrap_or_default().standard() {
        v1::StandardChoice::Both => "both",
        v1::StandardChoice::Fhir => "fhir",
        v1::StandardChoice::MedcomXml => "medcom-xml",
        v1::StandardChoice::Unspecified => "unspecified",
    }
}

fn format_word(push: &v1::PushConfig) -> &'static str {
    match push.format() {
        v1::PushFormat::FhirJson => "fhir-json",
        v1::PushFormat::FhirXml => "fhir-xml",
        v1::PushFormat::MedcomEmessage => "medcom-emessage",
        v1::PushFormat::MedcomVans => "medcom-vans",
        v1::PushFormat::Unspecified => "unspecified",
    }
}

fn ack_word(push: &v1::PushConfig) -> &'static str {
    match push.ack() {
        v1::PushAck::OnReceipt => "on-receipt",
        v1::PushAck::OnSuccess | v1::PushAck::Unspecified => "on-success",
    }
}

fn standing_word(health: &v1::PushState) -> &'static str {
    match health.standing() {
        v1::PushStanding::Delivering => "delivering",
        v1::PushStanding::NotAllowed => "not-allowed",
        v1::PushStanding::Paused => "paused",
        v1::PushStanding::Unspecified => "not-taken-up",
        v1::PushStanding::Unwell => "unwell",
    }
}

/// A time as text; empty where there is none.
fn written(time: Option<prost_types::Timestamp>) -> String {
    time.and_then(|time| instant(time).ok()).map(|at| at.to_string()).unwrap_or_default()
}
