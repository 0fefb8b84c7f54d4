//! How much of the journal's own speed is left for a submission: submitted letters per second from decoding to commit,
//! beside the same bytes given to the journal ready made.
//!
//! `cargo bench -p append`; `BENCH_LETTERS` sets how many, 2000 if absent.

#![allow(clippy::expect_used, clippy::print_stdout, reason = "a bench is run by hand and read on a terminal")]

use std::sync::Arc;
use std::time::{Duration, Instant};

use access::Policy;
use append::{Appender, Outcome, Settings, Submission, start};
use bytes::Bytes;
use canonical::body::Document;
use canonical::course::Course;
use canonical::digest::Digest;
use canonical::event::{EventId, Identity, Source, Standard, Status, Times};
use canonical::identifier::{Cpr, PartyIdentifier, PatientIdentifier};
use canonical::organisation::{Organisation, OrganisationId, Role, Sector};
use canonical::party::Party;
use canonical::subject::Subject;
use canonical::{Body, Event, Kind};
use jiff::Timestamp;
use journal::sqlite::{self, SqliteJournal};
use journal::{
    Acceptance, AuditAction, AuditRow, Content, Filter, Journal, Labels, LookupKey, NewEntry, NewEvent,
    NewSubscription, Options, Original, Sealed, Start, SubscriptionName, SubscriptionRow,
};
use telemetry::SystemClock;
use tempfile::TempDir;

const HOSPITAL: &str = "5790999900010";
const GP: &str = "5790999900034";
/// Bytes of the letter that an event was made from.
const ORIGINAL: usize = 4096;

#[tokio::main]
async fn main() {
    let letters = std::env::var("BENCH_LETTERS").ok().and_then(|count| count.parse().ok()).unwrap_or(2_000);
    println!("{letters} letters, each with an original of {ORIGINAL} bytes and one entry");
    println!("{:>10} {:>16} {:>16} {:>7}", "submitters", "submitted/s", "journal alone/s", "ratio");
    for submitters in [1, 8, 64, 256] {
        let count = if submitters == 1 { letters / 8 } else { letters };
        let submitted = rate(count, submitted(count, submitters).await);
        let alone = rate(count, alone(count, submitters).await);
        println!("{submitters:>10} {submitted:>16.0} {alone:>16.0} {:>7.2}", submitted / alone);
    }
}

fn rate(count: usize, took: Duration) -> f64 {
    f64::from(u32::try_from(count).unwrap_or(u32::MAX)) / took.as_secs_f64()
}

async fn submitted(count: usize, submitters: usize) -> Duration {
    let (_dir, journal, _) = house().await;
    let settings = Settings {
        organisations: vec![clinic()].into(),
        policy: Arc::new(Policy::default()),
        lookup: lookup(),
        clock: Arc::new(SystemClock),
        max_batch: 256,
        queue: 1024,
    };
    let (appender, task) = start(journal, settings);
    tokio::spawn(task);
    let work: Vec<_> = (0..count).map(submission).collect();
    let begun = Instant::now();
    each(work, submitters, appender, |appender: Appender, submission| async move {
        let outcome = appender.submit(submission).await;
        assert!(matches!(outcome, Ok(Outcome::Accepted { .. })), "{outcome:?}");
    })
    .await;
    begun.elapsed()
}

async fn alone(count: usize, submitters: usize) -> Duration {
    let (_dir, journal, subscription) = house().await;
    let version = journal.interests().await.expect("interests").version;
    let work: Vec<_> = (0..count).map(|n| ready_made(n, &subscription)).collect();
    let begun = Instant::now();
    each(work, submitters, journal, move |journal: Arc<dyn Journal>, event| async move {
        journal.append(0, version, vec![event]).await.expect("appended");
    })
    .await;
    begun.elapsed()
}

/// Shares the work among this many tasks, each of which does one piece after the other.
async fn each<S, T, F, R>(mut work: Vec<T>, tasks: usize, shared: S, one: F)
where
    S: Clone + Send + Sync + 'static,
    T: Send + 'static,
    F: Fn(S, T) -> R + Copy + Send + Sync + 'static,
    R: Future<Output = ()> + Send,
{
    let mut running = tokio::task::JoinSet::new();
    let share = work.len().div_ceil(tasks);
    while !work.is_empty() {
        let own = work.split_off(work.len().saturating_sub(share));
        let shared = shared.clone();
        running.spawn(async move {
            for piece in own {
                one(shared.clone(), piece).await;
            }
        });
    }
    running.join_all().await;
}

