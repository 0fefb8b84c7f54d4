//! Where the processes of a site listen.

use std::net::{Ipv4Addr, TcpListener};

use crate::config::Role;

/// A door and a port for metrics of each process.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Ports([(u16, u16); 3]);

impl Ports {
    /// Six in a row.
    pub(super) fn from(first: u16) -> Self {
        let pair = |number: u16| (first.saturating_add(2 * number), first.saturating_add(2 * number + 1));
        Self([pair(0), pair(1), pair(2)])
    }

    /// Six that nobody listens on now.
    pub(super) fn free() -> std::io::Result<Self> {
        // All are held until all are known, so that no two are the same.
        let held: Vec<TcpListener> =
            (0..6).map(|_| TcpListener::bind((Ipv4Addr::LOCALHOST, 0))).collect::<Result<_, _>>()?;
        let ports: Vec<u16> =
            held.iter().map(|socket| Ok(socket.local_addr()?.port())).collect::<std::io::Result<_>>()?;
        let pair = |number: usize| (ports[2 * number], ports[2 * number + 1]);
        Ok(Self([pair(0), pair(1), pair(2)]))
    }

    /// The door and the metrics of a process.
    pub(super) const fn of(&self, role: Role) -> (u16, u16) {
        let Self([gateway, medcom, fhir]) = *self;
        match role {
            Role::FhirAdapter => fhir,
            Role::Gateway | Role::Standalone => gateway,
            Role::MedcomAdapter => medcom,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_processes_listen_on_the_same_port() {
        for ports in [Ports::free().expect("free ports"), Ports::from(8443)] {
            let mut all: Vec<_> = ports.0.into_iter().flat_map(|(door, metrics)| [door, metrics]).collect();
            all.sort_unstable();
            all.dedup();
            assert_eq!(all.len(), 6);
        }
    }
}
