//! Messages of `broen.transport.v1`, as generated from `proto/broen/transport/v1`.

// The generator writes neither for this house's lints nor for its documentation.
#![allow(missing_docs, unreachable_pub, clippy::all, clippy::unwrap_used, clippy::expect_used, rustdoc::all)]

tonic::include_proto!("broen.transport.v1");
