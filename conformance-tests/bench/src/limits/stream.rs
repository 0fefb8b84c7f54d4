//! One gRPC stream on the loopback, without TLS and without anything behind it.

use std::pin::Pin;
use std::time::Instant;

use futures::Stream;
use tokio::net::TcpListener;
use tokio_stream::StreamExt as _;
use tokio_stream::wrappers::TcpListenerStream;
use tonic::transport::{Endpoint, Server};
use tonic::{Request, Response, Status, Streaming};
use wire::v1::subscriber_service_client::SubscriberServiceClient;
use wire::v1::subscriber_service_server::{SubscriberService, SubscriberServiceServer};
use wire::v1::{
    CreateSubscriptionRequest, CreateSubscriptionResponse, DeleteSubscriptionRequest, DeleteSubscriptionResponse,
    Entry, GetSubscriptionRequest, GetSubscriptionResponse, ListSubscriptionsRequest, ListSubscriptionsResponse,
    ResumeLaneRequest, ResumeLaneResponse, SeekRequest, SeekResponse, SkipLaneRequest, SkipLaneResponse,
    StreamingPullRequest, StreamingPullResponse, UpdateSubscriptionRequest, UpdateSubscriptionResponse,
};

use super::pace::{LETTER, TIME, rate};
use crate::Error;

/// Messages per second.
pub(super) async fn streamed_messages() -> Result<f64, Error> {
    let fail = |error: &dyn std::fmt::Display| Error::limit("a stream")(error);
    let listener = TcpListener::bind("127.0.0.1:0").await.map_err(|error| fail(&error))?;
    let address = listener.local_addr().map_err(|error| fail(&error))?;
    let server = Server::builder().add_service(SubscriberServiceServer::new(Source));
    let server = tokio::spawn(server.serve_with_incoming(TcpListenerStream::new(listener)));
    let endpoint = Endpoint::from_shared(format!("http://{address}")).map_err(|error| fail(&error))?;
    let mut client = SubscriberServiceClient::new(endpoint.connect().await.map_err(|error| fail(&error))?);
    let request = tokio_stream::once(StreamingPullRequest::default());
    let mut stream = client.streaming_pull(request).await.map_err(|error| fail(&error))?.into_inner();
    let (mut count, begun) = (0_u64, Instant::now());
    while begun.elapsed() < TIME {
        let message = stream.message().await.map_err(|error| fail(&error))?;
        count += message.map_or(0, |message| message.entries.len() as u64);
    }
    let measured = rate(count, begun.elapsed());
    server.abort();
    Ok(measured)
}

/// Sends the same entry for ever.
struct Source;

type Entries = Pin<Box<dyn Stream<Item = Result<StreamingPullResponse, Status>> + Send>>;

macro_rules! source {
    ($($call:ident: $request:ty => $response:ty),+ $(,)?) => {
        #[tonic::async_trait]
        impl SubscriberService for Source {
            type StreamingPullStream = Entries;

            async fn streaming_pull(
                &self,
                _: Request<Streaming<StreamingPullRequest>>,
            ) -> Result<Response<Entries>, Status> {
                let entry = Entry { salt: vec![7; LETTER].into(), ..Entry::default() };
                let response = StreamingPullResponse { entries: vec![entry] };
                Ok(Response::new(Box::pin(tokio_stream::iter(std::iter::repeat(response)).map(Ok))))
            }

            $(async fn $call(&self, _: Request<$request>) -> Result<Response<$response>, Status> {
                Err(Status::unimplemented("only the stream is measured"))
            })+
        }
    };
}

source! {
    create_subscription: CreateSubscriptionRequest => CreateSubscriptionResponse,
    update_subscription: UpdateSubscriptionRequest => UpdateSubscriptionResponse,
    delete_subscription: DeleteSubscriptionRequest => DeleteSubscriptionResponse,
    get_subscription: GetSubscriptionRequest => GetSubscriptionResponse,
    list_subscriptions: ListSubscriptionsRequest => ListSubscriptionsResponse,
    resume_lane: ResumeLaneRequest => ResumeLaneResponse,
    seek: SeekRequest => SeekResponse,
    skip_lane: SkipLaneRequest => SkipLaneResponse,
}
