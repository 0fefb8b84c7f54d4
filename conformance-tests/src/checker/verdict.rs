//! The rules, one function each.

use std::collections::{BTreeMap, BTreeSet};

use canonical::chain::{self, ChainBreak, ChainCheck};

use super::history::{Delivery, Seen, Step};

/// A broken rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Finding {
    /// An entry's content does not fit its commitment, or its chain digest does not follow from the one before.
    Altered {
        /// The subscription.
        subscription: String,
        /// The entry.
        number: u64,
    },
    /// One number was delivered with two different contents.
    Changed {
        /// The subscription.
        subscription: String,
        /// The entry.
        number: u64,
    },
    /// One event stands under two numbers.
    Doubled {
        /// The subscription.
        subscription: String,
        /// The letter.
        letter: String,
    },
    /// A number is missing below the highest one.
    Gap {
        /// The subscription.
        subscription: String,
        /// The missing number.
        number: u64,
    },
    /// A letter with a positive receipt never reached a subscription that must get it.
    Lost {
        /// The subscription.
        subscription: String,
        /// The letter.
        letter: String,
    },
    /// A later letter of a patient has a lower number than an earlier one, or was delivered before that was acked.
    Reordered {
        /// The subscription.
        subscription: String,
        /// The letter that should have come first.
        earlier: String,
        /// The letter that came first.
        later: String,
    },
    /// Something was delivered that nobody sent to this subscription.
    Unsent {
        /// The subscription.
        subscription: String,
        /// The letter.
        letter: String,
    },
}

/// A letter as its sender knows it.
struct Letter<'a> {
    patient: &'a str,
    subscriptions: &'a [String],
    submitted: usize,
    /// When the sender was told that it may send the next one: by a receipt, or by the word that this one is kept.
    answered: Option<usize>,
    receipted: Option<usize>,
}

/// A subscription's entries as its subscriber knows them.
#[derive(Default)]
struct Inbox<'a> {
    first: BTreeMap<u64, (usize, &'a Delivery)>,
    acked: BTreeMap<u64, usize>,
    findings: Vec<Finding>,
}

/// Every broken rule in the history.
#[must_use]
pub fn check(steps: &[Step]) -> Vec<Finding> {
    let letters = letters(steps);
    let mut findings = Vec::new();
    for (subscription, inbox) in inboxes(steps) {
        findings.extend(chain_breaks(subscription, &inbox));
        findings.extend(doubles(subscription, &inbox));
        findings.extend(losses(subscription, &inbox, &letters));
        findings.extend(reorderings(subscription, &inbox, &letters));
        findings.extend(inbox.findings);
    }
    findings.extend(unserved(steps, &letters));
    findings
}

fn letters(steps: &[Step]) -> BTreeMap<&str, Letter<'_>> {
    let mut letters: BTreeMap<&str, Letter<'_>> = BTreeMap::new();
    for (at, seen) in steps {
        match seen {
            // A resend does not make a letter younger.
            Seen::Submitted { letter, patient, subscriptions } => drop(letters.entry(letter).or_insert(Letter {
                patient,
                subscriptions,
                submitted: *at,
                answered: None,
                receipted: None,
            })),
            Seen::Receipted { letter } => {
                if let Some(letter) = letters.get_mut(letter.as_str()) {
                    letter.answered.get_or_insert(*at);
                    letter.receipted.get_or_insert(*at);
                }
            }
            Seen::Kept { letter } => {
                if let Some(letter) = letters.get_mut(letter.as_str()) {
                    letter.answered.get_or_insert(*at);
                }
            }
            Seen::Delivered(_) | Seen::Acked { .. } => {}
        }
    }
    letters
}

fn inboxes(steps: &[Step]) -> BTreeMap<&str, Inbox<'_>> {
    let mut inboxes: BTreeMap<&str, Inbox<'_>> = BTreeMap::new();
    for (at, seen) in steps {
        match seen {
            Seen::Delivered(delivery) => {
                let inbox = inboxes.entry(&delivery.subscription).or_default();
                let (_, first) = *inbox.first.entry(delivery.number).or_insert((*at, delivery));
                if first != delivery {
                    let subscription = delivery.subscription.clone();
                    inbox.findings.push(Finding::Changed { subscription, number: delivery.number });
                }
            }
            Seen::Acked { subscription, number } => {
                inboxes.entry(subscription).or_default().acked.entry(*number).or_insert(*at);
            }
            Seen::Kept { .. } | Seen::Receipted { .. } | Seen::Submitted { .. } => {}
        }
    }
    inboxes
}

