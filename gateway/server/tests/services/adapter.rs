//! A server without a journal: it takes letters in, and learns who may call.

use std::sync::Arc;
use std::time::Duration;

use canonical::digest::Digest;
use canonical::organisation::{Organisation, OrganisationId};
use canonical::receipt::ReceivedReceipt;
use intake::spool::{self, Answered, Found, Spool};
use intake::{Intake, Publish, Published, Submission, Unavailable};
use server::{Entrance, IntakeParts, KeptDocument, LateAnswer, Parts, Ready, Receipts, Settings};
use telemetry::{Clock, SystemClock};
use tempfile::TempDir;
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;
use tonic::Code;
use wire::v1;
use wire::v1::directory_service_client::DirectoryServiceClient;
use wire::v1::intake_service_client::IntakeServiceClient;

use crate::bench::peer::{Answer, Http};
use crate::letters::{CLINIC_GLN, KARLA, correspondence};
use crate::refused::reason;
use crate::site::{Site, Who};

/// An adapter of MedCom letters, and what stands behind it.
struct Adapter {
    site: Site,
    broker: Arc<Broker>,
    spool: Spool,
    _draining: tokio_util::sync::DropGuard,
    _folder: TempDir,
}

/// A broker that takes everything, as long as it is there.
struct Broker(watch::Sender<bool>);

#[async_trait::async_trait]
impl Publish for Broker {
    async fn publish(&self, _submission: Submission) -> Result<Published, Unavailable> {
        if *self.0.borrow() {
            return Ok(Published::Accepted { identity_reused: false });
        }
        Err(Unavailable { reason: "broker-away" })
    }

    async fn publish_receipt(&self, _receipt: ReceivedReceipt) -> Result<(), Unavailable> {
        if *self.0.borrow() { Ok(()) } else { Err(Unavailable { reason: "broker-away" }) }
    }
}

#[async_trait::async_trait]
impl Ready for Broker {
    async fn ready(&self) -> Result<(), &'static str> {
        if *self.0.borrow() { Ok(()) } else { Err("broker-away") }
    }
}

/// Answers from the spool.
struct Kept(Spool);

#[async_trait::async_trait]
impl Receipts for Kept {
    async fn receipt(&self, organisation: &OrganisationId, id: Digest) -> Result<KeptDocument, Unavailable> {
        Ok(match self.0.find(organisation, id).await? {
            Found::Answered(Answered { outcomes, events, receipts, later: _ }) => {
                KeptDocument::Answered(LateAnswer { outcomes, events, receipts, ..LateAnswer::default() })
            }
            Found::Unknown => KeptDocument::Unknown,
            Found::Waiting => KeptDocument::Waiting,
        })
    }
}

/// The longest wait for a receipt.
const PATIENCE: Duration = Duration::from_secs(20);

impl Adapter {
    async fn open() -> Self {
        let folder = tempfile::tempdir().expect("a directory");
        let path = folder.path().join("spool");
        let settings = spool::Settings { path, capacity: 4 * 1024 * 1024, answers_for: spool::Settings::ANSWERS_FOR };
        let spool = Spool::open(settings).await.expect("a new spool");
        let broker = Arc::new(Broker(watch::Sender::new(true)));
        let intake = intake(&broker, spool.clone(), folder.path());
        let stop = CancellationToken::new();
        tokio::spawn(spool::drain(intake.clone(), broker.0.subscribe(), stop.clone().cancelled_owned()));
        let site = Site::open(|_| parts(intake, &broker)).await;
        Self { site, broker, spool, _draining: stop.drop_guard(), _folder: folder }
    }

    async fn post(&self, who: Who, document: impl Into<String>) -> Answer {
        self.site.http(who, Http::One, "POST", "/medcom", document.into()).await
    }

    async fn get(&self, who: Who, path: &str) -> Answer {
        self.site.http(who, Http::Two, "GET", path, "").await
    }

    /// Hands a document over while the broker is away, and gives the path of its receipts.
    async fn keep(&self, document: &str) -> String {
        self.broker.0.send_replace(false);
        let answer = self.post(Who::Municipality, document).await;
        assert_eq!((answer.status.as_u16(), header(&answer, "broen-outcome")), (202, "kept"));
        header(&answer, "location").to_owned()
    }
}

fn intake(broker: &Arc<Broker>, spool: Spool, folder: &std::path::Path) -> Intake {
    let organisations: Arc<[Organisation]> = Who::ALL.map(|who| who.organisation()).into();
    let settings = intake::Settings {
        blobs: blobs::Store::open(&folder.join("blobs")).expect("a store"),
        organisations: organisations.into(),
        limits: canonical::letter::Limits::default(),
        manner: intake::Manner::Lenient,
        clock: Arc::new(SystemClock),
        stamps: intake::random_stamps(),
    };
    Intake::keeping(Arc::clone(broker) as Arc<dyn Publish>, settings, spool)
}

fn parts(intake: Intake, broker: &Arc<Broker>) -> Parts {
    let clock: Arc<dyn Clock> = Arc::new(SystemClock);
    let receipts = intake.spool().map(|spool| Arc::new(Kept(spool.clone())) as Arc<dyn Receipts>);
    Parts {
        gateway: None,
        intake: Some(IntakeParts { intake, entrances: vec![Entrance::Medcom], receipts }),
        ready: vec![Arc::clone(broker) as Arc<dyn Ready>],
        clock,
        render: Arc::new(|| "# metrics\n".to_owned()),
        settings: Settings::default(),
    }
}

fn header<'a>(answer: &'a Answer, name: &str) -> &'a str {
    answer.headers.get(name).map_or("", |value| value.to_str().expect("text"))
}

