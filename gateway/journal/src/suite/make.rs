//! Events, subscriptions and rows for the tests, and short ways to write and read them.

use bytes::Bytes;
use canonical::chain::ChainCheck;
use canonical::digest::Digest;
use canonical::event::Standard;
use canonical::identifier::{Cpr, PartyIdentifier, PatientIdentifier};
use canonical::organisation::OrganisationId;
use canonical::{EventId, Kind};
use jiff::Timestamp;

use crate::model::{
    Acceptance, Appended, AuditAction, AuditRow, Content, Filter, Labels, NewEntry, NewEvent, NewSubscription, Options,
    Original, Progress, Sealed, Settlement, Start, StoredEntry, SubscriptionId, SubscriptionName, SubscriptionRow,
};
use crate::{Journal, LookupKey, PatientKey};

/// The key of all keyed hashes in the tests.
pub const KEY: LookupKey = LookupKey::new([42; 32]);

/// Second `second` of the tests.
pub fn time(second: i64) -> Timestamp {
    Timestamp::from_second(1_750_000_000 + second).expect("within a century")
}

pub fn karla() -> PatientIdentifier {
    PatientIdentifier::Cpr(Cpr::parse("1402389992").expect("ten digits"))
}

pub fn bruno() -> PatientIdentifier {
    PatientIdentifier::Cpr(Cpr::parse("2509479989").expect("ten digits"))
}

pub fn key(patient: &PatientIdentifier) -> PatientKey {
    KEY.patient(patient)
}

pub fn organisation() -> OrganisationId {
    OrganisationId::parse("odense-kommune").expect("a short name")
}

/// Letter `letter` with this content, about Karla, accepted in second `letter`, for nobody.
pub fn letter(letter: u8, content: &str) -> NewEvent {
    let body = Bytes::from(format!("{letter} {content}"));
    let identity = Digest::of(&[letter]);
    let digest = Digest::of(&body);
    let id = Digest::of_parts("test", &[&identity.0, &digest.0]);
    let labels = Labels {
        id: EventId::from_slice(&id.0[..16]).expect("16 bytes"),
        kind: Kind::DischargeLetter,
        sender: vec![PartyIdentifier::from_scheme("gln", "5790999900010")],
        receivers: vec![vec![PartyIdentifier::from_scheme("gln", "5790999900034")]],
        patients: vec![key(&karla())],
        lane: key(&karla()).0,
        occurred_at: time(i64::from(letter) - 3600),
    };
    NewEvent {
        labels,
        standard: Standard::MedcomXml,
        is_whole: true,
        identity,
        body: Sealed::plain(body.clone()),
        body_digest: digest,
        original: original(&body),
        acceptance: acceptance(letter),
        envelope_is_its_own: false,
        offers_links: Vec::new(),
        seeks_links: Vec::new(),
        guesses_links: Vec::new(),
        written_at: time(i64::from(letter)),
        entries: Vec::new(),
        audit: Vec::new(),
    }
}

pub fn original(content: &Bytes) -> Original {
    Original {
        sha256: Digest::of(content),
        media_type: "application/xml".to_owned(),
        letters: 1,
        content: Some(Content::plain(content.clone())),
    }
}

pub fn acceptance(number: u8) -> Acceptance {
    Acceptance {
        at: time(i64::from(number)),
        submitted_by: "testregionens-hospital".to_owned(),
        channel: "https".to_owned(),
        envelope_id: format!("ENVELOPE{number}"),
        sent_at: Some(time(i64::from(number) - 60)),
        network: None,
        wants_receipt: false,
        is_late: false,
        envelope_reused: false,
    }
}

/// The letter, entered into these subscriptions.
pub fn letter_for(number: u8, subscriptions: &[SubscriptionId]) -> NewEvent {
    let event = letter(number, "content");
    let entries = subscriptions.iter().map(|subscription| entry(&event, *subscription)).collect();
    NewEvent { entries, ..event }
}

pub fn entry(event: &NewEvent, subscription: SubscriptionId) -> NewEntry {
    NewEntry { subscription, salt: KEY.salt(event.labels.id, subscription) }
}

pub fn name(name: &str) -> SubscriptionName {
    SubscriptionName { organisation: organisation(), name: name.to_owned() }
}

pub fn subscription(short: &str, start: Start) -> NewSubscription {
    let (filter, options) = (Filter::default(), Options::default());
    NewSubscription { name: name(short), filter, options, push: None, start, at: time(0) }
}

pub fn audit_row(second: i64) -> AuditRow {
    AuditRow {
        at: time(second),
        organisation: organisation().to_string(),
        action: AuditAction::Offer,
        event: Some(letter(1, "content").labels.id),
        patient: Some(key(&karla())),
        permitted: true,
        ground: "addressed".to_owned(),
    }
}

/// A subscription that begins now.
pub async fn subscribed(journal: &dyn Journal, short: &str) -> SubscriptionRow {
    journal.create_subscription(subscription(short, Start::Now)).await.expect("a new name")
}

/// Appends at the version that holds now.
pub async fn append(journal: &dyn Journal, batch: Vec<NewEvent>) -> Vec<Appended> {
    let version = journal.interests().await.expect("readable").version;
    journal.append(0, version, batch).await.expect("a fresh version")
}

/// A subscription with this many entries, one letter each.
pub async fn filled(journal: &dyn Journal, short: &str, letters: u8) -> SubscriptionRow {
    let row = subscribed(journal, short).await;
    append(journal, (1..=letters).map(|number| letter_for(number, &[row.id])).collect()).await;
    row
}

/// All entries of a subscription, whose numbers and chain must be whole.
pub async fn verified(journal: &dyn Journal, subscription: SubscriptionId) -> Vec<StoredEntry> {
    let heads = journal.entries_after(subscription, 0, usize::MAX).await.expect("readable");
    let numbers: Vec<_> = heads.iter().map(|head| head.number).collect();
    let entries = journal.entries(subscription, &numbers).await.expect("readable");
    assert_eq!(entries.len(), heads.len());
    let mut check = ChainCheck::default();
    for entry in &entries {
        let commitment = canonical::chain::commitment(&entry.salt, Digest::of(&entry.body.bytes));
        assert_eq!(check.take(entry.number, commitment, entry.digest), Ok(()));
        assert_eq!(entry.commitment, commitment);
    }
    entries
}

/// A settlement that only says what is settled.
pub fn settled(settled_through: u64, ranges: &[(u64, u64)]) -> Settlement {
    Settlement { progress: Progress { settled_through, ranges: ranges.to_vec() }, ..Settlement::default() }
}
