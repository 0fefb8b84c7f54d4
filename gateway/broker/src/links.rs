//! Links to the nodes: one connection at a time, to the first node that lets this program in.

use std::collections::HashSet;
use std::io;
use std::net::SocketAddr;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use futures::io::{AsyncRead, AsyncWrite};
use lapin::ConnectionProperties;
use lapin::tcp::{AsyncTcpStream, RustlsConnector};
use lapin::types::ShortString;
use lapin::uri::{AMQPAuthority, AMQPQueryString, AMQPScheme, AMQPUri, AMQPUserInfo, SASLMechanism};
use tokio::time::timeout;

use crate::trouble::Trouble;
use crate::{Authentication, Node, Settings, Topology, encryption, greeting};

/// The longest wait for one node, until it has let us in.
const ENTRANCE: Duration = Duration::from_secs(5);
/// The largest frame, as brokers have it by default.
const FRAME: u32 = 128 * 1024;

/// What a connection is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Purpose {
    Consume,
    Publish,
}

/// The way to the nodes.
pub(crate) struct Links {
    settings: Settings,
    tls: Option<RustlsConnector>,
    seen: Mutex<Seen>,
}

#[derive(Default)]
struct Seen {
    /// The node that answered last.
    good: usize,
    /// Nodes whose greeting was checked and who answer.
    greeted: HashSet<usize>,
}

impl Purpose {
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::Consume => "consume",
            Self::Publish => "publish",
        }
    }
}

impl Links {
    pub(crate) fn new(settings: Settings) -> Result<Self, Trouble> {
        if settings.nodes.is_empty() {
            return Err(Trouble::Unfit("no node is named".to_owned()));
        }
        if ShortString::try_new(settings.virtual_host.as_str()).is_err() {
            return Err(Trouble::Unfit("the virtual host's name is too long".to_owned()));
        }
        let tls = settings.tls.as_ref().map(encryption::connector).transpose()?;
        if tls.is_none() && matches!(settings.authentication, Authentication::External) {
            return Err(Trouble::Unfit("a client certificate needs an encrypted connection".to_owned()));
        }
        Ok(Self { settings, tls, seen: Mutex::default() })
    }

    /// One round over the nodes, beginning with the one that answered last: the first connection on which everything can
    /// be put in place, and the node's name; or the worst that was said.
    pub(crate) async fn open(
        &self,
        purpose: Purpose,
        topology: &Topology,
    ) -> Result<(lapin::Connection, String), Trouble> {
        let (first, all) = (self.seen().good, self.settings.nodes.len());
        let mut worst = None;
        for place in (first..all).chain(0..first) {
            let node = &self.settings.nodes[place];
            let entrance = async {
                let connection = self.connection(place, node, purpose).await?;
                topology.put_in_place(&connection).await?;
                Ok(connection)
            };
            let entered = timeout(ENTRANCE, entrance).await;
            match entered.unwrap_or_else(|_| Err(Trouble::unreachable("the node does not answer"))) {
                Ok(connection) => {
                    self.seen().good = place;
                    return Ok((connection, node.to_string()));
                }
                Err(trouble) => {
                    self.seen().greeted.remove(&place);
                    worst = Some(trouble.worse(worst));
                }
            }
        }
        Err(worst.unwrap_or_else(|| Trouble::unreachable("no node is named")))
    }

    /// Begins with the next node from now on: the good one was left by us, not by itself.
    pub(crate) fn move_on(&self) {
        let mut seen = self.seen();
        seen.good = (seen.good + 1) % self.settings.nodes.len();
    }

    async fn connection(&self, place: usize, node: &Node, purpose: Purpose) -> Result<lapin::Connection, Trouble> {
        let Self { settings, tls, .. } = self;
        let mechanism = match settings.authentication {
            Authentication::External => SASLMechanism::External,
            Authentication::Plain { .. } => SASLMechanism::Plain,
        };
        let runtime = lapin::runtime::default_runtime()?;
        // lapin tells nothing of a greeting, and cannot give up waiting for one; so it is asked for apart.
        if !self.seen().greeted.contains(&place) {
            let addresses = addresses(node).await.map_err(|error| Trouble::from(&error))?;
            let stream = AsyncTcpStream::connect(&runtime, addresses).await.map_err(|error| Trouble::from(&error))?;
            let stream = encrypted(stream, tls.as_ref(), node).await.map_err(|error| Trouble::from(&error))?;
            greeting::ask(stream, mechanism.name()).await?;
            self.seen().greeted.insert(place);
        }
        let properties = ConnectionProperties::default()
            .with_connection_name(format!("{} {}", settings.name, purpose.word()).into())
            .with_client_property("product".into(), "Broen".into())
            .with_client_property("version".into(), env!("CARGO_PKG_VERSION").into());
        let (tls, dialled) = (tls.clone(), node.clone());
        let connection = lapin::Connection::connector(
            uri(settings, node, mechanism),
            runtime,
            async move |_, runtime| {
                let dialling = async {
                    let stream = AsyncTcpStream::connect(&runtime, addresses(&dialled).await?).await?;
                    if let AsyncTcpStream::Plain(socket) = &stream {
                        socket.get_ref().set_nodelay(true)?;
                    }
                    encrypted(stream, tls.as_ref(), &dialled).await
                };
                Ok(timeout(ENTRANCE, dialling).await.map_err(|_| io::Error::from(io::ErrorKind::TimedOut))??)
            },
            properties,
        );
        Ok(connection.await?)
    }

    fn seen(&self) -> std::sync::MutexGuard<'_, Seen> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl std::ops::Deref for Links {
    type Target = Settings;

    fn deref(&self) -> &Settings {
        &self.settings
    }
}

async fn addresses(node: &Node) -> io::Result<Vec<SocketAddr>> {
    Ok(tokio::net::lookup_host((node.host.as_str(), node.port)).await?.collect())
}

async fn encrypted<S: AsyncRead + AsyncWrite + Send + Unpin + 'static>(
    stream: AsyncTcpStream<S>,
    tls: Option<&RustlsConnector>,
    node: &Node,
) -> io::Result<AsyncTcpStream<S>> {
    match tls {
        Some(tls) => stream.into_rustls(tls, &node.host).await,
        None => Ok(stream),
    }
}

fn uri(settings: &Settings, node: &Node, mechanism: SASLMechanism) -> AMQPUri {
    let (username, password) = match &settings.authentication {
        Authentication::External => (String::new(), String::new()),
        Authentication::Plain { user, password } => (user.clone(), password.reveal().to_owned()),
    };
    AMQPUri {
        // The stream is dialled and encrypted above.
        scheme: AMQPScheme::AMQP,
        authority: AMQPAuthority {
            userinfo: AMQPUserInfo { username, password },
            host: node.host.clone(),
            port: node.port,
        },
        vhost: settings.virtual_host.clone(),
        query: AMQPQueryString {
            frame_max: Some(FRAME),
            heartbeat: Some(u16::try_from(settings.heartbeat.as_secs()).unwrap_or(u16::MAX).max(1)),
            auth_mechanism: Some(mechanism),
            ..AMQPQueryString::default()
        },
    }
}
