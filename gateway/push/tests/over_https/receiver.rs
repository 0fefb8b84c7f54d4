//! A receiver: HTTPS with a required client certificate, that answers as it is told and remembers what it got.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use bytes::Bytes;
use http_body_util::{BodyExt as _, Full};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response};
use hyper_util::rt::TokioIo;
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use rustls::server::WebPkiClientVerifier;
use rustls::{RootCertStore, ServerConfig};
use rustls_pki_types::pem::PemObject as _;
use rustls_pki_types::{CertificateDer, PrivateKeyDer};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tokio_rustls::TlsAcceptor;

/// What a receiver got.
#[derive(Debug, Clone)]
pub(crate) struct Got {
    /// The number of the entry, or of the receipt.
    pub(crate) entry: u64,
    pub(crate) attempt: u32,
    pub(crate) content_type: String,
    pub(crate) body: Bytes,
    /// The status it was answered with.
    pub(crate) status: u16,
}

/// What a receiver answers.
#[derive(Debug, Clone, Default)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(&'static str, String)>,
    pub(crate) body: Vec<u8>,
    pub(crate) after: Duration,
}

impl Reply {
    pub(crate) fn status(status: u16) -> Self {
        Self { status, ..Self::default() }
    }
}

type Manner = Box<dyn Fn(&Got) -> Reply + Send>;

/// A receiver that may be down.
pub(crate) struct Receiver {
    pub(crate) address: SocketAddr,
    acceptor: TlsAcceptor,
    mind: Arc<Mutex<Mind>>,
    serving: Mutex<Option<JoinHandle<()>>>,
}

struct Mind {
    manner: Manner,
    got: Vec<Got>,
}

/// The certificates of a site: PEM of the authority, and of a client and its key.
pub(crate) struct Papers {
    authority: CertifiedIssuer<'static, KeyPair>,
}

impl Papers {
    pub(crate) fn new() -> Self {
        let mut params = CertificateParams::new(Vec::new()).expect("no names");
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let key = KeyPair::generate().expect("a key");
        Self { authority: CertifiedIssuer::self_signed(params, key).expect("signs itself") }
    }

    pub(crate) fn authority(&self) -> String {
        self.authority.pem()
    }

    /// A certificate for `localhost` and its key.
    pub(crate) fn sign(&self) -> (String, String) {
        let key = KeyPair::generate().expect("a key");
        let params = CertificateParams::new(vec!["localhost".to_owned()]).expect("a name");
        (params.signed_by(&key, &self.authority).expect("signs").pem(), key.serialize_pem())
    }

    fn acceptor(&self) -> TlsAcceptor {
        let (certificate, key) = self.sign();
        let mut roots = RootCertStore::empty();
        roots.add(CertificateDer::from_pem_slice(self.authority().as_bytes()).expect("PEM")).expect("a root");
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let verifier = WebPkiClientVerifier::builder_with_provider(Arc::new(roots), Arc::clone(&provider));
        let config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .expect("versions")
            .with_client_cert_verifier(verifier.build().expect("roots"))
            .with_single_cert(
                vec![CertificateDer::from_pem_slice(certificate.as_bytes()).expect("PEM")],
                PrivateKeyDer::from_pem_slice(key.as_bytes()).expect("PEM"),
            )
            .expect("a server");
        Arc::new(config).into()
    }
}

impl Receiver {
    /// One that listens and answers 204.
    pub(crate) async fn start(papers: &Papers) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("bound");
        let mind = Mind { manner: Box::new(|_| Reply::status(204)), got: Vec::new() };
        let receiver =
            Self { address, acceptor: papers.acceptor(), mind: Arc::new(Mutex::new(mind)), serving: Mutex::new(None) };
        receiver.serve(listener);
        receiver
    }

    /// The address of its door.
    pub(crate) fn endpoint(&self) -> String {
        format!("https://localhost:{}/in", self.address.port())
    }

    pub(crate) fn answers(&self, manner: impl Fn(&Got) -> Reply + Send + 'static) {
        self.mind.lock().unwrap().manner = Box::new(manner);
    }

    pub(crate) fn got(&self) -> Vec<Got> {
        self.mind.lock().unwrap().got.clone()
    }

    /// The entries it answered with success, in their order, each time.
    pub(crate) fn taken(&self) -> Vec<u64> {
        self.got().iter().filter(|got| got.status < 300).map(|got| got.entry).collect()
    }

    /// Nobody listens any more, and every connection is cut.
    pub(crate) fn goes_down(&self) {
        if let Some(serving) = self.serving.lock().unwrap().take() {
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
        let (acceptor, mind) = (self.acceptor.clone(), Arc::clone(&self.mind));
        let serving = tokio::spawn(async move {
            // Dropped with this task, so that what is down is down.
            let mut connections = tokio::task::JoinSet::new();
            while let Ok((socket, _)) = listener.accept().await {
                let (acceptor, mind) = (acceptor.clone(), Arc::clone(&mind));
                connections.spawn(async move {
                    let Ok(stream) = acceptor.accept(socket).await else { return };
                    let answer = service_fn(move |request| answer(request, Arc::clone(&mind)));
                    let _ = http1::Builder::new().serve_connection(TokioIo::new(stream), answer).await;
                });
            }
        });
        *self.serving.lock().unwrap() = Some(serving);
    }
}

async fn answer(request: Request<Incoming>, mind: Arc<Mutex<Mind>>) -> Result<Response<Full<Bytes>>, Infallible> {
    let header = |name: &str| {
        let value = request.headers().get(name).and_then(|value| value.to_str().ok());
        value.unwrap_or_default().to_owned()
    };
    // A receipt for a sender has a number of its own, and no attempts.
    let receipt: Option<u64> = header("broen-receipt").parse().ok();
    let entry = receipt.unwrap_or_else(|| header("broen-entry").parse().unwrap());
    let attempt = receipt.map_or_else(|| header("broen-attempt").parse().unwrap(), |_| 0);
    let content_type = header("content-type");
    let body = request.into_body().collect().await.map(|body| body.to_bytes()).unwrap_or_default();
    let mut got = Got { entry, attempt, content_type, body, status: 0 };
    let reply = (mind.lock().unwrap().manner)(&got);
    tokio::time::sleep(reply.after).await;
    got.status = reply.status;
    mind.lock().unwrap().got.push(got);
    let mut response = Response::builder().status(reply.status);
    for (name, value) in reply.headers {
        response = response.header(name, value);
    }
    Ok(response.body(Full::new(reply.body.into())).expect("a response"))
}
