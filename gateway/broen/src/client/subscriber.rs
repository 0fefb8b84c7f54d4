//! `SubscriberService` from the subscriber's side: create a subscription, pull its entries, ack them.

use std::time::Duration;

use tokio::sync::mpsc;
use tokio_stream::wrappers::ReceiverStream;
use tonic::transport::Channel;
use tonic::{Status, Streaming};
use wire::v1::create_subscription_request::Start;
use wire::v1::subscriber_service_client::SubscriberServiceClient;
use wire::v1::{
    CreateSubscriptionRequest, DeliveryOptions, Entry, Filter, GetSubscriptionRequest, Scope, StandardChoice,
    StreamingPullRequest, StreamingPullResponse, Subscription, SubscriptionState,
};

use super::{Caller, Error, channel};

/// A subscriber's connection.
#[derive(Clone)]
pub(crate) struct Subscriber {
    client: SubscriberServiceClient<Channel>,
}

/// A subscription to create if it is not there.
#[derive(Debug, Clone)]
pub(crate) struct Wanted {
    /// Short name.
    pub(crate) name: String,
    /// Why events reach it.
    pub(crate) scope: Scope,
    /// Kinds; empty for all.
    pub(crate) kinds: Vec<String>,
    /// Senders as `scheme:value`; empty for all.
    pub(crate) senders: Vec<String>,
    /// In which standard events come that came in both.
    pub(crate) standard: StandardChoice,
    /// Where it begins; `None` for now.
    pub(crate) start: Option<Start>,
}

/// A stream of entries.
pub(crate) struct Pull {
    requests: mpsc::Sender<StreamingPullRequest>,
    responses: Streaming<StreamingPullResponse>,
}

const LARGEST_MESSAGE: usize = 128 << 20;
const OUTSTANDING: u32 = 100;
const CLOSING: Duration = Duration::from_secs(5);

impl Subscriber {
    /// Connects.
    pub(crate) async fn connect(caller: &Caller) -> Result<Self, Error> {
        let client = SubscriberServiceClient::new(channel(caller).await?).max_decoding_message_size(LARGEST_MESSAGE);
        Ok(Self { client })
    }

    /// Creates the subscription; the same one again changes nothing.
    pub(crate) async fn create(&mut self, wanted: &Wanted) -> Result<Subscription, Status> {
        let Wanted { name, scope, kinds, senders, standard, start } = wanted;
        let filter = Filter { scope: (*scope).into(), kinds: kinds.clone(), senders: senders.clone() };
        let delivery = Some(DeliveryOptions { standard: (*standard).into(), ..DeliveryOptions::default() });
        let subscription =
            Subscription { name: name.clone(), filter: Some(filter), delivery, ..Subscription::default() };
        let request = CreateSubscriptionRequest { subscription: Some(subscription), start: *start };
        let created = self.client.create_subscription(request).await?.into_inner();
        created.subscription.ok_or_else(|| Status::internal("the answer has no subscription"))
    }

    /// What is delivered and what is not.
    pub(crate) async fn state(&mut self, name: &str) -> Result<SubscriptionState, Status> {
        let request = GetSubscriptionRequest { name: name.to_owned() };
        let subscription = self.client.get_subscription(request).await?.into_inner().subscription;
        let state = subscription.and_then(|subscription| subscription.state);
        state.ok_or_else(|| Status::internal("the answer has no state"))
    }

    /// Opens a stream of the subscription's entries.
    pub(crate) async fn pull(&mut self, name: &str) -> Result<Pull, Status> {
        let (requests, outgoing) = mpsc::channel(64);
        let first = StreamingPullRequest {
            subscription: name.to_owned(),
            max_outstanding_messages: OUTSTANDING,
            ..StreamingPullRequest::default()
        };
        // The channel was made just now and has room.
        let _ = requests.try_send(first);
        let responses = self.client.streaming_pull(ReceiverStream::new(outgoing)).await?.into_inner();
        Ok(Pull { requests, responses })
    }
}

impl Pull {
    /// The next entries, in order within each lane; `None` when the server has ended the stream.
    ///
    /// # Cancel safety
    /// A dropped call loses no entry.
    pub(crate) async fn next(&mut self) -> Result<Option<Vec<Entry>>, Status> {
        Ok(self.responses.message().await?.map(|response| response.entries))
    }

    /// Takes responsibility for entries.
    pub(crate) async fn ack(&self, numbers: Vec<u64>) {
        let request = StreamingPullRequest { ack_numbers: numbers, ..StreamingPullRequest::default() };
        // A stream that has ended says so itself, with its reason.
        let _ = self.requests.send(request).await;
    }

    /// Ends the stream after everything acked so far has reached the server.
    pub(crate) async fn close(self) {
        let Self { requests, mut responses } = self;
        drop(requests);
        let ended = async { while let Ok(Some(_)) = responses.message().await {} };
        // A server that does not end in time is left; what it did not hear is delivered again.
        let _ = tokio::time::timeout(CLOSING, ended).await;
    }
}
