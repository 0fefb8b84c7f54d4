//! A RabbitMQ node of our own.

use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use serde_json::Value;
use tokio::net::TcpStream;

use crate::directory::Directory;
use crate::epmd::PortMapper;
use crate::error::Error;
use crate::guarded::Guarded;
use crate::management::Management;
use crate::node::{self, Ports};
use crate::options::RabbitOptions;
use crate::virtual_host::VirtualHost;

/// As long as a busy machine may need to start one.
const PATIENCE: Duration = Duration::from_secs(120);
/// How often a node that ends instead of starting is started.
const TRIES: u32 = 4;

/// A node with the management plugin.
#[derive(Debug)]
pub struct RabbitMq {
    pub(crate) name: String,
    ports: Ports,
    // In this order: what is dropped first ends first.
    running: Option<Guarded>,
    home: Option<Home>,
}

/// What only the owner of a node has.
#[derive(Debug)]
struct Home {
    directory: Directory,
    mapper: Arc<PortMapper>,
    alone: bool,
}

impl RabbitMq {
    /// The id of its first process; `None` while it does not run, or where another process looks after it.
    #[must_use]
    pub fn process(&self) -> Option<u32> {
        self.running.as_ref().map(Guarded::process)
    }

    /// Starts a node on its own.
    ///
    /// # Errors
    /// RabbitMQ is not installed, or does not start.
    pub async fn start(options: RabbitOptions) -> Result<Self, Error> {
        let mapper = Arc::new(PortMapper::start().await?);
        let mut node = Self::prepare("broker@localhost", &mapper, &node::cookie(), &options, &[])?;
        node.start_again().await?;
        Ok(node)
    }

    /// A node that is ready to be started.
    pub(crate) fn prepare(
        name: &str,
        mapper: &Arc<PortMapper>,
        cookie: &str,
        options: &RabbitOptions,
        peers: &[String],
    ) -> Result<Self, Error> {
        if !Path::new(node::SERVER).exists() {
            return Err(Error::Missing("RabbitMQ".to_owned()));
        }
        let directory = Directory::fresh(None)?;
        let ports = Ports::free(options.tls.is_some())?;
        node::configure(&directory, &ports, cookie, options, peers)?;
        let home = Some(Home { directory, mapper: Arc::clone(mapper), alone: peers.is_empty() });
        Ok(Self { name: name.to_owned(), ports, running: None, home })
    }

    /// One that another process started and looks after.
    pub(crate) fn theirs(amqp: SocketAddr, management: SocketAddr) -> Self {
        let ports = Ports { amqp: amqp.port(), management: management.port(), amqps: None, distribution: 0 };
        Self { name: String::new(), ports, running: None, home: None }
    }

    /// Where it speaks AMQP.
    #[must_use]
    pub fn amqp(&self) -> SocketAddr {
        self.ports.amqp()
    }

    /// Where it speaks AMQP over TLS, if it does.
    #[must_use]
    pub fn amqps(&self) -> Option<SocketAddr> {
        self.ports.amqps()
    }

    /// Where it answers operators.
    #[must_use]
    pub fn management(&self) -> SocketAddr {
        self.ports.management()
    }

    /// A fresh virtual host, and a user of its own.
    ///
    /// # Errors
    /// The node does not answer.
    pub async fn virtual_host(&self) -> Result<VirtualHost, Error> {
        VirtualHost::create(self.amqp(), self.operate()).await
    }

    /// What it says about a queue. Its counts lag by half a second.
    ///
    /// # Errors
    /// There is none, or the node does not answer.
    pub async fn queue(&self, virtual_host: &str, name: &str) -> Result<Value, Error> {
        self.operate().read(&format!("/api/queues/{virtual_host}/{name}")).await
    }

    /// Ends it as a loss of power does.
    ///
    /// # Errors
    /// It is not ours to kill.
    pub fn kill(&mut self) -> Result<(), Error> {
        self.running()?.map_or(Ok(()), Guarded::kill)
    }

    /// Ends it in order.
    ///
    /// # Errors
    /// It is not ours to stop.
    pub async fn stop(&mut self) -> Result<(), Error> {
        match self.running()? {
            Some(running) => running.stop("TERM").await,
            None => Ok(()),
        }
    }

