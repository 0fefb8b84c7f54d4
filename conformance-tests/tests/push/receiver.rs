//! A receiver of its own: HTTPS with a required client certificate, that may be down, slow, broken, or refuse.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use bytes::Bytes;
use canonical::event::Standard;
use canonical::letter::{Answer, Letter, Limits, Opened, Outcome, Stamp};
use canonical::refusal::{Place, Refusal, RefusalCode};
use http_body_util::{BodyExt as _, Full};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response};
use hyper_util::rt::TokioIo;
use rustls::server::WebPkiClientVerifier;
use rustls::{RootCertStore, ServerConfig};
use rustls_pki_types::pem::PemObject as _;
use rustls_pki_types::{CertificateDer, PrivateKeyDer};
use tokio::net::TcpListener;
use tokio::task::{JoinHandle, JoinSet};
use tokio_rustls::TlsAcceptor;

/// How a receiver answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Manner {
    /// With an internal error.
    Broken,
    /// With a negative receipt, the first time that it sees an entry in this manner.
    RefusesFirst,
    /// After longer than anybody waits.
    Slow,
    /// With a positive receipt, a while after it has taken the letter.
    Late,
    /// With a positive receipt.
    Well,
}

/// A letter that a receiver has taken responsibility for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Taken {
    pub(crate) entry: u64,
    /// The patient, which is the lane.
    pub(crate) patient: String,
    pub(crate) letter: String,
    /// The id of what the letter came in.
    pub(crate) envelope: String,
}

struct Mind {
    manner: Manner,
    refused: Vec<u64>,
    requests: usize,
    taken: Vec<Taken>,
}

pub(crate) struct Receiver {
    pub(crate) address: SocketAddr,
    acceptor: Mutex<Option<TlsAcceptor>>,
    mind: Arc<Mutex<Mind>>,
    serving: Mutex<Option<JoinHandle<()>>>,
}

impl Receiver {
    /// One that has a port, and does not listen yet.
    pub(crate) async fn reserve() -> (Self, TcpListener) {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("bound");
        let mind = Mind { manner: Manner::Well, refused: Vec::new(), requests: 0, taken: Vec::new() };
        let mind = Arc::new(Mutex::new(mind));
        (Self { address, acceptor: Mutex::default(), mind, serving: Mutex::default() }, listener)
    }

    /// Listens, with the certificates that the gateway made for development.
    pub(crate) fn begin(&self, listener: TcpListener, data: &Path) {
        *self.acceptor.lock().expect("whole") = Some(acceptor(&data.join("development")));
        self.serve(listener);
    }

    pub(crate) fn endpoint(&self) -> String {
        format!("https://localhost:{}/letters", self.address.port())
    }

    pub(crate) fn is(&self, manner: Manner) {
        self.mind.lock().expect("whole").manner = manner;
    }

    pub(crate) fn requests(&self) -> usize {
        self.mind.lock().expect("whole").requests
    }

    /// What it took responsibility for, in order, each time.
    pub(crate) fn taken(&self) -> Vec<Taken> {
        self.mind.lock().expect("whole").taken.clone()
    }

    pub(crate) fn goes_down(&self) {
        if let Some(serving) = self.serving.lock().expect("whole").take() {
            serving.abort();
        }
    }

