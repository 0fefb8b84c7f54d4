//! A subscriber over gRPC.

use std::net::SocketAddr;

use canonical::digest::Digest;
use prost::Message as _;
use tokio::sync::mpsc;
use tokio_stream::wrappers::ReceiverStream;
use tonic::Streaming;
use tonic::transport::{Certificate, Channel, ClientTlsConfig, Endpoint, Identity as TlsIdentity};
use wire::v1::subscriber_service_client::SubscriberServiceClient;
use wire::v1::{Entry, StreamingPullRequest, StreamingPullResponse};

use super::identity::{Identity, PeerError};
use crate::checker::Delivery;

/// A gRPC channel to a server.
///
/// # Errors
/// A certificate cannot be used, or the server cannot be reached.
pub async fn channel(address: SocketAddr, identity: &Identity) -> Result<Channel, PeerError> {
    let read = |file: &std::path::Path| std::fs::read(file).map_err(|error| PeerError::Certificate(error.to_string()));
    let mut tls = ClientTlsConfig::new()
        .ca_certificate(Certificate::from_pem(read(&identity.authority)?))
        .domain_name("localhost");
    if let Some((certificate, key)) = &identity.certificate {
        tls = tls.identity(TlsIdentity::from_pem(read(certificate)?, read(key)?));
    }
    let endpoint = Endpoint::from_shared(format!("https://{address}")).map_err(unreachable)?;
    endpoint.tls_config(tls).map_err(unreachable)?.connect().await.map_err(unreachable)
}

fn unreachable(error: tonic::transport::Error) -> PeerError {
    let mut text = error.to_string();
    let mut cause = std::error::Error::source(&error);
    while let Some(error) = cause {
        text = format!("{text}: {error}");
        cause = error.source();
    }
    PeerError::Connection(text)
}

/// An open stream of one subscription.
#[derive(Debug)]
pub struct Puller {
    subscription: String,
    requests: mpsc::Sender<StreamingPullRequest>,
    responses: Streaming<StreamingPullResponse>,
}

impl Puller {
    /// Opens a stream with this window.
    ///
    /// # Errors
    /// The call was refused, or the connection broke.
    pub async fn open(channel: Channel, subscription: &str, window: u32) -> Result<Self, PeerError> {
        let (requests, receiver) = mpsc::channel(64);
        let first = StreamingPullRequest {
            subscription: subscription.to_owned(),
            max_outstanding_messages: window,
            ..StreamingPullRequest::default()
        };
        // The channel has room for the first request.
        let _ = requests.try_send(first);
        let mut client = SubscriberServiceClient::new(channel).max_decoding_message_size(256 << 20);
        let responses = client.streaming_pull(ReceiverStream::new(receiver)).await?.into_inner();
        Ok(Self { subscription: subscription.to_owned(), requests, responses })
    }

    /// The next entries; `None` when the server has ended the stream without an error.
    ///
    /// # Errors
    /// The stream ended with a status.
    pub async fn next(&mut self) -> Result<Option<Vec<Entry>>, PeerError> {
        Ok(self.responses.message().await?.map(|response| response.entries))
    }

    /// Acks entries.
    ///
    /// # Errors
    /// The stream has ended.
    pub async fn ack(&self, numbers: Vec<u64>) -> Result<(), PeerError> {
        self.report(StreamingPullRequest { ack_numbers: numbers, ..StreamingPullRequest::default() }).await
    }

    /// Nacks an entry with a reason word.
    ///
    /// # Errors
    /// The stream has ended.
    pub async fn nack(&self, number: u64, reason: &str) -> Result<(), PeerError> {
        let nack = wire::v1::Nack { number, reason: reason.to_owned() };
        self.report(StreamingPullRequest { nacks: vec![nack], ..StreamingPullRequest::default() }).await
    }

    async fn report(&self, request: StreamingPullRequest) -> Result<(), PeerError> {
        let ended = |_| PeerError::Connection("the stream has ended".to_owned());
        self.requests.send(request).await.map_err(ended)
    }

    /// The entry as the checker wants to see it; `None` for a tombstone or an entry that is not whole.
    #[must_use]
    pub fn seen(&self, entry: &Entry) -> Option<Delivery> {
        let event = entry.event.as_ref()?;
        Some(Delivery {
            subscription: self.subscription.clone(),
            number: entry.number,
            event: event.id.clone(),
            letter: event.source.as_ref()?.letter_id.clone(),
            content: Digest::of(&event.encode_to_vec()),
            salt: entry.salt.to_vec(),
            commitment: Digest::from_slice(&entry.commitment)?,
            digest: Digest::from_slice(&entry.chain_digest)?,
        })
    }
}
