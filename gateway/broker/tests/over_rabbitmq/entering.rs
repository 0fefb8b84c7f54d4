//! Entering: who is let in, who is not, and what is said then.

use broker::{Authentication, Broker, EVENTS, Error, Identity, Node, Secret, Settings, Tls, Topology};
use engines::{RabbitMq, RabbitOptions, Rights, TlsFiles};
use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;

use tempfile::TempDir;

use crate::stage::{GUARD, Stage, drain, event, publish, settings};

async fn refusal(settings: Settings) -> String {
    match Broker::start(settings, Topology::events()).first(GUARD).await {
        Err(Error::Unfit { what }) => what,
        other => panic!("{other:?}"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_password_is_refused_for_good() {
    let stage = Stage::shared().await;
    let user = stage.host.user.clone();
    let password = Secret::new("wrong");
    let authentication = Authentication::Plain { user, password };
    let what = refusal(Settings { authentication, ..stage.settings.clone() }).await;
    assert!(what.contains("ACCESS_REFUSED"), "{what}");
    assert!(!what.contains("wrong"), "{what}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_virtual_host_that_is_not_there_is_refused_for_good() {
    let stage = Stage::shared().await;
    let what = refusal(Settings { virtual_host: "nowhere".to_owned(), ..stage.settings.clone() }).await;
    assert!(what.contains("nowhere"), "{what}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_user_who_may_not_declare_is_refused_for_good() {
    let mut stage = Stage::shared().await;
    let user = stage.host.user("reader", Rights { configure: "^$", write: ".*", read: ".*" }).await.expect("a user");
    let authentication = Authentication::Plain { user: user.clone(), password: Secret::new(user) };
    let what = refusal(Settings { authentication, ..stage.settings.clone() }).await;
    assert!(what.contains("access to exchange") && what.contains("refused"), "{what}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_broker_is_refused_for_good() {
    let stage = Stage::shared().await;
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let nodes = vec![Node { host: "127.0.0.1".to_owned(), port: listener.local_addr().expect("bound").port() }];
    let web = tokio::spawn(async move {
        while let Ok((mut caller, _)) = listener.accept().await {
            let mut header = [0; 8];
            let _ = caller.read_exact(&mut header).await;
            let _ = caller.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n").await;
        }
    });
    let what = refusal(Settings { nodes, ..stage.settings.clone() }).await;
    web.abort();
    assert!(what.contains("no AMQP broker"), "{what}");
}

#[tokio::test(flavor = "multi_thread")]
async fn settings_that_cannot_work_are_refused_for_good() {
    let stage = Stage::shared().await;
    assert!(refusal(Settings { nodes: vec![], ..stage.settings.clone() }).await.contains("no node"));
    let open = Settings { authentication: Authentication::External, ..stage.settings.clone() };
    assert!(refusal(open).await.contains("encrypted"));
    let tls = Some(Tls { authorities: b"nothing".to_vec(), identity: None });
    assert!(refusal(Settings { tls, ..stage.settings.clone() }).await.contains("no authority"));
}

/// An authority with what it has issued.
struct Authority {
    pem: String,
    issuer: Issuer<'static, KeyPair>,
}

impl Authority {
    fn new() -> Self {
        let key = KeyPair::generate().expect("a key");
        let mut params = CertificateParams::new(Vec::new()).expect("no names");
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.distinguished_name.push(DnType::CommonName, "Test authority");
        let pem = params.self_signed(&key).expect("signs").pem();
        Self { pem, issuer: Issuer::new(params, key) }
    }

    fn issue(&self, name: &str) -> Identity {
        let key = KeyPair::generate().expect("a key");
        let mut params = CertificateParams::new(vec!["127.0.0.1".to_owned()]).expect("an address");
        params.distinguished_name.push(DnType::CommonName, name);
        let chain = params.signed_by(&key, &self.issuer).expect("signs").pem();
        Identity { chain: chain.into_bytes(), key: key.serialize_pem().into_bytes() }
    }
}

/// A node that speaks TLS, and the authority behind it.
async fn encrypted() -> (RabbitMq, Authority, TempDir) {
    let authority = Authority::new();
    let node = authority.issue("node");
    let directory = tempfile::tempdir().expect("a directory");
    let write = |name: &str, content: &[u8]| {
        let path = directory.path().join(name);
        std::fs::write(&path, content).expect("writes");
        path
    };
    let tls = TlsFiles {
        authority: write("authority.pem", authority.pem.as_bytes()),
        certificate: write("node.pem", &node.chain),
        key: write("node.key", &node.key),
    };
    let node = RabbitMq::start(RabbitOptions { tls: Some(tls) }).await.expect("a node");
    (node, authority, directory)
}

#[tokio::test(flavor = "multi_thread")]
async fn an_encrypted_connection_is_made_with_the_right_certificates_only() {
    let (node, authority, _directory) = encrypted().await;
    let host = node.virtual_host().await.expect("a virtual host");
    host.admit("adapter", None, Rights::ALL).await.expect("a user");
    let address = node.amqps().expect("it speaks TLS");
    let nodes = vec![Node { host: address.ip().to_string(), port: address.port() }];
    let authorities = authority.pem.clone().into_bytes();
    let tls = |identity| Some(Tls { authorities: authorities.clone(), identity });
    let plain = Settings { nodes, tls: tls(None), ..settings(&node, &host) };

    let broker = Broker::start(plain.clone(), Topology::events());
    broker.first(GUARD).await.expect("a password is enough");
    publish(&broker, event("one")).await.expect("confirmed");
    broker.close().await;

    let external = Settings { authentication: Authentication::External, ..plain.clone() };
    let mine = Settings { tls: tls(Some(authority.issue("adapter"))), ..external.clone() };
    let broker = Broker::start(mine, Topology::events());
    broker.first(GUARD).await.expect("a certificate is enough");
    publish(&broker, event("two")).await.expect("confirmed");
    assert_eq!(drain(&broker, EVENTS, 2).await, ["one", "two"]);
    broker.close().await;

    let unknown = Settings { tls: tls(Some(authority.issue("somebody"))), ..external.clone() };
    assert!(refusal(unknown).await.contains("ACCESS_REFUSED"));
    let foreign = Settings { tls: tls(Some(Authority::new().issue("adapter"))), ..external.clone() };
    assert!(refusal(foreign).await.contains("refuses the encrypted connection"));
    let authorities = Authority::new().pem.into_bytes();
    let wrong = Settings { tls: Some(Tls { authorities, identity: None }), ..plain.clone() };
    assert!(refusal(wrong).await.contains("certificate is refused"));
    let named = Settings { nodes: vec![Node { host: "localhost".to_owned(), port: address.port() }], ..plain };
    assert!(refusal(named).await.contains("certificate is refused"));
}
