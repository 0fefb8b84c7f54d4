//! `[broker]`, `[journal]` and `[directory]`: the peers of a process, how they are known and how it proves itself.

use std::path::PathBuf;
use std::time::Duration;

use super::endpoint::{Endpoint, endpoints};
use super::fields::Fields;
use super::folder::{Folder, existing};

/// `[broker]`: the nodes of one RabbitMQ cluster.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Broker {
    /// `nodes`: at least one `host:port`; tried in turn.
    pub(crate) nodes: Vec<Endpoint>,
    /// **Default** `"/"`.
    pub(crate) virtual_host: String,
    /// How it proves who it is: a password, or its certificate (EXTERNAL).
    pub(crate) login: Login,
    /// PEM file with the authorities of the nodes' certificates. May be missing only for nodes on this machine.
    pub(crate) ca: Option<PathBuf>,
    /// How soon a silent connection is noticed: twice this time. **Default** `"4s"`, 1 s to 60 s.
    pub(crate) heartbeat: Duration,
    /// The longest wait for one confirm. **Default** `"10s"`, 1 s to 5 min.
    pub(crate) patience: Duration,
}

/// How a process proves to a peer who it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Login {
    /// By `certificate` and `key`.
    Certificate(ClientPair),
    /// By `user` and `password_file`.
    Password {
        /// The name.
        user: String,
        /// The file with the password; the end of its last line does not count.
        file: PathBuf,
    },
}

/// A client certificate and the key that belongs to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ClientPair {
    /// PEM file with the certificate and its chain.
    pub(crate) certificate: PathBuf,
    /// PEM file with the private key.
    pub(crate) key: PathBuf,
}

/// `[journal]`: the PostgreSQL database of the gateways.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Journal {
    /// `hosts`: at least one `host:port`; the one that takes writes is used.
    pub(crate) hosts: Vec<Endpoint>,
    /// The name of the database.
    pub(crate) database: String,
    /// The user. **Default** `"broen"`.
    pub(crate) user: String,
    /// The file with the password. **Default**: none; the certificate, or the database's own rules, let the process in.
    pub(crate) password_file: Option<PathBuf>,
    /// The client certificate. **Default**: none.
    pub(crate) pair: Option<ClientPair>,
    /// PEM file with the authorities of the hosts' certificates. May be missing only for hosts on this machine.
    pub(crate) ca: Option<PathBuf>,
    /// `pool`: connections that read at the same time; a few more write. **Default** 4, 1 to 100.
    pub(crate) pool: usize,
}

/// `[directory]`: where an adapter learns whom there is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Directory {
    /// `gateways`: at least one `host:port` of a gateway's gRPC.
    pub(crate) gateways: Vec<Endpoint>,
    /// PEM file with the authorities of the gateways' certificates.
    pub(crate) ca: PathBuf,
    /// The adapter's own certificate, which the gateways know.
    pub(crate) pair: ClientPair,
    /// How long the directory is trusted without a gateway's confirmation. **Default** `"1d"`, 1 s to 30 d.
    pub(crate) max_age: Duration,
}

const SECOND: Duration = Duration::from_secs(1);
const DAY: Duration = Duration::from_secs(86_400);

