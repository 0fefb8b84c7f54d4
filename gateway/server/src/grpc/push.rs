//! Pushes between the contract and the journal.

use std::time::Duration;

use ::push::Endpoint;
use journal::{Push, PushAck, PushFormat, PushHealth};
use wire::convert::timestamp;
use wire::v1;

use super::fields::Fields;

const MINUTE: u64 = 60;
const DAY: u64 = 24 * 3600;

/// Requests at the same time: unless told otherwise, and at most.
const REQUESTS: (u32, u32) = (4, 32);
/// Times a letter is sent again: unless told otherwise, and at most.
const RESENDS: (u32, u32) = (3, 100);

/// Reads where and how entries are posted; the outer `None` is something wrong.
pub(crate) fn read(push: Option<v1::PushConfig>, fields: &mut Fields) -> Option<Option<Push>> {
    let Some(push) = push else { return Some(None) };
    let v1::PushConfig {
        endpoint,
        format,
        ack,
        paused,
        max_requests,
        answer_timeout,
        receipt_timeout,
        max_resends,
        receipts,
    } = push;
    let is_address = Endpoint::parse(&endpoint).is_some();
    let expected = "an https URL of at most 2000 characters, without a user and without a fragment";
    fields.require(is_address, "subscription.push.endpoint", expected);
    let format = match v1::PushFormat::try_from(format) {
        Ok(v1::PushFormat::MedcomEmessage) => Some(PushFormat::MedcomEmessage),
        Ok(v1::PushFormat::MedcomVans) => Some(PushFormat::MedcomVans),
        Ok(v1::PushFormat::FhirJson) => Some(PushFormat::FhirJson),
        Ok(v1::PushFormat::FhirXml) => Some(PushFormat::FhirXml),
        Ok(v1::PushFormat::Unspecified) | Err(_) => None,
    };
    let format = fields.read(format, "subscription.push.format", "a format of this version");
    let ack = match v1::PushAck::try_from(ack) {
        Ok(v1::PushAck::Unspecified | v1::PushAck::OnSuccess) => Some(PushAck::OnSuccess),
        Ok(v1::PushAck::OnReceipt) => Some(PushAck::OnReceipt),
        Err(_) => None,
    };
    let ack = fields.read(ack, "subscription.push.ack", "an ack of this version");
    let requests = if max_requests == 0 { REQUESTS.0 } else { max_requests };
    fields.require(requests <= REQUESTS.1, "subscription.push.max_requests", "1 to 32");
    let resends = max_resends.unwrap_or(RESENDS.0);
    fields.require(resends <= RESENDS.1, "subscription.push.max_resends", "0 to 100");
    let answer = wait(answer_timeout, 30, 5 * MINUTE);
    let answer_time = fields.read(answer, "subscription.push.answer_timeout", "1 s to 5 min");
    let receipt = wait(receipt_timeout, 30 * MINUTE, 7 * DAY);
    let receipt_time = fields.read(receipt, "subscription.push.receipt_timeout", "1 s to 7 d");
    let (answer_time, receipt_time) = (answer_time?, receipt_time?);
    Some(Some(Push {
        endpoint,
        format: format?,
        ack: ack?,
        paused,
        requests,
        answer_time,
        receipt_time,
        resends,
        receipts,
    }))
}

/// A wait of at least a second; `None` if it is out of bounds.
fn wait(wait: Option<prost_types::Duration>, usual: u64, longest: u64) -> Option<Duration> {
    let Some(wait) = wait else { return Some(Duration::from_secs(usual)) };
    let bounds = Duration::from_secs(1)..=Duration::from_secs(longest);
    Duration::try_from(wait).ok().filter(|wait| bounds.contains(wait))
}

/// The push as the contract says it.
pub(crate) fn message(push: Push) -> v1::PushConfig {
    let Push { endpoint, format, ack, paused, requests, answer_time, receipt_time, resends, receipts } = push;
    let format = match format {
        PushFormat::FhirJson => v1::PushFormat::FhirJson,
        PushFormat::FhirXml => v1::PushFormat::FhirXml,
        PushFormat::MedcomEmessage => v1::PushFormat::MedcomEmessage,
        PushFormat::MedcomVans => v1::PushFormat::MedcomVans,
    };
    let ack = match ack {
        PushAck::OnReceipt => v1::PushAck::OnReceipt,
        PushAck::OnSuccess => v1::PushAck::OnSuccess,
    };
    v1::PushConfig {
        endpoint,
        format: format.into(),
        ack: ack.into(),
        paused,
        max_requests: requests,
        // Stored waits are within bounds, and so always fit.
        answer_timeout: answer_time.try_into().ok(),
        receipt_timeout: receipt_time.try_into().ok(),
        max_resends: Some(resends),
        receipts,
    }
}

/// How posting goes, as the contract says it.
pub(crate) fn state(health: PushHealth) -> v1::PushState {
    let PushHealth { state, reason, since, taken_at, awaiting } = health;
    let standing = match state.as_str() {
        "delivering" => v1::PushStanding::Delivering,
        "not-allowed" => v1::PushStanding::NotAllowed,
        "paused" => v1::PushStanding::Paused,
        "unwell" => v1::PushStanding::Unwell,
        _ => v1::PushStanding::Unspecified,
    };
    v1::PushState {
        standing: standing.into(),
        reason,
        since_time: Some(timestamp(since)),
        last_success_time: taken_at.map(timestamp),
        awaiting_receipt: awaiting,
    }
}

#[cfg(test)]
mod tests {
    use tonic_types::StatusExt as _;

    use super::*;

    fn asked() -> v1::PushConfig {
        v1::PushConfig {
            endpoint: "https://epj.example/fhir/$process-message".to_owned(),
            format: v1::PushFormat::FhirJson.into(),
            ..Default::default()
        }
    }

    #[test]
    fn an_endpoint_and_a_format_are_enough() {
        let mut fields = Fields::default();
        let push = read(Some(asked()), &mut fields).flatten().expect("enough");
        let seconds = Duration::from_secs;
        assert_eq!((push.format, push.ack, push.paused), (PushFormat::FhirJson, PushAck::OnSuccess, false));
        assert_eq!((push.requests, push.resends), (4, 3));
        assert_eq!((push.answer_time, push.receipt_time), (seconds(30), seconds(1800)));
        assert_eq!(read(Some(message(push.clone())), &mut fields), Some(Some(push)));
        assert_eq!(read(None, &mut fields), Some(None));
    }

    #[test]
    fn everything_wrong_is_said_at_once() {
        let duration = |seconds| Some(prost_types::Duration { seconds, nanos: 0 });
        let wrong = v1::PushConfig {
            endpoint: "http://epj.example/".to_owned(),
            format: 0,
            ack: 9,
            paused: false,
            max_requests: 33,
            answer_timeout: duration(0),
            receipt_timeout: duration(8 * 24 * 3600),
            max_resends: Some(101),
            receipts: false,
        };
        let mut fields = Fields::default();
        assert_eq!(read(Some(wrong), &mut fields), None);
        let details = fields.finish(|| Some(())).expect_err("wrong").get_error_details();
        let violations = &details.bad_request().expect("fields").field_violations;
        let named: Vec<_> = violations.iter().filter_map(|one| one.field.strip_prefix("subscription.push.")).collect();
        let expected =
            ["endpoint", "format", "ack", "max_requests", "max_resends", "answer_timeout", "receipt_timeout"];
        assert_eq!(named, expected);
    }
}
