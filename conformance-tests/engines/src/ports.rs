//! Free ports below those that the system gives to outgoing connections.
//!
//! A server that is stopped for a while finds its port free when it comes back: no client can have been given it.

use std::collections::hash_map::RandomState;
use std::hash::{BuildHasher, Hasher};
use std::net::{Ipv4Addr, SocketAddr, TcpListener};

use crate::error::{Error, system};

const FIRST: u16 = 12_000;
const SPAN: u16 = 19_000;
const TRIES: usize = 200;

/// A port of the loopback that nobody listens on.
pub(crate) fn free() -> Result<u16, Error> {
    let mut last = None;
    for _ in 0..TRIES {
        // A random start keeps processes that start at the same time apart.
        let random = RandomState::new().build_hasher().finish();
        let port = FIRST + u16::try_from(random % u64::from(SPAN)).unwrap_or_default();
        match TcpListener::bind(here(port)) {
            Ok(_) => return Ok(port),
            Err(error) => last = Some(error),
        }
    }
    Err(system("find a free port")(last.unwrap_or_else(|| std::io::ErrorKind::AddrInUse.into())))
}

/// The address of a port of the loopback.
pub(crate) fn here(port: u16) -> SocketAddr {
    (Ipv4Addr::LOCALHOST, port).into()
}
