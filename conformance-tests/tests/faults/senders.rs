//! Senders that hand letters over through every fault, until each has its receipt.

use std::collections::VecDeque;
use std::net::SocketAddr;
use std::time::Duration;

use conformance_tests::checker::{History, Seen};
use conformance_tests::hostile::Chance;
use conformance_tests::letters::{Letter, LetterKind, Receiver};
use conformance_tests::peers::{Answer, Https, Identity, PeerError};
use tokio::sync::watch;
use tokio::time::{MissedTickBehavior, interval, sleep, timeout};

use crate::subscribers::owed;
use crate::tally::Tally;

/// Patients of each sender: no two senders write about the same one.
const PATIENTS: u32 = 6;
/// The patient of the first letters; those of the senders follow.
const FIRST: u32 = 0;
/// As long as a sender waits for an answer. What became of the letter is then unknown.
const PATIENCE: Duration = Duration::from_secs(4);
/// Receipts that are asked for with each letter: more than one, so that those of a long trouble are not asked for long after.
const ASKED: usize = 4;
/// Before a letter is handed over again.
const PAUSE: Duration = Duration::from_millis(50);

/// Where and as whom senders hand over.
#[derive(Debug, Clone)]
pub(crate) struct Counter {
    /// The HTTPS addresses of the adapters.
    pub(crate) adapters: Vec<SocketAddr>,
    /// The hospital's certificate.
    pub(crate) identity: Identity,
}

/// How a sender behaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Manner {
    /// Hands over at any adapter, and goes on to the next letter only with the receipt in hand.
    Roaming,
    /// Hands over at one adapter only, and goes on as soon as the letter is kept there; asks for the receipt later.
    Settled {
        /// The adapter.
        adapter: usize,
    },
}

/// A sender with patients of its own.
pub(crate) struct Sender {
    pub(crate) number: u32,
    pub(crate) manner: Manner,
    /// The time between two letters.
    pub(crate) pace: Duration,
    pub(crate) history: History,
    pub(crate) tally: Tally,
    pub(crate) chance: Chance,
    /// Whether to go on.
    pub(crate) goes_on: watch::Receiver<bool>,
    clients: Vec<Https>,
    kept: VecDeque<Kept>,
}

/// A letter that an adapter keeps, and where its receipt will be.
struct Kept {
    letter: Letter,
    adapter: usize,
    receipt: String,
}

/// What came of handing a letter over once.
enum Outcome {
    Kept { receipt: String },
    Postponed,
    Receipted,
    Unknown,
}

impl Sender {
    pub(crate) fn new(
        number: u32,
        manner: Manner,
        pace: Duration,
        counter: &Counter,
        notes: (History, Tally),
        chance: Chance,
        goes_on: watch::Receiver<bool>,
    ) -> Self {
        let client = |address: &SocketAddr| Https::new(*address, &counter.identity).expect("a client");
        let clients = counter.adapters.iter().map(client).collect();
        let (history, tally) = notes;
        Self { number, manner, pace, history, tally, chance, goes_on, clients, kept: VecDeque::new() }
    }

    /// Hands letters for every receiver over at every adapter, until each adapter knows the subscriptions and takes them.
    pub(crate) async fn introduce(counter: &Counter, (history, tally): (History, Tally)) {
        for (adapter, address) in counter.adapters.iter().enumerate() {
            let mut client = Https::new(*address, &counter.identity).expect("a client");
            for (number, receiver) in (0..).zip([Receiver::Clinic, Receiver::Municipality]) {
                let id = format!("INTRO{adapter}N{number}");
                let letter = Letter { id, patient: FIRST, receiver, kind: LetterKind::ClinicalEmail };
                history.add(submitted(&letter));
                let document = letter.document(&format!("E{}", letter.id));
                while !is_taken(client.post("/medcom", "application/xml", document.clone()).await) {
                    sleep(PAUSE).await;
                }
                history.add(Seen::Receipted { letter: letter.id });
                tally.handed_over();
                tally.receipt(adapter, owed(receiver));
            }
        }
    }

    /// Sends until it may not go on, and then waits for the receipts that are still missing.
    pub(crate) async fn send(mut self) {
        let mut ticks = interval(self.pace);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut index = 0;
        while *self.goes_on.borrow() {
            ticks.tick().await;
            let letter = letter(self.number, index, &mut self.chance);
            index += 1;
            self.hand_over(letter).await;
            self.ask_for_receipts(ASKED).await;
        }
        while !self.kept.is_empty() {
            let outstanding = self.kept.len();
            self.ask_for_receipts(outstanding).await;
            if self.kept.len() == outstanding {
                sleep(PAUSE).await;
            }
        }
    }

