//! Connections that are encrypted, and refused where one of the certificates is not right.
#![allow(clippy::expect_used, reason = "a test")]

use std::time::Duration;

use engines::{Database, Postgres};
use journal::postgres::{Host, Identity, PostgresJournal, Secret, Settings, Tls};
use journal::suite::make::{append, letter_for, subscribed, verified};
use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair};

/// An authority, and what it has signed.
struct Authority {
    pem: String,
    issuer: Issuer<'static, KeyPair>,
}

impl Authority {
    fn new() -> Self {
        let mut params = CertificateParams::new(Vec::new()).expect("no names");
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.distinguished_name.push(DnType::CommonName, "Test authority");
        let key = KeyPair::generate().expect("a key");
        let pem = params.self_signed(&key).expect("a certificate").pem();
        Self { pem, issuer: Issuer::new(params, key) }
    }

    /// A certificate for this name, and its key.
    fn signed(&self, name: &str) -> (String, String) {
        let key = KeyPair::generate().expect("a key");
        let mut params = CertificateParams::new(vec![name.to_owned()]).expect("a name");
        params.distinguished_name.push(DnType::CommonName, name);
        (params.signed_by(&key, &self.issuer).expect("a certificate").pem(), key.serialize_pem())
    }

    fn tls(&self, identity: Option<(String, String)>) -> Option<Tls> {
        let identity = identity.map(|(chain, key)| Identity { chain: chain.into_bytes(), key: key.into_bytes() });
        Some(Tls { authorities: self.pem.clone().into_bytes(), identity })
    }
}

/// A server that takes encrypted connections only, with a certificate that this authority has signed on either side.
async fn server(authority: &Authority) -> (Postgres, Database, Settings) {
    let server = Postgres::start().await.expect("PostgreSQL is installed");
    let database = server.database().await.expect("a new database");
    let settings = Settings::from_url(&database.url).expect("an address");
    let (certificate, key) = authority.signed("127.0.0.1");
    let rules = "hostssl all all 127.0.0.1/32 scram-sha-256 clientcert=verify-ca";
    let files =
        [("server.crt", &*certificate), ("server.key", &*key), ("root.crt", &*authority.pem), ("pg_hba.conf", rules)];
    for (file, text) in files {
        let write =
            format!("COPY (SELECT unnest(string_to_array('{text}', E'\\n'))) TO PROGRAM 'umask 077; cat > {file}'");
        database.query(&write).await.expect("a superuser");
    }
    for setting in ["ssl_ca_file = 'root.crt'", "ssl = on"] {
        database.query(&format!("ALTER SYSTEM SET {setting}")).await.expect("a superuser");
    }
    database.query("SELECT pg_reload_conf()").await.expect("a superuser");
    (server, database, settings)
}

#[tokio::test]
async fn an_encrypted_journal_needs_the_right_certificates_on_both_sides() {
    let authority = Authority::new();
    let (_server, _database, settings) = server(&authority).await;
    let identity = || Some(authority.signed("broen"));
    let encrypted = Settings { tls: authority.tls(identity()), ..settings.clone() };
    // The server reads its configuration again when it comes to it; until then it does not encrypt.
    let reread = async {
        loop {
            match PostgresJournal::open(encrypted.clone()).await {
                Ok(journal) => break journal,
                Err(error) => assert!(error.again(), "{error:?}"),
            }
        }
    };
    let journal = tokio::time::timeout(Duration::from_secs(20), reread).await.expect("it encrypts");
    let one = subscribed(&journal, "one").await.id;
    append(&journal, vec![letter_for(1, &[one])]).await;
    assert_eq!(verified(&journal, one).await.len(), 1);

    let stranger = Authority::new();
    let wrong = [
        settings.clone(),
        Settings { tls: authority.tls(None), ..settings.clone() },
        Settings { tls: authority.tls(Some(stranger.signed("broen"))), ..settings.clone() },
        Settings { tls: stranger.tls(identity()), ..settings.clone() },
        Settings { password: Some(Secret::new("wrong")), ..encrypted.clone() },
        Settings { hosts: vec![Host { name: "localhost".to_owned(), ..settings.hosts[0].clone() }], ..encrypted },
    ];
    for settings in wrong {
        let error = PostgresJournal::open(settings).await.err().expect("one of them is not right");
        assert!(error.again(), "{error:?}");
    }
}
