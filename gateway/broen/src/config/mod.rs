//! The configuration: one TOML file, read to checked types, with every problem at once.
//!
//! Paths in the file are relative to the file. Durations and sizes are texts with units. Secrets are paths to files;
//! there is no inline form and no default.

mod fields;
mod folder;
mod load;
mod model;
mod organisation;
mod problems;
mod quantity;
mod read;
mod report;
mod summary;
mod words;

pub(crate) use model::{CertificateSource, Config, Listen, Tls};
pub(crate) use problems::Problems;
pub(crate) use report::report;
pub(crate) use summary::summary;

/// The file that the first start writes: three organisations of a test bench, every key explained.
pub(crate) const TEMPLATE: &str = include_str!("template.toml");

#[cfg(test)]
mod tests;
