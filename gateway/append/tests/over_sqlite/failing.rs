//! A journal in trouble: nobody is told that a letter was accepted, and the appender goes on.

use std::sync::{Arc, OnceLock};

use access::Policy;
use append::{Error, Outcome};
use canonical::Event;
use journal::suite::{Trouble, Unsteady};

use crate::letters::{GP, letter};
use crate::stage::Stage;

async fn unsteady() -> (Stage, Arc<Unsteady>) {
    let between = OnceLock::new();
    let stage =
        Stage::with(Policy::default(), |journal| Arc::clone(between.get_or_init(|| Arc::new(Unsteady::new(journal)))))
            .await;
    stage.subscribe_both().await;
    (stage, between.into_inner().expect("put between"))
}

fn accepted(event: &Event) -> Result<Outcome, Error> {
    Ok(Outcome::Accepted { event_id: event.id, identity_reused: false })
}

#[tokio::test]
async fn a_full_disk_accepts_nothing_and_is_got_over() {
    let (stage, journal) = unsteady().await;
    let event = letter("L1", &[GP]);
    journal.set(Trouble::Appending);
    let refused = stage.submit(&event).await.expect_err("nothing can be written");
    assert_eq!((refused.code(), refused.again()), ("journal-unavailable", true));
    assert_eq!(stage.events().await, 0);
    journal.set(Trouble::None);
    assert_eq!(stage.submit(&event).await, accepted(&event));
}

#[tokio::test]
async fn an_event_the_journal_cannot_digest_fails_alone() {
    let (stage, journal) = unsteady().await;
    let events = ["L1", "L2", "L3"].map(|letter_id| letter(letter_id, &[GP]));
    journal.set(Trouble::Indigestible(events[1].id));
    let (first, second, third) =
        tokio::join!(stage.submit(&events[0]), stage.submit(&events[1]), stage.submit(&events[2]));
    assert_eq!((first, third), (accepted(&events[0]), accepted(&events[2])));
    assert_eq!(second, Err(Error::Journal(journal::Error::Corrupt { what: "planted" })));
    assert_eq!(stage.events().await, 2);
}
