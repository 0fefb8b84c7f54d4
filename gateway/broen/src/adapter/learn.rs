//! Learns the directory from the gateways: watches one of them, and turns to the next when it falls silent.

use std::time::Duration;

use intake::directory::DirectoryCache;
use telemetry::occurrences::process::{DirectoryFound, DirectoryLost};
use tokio::time::{sleep, timeout};
use wire::v1::WatchDirectoryRequest;
use wire::v1::directory_service_client::DirectoryServiceClient;

use crate::certificates::read;
use crate::client::{Caller, channel};
use crate::config;
use crate::process::Error;

/// The gateways that may be asked, and how.
pub(super) struct Learner {
    gateways: Vec<Caller>,
    cache: DirectoryCache,
}

/// A gateway confirms its directory every five seconds; one that is silent for so long is given up.
const SILENCE: Duration = Duration::from_secs(15);
/// The first wait after every gateway has failed.
const FIRST: Duration = Duration::from_millis(200);
/// The longest one.
const LONGEST: Duration = Duration::from_secs(5);
/// The largest directory: tens of thousands of organisations.
const LARGEST: usize = 64 << 20;

/// The gateways of an adapter, with what it shows them.
pub(super) fn gateways(config: &config::Directory) -> Result<Vec<Caller>, Error> {
    let config::Directory { gateways, ca, pair, max_age: _ } = config;
    let (authority, certificate, key) = (read(ca)?, read(&pair.certificate)?, read(&pair.key)?);
    let gateway = |gateway: &config::Endpoint| Caller {
        grpc: gateway.to_string(),
        https: gateway.to_string(),
        authority: authority.clone(),
        certificate: certificate.clone(),
        key: key.clone(),
    };
    Ok(gateways.iter().map(gateway).collect())
}

impl Learner {
    /// Will ask these.
    pub(super) const fn new(gateways: Vec<Caller>, cache: DirectoryCache) -> Self {
        Self { gateways, cache }
    }

    /// Learns for as long as the process lives.
    pub(super) async fn run(self) {
        let (mut pause, mut is_lost) = (FIRST, false);
        loop {
            let mut reason = String::new();
            let mut asked = "";
            for gateway in &self.gateways {
                asked = &gateway.grpc;
                let mut has_told = false;
                reason = self.watch(gateway, &mut has_told).await;
                if has_told {
                    (pause, is_lost) = (FIRST, false);
                }
            }
            // Said once, however long it lasts.
            if !is_lost {
                DirectoryLost { gateway: asked, reason: &reason }.emit();
                is_lost = true;
            }
            sleep(pause).await;
            pause = (pause * 2).min(LONGEST);
        }
    }

    /// Takes over what one gateway tells, until it does no more; gives why.
    async fn watch(&self, gateway: &Caller, has_told: &mut bool) -> String {
        let channel = match channel(gateway).await {
            Ok(channel) => channel,
            Err(error) => return error.to_string(),
        };
        let mut client = DirectoryServiceClient::new(channel).max_decoding_message_size(LARGEST);
        let version = self.cache.now().version().to_owned();
        let mut told = match timeout(SILENCE, client.watch_directory(WatchDirectoryRequest { version })).await {
            Ok(Ok(told)) => told.into_inner(),
            Ok(Err(status)) => return status.message().to_owned(),
            Err(_) => return SILENT.to_owned(),
        };
        loop {
            let heard = match timeout(SILENCE, told.message()).await {
                Ok(Ok(Some(told))) => self.cache.hear(told).await,
                Ok(Ok(None)) => return "it ended the stream".to_owned(),
                Ok(Err(status)) => return status.message().to_owned(),
                Err(_) => return SILENT.to_owned(),
            };
            match heard {
                // What is not on disk is in force all the same.
                Ok(()) | Err(intake::directory::Error::Unkept { .. }) if !*has_told => {
                    *has_told = true;
                    DirectoryFound { gateway: &gateway.grpc }.emit();
                }
                Ok(()) | Err(intake::directory::Error::Unkept { .. }) => {}
                Err(error) => return error.to_string(),
            }
        }
    }
}

const SILENT: &str = "it is silent";
