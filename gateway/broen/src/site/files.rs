//! The configuration files of a site.

use super::ports::Ports;
use crate::config::{Endpoint, Role};
use crate::remote::Remote;

/// `gateway.toml`, with the organisations of `template`.
pub(super) fn gateway(ports: &Ports, amqp: &Remote, postgres: &Remote, template: &str) -> String {
    let (grpc, metrics) = ports.of(Role::Gateway);
    filled(include_str!("gateway.toml"), amqp)
        .replace("{grpc}", &grpc.to_string())
        .replace("{metrics}", &metrics.to_string())
        .replace("{hosts}", &list(&postgres.hosts))
        .replace("{database}", &quoted(&postgres.name))
        .replace("{journal_user}", &quoted(&postgres.user))
        .replace("{organisations}", &organisations(template))
}

/// `medcom-adapter.toml` or `fhir-adapter.toml`.
pub(super) fn adapter(role: Role, ports: &Ports, amqp: &Remote) -> String {
    let ((https, metrics), (grpc, _)) = (ports.of(role), ports.of(Role::Gateway));
    filled(include_str!("adapter.toml"), amqp)
        .replace("{role}", role.word())
        .replace("{https}", &https.to_string())
        .replace("{metrics}", &metrics.to_string())
        .replace("{grpc}", &grpc.to_string())
}

fn filled(text: &str, amqp: &Remote) -> String {
    text.replace("{nodes}", &list(&amqp.hosts))
        .replace("{virtual_host}", &quoted(&amqp.name))
        .replace("{broker_user}", &quoted(&amqp.user))
}

/// The `[[organisation]]` tables of a configuration, each with its certificate and its user of the broker.
fn organisations(template: &str) -> String {
    let mut text = String::new();
    for table in template.split("[[organisation]]\n").skip(1) {
        let lines: Vec<_> = table.lines().take_while(|line| !line.is_empty()).collect();
        let id = lines.iter().find_map(|line| line.strip_prefix("id = \"")?.strip_suffix('"')).unwrap_or_default();
        text.push_str(&format!("[[organisation]]\n{}\n", lines.join("\n")));
        text.push_str(&format!("certificates = [\"development/organisations/{id}.pem\"]\namqp_user = \"{id}\"\n\n"));
    }
    text.trim_end().to_owned() + "\n"
}

fn list(hosts: &[Endpoint]) -> String {
    let all: Vec<_> = hosts.iter().map(|host| quoted(&host.to_string())).collect();
    format!("[{}]", all.join(", "))
}

/// A TOML text.
fn quoted(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}
