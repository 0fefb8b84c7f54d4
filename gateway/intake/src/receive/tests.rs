//! A translator that breaks, which no real one is known to do.

use async_trait::async_trait;
use canonical::identifier::PartyIdentifier;
use canonical::organisation::{OrganisationId, Role, Sector};
use canonical::receipt::ReceivedReceipt;
use telemetry::SystemClock;

use super::*;
use crate::publish::{Published, Submission};

struct Nowhere;

#[async_trait]
impl Publish for Nowhere {
    async fn publish(&self, _: Submission) -> Result<Published, Unavailable> {
        Err(Unavailable { reason: "nowhere" })
    }

    async fn publish_receipt(&self, _: ReceivedReceipt) -> Result<(), Unavailable> {
        Err(Unavailable { reason: "nowhere" })
    }
}

fn caller() -> Organisation {
    Organisation {
        id: OrganisationId::parse("hospital").expect("a short name"),
        name: "Testregionens Hospital".to_owned(),
        sector: Sector::Hospital,
        identifiers: vec![PartyIdentifier::from_scheme("gln", "5790999900010")],
        roles: vec![Role::Sender],
        acts_for: Vec::new(),
        hosted: false,
    }
}

#[tokio::test]
#[allow(clippy::result_large_err, reason = "the signature of every translator")]
async fn a_broken_translator_refuses_its_document_and_harms_no_other() {
    let folder = tempfile::tempdir().expect("a folder");
    let settings = Settings {
        blobs: Store::open(folder.path()).expect("a store"),
        organisations: Vec::new().into(),
        limits: Limits::default(),
        manner: crate::Manner::Lenient,
        clock: Arc::new(SystemClock),
        stamps: random_stamps(),
    };
    let broken = Translators { medcom: |_, _| panic!("broken"), ..Translators::of(crate::Manner::Lenient) };
    let intake = Intake::with_translators(Arc::new(Nowhere), settings, broken, None);
    for size in [10, 100_000, 2 * LARGE] {
        let document = Document::from(vec![b'<'; size]);
        let reception = intake.receive(&caller(), Channel::Https, document).await.expect("answered");
        assert_eq!(codes(&reception.refusals), [RefusalCode::TranslationFailed], "{size}");
        assert!(reception.receipts.is_empty());
    }
    let other = intake.receive(&caller(), Channel::Https, "{}".to_owned().into()).await.expect("answered");
    assert_eq!(codes(&other.refusals), [RefusalCode::RootUnknown]);
}

#[tokio::test]
async fn files_of_all_folders_hold_a_bounded_amount_in_memory() {
    let folder = tempfile::tempdir().expect("a folder");
    let settings = Settings {
        blobs: Store::open(folder.path()).expect("a store"),
        organisations: vec![caller()].into(),
        limits: Limits::default(),
        manner: crate::Manner::Lenient,
        clock: Arc::new(SystemClock),
        stamps: random_stamps(),
    };
    let intake = Intake::new(Arc::new(Nowhere), settings);
    let waits = async |bytes| {
        tokio::select! {
            biased;
            room = intake.room(bytes) => room.is_err(),
            () = std::future::ready(()) => true,
        }
    };
    let small = intake.room(1024).await.expect("room");
    let mut large = Vec::new();
    while !waits(u64::MAX).await {
        large.push(intake.room(u64::MAX).await.expect("room"));
    }
    assert_eq!(large.len(), FILES / ROOM - 1, "beside the small one");
    drop(small);
    assert!(!waits(u64::MAX).await);
}
