//! Tables that processes of several roles have.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use access::{ReceiptPolicy, Route, Sharing};
use canonical::Kind;
use canonical::letter::Limits;
use canonical::organisation::Sector;
use canonical::relation::Basis;
use intake::Manner;
use telemetry::{Level, LogFormat, Logs};

use super::fields::Fields;
use super::folder::{Folder, existing};
use super::model::{Batches, Bounds, Member, ServerFiles, Timing};
use super::organisation::organisation_id;
use super::words::{format_word, level_word, word};

/// An address to listen on; port 0 takes a free one.
pub(super) fn address(fields: &Fields<'_>, key: &'static str, port: u16) -> SocketAddr {
    let parse =
        |text: &str| text.parse().map_err(|_| "is no address; write ip:port, as in \"127.0.0.1:8443\"".to_owned());
    fields.text(key, parse).unwrap_or(SocketAddr::from(([127, 0, 0, 1], port)))
}

/// `[blobs] directory` of a process that shares it with others. It is made if it is not there.
pub(super) fn blobs(fields: &Fields<'_>, folder: Folder<'_>) -> Option<PathBuf> {
    fields.required("directory", |text| Ok(folder.path.join(text)))
}

/// `[tls]` of a process that has no certificates made for development.
pub(super) fn server_files(fields: &Fields<'_>, folder: Folder<'_>) -> Option<ServerFiles> {
    let file = |key| -> Option<PathBuf> { fields.required(key, |text| existing(text, folder)) };
    let (certificate, key, client_ca) = (file("certificate"), file("key"), file("client_ca"));
    Some(ServerFiles { certificate: certificate?, key: key?, client_ca: client_ca? })
}

pub(super) fn log(fields: &Fields<'_>) -> Logs {
    let formats = [LogFormat::Json, LogFormat::Text];
    let levels = [Level::Error, Level::Warn, Level::Info, Level::Debug];
    Logs {
        format: fields.text("format", |text| word(text, &formats, format_word)).unwrap_or_default(),
        level: fields.text("level", |text| word(text, &levels, level_word)).unwrap_or_default(),
    }
}

/// The part of `[limits]` about what comes in.
pub(super) fn bounds(fields: &Fields<'_>) -> Bounds {
    const MIB: u64 = 1 << 20;
    let default = Limits::default();
    let bytes = fields.size("document", default.bytes as u64, 1024..=100 * MIB);
    let document = Limits {
        bytes: usize::try_from(bytes).unwrap_or(default.bytes),
        depth: count(fields, "depth", default.depth, 8, 256),
        nodes: count(fields, "nodes", default.nodes, 1_000, 10_000_000),
        letters: count(fields, "letters", default.letters, 1, 10_000),
    };
    let body_memory = fields.size("body_memory", (116 * MIB).max(bytes), 1024..=64 << 30);
    if body_memory < bytes {
        fields.problem("body_memory", "must hold at least one document of the largest size");
    }
    let medcom = fields.text("medcom", |text| word(text, &Manner::ALL, Manner::word)).unwrap_or_default();
    Bounds { document, medcom, body_memory }
}

/// The part of `[limits]` about connections.
pub(super) fn connections(fields: &Fields<'_>) -> usize {
    count(fields, "connections", 1024, 1, 100_000)
}

/// The part of `[limits]` about what is appended.
pub(super) fn batches(fields: &Fields<'_>) -> Batches {
    Batches { queue: count(fields, "queue", 1024, 1, 100_000), batch: count(fields, "batch", 128, 1, 10_000) }
}

fn count(fields: &Fields<'_>, key: &'static str, default: usize, from: u64, to: u64) -> usize {
    usize::try_from(fields.whole(key, default as u64, from..=to)).unwrap_or(default)
}

pub(super) fn timing(fields: &Fields<'_>) -> Timing {
    let (seconds, millis) = (Duration::from_secs, Duration::from_millis);
    Timing {
        handshake: fields.duration("handshake", seconds(10), millis(100)..=seconds(300)),
        idle: fields.duration("idle", seconds(300), seconds(1)..=seconds(86_400)),
        drain: fields.duration("drain", seconds(20), seconds(0)..=seconds(3_600)),
    }
}

/// The part of `[timing]` about letters that wait for their receipt.
pub(super) fn receipt_after(fields: &Fields<'_>) -> Duration {
    let minutes = |minutes: u64| Duration::from_secs(60 * minutes);
    fields.duration("receipt", minutes(30), minutes(1)..=minutes(10_080))
}

/// The part of `[timing]` about watched folders.
pub(super) fn folder_every(fields: &Fields<'_>) -> Duration {
    fields.duration("folder", Duration::from_secs(1), Duration::from_millis(50)..=Duration::from_secs(3_600))
}

/// Every `[[route]]`, between these organisations.
pub(super) fn routes(fields: &Fields<'_>, members: &[Member]) -> Vec<Route> {
    let routes = fields.tables("route", route);
    let named = routes.iter().flat_map(|route| route.senders.iter().chain(&route.receivers));
    for id in named.filter(|id| members.iter().all(|member| member.organisation.id != **id)) {
        fields.problem("route", format!("{id} is not configured"));
    }
    routes
}

fn route(fields: &Fields<'_>) -> Option<Route> {
    let senders = fields.list("senders", organisation_id);
    let receivers = fields.list("receivers", organisation_id);
    let kinds = fields.list("kinds", |text| word(text, Kind::ALL, Kind::word));
    let receipt = fields.required("receipt", |text| word(text, &ReceiptPolicy::ALL, ReceiptPolicy::word));
    Some(Route { senders, receivers, kinds, receipt: receipt? })
}

pub(super) fn sharing(fields: &Fields<'_>) -> Option<Sharing> {
    let basis = fields.required("basis", |text| word(text, Basis::ALL, Basis::word));
    let sectors = fields.list("sectors", |text| word(text, Sector::ALL, Sector::word));
    let kinds = fields.list("kinds", |text| word(text, Kind::ALL, Kind::word));
    let ground = fields.required("ground", |text| match text.trim() {
        "" => Err("must name the legal ground".to_owned()),
        ground => Ok(ground.to_owned()),
    });
    Some(Sharing { basis: basis?, sectors, kinds, ground: ground? })
}
