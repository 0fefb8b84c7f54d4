//! A configuration in a few lines for people.

use std::fmt::Write as _;

use super::model::{Config, Tls};
use super::quantity;
use super::words::{format_word, level_word};

/// What the configuration says, without secrets: they are only named by their files.
pub(crate) fn summary(config: &Config) -> String {
    let mut text = String::new();
    let Config { listen, tls, log, limits, timing, organisations, sharing } = config;
    // Writing to a String cannot fail.
    let _ = writeln!(text, "  listens        gRPC {}, HTTPS {}, metrics {}", listen.grpc, listen.https, listen.metrics);
    let _ = match tls {
        Tls::Development { .. } => writeln!(text, "  certificates   made for development"),
        Tls::Site { certificate, .. } => writeln!(text, "  certificates   {}", certificate.display()),
    };
    let _ = writeln!(text, "  logs           {}, {} and above", format_word(log.format), level_word(log.level));
    let _ = writeln!(
        text,
        "  limits         {} a document, {} of bodies at once, drained within {}",
        quantity::write_size(limits.document.bytes as u64),
        quantity::write_size(limits.body_memory),
        quantity::write_duration(timing.drain),
    );
    for member in organisations {
        let organisation = &member.organisation;
        let roles: Vec<_> = organisation.roles.iter().map(|role| role.word()).collect();
        let hosted = if organisation.hosted { "hosted" } else { "not hosted" };
        let roles = roles.join(", ");
        let (id, sector) = (organisation.id.as_str(), organisation.sector.word());
        let _ = writeln!(text, "  organisation   {id}: {}, {sector}, {hosted}; {roles}", organisation.name);
    }
    if sharing.is_empty() {
        let _ = writeln!(text, "  sharing        none: everybody sees only what is addressed to them");
    }
    for rule in sharing {
        let _ = writeln!(text, "  sharing        by {}: {}", rule.basis.word(), rule.ground);
    }
    text
}
