//! A configuration in a few lines for people.

use std::fmt;

use access::{Route, Sharing};
use telemetry::Logs;

use super::adapter::Adapter;
use super::conversion::Conversion;
use super::endpoint::Endpoint;
use super::gateway::Gateway;
use super::model::{Config, Member, ServerFiles, Tls};
use super::quantity::{write_duration, write_size};
use super::read::Any;
use super::remote::{Broker, Login};
use super::words::{episode_word, format_word, level_word};

/// What the configuration says, without secrets: they are only named by their files.
pub(crate) fn summary(config: &Any) -> String {
    let mut lines = Lines::default();
    match config {
        Any::Adapter(role, config) => {
            lines.add("role", role.word());
            lines.adapter(config);
        }
        Any::Gateway(config) => {
            lines.add("role", "gateway");
            lines.gateway(config);
        }
        Any::Standalone(config) => lines.standalone(config),
    }
    lines.0
}

#[derive(Default)]
struct Lines(String);

impl Lines {
    fn add(&mut self, name: &str, what: impl fmt::Display) {
        self.0.push_str(&format!("  {name:<14} {what}\n"));
    }

    fn standalone(&mut self, config: &Config) {
        let Config { listen, tls, log, limits, timing, conversion, organisations, routes, sharing, .. } = config;
        let (grpc, https) = (listen.grpc, listen.https);
        self.add("listens", format!("gRPC {grpc}, HTTPS {https}, metrics {}", listen.metrics));
        match tls {
            Tls::Development { .. } => self.add("certificates", "made for development"),
            Tls::Site(files) => self.certificates(files),
        }
        self.log(*log);
        self.add("MedCom", format!("read in the {} manner", limits.medcom.word()));
        let (document, memory) = (write_size(limits.document.bytes as u64), write_size(limits.body_memory));
        let drained = write_duration(timing.drain);
        self.add("limits", format!("{document} a document, {memory} of bodies at once, drained within {drained}"));
        self.conversion(conversion);
        self.organisations(organisations);
        self.routes(routes);
        self.sharing(sharing);
    }

    fn gateway(&mut self, config: &Gateway) {
        let Gateway { grpc, metrics, tls, journal, broker, log, timing, .. } = config;
        let Gateway { conversion, organisations, adapters, sharing, .. } = config;
        self.add("listens", format!("gRPC {grpc}, metrics {metrics}"));
        self.certificates(tls);
        let encrypted = if journal.ca.is_some() { "over TLS" } else { "without TLS" };
        self.add("journal", format!("{} at {} {encrypted}", journal.database, list(&journal.hosts)));
        self.add("blobs", config.blobs.display());
        self.broker(broker);
        self.add("sealing keys", config.sealing_keys.len());
        self.log(*log);
        self.add(
            "limits",
            format!("{} connections, drained within {}", config.connections, write_duration(timing.drain)),
        );
        self.conversion(conversion);
        self.organisations(organisations);
        for adapter in adapters {
            self.add("adapter", &adapter.id);
        }
        self.routes(&config.routes);
        self.sharing(sharing);
    }

    fn adapter(&mut self, config: &Adapter) {
        let Adapter { https, metrics, tls, broker, directory, spool, log, limits, timing, folders, .. } = config;
        self.add("listens", format!("HTTPS {https}, metrics {metrics}"));
        self.certificates(tls);
        self.broker(broker);
        let age = write_duration(directory.max_age);
        self.add("directory", format!("from {}, trusted for {age}", list(&directory.gateways)));
        self.add("blobs", config.blobs.display());
        self.add("spool", write_size(*spool));
        self.log(*log);
        self.add("MedCom", format!("read in the {} manner", limits.medcom.word()));
        let (document, memory) = (write_size(limits.document.bytes as u64), write_size(limits.body_memory));
        let drained = write_duration(timing.drain);
        self.add("limits", format!("{document} a document, {memory} of bodies at once, drained within {drained}"));
        for folder in folders {
            self.add("folder", format!("{} of {}", folder.path.display(), folder.organisation));
        }
    }

    fn certificates(&mut self, files: &ServerFiles) {
        self.add("certificates", files.certificate.display());
    }

    fn broker(&mut self, broker: &Broker) {
        let encrypted = if broker.ca.is_some() { "over TLS" } else { "without TLS" };
        let by = match &broker.login {
            Login::Certificate(_) => "by its certificate".to_owned(),
            Login::Password { user, .. } => format!("as {user}"),
        };
        self.add("broker", format!("{}, virtual host {}, {encrypted}, {by}", list(&broker.nodes), broker.virtual_host));
    }

    fn log(&mut self, log: Logs) {
        self.add("logs", format!("{}, {} and above", format_word(log.format), level_word(log.level)));
    }

    fn conversion(&mut self, conversion: &Conversion) {
        let Conversion { other_half, at_once, episode, receipt } = conversion;
        let (half, receipt) = (write_duration(*other_half), write_duration(*receipt));
        self.add("conversion", format!("files waited for {half}, posted again after {receipt} or later"));
        self.add(
            "",
            format!("the {} episode leads; files of {} senders go at once", episode_word(*episode), at_once.len()),
        );
    }

    fn organisations(&mut self, organisations: &[Member]) {
        for member in organisations {
            let organisation = &member.organisation;
            let roles: Vec<_> = organisation.roles.iter().map(|role| role.word()).collect();
            let hosted = if organisation.hosted { "hosted" } else { "not hosted" };
            let roles = roles.join(", ");
            let (id, sector) = (organisation.id.as_str(), organisation.sector.word());
            self.add("organisation", format!("{id}: {}, {sector}, {hosted}; {roles}", organisation.name));
        }
    }

    fn routes(&mut self, routes: &[Route]) {
        for Route { senders, receivers, kinds, receipt } in routes {
            let all = |names: Vec<&str>, all: &str| if names.is_empty() { all.to_owned() } else { names.join(", ") };
            let from = all(senders.iter().map(|id| id.as_str()).collect(), "anybody");
            let to = all(receivers.iter().map(|id| id.as_str()).collect(), "everybody");
            let what = all(kinds.iter().map(|kind| kind.word()).collect(), "all letters");
            self.add("route", format!("{what} from {from} to {to}: receipts {}", receipt.word()));
        }
    }

    fn sharing(&mut self, sharing: &[Sharing]) {
        if sharing.is_empty() {
            self.add("sharing", "none: everybody sees only what is addressed to them");
        }
        for rule in sharing {
            self.add("sharing", format!("by {}: {}", rule.basis.word(), rule.ground));
        }
    }
}

fn list(endpoints: &[Endpoint]) -> String {
    let all: Vec<_> = endpoints.iter().map(ToString::to_string).collect();
    all.join(", ")
}
