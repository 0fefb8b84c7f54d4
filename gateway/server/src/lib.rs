//! gRPC services, health and reflection; HTTP intake and metrics; mutual TLS.
//!
//! One listener serves everything that speaks of letters, behind required client certificates; another one,
//! plain, serves `/metrics`, `/healthz` and `/readyz`. This crate establishes the caller and speaks the protocols.
//! What is decided, kept and delivered is decided, kept and delivered elsewhere.
//!
//! The only home of axum and of services made with tonic.

mod activity;
mod board;
mod budget;
mod callers;
mod connection;
mod directory;
mod door;
mod end;
mod error;
mod grpc;
mod guest;
mod http;
mod observe;
mod parts;
mod permission;
mod places;
mod readiness;
mod receipts;
mod refuse;
mod routes;
mod server;
mod set_aside;
mod settings;
mod tls;

pub use callers::Callers;
pub use error::Error;
pub use http::entrance::Entrance;
pub use observe::Render;
pub use parts::{DirectoryParts, GatewayParts, IntakeParts, ListedOrganisation, Parts};
pub use readiness::Ready;
pub use receipts::{KeptDocument, LateAnswer, Receipts};
pub use server::{Listeners, Server};
pub use settings::{BodyLimits, ConnectionLimits, Settings};
pub use tls::Tls;
