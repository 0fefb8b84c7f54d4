//! The configuration: one TOML file for each process, read to checked types, with every problem at once.
//!
//! Paths in the file are relative to the file. Durations and sizes are texts with units. Secrets are paths to files;
//! there is no inline form and no default.

mod adapter;
mod conversion;
mod endpoint;
mod fields;
mod folder;
mod gateway;
mod load;
mod model;
mod organisation;
mod problems;
mod push;
mod quantity;
mod read;
mod remote;
mod report;
mod role;
mod summary;
mod tables;
mod words;

pub(crate) use adapter::{Adapter, Watched};
pub(crate) use conversion::Conversion;
pub(crate) use endpoint::Endpoint;
pub(crate) use gateway::Gateway;
pub(crate) use model::{Batches, Bounds, CertificateSource, Config, Listen, ServerFiles, Timing, Tls};
pub(crate) use problems::Problems;
pub(crate) use push::Push;
pub(crate) use read::Any;
pub(crate) use remote::{Broker, ClientPair, Directory, Journal, Login};
pub(crate) use report::report;
pub(crate) use role::{Role, site_data};
pub(crate) use summary::summary;

/// The file that the first start writes: three organisations of a test bench, every key explained.
pub(crate) const TEMPLATE: &str = include_str!("template.toml");

#[cfg(test)]
mod tests;
