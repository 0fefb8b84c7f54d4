//! The chain digest of a subscription: proof that nothing is missing, doubled or altered.
//!
//! Entry *n* carries `digest(n) = H(digest(n-1), n, commitment(n))`, where the commitment binds the
//! entry to its event through a random salt, so that the chain still verifies after the event's
//! content has been erased. Anyone who holds the entries can check it offline with [`ChainCheck`].

use crate::digest::Digest;

/// The digest before the first entry of every subscription: 32 zero bytes.
pub const GENESIS: Digest = Digest([0; 32]);

/// Binds an entry to its event: `H("broen/commitment/1", salt, SHA-256(encoded event))`.
///
/// The encoded event is its `broen.v1.Event` message in Protocol Buffers wire format with fields in
/// the order of their numbers.
#[must_use]
pub fn commitment(salt: &[u8], event: Digest) -> Digest {
    Digest::of_parts("broen/commitment/1", &[salt, &event.0])
}

/// The digest of entry `number`: `H("broen/chain/1", previous, number as 8 big-endian bytes, commitment)`.
#[must_use]
pub fn next(previous: Digest, number: u64, commitment: Digest) -> Digest {
    Digest::of_parts("broen/chain/1", &[&previous.0, &number.to_be_bytes(), &commitment.0])
}

/// Follows a subscription's entries and reports the first break.
#[derive(Debug, Clone)]
pub struct ChainCheck {
    number: u64,
    digest: Digest,
}

/// Where and how a chain breaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChainBreak {
    /// The entry's commitment and number do not lead from the last digest to its own.
    Altered {
        /// The entry that does not fit.
        number: u64,
    },
    /// A number was skipped, doubled or went backwards.
    Gap {
        /// The number that should have come.
        expected: u64,
        /// The number that came.
        found: u64,
    },
}

impl Default for ChainCheck {
    fn default() -> Self {
        Self { number: 0, digest: GENESIS }
    }
}

impl ChainCheck {
    /// Continues after an entry whose digest is already trusted.
    #[must_use]
    pub const fn after(number: u64, digest: Digest) -> Self {
        Self { number, digest }
    }

    /// The last number that was verified; 0 before the first.
    #[must_use]
    pub const fn number(&self) -> u64 {
        self.number
    }

    /// Takes the next entry.
    ///
    /// # Errors
    /// [`ChainBreak`], and the check stays where it was.
    pub fn take(&mut self, number: u64, commitment: Digest, digest: Digest) -> Result<(), ChainBreak> {
        let expected = self.number + 1;
        if number != expected {
            return Err(ChainBreak::Gap { expected, found: number });
        }
        if next(self.digest, number, commitment) != digest {
            return Err(ChainBreak::Altered { number });
        }
        *self = Self { number, digest };
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(previous: Digest, number: u64) -> (Digest, Digest) {
        let bound = commitment(b"salt", Digest::of(&number.to_be_bytes()));
        (bound, next(previous, number, bound))
    }

    #[test]
    fn an_unbroken_chain_verifies_and_a_planted_change_does_not() {
        let (first, digest_1) = entry(GENESIS, 1);
        let (second, digest_2) = entry(digest_1, 2);
        let mut check = ChainCheck::default();
        assert_eq!(check.take(1, first, digest_1), Ok(()));
        assert_eq!(check.take(2, first, digest_2), Err(ChainBreak::Altered { number: 2 }));
        assert_eq!(check.take(3, second, digest_2), Err(ChainBreak::Gap { expected: 2, found: 3 }));
        assert_eq!(check.take(2, second, digest_2), Ok(()));
        assert_eq!(check.take(2, second, digest_2), Err(ChainBreak::Gap { expected: 3, found: 2 }));
    }
}
