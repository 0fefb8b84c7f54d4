//! What a subscriber may say on a stream: first which subscription, then only acks and nacks.

use canonical::organisation::OrganisationId;
use delivery::{Report, WindowSize};
use journal::SubscriptionName;
use tonic::Status;
use wire::v1;

use super::fields::{Fields, is_word};

/// The first request.
pub(crate) struct First {
    pub(crate) name: SubscriptionName,
    pub(crate) window: WindowSize,
    /// What it reports of entries it got before.
    pub(crate) reports: Vec<Report>,
}

/// The widest window, and the most reports in one request.
const MOST: usize = 10_000;

const DEFAULT_WINDOW: WindowSize = WindowSize { messages: 100, bytes: 16 * 1024 * 1024 };

/// Reads the first request.
pub(crate) fn first(organisation: &OrganisationId, request: v1::StreamingPullRequest) -> Result<First, Status> {
    let v1::StreamingPullRequest { subscription, max_outstanding_messages, max_outstanding_bytes, ack_numbers, nacks } =
        request;
    let mut fields = Fields::default();
    let name = fields.short_name(subscription, "subscription");
    let messages = or_default(max_outstanding_messages, DEFAULT_WINDOW.messages);
    fields.require(messages as usize <= MOST, "max_outstanding_messages", "1 to 10000");
    let bytes = or_default(max_outstanding_bytes, DEFAULT_WINDOW.bytes);
    let reports = reports(ack_numbers, nacks, &mut fields);
    fields.finish(|| {
        let name = SubscriptionName { organisation: organisation.clone(), name: name? };
        Some(First { name, window: WindowSize { messages, bytes }, reports: reports? })
    })
}

/// Reads any later request.
pub(crate) fn later(request: v1::StreamingPullRequest) -> Result<Vec<Report>, Status> {
    let v1::StreamingPullRequest { subscription, max_outstanding_messages, max_outstanding_bytes, ack_numbers, nacks } =
        request;
    let mut fields = Fields::default();
    let only_first = "given in the first request only";
    fields.require(subscription.is_empty(), "subscription", only_first);
    fields.require(max_outstanding_messages == 0, "max_outstanding_messages", only_first);
    fields.require(max_outstanding_bytes == 0, "max_outstanding_bytes", only_first);
    let reports = reports(ack_numbers, nacks, &mut fields);
    fields.finish(|| reports)
}

fn reports(acks: Vec<u64>, nacks: Vec<v1::Nack>, fields: &mut Fields) -> Option<Vec<Report>> {
    fields.require(acks.len() <= MOST, "ack_numbers", "at most 10000");
    fields.require(nacks.len() <= MOST, "nacks", "at most 10000");
    fields.require(!acks.contains(&0), "ack_numbers", "numbers of entries, which begin with 1");
    let mut reports: Vec<Report> = Vec::new();
    if !acks.is_empty() {
        reports.push(Report::Ack(acks));
    }
    for (index, v1::Nack { number, reason }) in nacks.into_iter().take(MOST).enumerate() {
        fields.require(number > 0, &format!("nacks[{index}].number"), "the number of an entry, 1 or more");
        fields.require(is_word(&reason), &format!("nacks[{index}].reason"), "1 to 63 of a-z, 0-9 and '-'");
        reports.push(Report::Nack { number, reason });
    }
    Some(reports)
}

fn or_default<T: Default + PartialEq>(asked: T, default: T) -> T {
    if asked == T::default() { default } else { asked }
}

#[cfg(test)]
mod tests {
    use tonic_types::StatusExt as _;

    use super::*;

    fn organisation() -> OrganisationId {
        OrganisationId::parse("odense-kommune").expect("a short name")
    }

    fn wrong(status: &Status) -> Vec<String> {
        let details = status.get_error_details();
        let violations = &details.bad_request().expect("fields").field_violations;
        violations.iter().map(|violation| violation.field.clone()).collect()
    }

    #[test]
    fn the_first_request_names_the_subscription() {
        let request = v1::StreamingPullRequest { subscription: "inbox".to_owned(), ..Default::default() };
        let First { name, window, reports } = first(&organisation(), request).expect("enough");
        assert_eq!(name.name, "inbox");
        assert_eq!(window, DEFAULT_WINDOW);
        assert_eq!(reports, []);
        let nameless = first(&organisation(), v1::StreamingPullRequest::default());
        assert_eq!(wrong(&nameless.err().expect("wrong")), ["subscription"]);
    }

    #[test]
    fn a_window_has_a_widest_size() {
        let request = v1::StreamingPullRequest {
            subscription: "inbox".to_owned(),
            max_outstanding_messages: 10_001,
            ..Default::default()
        };
        assert_eq!(wrong(&first(&organisation(), request).err().expect("wrong")), ["max_outstanding_messages"]);
    }

    #[test]
    fn later_requests_only_report() {
        let nack = v1::Nack { number: 3, reason: "database-down".to_owned() };
        let request = v1::StreamingPullRequest { ack_numbers: vec![1, 2], nacks: vec![nack], ..Default::default() };
        let nacked = Report::Nack { number: 3, reason: "database-down".to_owned() };
        assert_eq!(later(request).expect("right"), [Report::Ack(vec![1, 2]), nacked]);
        let nack = v1::Nack { number: 0, reason: "Patient Test".to_owned() };
        let request = v1::StreamingPullRequest {
            subscription: "inbox".to_owned(),
            max_outstanding_bytes: 1,
            ack_numbers: vec![0],
            nacks: vec![nack],
            ..Default::default()
        };
        assert_eq!(
            wrong(&later(request).expect_err("wrong")),
            ["subscription", "max_outstanding_bytes", "ack_numbers", "nacks[0].number", "nacks[0].reason"]
        );
    }
}
