//! The envelope of a network around a document, whichever network it is.

use canonical::event::Standard;
use canonical::letter::{Answer, Receipt, Stamp};
use canonical::party::Party;

use crate::publish::NetworkIds;
use crate::sbdh::Sbdh;
use crate::vans::Vans;

/// The addressing of an opened envelope.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Around {
    /// EHMI's.
    Sbdh(Sbdh),
    /// That of the VANS providers.
    Vans(Vans),
}

impl Around {
    /// Its ids; those of a message whose envelope is around it.
    pub(crate) fn ids(&self) -> Option<NetworkIds> {
        match self {
            Self::Sbdh(sbdh) => Some(sbdh.ids()),
            Self::Vans(vans) => vans.ids(),
        }
    }

    /// Whether it asks for a receipt of its own.
    pub(crate) fn wants_receipt(&self) -> bool {
        match self {
            Self::Sbdh(sbdh) => sbdh.wants_receipt(),
            Self::Vans(vans) => vans.wants_receipt(),
        }
    }

    /// Who sent the envelope.
    pub(crate) fn sender(&self) -> Party {
        match self {
            Self::Sbdh(sbdh) => sbdh.sender(),
            Self::Vans(vans) => vans.sender(),
        }
    }

    /// Whom it is for.
    pub(crate) fn receiver(&self) -> Party {
        match self {
            Self::Sbdh(sbdh) => sbdh.receiver(),
            Self::Vans(vans) => vans.receiver(),
        }
    }

    /// The envelope's own receipt, if one is due: in VANS for all that is in it, in EHMI for the envelope alone.
    pub(crate) fn receipt(&self, envelope: &Answer, whole: &Answer, stamp: &Stamp) -> Option<Receipt> {
        match self {
            Self::Sbdh(sbdh) => sbdh.receipt(envelope, stamp),
            Self::Vans(vans) => vans.receipt(whole, stamp),
        }
    }

    /// The envelope's own receipt where it carried nothing but receipts: EHMI's delivers any message.
    pub(crate) fn receipt_of_receipts(&self, stamp: &Stamp) -> Option<Receipt> {
        match self {
            Self::Sbdh(sbdh) => sbdh.receipt(&Answer::Accepted, stamp),
            Self::Vans(_) => None,
        }
    }

    /// Sends a letter's receipt back in an envelope. `None` for what the network does not carry.
    pub(crate) fn wrap(
        &self,
        standard: Standard,
        answer: &Answer,
        receipt: &Receipt,
        stamp: &Stamp,
    ) -> Option<Receipt> {
        match self {
            Self::Sbdh(sbdh) => sbdh.wrap(receipt, stamp),
            Self::Vans(vans) => Some(vans.wrap(standard, answer, receipt, stamp)),
        }
    }
}
