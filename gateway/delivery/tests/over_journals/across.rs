//! Two engines on one journal, as two gateways have them: one holds a subscription at a time, and the other may take it
//! over or move it at any moment.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use crate::courses::Dice;
use crate::stage::{Stage, ack, engine_with, leave, name, next, offered, options, take, window};
use delivery::{Closed, Engine, Report, Stream};
use engines::Database;
use journal::postgres::{self, PostgresJournal};
use journal::sqlite::{self, SqliteJournal};
use journal::suite::Unsteady;
use journal::{AuditAction, Journal, LaneChange, SeekTarget};
use tempfile::TempDir;

/// Short enough to be awaited.
const POLL: Duration = Duration::from_millis(50);

/// The journal as two gateways see it, with what it lies on.
struct Shared {
    one: Arc<dyn Journal>,
    other: Arc<dyn Journal>,
    ground: Box<dyn Send + Sync>,
}

/// Two gateways over one journal.
struct Pair {
    stage: Stage,
    one: Engine,
    other: Engine,
}

impl Pair {
    async fn over(shared: Shared) -> Self {
        let Shared { one, other, ground } = shared;
        let stage = Stage::over(Arc::clone(&one), ground, options(3)).await;
        let engine = |journal| engine_with(journal, Arc::clone(&stage.clock), POLL);
        let (one, other) = (engine(one), engine(other));
        Self { stage, one, other }
    }
}

async fn open(engine: &Engine) -> Stream {
    engine.open(name(), window(10)).await.expect("an open stream")
}

/// How a stream ended; it has to end by itself, and soon.
async fn end(stream: Stream) -> Closed {
    let Stream { reports, offers, closed } = stream;
    let ended = tokio::time::timeout(Duration::from_secs(30), closed).await;
    drop((reports, offers));
    ended.expect("in time").expect("a reason")
}

async fn a_stream_at_the_other_gateway_takes_over(shared: Shared) {
    let pair = Pair::over(shared).await;
    pair.stage.append(&[1, 1, 2]).await;
    let mut older = open(&pair.one).await;
    assert_eq!(take(&mut older, 2).await, [(1, 1), (3, 1)]);
    ack(&older, &[3]).await;
    // Its ack is stored when the next entry of the lane may go.
    pair.stage.append(&[2]).await;
    assert_eq!(next(&mut older).await, [(4, 1)]);
    let mut newer = open(&pair.other).await;
    assert_eq!(take(&mut newer, 2).await, [(1, 1), (4, 1)]);
    // Whether the older one sees this or its end first, nothing may come of it.
    let _ = older.reports.send(Report::Ack(vec![1, 4])).await;
    assert_eq!(end(older).await, Closed::TakenOver);
    assert_eq!(pair.stage.settled_through().await, 0);
    ack(&newer, &[1, 4]).await;
    assert_eq!(next(&mut newer).await, [(2, 1)]);
}

async fn a_stale_holder_offers_nothing(shared: Shared) {
    let pair = Pair::over(shared).await;
    // It hears of nothing and would not look for an hour.
    let deaf = Arc::new(Unsteady::silent(Arc::clone(&pair.stage.journal)));
    let deaf = engine_with(deaf, Arc::clone(&pair.stage.clock), Duration::from_secs(3600));
    pair.stage.append(&[1]).await;
    let mut stale = open(&deaf).await;
    assert_eq!(next(&mut stale).await, [(1, 1)]);
    let mut newer = open(&pair.other).await;
    assert_eq!(next(&mut newer).await, [(1, 1)]);
    pair.stage.append(&[1, 2]).await;
    assert_eq!(next(&mut newer).await, [(3, 1)]);
    // The stale one would now offer the entries behind it.
    let _ = stale.reports.send(Report::Ack(vec![1])).await;
    assert!(stale.offers.recv().await.is_none(), "nothing is offered by a stale holder");
    assert_eq!(end(stale).await, Closed::TakenOver);
    let audit = pair.stage.journal.audit_after(0, 100).await.expect("a sound audit");
    assert_eq!(audit.iter().filter(|(_, row)| row.action == AuditAction::Offer).count(), 3);
}

async fn an_idle_holder_notices_that_it_was_taken_over(shared: Shared) {
    let pair = Pair::over(shared).await;
    let older = open(&pair.one).await;
    let newer = open(&pair.other).await;
    assert_eq!(end(older).await, Closed::TakenOver);
    leave(newer).await;
}

async fn what_one_gateway_appends_the_other_offers(shared: Shared) {
    let pair = Pair::over(shared).await;
    let mut stream = open(&pair.other).await;
    for number in 1..=5 {
        pair.stage.append(&[1]).await;
        assert_eq!(next(&mut stream).await, [(number, 1)]);
        ack(&stream, &[number]).await;
    }
}

