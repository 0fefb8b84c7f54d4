//! The test bench: certificates, and a client that uses them.

pub(crate) mod authority;
pub(crate) mod peer;
