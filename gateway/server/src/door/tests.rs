//! The door against peers without a certificate, with the wrong one, too slow, and too many.

use std::net::SocketAddr;
use std::time::Duration;

use axum::Extension;
use axum::routing::get;
use bench::authority::{Authority, Identity};
use bench::peer::{self, Answer, Http};
use canonical::organisation::{Organisation, OrganisationId, Sector};
use tokio::io::AsyncReadExt as _;
use tokio::sync::Notify;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use super::*;
use crate::callers::Caller;
use crate::routes;

#[path = "../../tests/bench/mod.rs"]
#[expect(dead_code, reason = "these tests need no certificates as PEM")]
mod bench;

struct Bench {
    authority: Authority,
    known: Identity,
    address: SocketAddr,
    /// Told when somebody asks for `/never`.
    asked: Arc<Notify>,
    callers: watch::Sender<Callers>,
    end: End,
    door: JoinHandle<()>,
}

impl Bench {
    /// A door behind which `/whoami` tells the caller's short name, and `/never` does not answer.
    async fn open(limits: ConnectionLimits) -> Self {
        let (authority, listener) = (Authority::new(), TcpListener::bind("127.0.0.1:0").await.expect("a free port"));
        let (known, server) = (authority.sign(), authority.sign());
        let address = listener.local_addr().expect("bound");
        let tls = Tls::new(vec![server.certificate.clone()], server.key(), vec![authority.certificate()]);
        let caller = (Callers::digest(&known.certificate), Arc::new(hospital()));
        let (callers, known_now) = watch::channel(Callers::new([caller]).expect("one certificate"));
        let security = Security { tls: tls.expect("usable"), callers: known_now };
        let end = End { drain: CancellationToken::new(), cut: CancellationToken::new() };
        let whoami = get(async |Extension(Caller(caller)): Extension<Caller>| caller.id.to_string());
        let asked = Arc::new(Notify::new());
        let never = get({
            let asked = Arc::clone(&asked);
            async move || {
                asked.notify_one();
                std::future::pending::<()>().await
            }
        });
        let http = Router::new().route("/whoami", whoami).route("/never", never);
        let router = routes::guarded(http, Router::new());
        let door = Door { listeners: vec![listener], router, limits, security: Some(security) };
        let door = tokio::spawn(door.run(end.clone()));
        Self { authority, known, address, asked, callers, end, door }
    }

    async fn get(&self, identity: Option<&Identity>, http: Http, path: &str) -> Result<Answer, String> {
        let config = peer::config(&self.authority, identity, http);
        peer::send(self.address, config, peer::request("GET", path, "")).await
    }
}

fn hospital() -> Organisation {
    Organisation {
        id: OrganisationId::parse("testregionens-hospital").expect("a short name"),
        name: "Testregionens Hospital".to_owned(),
        sector: Sector::Hospital,
        identifiers: Vec::new(),
        roles: Vec::new(),
        acts_for: Vec::new(),
        hosted: true,
    }
}

#[tokio::test]
async fn a_known_certificate_names_its_organisation_in_both_protocols() {
    let bench = Bench::open(ConnectionLimits::default()).await;
    for http in [Http::One, Http::Two] {
        let answer = bench.get(Some(&bench.known), http, "/whoami").await.expect("answered");
        assert_eq!(answer.status, 200);
        assert_eq!(answer.body, "testregionens-hospital");
    }
}

#[tokio::test]
async fn no_certificate_a_foreign_one_and_an_expired_one_get_no_answer() {
    let bench = Bench::open(ConnectionLimits::default()).await;
    let (foreign, expired) = (Authority::new().sign(), bench.authority.sign_expired());
    for http in [Http::One, Http::Two] {
        for identity in [None, Some(&foreign), Some(&expired)] {
            assert!(bench.get(identity, http, "/whoami").await.is_err());
        }
    }
    assert!(bench.get(Some(&bench.known), Http::One, "/whoami").await.is_ok());
}

#[tokio::test]
async fn a_trusted_certificate_of_nobody_is_forbidden() {
    let bench = Bench::open(ConnectionLimits::default()).await;
    let stranger = bench.authority.sign();
    for http in [Http::One, Http::Two] {
        for path in ["/whoami", "/nothing-here"] {
            let answer = bench.get(Some(&stranger), http, path).await.expect("answered");
            assert_eq!(answer.status, 403);
            assert_eq!(answer.headers["content-type"], "application/problem+json");
        }
    }
}

