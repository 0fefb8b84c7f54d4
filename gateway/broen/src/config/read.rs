//! From the text of the file to the checked [`Config`].

use std::collections::HashSet;
use std::net::SocketAddr;
use std::time::Duration;

use access::Sharing;
use canonical::Kind;
use canonical::letter::Limits;
use canonical::organisation::Sector;
use canonical::relation::Basis;
use telemetry::{Level, LogFormat, Logs};
use toml::de::DeTable;

use super::fields::{Fields, Findings};
use super::folder::{Folder, existing};
use super::model::{Bounds, Config, Listen, Member, Timing, Tls};
use super::organisation::member;
use super::problems::Problems;
use super::words::{format_word, level_word, word};

pub(super) fn config(text: &str, folder: Folder<'_>) -> Result<Config, Problems> {
    let findings = Findings::new(text);
    let (table, mistakes) = DeTable::parse_recoverable(text);
    for mistake in &mistakes {
        findings.note("", mistake.span().map(|span| span.start), mistake.message().to_owned());
    }
    // What was recovered from a file that is not TOML would give misleading problems.
    let config = mistakes.is_empty().then(|| {
        let fields = Fields::of(table.get_ref(), &findings);
        let config = Config {
            listen: fields.table("listen", listen),
            tls: fields.table("tls", |fields| tls(fields, folder)),
            log: fields.table("log", log),
            limits: fields.table("limits", limits),
            timing: fields.table("timing", timing),
            organisations: organisations(&fields, folder),
            sharing: fields.tables("sharing", sharing),
        };
        known_callers(&fields, &config);
        fields.finish();
        config
    });
    findings.into_problems().into_result(config)
}

fn listen(fields: &Fields<'_>) -> Listen {
    let address = |key, port| {
        let parse =
            |text: &str| text.parse().map_err(|_| "is no address; write ip:port, as in \"127.0.0.1:8443\"".to_owned());
        fields.text(key, parse).unwrap_or(SocketAddr::from(([127, 0, 0, 1], port)))
    };
    Listen { grpc: address("grpc", 8443), https: address("https", 8444), metrics: address("metrics", 8445) }
}

fn tls(fields: &Fields<'_>, folder: Folder<'_>) -> Tls {
    let file = |key| fields.text(key, |text| existing(text, folder));
    let (certificate, key, client_ca) = (file("certificate"), file("key"), file("client_ca"));
    let names = fields.list("names", |text| Ok(text.to_owned()));
    let given = ["certificate", "key", "client_ca"].map(|key| (key, fields.has(key)));
    if given.iter().all(|(_, given)| !given) {
        return Tls::Development { names };
    }
    for (key, _) in given.iter().filter(|(_, given)| !given) {
        fields.problem(key, "is missing; certificate, key and client_ca belong together");
    }
    if fields.has("names") {
        fields.problem("names", "is for certificates made for development only");
    }
    match (certificate, key, client_ca) {
        (Some(certificate), Some(key), Some(client_ca)) => Tls::Site { certificate, key, client_ca },
        _ => Tls::Development { names },
    }
}

fn log(fields: &Fields<'_>) -> Logs {
    let formats = [LogFormat::Json, LogFormat::Text];
    let levels = [Level::Error, Level::Warn, Level::Info, Level::Debug];
    Logs {
        format: fields.text("format", |text| word(text, &formats, format_word)).unwrap_or_default(),
        level: fields.text("level", |text| word(text, &levels, level_word)).unwrap_or_default(),
    }
}

