//! Where receipts may go: to the sender's own queues, and to nobody else's.

use broker::RECEIPTS;
use canonical::organisation::OrganisationId;

/// What the broker makes of the `reply_to` of a sender that waits for its reply on the same channel.
const DIRECT: &str = "amq.rabbitmq.reply-to.";

/// Whether receipts of this organisation may go to this queue: `broen.receipts.<its id>`, one below it, or straight to
/// the channel that asks. Who is not known has only the last.
pub(super) fn may_reply(sender: Option<&OrganisationId>, reply_to: &str) -> bool {
    let own = |id: &OrganisationId| {
        let below = reply_to.strip_prefix(RECEIPTS).and_then(|rest| rest.strip_prefix(id.as_str()));
        below.is_some_and(|below| below.is_empty() || below.starts_with('.'))
    };
    reply_to.starts_with(DIRECT) || sender.is_some_and(own)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn receipts_go_to_their_sender_only() {
        let sender = OrganisationId::parse("odense").expect("a short name");
        for own in ["broen.receipts.odense", "broen.receipts.odense.home-care", "amq.rabbitmq.reply-to.g1h2AA"] {
            assert!(may_reply(Some(&sender), own), "{own}");
        }
        for other in ["broen.receipts.odense-kommune", "broen.receipts.", "broen.events", "", "odense"] {
            assert!(!may_reply(Some(&sender), other), "{other}");
        }
        assert!(!may_reply(None, "broen.receipts.odense"));
        assert!(may_reply(None, "amq.rabbitmq.reply-to.g1h2AA"));
    }
}
