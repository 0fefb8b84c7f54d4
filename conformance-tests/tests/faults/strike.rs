//! Puts the world into trouble and takes the trouble away again.

use std::path::Path;
use std::time::Duration;

use engines::Proxy;
use tokio::task::JoinSet;
use tokio::time::sleep;

use crate::plan::{Fault, Kind};
use crate::servers::Servers;
use crate::tally::Tally;
use crate::world::World;

/// Receipts that each adapter must give while a node of the broker is missing, before the node comes back.
const GOES_ON: u64 = 3;

/// Lets one fault happen, for as long as it lasts.
pub(crate) async fn strike(fault: Fault, servers: &mut Servers, world: &mut World, tally: &Tally) {
    let Fault { kind, target, lasts, degree, .. } = fault;
    match kind {
        Kind::BrokerRestart => restart_broker(servers, degree, lasts).await,
        Kind::DatabaseRestart => restart_database(servers, degree, lasts).await,
        Kind::DelayAdapterBroker => delay(&world.adapter(target).broker, degree, lasts).await,
        Kind::DelayGatewayBroker => delay(&world.gateway(target).broker, degree, lasts).await,
        Kind::DelayGatewayDatabase => delay(world.gateway(target).database.as_slice(), degree, lasts).await,
        Kind::DiskFull => fill_the_disk(world, target, degree, lasts).await,
        Kind::KillAdapter | Kind::KillGateway => {
            let service = if kind == Kind::KillAdapter { world.adapter(target) } else { world.gateway(target) };
            let process = service.process.take().expect("it runs");
            process.kill().await.expect("it can be killed");
            sleep(lasts).await;
            service.begin().await;
        }
        Kind::NodeLoss => lose_node(servers, world, tally, target, lasts).await,
        Kind::PartitionAdapter => partition(&world.adapter(target).broker, &[], lasts).await,
        Kind::PartitionGateway => {
            let gateway = world.gateway(target);
            partition(&gateway.broker, gateway.database.as_slice(), lasts).await;
        }
        Kind::PauseAdapter | Kind::PauseGateway => {
            let service = if kind == Kind::PauseAdapter { world.adapter(target) } else { world.gateway(target) };
            service.running().pause().await.expect("it can be stopped");
            sleep(lasts).await;
            service.running().resume().await.expect("it can go on");
        }
        Kind::ResetAdapterBroker => reset(&world.adapter(target).broker, lasts).await,
        Kind::ResetGatewayBroker => reset(&world.gateway(target).broker, lasts).await,
        Kind::ResetGatewayDatabase => reset(world.gateway(target).database.as_slice(), lasts).await,
    }
}

/// Twice: what opens its connections again loses them again.
async fn reset(ways: &[Proxy], lasts: Duration) {
    ways.iter().for_each(Proxy::reset_all);
    sleep(lasts).await;
    ways.iter().for_each(Proxy::reset_all);
}

/// Every byte comes up to a quarter of a second late.
async fn delay(ways: &[Proxy], degree: usize, lasts: Duration) {
    let late = Duration::from_millis(10 + degree as u64 % 240);
    ways.iter().for_each(|way| way.delay(late));
    sleep(lasts).await;
    ways.iter().for_each(|way| way.delay(Duration::ZERO));
}

async fn partition(first: &[Proxy], second: &[Proxy], lasts: Duration) {
    let ways = || first.iter().chain(second);
    ways().for_each(Proxy::stall);
    sleep(lasts).await;
    ways().for_each(Proxy::resume);
}

/// Without its broker an adapter needs its disk, and there is nothing left of it.
async fn fill_the_disk(world: &mut World, target: usize, degree: usize, lasts: Duration) {
    let adapter = world.adapter(target);
    // Between next to nothing and what it has already.
    let left = largest_file(&adapter.data()) * (degree as u64 % 1_000) / 1_000;
    adapter.running().limit_the_disk(Some(left)).await.expect("prlimit runs");
    for way in &adapter.broker {
        way.cut().await;
    }
    sleep(lasts).await;
    // Whether the disk or the broker is there first must not matter.
    if degree.is_multiple_of(2) {
        restore(&adapter.broker).await;
        sleep(lasts / 4).await;
    }
    adapter.running().limit_the_disk(None).await.expect("prlimit runs");
    restore(&adapter.broker).await;
}

async fn restore(ways: &[Proxy]) {
    for way in ways {
        way.restore().await.expect("the port is still free");
    }
}

/// The size of the largest file below a directory, but for logs: the spool's, in an adapter's.
fn largest_file(directory: &Path) -> u64 {
    let files = std::fs::read_dir(directory).into_iter().flatten().flatten();
    let sizes = files.map(|file| match file.metadata() {
        Ok(metadata) if metadata.is_dir() => largest_file(&file.path()),
        Ok(metadata) if file.path().extension().is_none_or(|ending| ending != "log") => metadata.len(),
        Ok(_) | Err(_) => 0,
    });
    sizes.max().unwrap_or_default()
}

/// All of it goes, and all of it comes back at the same time, as after a loss of power.
async fn restart_broker(servers: &mut Servers, degree: usize, lasts: Duration) {
    let mut stopping = JoinSet::new();
    for (place, mut node) in std::mem::take(&mut servers.broker.nodes).into_iter().enumerate() {
        stopping.spawn(async move {
            let stopped = if degree.is_multiple_of(2) { node.kill() } else { node.stop().await };
            stopped.expect("it can be stopped");
            (place, node)
        });
    }
    let mut nodes = stopping.join_all().await;
    nodes.sort_by_key(|(place, _)| *place);
    servers.broker.nodes.extend(nodes.into_iter().map(|(_, node)| node));
    sleep(lasts).await;
    servers.broker.start_again().await.expect("it starts again");
}

async fn restart_database(servers: &mut Servers, degree: usize, lasts: Duration) {
    if degree.is_multiple_of(2) {
        servers.postgres.kill().expect("it can be killed");
    } else {
        servers.postgres.stop().await.expect("it can be stopped");
    }
    sleep(lasts).await;
    servers.postgres.start_again().await.expect("it starts again");
}

/// One node is gone, and everything must go on without it.
async fn lose_node(servers: &mut Servers, world: &World, tally: &Tally, target: usize, lasts: Duration) {
    let nodes = servers.broker.nodes.len();
    servers.broker.nodes[target % nodes].kill().expect("it can be killed");
    sleep(lasts).await;
    let before = tally.counts();
    let adapters = world.adapters();
    tally
        .satisfies(|now| (0..adapters).all(|adapter| now.receipts_of(adapter) >= before.receipts_of(adapter) + GOES_ON))
        .await;
    servers.broker.start_again().await.expect("it starts again");
}
