//! The first words of a node: what it is and what it can, asked before a session is built on it.

use std::io;

use futures::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use lapin::protocol::connection::{AMQPMethod, Start};
use lapin::protocol::{AMQPClass, parse_class};
use lapin::types::AMQPValue;

use crate::trouble::Trouble;

/// What a client of AMQP 0.9.1 says first.
const HEADER: &[u8; 8] = b"AMQP\0\0\x09\x01";
/// Type, channel and size of a frame.
const FRAME_HEAD: usize = 7;
/// A greeting is some hundred bytes; more is no broker.
const LARGEST_GREETING: usize = 64 * 1024;
/// The oldest version whose quorum queues keep what they cannot deliver.
const OLDEST: (u32, u32) = (3, 10);
/// What the broker must be able to do.
const CAPABILITIES: [&str; 3] = ["basic.nack", "consumer_cancel_notify", "publisher_confirms"];

/// Asks a node for its greeting and checks it.
pub(crate) async fn ask(mut node: impl AsyncRead + AsyncWrite + Unpin, mechanism: &str) -> Result<(), Trouble> {
    check(&greeting(&mut node).await?, mechanism)
}

async fn greeting(node: &mut (impl AsyncRead + AsyncWrite + Unpin)) -> Result<Start, Trouble> {
    let failed = |error: io::Error| Trouble::from(&error);
    node.write_all(HEADER).await.map_err(failed)?;
    node.flush().await.map_err(failed)?;
    let mut head = [0; FRAME_HEAD];
    node.read_exact(&mut head).await.map_err(failed)?;
    if head.starts_with(b"AMQP") {
        return Err(Trouble::Unfit("it does not speak AMQP 0.9.1".to_owned()));
    }
    let size = u32::from_be_bytes([head[3], head[4], head[5], head[6]]);
    let size = usize::try_from(size).ok().filter(|size| *size <= LARGEST_GREETING).ok_or_else(no_broker)?;
    let mut body = vec![0; size];
    node.read_exact(&mut body).await.map_err(failed)?;
    match parse_class(&body[..]) {
        Ok((_, AMQPClass::Connection(AMQPMethod::Start(start)))) => Ok(start),
        _ => Err(no_broker()),
    }
}

fn no_broker() -> Trouble {
    Trouble::Unfit("what listens there is no AMQP broker".to_owned())
}

fn check(start: &Start, mechanism: &str) -> Result<(), Trouble> {
    let properties = start.server_properties.inner();
    let text = |name: &str| match properties.get(name) {
        Some(AMQPValue::LongString(text)) => text.to_string(),
        _ => String::new(),
    };
    let (product, version) = (text("product"), text("version"));
    if product != "RabbitMQ" {
        return Err(Trouble::Unfit(format!("it is {product:?}, not RabbitMQ")));
    }
    if !recent(&version) {
        return Err(Trouble::Unfit(format!("its version is {version}; at least {}.{} is needed", OLDEST.0, OLDEST.1)));
    }
    for capability in CAPABILITIES {
        let able = match properties.get("capabilities") {
            Some(AMQPValue::FieldTable(able)) => able.inner().get(capability) == Some(&AMQPValue::Boolean(true)),
            _ => false,
        };
        if !able {
            return Err(Trouble::Unfit(format!("it lacks the capability {capability}")));
        }
    }
    let offered = start.mechanisms.to_string();
    if !offered.split_whitespace().any(|offer| offer == mechanism) {
        return Err(Trouble::Unfit(format!("it offers {offered} for authentication, not {mechanism}")));
    }
    Ok(())
}

fn recent(version: &str) -> bool {
    let mut numbers = version.split(['.', '-', '+']).map(str::parse::<u32>);
    match (numbers.next(), numbers.next()) {
        (Some(Ok(major)), Some(Ok(minor))) => (major, minor) >= OLDEST,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_compared_as_numbers() {
        for new in ["3.10.8", "3.10", "3.13.0-rc.1", "4.1.2", "10.0.0"] {
            assert!(recent(new), "{new}");
        }
        for old in ["3.9.27", "2.11.0", "", "3", "newest"] {
            assert!(!recent(old), "{old}");
        }
    }
}
