//! Who calls, and where the gateway is.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use crate::addresses::{Addresses, local};
use crate::certificates::Development;
use crate::cli::CallerArgs;
use crate::config::{Role, site_data};

use super::Error;

/// An organisation's certificate and key, and the gateway it calls.
#[derive(Clone)]
pub(crate) struct Caller {
    /// Where gRPC is, as `host:port`.
    pub(crate) grpc: String,
    /// Where HTTPS is, as `host:port`.
    pub(crate) https: String,
    /// PEM with the authority that issued the server's certificate.
    pub(crate) authority: Vec<u8>,
    /// PEM with the caller's certificate.
    pub(crate) certificate: Vec<u8>,
    /// PEM with the caller's private key.
    pub(crate) key: Vec<u8>,
}

/// What a caller of a site is after: where processes are separate, one has it and the others do not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Errand {
    /// Receive entries.
    Entries,
    /// Hand over a FHIR message.
    FhirLetter,
    /// Hand over a MedCom letter.
    MedcomLetter,
}

impl Errand {
    /// The process of a site that serves it.
    const fn role(self) -> Role {
        match self {
            Self::Entries => Role::Gateway,
            Self::FhirLetter => Role::FhirAdapter,
            Self::MedcomLetter => Role::MedcomAdapter,
        }
    }
}

impl Caller {
    /// From the command line.
    pub(crate) fn from_args(arguments: &CallerArgs, errand: Errand) -> Result<Self, Error> {
        let CallerArgs { organisation, data, site, server, ca, certificate, key } = arguments;
        match (server, ca, certificate, key, organisation) {
            (Some(server), Some(ca), Some(certificate), Some(key), _) => Ok(Self {
                grpc: server.clone(),
                https: server.clone(),
                authority: read(ca, "")?,
                certificate: read(certificate, "")?,
                key: read(key, "")?,
            }),
            (_, _, _, _, Some(organisation)) => match site {
                Some(site) => {
                    let running = site_data(site, errand.role());
                    Self::on_this_machine(site, &running, organisation, "; does the site's process run?")
                }
                None => Self::local(data, organisation),
            },
            (_, _, _, _, None) => Err(Error::CallerUnnamed),
        }
    }

    /// An organisation of a gateway on this machine, by the certificates it made for development.
    pub(crate) fn local(data: &Path, organisation: &str) -> Result<Self, Error> {
        Self::on_this_machine(data, data, organisation, "; is `broen standalone` running with this --data?")
    }

    /// The certificates are in one folder, the addresses of the process in another one.
    fn on_this_machine(
        certificates: &Path,
        running: &Path,
        organisation: &str,
        hint: &'static str,
    ) -> Result<Self, Error> {
        let development = Development::new(certificates);
        let pair = development.organisation(organisation);
        let no_certificate = "; is the organisation configured, and was the gateway started since?";
        let certificate = read(&pair.certificate, no_certificate)?;
        let addresses =
            Addresses::read(running).map_err(|error| Error::File { path: Addresses::file(running), error, hint })?;
        // Every door serves both; a process that has one of the names has no other.
        let either =
            |one: Option<SocketAddr>, other| one.or(other).map_or_else(String::new, |it| local(it).to_string());
        Ok(Self {
            grpc: either(addresses.grpc, addresses.https),
            https: either(addresses.https, addresses.grpc),
            authority: read(&development.authority(), "")?,
            certificate,
            key: read(&pair.key, "")?,
        })
    }
}

fn read(path: &PathBuf, hint: &'static str) -> Result<Vec<u8>, Error> {
    std::fs::read(path).map_err(|error| Error::File { path: path.clone(), error, hint })
}

/// The host of `host:port`, without the brackets of an IPv6 address.
pub(super) fn host(address: &str) -> &str {
    let host = address.rsplit_once(':').map_or(address, |(host, _)| host);
    host.strip_prefix('[').and_then(|host| host.strip_suffix(']')).unwrap_or(host)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_host_is_what_stands_before_the_port() {
        assert_eq!(host("localhost:8443"), "localhost");
        assert_eq!(host("[::1]:8443"), "::1");
        assert_eq!(host("broen.example"), "broen.example");
    }
}