    /// Hands a letter over until its sender may go on.
    async fn hand_over(&mut self, letter: Letter) {
        self.history.add(submitted(&letter));
        self.tally.begun(&letter.id);
        let mut attempt = 0;
        loop {
            let adapter = match self.manner {
                Manner::Roaming => self.chance.below(self.clients.len()),
                Manner::Settled { adapter } => adapter,
            };
            match self.hand_over_once(&letter, attempt, adapter).await {
                Outcome::Receipted => {
                    self.tally.handed_over();
                    return self.receipted(&letter, adapter);
                }
                Outcome::Kept { receipt } => {
                    self.tally.kept(adapter);
                    if self.manner != Manner::Roaming {
                        self.history.add(Seen::Kept { letter: letter.id.clone() });
                        self.tally.handed_over();
                        return self.kept.push_back(Kept { letter, adapter, receipt });
                    }
                    // The same document again asks for its receipt.
                    sleep(PAUSE * 4).await;
                    continue;
                }
                Outcome::Postponed => self.tally.postponed(adapter),
                Outcome::Unknown => {}
            }
            // In another envelope, as programs do that do not know what became of the first.
            attempt += 1;
            sleep(PAUSE).await;
        }
    }

    async fn hand_over_once(&mut self, letter: &Letter, attempt: u32, adapter: usize) -> Outcome {
        let document = letter.document(&format!("E{}A{attempt}", letter.id));
        let client = &mut self.clients[adapter];
        match timeout(PATIENCE, client.post("/medcom", "application/xml", document)).await {
            Ok(Ok(answer)) => self.outcome(letter, &answer),
            Ok(Err(_)) | Err(_) => Outcome::Unknown,
        }
    }

    fn outcome(&self, letter: &Letter, answer: &Answer) -> Outcome {
        match answer.status.as_u16() {
            200 if answer.text().contains("<PositiveReceipt") => Outcome::Receipted,
            202 if answer.text().contains("PositiveReceipt") => {
                self.tally.complain(format!("{} was only kept, yet has a receipt", letter.id));
                Outcome::Unknown
            }
            202 => match answer.header("location") {
                Some(receipt) => Outcome::Kept { receipt: receipt.to_owned() },
                None => {
                    self.tally.complain(format!("{} was kept, but nobody says where its receipt will be", letter.id));
                    Outcome::Unknown
                }
            },
            503 if answer.header("retry-after").is_some() => Outcome::Postponed,
            status => {
                self.tally.complain(format!("{} was answered with {status}: {}", letter.id, answer.text()));
                Outcome::Unknown
            }
        }
    }

    fn receipted(&self, letter: &Letter, adapter: usize) {
        self.history.add(Seen::Receipted { letter: letter.id.clone() });
        self.tally.receipt(adapter, owed(letter.receiver));
    }

    /// Asks for the receipts of the letters that have been kept longest, this many of them.
    async fn ask_for_receipts(&mut self, most: usize) {
        for _ in 0..most {
            let Some(kept) = self.kept.pop_front() else { return };
            let asked = timeout(PATIENCE, self.clients[kept.adapter].get(&kept.receipt)).await;
            match asked {
                Ok(Ok(answer)) if answer.status == 200 && answer.text().contains("<PositiveReceipt") => {
                    self.receipted(&kept.letter, kept.adapter);
                    continue;
                }
                Ok(Ok(answer)) if answer.status == 202 || answer.status == 503 => {}
                Ok(Ok(answer)) => {
                    let (letter, status) = (&kept.letter.id, answer.status);
                    self.tally.complain(format!("{letter} was kept, and later answered with {status}"));
                    // What was promised is not there; the letter itself still needs its receipt.
                    self.hand_over(kept.letter).await;
                    continue;
                }
                Ok(Err(_)) | Err(_) => {}
            }
            self.kept.push_front(kept);
            return;
        }
    }
}

/// A letter of a sender about one of its own patients.
pub(crate) fn letter(sender: u32, index: u32, chance: &mut Chance) -> Letter {
    let to_clinic = chance.below(2) == 0;
    Letter {
        id: format!("S{sender}N{index}"),
        patient: FIRST + 1 + sender * PATIENTS + chance.below(PATIENTS as usize) as u32,
        receiver: if to_clinic { Receiver::Clinic } else { Receiver::Municipality },
        kind: if to_clinic { LetterKind::DischargeLetter } else { LetterKind::ClinicalEmail },
    }
}

pub(crate) fn submitted(letter: &Letter) -> Seen {
    Seen::Submitted {
        letter: letter.id.clone(),
        patient: letter.patient.to_string(),
        subscriptions: owed(letter.receiver).iter().map(|name| (*name).to_owned()).collect(),
    }
}

fn is_taken(answer: Result<Answer, PeerError>) -> bool {
    answer.is_ok_and(|answer| answer.text().contains("<PositiveReceipt"))
}
