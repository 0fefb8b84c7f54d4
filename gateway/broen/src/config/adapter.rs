//! The configuration of `broen medcom-adapter` and `broen fhir-adapter`.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use canonical::organisation::OrganisationId;
use telemetry::Logs;

use super::fields::Fields;
use super::folder::Folder;
use super::model::{Bounds, ServerFiles, Timing};
use super::organisation::organisation_id;
use super::remote::{Broker, Directory, broker, directory};
use super::tables::{address, blobs, bounds, connections, folder_every, log, server_files, timing};

/// An adapter: takes letters of one standard in and hands them to the broker.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Adapter {
    /// `[listen] https`: mutual TLS, also for letters over gRPC. **Default** `127.0.0.1:8444`.
    pub(crate) https: SocketAddr,
    /// `[listen] metrics`: plain HTTP. **Default** `127.0.0.1:8446`.
    pub(crate) metrics: SocketAddr,
    /// The server's certificate and the authorities of its callers.
    pub(crate) tls: ServerFiles,
    /// Where letters go.
    pub(crate) broker: Broker,
    /// Where it learns whom there is.
    pub(crate) directory: Directory,
    /// `[blobs] directory`: where large files and documents go; the gateways read there.
    pub(crate) blobs: PathBuf,
    /// `[spool] size`: bytes of letters that are kept while the broker is away. **Default** `"1GiB"`, 1 MiB to 1024 GiB.
    pub(crate) spool: u64,
    /// Structured logs.
    pub(crate) log: Logs,
    /// `[limits] document`, `depth`, `nodes`, `letters`, `body_memory`.
    pub(crate) limits: Bounds,
    /// `[limits] connections`.
    pub(crate) connections: usize,
    /// How long to wait.
    pub(crate) timing: Timing,
    /// `[timing] folder`: between two looks into the watched folders.
    pub(crate) folder_every: Duration,
    /// `[[folder]]`: folders to watch.
    pub(crate) folders: Vec<Watched>,
}

/// `[[folder]]`: a folder to watch for an organisation's letters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Watched {
    /// Whose letters they are.
    pub(crate) organisation: OrganisationId,
    /// Where they are.
    pub(crate) path: PathBuf,
}

pub(super) fn adapter(fields: &Fields<'_>, folder: Folder<'_>) -> Option<Adapter> {
    let (https, metrics) =
        fields.table("listen", |fields| (address(fields, "https", 8444), address(fields, "metrics", 8446)));
    let tls = fields.needed("tls", |fields| server_files(fields, folder));
    let broker = fields.needed("broker", |fields| broker(fields, folder));
    let directory = fields.needed("directory", |fields| directory(fields, folder));
    let blobs = fields.needed("blobs", |fields| blobs(fields, folder));
    let spool = fields.table("spool", |fields| fields.size("size", 1 << 30, 1 << 20..=1 << 40));
    let log = fields.table("log", log);
    let (limits, connections) = fields.table("limits", |fields| (bounds(fields), connections(fields)));
    let (timing, folder_every) = fields.table("timing", |fields| (timing(fields), folder_every(fields)));
    let folders = fields.tables("folder", |fields| watched(fields, folder));
    for (index, one) in folders.iter().enumerate() {
        if folders[..index].iter().any(|other| other.path == one.path) {
            fields.problem("folder", format!("{} is watched for two organisations", one.path.display()));
        }
    }
    if spool < limits.document.bytes as u64 {
        fields.problem("spool", "must hold at least one document of the largest size");
    }
    let (tls, broker, directory, blobs) = (tls?, broker?, directory?, blobs?);
    Some(Adapter {
        https,
        metrics,
        tls,
        broker,
        directory,
        blobs,
        spool,
        log,
        limits,
        connections,
        timing,
        folder_every,
        folders,
    })
}

fn watched(fields: &Fields<'_>, folder: Folder<'_>) -> Option<Watched> {
    let organisation = fields.required("organisation", organisation_id);
    let path = fields.required("path", |text| Ok(folder.path.join(text)));
    Some(Watched { organisation: organisation?, path: path? })
}
