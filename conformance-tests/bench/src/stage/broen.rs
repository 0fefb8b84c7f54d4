//! A running Broen: its programs, where they listen, and what they stand on.

use std::net::SocketAddr;
use std::path::Path;

use conformance_tests::peers::Identity;
use conformance_tests::process::Process;
use conformance_tests::standalone::{CLINIC, HOSPITAL, MUNICIPALITY, identity};
use tempfile::TempDir;

use super::engines::Engines;
use crate::processes::Program;
use crate::subscribers::Interest;

/// A running Broen.
pub(crate) struct Stage {
    /// Its programs, in the order in which they are ended.
    pub(super) running: Vec<(&'static str, Process)>,
    /// What they stand on, if that is not their own.
    pub(super) engines: Option<Engines>,
    /// Configuration, certificates and data.
    pub(super) directory: TempDir,
    /// Where letters go.
    pub(crate) intake: SocketAddr,
    /// Where entries come from.
    pub(super) gateway: SocketAddr,
}

impl Stage {
    /// Ends everything.
    pub(crate) async fn strike(self) {
        for (_, process) in self.running {
            // Whether it ended well is no figure.
            let _ = process.terminate().await;
        }
    }

    /// A directory on the disk that is used.
    pub(crate) fn directory(&self) -> &Path {
        self.directory.path()
    }

    /// Every program that takes part, but not the load.
    pub(crate) fn programs(&self) -> Vec<Program> {
        let own = self.running.iter().map(|(name, process)| Program { name, pid: process.id().unwrap_or_default() });
        own.chain(self.engines.iter().flat_map(Engines::programs)).collect()
    }

    /// The broker, if there is one.
    pub(crate) fn amqp(&self) -> Option<String> {
        self.engines.as_ref().map(|engines| engines.host.url())
    }

    /// The database, if there is one.
    pub(crate) fn postgres(&self) -> Option<String> {
        self.engines.as_ref().map(|engines| engines.database.url.clone())
    }

    /// Who hands letters over.
    pub(crate) fn sender(&self) -> Identity {
        identity(self.directory(), HOSPITAL)
    }

    /// The subscriptions, dealt out in turn.
    pub(crate) fn interests(&self, subscribers: u32) -> Vec<Interest> {
        let receivers = [CLINIC, MUNICIPALITY].into_iter().cycle();
        let interest = |(number, receiver): (u32, &str)| Interest {
            gateway: self.gateway,
            identity: identity(self.directory(), receiver),
            name: format!("bench-{number}"),
        };
        (0..subscribers).zip(receivers).map(interest).collect()
    }
}