fn chain_breaks(subscription: &str, inbox: &Inbox<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut check = ChainCheck::default();
    for (number, (_, delivery)) in &inbox.first {
        let subscription = subscription.to_owned();
        if chain::commitment(&delivery.salt, delivery.content) != delivery.commitment {
            findings.push(Finding::Altered { subscription: subscription.clone(), number: *number });
        }
        match check.take(*number, delivery.commitment, delivery.digest) {
            Ok(()) => {}
            Err(ChainBreak::Altered { number }) => {
                findings.push(Finding::Altered { subscription, number });
                check = ChainCheck::after(number, delivery.digest);
            }
            Err(ChainBreak::Gap { expected, found }) => {
                findings.push(Finding::Gap { subscription, number: expected });
                check = ChainCheck::after(found, delivery.digest);
            }
        }
    }
    findings
}

fn doubles(subscription: &str, inbox: &Inbox<'_>) -> Vec<Finding> {
    let mut numbers: BTreeMap<&str, u64> = BTreeMap::new();
    let mut findings = Vec::new();
    for (number, (_, delivery)) in &inbox.first {
        if numbers.insert(&delivery.letter, *number).is_some() {
            let letter = delivery.letter.clone();
            findings.push(Finding::Doubled { subscription: subscription.to_owned(), letter });
        }
    }
    findings
}

fn losses(subscription: &str, inbox: &Inbox<'_>, letters: &BTreeMap<&str, Letter<'_>>) -> Vec<Finding> {
    let wanted = |letter: &Letter<'_>| letter.subscriptions.iter().any(|name| name == subscription);
    let arrived: BTreeSet<&str> = inbox.first.values().map(|(_, delivery)| delivery.letter.as_str()).collect();
    let owed = letters.iter().filter(|(_, letter)| letter.receipted.is_some() && wanted(letter));
    let lost = owed.filter(|(id, _)| !arrived.contains(*id));
    let mut findings: Vec<Finding> =
        lost.map(|(id, _)| Finding::Lost { subscription: subscription.to_owned(), letter: (*id).to_owned() }).collect();
    let unsent =
        inbox.first.values().filter(|(_, delivery)| !letters.get(delivery.letter.as_str()).is_some_and(wanted));
    findings.extend(unsent.map(|(_, delivery)| Finding::Unsent {
        subscription: subscription.to_owned(),
        letter: delivery.letter.clone(),
    }));
    findings
}

/// Letters for subscriptions that received nothing at all.
fn unserved(steps: &[Step], letters: &BTreeMap<&str, Letter<'_>>) -> Vec<Finding> {
    let inboxes = inboxes(steps);
    let mut findings = Vec::new();
    for (id, letter) in letters.iter().filter(|(_, letter)| letter.receipted.is_some()) {
        for subscription in letter.subscriptions.iter().filter(|name| !inboxes.contains_key(name.as_str())) {
            findings.push(Finding::Lost { subscription: subscription.clone(), letter: (*id).to_owned() });
        }
    }
    findings
}

fn reorderings(subscription: &str, inbox: &Inbox<'_>, letters: &BTreeMap<&str, Letter<'_>>) -> Vec<Finding> {
    let mut lanes: BTreeMap<&str, Vec<(u64, usize, &Delivery, &Letter<'_>)>> = BTreeMap::new();
    for (number, (at, delivery)) in &inbox.first {
        if let Some(letter) = letters.get(delivery.letter.as_str()) {
            lanes.entry(letter.patient).or_default().push((*number, *at, *delivery, letter));
        }
    }
    let mut findings = Vec::new();
    for lane in lanes.values() {
        for pair in lane.windows(2) {
            let [(number, _, first, first_letter), (_, second_at, second, second_letter)] = pair else { continue };
            // Numbers ascend; so must submission, where the sender made sure of it by waiting for the answer.
            let swapped = second_letter.answered.is_some_and(|answer| answer < first_letter.submitted);
            let early = inbox.acked.get(number).is_none_or(|acked| acked >= second_at);
            if swapped || early {
                let (earlier, later) = if swapped { (second, first) } else { (first, second) };
                findings.push(Finding::Reordered {
                    subscription: subscription.to_owned(),
                    earlier: earlier.letter.clone(),
                    later: later.letter.clone(),
                });
            }
        }
    }
    findings
}
