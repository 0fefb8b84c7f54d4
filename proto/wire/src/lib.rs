//! The public contract: generated messages and services, and their conversions.
//!
//! [`encode`] and [`decode`] are the only ways between a [`canonical::Event`] and its bytes. The bytes
//! are deterministic: fields in the order of their numbers, no maps; digests are taken of them.
//!
//! `proto/broen/v1` is the source of [`v1`]; the conversions stand in [`convert`], one file per part. What adapters and
//! gateways say to each other is in [`transport`].

pub mod convert;
mod debug;
mod encoding;
mod error;
pub mod transport;
pub mod v1;

pub use encoding::{decode, encode};
pub use error::Error;

/// Every file of the contract as an encoded `google.protobuf.FileDescriptorSet`, for server reflection.
pub const FILE_DESCRIPTOR_SET: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/descriptors.bin"));
