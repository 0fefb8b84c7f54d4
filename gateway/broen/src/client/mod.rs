//! Calls a gateway as one of its organisations: over gRPC and over HTTPS, with a client certificate.

mod caller;
mod error;
mod grpc;
mod https;
mod refused;
mod subscriber;

pub(crate) use caller::{Caller, Errand};
pub(crate) use error::Error;
pub(crate) use grpc::channel;
pub(crate) use https::{Answer, Https};
pub(crate) use refused::Refused;
pub(crate) use subscriber::{Pull, Subscriber, Wanted};
