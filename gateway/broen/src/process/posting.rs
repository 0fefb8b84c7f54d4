//! Posting to receivers: what it needs of the configuration, and how it ends.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use delivery::Engine;
use push::{Parts, Pusher, Settings, Tls};
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use super::{Error, Ground, Vital};
use crate::certificates::read;
use crate::config;

/// A pusher that runs.
pub(crate) struct Posting {
    stop: CancellationToken,
    task: JoinHandle<()>,
}

/// The files that speak for the gateway where `[push]` names no others: certificate, key, and authorities.
pub(crate) struct Own<'a> {
    pub(crate) certificate: &'a Path,
    pub(crate) key: &'a Path,
    pub(crate) authorities: &'a Path,
}

/// How a configuration has entries posted. `patience`: how long other processes may be silent.
pub(crate) fn settings(
    config: &config::Push,
    conversion: &config::Conversion,
    own: &Own<'_>,
    patience: Duration,
) -> Result<Settings, Error> {
    let (certificate, key) = match &config.pair {
        Some(pair) => (pair.certificate.as_path(), pair.key.as_path()),
        None => (own.certificate, own.key),
    };
    let authorities = config.ca.as_deref().unwrap_or(own.authorities);
    let tls = Tls::from_pem(&read(certificate)?, &read(key)?, &read(authorities)?)?;
    let config::Push { hosts, connect, window, awaiting, answer, files, hold, .. } = config;
    Ok(Settings {
        connect_time: *connect,
        window: *window,
        awaiting: *awaiting,
        answer: *answer,
        files: *files,
        longest_hold: *hold,
        conversion: conversion.settings(),
        converted_receipt_time: conversion.receipt,
        patience,
        ..Settings::new(Arc::clone(hosts), tls)
    })
}

impl Posting {
    /// Begins to post.
    pub(crate) fn start(ground: &Ground, engine: Engine, settings: Settings, vital: &Vital) -> Result<Self, Error> {
        let mut name = [0; 16];
        let random = rustls::crypto::ring::default_provider().secure_random;
        random.fill(&mut name).map_err(|_| Error::Random)?;
        let parts = Parts {
            journal: Arc::clone(&ground.journal),
            engine,
            receipts: ground.receipts(),
            replies: ground.replies(),
            blobs: ground.blobs.clone(),
            clock: Arc::clone(&ground.clock),
            name,
            settings,
        };
        let stop = CancellationToken::new();
        let task = vital.spawn("push", Pusher::new(parts).run(stop.clone().cancelled_owned()));
        Ok(Self { stop, task })
    }

    /// Lets requests end that are under way, for some seconds.
    pub(crate) async fn drain(self) {
        let Self { stop, task } = self;
        stop.cancel();
        // Whether it broke was told by whoever watches over it.
        let _ = task.await;
    }
}
