//! From the text of the file to the checked configuration.

use toml::de::DeTable;

use super::adapter::{Adapter, adapter};
use super::conversion::conversion;
use super::fields::{Fields, Findings};
use super::folder::{Folder, existing};
use super::gateway::{Gateway, gateway};
use super::model::{Config, Listen, ServerFiles, Tls};
use super::organisation::{amqp_users, known_callers, organisations};
use super::problems::Problems;
use super::push::push;
use super::role::Role;
use super::tables::{address, batches, bounds, connections, folder_every, log, receipt_after, routes, sharing, timing};

/// A checked configuration of any role.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Any {
    /// Of an adapter, which takes letters of this role's standard.
    Adapter(Role, Box<Adapter>),
    /// Of a gateway.
    Gateway(Box<Gateway>),
    /// Of everything in one process.
    Standalone(Box<Config>),
}

/// Reads the file; with `expected`, a file of another role is a problem.
pub(super) fn any(text: &str, folder: Folder<'_>, expected: Option<Role>) -> Result<Any, Problems> {
    let findings = Findings::new(text);
    let (table, mistakes) = DeTable::parse_recoverable(text);
    for mistake in &mistakes {
        findings.note("", mistake.span().map(|span| span.start), mistake.message().to_owned());
    }
    // What was recovered from a file that is not TOML would give misleading problems.
    let read = mistakes.is_empty().then(|| {
        let fields = Fields::of(table.get_ref(), &findings);
        let named = if fields.has("role") { fields.text("role", Role::parse) } else { Some(Role::Standalone) };
        match (named, expected) {
            (Some(named), Some(expected)) if named != expected => {
                let what =
                    format!("is a configuration of `broen {}`, not of `broen {}`", named.word(), expected.word());
                fields.problem("role", what);
                None
            }
            (named, _) => {
                let read = of_role(&fields, folder, named?);
                fields.finish();
                read
            }
        }
    });
    findings.into_problems().into_result(read.flatten())
}

fn of_role(fields: &Fields<'_>, folder: Folder<'_>, role: Role) -> Option<Any> {
    match role {
        Role::FhirAdapter | Role::MedcomAdapter => {
            adapter(fields, folder).map(|read| Any::Adapter(role, Box::new(read)))
        }
        Role::Gateway => gateway(fields, folder).map(|read| Any::Gateway(Box::new(read))),
        Role::Standalone => Some(Any::Standalone(Box::new(standalone(fields, folder)))),
    }
}

fn standalone(fields: &Fields<'_>, folder: Folder<'_>) -> Config {
    let (limits, connections, batches) =
        fields.table("limits", |fields| (bounds(fields), connections(fields), batches(fields)));
    let (timing, folder_every, receipt_after) =
        fields.table("timing", |fields| (timing(fields), folder_every(fields), receipt_after(fields)));
    let organisations = organisations(fields, folder);
    let config = Config {
        listen: fields.table("listen", listen),
        blobs: fields.table("blobs", |fields| fields.text("directory", |text| Ok(folder.path.join(text)))),
        tls: fields.table("tls", |fields| tls(fields, folder)),
        log: fields.table("log", log),
        limits,
        connections,
        batches,
        timing,
        folder_every,
        receipt_after,
        conversion: fields.table("conversion", conversion),
        push: fields.table("push", |fields| push(fields, folder)),
        routes: routes(fields, &organisations),
        organisations,
        sharing: fields.tables("sharing", sharing),
    };
    match config.tls {
        // Everybody gets a certificate.
        Tls::Development { .. } => {}
        Tls::Site(_) => known_callers(fields, &config.organisations),
    }
    amqp_users(fields, &config.organisations);
    config
}

fn listen(fields: &Fields<'_>) -> Listen {
    Listen {
        grpc: address(fields, "grpc", 8443),
        https: address(fields, "https", 8444),
        metrics: address(fields, "metrics", 8445),
    }
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
        (Some(certificate), Some(key), Some(client_ca)) => Tls::Site(ServerFiles { certificate, key, client_ca }),
        _ => Tls::Development { names },
    }
}
