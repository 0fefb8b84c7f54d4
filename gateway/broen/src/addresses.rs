//! `DIR/addresses.json`: where a process listens, for programs that look for it.

use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::certificates::{self, Readers, replace_file};

/// The addresses a process listens on, with the ports it actually got.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Addresses {
    /// gRPC, mutual TLS; an adapter's is its HTTPS.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) grpc: Option<SocketAddr>,
    /// HTTPS intake, mutual TLS; a gateway beside adapters has none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) https: Option<SocketAddr>,
    /// Metrics and health, plain HTTP.
    pub(crate) metrics: SocketAddr,
    /// The process.
    pub(crate) pid: u32,
}

impl Addresses {
    /// The file in a data directory.
    pub(crate) fn file(data: &Path) -> PathBuf {
        data.join("addresses.json")
    }

    /// Writes the file as a whole: a reader never sees a part of it.
    pub(crate) fn write(&self, data: &Path) -> Result<(), certificates::Error> {
        // Addresses are plain data with text keys, which always serialises.
        let text = serde_json::to_string_pretty(self).unwrap_or_default() + "\n";
        replace_file(&Self::file(data), text.as_bytes(), Readers::All)
    }

    /// Reads the file.
    pub(crate) fn read(data: &Path) -> io::Result<Self> {
        let text = std::fs::read_to_string(Self::file(data))?;
        serde_json::from_str(&text).map_err(io::Error::from)
    }

    /// Removes the file, so that nobody looks where nobody listens.
    pub(crate) fn remove(data: &Path) {
        // A file that stays is found to be stale by whoever connects.
        let _ = std::fs::remove_file(Self::file(data));
    }
}

/// How a program on this machine reaches an address: "every interface" is listened on, not called.
pub(crate) fn local(address: SocketAddr) -> SocketAddr {
    let ip = match address.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(ip) if ip.is_unspecified() => Ipv6Addr::LOCALHOST.into(),
        ip => ip,
    };
    SocketAddr::new(ip, address.port())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_reads_back() {
        let data = tempfile::tempdir().expect("a folder");
        let address = |port| SocketAddr::from(([127, 0, 0, 1], port));
        let written = Addresses { grpc: Some(address(1)), https: None, metrics: address(3), pid: 4 };
        written.write(data.path()).expect("written");
        assert_eq!(Addresses::read(data.path()).expect("readable"), written);
        Addresses::remove(data.path());
        assert!(Addresses::read(data.path()).is_err());
    }

    #[test]
    fn every_interface_is_called_by_the_loopback_address() {
        assert_eq!(local("0.0.0.0:80".parse().expect("an address")).to_string(), "127.0.0.1:80");
        assert_eq!(local("[::]:80".parse().expect("an address")).to_string(), "[::1]:80");
        assert_eq!(local("10.0.0.1:80".parse().expect("an address")).to_string(), "10.0.0.1:80");
    }
}
