//! A server on loopback ports with real TLS, and the four organisations that may call it.

use std::net::SocketAddr;
use std::sync::Arc;

use bytes::Bytes;
use canonical::identifier::PartyIdentifier;
use canonical::organisation::{Organisation, OrganisationId, Role, Sector};
use http_body_util::{BodyExt as _, Full};
use hyper_util::rt::TokioIo;
use server::{Callers, Listeners, Parts, Server, Tls};
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;
use tonic::transport::{Certificate, Channel, ClientTlsConfig};

use crate::bench::authority::{Authority, Identity};
use crate::bench::peer::{self, Answer, Http};
use crate::letters::{CLINIC_GLN, HOSPITAL_GLN, MUNICIPALITY_GLN};

/// Who calls.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Who {
    /// A general practitioner; receives the letters.
    Clinic,
    /// A hospital that no letter is addressed to.
    Hospital,
    /// Sends the letters.
    Municipality,
    /// Records care relations and watches as an operator, and nothing else.
    Registrar,
}

impl Who {
    pub(crate) const ALL: [Self; 4] = [Self::Clinic, Self::Hospital, Self::Municipality, Self::Registrar];

    /// The short name.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Clinic => "laegerne-proevegade",
            Self::Hospital => "testregionens-hospital",
            Self::Municipality => "odense-kommune",
            Self::Registrar => "region-registrar",
        }
    }

    pub(crate) fn organisation(self) -> Organisation {
        let (sector, identifiers, roles): (_, &[(&str, &str)], &[Role]) = match self {
            Self::Clinic => {
                (Sector::GeneralPractice, &[("gln", CLINIC_GLN), ("provider", "999990")], &[Role::Subscriber])
            }
            Self::Hospital => (Sector::Hospital, &[("gln", HOSPITAL_GLN)], &[Role::Sender, Role::Subscriber]),
            Self::Municipality => (
                Sector::Municipality,
                &[("gln", MUNICIPALITY_GLN), ("municipality", "461")],
                &[Role::Sender, Role::Subscriber],
            ),
            Self::Registrar => (Sector::Other, &[], &[Role::Registrar, Role::Operator]),
        };
        let identifiers = identifiers.iter().map(|(scheme, value)| PartyIdentifier::from_scheme(scheme, value));
        Organisation {
            id: OrganisationId::parse(self.name()).expect("a short name"),
            name: self.name().to_owned(),
            sector,
            identifiers: identifiers.collect(),
            roles: roles.to_vec(),
            acts_for: Vec::new(),
            hosted: true,
        }
    }
}

/// A server that serves, with everybody's certificates.
pub(crate) struct Site {
    pub(crate) authority: Authority,
    pub(crate) identities: Vec<(Who, Identity)>,
    pub(crate) secured: SocketAddr,
    pub(crate) observe: SocketAddr,
    pub(crate) callers: watch::Sender<Callers>,
    pub(crate) shutdown: CancellationToken,
    pub(crate) serving: JoinHandle<()>,
}

impl Site {
    /// Serves these parts.
    pub(crate) async fn open(parts: impl FnOnce(&[(Who, Identity)]) -> Parts) -> Self {
        let authority = Authority::new();
        let identities: Vec<_> = Who::ALL.map(|who| (who, authority.sign())).into();
        let (callers, known) = watch::channel(callers(&identities));
        let own = authority.sign();
        let tls = Tls::new(vec![own.certificate.clone()], own.key(), vec![authority.certificate()]).expect("usable");
        let (secured, observe) = (listener().await, listener().await);
        let (secured_at, observe_at) = (address(&secured), address(&observe));
        let server = Server::new(parts(&identities)).expect("a contract");
        let shutdown = CancellationToken::new();
        let listeners = Listeners { secured: vec![secured], observe: vec![observe] };
        let serving = tokio::spawn(server.serve(listeners, tls, known, shutdown.clone()));
        Self { authority, identities, secured: secured_at, observe: observe_at, callers, shutdown, serving }
    }

    pub(crate) fn identity(&self, who: Who) -> &Identity {
        let found = self.identities.iter().find(|(known, _)| *known == who);
        found.map(|(_, identity)| identity).expect("everybody has one")
    }

    /// Makes everybody known.
    pub(crate) fn grant_all(&self) {
        self.callers.send_replace(callers(&self.identities));
    }

    /// Withdraws somebody's certificate.
    pub(crate) fn withdraw(&self, who: Who) {
        let left = self.identities.iter().filter(|(known, _)| *known != who);
        self.callers.send_replace(callers(left));
    }

    /// A gRPC connection.
    pub(crate) async fn channel(&self, who: Who) -> Channel {
        self.channel_with(self.identity(who)).await.expect("connects")
    }

    /// A gRPC connection with any certificate.
    pub(crate) async fn channel_with(&self, identity: &Identity) -> Result<Channel, tonic::transport::Error> {
        let (certificate, key) = &identity.pem;
        let tls = ClientTlsConfig::new()
            .domain_name("localhost")
            .ca_certificate(Certificate::from_pem(self.authority.pem()))
            .identity(tonic::transport::Identity::from_pem(certificate, key));
        let endpoint = Channel::from_shared(format!("https://{}", self.secured)).expect("an address");
        endpoint.tls_config(tls)?.connect().await
    }

    /// Sends one HTTP request on a new connection.
    pub(crate) async fn http(&self, who: Who, http: Http, method: &str, path: &str, body: impl Into<Bytes>) -> Answer {
        let config = peer::config(&self.authority, Some(self.identity(who)), http);
        peer::send(self.secured, config, peer::request(method, path, body)).await.expect("answered")
    }

    /// A plain request without TLS, as an operator's tools make it.
    pub(crate) async fn observed(&self, method: &str, path: &str) -> (u16, String) {
        let socket = tokio::net::TcpStream::connect(self.observe).await.expect("connects");
        let handshake = hyper::client::conn::http1::handshake::<_, Full<Bytes>>(TokioIo::new(socket));
        let (mut sender, connection) = handshake.await.expect("HTTP");
        tokio::spawn(connection);
        let answer = sender.send_request(peer::request(method, path, "")).await.expect("answered");
        let status = answer.status().as_u16();
        let body = answer.into_body().collect().await.expect("a body").to_bytes();
        (status, String::from_utf8(body.to_vec()).expect("text"))
    }
}

/// Everybody under the certificate of their own.
fn callers<'a>(identities: impl IntoIterator<Item = &'a (Who, Identity)>) -> Callers {
    let known = identities.into_iter();
    let known = known.map(|(who, identity)| (Callers::digest(&identity.certificate), Arc::new(who.organisation())));
    Callers::new(known).expect("each has its own")
}

async fn listener() -> TcpListener {
    TcpListener::bind("127.0.0.1:0").await.expect("a free port")
}

fn address(listener: &TcpListener) -> SocketAddr {
    listener.local_addr().expect("bound")
}