    /// Starts it on the same directory and ports, and waits until it answers clients and operators.
    ///
    /// # Errors
    /// It is not ours, or does not start.
    pub async fn start_again(&mut self) -> Result<(), Error> {
        let home = self.home.as_ref().ok_or(Error::Theirs)?;
        if self.running.is_some() {
            return Ok(());
        }
        let environment = node::environment(&home.directory, &self.name, &self.ports, home.mapper.port);
        let words = [node::SERVER.to_owned()];
        let mut tries = 1;
        loop {
            let environment = environment.clone();
            let running =
                Guarded::start(&home.directory, "KILL", &words, |command| _ = command.envs(environment)).await?;
            let Err(error) = self.is_up(&running).await else {
                self.running = Some(running);
                break;
            };
            // Nodes of a cluster that start in the same moment can stumble over each other; an operator's supervisor
            // starts them again, too. What they have on disk stays.
            running.kill()?;
            if tries == TRIES {
                return Err(error);
            }
            tries += 1;
        }
        // A node that has only begun to run leaves the others in doubt: a virtual host made now may miss it.
        if !self.home.as_ref().is_some_and(|home| home.alone) {
            self.ctl(&["await_startup"]).await?;
        }
        Ok(())
    }

    /// Waits until a node that was just started answers; one that ends instead, or is too slow, does not.
    async fn is_up(&self, running: &Guarded) -> Result<(), Error> {
        let began = Instant::now();
        while let Err(said) = self.answers().await {
            if !running.runs() || began.elapsed() > PATIENCE {
                return Err(Error::NotReady { what: "RabbitMQ", said: format!("{said}\n{}", running.said()) });
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        Ok(())
    }

    /// Stops every process of it, as when a machine hangs.
    ///
    /// # Errors
    /// It is not ours to pause.
    pub fn pause(&mut self) -> Result<(), Error> {
        self.running.as_ref().ok_or(Error::Theirs)?.signal_all("STOP")
    }

    /// Lets it go on.
    ///
    /// # Errors
    /// It is not ours to resume.
    pub fn resume(&mut self) -> Result<(), Error> {
        self.running.as_ref().ok_or(Error::Theirs)?.signal_all("CONT")
    }

    /// Runs an operator's command, `rabbitmqctl`, and returns what it printed.
    ///
    /// # Errors
    /// The node is not ours, or refused.
    pub async fn ctl(&self, words: &[&str]) -> Result<String, Error> {
        let home = self.home.as_ref().ok_or(Error::Theirs)?;
        let environment = node::environment(&home.directory, &self.name, &self.ports, home.mapper.port);
        node::ctl(&home.directory, environment, &self.name, words).await
    }

    /// Lets it believe that its memory is full, so that it takes nothing from publishers.
    ///
    /// # Errors
    /// As [`RabbitMq::ctl`].
    pub async fn starve(&self) -> Result<(), Error> {
        self.ctl(&["set_vm_memory_high_watermark", "absolute", "1"]).await.map(|_| ())
    }

    /// Takes that belief away.
    ///
    /// # Errors
    /// As [`RabbitMq::ctl`].
    pub async fn feed(&self) -> Result<(), Error> {
        self.ctl(&["set_vm_memory_high_watermark", "absolute", node::MEMORY]).await.map(|_| ())
    }

    /// The nodes of its cluster that run, by their own account.
    pub(crate) async fn running_nodes(&self) -> Result<usize, Error> {
        let nodes = self.operate().read("/api/nodes").await?;
        Ok(nodes.as_array().into_iter().flatten().filter(|node| node["running"] == true).count())
    }

    async fn answers(&self) -> Result<(), String> {
        TcpStream::connect(self.amqp()).await.map_err(|error| error.to_string())?;
        self.operate().read("/api/overview").await.map(|_| ()).map_err(|error| error.to_string())
    }

    fn operate(&self) -> Management {
        Management { address: self.management() }
    }

    /// Takes what runs, if it is ours.
    fn running(&mut self) -> Result<Option<Guarded>, Error> {
        if self.home.is_some() { Ok(self.running.take()) } else { Err(Error::Theirs) }
    }
}
