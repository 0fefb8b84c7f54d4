//! The load of a round: senders and subscribers of a world, from their start until everything owed has arrived.

use std::collections::{BTreeMap, BTreeSet};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use conformance_tests::checker::{History, check};
use conformance_tests::hostile::Chance;
use conformance_tests::peers::WatchedFolder;
use conformance_tests::standalone::{HOSPITAL, Standalone, identity};
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio::time::timeout;

use crate::mailboxes::Mailbox;
use crate::senders::{Counter, Manner, Sender};
use crate::subscribers::{Mood, SUBSCRIPTIONS, Subscriber};
use crate::tally::{Counts, Tally};

/// Where letters go in and entries come out.
#[derive(Debug, Clone)]
pub(crate) struct Doors {
    /// HTTPS.
    pub(crate) adapters: Vec<SocketAddr>,
    /// gRPC.
    pub(crate) gateways: Vec<SocketAddr>,
    /// The hospital's watched folders, one for each adapter that watches one.
    pub(crate) folders: Vec<PathBuf>,
    /// Where the certificates are.
    pub(crate) site: PathBuf,
}

/// Who sends, and how fast.
#[derive(Debug, Clone)]
pub(crate) struct Shape {
    /// One sender for each.
    pub(crate) manners: Vec<Manner>,
    /// Letters in a second, of all senders together.
    pub(crate) rate: u32,
}

/// The load while it goes on.
pub(crate) struct Load {
    pub(crate) history: History,
    pub(crate) tally: Tally,
    senders: JoinSet<()>,
    subscribers: JoinSet<()>,
    goes_on: watch::Sender<bool>,
    moods: BTreeMap<&'static str, watch::Sender<Mood>>,
}

impl Shape {
    /// Of every manner, at every adapter.
    pub(crate) fn mixed(adapters: usize, rate: u32) -> Self {
        let settled = (0..adapters).flat_map(|adapter| [Manner::Settled { adapter }; 3]);
        Self { manners: [Manner::Roaming; 8].into_iter().chain(settled).collect(), rate }
    }

    /// Senders that each use one adapter and do not wait for receipts.
    pub(crate) fn settled(adapters: usize, rate: u32) -> Self {
        Self { manners: (0..16).map(|number| Manner::Settled { adapter: number % adapters }).collect(), rate }
    }
}

impl Load {
    /// Creates the subscriptions and starts every peer.
    pub(crate) async fn start(doors: &Doors, shape: &Shape, chance: &mut Chance) -> Self {
        let (history, tally) = (History::default(), Tally::default());
        let goes_on = watch::Sender::new(true);
        let mut subscribers = JoinSet::new();
        let moods = SUBSCRIPTIONS.map(|(name, _)| (name, watch::Sender::new(Mood::Steady)));
        let moods = BTreeMap::from(moods);
        for (subscription, organisation) in SUBSCRIPTIONS {
            let subscriber = Subscriber {
                subscription,
                gateways: doors.gateways.clone(),
                identity: identity(&doors.site, organisation),
                history: history.clone(),
                tally: tally.clone(),
                chance: Chance::new(chance.next()),
                mood: moods[subscription].subscribe(),
                acked: BTreeSet::new(),
            };
            subscriber.create().await;
            subscribers.spawn(subscriber.pull());
        }
        let counter = Counter { adapters: doors.adapters.clone(), identity: identity(&doors.site, HOSPITAL) };
        Sender::introduce(&counter, (history.clone(), tally.clone())).await;
        let pace = Duration::from_secs(1) * shape.manners.len() as u32 / shape.rate;
        let mut senders = JoinSet::new();
        for (number, manner) in (0..).zip(shape.manners.iter().copied()) {
            let (notes, chance) = ((history.clone(), tally.clone()), Chance::new(chance.next()));
            senders.spawn(Sender::new(number, manner, pace, &counter, notes, chance, goes_on.subscribe()).send());
        }
        for ((adapter, folder), number) in doors.folders.iter().enumerate().zip(shape.manners.len() as u32..) {
            let mailbox = Mailbox {
                number,
                adapter,
                folder: WatchedFolder::new(folder),
                history: history.clone(),
                tally: tally.clone(),
                chance: Chance::new(chance.next()),
                goes_on: goes_on.subscribe(),
            };
            senders.spawn(mailbox.send());
        }
        Self { history, tally, senders, subscribers, goes_on, moods }
    }

    /// Lets a subscriber behave otherwise.
    pub(crate) fn behave(&self, subscription: &str, mood: Mood) {
        self.moods[subscription].send_replace(mood);
    }

    /// Lets no sender begin another letter, and waits until every letter has its receipt and every entry its ack; not
    /// longer than this, and then says what is missing.
    pub(crate) async fn finish(mut self, within: Duration) -> (History, Counts) {
        self.goes_on.send_replace(false);
        let finished = async {
            while let Some(ended) = self.senders.join_next().await {
                ended.expect("a sender ends well");
            }
            self.tally.satisfies(is_complete).await;
        };
        if timeout(within, finished).await.is_err() {
            let (counts, senders) = (self.tally.counts(), self.senders.len());
            self.tally.complain(format!(
                "not finished after {within:?}: {senders} senders wait for receipts; {} letters handed over, {} with a \
                 receipt; owed {:?}, acked {:?}",
                counts.handed_over,
                counts.letters(),
                counts.owed,
                counts.acked
            ));
        }
        self.subscribers.shutdown().await;
        (self.history, self.tally.counts())
    }
}

/// Whether as many entries were acked as are owed.
pub(crate) fn is_complete(counts: &Counts) -> bool {
    counts.owed.iter().all(|(subscription, owed)| counts.acked.get(subscription) >= Some(owed))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_load_itself_passes_through_a_gateway_without_trouble() {
    let data = tempfile::tempdir().expect("a directory");
    let gateway = Standalone::start(data.path()).await.expect("the gateway starts");
    let (site, folders) = (data.path().to_owned(), vec![data.path().join("hospital-folder")]);
    let doors = Doors { adapters: vec![gateway.https], gateways: vec![gateway.grpc], folders, site };
    let load = Load::start(&doors, &Shape::mixed(1, 100), &mut Chance::new(1)).await;
    load.tally.satisfies(|now| now.handed_over >= 200).await;
    let (history, counts) = load.finish(Duration::from_secs(60)).await;
    assert_eq!(check(&history.steps()), []);
    assert_eq!(counts.complaints, Vec::<String>::new());
    assert!(is_complete(&counts) && counts.letters() >= 200 && counts.entries() > counts.letters(), "{counts:?}");
    assert_eq!(gateway.terminate().await.expect("it can be waited for"), Some(0));
}
