//! A gRPC channel with mutual TLS.

use std::time::Duration;

use tonic::transport::{Certificate, Channel, ClientTlsConfig, Endpoint, Identity};

use super::caller::host;
use super::error::innermost;
use super::{Caller, Error};

/// Connects.
pub(crate) async fn channel(caller: &Caller) -> Result<Channel, Error> {
    let address = &caller.grpc;
    let tls = ClientTlsConfig::new()
        .ca_certificate(Certificate::from_pem(&caller.authority))
        .identity(Identity::from_pem(&caller.certificate, &caller.key))
        .domain_name(host(address));
    let endpoint = Endpoint::from_shared(format!("https://{address}"))
        .map_err(|error| unreachable_at(address, &error))?
        .tls_config(tls)
        .map_err(|error| Error::Certificates(innermost(&error)))?
        .connect_timeout(CONNECT)
        .tcp_nodelay(true)
        .http2_keep_alive_interval(KEEP_ALIVE)
        .keep_alive_timeout(KEEP_ALIVE)
        .keep_alive_while_idle(true);
    endpoint.connect().await.map_err(|error| unreachable_at(address, &error))
}

const CONNECT: Duration = Duration::from_secs(10);
const KEEP_ALIVE: Duration = Duration::from_secs(20);

fn unreachable_at(address: &str, error: &dyn std::error::Error) -> Error {
    Error::Unreachable { address: address.to_owned(), reason: innermost(error) }
}
