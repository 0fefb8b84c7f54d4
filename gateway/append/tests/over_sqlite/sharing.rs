//! Letters that reach those who care for the patient, and nobody else.

use canonical::Kind;
use journal::{Filter, Scope, Start};

use crate::letters::{BRUNO, GP, KARLA, MUNICIPALITY, letter, stay, with_content};
use crate::stage::{CLINIC, ODENSE, Stage};

fn row(organisation: &str, permitted: bool, ground: &str) -> (String, bool, String) {
    (organisation.to_owned(), permitted, ground.to_owned())
}

#[tokio::test]
async fn a_letter_reaches_those_who_care_for_its_patient() {
    let stage = Stage::sharing().await;
    stage.subscribe(CLINIC, Scope::Addressed, Start::Now).await;
    let odense = stage.subscribe(ODENSE, Scope::MyPatients, Start::Now).await;
    stage.relate().await;
    stage.accept(&with_content("L1", "content", KARLA, &[GP])).await;
    stage.accept(&with_content("L2", "content", BRUNO, &[GP])).await;
    let entries = stage.entries(&odense).await;
    assert_eq!(entries.len(), 1);
    assert_eq!(wire::decode(&entries[0].body.bytes).expect("an event").source.letter_id, "L1");
    let clinic = row(CLINIC, true, "addressed");
    assert_eq!(stage.entered().await, [clinic.clone(), row(ODENSE, true, "citizen-list"), clinic]);
}

#[tokio::test]
async fn what_policy_does_not_share_is_not_entered_but_audited() {
    let stage = Stage::set().await;
    stage.subscribe(CLINIC, Scope::Addressed, Start::Now).await;
    let odense = stage.subscribe(ODENSE, Scope::Both, Start::Now).await;
    stage.relate().await;
    stage.accept(&letter("L1", &[GP])).await;
    assert_eq!(stage.entries(&odense).await.len(), 0);
    assert_eq!(stage.entered().await, [row(CLINIC, true, "addressed"), row(ODENSE, false, "basis-not-shared")]);
}

#[tokio::test]
async fn a_copy_receiver_is_not_addressed() {
    let stage = Stage::set().await;
    let (clinic, odense) = stage.subscribe_both().await;
    let mut event = letter("L1", &[GP]);
    event.copy_receivers = letter("L1", &[MUNICIPALITY]).receivers;
    stage.accept(&event).await;
    assert_eq!((stage.entries(&clinic).await.len(), stage.entries(&odense).await.len()), (1, 0));
}

#[tokio::test]
async fn a_subscription_gets_only_the_kinds_it_asks_for() {
    let stage = Stage::set().await;
    let all = stage.subscribe(ODENSE, Scope::Addressed, Start::Now).await;
    let filter = Filter { kinds: vec![Kind::HospitalStay], ..Filter::default() };
    let stays = stage.subscribe_to(ODENSE, filter, Start::Beginning).await;
    stage.accept(&letter("L1", &[MUNICIPALITY])).await;
    stage.accept(&stay("A1", canonical::event::Status::Original)).await;
    assert_eq!((stage.entries(&all).await.len(), stage.entries(&stays).await.len()), (2, 1));
}
