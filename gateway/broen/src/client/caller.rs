//! Who calls, and where the gateway is.

use std::path::{Path, PathBuf};

use crate::addresses::{Addresses, local};
use crate::certificates::Development;
use crate::cli::CallerArgs;

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

impl Caller {
    /// From the command line.
    pub(crate) fn from_args(arguments: &CallerArgs) -> Result<Self, Error> {
        let CallerArgs { organisation, data, server, ca, certificate, key } = arguments;
        match (server, ca, certificate, key, organisation) {
            (Some(server), Some(ca), Some(certificate), Some(key), _) => Ok(Self {
                grpc: server.clone(),
                https: server.clone(),
                authority: read(ca, "")?,
                certificate: read(certificate, "")?,
                key: read(key, "")?,
            }),
            (_, _, _, _, Some(organisation)) => Self::local(data, organisation),
            (_, _, _, _, None) => Err(Error::CallerUnnamed),
        }
    }

    /// An organisation of a gateway on this machine, by the certificates it made for development.
    pub(crate) fn local(data: &Path, organisation: &str) -> Result<Self, Error> {
        let development = Development::new(data);
        let pair = development.organisation(organisation);
        let no_certificate = "; is the organisation configured, and was the gateway started since?";
        let certificate = read(&pair.certificate, no_certificate)?;
        let addresses = Addresses::read(data).map_err(|error| Error::File {
            path: Addresses::file(data),
            error,
            hint: "; is `broen standalone` running with this --data?",
        })?;
        Ok(Self {
            grpc: local(addresses.grpc).to_string(),
            https: local(addresses.https).to_string(),
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
