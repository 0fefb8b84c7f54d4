//! The configuration of `broen gateway`.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use access::{Route, Sharing};
use canonical::organisation::OrganisationId;
use telemetry::Logs;

use super::conversion::{Conversion, conversion};
use super::fields::Fields;
use super::folder::{Folder, existing};
use super::model::{Batches, CertificateSource, Member, ServerFiles, Timing};
use super::organisation::{amqp_users, certificate, known_callers, organisation_id, organisations};
use super::push::{Push, push};
use super::remote::{Broker, Journal, broker, journal};
use super::tables::{address, batches, blobs, connections, log, receipt_after, routes, server_files, sharing, timing};

/// A gateway: takes events from the broker, keeps them in PostgreSQL, delivers them over gRPC.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Gateway {
    /// `[listen] grpc`: mutual TLS. **Default** `127.0.0.1:8443`.
    pub(crate) grpc: SocketAddr,
    /// `[listen] metrics`: plain HTTP. **Default** `127.0.0.1:8445`.
    pub(crate) metrics: SocketAddr,
    /// The server's certificate and the authorities of its callers.
    pub(crate) tls: ServerFiles,
    /// Where events are kept.
    pub(crate) journal: Journal,
    /// `[blobs] directory`: where the adapters put large files and documents.
    pub(crate) blobs: PathBuf,
    /// Where events come from.
    pub(crate) broker: Broker,
    /// `[secrets] lookup_key`: 32 bytes, the same for every gateway of a database, for as long as the database lives.
    pub(crate) lookup_key: PathBuf,
    /// `[secrets] sealing_keys`: 32 bytes each; adapters seal to the first, the others still open. At least one.
    pub(crate) sealing_keys: Vec<PathBuf>,
    /// Structured logs.
    pub(crate) log: Logs,
    /// `[limits] connections`.
    pub(crate) connections: usize,
    /// `[limits] queue` and `batch`.
    pub(crate) batches: Batches,
    /// How long to wait.
    pub(crate) timing: Timing,
    /// `[timing] receipt`: how long a letter whose sender asked for a receipt may wait for it, before it is overdue.
    /// **Default** `"30min"`, which is what MedCom lets a sender wait; 1 min to 7 d.
    pub(crate) receipt_after: Duration,
    /// Letters for receivers of the other standard.
    pub(crate) conversion: Conversion,
    /// Posting entries to systems without gRPC.
    pub(crate) push: Push,
    /// Who may call, and whom letters may name.
    pub(crate) organisations: Vec<Member>,
    /// `[[adapter]]`: processes that may ask for the directory, and for receipts.
    pub(crate) adapters: Vec<Adapter>,
    /// What receipts promise.
    pub(crate) routes: Vec<Route>,
    /// What organisations may see beyond what is addressed to them.
    pub(crate) sharing: Vec<Sharing>,
}

/// `[[adapter]]`: a process that may ask for the directory, and for the receipts of all organisations, whose senders it answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Adapter {
    /// Its name, different from every organisation's.
    pub(crate) id: OrganisationId,
    /// Its client certificates.
    pub(crate) certificates: Vec<CertificateSource>,
}

pub(super) fn gateway(fields: &Fields<'_>, folder: Folder<'_>) -> Option<Gateway> {
    let listen = fields.table("listen", |fields| (address(fields, "grpc", 8443), address(fields, "metrics", 8445)));
    let tls = fields.needed("tls", |fields| server_files(fields, folder));
    let journal = fields.needed("journal", |fields| journal(fields, folder));
    let broker = fields.needed("broker", |fields| broker(fields, folder));
    let blobs = fields.needed("blobs", |fields| blobs(fields, folder));
    let secrets = fields.needed("secrets", |fields| secrets(fields, folder));
    let log = fields.table("log", log);
    let (connections, batches) = fields.table("limits", |fields| (connections(fields), batches(fields)));
    let (timing, receipt_after) = fields.table("timing", |fields| (timing(fields), receipt_after(fields)));
    let conversion = fields.table("conversion", conversion);
    let push = fields.table("push", |fields| push(fields, folder));
    let organisations = organisations(fields, folder);
    known_callers(fields, &organisations);
    amqp_users(fields, &organisations);
    for member in organisations.iter().filter(|member| member.folder.is_some()) {
        let id = &member.organisation.id;
        fields.problem("organisation", format!("{id} has a folder, which only an adapter watches"));
    }
    let adapters = fields.tables("adapter", |fields| adapter(fields, folder));
    for adapter in &adapters {
        if organisations.iter().any(|member| member.organisation.id == adapter.id) {
            fields.problem("adapter", format!("{} is the id of an organisation already", adapter.id));
        }
    }
    let routes = routes(fields, &organisations);
    let sharing = fields.tables("sharing", sharing);
    let ((grpc, metrics), (lookup_key, sealing_keys)) = (listen, secrets?);
    Some(Gateway {
        grpc,
        metrics,
        tls: tls?,
        journal: journal?,
        blobs: blobs?,
        broker: broker?,
        lookup_key,
        sealing_keys,
        log,
        connections,
        batches,
        timing,
        receipt_after,
        conversion,
        push,
        organisations,
        adapters,
        routes,
        sharing,
    })
}

fn secrets(fields: &Fields<'_>, folder: Folder<'_>) -> Option<(PathBuf, Vec<PathBuf>)> {
    let lookup_key = fields.required("lookup_key", |text| existing(text, folder));
    let sealing_keys = fields.list("sealing_keys", |text| existing(text, folder));
    if sealing_keys.is_empty() {
        fields.problem("sealing_keys", "must name at least one file; adapters seal letters to the first");
    }
    Some((lookup_key?, sealing_keys))
}

fn adapter(fields: &Fields<'_>, folder: Folder<'_>) -> Option<Adapter> {
    let id = fields.required("id", organisation_id);
    let certificates = fields.list("certificates", |text| certificate(text, folder));
    if certificates.is_empty() {
        fields.problem("certificates", "must name at least one; an adapter is known by it");
    }
    Some(Adapter { id: id?, certificates })
}
