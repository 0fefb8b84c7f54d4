//! The world of a round: adapters and gateways as processes of their own, with a proxy on each of their ways.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use conformance_tests::peers::read_page;
use conformance_tests::process::{Process, program};
use conformance_tests::standalone::HOSPITAL;
use engines::Proxy;
use tempfile::TempDir;
use tokio::process::Command;
use tokio::time::sleep;

use crate::load::Doors;
use crate::ports::free_port;
use crate::servers::{Servers, Share};
use crate::settings::{Settings, list};

/// How often a page is read until it says what is waited for.
const LOOK: Duration = Duration::from_millis(50);

/// How many of what, and how they are set.
#[derive(Debug, Clone)]
pub(crate) struct Plan {
    pub(crate) adapters: usize,
    pub(crate) gateways: usize,
    /// Section, key and value that every adapter gets.
    pub(crate) adapter_settings: Vec<(&'static str, &'static str, String)>,
    /// The same for every gateway.
    pub(crate) gateway_settings: Vec<(&'static str, &'static str, String)>,
    /// Whether each adapter watches a folder of the hospital.
    pub(crate) folders: bool,
}

impl Default for Plan {
    fn default() -> Self {
        Self { adapters: 2, gateways: 2, adapter_settings: Vec::new(), gateway_settings: Vec::new(), folders: false }
    }
}

/// A process of Broen with its ways to the servers.
pub(crate) struct Service {
    role: &'static str,
    /// Its name: the role and a number.
    pub(crate) name: String,
    site: PathBuf,
    /// One to each node of the broker.
    pub(crate) broker: Vec<Proxy>,
    /// To the database; adapters have none.
    pub(crate) database: Option<Proxy>,
    /// Where letters are posted, or entries are pulled.
    pub(crate) door: SocketAddr,
    metrics: SocketAddr,
    /// What it watches.
    folder: Option<PathBuf>,
    /// `None` while it is dead.
    pub(crate) process: Option<Process>,
}

/// Adapters and gateways of one site.
pub(crate) struct World {
    site: TempDir,
    pub(crate) services: Vec<Service>,
    adapters: usize,
    _share: Share,
}

impl World {
    /// Makes a site on these servers and starts its processes.
    pub(crate) async fn start(servers: &Servers, plan: &Plan) -> Self {
        let site = tempfile::tempdir().expect("a directory");
        let share = servers.share().await;
        make_site(site.path(), servers, &share).await;
        let mut services = Vec::new();
        for number in 1..=plan.adapters {
            services.push(Service::new("medcom-adapter", number, site.path(), servers, plan).await);
        }
        for number in 1..=plan.gateways {
            services.push(Service::new("gateway", number, site.path(), servers, plan).await);
        }
        let gateways: Vec<SocketAddr> = services[plan.adapters..].iter().map(|gateway| gateway.door).collect();
        for service in &services {
            service.configure(plan, &gateways);
        }
        let mut world = Self { site, services, adapters: plan.adapters, _share: share };
        // Gateways first: adapters ask them whom there is.
        for number in (0..world.services.len()).rev() {
            world.services[number].begin().await;
        }
        world.is_ready().await;
        world
    }

    /// Where letters go in and entries come out.
    pub(crate) fn doors(&self) -> Doors {
        let (adapters, gateways) = self.services.split_at(self.adapters);
        let doors = |services: &[Service]| services.iter().map(|service| service.door).collect();
        Doors {
            adapters: doors(adapters),
            gateways: doors(gateways),
            folders: adapters.iter().filter_map(|adapter| adapter.folder.clone()).collect(),
            site: self.site.path().to_owned(),
        }
    }

    /// What a gateway had to set aside: none of these letters is beyond understanding.
    pub(crate) async fn set_aside(&self) -> Vec<String> {
        let mut complaints = Vec::new();
        for service in &self.services {
            let count = service.metric("broen_messages_set_aside_total").await.unwrap_or_default();
            if count > 0.0 {
                complaints.push(format!("{} set {count} messages aside", service.name));
            }
        }
        complaints
    }

    /// How often a gateway became the one that appends.
    pub(crate) fn takeovers(&self) -> usize {
        let logs = self.services.iter().map(|service| service.data().join("broen.log"));
        let texts = logs.map(|log| std::fs::read_to_string(log).unwrap_or_default());
        texts.map(|text| text.matches("appending taken").count()).sum()
    }

    /// How many adapters there are.
    pub(crate) fn adapters(&self) -> usize {
        self.adapters
    }

    /// The adapter of this number; numbers begin anew behind the last one.
    pub(crate) fn adapter(&mut self, number: usize) -> &mut Service {
        let adapters = self.adapters;
        &mut self.services[number % adapters]
    }

    /// The gateway of this number; numbers begin anew behind the last one.
    pub(crate) fn gateway(&mut self, number: usize) -> &mut Service {
        let (adapters, all) = (self.adapters, self.services.len());
        &mut self.services[adapters + number % (all - adapters)]
    }

    /// Waits until every process says that it can do its work.
    pub(crate) async fn is_ready(&self) {
        for service in &self.services {
            service.is_ready().await;
        }
    }

