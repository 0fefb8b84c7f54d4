//! Which faults a round has, in which order and how long each lasts: all of it follows from the seed.

use std::time::Duration;

use conformance_tests::hostile::Chance;

/// A way in which the services can be put into trouble.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Kind {
    /// Every node of the broker ends, by its own stop or by SIGKILL, and comes back.
    BrokerRestart,
    /// PostgreSQL ends, by its own fast stop or by SIGKILL, and comes back.
    DatabaseRestart,
    /// What an adapter and the broker say to each other arrives late.
    DelayAdapterBroker,
    /// What a gateway and the broker say to each other arrives late.
    DelayGatewayBroker,
    /// What a gateway and the database say to each other arrives late.
    DelayGatewayDatabase,
    /// An adapter's disk is full while the broker is out of its reach.
    DiskFull,
    /// SIGKILL of an adapter, and a new start on its directory.
    KillAdapter,
    /// SIGKILL of a gateway, and a new start on its directory.
    KillGateway,
    /// SIGKILL of one of three broker nodes, which comes back.
    NodeLoss,
    /// No byte passes between an adapter and the broker for a while; no connection ends.
    PartitionAdapter,
    /// No byte passes between a gateway, the broker and the database for a while; no connection ends.
    PartitionGateway,
    /// SIGSTOP of an adapter, and SIGCONT.
    PauseAdapter,
    /// SIGSTOP of a gateway, and SIGCONT.
    PauseGateway,
    /// Every connection between an adapter and the broker is reset.
    ResetAdapterBroker,
    /// Every connection between a gateway and the broker is reset.
    ResetGatewayBroker,
    /// Every connection between a gateway and the database is reset.
    ResetGatewayDatabase,
}

/// One fault of a round.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Fault {
    /// What happens.
    pub(crate) kind: Kind,
    /// Which adapter, gateway or node it happens to; the world has at least as many of each as this can name.
    pub(crate) target: usize,
    /// How long it lasts.
    pub(crate) lasts: Duration,
    /// How many entries are delivered after the last fault before it begins.
    pub(crate) after: u64,
    /// A second choice of the seed: how hard a server is stopped, how much of the disk is left, how late bytes are.
    pub(crate) degree: usize,
}

impl Kind {
    /// Every kind.
    pub(crate) const ALL: [Self; 16] = [
        Self::BrokerRestart,
        Self::DatabaseRestart,
        Self::DelayAdapterBroker,
        Self::DelayGatewayBroker,
        Self::DelayGatewayDatabase,
        Self::DiskFull,
        Self::KillAdapter,
        Self::KillGateway,
        Self::NodeLoss,
        Self::PartitionAdapter,
        Self::PartitionGateway,
        Self::PauseAdapter,
        Self::PauseGateway,
        Self::ResetAdapterBroker,
        Self::ResetGatewayBroker,
        Self::ResetGatewayDatabase,
    ];

    /// Its name in the report, and in `FAULT_KIND`.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::BrokerRestart => "broker-restart",
            Self::DatabaseRestart => "database-restart",
            Self::DelayAdapterBroker => "delay-adapter-broker",
            Self::DelayGatewayBroker => "delay-gateway-broker",
            Self::DelayGatewayDatabase => "delay-gateway-database",
            Self::DiskFull => "disk-full",
            Self::KillAdapter => "kill-adapter",
            Self::KillGateway => "kill-gateway",
            Self::NodeLoss => "node-loss",
            Self::PartitionAdapter => "partition-adapter",
            Self::PartitionGateway => "partition-gateway",
            Self::PauseAdapter => "pause-adapter",
            Self::PauseGateway => "pause-gateway",
            Self::ResetAdapterBroker => "reset-adapter-broker",
            Self::ResetGatewayBroker => "reset-gateway-broker",
            Self::ResetGatewayDatabase => "reset-gateway-database",
        }
    }

    /// Between which times it lasts, in milliseconds. Of most kinds short times are the more frequent ones.
    const fn lasts(self) -> (usize, usize) {
        match self {
            Self::BrokerRestart | Self::DatabaseRestart | Self::NodeLoss => (0, 1_500),
            Self::DelayAdapterBroker | Self::DelayGatewayBroker | Self::DelayGatewayDatabase => (500, 2_500),
            Self::DiskFull => (1_000, 2_500),
            Self::KillAdapter | Self::KillGateway => (0, 1_000),
            Self::PartitionAdapter | Self::PauseAdapter => (300, 8_000),
            // Longer than heartbeats and timeouts, often: then another takes over, and this one comes back too late.
            Self::PartitionGateway | Self::PauseGateway => (300, 10_000),
            Self::ResetAdapterBroker | Self::ResetGatewayBroker | Self::ResetGatewayDatabase => (0, 300),
        }
    }
}

/// The faults of one round: the kinds shuffled, each as often as any other, but for the last of an incomplete deck.
pub(crate) fn faults(kinds: &[Kind], count: usize, chance: &mut Chance) -> Vec<Fault> {
    let mut deck = Vec::new();
    let mut faults = Vec::with_capacity(count);
    while faults.len() < count {
        if deck.is_empty() {
            deck = kinds.to_vec();
        }
        let kind = deck.swap_remove(chance.below(deck.len()));
        let (shortest, longest) = kind.lasts();
        let mut span = longest - shortest;
        if !matches!(kind, Kind::PartitionGateway | Kind::PauseGateway) {
            span = chance.below(span);
        }
        let lasts = Duration::from_millis((shortest + chance.below(span)) as u64);
        let (target, after, degree) = (chance.below(6), 20 + chance.below(100) as u64, chance.below(1_000));
        faults.push(Fault { kind, target, lasts, after, degree });
    }
    faults
}

#[test]
fn a_seed_always_gives_the_same_faults() {
    let planned = |seed| faults(&Kind::ALL, 40, &mut Chance::new(seed));
    assert_eq!(planned(7), planned(7));
    assert_ne!(planned(7), planned(8));
}

#[test]
fn every_kind_comes_equally_often() {
    let all = faults(&Kind::ALL, Kind::ALL.len() * 20, &mut Chance::new(1));
    for kind in Kind::ALL {
        assert_eq!(all.iter().filter(|fault| fault.kind == kind).count(), 20, "{}", kind.name());
    }
}

#[test]
fn every_kind_has_a_name_of_its_own() {
    let names: std::collections::BTreeSet<_> = Kind::ALL.iter().map(|kind| kind.name()).collect();
    assert_eq!(names.len(), Kind::ALL.len());
}
