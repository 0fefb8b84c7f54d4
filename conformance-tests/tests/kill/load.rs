//! Senders and subscribers that go on through every kill, and write down what they see.

use std::collections::BTreeSet;
use std::time::Duration;

use conformance_tests::checker::{History, Seen};
use conformance_tests::hostile::Chance;
use conformance_tests::letters::{Letter, LetterKind, Receiver};
use conformance_tests::peers::{Https, Identity, PeerError, Puller, WatchedFolder, channel};
use conformance_tests::standalone::{CLINIC, HOSPITAL, MUNICIPALITY};
use tokio::sync::watch;
use tokio::task::JoinSet;
use wire::v1::subscriber_service_client::SubscriberServiceClient;
use wire::v1::{CreateSubscriptionRequest, DeliveryOptions, Subscription};

use crate::world::{Present, World};

const SENDERS: u32 = 4;
const LETTERS_PER_SENDER: u32 = 30;
/// Fewer: a file waits until it has settled.
const LETTERS_BY_FOLDER: u32 = 10;
const LETTERS: u32 = SENDERS * LETTERS_PER_SENDER + LETTERS_BY_FOLDER;
const PATIENTS_PER_SENDER: u32 = 3;
/// The sender that puts its letters into the watched folder.
const FOLDER: u32 = SENDERS;
/// How often the folder is looked into.
const LOOK: Duration = Duration::from_millis(10);

/// The load of one run.
pub(crate) struct Load {
    pub(crate) history: History,
    senders: JoinSet<()>,
    subscribers: JoinSet<()>,
}

/// Where a peer finds the gateway, and who it is.
struct Peer {
    identity: Identity,
    present: watch::Receiver<Option<Present>>,
    history: History,
    chance: Chance,
}

impl Load {
    /// Creates the subscriptions and starts every peer.
    pub(crate) async fn start(world: &World, chance: &mut Chance) -> Self {
        let history = History::default();
        let (mut senders, mut subscribers) = (JoinSet::new(), JoinSet::new());
        let mut peer = |organisation| Peer {
            identity: world.identity(organisation),
            present: world.present(),
            history: history.clone(),
            chance: Chance::new(chance.next()),
        };
        for organisation in [CLINIC, MUNICIPALITY] {
            let mut subscriber = peer(organisation);
            subscriber.create_subscription(organisation).await;
            subscribers.spawn(subscriber.pull(organisation));
        }
        for number in 0..SENDERS {
            senders.spawn(peer(HOSPITAL).send(number));
        }
        senders.spawn(by_folder(WatchedFolder::new(&world.folder()), history.clone(), Chance::new(chance.next())));
        Self { history, senders, subscribers }
    }

    /// About how many things will be seen: submission, receipt, delivery and ack of every letter.
    pub(crate) fn steps(&self) -> usize {
        (LETTERS * 4) as usize
    }

    /// Waits until every letter has its receipt, and every entry its ack.
    pub(crate) async fn finish(mut self) -> History {
        while let Some(ended) = self.senders.join_next().await {
            ended.expect("a sender ends well");
        }
        self.history.satisfies(|all| acked(all) >= LETTERS as usize).await;
        self.subscribers.shutdown().await;
        self.history
    }
}

/// How many entries were acked; one that came again after its ack counts once.
fn acked(seen: &[Seen]) -> usize {
    let entries = seen.iter().filter_map(|seen| match seen {
        Seen::Acked { subscription, number } => Some((subscription, number)),
        Seen::Kept { .. } | Seen::Submitted { .. } | Seen::Receipted { .. } | Seen::Delivered(_) => None,
    });
    entries.collect::<BTreeSet<_>>().len()
}

/// A letter of a sender about one of its own patients, and the subscription that must get it.
fn letter(sender: u32, index: u32, chance: &mut Chance) -> (Letter, &'static str) {
    let to_clinic = chance.below(2) == 0;
    let letter = Letter {
        id: format!("S{sender}N{index}"),
        patient: sender * PATIENTS_PER_SENDER + chance.below(PATIENTS_PER_SENDER as usize) as u32,
        receiver: if to_clinic { Receiver::Clinic } else { Receiver::Municipality },
        kind: if to_clinic { LetterKind::DischargeLetter } else { LetterKind::ClinicalEmail },
    };
    (letter, if to_clinic { CLINIC } else { MUNICIPALITY })
}

fn submitted(letter: &Letter, subscription: &str) -> Seen {
    Seen::Submitted {
        letter: letter.id.clone(),
        patient: letter.patient.to_string(),
        subscriptions: vec![subscription.to_owned()],
    }
}

