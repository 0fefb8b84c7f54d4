//! Proves that a subscription's entries are whole: nothing missing, doubled or altered.

use std::collections::BTreeMap;

use canonical::chain::{self, ChainBreak, ChainCheck};
use canonical::digest::Digest;

use super::arrival::{Arrival, Content};

/// Entries taken so far. Lanes may overtake each other, so the chain is followed as far as its numbers are without a gap.
#[derive(Debug, Default)]
pub(crate) struct Ledger {
    check: Option<ChainCheck>,
    /// Entries above the first gap: commitment and chain digest.
    ahead: BTreeMap<u64, (Digest, Digest)>,
    /// The digest of every number that was followed, for entries that come again.
    known: BTreeMap<u64, Digest>,
    broken: Option<String>,
}

impl Ledger {
    /// Takes an entry. One that comes again must be the same.
    pub(crate) fn take(&mut self, entry: &Arrival) {
        if let Err(broken) = self.checked(entry) {
            self.broken.get_or_insert(broken);
        }
    }

    /// What was proved, in words, or the first break.
    pub(crate) fn verdict(&self) -> Result<String, String> {
        if let Some(broken) = &self.broken {
            return Err(broken.clone());
        }
        let Some(check) = &self.check else { return Ok("no entries, so nothing to verify".to_owned()) };
        if let Some(first) = self.ahead.keys().next() {
            return Err(format!("entry {} is missing before entry {first}", check.number().saturating_add(1)));
        }
        let (first, last) = (self.known.keys().next().copied().unwrap_or_default(), check.number());
        if first == last {
            return Ok(format!("entry {first} is whole: not altered"));
        }
        Ok(format!("entries {first} to {last} are whole: none missing, doubled or altered"))
    }

    fn checked(&mut self, entry: &Arrival) -> Result<(), String> {
        let number = entry.number;
        let (Some(commitment), Some(digest)) = (entry.commitment, entry.chain_digest) else {
            return Err(format!("entry {number} has no digests"));
        };
        binds(entry, commitment)?;
        if let Some(known) = self.known.get(&number).or_else(|| self.ahead.get(&number).map(|(_, digest)| digest)) {
            return if *known == digest {
                Ok(())
            } else {
                Err(format!("entry {number} came again with other content"))
            };
        }
        self.ahead.insert(number, (commitment, digest));
        self.follow()
    }

    /// Goes on as far as the numbers have no gap.
    fn follow(&mut self) -> Result<(), String> {
        while let Some((number, (commitment, digest))) = self.ahead.first_key_value().map(|(n, v)| (*n, *v)) {
            let check = match &mut self.check {
                Some(check) => check,
                None if number == 1 => self.check.insert(ChainCheck::default()),
                // A subscription that was read before goes on in the middle: its first digest is where trust begins.
                None => {
                    self.check = Some(ChainCheck::after(number, digest));
                    self.known.insert(number, digest);
                    self.ahead.remove(&number);
                    continue;
                }
            };
            if number > check.number().saturating_add(1) {
                return Ok(());
            }
            check.take(number, commitment, digest).map_err(words)?;
            self.known.insert(number, digest);
            self.ahead.remove(&number);
        }
        Ok(())
    }
}

/// Whether the commitment is that of the event that came with it. A tombstone has none to compare.
fn binds(entry: &Arrival, commitment: Digest) -> Result<(), String> {
    match &entry.content {
        Content::Event(event) => {
            let event = Digest::of(&wire::encode(event));
            if chain::commitment(&entry.salt, event) == commitment {
                Ok(())
            } else {
                Err(format!("entry {} does not hold the event it is bound to", entry.number))
            }
        }
        Content::Unreadable => Err(format!("entry {} cannot be read by this program", entry.number)),
        Content::Withheld(_) => Ok(()),
    }
}

fn words(broken: ChainBreak) -> String {
    match broken {
        ChainBreak::Altered { number } => format!("entry {number} does not follow from the one before it"),
        ChainBreak::Gap { expected, found } => format!("entry {expected} should have come, and {found} came"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Tombstones of a true chain.
    fn entries(count: u64) -> Vec<Arrival> {
        let mut digest = chain::GENESIS;
        let entry = |number: u64| {
            let commitment = Digest::of(&number.to_be_bytes());
            digest = chain::next(digest, number, commitment);
            Arrival {
                number,
                lane: Vec::new(),
                content: Content::Withheld("relation-ended".to_owned()),
                accepted_at: None,
                attempt: 1,
                basis: String::new(),
                links: Vec::new(),
                commitment: Some(commitment),
                salt: Vec::new(),
                chain_digest: Some(digest),
            }
        };
        (1..=count).map(entry).collect()
    }

    fn verdict(entries: &[Arrival]) -> Result<String, String> {
        let mut ledger = Ledger::default();
        entries.iter().for_each(|entry| ledger.take(entry));
        ledger.verdict()
    }

    #[test]
    fn lanes_may_overtake_each_other_and_entries_may_come_again() {
        let whole = entries(4);
        assert!(verdict(&[&whole[..], &whole[1..3]].concat()).is_ok());
        let overtaken: Vec<_> = [0, 2, 3, 1].map(|at: usize| whole[at].clone()).into();
        assert!(verdict(&overtaken).is_ok());
    }

    #[test]
    fn a_subscription_that_was_read_before_goes_on_in_the_middle() {
        assert!(verdict(&entries(5)[2..]).expect("whole").contains("3 to 5"));
    }

    #[test]
    fn a_planted_loss_is_found() {
        let mut lossy = entries(4);
        lossy.remove(1);
        assert!(verdict(&lossy).expect_err("a gap").contains("entry 2 is missing"));
    }

    #[test]
    fn a_planted_change_is_found() {
        let mut altered = entries(4);
        altered[2].commitment = Some(Digest::of(b"other"));
        assert!(verdict(&altered).expect_err("altered").contains("entry 3"));
        let mut again = entries(2);
        let mut other = again[1].clone();
        other.chain_digest = Some(Digest::of(b"other"));
        again.push(other);
        assert!(verdict(&again).expect_err("other content").contains("came again"));
    }
}
