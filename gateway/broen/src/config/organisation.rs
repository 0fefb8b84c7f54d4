//! Every `[[organisation]]` of the file.

use std::collections::HashSet;

use canonical::digest::Digest;
use canonical::identifier::PartyIdentifier;
use canonical::organisation::{Organisation, OrganisationId, Role, Sector};

use super::fields::Fields;
use super::folder::{Folder, existing};
use super::model::{CertificateSource, Member};
use super::words::{identifier, word};

pub(super) fn organisations(fields: &Fields<'_>, folder: Folder<'_>) -> Vec<Member> {
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
pub(super) fn known_callers(fields: &Fields<'_>, members: &[Member]) {
    let unknown = |member: &&Member| member.certificates.is_empty() && !member.organisation.roles.is_empty();
    for member in members.iter().filter(unknown) {
        let id = &member.organisation.id;
        fields.problem("organisation", format!("{id} has no certificates, which it needs beside the site's own [tls]"));
    }
}

/// A user of the broker hands letters over for one organisation.
pub(super) fn amqp_users(fields: &Fields<'_>, members: &[Member]) {
    let mut users = HashSet::new();
    for user in members.iter().filter_map(|member| member.amqp_user.as_deref()).filter(|user| !users.insert(*user)) {
        fields.problem("organisation", format!("two organisations have the amqp_user {user}"));
    }
}

fn member(fields: &Fields<'_>, folder: Folder<'_>) -> Option<Member> {
    let id = fields.required("id", organisation_id);
    let name = fields.required("name", |text| match text.trim() {
        "" => Err("must not be empty".to_owned()),
        name => Ok(name.to_owned()),
    });
    let sector = fields.required("sector", |text| word(text, Sector::ALL, Sector::word));
    let identifiers = fields.list("identifiers", identifier);
    let roles = fields.list("roles", |text| word(text, Role::ALL, Role::word));
    let acts_for = fields.list("acts_for", organisation_id);
    let hosted = fields.flag("hosted", true);
    let certificates = fields.list("certificates", |text| certificate(text, folder));
    let amqp_user = fields.text("amqp_user", amqp_user);
    let watched = fields.text("folder", |text| Ok(folder.path.join(text)));

    let named = identifiers.iter().any(|identifier| matches!(identifier, PartyIdentifier::Gln(_)));
    if fields.has("identifiers") && hosted && !named && roles.contains(&Role::Subscriber) {
        fields.problem("identifiers", "a hosted subscriber needs a GLN, because letters are routed by it");
    }
    if !acts_for.is_empty() && !roles.contains(&Role::Carrier) {
        fields.problem("acts_for", "is for organisations with the role carrier");
    }
    let organisation = Organisation { id: id?, name: name?, sector: sector?, identifiers, roles, acts_for, hosted };
    Some(Member { organisation, certificates, amqp_user, folder: watched })
}

/// The name that the broker writes on what the organisation hands over.
fn amqp_user(text: &str) -> Result<String, String> {
    let fits = (1..=255).contains(&text.len()) && !text.chars().any(|c| c.is_control() || c.is_whitespace());
    if fits { Ok(text.to_owned()) } else { Err("is no user of the broker: 1 to 255 characters, no blanks".to_owned()) }
}

pub(super) fn organisation_id(text: &str) -> Result<OrganisationId, String> {
    OrganisationId::parse(text)
        .ok_or_else(|| format!("\"{text}\" is no short name: 1 to 63 of a-z, 0-9 and '-', beginning with a letter"))
}

pub(super) fn certificate(text: &str, folder: Folder<'_>) -> Result<CertificateSource, String> {
    match text.strip_prefix("sha256:") {
        Some(hex) => fingerprint(hex)
            .map(CertificateSource::Fingerprint)
            .ok_or_else(|| "is no fingerprint; write sha256: and 64 hexadecimal digits".to_owned()),
        None => existing(text, folder).map(CertificateSource::File),
    }
}

/// 64 hexadecimal digits, with or without colons between the bytes.
fn fingerprint(text: &str) -> Option<Digest> {
    let digits: Vec<u32> = text.chars().filter(|c| *c != ':').map(|c| c.to_digit(16)).collect::<Option<_>>()?;
    let bytes: Vec<u8> =
        digits.chunks_exact(2).map(|pair| pair.iter().fold(0, |byte, digit| byte << 4 | *digit as u8)).collect();
    if digits.len() == 64 { Digest::from_slice(&bytes) } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fingerprint_reads_in_both_writings() {
        let plain = "0f".repeat(32);
        let colons = ["0F"; 32].join(":");
        assert_eq!(fingerprint(&plain), Some(Digest([0x0f; 32])));
        assert_eq!(fingerprint(&colons), Some(Digest([0x0f; 32])));
        for wrong in ["", "0f", &"0g".repeat(32), &"0f".repeat(33)] {
            assert_eq!(fingerprint(wrong), None);
        }
    }

    #[test]
    fn an_identifier_names_its_scheme() {
        assert_eq!(identifier("provider:999990").expect("well formed").value(), "999990");
        assert_eq!(identifier("urn:oid:1.2:77").expect("a URI").scheme(), "urn:oid:1.2");
        for wrong in ["5790999900010", "gln:5790999900011", "gnl:5790999900010", "gln:", ":1", "sor: 1"] {
            assert!(identifier(wrong).is_err(), "{wrong}");
        }
    }
}