#[tokio::test]
async fn plain_text_gets_no_answer() {
    let bench = Bench::open(ConnectionLimits::default()).await;
    let mut socket = TcpStream::connect(bench.address).await.expect("connects");
    tokio::io::AsyncWriteExt::write_all(&mut socket, b"GET /whoami HTTP/1.1\r\n\r\n").await.expect("sends");
    let mut answer = Vec::new();
    // The end may come as an end or as a reset.
    let _ = socket.read_to_end(&mut answer).await;
    assert!(!answer.starts_with(b"HTTP"));
}

#[tokio::test]
async fn a_peer_that_never_shakes_hands_is_dropped() {
    let limits = ConnectionLimits { handshake_time: Duration::from_millis(50), handshakes: 1, ..Default::default() };
    let bench = Bench::open(limits).await;
    let mut silent = TcpStream::connect(bench.address).await.expect("connects");
    // The only place for handshakes is taken, so this waits until the silent peer is dropped.
    assert!(bench.get(Some(&bench.known), Http::Two, "/whoami").await.is_ok());
    assert_eq!(silent.read(&mut [0]).await.expect("an end"), 0);
}

#[tokio::test]
async fn connections_above_the_limit_are_closed() {
    let bench = Bench::open(ConnectionLimits { open: 1, ..Default::default() }).await;
    let config = || peer::config(&bench.authority, Some(&bench.known), Http::One);
    let mut first = peer::connect(bench.address, config()).await.expect("shakes hands");
    whoami(&mut first).await;
    assert!(bench.get(Some(&bench.known), Http::One, "/whoami").await.is_err());
    whoami(&mut first).await;
}

/// Asks on an open connection, and reads the whole answer.
async fn whoami<S: tokio::io::AsyncRead + tokio::io::AsyncWrite + Unpin>(stream: &mut S) {
    let request = b"GET /whoami HTTP/1.1\r\nhost: localhost\r\n\r\n";
    tokio::io::AsyncWriteExt::write_all(stream, request).await.expect("sends");
    let mut answer = Vec::new();
    while !answer.ends_with(b"testregionens-hospital") {
        answer.push(stream.read_u8().await.expect("answered"));
    }
    assert!(answer.starts_with(b"HTTP/1.1 200 OK"));
}

#[tokio::test]
async fn a_connection_without_requests_is_closed() {
    let bench = Bench::open(ConnectionLimits {
        idle_time: Duration::from_millis(50),
        farewell_time: Duration::from_millis(50),
        ..Default::default()
    })
    .await;
    for http in [Http::One, Http::Two] {
        let config = peer::config(&bench.authority, Some(&bench.known), http);
        let mut stream = peer::connect(bench.address, config).await.expect("shakes hands");
        let mut rest = Vec::new();
        // An HTTP/2 peer that never sends its preface is closed as well; whatever comes, the end comes.
        let _ = stream.read_to_end(&mut rest).await;
        assert!(rest.len() < 1024);
    }
}

#[tokio::test]
async fn headers_that_are_too_long_are_refused() {
    let bench = Bench::open(ConnectionLimits { header_bytes: 8192, ..Default::default() }).await;
    for (http, expected) in [(Http::One, 431), (Http::Two, 431)] {
        let mut request = peer::request("GET", "/whoami", "");
        let long = "x".repeat(20_000).parse().expect("a header");
        request.headers_mut().insert("x-long", long);
        let config = peer::config(&bench.authority, Some(&bench.known), http);
        let answer = peer::send(bench.address, config, request).await;
        assert_eq!(answer.map(|answer| answer.status.as_u16()), Ok(expected), "{http:?}");
    }
}

