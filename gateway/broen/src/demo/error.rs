//! What can keep the demo from being played to its end.

use tonic::Status;

use crate::client::{self, Refused};

/// Why the demo stopped.
#[derive(Debug, thiserror::Error)]
pub(super) enum Error {
    /// The gateway could not be called.
    #[error("{0}")]
    Call(#[from] client::Error),
    /// The gateway did not start, or not in time.
    #[error("start the gateway: {0}")]
    Gateway(String),
    /// Something that must come did not come in time.
    #[error("wait for {0}: it did not come in time")]
    Late(&'static str),
    /// The gateway refused a call.
    #[error("call the gateway: {0}")]
    Refused(Refused),
    /// The demo's own directory cannot be used.
    #[error("use a temporary directory: {0}")]
    Stage(#[from] std::io::Error),
}

impl From<Status> for Error {
    fn from(status: Status) -> Self {
        Self::Refused(Refused::from(&status))
    }
}
