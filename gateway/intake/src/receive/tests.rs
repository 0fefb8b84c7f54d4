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
    let settings = Settings {
        organisations: Vec::new().into(),
        limits: Limits::default(),
        manner: crate::Manner::Lenient,
        clock: Arc::new(SystemClock),
        stamps: random_stamps(),
    };
    let broken = Translators { medcom: |_, _| panic!("broken"), ..Translators::of(crate::Manner::Lenient) };
    let intake = Intake::with_translators(Arc::new(Nowhere), settings, broken, None);
    for size in [10, 100_000] {
        let document = Bytes::from(vec![b'<'; size]);
        let reception = intake.receive(&caller(), Channel::Https, document).await.expect("answered");
        assert_eq!(codes(&reception.refusals), [RefusalCode::TranslationFailed], "{size}");
        assert!(reception.receipts.is_empty());
    }
    let other = intake.receive(&caller(), Channel::Https, Bytes::from_static(b"{}")).await.expect("answered");
    assert_eq!(codes(&other.refusals), [RefusalCode::RootUnknown]);
}

#[tokio::test]
async fn large_files_of_all_folders_are_read_one_after_the_other() {
    let settings = Settings {
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
    assert!(waits(u64::MAX).await, "the largest file is read alone");
    drop(small);
    let largest = intake.room(u64::MAX).await.expect("room");
    assert!(waits(1024).await);
    drop(largest);
    assert!(!waits(1024).await);
}
