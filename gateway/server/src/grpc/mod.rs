//! The services of `broen.v1` over gRPC.

pub(crate) mod status;
