//! What lapin and the broker report, sorted into what somebody must repair and what time repairs.

use lapin::ErrorKind;
use lapin::protocol::AMQPError;

use crate::Error;

/// Why a connection did not come about, or ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Trouble {
    /// Trying again does not help before somebody acts.
    Unfit(String),
    /// Trying again may help.
    Unreachable(String),
}

/// Reply codes of AMQP 0.9.1 that say no for good: the user, the permission, the arguments, the virtual host.
const FOR_GOOD: [u16; 6] = [403, 405, 406, 530, 540, 402];

impl Trouble {
    pub(crate) fn unreachable(reason: impl Into<String>) -> Self {
        Self::Unreachable(reason.into())
    }

    pub(crate) fn words(&self) -> &str {
        match self {
            Self::Unfit(words) | Self::Unreachable(words) => words,
        }
    }

    /// The one of two that says more: a node that says no for good outweighs one that does not answer.
    pub(crate) fn worse(self, other: Option<Self>) -> Self {
        match other {
            Some(unfit @ Self::Unfit(_)) => unfit,
            _ => self,
        }
    }
}

impl From<lapin::Error> for Trouble {
    fn from(error: lapin::Error) -> Self {
        match error.kind() {
            ErrorKind::ProtocolError(said) => spoken(said),
            ErrorKind::InvalidProtocolVersion(_) => Self::Unfit("it does not speak AMQP 0.9.1".to_owned()),
            ErrorKind::IOError(error) => Self::from(&**error),
            _ => Self::Unreachable(error.to_string()),
        }
    }
}

impl From<&std::io::Error> for Trouble {
    fn from(error: &std::io::Error) -> Self {
        match tls(error) {
            Some(rustls::Error::InvalidCertificate(why)) => {
                Self::Unfit(format!("the node's certificate is refused: {why}"))
            }
            Some(rustls::Error::AlertReceived(alert)) => {
                Self::Unfit(format!("the node refuses the encrypted connection: {alert:?}"))
            }
            Some(other) => Self::Unreachable(other.to_string()),
            None => Self::Unreachable(error.to_string()),
        }
    }
}

impl From<Trouble> for Error {
    fn from(trouble: Trouble) -> Self {
        match trouble {
            Trouble::Unfit(what) => Self::Unfit { what },
            Trouble::Unreachable(reason) => Self::Unreachable { reason },
        }
    }
}

fn spoken(said: &AMQPError) -> Trouble {
    let words = said.get_message().to_string();
    // "connection limit (100) is reached" comes with the code of a wrong virtual host.
    if FOR_GOOD.contains(&said.get_id()) && !words.contains("limit (") && !words.contains("is down") {
        Trouble::Unfit(words)
    } else {
        Trouble::Unreachable(words)
    }
}

/// The error of the encryption inside an input or output error.
fn tls(error: &std::io::Error) -> Option<&rustls::Error> {
    let inner = error.get_ref()?;
    inner.downcast_ref::<rustls::Error>().or_else(|| inner.source()?.downcast_ref::<rustls::Error>())
}