#[tokio::test]
async fn odd_requests_are_answered_as_the_peers_fault() {
    let bench = Bench::open(ConnectionLimits::default()).await;
    let odd: [&[u8]; 9] = [
        b"OPTIONS * HTTP/1.1\r\nhost: localhost\r\n\r\n",
        b"CONNECT localhost:443 HTTP/1.1\r\nhost: localhost\r\n\r\n",
        b"GET http://elsewhere/whoami?a=b HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n",
        b"GET /%ff%00%zz HTTP/1.1\r\nhost: localhost\r\n\r\n",
        b"GET / HTTP/9.9\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01",
        b"POST /whoami HTTP/1.1\r\nhost: localhost\r\ncontent-length: -1\r\n\r\n",
        b"POST /whoami HTTP/1.1\r\nhost: localhost\r\ntransfer-encoding: chunked\r\ncontent-length: 5\r\n\r\nzz",
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    ];
    for request in odd {
        let config = peer::config(&bench.authority, Some(&bench.known), Http::One);
        let mut stream = peer::connect(bench.address, config).await.expect("shakes hands");
        tokio::io::AsyncWriteExt::write_all(&mut stream, request).await.expect("sends");
        // Nothing more will come, so the answer has an end.
        tokio::io::AsyncWriteExt::shutdown(&mut stream).await.expect("says so");
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer).await;
        let status = String::from_utf8_lossy(&answer).split(' ').nth(1).and_then(|status| status.parse::<u16>().ok());
        assert!(status.is_none_or(|status| (200..500).contains(&status)), "{status:?} {}", request.escape_ascii());
    }
    assert!(bench.get(Some(&bench.known), Http::One, "/whoami").await.is_ok());
}

#[tokio::test]
async fn an_unknown_path_and_a_wrong_method_are_told_apart() {
    let bench = Bench::open(ConnectionLimits::default()).await;
    for (method, path, expected) in [("GET", "/nothing", 404), ("POST", "/whoami", 405)] {
        let config = peer::config(&bench.authority, Some(&bench.known), Http::One);
        let answer = peer::send(bench.address, config, peer::request(method, path, "")).await.expect("answered");
        assert_eq!(answer.status, expected);
        assert_eq!(answer.headers["content-type"], "application/problem+json");
    }
}

#[tokio::test]
async fn a_drain_ends_idle_connections_and_a_cut_ends_all() {
    let bench = Bench::open(ConnectionLimits::default()).await;
    let config = peer::config(&bench.authority, Some(&bench.known), Http::One);
    let mut idle = peer::connect(bench.address, config).await.expect("shakes hands");
    whoami(&mut idle).await;
    let config = peer::config(&bench.authority, Some(&bench.known), Http::One);
    let mut busy = peer::connect(bench.address, config).await.expect("shakes hands");
    let request = b"GET /never HTTP/1.1\r\nhost: localhost\r\n\r\n";
    tokio::io::AsyncWriteExt::write_all(&mut busy, request).await.expect("sends");

    bench.asked.notified().await;
    bench.end.drain.cancel();
    assert_eq!(idle.read(&mut [0; 64]).await.unwrap_or(0), 0);
    assert!(!bench.door.is_finished());
    bench.end.cut.cancel();
    bench.door.await.expect("ends");
    assert_eq!(busy.read(&mut [0; 64]).await.unwrap_or(0), 0);
}

#[tokio::test]
async fn a_request_of_a_withdrawn_certificate_is_cut_in_both_protocols() {
    let limits = ConnectionLimits { farewell_time: Duration::from_millis(50), ..Default::default() };
    let bench = Bench::open(limits).await;
    for http in [Http::One, Http::Two] {
        let known = bench.callers.borrow().clone();
        let config = peer::config(&bench.authority, Some(&bench.known), http);
        let asking = tokio::spawn(peer::send(bench.address, config, peer::request("GET", "/never", "")));
        bench.asked.notified().await;
        bench.callers.send_replace(Callers::default());
        assert!(asking.await.expect("runs").is_err(), "{http:?}");
        let answer = bench.get(Some(&bench.known), http, "/whoami").await.expect("answered");
        assert_eq!(answer.status, 403);
        bench.callers.send_replace(known);
    }
}

#[tokio::test]
async fn a_connection_does_not_live_for_ever() {
    let times = Duration::from_millis(50);
    let bench = Bench::open(ConnectionLimits { life_time: times, request_time: times, ..Default::default() }).await;
    for http in [Http::One, Http::Two] {
        let config = peer::config(&bench.authority, Some(&bench.known), http);
        let endless = peer::send(bench.address, config, peer::request("GET", "/never", "")).await;
        assert!(endless.is_err(), "{http:?}");
    }
}