    /// Ends every process as an operator would; gives what went wrong: they must drain and end well.
    pub(crate) async fn stop(self) -> Vec<String> {
        let mut complaints = Vec::new();
        for service in self.services {
            if let Some(process) = service.process {
                let code = process.terminate().await.expect("it can be waited for");
                if code != Some(0) {
                    complaints.push(format!("{} ended with {code:?} when it was asked to end", service.name));
                }
            }
        }
        complaints
    }

    /// Where configurations and logs are.
    pub(crate) fn site(&self) -> &Path {
        self.site.path()
    }

    /// Keeps configurations and logs for whoever looks into a failure, and says where they are.
    pub(crate) fn keep(&mut self) -> &Path {
        self.site.disable_cleanup(true);
        self.site.path()
    }
}

impl Service {
    async fn new(role: &'static str, number: usize, site: &Path, servers: &Servers, plan: &Plan) -> Self {
        let mut broker = Vec::new();
        for node in servers.brokers() {
            broker.push(Proxy::start(node).await.expect("a proxy"));
        }
        let database = match role {
            "gateway" => Some(Proxy::start(servers.postgres.address()).await.expect("a proxy")),
            _ => None,
        };
        let (door, metrics, name) = (free_port(), free_port(), format!("{role}-{number}"));
        let folder = (role == "medcom-adapter" && plan.folders).then(|| site.join("folders").join(&name));
        Self { role, name, site: site.to_owned(), broker, database, door, metrics, folder, process: None }
    }

    /// Writes its configuration: the site's own, with other ports and with the proxies.
    fn configure(&self, plan: &Plan, gateways: &[SocketAddr]) {
        let made = std::fs::read_to_string(self.site.join(format!("{}.toml", self.role))).expect("the site's own");
        let brokers: Vec<SocketAddr> = self.broker.iter().map(Proxy::address).collect();
        let quoted = |address: SocketAddr| format!("\"{address}\"");
        let mut settings = Settings::new(&made).with("broker", "nodes", &list(&brokers)).with(
            "listen",
            "metrics",
            &quoted(self.metrics),
        );
        settings = match &self.database {
            Some(database) => settings.with("listen", "grpc", &quoted(self.door)).with(
                "journal",
                "hosts",
                &list(&[database.address()]),
            ),
            None => settings.with("listen", "https", &quoted(self.door)).with("directory", "gateways", &list(gateways)),
        };
        let own = if self.database.is_none() { &plan.adapter_settings } else { &plan.gateway_settings };
        for (section, key, value) in own {
            settings = settings.with(section, key, value);
        }
        let mut text = settings.text().to_owned();
        if let Some(folder) = &self.folder {
            std::fs::create_dir_all(folder.join("in")).expect("a folder");
            text += &format!("\n[[folder]]\norganisation = \"{HOSPITAL}\"\npath = \"{}\"\n", folder.display());
        }
        std::fs::write(self.config(), text).expect("a configuration");
    }

    /// Starts it on its directory.
    pub(crate) async fn begin(&mut self) {
        let (config, data) = (self.config(), self.data());
        let words = [self.role.as_ref(), "--config".as_ref(), config.as_os_str(), "--data".as_ref(), data.as_os_str()];
        self.process = Some(Process::start(words, &data, None).await.expect("it starts"));
    }

    /// The process, which runs.
    pub(crate) fn running(&self) -> &Process {
        self.process.as_ref().expect("it runs")
    }

    /// Waits until it says that it can do its work.
    pub(crate) async fn is_ready(&self) {
        while !read_page(self.metrics, "/readyz").await.is_ok_and(|answer| answer.status == 200) {
            sleep(LOOK).await;
        }
    }

    /// The sum of a metric over its labels; `None` if it cannot be read.
    pub(crate) async fn metric(&self, name: &str) -> Option<f64> {
        let page = read_page(self.metrics, "/metrics").await.ok()?.text();
        let lines =
            page.lines().filter(|line| line.strip_prefix(name).is_some_and(|rest| rest.starts_with(['{', ' '])));
        Some(lines.filter_map(|line| line.rsplit(' ').next()?.parse::<f64>().ok()).sum())
    }

    /// Where its state and its log are.
    pub(crate) fn data(&self) -> PathBuf {
        self.site.join("data").join(&self.name)
    }

    fn config(&self) -> PathBuf {
        self.site.join(format!("{}.toml", self.name))
    }
}

/// Has `broen` itself make the site: certificates, keys and a configuration for every role.
async fn make_site(site: &Path, servers: &Servers, share: &Share) {
    let brokers: Vec<String> = servers.brokers().iter().map(ToString::to_string).collect();
    let (user, password, host) = (&share.host.user, &share.host.password, &share.host.name);
    let amqp = format!("amqp://{user}:{password}@{}/{host}", brokers.join(","));
    let mut command = Command::new(program());
    command.arg("site").arg(site).args(["--amqp", &amqp, "--postgres", &share.database.url]);
    let output = command.output().await.expect("the program is built");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}
