//! Documents, organisations and a publisher that remembers, for the tests of intake.
#![allow(dead_code, unreachable_pub, reason = "every test file uses its part")]
#![allow(clippy::expect_used, reason = "these are tests, though not named so")]

pub mod documents;
pub mod ledger;

use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};

use blobs::Store;
use bytes::Bytes;
use canonical::identifier::PartyIdentifier;
use canonical::letter::Limits;
use canonical::organisation::{Organisation, OrganisationId, Role, Sector};
use intake::spool::Spool;
use intake::{Channel, Document, Intake, Reception, Settings, Unavailable};
use telemetry::ManualClock;
use tempfile::TempDir;

use ledger::Ledger;

pub const HOSPITAL: &str = "5790999900010";
pub const CLINIC: &str = "5790999900034";
pub const MUNICIPALITY: &str = "5790999900041";

/// An intake with everything around it.
pub struct House {
    pub intake: Intake,
    pub ledger: Arc<Ledger>,
    pub clock: Arc<ManualClock>,
    pub hospital: Organisation,
    pub carrier: Organisation,
    /// The directory of the blob store.
    pub blobs: TempDir,
}

impl House {
    pub fn new() -> Self {
        Self::with_limits(Limits::default())
    }

    pub fn with_limits(limits: Limits) -> Self {
        Self::with_spool(limits, None)
    }

    pub fn with_spool(limits: Limits, spool: Option<Spool>) -> Self {
        let hospital = organisation("hospital", HOSPITAL, &[Role::Sender], &[]);
        let carrier = organisation("carrier", "5790999900065", &[Role::Carrier], &["hospital"]);
        let clinic = organisation("clinic", CLINIC, &[Role::Sender, Role::Subscriber], &[]);
        let clock = Arc::new(ManualClock::new("2026-03-12T14:00:00Z".parse().expect("a timestamp")));
        let ledger = Arc::new(Ledger::default());
        let count = AtomicU8::new(0);
        let blobs = tempfile::tempdir().expect("a folder");
        let settings = Settings {
            blobs: Store::open(blobs.path()).expect("a store"),
            organisations: vec![hospital.clone(), clinic, carrier.clone()].into(),
            limits,
            manner: intake::Manner::Lenient,
            clock: clock.clone(),
            stamps: Arc::new(move || [count.fetch_add(1, Ordering::Relaxed); 16]),
        };
        let intake = match spool {
            Some(spool) => Intake::keeping(ledger.clone(), settings, spool),
            None => Intake::new(ledger.clone(), settings),
        };
        Self { intake, ledger, clock, hospital, carrier, blobs }
    }

    /// The hospital hands a document over.
    pub async fn receive(&self, document: impl Into<Bytes>) -> Reception {
        self.try_receive(document).await.expect("the publisher is there")
    }

    pub async fn try_receive(&self, document: impl Into<Bytes>) -> Result<Reception, Unavailable> {
        self.intake.receive(&self.hospital, Channel::Https, document.into().into()).await
    }
}

/// A document that is in memory.
pub fn held(document: &Document) -> Bytes {
    match document {
        Document::Here(bytes) => bytes.clone(),
        Document::Large(_) => Bytes::new(),
    }
}

/// The words of the letters' outcomes, in their order.
pub fn outcomes(reception: &Reception) -> Vec<&'static str> {
    reception.letters.iter().map(|letter| letter.outcome.word()).collect()
}

/// The receipts as text.
pub fn receipts(reception: &Reception) -> Vec<String> {
    reception.receipts.iter().map(|receipt| String::from_utf8_lossy(&receipt.bytes).into_owned()).collect()
}

pub fn organisation(id: &str, gln: &str, roles: &[Role], acts_for: &[&str]) -> Organisation {
    let id_of = |id: &&str| OrganisationId::parse(id).expect("a short name");
    Organisation {
        id: id_of(&id),
        name: id.to_owned(),
        sector: Sector::Other,
        identifiers: vec![PartyIdentifier::from_scheme("gln", gln)],
        roles: roles.to_vec(),
        acts_for: acts_for.iter().map(id_of).collect(),
        hosted: true,
    }
}
