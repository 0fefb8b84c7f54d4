//! The folder of certificates made for development.
//!
//! `ca.pem` `ca.key`, `server.pem` `server.key`, and for every organisation `organisations/<id>.pem` and `.key`; in a site of
//! separate processes, also `services/<role>.pem` and `.key`.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use canonical::organisation::OrganisationId;
use jiff::Timestamp;

use super::Error;
use super::authority::{Authority, Issued};
use super::files::{Readers, replace_file, secret};

/// The folder, `DIR/development`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Development(PathBuf);

/// A certificate and the key that belongs to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Pair {
    /// PEM file with the certificate.
    pub(crate) certificate: PathBuf,
    /// PEM file with the private key.
    pub(crate) key: PathBuf,
}

const README: &str = "\
These certificates are made for development and tests by `broen standalone` or `broen site`.
Never use them where real patients' letters are. Delete this folder to have new ones made.

ca.pem                   the authority; clients trust the server by it
server.pem, server.key   the server
organisations/ID.pem     client certificate of the organisation with this id
organisations/ID.key     its private key
services/ROLE.pem        certificate of the process of this role, where processes are separate
services/ROLE.key        its private key
";

impl Development {
    /// The folder in a data directory.
    pub(crate) fn new(data: &Path) -> Self {
        Self(data.join("development"))
    }

    /// The folder itself.
    pub(crate) fn path(&self) -> &Path {
        &self.0
    }

    /// The authority's certificate.
    pub(crate) fn authority(&self) -> PathBuf {
        self.0.join("ca.pem")
    }

    /// The server's certificate and key.
    pub(crate) fn server(&self) -> Pair {
        Pair { certificate: self.0.join("server.pem"), key: self.0.join("server.key") }
    }

    /// An organisation's certificate and key.
    pub(crate) fn organisation(&self, id: &str) -> Pair {
        let folder = self.0.join("organisations");
        Pair { certificate: folder.join(format!("{id}.pem")), key: folder.join(format!("{id}.key")) }
    }

    /// The certificate and key of the process of this role.
    pub(crate) fn service(&self, role: &str) -> Pair {
        let folder = self.0.join("services");
        Pair { certificate: folder.join(format!("{role}.pem")), key: folder.join(format!("{role}.key")) }
    }

    /// Makes what is missing of the processes' certificates, after [`Development::complete`].
    pub(crate) fn complete_services(&self, roles: &[&str], now: Timestamp) -> Result<(), Error> {
        let authority = self.authority_at_hand(now)?;
        for role in roles {
            let pair = self.service(role);
            if !pair.is_there() {
                pair.write(authority.service(role, &server_names(&[]))?)?;
            }
        }
        Ok(())
    }

    /// Makes what is missing: everything at the first start, later only for names and organisations that are new.
    pub(crate) fn complete(&self, names: &[String], ids: &[&OrganisationId], now: Timestamp) -> Result<(), Error> {
        let authority = self.authority_at_hand(now)?;
        let names = server_names(names);
        let server = self.server();
        if authority.is_new() || !server.is_there() || self.names_of_server()? != names {
            server.write(authority.server(&names)?)?;
            replace_file(&self.0.join("server.names"), names.join("\n").as_bytes(), Readers::All)?;
        }
        for id in ids {
            let pair = self.organisation(id.as_str());
            if authority.is_new() || !pair.is_there() {
                pair.write(authority.client(id.as_str())?)?;
            }
        }
        Ok(())
    }

    fn authority_at_hand(&self, now: Timestamp) -> Result<Authority, Error> {
        let pair = Pair { certificate: self.authority(), key: self.0.join("ca.key") };
        if pair.is_there() {
            let key = fs::read_to_string(&pair.key).map_err(|error| Error::File { path: pair.key, error })?;
            return Authority::from_key(&key, now);
        }
        // What an older authority issued is worth nothing under a new one.
        match fs::remove_dir_all(&self.0) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                return Err(Error::File { path: self.0.clone(), error });
            }
            Ok(()) | Err(_) => {}
        }
        let (authority, issued) = Authority::new(now)?;
        replace_file(&self.0.join("README.txt"), README.as_bytes(), Readers::All)?;
        pair.write(issued)?;
        Ok(authority)
    }

    fn names_of_server(&self) -> Result<Vec<String>, Error> {
        let path = self.0.join("server.names");
        match fs::read_to_string(&path) {
            Ok(text) => Ok(text.lines().map(str::to_owned).collect()),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Vec::new()),
            Err(error) => Err(Error::File { path, error }),
        }
    }
}

impl Pair {
    fn is_there(&self) -> bool {
        self.certificate.is_file() && self.key.is_file()
    }

    /// The key first: a crash in between leaves no certificate without one.
    fn write(&self, issued: Issued) -> Result<(), Error> {
        let Issued { certificate, key } = issued;
        // While the old certificate is there, the new key would not fit it.
        if self.certificate.exists() {
            fs::remove_file(&self.certificate)
                .map_err(|error| Error::File { path: self.certificate.clone(), error })?;
        }
        secret(&self.key, key.as_bytes())?;
        replace_file(&self.certificate, certificate.as_bytes(), Readers::All)
    }
}

fn server_names(further: &[String]) -> Vec<String> {
    let mut names: Vec<String> = ["localhost", "127.0.0.1", "::1"].map(str::to_owned).into();
    names.extend(further.iter().filter(|name| !names.contains(name)).cloned().collect::<Vec<_>>());
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ids(words: &[&str]) -> Vec<OrganisationId> {
        words.iter().map(|word| OrganisationId::parse(word).expect("a short name")).collect()
    }

    fn complete(development: &Development, names: &[&str], organisations: &[&str]) {
        let organisations = ids(organisations);
        let names: Vec<_> = names.iter().map(|name| (*name).to_owned()).collect();
        let now = "2026-01-31T12:00:00Z".parse().expect("a timestamp");
        development.complete(&names, &organisations.iter().collect::<Vec<_>>(), now).expect("completed");
    }

    fn read(pair: &Pair) -> (String, String) {
        let read = |path| fs::read_to_string(path).expect("there");
        (read(&pair.certificate), read(&pair.key))
    }

    #[test]
    fn later_starts_use_the_same_certificates_and_new_organisations_get_theirs() {
        let data = tempfile::tempdir().expect("a folder");
        let development = Development::new(data.path());
        complete(&development, &[], &["hospital"]);
        let first = [read(&development.server()), read(&development.organisation("hospital"))];
        complete(&development, &[], &["hospital", "clinic"]);
        let second = [read(&development.server()), read(&development.organisation("hospital"))];
        assert_eq!(first, second);
        assert!(development.organisation("clinic").is_there());
    }

    #[test]
    fn a_new_name_gives_a_new_server_certificate_under_the_same_authority() {
        let data = tempfile::tempdir().expect("a folder");
        let development = Development::new(data.path());
        complete(&development, &[], &[]);
        let (authority, server) = (fs::read(development.authority()).expect("there"), read(&development.server()));
        complete(&development, &["broen.example"], &[]);
        assert_eq!(authority, fs::read(development.authority()).expect("there"));
        assert_ne!(server, read(&development.server()));
    }

    #[test]
    fn a_lost_authority_renews_everything_it_issued() {
        let data = tempfile::tempdir().expect("a folder");
        let development = Development::new(data.path());
        complete(&development, &[], &["hospital"]);
        let old = read(&development.organisation("hospital"));
        fs::remove_file(development.authority()).expect("removed");
        complete(&development, &[], &["hospital"]);
        assert_ne!(old, read(&development.organisation("hospital")));
    }
}