fn limits(fields: &Fields<'_>) -> Bounds {
    const MIB: u64 = 1 << 20;
    let default = Limits::default();
    let count = |key, default: usize, from, to| {
        usize::try_from(fields.whole(key, default as u64, from..=to)).unwrap_or(default)
    };
    let bytes = fields.size("document", default.bytes as u64, 1024..=100 * MIB);
    let document = Limits {
        bytes: usize::try_from(bytes).unwrap_or(default.bytes),
        depth: count("depth", default.depth, 8, 256),
        nodes: count("nodes", default.nodes, 1_000, 10_000_000),
        letters: count("letters", default.letters, 1, 10_000),
    };
    let body_memory = fields.size("body_memory", (116 * MIB).max(bytes), 1024..=64 << 30);
    if body_memory < bytes {
        fields.problem("body_memory", "must hold at least one document of the largest size");
    }
    Bounds {
        document,
        body_memory,
        connections: count("connections", 1024, 1, 100_000),
        queue: count("queue", 1024, 1, 100_000),
        batch: count("batch", 128, 1, 10_000),
    }
}

fn timing(fields: &Fields<'_>) -> Timing {
    let (seconds, millis) = (Duration::from_secs, Duration::from_millis);
    Timing {
        handshake: fields.duration("handshake", seconds(10), millis(100)..=seconds(300)),
        idle: fields.duration("idle", seconds(300), seconds(1)..=seconds(86_400)),
        drain: fields.duration("drain", seconds(20), seconds(0)..=seconds(3_600)),
        folder: fields.duration("folder", seconds(1), millis(50)..=seconds(3_600)),
    }
}

fn organisations(fields: &Fields<'_>, folder: Folder<'_>) -> Vec<Member> {
    let members = fields.tables("organisation", |fields| member(fields, folder));
    if !fields.has("organisation") {
        fields.problem("organisation", "is missing; without an organisation nobody can hand in or receive a letter");
    }
    unique_organisations(fields, &members);
    members
}

/// Ids, GLNs, SOR codes and certificates name one organisation each, and carriers act for organisations that exist. By
/// GLN and SOR code letters find their receivers: one that stood for two would give both the letters of either.
fn unique_organisations(fields: &Fields<'_>, members: &[Member]) {
    let mut ids = HashSet::new();
    let mut addresses = HashSet::new();
    let mut certificates = HashSet::new();
    for member in members {
        let id = &member.organisation.id;
        if !ids.insert(id) {
            fields.problem("organisation", format!("two organisations have the id {id}"));
        }
        for (scheme, name) in [("gln", "GLN"), ("sor", "SOR code")] {
            let own = member.organisation.identifiers.iter().filter(|identifier| identifier.scheme() == scheme);
            for address in own.filter(|address| !addresses.insert((scheme, address.value()))) {
                fields.problem("organisation", format!("two organisations have the {name} {}", address.value()));
            }
        }
        for certificate in &member.certificates {
            if !certificates.insert(format!("{certificate:?}")) {
                fields.problem("organisation", format!("{id} has a certificate that was named before"));
            }
        }
    }
    for member in members {
        for other in member.organisation.acts_for.iter().filter(|other| !ids.contains(other)) {
            let id = &member.organisation.id;
            fields.problem("organisation", format!("{id} acts for {other}, which is not configured"));
        }
    }
}

/// With the site's own certificates, everybody who calls needs one; nobody issues it here.
fn known_callers(fields: &Fields<'_>, config: &Config) {
    match config.tls {
        Tls::Development { .. } => return,
        Tls::Site { .. } => {}
    }
    let unknown = |member: &&Member| member.certificates.is_empty() && !member.organisation.roles.is_empty();
    for member in config.organisations.iter().filter(unknown) {
        let id = &member.organisation.id;
        fields.problem("organisation", format!("{id} has no certificates, which it needs beside the site's own [tls]"));
    }
}

fn sharing(fields: &Fields<'_>) -> Option<Sharing> {
    let basis = fields.required("basis", |text| word(text, Basis::ALL, Basis::word));
    let sectors = fields.list("sectors", |text| word(text, Sector::ALL, Sector::word));
    let kinds = fields.list("kinds", |text| word(text, Kind::ALL, Kind::word));
    let ground = fields.required("ground", |text| match text.trim() {
        "" => Err("must name the legal ground".to_owned()),
        ground => Ok(ground.to_owned()),
    });
    Some(Sharing { basis: basis?, sectors, kinds, ground: ground? })
}
