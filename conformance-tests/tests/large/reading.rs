//! Reading large files back, as a subscriber does.

use canonical::digest::Digest;
use sha2::{Digest as _, Sha256};
use tonic::Status;
use tonic::transport::Channel;
use wire::v1::event_service_client::EventServiceClient;
use wire::v1::subscriber_service_client::SubscriberServiceClient;
use wire::v1::{CreateSubscriptionRequest, GetOriginalRequest, ReadBlobRequest, Subscription};

/// Reads a file; gives its size as stated and as counted, and its digest.
pub(crate) async fn read(channel: &Channel, event: &str, sha256: Digest) -> Result<(u64, u64, Digest), Status> {
    let request = ReadBlobRequest { event_id: event.to_owned(), sha256: sha256.0.to_vec().into() };
    let mut pieces = EventServiceClient::new(channel.clone()).read_blob(request).await?.into_inner();
    let (mut hasher, mut stated, mut counted) = (Sha256::new(), 0, 0);
    while let Some(piece) = pieces.message().await? {
        assert!(piece.content.len() <= 256 << 10);
        hasher.update(&piece.content);
        counted += piece.content.len() as u64;
        stated = piece.size.unwrap_or(stated);
    }
    Ok((stated, counted, Digest(hasher.finalize().into())))
}

/// What is said of the document: its size and digest, and how much of it came at once.
pub(crate) async fn original(channel: &Channel, event: &str) -> (u64, Digest, usize) {
    let request = GetOriginalRequest { event_id: event.to_owned() };
    let answer = EventServiceClient::new(channel.clone()).get_original(request).await.expect("permitted").into_inner();
    (answer.size, Digest::from_slice(&answer.sha256).expect("a digest"), answer.content.len())
}

/// Takes whatever is addressed to the caller.
pub(crate) async fn subscribe(channel: &Channel) {
    let subscription = Subscription { name: "inbox".to_owned(), ..Subscription::default() };
    let request = CreateSubscriptionRequest { subscription: Some(subscription), start: None };
    SubscriberServiceClient::new(channel.clone()).create_subscription(request).await.expect("a subscription");
}
