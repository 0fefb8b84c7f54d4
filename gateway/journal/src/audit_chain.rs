//! The chain of audit rows: each carries the digest of itself and of the row before it.

use canonical::digest::Digest;

use crate::model::AuditRow;

/// A row of the chain: its sequence number and digest. Before the first, 0 and 32 zero bytes.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Link {
    pub(crate) sequence: u64,
    pub(crate) digest: Digest,
}

pub(crate) const GENESIS: Link = Link { sequence: 0, digest: Digest([0; 32]) };

impl Link {
    /// The link after this one, which carries the row: `H("broen/audit/1", previous, sequence, columns…)`, with the
    /// columns in their order, times as eight big-endian bytes, and what is absent as nothing.
    pub(crate) fn next(self, row: &AuditRow) -> Self {
        let AuditRow { at, organisation, action, event, patient, permitted, ground } = row;
        let sequence = self.sequence.saturating_add(1);
        let digest = Digest::of_parts(
            "broen/audit/1",
            &[
                &self.digest.0,
                &sequence.to_be_bytes(),
                &at.as_microsecond().to_be_bytes(),
                organisation.as_bytes(),
                action.word().as_bytes(),
                event.as_ref().map_or(&[], |event| event.as_bytes()),
                patient.as_ref().map_or(&[], |patient| &patient.0),
                &[u8::from(*permitted)],
                ground.as_bytes(),
            ],
        );
        Self { sequence, digest }
    }
}
