//! The exchanges and queues that the program needs, and how they must be.

/// The exchange and the queue of events, between adapters and gateways.
pub const EVENTS: &str = "broen.events";
/// The queue by which senders hand over FHIR messages.
pub const LETTERS_FHIR: &str = "broen.letters.fhir";
/// The queue by which senders hand over MedCom letters.
pub const LETTERS_MEDCOM: &str = "broen.letters.medcom";
/// The queues of a sender's receipts begin with this and its organisation's id. Senders declare them.
pub const RECEIPTS: &str = "broen.receipts.";

/// What must stand in the broker. Declared at every connection; what stands there otherwise is refused.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Topology {
    queues: Vec<Queue>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Queue {
    name: String,
    /// The fanout exchange of the same name that feeds it; else it is reached through the default exchange.
    exchange: bool,
}

impl Topology {
    /// The exchange and the queue of events.
    #[must_use]
    pub fn events() -> Self {
        Self { queues: vec![Queue { name: EVENTS.to_owned(), exchange: true }] }
    }

    /// A queue of letters, on the default exchange.
    #[must_use]
    pub fn letters(queue: &str) -> Self {
        Self { queues: vec![Queue { name: queue.to_owned(), exchange: false }] }
    }

    /// Both.
    #[must_use]
    pub fn and(mut self, other: Self) -> Self {
        let new = other.queues.into_iter().filter(|queue| !self.queues.contains(queue)).collect::<Vec<_>>();
        self.queues.extend(new);
        self
    }
}
