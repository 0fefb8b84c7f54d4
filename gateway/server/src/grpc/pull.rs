//! `StreamingPull`: acks up, entries down.
//!
//! Two loops that share nothing: one reads what the subscriber says, the other sends what the engine offers. Both end
//! of a bounded channel, so a subscriber that does not read is not read from either, and holds nobody up.

use canonical::organisation::OrganisationId;
use delivery::{Engine, Offered, Report, Stream};
use futures::StreamExt as _;
use journal::Journal;
use prost::Message as _;
use tokio::sync::{mpsc, oneshot};
use tokio_stream::wrappers::ReceiverStream;
use tonic::Status;
use wire::v1;

use super::entry;
use super::pull_request;
use super::status::{self, Reason};

/// Answers that may wait to be sent. The engine's window bounds what is outstanding; this only decouples.
const WAITING: usize = 1;

/// The most bytes of events in one answer. One event always fits.
const ANSWER_BYTES: usize = 1024 * 1024;

/// What a subscriber sends.
pub(crate) trait Requests:
    futures::Stream<Item = Result<v1::StreamingPullRequest, Status>> + Send + Unpin + 'static
{
}

impl<T: futures::Stream<Item = Result<v1::StreamingPullRequest, Status>> + Send + Unpin + 'static> Requests for T {}

/// The receiving end of a pull.
pub(crate) type Answers = ReceiverStream<Result<v1::StreamingPullResponse, Status>>;

/// Reads the first request and opens the subscription it names.
pub(crate) async fn open(
    engine: &Engine,
    journal: &dyn Journal,
    organisation: &OrganisationId,
    mut requests: impl Requests,
) -> Result<Answers, Status> {
    let first = requests.next().await.unwrap_or_else(|| Ok(v1::StreamingPullRequest::default()));
    let pull_request::First { name, window, reports } =
        pull_request::first(organisation, first.map_err(status::unreadable)?)?;
    let row = journal.subscription(&name).await;
    if row.map_err(|error| status::journal(&error, Reason::SubscriptionNotFound))?.push.is_some() {
        return Err(status::status(Reason::SubscriptionIsPushed));
    }
    let opened = engine.open(name, window).await;
    let stream = opened.map_err(|error| status::delivery(&error, Reason::SubscriptionNotFound))?;
    let (answers, sent) = mpsc::channel(WAITING);
    tokio::spawn(run(stream, reports, requests, answers));
    Ok(ReceiverStream::new(sent))
}

type Sender = mpsc::Sender<Result<v1::StreamingPullResponse, Status>>;

async fn run(stream: Stream, first: Vec<Report>, requests: impl Requests, answers: Sender) {
    let Stream { reports, offers, closed } = stream;
    let reading = async {
        match read(first, requests, reports).await {
            Err(wrong) => wrong,
            // No more acks will come; the engine stores those it has, and closes.
            Ok(()) => std::future::pending().await,
        }
    };
    let end = tokio::select! {
        // The subscriber's connection is gone.
        () = answers.closed() => None,
        wrong = reading => Some(wrong),
        end = send(offers, closed, &answers) => end,
    };
    if let Some(end) = end {
        // If nobody listens any more, there is nobody to tell.
        let _ = answers.send(Err(end)).await;
    }
}

/// Hands on what the subscriber reports, until it has said everything or says something wrong.
async fn read(first: Vec<Report>, mut requests: impl Requests, reports: mpsc::Sender<Report>) -> Result<(), Status> {
    let mut said = first;
    loop {
        for report in said {
            if reports.send(report).await.is_err() {
                // The stream has ended; the sending side knows why.
                return Ok(());
            }
        }
        said = match requests.next().await {
            Some(request) => pull_request::later(request.map_err(status::unreadable)?)?,
            None => return Ok(()),
        };
    }
}

/// Sends what is offered, until the engine ends the stream. Gives the reason, unless the subscriber wanted the end.
async fn send(
    mut offers: mpsc::Receiver<Vec<Offered>>,
    closed: oneshot::Receiver<delivery::Closed>,
    answers: &Sender,
) -> Option<Status> {
    while let Some(offered) = offers.recv().await {
        for answer in batches(offered) {
            let broken = answer.as_ref().err().cloned();
            if broken.is_some() {
                return broken;
            }
            // If it cannot be sent, the subscriber is gone.
            answers.send(answer).await.ok()?;
        }
    }
    match closed.await {
        Ok(closed) => status::closed(&closed),
        // The engine's task was torn down with the process.
        Err(_) => Some(status::status(Reason::Draining)),
    }
}

/// Entries in as few answers as their size allows, in their order.
fn batches(offered: Vec<Offered>) -> Vec<Result<v1::StreamingPullResponse, Status>> {
    let mut batches: Vec<Result<v1::StreamingPullResponse, Status>> = Vec::new();
    let mut room = 0;
    for offer in offered {
        let entry = match entry::message(offer) {
            Ok(entry) => entry,
            Err(status) => {
                batches.push(Err(status));
                return batches;
            }
        };
        let size = entry.encoded_len();
        match batches.last_mut() {
            Some(Ok(batch)) if size <= room => {
                batch.entries.push(entry);
                room -= size;
            }
            _ => {
                batches.push(Ok(v1::StreamingPullResponse { entries: vec![entry] }));
                room = ANSWER_BYTES.saturating_sub(size);
            }
        }
    }
    batches
}
