//! What a RabbitMQ node is told before it starts: files, environment, ports.

use std::collections::hash_map::RandomState;
use std::fmt::Write;
use std::fs;
use std::hash::{BuildHasher, Hasher};
use std::net::SocketAddr;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use crate::directory::Directory;
use crate::error::{Error, system};
use crate::management::{PASSWORD, USER};
use crate::options::RabbitOptions;
use crate::ports;

/// The server; what stands on Debian's path is a wrapper that changes the user.
pub(crate) const SERVER: &str = "/usr/lib/rabbitmq/bin/rabbitmq-server";
const CTL: &str = "/usr/lib/rabbitmq/bin/rabbitmqctl";

/// Above this it takes nothing from publishers.
pub(crate) const MEMORY: &str = "2GB";

/// The ports of one node.
#[derive(Debug)]
pub(crate) struct Ports {
    pub(crate) amqp: u16,
    pub(crate) amqps: Option<u16>,
    pub(crate) distribution: u16,
    pub(crate) management: u16,
}

impl Ports {
    pub(crate) fn free(tls: bool) -> Result<Self, Error> {
        let amqps = if tls { Some(ports::free()?) } else { None };
        Ok(Self { amqp: ports::free()?, amqps, distribution: ports::free()?, management: ports::free()? })
    }

    pub(crate) fn amqp(&self) -> SocketAddr {
        ports::here(self.amqp)
    }

    pub(crate) fn amqps(&self) -> Option<SocketAddr> {
        self.amqps.map(ports::here)
    }

    pub(crate) fn management(&self) -> SocketAddr {
        ports::here(self.management)
    }
}

/// The word by which nodes of one cluster trust each other.
pub(crate) fn cookie() -> String {
    let random = || RandomState::new().build_hasher().finish();
    format!("{:016x}{:016x}", random(), random())
}

/// Writes the files that a node reads when it starts.
pub(crate) fn configure(
    directory: &Directory,
    ports: &Ports,
    cookie: &str,
    options: &RabbitOptions,
    peers: &[String],
) -> Result<(), Error> {
    let write = |name: &str, text: &str| fs::write(directory.join(name), text).map_err(system("configure RabbitMQ"));
    write(".erlang.cookie", cookie)?;
    fs::set_permissions(directory.join(".erlang.cookie"), fs::Permissions::from_mode(0o400))
        .map_err(system("protect a cookie"))?;
    write("enabled_plugins", "[rabbitmq_auth_mechanism_ssl,rabbitmq_management].\n")?;
    write("rabbitmq.conf", &configuration(ports, options, peers))
}

fn configuration(ports: &Ports, options: &RabbitOptions, peers: &[String]) -> String {
    let mut text = format!(
        "default_user = {USER}\n\
         default_pass = {PASSWORD}\n\
         listeners.tcp.1 = {}\n\
         management.tcp.ip = 127.0.0.1\n\
         management.tcp.port = {}\n\
         collect_statistics_interval = 500\n\
         disk_free_limit.absolute = 50MB\n\
         vm_memory_high_watermark.absolute = {MEMORY}\n\
         raft.wal_max_size_bytes = 67108864\n\
         log.console = true\n\
         log.console.level = info\n\
         log.file = false\n\
         auth_mechanisms.1 = PLAIN\n\
         auth_mechanisms.2 = EXTERNAL\n",
        ports.amqp(),
        ports.management
    );
    // Writing to a `String` cannot fail.
    if let (Some(tls), Some(address)) = (&options.tls, ports.amqps()) {
        let _ = write!(
            text,
            "listeners.ssl.1 = {address}\n\
             ssl_options.cacertfile = {}\n\
             ssl_options.certfile = {}\n\
             ssl_options.keyfile = {}\n\
             ssl_options.verify = verify_peer\n\
             ssl_options.fail_if_no_peer_cert = false\n\
             ssl_cert_login_from = common_name\n",
            tls.authority.display(),
            tls.certificate.display(),
            tls.key.display()
        );
    }
    if !peers.is_empty() {
        text.push_str("cluster_formation.peer_discovery_backend = classic_config\n");
        text.push_str("cluster_partition_handling = pause_minority\n");
    }
    for (number, peer) in peers.iter().enumerate() {
        let _ = writeln!(text, "cluster_formation.classic_config.nodes.{} = {peer}", number + 1);
    }
    text
}

/// The environment of a node and of the commands to it.
pub(crate) fn environment(
    directory: &Directory,
    name: &str,
    ports: &Ports,
    mapper: u16,
) -> Vec<(&'static str, String)> {
    let place = |name: &str| directory.join(name).display().to_string();
    vec![
        ("HOME", directory.path().display().to_string()),
        ("ERL_EPMD_ADDRESS", "127.0.0.1".to_owned()),
        ("ERL_EPMD_PORT", mapper.to_string()),
        // Without a shell between us and the node, so that a signal to our child is one to the node.
        ("RABBITMQ_ALLOW_INPUT", "1".to_owned()),
        ("RABBITMQ_CONFIG_FILE", place("rabbitmq")),
        ("RABBITMQ_CONF_ENV_FILE", place("none.conf")),
        ("RABBITMQ_CTL_DIST_PORT_MAX", "60999".to_owned()),
        ("RABBITMQ_CTL_DIST_PORT_MIN", "32768".to_owned()),
        ("RABBITMQ_DIST_PORT", ports.distribution.to_string()),
        ("RABBITMQ_ENABLED_PLUGINS_FILE", place("enabled_plugins")),
        ("RABBITMQ_LOG_BASE", place("log")),
        ("RABBITMQ_MNESIA_BASE", place("mnesia")),
        ("RABBITMQ_NODENAME", name.to_owned()),
        // Nodes of different tests share the machine's processors: bound to none, and none waits for work busily.
        ("RABBITMQ_SCHEDULER_BIND_TYPE", "u".to_owned()),
        (
            "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS",
            "-noinput -start_epmd false -kernel inet_dist_use_interface {127,0,0,1} -kernel net_ticktime 12 \
             -rabbit quorum_tick_interval 500 +S 2:2 +SDio 4"
                .to_owned(),
        ),
    ]
}

/// Runs an operator's command against a node.
pub(crate) async fn ctl(
    directory: &Directory,
    environment: Vec<(&'static str, String)>,
    name: &str,
    words: &[&str],
) -> Result<String, Error> {
    let mut command = tokio::process::Command::from(directory.command(Path::new(CTL)));
    command.envs(environment).args(["--quiet", "--node", name]).args(words);
    let output = command.output().await.map_err(system("run rabbitmqctl"))?;
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
    }
    Err(Error::Refused { what: "rabbitmqctl", said: String::from_utf8_lossy(&output.stderr).into_owned() })
}
