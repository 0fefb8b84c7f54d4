//! From the command line to what is asked of the gateway.

use wire::v1;
use wire::v1::create_subscription_request::Start;

use crate::cli::{AckArg, CreateArgs, PushArgs, PushFormatArg, ScopeArg, StandardArg, StartArg, UpdateArgs};

/// The subscription to create.
pub(super) fn creation(arguments: &CreateArgs) -> v1::CreateSubscriptionRequest {
    let CreateArgs { name, caller: _, scope, kinds, senders, from, max_attempts, standard, push } = arguments;
    let scope = match scope {
        ScopeArg::Addressed => v1::Scope::Addressed,
        ScopeArg::Both => v1::Scope::Both,
        ScopeArg::MyPatients => v1::Scope::MyPatients,
    };
    let start = match from {
        StartArg::Beginning => Some(Start::FromBeginning(true)),
        StartArg::Now => None,
        StartArg::Time(time) => Some(Start::FromTime(wire::convert::timestamp(*time))),
    };
    let standard = standard.map_or(v1::StandardChoice::Unspecified, Into::into);
    let delivery = v1::DeliveryOptions {
        max_attempts: max_attempts.unwrap_or_default(),
        standard: standard.into(),
        ..v1::DeliveryOptions::default()
    };
    let subscription = v1::Subscription {
        name: name.clone(),
        filter: Some(v1::Filter { scope: scope.into(), kinds: kinds.clone(), senders: senders.clone() }),
        delivery: Some(delivery),
        push: push_config(push),
        ..v1::Subscription::default()
    };
    v1::CreateSubscriptionRequest { subscription: Some(subscription), start }
}

impl From<StandardArg> for v1::StandardChoice {
    fn from(argument: StandardArg) -> Self {
        match argument {
            StandardArg::Both => Self::Both,
            StandardArg::Fhir => Self::Fhir,
            StandardArg::MedcomXml => Self::MedcomXml,
        }
    }
}

/// The push after the change, from the one that is there.
pub(super) fn changed(arguments: &UpdateArgs, there: Option<v1::PushConfig>) -> Option<v1::PushConfig> {
    if arguments.pull {
        return None;
    }
    let paused = |there: v1::PushConfig| v1::PushConfig {
        paused: arguments.pause || (there.paused && !arguments.go_on),
        ..there
    };
    push_config(&arguments.push).or(there.map(paused))
}

fn push_config(arguments: &PushArgs) -> Option<v1::PushConfig> {
    let PushArgs { push, format, ack, max_requests, answer_timeout, receipt_timeout, max_resends, receipts } =
        arguments;
    let format = match format {
        None => v1::PushFormat::Unspecified,
        Some(PushFormatArg::FhirJson) => v1::PushFormat::FhirJson,
        Some(PushFormatArg::FhirXml) => v1::PushFormat::FhirXml,
        Some(PushFormatArg::MedcomEmessage) => v1::PushFormat::MedcomEmessage,
        Some(PushFormatArg::MedcomVans) => v1::PushFormat::MedcomVans,
    };
    let ack = match ack {
        Some(AckArg::Receipt) => v1::PushAck::OnReceipt,
        Some(AckArg::Success) | None => v1::PushAck::OnSuccess,
    };
    let seconds = |seconds: u32| prost_types::Duration { seconds: i64::from(seconds), nanos: 0 };
    Some(v1::PushConfig {
        endpoint: push.clone()?,
        format: format.into(),
        ack: ack.into(),
        paused: false,
        max_requests: max_requests.unwrap_or_default(),
        answer_timeout: answer_timeout.map(seconds),
        receipt_timeout: receipt_timeout.map(seconds),
        max_resends: *max_resends,
        receipts: *receipts,
    })
}
