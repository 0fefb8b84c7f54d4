//! Creating, listing and deleting subscriptions; the organisations behind them.

use std::time::Duration;

use canonical::Kind;
use canonical::identifier::PartyIdentifier;
use canonical::organisation::{Organisation, OrganisationId, Role, Sector};

use super::Store;
use super::make::{append, filled, letter_for, name, organisation, settled, subscribed, subscription, time};
use crate::Error;
use crate::model::{Filter, NewSubscription, Options, Page, Scope, StandardChoice, Start};

pub async fn a_name_stands_for_one_interest(store: &dyn Store) {
    let journal = store.open().await;
    let filter = Filter {
        scope: Scope::Both,
        kinds: vec![Kind::Referral, Kind::DischargeLetter],
        senders: vec!["gln:5790999900010".to_owned()],
    };
    let options = Options { max_attempts: 3, max_backoff: Duration::from_millis(1500), ..Options::default() };
    let options = Options { standard: StandardChoice::Fhir, ..options };
    let new = NewSubscription { filter, options, ..subscription("one", Start::Beginning) };
    let row = journal.create_subscription(new.clone()).await.expect("a new name");
    assert_eq!((&row.name, &row.filter, row.options), (&new.name, &new.filter, new.options));
    assert_eq!((row.created_at, row.last_number, row.last_digest.0), (time(0), 0, [0; 32]));

    let mut again = NewSubscription { start: Start::Now, at: time(9), ..new.clone() };
    again.filter.kinds.reverse();
    assert_eq!(journal.create_subscription(again).await, Ok(row.clone()));
    let wider = NewSubscription { filter: Filter::default(), ..new.clone() };
    assert_eq!(journal.create_subscription(wider).await, Err(Error::Exists));
    let standard = StandardChoice::Both;
    let other = NewSubscription { options: Options { standard, ..options }, ..new.clone() };
    assert_eq!(journal.create_subscription(other).await, Err(Error::Exists));
    let slower = NewSubscription { options: Options::default(), ..new };
    assert_eq!(journal.create_subscription(slower).await, Err(Error::Exists));
    assert_eq!(journal.subscription(&name("one")).await, Ok(row));
}

pub async fn subscriptions_are_listed_by_name_page_by_page(store: &dyn Store) {
    let journal = store.open().await;
    for short in ["c", "a", "b", "d"] {
        subscribed(&*journal, short).await;
    }
    let page = async |after: &str| {
        let page = Page { after: after.to_owned(), size: 3 };
        let rows = journal.subscriptions(organisation().as_str(), page).await.expect("readable");
        rows.into_iter().map(|row| row.name.name).collect::<Vec<_>>()
    };
    assert_eq!(page("").await, ["a", "b", "c"]);
    assert_eq!(page("c").await, ["d"]);
    let all = Page { after: String::new(), size: 10 };
    assert_eq!(journal.subscriptions("somebody-else", all).await, Ok(Vec::new()));
}

pub async fn a_deleted_subscription_leaves_nothing_behind(store: &dyn Store) {
    let journal = store.open().await;
    let row = filled(&*journal, "one", 3).await;
    let held = journal.hold(&name("one")).await.expect("it exists");
    journal.delete_subscription(&name("one")).await.expect("it exists");

    assert_eq!(journal.subscription(&name("one")).await, Err(Error::NotFound));
    assert_eq!(journal.hold(&name("one")).await, Err(Error::NotFound));
    assert_eq!(journal.delete_subscription(&name("one")).await, Err(Error::NotFound));
    assert_eq!(journal.settle(row.id, held.epoch, settled(1, &[])).await, Err(Error::NotFound));
    assert_eq!(journal.entries_after(row.id, 0, 10).await, Ok(Vec::new()));
    assert_eq!(journal.backlogs(None).await, Ok(Vec::new()));

    let new = subscribed(&*journal, "one").await;
    assert_ne!(new.id, row.id);
    assert_eq!(new.last_number, 0);
}

pub async fn the_version_grows_with_every_change_of_interest(store: &dyn Store) {
    let journal = store.open().await;
    let version = async || journal.interests().await.expect("readable").version;
    let before = version().await;
    let one = subscribed(&*journal, "one").await;
    let created = version().await;
    assert!(created > before);
    append(&*journal, vec![letter_for(1, &[one.id])]).await;
    subscribed(&*journal, "one").await;
    assert_eq!(version().await, created, "neither an event nor an equal subscription changes an interest");
    journal.delete_subscription(&name("one")).await.expect("it exists");
    assert!(version().await > created);
}

pub async fn organisations_are_remembered(store: &dyn Store) {
    let journal = store.open().await;
    let organisation = |id: &str, hosted: bool| Organisation {
        id: OrganisationId::parse(id).expect("a short name"),
        name: "Odense Kommune TEST".to_owned(),
        sector: Sector::Municipality,
        identifiers: vec![
            PartyIdentifier::from_scheme("gln", "5790999900041"),
            PartyIdentifier::from_scheme("municipality", "461"),
        ],
        roles: vec![Role::Subscriber, Role::Registrar],
        acts_for: vec![OrganisationId::parse("testregionens-hospital").expect("a short name")],
        hosted,
    };
    journal.put_organisations(vec![organisation("b", true), organisation("a", true)]).await.expect("written");
    journal.put_organisations(vec![organisation("b", false)]).await.expect("written");
    drop(journal);
    let known = store.open().await.organisations().await;
    assert_eq!(known, Ok(vec![organisation("a", true), organisation("b", false)]));
}