async fn a_move_from_the_other_gateway_reaches_the_stream(shared: Shared) {
    let pair = Pair::over(shared).await;
    pair.stage.append(&[1, 1, 1]).await;
    let mut stream = open(&pair.one).await;
    assert_eq!(next(&mut stream).await, [(1, 1)]);
    for target in [3, 1, 2] {
        assert_eq!(pair.other.seek(&name(), SeekTarget::Number(target)).await, Ok(target));
        assert_eq!(next(&mut stream).await, [(target, 1)]);
    }
}

async fn a_lane_resumed_at_the_other_gateway_goes_on(shared: Shared) {
    let pair = Pair::over(shared).await;
    pair.stage.append(&[1, 1]).await;
    let mut stream = open(&pair.one).await;
    for attempt in 1..=3 {
        assert_eq!(next(&mut stream).await, [(1, attempt)]);
        let nack = Report::Nack { number: 1, reason: "busy".to_owned() };
        stream.reports.send(nack).await.expect("an open stream");
    }
    let resumed = async {
        while pair.other.change_lane(&name(), 1, LaneChange::Resume).await.is_err() {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(30), resumed).await.expect("a parked lane");
    assert_eq!(next(&mut stream).await, [(1, 1)]);
    ack(&stream, &[1]).await;
    assert_eq!(next(&mut stream).await, [(2, 1)]);
}

/// A subscriber that goes from gateway to gateway without saying goodbye, and acks what it has got.
async fn wandering_loses_doubles_and_reorders_nothing(shared: Shared) {
    let pair = Pair::over(shared).await;
    let mut dice = Dice(11);
    let (mut appended, mut left_behind) = (0, Vec::new());
    for _ in 0..12 {
        let lanes: Vec<u8> = (0..dice.roll(20)).map(|_| u8::try_from(dice.roll(5)).expect("below five")).collect();
        pair.stage.append(&lanes).await;
        appended += lanes.len() as u64;
        let engine = if dice.roll(2) == 0 { &pair.one } else { &pair.other };
        let mut stream = open(engine).await;
        let mut newest: BTreeMap<[u8; 32], u64> = BTreeMap::new();
        for _ in 0..dice.roll(6) {
            let Ok(Some(offers)) = tokio::time::timeout(POLL, stream.offers.recv()).await else { break };
            for offered in offers {
                let lane = newest.entry(offered.entry.event.labels.lane).or_default();
                assert!(*lane < offered.entry.number, "{} after {lane}", offered.entry.number);
                *lane = offered.entry.number;
                let _ = stream.reports.send(Report::Ack(vec![offered.entry.number])).await;
            }
        }
        left_behind.push(stream);
    }
    let mut last = open(&pair.one).await;
    while pair.stage.settled_through().await < appended {
        let Ok(offers) = tokio::time::timeout(POLL, offered(&mut last)).await else { continue };
        let numbers: Vec<u64> = offers.iter().map(|offered| offered.entry.number).collect();
        ack(&last, &numbers).await;
    }
    for stream in left_behind {
        assert_eq!(end(stream).await, Closed::TakenOver);
    }
    leave(last).await;
}

/// Every test above, over a store.
macro_rules! over {
    ($store:ident: $($name:ident),+ $(,)?) => {
        mod $store {
            $(
                #[tokio::test]
                async fn $name() {
                    super::$name(super::$store().await).await;
                }
            )+
        }
    };
    ($store:ident) => {
        over! {
            $store:
            a_lane_resumed_at_the_other_gateway_goes_on,
            a_move_from_the_other_gateway_reaches_the_stream,
            a_stale_holder_offers_nothing,
            a_stream_at_the_other_gateway_takes_over,
            an_idle_holder_notices_that_it_was_taken_over,
            wandering_loses_doubles_and_reorders_nothing,
            what_one_gateway_appends_the_other_offers,
        }
    };
}

over!(on_postgres);
over!(on_sqlite);

async fn on_postgres() -> Shared {
    let database = engines::shared_postgres().await.database().await.expect("a database");
    let (one, other) = (reached(&database).await, reached(&database).await);
    Shared { one, other, ground: Box::new(database) }
}

async fn reached(database: &Database) -> Arc<dyn Journal> {
    let settings = postgres::Settings::from_url(&database.url).expect("an address");
    Arc::new(PostgresJournal::open(settings).await.expect("a journal"))
}

async fn on_sqlite() -> Shared {
    let dir = TempDir::new().expect("a temporary directory");
    let journal = SqliteJournal::open(dir.path(), sqlite::Settings::default()).expect("a new journal");
    let journal: Arc<dyn Journal> = Arc::new(journal);
    Shared { one: Arc::clone(&journal), other: journal, ground: Box::new(dir) }
}