pub(super) fn broker(fields: &Fields<'_>, folder: Folder<'_>) -> Option<Broker> {
    let nodes = endpoints(fields, "nodes");
    let virtual_host = fields.text("virtual_host", |text| Ok(text.to_owned()));
    let user = fields.text("user", filled);
    let password_file = file(fields, "password_file", folder);
    let pair = pair(fields, folder);
    let ca = authorities(fields, folder, &nodes);
    let heartbeat = fields.duration("heartbeat", Duration::from_secs(4), SECOND..=Duration::from_secs(60));
    let patience = fields.duration("patience", Duration::from_secs(10), SECOND..=Duration::from_secs(300));
    let (by_password, by_certificate) = (fields.has("user") || fields.has("password_file"), has_pair(fields));
    let login = match (by_password, by_certificate) {
        (true, true) => {
            return also(fields, "user", "is for a password; beside certificate and key it is one too many");
        }
        (false, false) => {
            return also(fields, "user", "is missing; write user and password_file, or certificate and key");
        }
        (true, false) => {
            for key in ["user", "password_file"].into_iter().filter(|key| !fields.has(key)) {
                fields.problem(key, "is missing; user and password_file belong together");
            }
            Login::Password { user: user?, file: password_file? }
        }
        (false, true) => Login::Certificate(pair?),
    };
    let is_plain = matches!(login, Login::Certificate(_)) && ca.is_none();
    if is_plain && !fields.has("ca") {
        fields.problem("ca", "is missing; a certificate is shown over TLS only");
    }
    let virtual_host = virtual_host.unwrap_or_else(|| "/".to_owned());
    Some(Broker { nodes, virtual_host, login, ca, heartbeat, patience })
}

pub(super) fn journal(fields: &Fields<'_>, folder: Folder<'_>) -> Option<Journal> {
    let hosts = endpoints(fields, "hosts");
    let database = fields.required("database", filled);
    let user = fields.text("user", filled).unwrap_or_else(|| "broen".to_owned());
    let password_file = file(fields, "password_file", folder);
    let pair = pair(fields, folder);
    let ca = authorities(fields, folder, &hosts);
    let pool = usize::try_from(fields.whole("pool", 4, 1..=100)).unwrap_or(4);
    if has_pair(fields) && !fields.has("ca") {
        fields.problem("ca", "is missing; a certificate is shown over TLS only");
    }
    Some(Journal { hosts, database: database?, user, password_file, pair, ca, pool })
}

pub(super) fn directory(fields: &Fields<'_>, folder: Folder<'_>) -> Option<Directory> {
    let gateways = endpoints(fields, "gateways");
    let ca = fields.required("ca", |text| existing(text, folder));
    if !has_pair(fields) {
        fields.problem("certificate", "is missing; gateways know an adapter by its certificate and key");
    }
    let pair = pair(fields, folder);
    let max_age = fields.duration("max_age", DAY, SECOND..=DAY.saturating_mul(30));
    Some(Directory { gateways, ca: ca?, pair: pair?, max_age })
}

pub(super) fn pair(fields: &Fields<'_>, folder: Folder<'_>) -> Option<ClientPair> {
    let (certificate, key) = (file(fields, "certificate", folder), file(fields, "key", folder));
    if has_pair(fields) {
        for key in ["certificate", "key"].into_iter().filter(|key| !fields.has(key)) {
            fields.problem(key, "is missing; certificate and key belong together");
        }
    }
    Some(ClientPair { certificate: certificate?, key: key? })
}

fn has_pair(fields: &Fields<'_>) -> bool {
    fields.has("certificate") || fields.has("key")
}

/// `ca`. Only what does not leave this machine may go without encryption.
fn authorities(fields: &Fields<'_>, folder: Folder<'_>, peers: &[Endpoint]) -> Option<PathBuf> {
    let ca = file(fields, "ca", folder);
    if !fields.has("ca")
        && let Some(peer) = peers.iter().find(|peer| !peer.is_local())
    {
        fields.problem("ca", format!("is missing; {peer} is not on this machine, and is talked to over TLS only"));
    }
    ca
}

fn file(fields: &Fields<'_>, key: &'static str, folder: Folder<'_>) -> Option<PathBuf> {
    fields.text(key, |text| existing(text, folder))
}

fn filled(text: &str) -> Result<String, String> {
    if text.trim().is_empty() { Err("must not be empty".to_owned()) } else { Ok(text.to_owned()) }
}

fn also<T>(fields: &Fields<'_>, key: &str, what: &str) -> Option<T> {
    fields.problem(key, what);
    None
}
