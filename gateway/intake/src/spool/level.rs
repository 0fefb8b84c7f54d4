//! How full the spool is.

/// What waits in the spool.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Level {
    /// Documents that wait.
    pub documents: u64,
    /// What they take of the capacity.
    pub bytes: u64,
}
