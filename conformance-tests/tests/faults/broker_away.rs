//! The broker is away for a while: the adapter takes letters into its spool, and gives them on when it is back.
//!
//! `BROKER_AWAY_SECONDS=300` and `BROKER_AWAY_RATE=200` make it the long one, for a program built for speed: then the
//! backlog must also shrink faster than it grew.

use std::time::Duration;

use conformance_tests::checker::check;
use conformance_tests::hostile::Chance;
use tokio::time::{Instant, interval, sleep};

use crate::load::{Load, Shape};
use crate::servers::Servers;
use crate::tally::{Counts, Tally};
use crate::world::{Plan, World};

/// What the adapter may hold in memory more than before, however long the broker is away.
const GROWTH: u64 = 64 << 20;

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn an_adapter_keeps_what_the_broker_cannot_take_and_gives_it_on_in_order() {
    let number = |name, usual| std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(usual);
    let (away, rate) = (Duration::from_secs(number("BROKER_AWAY_SECONDS", 20)), number("BROKER_AWAY_RATE", 200) as u32);
    let mut servers = Servers::start(1).await;
    let spool = vec![("spool", "size", "\"4GiB\"".to_owned())];
    let plan = Plan { adapters: 1, gateways: 1, adapter_settings: spool, ..Plan::default() };
    let mut world = World::start(&servers, &plan).await;
    let load = Load::start(&world.doors(), &Shape::settled(1, rate), &mut Chance::new(1)).await;
    let (history, tally) = (load.history.clone(), load.tally.clone());
    // Warm, so that growth is not the start's.
    tally.satisfies(|now| now.handed_over >= u64::from(rate) * 3).await;

    let before = world.adapter(0).running().memory().expect("it runs");
    servers.broker.nodes[0].stop().await.expect("it can be stopped");
    let peak = watched(&mut world, away).await;
    let backlog = backlog(&tally.counts());
    servers.broker.start_again().await.expect("it starts again");
    let (drained, peak_later) = drain(&mut world, &tally, away, u64::from(rate)).await;

    let unfinished = away * 4 + Duration::from_secs(60);
    let (_, counts) = load.finish(unfinished).await;
    let growth = peak.max(peak_later).saturating_sub(before);
    eprintln!(
        "broker away {} s at {rate} letters/s: {} letters, {} kept, backlog {backlog}, drained in {:.1} s under load, \
         memory grew by {} MiB",
        away.as_secs(),
        counts.letters(),
        counts.kept.values().sum::<u64>(),
        drained.as_secs_f64(),
        growth >> 20,
    );
    assert_eq!(check(&history.steps()), []);
    assert_eq!(counts.complaints, Vec::<String>::new());
    assert_eq!(counts.postponed.values().sum::<u64>(), 0, "nothing is refused while there is room");
    assert!(counts.kept.values().sum::<u64>() > 0, "the broker was away");
    assert!(growth < GROWTH, "memory grew by {growth} bytes");
    if std::env::var_os("BROKER_AWAY_SECONDS").is_some() {
        assert!(drained < away + STARTING, "the backlog of {away:?} took {drained:?}");
    }
    assert_eq!(world.stop().await, Vec::<String>::new());
}

/// What the adapter may need to find its broker again.
const STARTING: Duration = Duration::from_secs(10);

/// Letters that were handed over and have not arrived.
fn backlog(counts: &Counts) -> u64 {
    let arrived = counts.acked_in("clinic-inbox") + counts.acked_in("municipality-inbox");
    counts.handed_over.saturating_sub(arrived)
}

/// The most memory that the adapter holds in this time.
async fn watched(world: &mut World, time: Duration) -> u64 {
    let (until, mut peak) = (Instant::now() + time, 0);
    let mut ticks = interval(Duration::from_millis(200));
    while Instant::now() < until {
        ticks.tick().await;
        peak = peak.max(world.adapter(0).running().memory().expect("it runs"));
    }
    peak
}

/// Where a long drain is.
async fn say(world: &mut World, tally: &Tally, seconds: u64) {
    let counts = tally.counts();
    let spooled = world.adapter(0).metric("broen_spool_documents").await.unwrap_or_default();
    let committed = world.gateway(0).metric("broen_messages_taken_total").await.unwrap_or_default();
    eprintln!(
        "after {seconds} s: {} handed over, backlog {}, {spooled} in the spool, {committed} taken from the queue",
        counts.handed_over,
        backlog(&counts),
    );
}

/// Waits until no more letters are on their way than come in a second; gives the time and the most memory meanwhile.
async fn drain(world: &mut World, tally: &Tally, away: Duration, in_flight: u64) -> (Duration, u64) {
    let began = Instant::now();
    let patience = away * 4 + Duration::from_secs(60);
    let (mut peak, mut told) = (0, 0);
    while backlog(&tally.counts()) > in_flight {
        if began.elapsed().as_secs() / 5 > told {
            told += 1;
            say(world, tally, told * 5).await;
        }
        assert!(began.elapsed() < patience, "the backlog is still {}", backlog(&tally.counts()));
        peak = peak.max(world.adapter(0).running().memory().expect("it runs"));
        sleep(Duration::from_millis(100)).await;
    }
    (began.elapsed(), peak)
}