#[tokio::test]
async fn letters_come_in_by_its_own_entrance_and_by_grpc() {
    let adapter = Adapter::open().await;
    let document = correspondence("KOR1", KARLA, CLINIC_GLN);
    let answer = adapter.site.http(Who::Municipality, Http::Two, "POST", "/medcom", document.clone()).await;
    assert_eq!((answer.status.as_u16(), header(&answer, "broen-outcome")), (200, "accepted"));
    let fhir = adapter.site.http(Who::Municipality, Http::Two, "POST", "/fhir/$process-message", "{}").await;
    assert_eq!(fhir.status, 404);
    let mut intake = IntakeServiceClient::new(adapter.site.channel(Who::Municipality).await);
    let request = v1::SubmitRequest { content: document.into() };
    let answer = intake.submit(request).await.expect("answered").into_inner();
    assert_eq!(answer.letters[0].outcome(), v1::LetterOutcome::Accepted);
}

#[tokio::test]
async fn who_is_no_sender_is_refused_where_there_is_no_audit() {
    let adapter = Adapter::open().await;
    let answer = adapter.post(Who::Clinic, "x").await;
    assert_eq!(answer.status, 403);
    let mut intake = IntakeServiceClient::new(adapter.site.channel(Who::Clinic).await);
    let refused = intake.submit(v1::SubmitRequest::default()).await.expect_err("no role");
    assert_eq!(reason(&refused), (Code::PermissionDenied, "ROLE_MISSING".to_owned()));
    assert_eq!(adapter.get(Who::Clinic, &format!("/receipts/{}", Digest::of(b""))).await.status, 403);
}

#[tokio::test]
async fn services_that_need_a_journal_are_not_there() {
    let adapter = Adapter::open().await;
    let mut directory = DirectoryServiceClient::new(adapter.site.channel(Who::Municipality).await);
    let refused = directory.get_directory(v1::GetDirectoryRequest {}).await.expect_err("not here");
    assert_eq!(reason(&refused), (Code::Unimplemented, "METHOD_UNKNOWN".to_owned()));
    assert_eq!(adapter.site.observed("GET", "/metrics").await.0, 200);
}

#[tokio::test]
async fn it_is_ready_when_its_parts_are() {
    let adapter = Adapter::open().await;
    assert_eq!(adapter.site.observed("GET", "/readyz").await, (200, "ready\n".to_owned()));
    adapter.broker.0.send_replace(false);
    assert_eq!(adapter.site.observed("GET", "/readyz").await, (503, "broker-away\n".to_owned()));
}

#[tokio::test]
async fn a_kept_document_is_asked_for_until_it_has_its_receipts() {
    let adapter = Adapter::open().await;
    let document = correspondence("KOR1", KARLA, CLINIC_GLN);
    let path = adapter.keep(&document).await;
    let waiting = adapter.get(Who::Municipality, &path).await;
    assert_eq!((waiting.status.as_u16(), header(&waiting, "location")), (202, path.as_str()));
    assert!(header(&waiting, "retry-after").parse::<u32>().is_ok());
    assert_eq!(header(&waiting, "cache-control"), "no-store");
    assert_eq!(adapter.get(Who::Hospital, &path).await.status, 404);

    let mut level = adapter.spool.level();
    adapter.broker.0.send_replace(true);
    let drained = level.wait_for(|level| level.documents == 0);
    tokio::time::timeout(PATIENCE, drained).await.expect("in time").expect("drained");
    let answer = adapter.get(Who::Municipality, &path).await;
    assert_eq!((answer.status.as_u16(), header(&answer, "broen-outcome")), (200, "accepted"));
    assert!(String::from_utf8_lossy(&answer.body).contains("PositiveReceipt"));
    assert!(!header(&answer, "broen-event-id").is_empty());
    assert_eq!(adapter.get(Who::Hospital, &path).await.status, 404);
}

#[tokio::test]
async fn a_document_that_is_kept_over_grpc_says_so() {
    let adapter = Adapter::open().await;
    adapter.broker.0.send_replace(false);
    let mut intake = IntakeServiceClient::new(adapter.site.channel(Who::Municipality).await);
    let request = v1::SubmitRequest { content: correspondence("KOR1", KARLA, CLINIC_GLN).into() };
    let answer = intake.submit(request).await.expect("answered").into_inner();
    assert_eq!(answer.letters[0].outcome(), v1::LetterOutcome::Kept);
    assert!(answer.receipts.is_empty());
}

#[tokio::test]
async fn a_door_that_cannot_keep_anything_says_when_to_come_again() {
    let adapter = Adapter::open().await;
    let path = adapter.keep(&correspondence("KOR1", KARLA, CLINIC_GLN)).await;
    adapter.spool.clone().close().await;
    for answer in [
        adapter.post(Who::Municipality, correspondence("KOR2", KARLA, CLINIC_GLN)).await,
        adapter.get(Who::Municipality, &path).await,
    ] {
        assert_eq!(answer.status, 503);
        assert!(header(&answer, "retry-after").parse::<u32>().is_ok());
    }
}

#[tokio::test]
async fn what_nobody_handed_over_is_not_there() {
    let adapter = Adapter::open().await;
    let path = adapter.keep(&correspondence("KOR1", KARLA, CLINIC_GLN)).await;
    let unknown = format!("/receipts/{}", Digest::of(b"unknown"));
    let (upper, longer, deeper) = (path.to_ascii_uppercase(), format!("{path}0"), format!("{path}/"));
    for wrong in [&unknown, "/receipts/", "/receipts/1", &upper, &longer, &deeper] {
        assert_eq!(adapter.get(Who::Municipality, wrong).await.status, 404, "{wrong}");
    }
    let posted = adapter.site.http(Who::Municipality, Http::One, "POST", &path, "").await;
    assert_eq!(posted.status, 405);
}