async fn house() -> (TempDir, Arc<dyn Journal>, SubscriptionRow) {
    let dir = TempDir::new().expect("a temporary directory");
    let journal = SqliteJournal::open(dir.path(), sqlite::Settings::default()).expect("a new journal");
    let new = NewSubscription {
        name: SubscriptionName { organisation: clinic().id, name: "all".to_owned() },
        filter: Filter::default(),
        options: Options::default(),
        push: None,
        start: Start::Now,
        at: Timestamp::now(),
    };
    let subscription = journal.create_subscription(new).await.expect("a new subscription");
    (dir, Arc::new(journal), subscription)
}

fn submission(n: usize) -> Submission {
    Submission {
        event: wire::encode(&event(n)),
        original: original(n),
        acceptance: acceptance(),
        envelope_is_its_own: false,
    }
}

fn ready_made(n: usize, subscription: &SubscriptionRow) -> NewEvent {
    let event = event(n);
    let encoded = wire::encode(&event);
    let patient = lookup().patient(&patient());
    let audit = AuditRow {
        at: acceptance().at,
        organisation: clinic().id.to_string(),
        action: AuditAction::Enter,
        event: Some(event.id),
        patient: Some(patient),
        permitted: true,
        ground: "addressed".to_owned(),
    };
    let key = |what: &str| Digest::of_parts(what, &[event.source.letter_id.as_bytes()]);
    NewEvent {
        labels: Labels {
            id: event.id,
            kind: Kind::Document,
            sender: event.sender.identifiers.clone(),
            receivers: vec![event.receivers[0].identifiers.clone()],
            patients: vec![patient],
            lane: patient.0,
            occurred_at: acceptance().at,
        },
        standard: event.source.standard,
        is_whole: true,
        identity: event.identity().digest(),
        body_digest: Digest::of(&encoded),
        body: Sealed::plain(encoded),
        original: original(n),
        acceptance: acceptance(),
        envelope_is_its_own: false,
        offers_links: vec![key("one"), key("other")],
        seeks_links: vec![],
        guesses_links: vec![],
        written_at: Timestamp::UNIX_EPOCH,
        entries: vec![NewEntry { subscription: subscription.id, salt: lookup().salt(event.id, subscription.id) }],
        audit: vec![audit],
    }
}

fn event(n: usize) -> Event {
    let party = |gln| Party { identifiers: vec![PartyIdentifier::from_scheme("gln", gln)], ..Party::default() };
    let (sender, letter_id) = (party(HOSPITAL), format!("L{n}"));
    let fingerprint = Digest::of(letter_id.as_bytes());
    Event {
        id: EventId::derive(&Identity::new(&sender, &letter_id), fingerprint),
        source: Source {
            standard: Standard::MedcomXml,
            letter_id,
            type_code: "XDIS99".to_owned(),
            statistical_code: None,
            version_code: None,
            fingerprint,
        },
        status: Status::Original,
        subject: Some(Subject { identifiers: vec![patient()], ..Subject::default() }),
        sender,
        receivers: vec![party(GP)],
        copy_receivers: vec![],
        course: Course::default(),
        times: Times::default(),
        codes: vec![],
        actions: vec![],
        narrative: vec![],
        attachments: vec![],
        verbatim: vec![],
        notices: vec![],
        body: Body::Document(Document::default()),
    }
}

fn original(n: usize) -> Original {
    let mut content = n.to_be_bytes().to_vec();
    content.resize(ORIGINAL, b'x');
    Original {
        sha256: Digest::of(&content),
        media_type: "application/xml".to_owned(),
        letters: 1,
        content: Some(Content::plain(Bytes::from(content))),
    }
}

fn acceptance() -> Acceptance {
    Acceptance {
        at: Timestamp::UNIX_EPOCH,
        submitted_by: "testregionen".to_owned(),
        channel: "https".to_owned(),
        envelope_id: "E1".to_owned(),
        sent_at: None,
        network: None,
        wants_receipt: false,
        is_late: false,
        envelope_reused: false,
    }
}

fn patient() -> PatientIdentifier {
    PatientIdentifier::Cpr(Cpr::parse("1402389992").expect("ten digits"))
}

fn lookup() -> LookupKey {
    LookupKey::new([7; 32])
}

fn clinic() -> Organisation {
    Organisation {
        id: OrganisationId::parse("laegerne-proevegade").expect("a short name"),
        name: "Lægerne Prøvegade".to_owned(),
        sector: Sector::GeneralPractice,
        identifiers: vec![PartyIdentifier::from_scheme("gln", GP)],
        roles: vec![Role::Subscriber],
        acts_for: vec![],
        hosted: true,
    }
}
