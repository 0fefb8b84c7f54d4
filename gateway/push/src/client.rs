//! Posts documents to one receiver, over connections that are kept while they are used.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use http_body_util::Full;
use hyper::header::{ACCEPT, CONTENT_TYPE, HOST, RETRY_AFTER, USER_AGENT};
use hyper::{Request, Response};
use telemetry::Clock;
use tokio::time::{Instant, timeout};
use tokio_rustls::TlsConnector;

use crate::answer::{Answered, retry_after};
use crate::connection::{AnswerBody, Connection, Lost};
use crate::{Endpoint, Settings};

/// How long a connection is kept without a request. Receivers close theirs when they like.
const IDLE: Duration = Duration::from_secs(15);

/// A client of one receiver.
pub(crate) struct Client {
    endpoint: Endpoint,
    authority: String,
    tls: TlsConnector,
    connect_time: Duration,
    answer_time: Duration,
    longest_answer: usize,
    clock: Arc<dyn Clock>,
    idle: Mutex<Vec<(Instant, Connection)>>,
}

/// A document to post.
#[derive(Clone)]
pub(crate) struct Letter {
    pub(crate) media_type: &'static str,
    pub(crate) content: Bytes,
    /// What it is, in numbers: headers of the request.
    pub(crate) headers: Vec<(&'static str, u64)>,
}

impl Client {
    pub(crate) fn new(endpoint: Endpoint, answer_time: Duration, settings: &Settings, clock: Arc<dyn Clock>) -> Self {
        Self {
            authority: endpoint.authority(),
            endpoint,
            tls: settings.tls.connector(),
            connect_time: settings.connect_time,
            answer_time,
            longest_answer: settings.answer,
            clock,
            idle: Mutex::default(),
        }
    }

    /// Posts it and waits for the answer, whose body is empty where it is of no use.
    pub(crate) async fn post(&self, letter: &Letter) -> (Answered, Bytes) {
        // Receivers close what is kept when they like, also just as it is used.
        while let Some(kept) = self.kept() {
            match self.post_over(kept, letter).await {
                (Answered::Broken | Answered::Unreached, _) => {}
                answered => return answered,
            }
        }
        match timeout(self.connect_time, Connection::open(&self.endpoint, &self.tls)).await {
            Ok(Ok(connection)) => self.post_over(connection, letter).await,
            Ok(Err(_)) | Err(_) => (Answered::Unreached, Bytes::new()),
        }
    }

    async fn post_over(&self, mut connection: Connection, letter: &Letter) -> (Answered, Bytes) {
        let Ok(request) = self.request(letter) else { return (Answered::Unreached, Bytes::new()) };
        match timeout(self.answer_time, connection.send(request, self.longest_answer)).await {
            Err(_) => (Answered::TooSlow, Bytes::new()),
            Ok(Err(Lost::Broken)) => (Answered::Broken, Bytes::new()),
            Ok(Err(Lost::Unsent)) => (Answered::Unreached, Bytes::new()),
            Ok(Ok((head, body))) => self.answered(&head, body, connection),
        }
    }

    fn request(&self, letter: &Letter) -> Result<Request<Full<Bytes>>, hyper::http::Error> {
        let Letter { media_type, content, headers } = letter;
        let request = Request::post(&self.endpoint.path)
            .header(HOST, &self.authority)
            .header(USER_AGENT, concat!("broen/", env!("CARGO_PKG_VERSION")))
            .header(CONTENT_TYPE, *media_type)
            .header(ACCEPT, *media_type);
        let request = headers.iter().fold(request, |request, (name, number)| request.header(*name, *number));
        request.body(Full::new(content.clone()))
    }

    fn answered(&self, head: &Response<()>, body: AnswerBody, connection: Connection) -> (Answered, Bytes) {
        let wait = head.headers().get(RETRY_AFTER).and_then(|value| value.to_str().ok());
        let retry_after = wait.and_then(|text| retry_after(text, self.clock.now()));
        let answered = Answered::Status { status: head.status(), retry_after };
        match body {
            AnswerBody::Whole(body) => {
                self.keep(connection);
                (answered, body)
            }
            AnswerBody::TooLong => (answered, Bytes::new()),
        }
    }

    fn kept(&self) -> Option<Connection> {
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        idle.retain(|(since, connection)| since.elapsed() < IDLE && connection.is_open());
        idle.pop().map(|(_, connection)| connection)
    }

    /// No more are kept than requests were under way at once.
    fn keep(&self, connection: Connection) {
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        idle.push((Instant::now(), connection));
    }
}
