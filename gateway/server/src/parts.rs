//! What a server is made of. A gateway has a journal, an adapter takes letters in, and a standalone process does both.

use std::sync::Arc;

use access::{Policy, Route};
use blobs::Store;
use canonical::digest::Digest;
use canonical::organisation::Organisation;
use delivery::Engine;
use exchange::Pairing;
use intake::Intake;
use journal::{Journal, LookupKey};
use push::Hosts;
use telemetry::Clock;

use crate::http::entrance::Entrance;
use crate::observe::Render;
use crate::readiness::Ready;
use crate::receipts::Receipts;
use crate::settings::Settings;

/// What the server works with.
pub struct Parts {
    /// What reads and delivers, if the process has a journal.
    pub gateway: Option<GatewayParts>,
    /// What takes letters in, if the process does.
    pub intake: Option<IntakeParts>,
    /// What else must work for the process to be ready; the journal is asked without being named here.
    pub ready: Vec<Arc<dyn Ready>>,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Writes the metrics.
    pub render: Render,
    /// Limits.
    pub settings: Settings,
}

/// Everything behind the services for subscribers and registrars.
pub struct GatewayParts {
    /// Events, subscriptions, care relations and the audit.
    pub journal: Arc<dyn Journal>,
    /// Large files and documents.
    pub blobs: Store,
    /// Delivers subscriptions. The server drains it when it is told to stop.
    pub engine: Engine,
    /// Everybody who may have care relations.
    pub organisations: Arc<[Organisation]>,
    /// Who may see what.
    pub policy: Arc<Policy>,
    /// Finds patients in the journal.
    pub lookup: LookupKey,
    /// Where entries may be posted.
    pub hosts: Arc<Hosts>,
    /// How letters are converted for receivers of another standard.
    pub conversion: (Pairing, exchange::convert::Settings),
    /// What the directory says beside the subscriptions.
    pub directory: DirectoryParts,
}

/// What the directory says beside the subscriptions, which are in the journal.
#[derive(Debug, Clone, Default)]
pub struct DirectoryParts {
    /// Every organisation, in any order.
    pub listed: Vec<ListedOrganisation>,
    /// The public keys that letters are sealed to, by their ids, the one to use first; empty where no letters come by AMQP.
    pub sealing_keys: Vec<(String, [u8; 32])>,
    /// What receipts promise; the first that takes a letter decides.
    pub routes: Vec<Route>,
}

/// An organisation of the directory.
#[derive(Debug, Clone)]
pub struct ListedOrganisation {
    /// Who it is.
    pub organisation: Arc<Organisation>,
    /// SHA-256 of each of its client certificates (DER).
    pub certificates: Vec<Digest>,
    /// The name under which it may hand letters over by AMQP.
    pub amqp_user: Option<String>,
}

/// Everything behind the entrances for letters.
pub struct IntakeParts {
    /// Takes documents.
    pub intake: Intake,
    /// The entrances over HTTP. Letters over gRPC are always taken.
    pub entrances: Vec<Entrance>,
    /// What became of documents whose receipts follow.
    pub receipts: Option<Arc<dyn Receipts>>,
}
