//! The public contract: generated messages and services, and their conversions.
//!
//! `proto/broen/v1` is the source of [`v1`].

mod debug;
pub mod v1;

/// Every file of the contract as an encoded `google.protobuf.FileDescriptorSet`, for server reflection.
pub const FILE_DESCRIPTOR_SET: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/descriptors.bin"));
