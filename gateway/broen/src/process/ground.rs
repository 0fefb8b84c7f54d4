//! What the rooms of a gateway go by, whichever the store and the way its events come.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use access::{Policy, Sharing};
use blobs::Store;
use canonical::organisation::Organisation;
use delivery::Engine;
use exchange::{Receipts, Relay, Replies, Watch};
use jiff::SignedDuration;
use journal::{Journal, LookupKey};
use server::{Callers, DirectoryParts, GatewayParts, ListedOrganisation};
use telemetry::{Clock, SystemClock};

use super::Error;
use crate::config::{self, Batches};

/// Made once per process.
pub(crate) struct Ground {
    pub(crate) organisations: Arc<[Organisation]>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) journal: Arc<dyn Journal>,
    pub(crate) blobs: Store,
    policy: Arc<Policy>,
    lookup: LookupKey,
}

/// Opens the store of large files.
pub(crate) fn open_blobs(path: &Path) -> Result<Store, Error> {
    Store::open(path).map_err(|error| Error::Blobs { path: path.to_owned(), error })
}

impl Ground {
    /// Tells the journal who the organisations are.
    pub(crate) async fn lay(
        organisations: Arc<[Organisation]>,
        sharing: &[Sharing],
        lookup: LookupKey,
        journal: Arc<dyn Journal>,
        blobs: Store,
    ) -> Result<Self, Error> {
        // What the journal records of an organisation can be read after the configuration has changed.
        journal.put_organisations(organisations.to_vec()).await?;
        let policy = Arc::new(Policy { sharing: sharing.to_vec() });
        Ok(Self { organisations, clock: Arc::new(SystemClock), journal, blobs, policy, lookup })
    }

    /// What appending goes by.
    pub(crate) fn append_settings(&self, batches: &Batches) -> append::Settings {
        append::Settings {
            organisations: Arc::clone(&self.organisations),
            policy: Arc::clone(&self.policy),
            lookup: self.lookup.clone(),
            clock: Arc::clone(&self.clock),
            max_batch: batches.batch,
            queue: batches.queue,
        }
    }

    /// What takes receipts.
    pub(crate) fn receipts(&self) -> Receipts {
        Receipts::new(Arc::clone(&self.journal), Arc::clone(&self.organisations))
    }

    /// The clock of receipts. `patience`: how long a letter may wait for its receipt.
    pub(crate) fn watch(&self, patience: Duration) -> Watch {
        Watch {
            journal: Arc::clone(&self.journal),
            organisations: Arc::clone(&self.organisations),
            clock: Arc::clone(&self.clock),
            patience: SignedDuration::try_from(patience).unwrap_or(SignedDuration::MAX),
        }
    }

    /// What decides what senders are told whose receivers are asked first.
    pub(crate) fn relay(&self) -> Relay {
        Relay {
            journal: Arc::clone(&self.journal),
            organisations: Arc::clone(&self.organisations),
            clock: Arc::clone(&self.clock),
        }
    }

    /// What writes receipts for them.
    pub(crate) fn replies(&self) -> Replies {
        Replies::new(Arc::clone(&self.journal), Arc::clone(&self.organisations), Arc::clone(&self.clock))
    }

    /// What the server of a gateway needs. `poll`: how often an idle stream makes sure that it still holds its
    /// subscription.
    pub(crate) fn gateway_parts(
        &self,
        poll: Duration,
        (push, conversion): (&config::Push, &config::Conversion),
        directory: DirectoryParts,
    ) -> GatewayParts {
        let settings = delivery::Settings {
            organisations: Arc::clone(&self.organisations),
            policy: Arc::clone(&self.policy),
            clock: Arc::clone(&self.clock),
            poll,
        };
        GatewayParts {
            journal: Arc::clone(&self.journal),
            blobs: self.blobs.clone(),
            engine: Engine::new(Arc::clone(&self.journal), settings),
            organisations: Arc::clone(&self.organisations),
            policy: Arc::clone(&self.policy),
            lookup: self.lookup.clone(),
            hosts: Arc::clone(&push.hosts),
            conversion: conversion.settings(),
            directory,
        }
    }

    /// An organisation as the directory lists it.
    pub(crate) fn listed(
        organisation: &Organisation,
        callers: &Callers,
        amqp_user: Option<String>,
    ) -> ListedOrganisation {
        ListedOrganisation {
            organisation: Arc::new(organisation.clone()),
            certificates: callers.certificates(&organisation.id),
            amqp_user,
        }
    }
}
