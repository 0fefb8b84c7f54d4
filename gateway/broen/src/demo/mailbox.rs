//! The mailbox of a system without gRPC: an HTTPS endpoint that takes what it is posted, and answers in its own standard.

use std::convert::Infallible;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use canonical::digest::Digest;
use canonical::event::Standard;
use canonical::letter::{Answer, Envelope, Letter, LetterHead, Limits, Outcome, Receipt, Stamp};
use canonical::receipt::IncomingReceipt;
use http_body_util::{BodyExt as _, Full, Limited};
use hyper::body::Incoming;
use hyper::header::{CONTENT_TYPE, HeaderValue};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response, StatusCode};
use hyper_util::rt::TokioIo;
use jiff::Timestamp;
use rustls::server::WebPkiClientVerifier;
use rustls::{RootCertStore, ServerConfig};
use rustls_pki_types::pem::PemObject as _;
use rustls_pki_types::{CertificateDer, PrivateKeyDer};
use tokio::net::TcpListener;
use tokio::sync::Notify;
use tokio_rustls::TlsAcceptor;
use tokio_util::task::AbortOnDropHandle;

use super::error::Error;
use crate::certificates::Development;

/// A mailbox that is open until it is dropped.
pub(super) struct Mailbox {
    shelf: Arc<Shelf>,
    _serving: AbortOnDropHandle<()>,
}

/// What came, in its order.
#[derive(Default)]
struct Shelf {
    found: Mutex<Vec<Found>>,
    changed: Notify,
}

/// A document that was posted.
#[derive(Debug, Clone)]
pub(super) struct Found {
    /// The standard it is written in.
    pub(super) standard: Standard,
    /// Its letter: type and id.
    pub(super) head: LetterHead,
    /// What it says, if it is a receipt.
    pub(super) receipt: Option<IncomingReceipt>,
}

const PATIENCE: Duration = Duration::from_secs(60);
const LARGEST: usize = 16 << 20;

impl Mailbox {
    /// Opens the door of a port that is held already. Whoever posts must show a certificate of the demo's authority.
    pub(super) fn open(data: &Path, listener: TcpListener) -> Result<Self, Error> {
        let acceptor = acceptor(data)?;
        let shelf = Arc::<Shelf>::default();
        let serving = AbortOnDropHandle::new(tokio::spawn(serve(listener, acceptor, Arc::clone(&shelf))));
        Ok(Self { shelf, _serving: serving })
    }

    /// What came, once there is so much of it.
    pub(super) async fn holds(&self, count: usize) -> Vec<Found> {
        let waiting = async {
            loop {
                let changed = self.shelf.changed.notified();
                let found = self.shelf.lock().clone();
                if found.len() >= count {
                    return found;
                }
                changed.await;
            }
        };
        // What did not come is missed by the checks, which say it better.
        tokio::time::timeout(PATIENCE, waiting).await.unwrap_or_else(|_| self.shelf.lock().clone())
    }
}

impl Shelf {
    fn lock(&self) -> std::sync::MutexGuard<'_, Vec<Found>> {
        self.found.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn acceptor(data: &Path) -> Result<TlsAcceptor, Error> {
    let development = Development::new(data);
    let wrong = |what: &dyn std::fmt::Display| Error::Stage(std::io::Error::other(what.to_string()));
    let mut roots = RootCertStore::empty();
    let authority = CertificateDer::from_pem_file(development.authority()).map_err(|error| wrong(&error))?;
    roots.add(authority).map_err(|error| wrong(&error))?;
    let pair = development.server();
    let chain = CertificateDer::pem_file_iter(pair.certificate).map_err(|error| wrong(&error))?;
    let chain = chain.collect::<Result<_, _>>().map_err(|error| wrong(&error))?;
    let key = PrivateKeyDer::from_pem_file(pair.key).map_err(|error| wrong(&error))?;
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let callers = WebPkiClientVerifier::builder_with_provider(Arc::new(roots), Arc::clone(&provider)).build();
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| wrong(&error))?
        .with_client_cert_verifier(callers.map_err(|error| wrong(&error))?)
        .with_single_cert(chain, key)
        .map_err(|error| wrong(&error))?;
    Ok(Arc::new(config).into())
}

async fn serve(listener: TcpListener, acceptor: TlsAcceptor, shelf: Arc<Shelf>) {
    while let Ok((socket, _)) = listener.accept().await {
        let (acceptor, shelf) = (acceptor.clone(), Arc::clone(&shelf));
        tokio::spawn(async move {
            let Ok(stream) = acceptor.accept(socket).await else { return };
            let answer = service_fn(move |request| answer(request, Arc::clone(&shelf)));
            // A connection that breaks is opened again by whoever posts.
            let _ = http1::Builder::new().serve_connection(TokioIo::new(stream), answer).await;
        });
    }
}

async fn answer(request: Request<Incoming>, shelf: Arc<Shelf>) -> Result<Response<Full<Bytes>>, Infallible> {
    let body = Limited::new(request.into_body(), LARGEST).collect().await;
    let taken = body.ok().and_then(|body| take(&body.to_bytes()));
    let empty = |status| {
        let mut response = Response::new(Full::default());
        *response.status_mut() = status;
        Ok(response)
    };
    let Some((found, receipt)) = taken else { return empty(StatusCode::BAD_REQUEST) };
    shelf.lock().push(found);
    shelf.changed.notify_waiters();
    let Some(Receipt { media_type, bytes }) = receipt else { return empty(StatusCode::NO_CONTENT) };
    let mut response = Response::new(Full::new(bytes.into()));
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(media_type));
    Ok(response)
}

/// Reads what came, and writes the receipt that says that it was taken over; a receipt is never answered.
fn take(document: &[u8]) -> Option<(Found, Option<Receipt>)> {
    let limits = Limits::default();
    let is_fhir = fhir::looks_like_fhir(document);
    let opened = if is_fhir { fhir::convert(document, &limits) } else { medcom::convert(document, &limits) };
    let opened = opened.ok()?;
    let Letter { head, outcome, .. } = opened.letters.into_iter().next()?;
    let standard = opened.envelope.standard;
    Some(match outcome {
        Outcome::Receipt(receipt) => (Found { standard, head, receipt: Some(*receipt) }, None),
        Outcome::Event(_) => {
            let receipt = positive(document, &opened.envelope, &head);
            (Found { standard, head, receipt: None }, receipt)
        }
        Outcome::Refused(_) => return None,
    })
}

fn positive(document: &[u8], envelope: &Envelope, head: &LetterHead) -> Option<Receipt> {
    let Digest(digest) = Digest::of_parts("broen/demo-receipt/1", &[document]);
    let mut id = [0; 16];
    id.iter_mut().zip(digest).for_each(|(byte, of_digest)| *byte = of_digest);
    let stamp = Stamp { id, at: Timestamp::now() };
    match envelope.standard {
        Standard::Fhir => Some(fhir::acknowledgement::render(document, envelope, head, &Answer::Accepted, &stamp)),
        Standard::MedcomXml => medcom::receipt::render(envelope, &[(head.clone(), Answer::Accepted)], &stamp),
    }
}