    pub(crate) async fn comes_back(&self) {
        let listener = loop {
            if let Ok(listener) = TcpListener::bind(self.address).await {
                break listener;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        };
        self.serve(listener);
    }

    fn serve(&self, listener: TcpListener) {
        let acceptor = self.acceptor.lock().expect("whole").clone().expect("it has begun");
        let mind = Arc::clone(&self.mind);
        let serving = tokio::spawn(async move {
            // Dropped with this task, so that what is down is down.
            let mut connections = JoinSet::new();
            while let Ok((socket, _)) = listener.accept().await {
                let (acceptor, mind) = (acceptor.clone(), Arc::clone(&mind));
                connections.spawn(async move {
                    let Ok(stream) = acceptor.accept(socket).await else { return };
                    let answer = service_fn(move |request| answer(request, Arc::clone(&mind)));
                    let _ = http1::Builder::new().serve_connection(TokioIo::new(stream), answer).await;
                });
            }
        });
        *self.serving.lock().expect("whole") = Some(serving);
    }
}

fn acceptor(folder: &Path) -> TlsAcceptor {
    let chain = |name: &str| {
        let all = CertificateDer::pem_file_iter(folder.join(name)).expect("a file");
        all.collect::<Result<Vec<_>, _>>().expect("PEM")
    };
    let mut roots = RootCertStore::empty();
    roots.add_parsable_certificates(chain("ca.pem"));
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let verifier = WebPkiClientVerifier::builder_with_provider(Arc::new(roots), Arc::clone(&provider));
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .expect("versions")
        .with_client_cert_verifier(verifier.build().expect("roots"))
        .with_single_cert(chain("server.pem"), PrivateKeyDer::from_pem_file(folder.join("server.key")).expect("a key"))
        .expect("a server");
    Arc::new(config).into()
}

async fn answer(request: Request<Incoming>, mind: Arc<Mutex<Mind>>) -> Result<Response<Full<Bytes>>, Infallible> {
    let entry = request.headers().get("broen-entry").and_then(|value| value.to_str().ok());
    let entry: u64 = entry.and_then(|entry| entry.parse().ok()).expect("every request names its entry");
    let Ok(body) = request.into_body().collect().await else { return Ok(status(400, Vec::new())) };
    let body = body.to_bytes();
    let manner = {
        let mut mind = mind.lock().expect("whole");
        mind.requests += 1;
        match mind.manner {
            Manner::RefusesFirst if mind.refused.contains(&entry) => Manner::Well,
            Manner::RefusesFirst => {
                mind.refused.push(entry);
                Manner::RefusesFirst
            }
            manner => manner,
        }
    };
    Ok(match manner {
        Manner::Broken => status(500, Vec::new()),
        Manner::RefusesFirst => status(200, receipt(&body, false)),
        Manner::Slow => {
            tokio::time::sleep(Duration::from_secs(3600)).await;
            status(200, Vec::new())
        }
        Manner::Late | Manner::Well => {
            mind.lock().expect("whole").taken.push(taken(entry, &body));
            if manner == Manner::Late {
                tokio::time::sleep(LATE).await;
            }
            status(200, receipt(&body, true))
        }
    })
}

fn status(status: u16, body: Vec<u8>) -> Response<Full<Bytes>> {
    Response::builder().status(status).body(Full::new(body.into())).expect("a response")
}

/// A while, in which whoever waits for the answer may die.
const LATE: Duration = Duration::from_millis(300);

fn opened(document: &[u8]) -> Opened {
    let limits = Limits::default();
    let is_fhir = fhir::looks_like_fhir(document);
    let opened = if is_fhir { fhir::convert(document, &limits) } else { medcom::convert(document, &limits) };
    opened.expect("a letter")
}

fn taken(entry: u64, document: &[u8]) -> Taken {
    let Opened { envelope, mut letters } = opened(document);
    let Letter { head, outcome } = letters.remove(0);
    let Outcome::Event(event) = outcome else { panic!("a letter is an event") };
    let number = event.subject.and_then(|patient| patient.identifiers.first().map(|one| one.reveal().to_owned()));
    Taken { entry, patient: number.expect("a patient"), letter: head.letter_id, envelope: envelope.id }
}

/// The receipt of a system of the letter's standard; nothing where none was asked for.
fn receipt(document: &[u8], is_good: bool) -> Vec<u8> {
    let Opened { envelope, letters } = opened(document);
    let refused = || Answer::Refused(vec![Refusal::new(RefusalCode::ReceiverUnknown, Place::default())]);
    let answer = if is_good { Answer::Accepted } else { refused() };
    let stamp = Stamp { id: [9; 16], at: jiff::Timestamp::now() };
    let answers: Vec<_> = letters.into_iter().map(|letter| (letter.head, answer.clone())).collect();
    match envelope.standard {
        Standard::Fhir => {
            let head = &answers.first().expect("a message").0;
            fhir::acknowledgement::render(document, &envelope, head, &answer, &stamp).bytes
        }
        Standard::MedcomXml => {
            medcom::receipt::render(&envelope, &answers, &stamp).map(|receipt| receipt.bytes).unwrap_or_default()
        }
    }
}