/// Puts letters into the watched folder one after the other, each until its receipt lies there. Whether the gateway
/// lives does not matter to whoever uses a folder.
async fn by_folder(folder: WatchedFolder, history: History, mut chance: Chance) {
    for index in 0..LETTERS_BY_FOLDER {
        let (letter, subscription) = letter(FOLDER, index, &mut chance);
        history.add(submitted(&letter, subscription));
        folder.put(&letter.id, &letter.document(&format!("E{}", letter.id))).expect("a folder to write to");
        let receipt = loop {
            if let Some(receipt) = folder.receipt(&letter.id) {
                break receipt;
            }
            tokio::time::sleep(LOOK).await;
        };
        assert!(receipt.contains("<PositiveReceipt"), "a receipt was asked for: {receipt}");
        history.add(Seen::Receipted { letter: letter.id });
    }
}

impl Peer {
    async fn present(&mut self) -> Present {
        let present = self.present.wait_for(Option::is_some).await.expect("the world outlives its peers");
        present.expect("waited for")
    }

    /// Waits until the gateway that was just called is gone, or at once if it is gone already.
    async fn gone(&mut self, was: Present) {
        let _ = self.present.wait_for(|now| *now != Some(was)).await;
    }

    async fn create_subscription(&mut self, organisation: &str) {
        let present = self.present().await;
        let channel = channel(present.grpc, &self.identity).await.expect("a channel");
        let delivery = DeliveryOptions {
            max_attempts: 1000,
            min_backoff: Some(prost_types::Duration { seconds: 0, nanos: 1_000_000 }),
            max_backoff: Some(prost_types::Duration { seconds: 0, nanos: 10_000_000 }),
            ..DeliveryOptions::default()
        };
        let subscription =
            Subscription { name: organisation.to_owned(), delivery: Some(delivery), ..Subscription::default() };
        let request = CreateSubscriptionRequest { subscription: Some(subscription), start: None };
        SubscriberServiceClient::new(channel).create_subscription(request).await.expect("a subscription");
    }

    /// Sends letters one after the other, each until it has its receipt.
    async fn send(mut self, number: u32) {
        for index in 0..LETTERS_PER_SENDER {
            let (letter, subscription) = letter(number, index, &mut self.chance);
            let mut attempt = 0;
            while !self.submitted(&letter, subscription, attempt).await {
                attempt += 1;
            }
        }
    }

    /// One submission; `false` if it must be repeated, with a new envelope id.
    async fn submitted(&mut self, letter: &Letter, subscription: &str, attempt: u32) -> bool {
        let present = self.present().await;
        self.history.add(submitted(letter, subscription));
        let document = letter.document(&format!("E{}A{attempt}", letter.id));
        let mut client = Https::new(present.https, &self.identity).expect("a client");
        match client.post("/medcom", "application/xml", document).await {
            Ok(answer) if answer.status.is_success() => {
                assert!(answer.text().contains("<PositiveReceipt"), "a receipt was asked for: {}", answer.text());
                self.history.add(Seen::Receipted { letter: letter.id.clone() });
                true
            }
            Ok(answer) => panic!("a good letter was answered with {}: {}", answer.status, answer.text()),
            Err(_) => {
                self.gone(present).await;
                false
            }
        }
    }

    /// Pulls and acks until it is stopped; opens a new stream whenever one ends.
    async fn pull(mut self, organisation: &'static str) {
        loop {
            let present = self.present().await;
            if self.pull_once(present, organisation).await.is_err() {
                self.gone(present).await;
            }
        }
    }

    async fn pull_once(&mut self, present: Present, organisation: &str) -> Result<(), PeerError> {
        let window = 1 + self.chance.below(20) as u32;
        let channel = channel(present.grpc, &self.identity).await?;
        let mut puller = Puller::open(channel, organisation, window).await?;
        while let Some(entries) = puller.next().await? {
            for entry in entries {
                let delivery = puller.seen(&entry).expect("nothing is withheld here");
                self.history.add(Seen::Delivered(delivery));
                // One in eight is handed back and must come again, before its successors.
                if self.chance.below(8) == 0 {
                    puller.nack(entry.number, "busy").await?;
                } else {
                    self.history.add(Seen::Acked { subscription: organisation.to_owned(), number: entry.number });
                    puller.ack(vec![entry.number]).await?;
                }
            }
        }
        Ok(())
    }
}
