//! A site made by `broen site`, on a virtual host and a database of its own.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::path::{Path, PathBuf};

use engines::{Database, Proxy, VirtualHost, shared_postgres, shared_rabbitmq};
use serde_json::Value;

use crate::process::{Ended, Program};

/// A site. Its broker is behind a proxy.
pub(crate) struct Site {
    folder: tempfile::TempDir,
    pub(crate) broker: Proxy,
    pub(crate) database: Database,
    _host: VirtualHost,
}

impl Site {
    pub(crate) async fn make() -> Self {
        let rabbitmq = shared_rabbitmq().await;
        let host = rabbitmq.virtual_host().await.expect("a virtual host");
        let database = shared_postgres().await.database().await.expect("a database");
        let broker = Proxy::start(rabbitmq.amqp()).await.expect("a proxy");
        let folder = tempfile::tempdir().expect("a folder");
        let site = Self { folder, broker, database, _host: host };
        let made = site.site_again();
        assert_eq!(made.code, Some(0), "{}", made.errors);
        site
    }

    /// Runs `broen site` on the folder.
    pub(crate) fn site_again(&self) -> Ended {
        let (host, folder) = (&self._host, self.folder.path().to_string_lossy().into_owned());
        let amqp = format!("amqp://{}:{}@{}/{}", host.user, host.password, self.broker.address(), host.name);
        Program::run(&["site", &folder, "--amqp", &amqp, "--postgres", &self.database.url, "--output", "json"])
    }

    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }

    pub(crate) fn config(&self, role: &str) -> PathBuf {
        self.path().join(format!("{role}.toml"))
    }

    pub(crate) fn data(&self, role: &str) -> PathBuf {
        self.path().join("data").join(role)
    }

    /// Starts a role and waits until it is ready.
    pub(crate) fn start(&self, role: &str) -> Program {
        let config = self.config(role).to_string_lossy().into_owned();
        let mut process = Program::start(&[role, "--config", &config, "--output", "json"]);
        process.until(|said| said["ready"] == true);
        process
    }

    /// Runs a role that does not get far.
    pub(crate) fn run(&self, role: &str) -> Ended {
        Program::run(&[role, "--config", &self.config(role).to_string_lossy(), "--output", "json"])
    }

    /// Subscribes as the receiver of the demo's discharge letter.
    pub(crate) fn inbox(&self, entries: u32) -> Program {
        self.inbox_of("laegerne-proevegade", entries)
    }

    pub(crate) fn inbox_of(&self, organisation: &str, entries: u32) -> Program {
        self.subscribe(organisation, "inbox", &["--verify", "--max", &entries.to_string()])
    }

    /// Subscribes, and waits until the adapters can know.
    pub(crate) fn subscribe(&self, organisation: &str, name: &str, further: &[&str]) -> Program {
        let site = self.path().to_string_lossy().into_owned();
        let common = ["subscribe", name, "--as", organisation, "--site", &site, "--output", "json"];
        let mut program = Program::start(&[&common[..], further].concat());
        program.until(|said| said["subscribed"] == name);
        program
    }

    /// Hands over as the sender of the demo's discharge letter.
    pub(crate) fn submit(&self, file: &str, further: &[&str]) -> Ended {
        self.submit_as("testregionens-hospital", file, further)
    }

    /// Hands over, and again as long as the adapter does not know of the subscription yet.
    pub(crate) fn submit_as(&self, organisation: &str, file: &str, further: &[&str]) -> Ended {
        let site = self.path().to_string_lossy().into_owned();
        let common = ["submit", file, "--as", organisation, "--site", &site, "--output", "json"];
        loop {
            let ended = Program::run(&[&common[..], further].concat());
            if !ended.objects.iter().any(|said| said.to_string().contains("receiver-type-unsupported")) {
                return ended;
            }
        }
    }

    /// Hands over at this address.
    pub(crate) fn submit_to(&self, address: &str, organisation: &str, file: &str) -> Ended {
        let file_of = |name: &str| self.path().join("development").join(name).to_string_lossy().into_owned();
        let certificate = file_of(&format!("organisations/{organisation}.pem"));
        let (ca, key) = (file_of("ca.pem"), file_of(&format!("organisations/{organisation}.key")));
        let certificates = ["--ca", &ca, "--certificate", &certificate, "--key", &key];
        Program::run(&[&["submit", file, "--server", address, "--output", "json"][..], &certificates].concat())
    }

    /// Where a running process listens.
    pub(crate) fn address(&self, role: &str, door: &str) -> String {
        let text = std::fs::read_to_string(self.data(role).join("addresses.json")).expect("it runs");
        let addresses: Value = serde_json::from_str(&text).expect("JSON");
        addresses[door].as_str().expect("an address").to_owned()
    }

    pub(crate) fn metrics(&self, role: &str) -> String {
        self.address(role, "metrics")
    }
}

/// The status and the body of a page over plain HTTP.
pub(crate) fn read_page(address: impl AsRef<str>, path: &str) -> (u16, String) {
    let mut stream = TcpStream::connect(address.as_ref()).expect("it listens");
    write!(stream, "GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n").expect("sent");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("an answer");
    let status = answer.split(' ').nth(1).and_then(|status| status.parse().ok()).expect("a status");
    (status, answer)
}
