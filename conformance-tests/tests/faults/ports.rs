//! Ports that nobody listens on, below those of outgoing connections: a process that comes back finds its own again.

use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::sync::atomic::{AtomicU16, Ordering};

const FIRST: u16 = 1_100;
const SPAN: u16 = 10_000;

static NEXT: AtomicU16 = AtomicU16::new(0);

/// An address of the loopback with a port that is free and that this process has not given away before.
pub(crate) fn free_port() -> SocketAddr {
    // Processes that start at the same time begin at different places.
    let begin = (std::process::id() % 100) as u16 * 97;
    for _ in 0..SPAN {
        let port = FIRST + (begin + NEXT.fetch_add(1, Ordering::Relaxed)) % SPAN;
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
        if TcpListener::bind(address).is_ok() {
            return address;
        }
    }
    panic!("no port is free");
}

#[test]
fn ports_are_given_away_once() {
    assert_ne!(free_port(), free_port());
}
