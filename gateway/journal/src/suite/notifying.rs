//! Notifications: which have come, and which are missing.

use canonical::notification::{Gap, Noted, Notification, NotificationForm, ReceivedNotification};
use canonical::organisation::OrganisationId;

use super::Store;

fn received(organisation: &str, form: NotificationForm, events: Option<u64>, numbers: &[u64]) -> ReceivedNotification {
    let subscription = "https://example.org/fhir/Subscription/admission".to_owned();
    ReceivedNotification {
        notification: Notification {
            subscription,
            topic: Some("t".to_owned()),
            form,
            events,
            numbers: numbers.to_vec(),
        },
        at: "2026-03-12T14:00:00Z".parse().unwrap(),
        submitted_by: OrganisationId::parse(organisation).unwrap(),
    }
}

pub async fn a_gap_is_kept_until_it_is_filled(store: &dyn Store) {
    let journal = store.open().await;
    let event = |organisation, number| received(organisation, NotificationForm::EventNotification, None, &[number]);
    let handshake = received("hospital", NotificationForm::Handshake, Some(0), &[]);
    assert_eq!(journal.note(handshake).await.unwrap(), Noted::default());
    assert_eq!(journal.note(event("hospital", 4)).await.unwrap().missing, [Gap { first: 1, last: 3 }]);
    assert_eq!(journal.note(event("hospital", 4)).await.unwrap().repeated, [4]);
    // The same name at another organisation is another subscription.
    assert_eq!(journal.note(event("clinic", 9)).await.unwrap(), Noted::default());
    drop(journal);

    let journal = store.open().await;
    let gaps = journal.gaps_after(0, 10).await.unwrap();
    let [(sequence, gap)] = gaps.as_slice() else { panic!("{gaps:?}") };
    assert_eq!(
        (gap.organisation.as_str(), gap.gap, gap.topic.as_deref()),
        ("hospital", Gap { first: 1, last: 3 }, Some("t"))
    );
    assert_eq!(journal.gaps_after(*sequence, 10).await.unwrap(), []);
    journal.note(event("hospital", 2)).await.unwrap();
    let left: Vec<Gap> = journal.gaps_after(0, 10).await.unwrap().into_iter().map(|(_, gap)| gap.gap).collect();
    assert_eq!(left, [Gap { first: 1, last: 1 }, Gap { first: 3, last: 3 }]);
    journal.note(received("hospital", NotificationForm::QueryEvent, Some(4), &[1, 3])).await.unwrap();
    assert_eq!(journal.gaps_after(0, 10).await.unwrap(), []);
}

pub async fn a_heartbeat_tells_of_a_gap(store: &dyn Store) {
    let journal = store.open().await;
    let heartbeat = |events| received("hospital", NotificationForm::Heartbeat, Some(events), &[]);
    assert_eq!(journal.note(heartbeat(3)).await.unwrap(), Noted::default());
    assert_eq!(journal.note(heartbeat(5)).await.unwrap().missing, [Gap { first: 4, last: 5 }]);
    assert_eq!(journal.gaps_after(0, 1).await.unwrap().len(), 1);
}
