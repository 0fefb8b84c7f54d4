//! What is shared beyond the addressed receiver: nothing, unless it is switched on with its legal ground named.

use canonical::Kind;
use canonical::organisation::Sector;
use canonical::relation::Basis;

/// The sharing that is switched on. **Default:** none, so that only addressed receivers and authors see an event.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Policy {
    /// Each is a permission of its own; their order does not matter.
    pub sharing: Vec<Sharing>,
}

/// One permission: a care relation of this basis opens these kinds of event to these sectors.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sharing {
    /// The basis a care relation must have.
    pub basis: Basis,
    /// The sectors whose organisations it serves; empty for all.
    pub sectors: Vec<Sector>,
    /// The kinds of event it opens; empty for all.
    pub kinds: Vec<Kind>,
    /// The legal ground, in the operator's words.
    pub ground: String,
}

impl Policy {
    /// Whether a care relation of this basis opens this kind of event to this sector.
    #[must_use]
    pub fn shares(&self, basis: Basis, sector: Sector, kind: Kind) -> bool {
        self.sharing.iter().any(|sharing| sharing.shares(basis, sector, kind))
    }
}

impl Sharing {
    fn shares(&self, basis: Basis, sector: Sector, kind: Kind) -> bool {
        self.basis == basis
            && (self.sectors.is_empty() || self.sectors.contains(&sector))
            && (self.kinds.is_empty() || self.kinds.contains(&kind))
    }
}
