//! `[push]`: where entries may be posted, and how.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use push::Hosts;

use super::fields::Fields;
use super::folder::{Folder, existing};
use super::remote::{ClientPair, pair};

/// `[push]`: posting entries to systems without gRPC.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Push {
    /// `hosts`: the receivers that may be posted to, as `host`, which stands for port 443, or `host:port`. **Default**: none,
    /// nothing is posted.
    pub(crate) hosts: Arc<Hosts>,
    /// `certificate` and `key`: how the gateway proves itself to receivers. **Default**: as to its callers, with `[tls]`.
    pub(crate) pair: Option<ClientPair>,
    /// `ca`: PEM file with the authorities of the receivers' certificates. **Default**: those of `[tls]`.
    pub(crate) ca: Option<PathBuf>,
    /// `connect`: for a connection and its handshake. **Default** `"10s"`, 100 ms to 2 min.
    pub(crate) connect: Duration,
    /// `window`: bytes of events of one subscription that may be under way or waiting for a receipt; one always fits.
    /// **Default** 16 MiB, 64 KiB to 1 GiB.
    pub(crate) window: u64,
    /// `awaiting`: entries of one subscription that may wait for a receipt. **Default** 1000, 1 to 10,000.
    pub(crate) awaiting: u32,
    /// `answer`: the most bytes of an answer that are read. **Default** 1 MiB, 1 KiB to 16 MiB.
    pub(crate) answer: usize,
    /// `files`: the most bytes of files above 256 KiB that a letter is posted with. **Default** 100 MiB, which is what a letter may be
    /// when it comes; 1 MiB to 1 GiB.
    pub(crate) files: u64,
    /// `hold`: the longest wait that a receiver can ask for by `Retry-After`. **Default** `"1h"`, 1 s to 1 d.
    pub(crate) hold: Duration,
    /// `patience`: how long another gateway may be silent before its subscriptions are taken over. **Default** `"10s"`, 2 s to
    /// 10 min. Of no meaning in one process.
    pub(crate) patience: Duration,
}

pub(super) fn push(fields: &Fields<'_>, folder: Folder<'_>) -> Push {
    const KIB: u64 = 1 << 10;
    const MIB: u64 = 1 << 20;
    let seconds = Duration::from_secs;
    let texts = fields.list("hosts", |text| match Hosts::parse([text]) {
        Ok(_) => Ok(text.to_owned()),
        Err(_) => Err("is no host or host:port, as in \"epj.example\" or \"epj.example:8443\"".to_owned()),
    });
    let hosts = Hosts::parse(texts.iter().map(String::as_str)).unwrap_or_default();
    Push {
        hosts: Arc::new(hosts),
        pair: pair(fields, folder),
        ca: fields.text("ca", |text| existing(text, folder)),
        connect: fields.duration("connect", seconds(10), Duration::from_millis(100)..=seconds(120)),
        window: fields.size("window", 16 * MIB, 64 * KIB..=1024 * MIB),
        awaiting: u32::try_from(fields.whole("awaiting", 1000, 1..=10_000)).unwrap_or(1000),
        answer: usize::try_from(fields.size("answer", MIB, KIB..=16 * MIB)).unwrap_or(1 << 20),
        files: fields.size("files", 100 * MIB, MIB..=1024 * MIB),
        hold: fields.duration("hold", seconds(3600), seconds(1)..=seconds(86_400)),
        patience: fields.duration("patience", seconds(10), seconds(2)..=seconds(600)),
    }
}
