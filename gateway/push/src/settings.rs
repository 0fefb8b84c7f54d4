//! The limits of posting.

use std::sync::Arc;
use std::time::Duration;

use exchange::Pairing;
use exchange::convert::Settings as Conversions;

use crate::{Hosts, Tls};

/// What posting goes by.
#[derive(Clone)]
pub struct Settings {
    /// Where may be posted.
    pub hosts: Arc<Hosts>,
    /// How the gateway proves itself, and whom it trusts.
    pub tls: Tls,
    /// The longest wait for a connection and its handshake. **Default** 10 s.
    pub connect_time: Duration,
    /// Bytes of events that may be under way or waiting for a receipt, of one subscription; one always fits. **Default** 16 MiB.
    pub window: u64,
    /// Entries that may wait for a receipt, of one subscription. **Default** 1000.
    pub awaiting: u32,
    /// The most bytes of an answer that are read. **Default** 1 MiB.
    pub answer: usize,
    /// The longest hold that a receiver can ask for by `Retry-After`. **Default** 1 h.
    pub longest_hold: Duration,
    /// How often it is looked what is to be posted, which is also the beat. **Default** 1 s.
    pub every: Duration,
    /// The most bytes of large files that an event is posted with. **Default** 100 MiB.
    pub files: u64,
    /// How letters are converted for receivers of another standard, and how long letter and files wait for each other.
    pub conversion: (Pairing, Conversions),
    /// The shortest wait for the receipt of a converted letter before it is sent again; that of the subscription, if it is longer.
    /// **Default** 120 min.
    ///
    /// Standard: MedCom, use cases of the conversion service 3.1, section 4.5.
    pub converted_receipt_time: Duration,
    /// How long the beat of another pusher may stand still before its turns are taken. Zero where there is no other one.
    pub patience: Duration,
}

impl Settings {
    /// The defaults.
    #[must_use]
    pub fn new(hosts: Arc<Hosts>, tls: Tls) -> Self {
        Self {
            hosts,
            tls,
            connect_time: Duration::from_secs(10),
            window: 16 << 20,
            awaiting: 1000,
            answer: 1 << 20,
            longest_hold: Duration::from_secs(3600),
            every: Duration::from_secs(1),
            files: 100 << 20,
            conversion: (Pairing::default(), Conversions::default()),
            converted_receipt_time: Duration::from_secs(7200),
            patience: Duration::from_secs(10),
        }
    }
}
