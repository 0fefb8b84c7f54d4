//! The services of `broen.v1` over gRPC.

mod blob;
mod care_relation;
mod context;
mod directory;
mod entry;
mod event;
mod fields;
pub(crate) mod health;
mod intake;
mod late_receipt;
mod metered;
mod operations;
mod original;
mod outgoing;
mod page;
mod pull;
mod pull_request;
mod push;
mod receipt;
mod relation;
mod rendering;
pub(crate) mod services;
pub(crate) mod status;
mod subscriber;
mod subscription;
mod timeline;

pub(crate) use context::Context;
