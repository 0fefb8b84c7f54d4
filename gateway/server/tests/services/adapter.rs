//! A server without a journal: it takes letters in, and learns who may call.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use canonical::Refusal;
use canonical::digest::Digest;
use canonical::letter::Receipt;
use canonical::organisation::{Organisation, OrganisationId};
use canonical::refusal::{Place, RefusalCode};
use intake::{Intake, Publish, Published, Submission, Unavailable};
use server::{Entrance, IntakeParts, KeptDocument, LateAnswer, Parts, Ready, Receipts, Settings};
use telemetry::{Clock, SystemClock};
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
    behind: Arc<Behind>,
}

/// A broker that takes everything, and the documents that were kept.
#[derive(Default)]
struct Behind {
    away: AtomicBool,
    kept: Mutex<Vec<(OrganisationId, Digest, KeptDocument)>>,
}

#[async_trait::async_trait]
impl Publish for Behind {
    async fn publish(&self, _submission: Submission) -> Result<Published, Unavailable> {
        if self.away.load(Ordering::Relaxed) {
            return Err(Unavailable { reason: "broker-away" });
        }
        Ok(Published::Accepted { identity_reused: false })
    }
}

#[async_trait::async_trait]
impl Ready for Behind {
    async fn ready(&self) -> Result<(), &'static str> {
        if self.away.load(Ordering::Relaxed) { Err("broker-away") } else { Ok(()) }
    }
}

#[async_trait::async_trait]
impl Receipts for Behind {
    async fn receipt(&self, organisation: &OrganisationId, id: Digest) -> Result<KeptDocument, Unavailable> {
        if self.away.load(Ordering::Relaxed) {
            return Err(Unavailable { reason: "disk" });
        }
        let kept = self.kept.lock().expect("nobody panics with it");
        let found = kept.iter().find(|(owner, known, _)| owner == organisation && *known == id);
        Ok(found.map_or(KeptDocument::Unknown, |(_, _, document)| document.clone()))
    }
}

impl Adapter {
    async fn open() -> Self {
        let behind = Arc::new(Behind::default());
        let site = Site::open(|_| parts(&behind)).await;
        Self { site, behind }
    }

    async fn get(&self, who: Who, path: &str) -> Answer {
        self.site.http(who, Http::One, "GET", path, "").await
    }

    /// Keeps a document of the municipality, and gives the path of its receipts.
    fn keep(&self, content: &str, document: KeptDocument) -> String {
        let (owner, id) = (Who::Municipality.organisation().id, Digest::of(content.as_bytes()));
        self.behind.kept.lock().expect("nobody panics with it").push((owner, id, document));
        format!("/receipts/{id}")
    }
}

fn parts(behind: &Arc<Behind>) -> Parts {
    let clock: Arc<dyn Clock> = Arc::new(SystemClock);
    let organisations: Arc<[Organisation]> = Who::ALL.map(|who| who.organisation()).into();
    let settings = intake::Settings {
        organisations: organisations.into(),
        limits: canonical::letter::Limits::default(),
        clock: Arc::clone(&clock),
        stamps: intake::random_stamps(),
    };
    let intake = Intake::new(Arc::clone(behind) as Arc<dyn Publish>, settings);
    let receipts = Some(Arc::clone(behind) as Arc<dyn Receipts>);
    Parts {
        gateway: None,
        intake: Some(IntakeParts { intake, entrances: vec![Entrance::Medcom], receipts }),
        ready: vec![Arc::clone(behind) as Arc<dyn Ready>],
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
    let answer = adapter.site.http(Who::Clinic, Http::One, "POST", "/medcom", "x").await;
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
async fn it_is_ready_when_its_parts_are_and_says_when_to_come_again() {
    let adapter = Adapter::open().await;
    assert_eq!(adapter.site.observed("GET", "/readyz").await, (200, "ready\n".to_owned()));
    adapter.behind.away.store(true, Ordering::Relaxed);
    assert_eq!(adapter.site.observed("GET", "/readyz").await, (503, "broker-away\n".to_owned()));
    let document = correspondence("KOR1", KARLA, CLINIC_GLN);
    let answer = adapter.site.http(Who::Municipality, Http::One, "POST", "/medcom", document).await;
    assert_eq!(answer.status, 503);
    assert!(header(&answer, "retry-after").parse::<u32>().is_ok());
    let answer = adapter.get(Who::Municipality, &format!("/receipts/{}", Digest::of(b""))).await;
    assert_eq!((answer.status.as_u16(), header(&answer, "retry-after").is_empty()), (503, false));
}

#[tokio::test]
async fn a_kept_document_is_asked_for_until_it_has_its_receipts() {
    let adapter = Adapter::open().await;
    let path = adapter.keep("waiting", KeptDocument::Waiting);
    let answer = adapter.get(Who::Municipality, &path).await;
    assert_eq!((answer.status.as_u16(), header(&answer, "location")), (202, path.as_str()));
    assert!(header(&answer, "retry-after").parse::<u32>().is_ok());
    let receipt = |bytes: &[u8]| Receipt { media_type: "application/xml", bytes: bytes.to_vec() };
    let told = LateAnswer { outcomes: vec!["accepted".to_owned()], ..LateAnswer::default() };
    let refusals = vec![Refusal::new(RefusalCode::ReceiverUnknown, Place::path("/Emessage"))];
    for (content, receipts, refusals, status, media_type) in [
        ("one", vec![receipt(b"<one/>")], refusals.clone(), 200, "application/xml"),
        ("two", vec![receipt(b"<one/>"), receipt(b"<two/>")], Vec::new(), 200, "multipart/mixed"),
        ("none", Vec::new(), Vec::new(), 204, ""),
        ("refused", Vec::new(), refusals, 422, "application/problem+json"),
    ] {
        let path = adapter.keep(content, KeptDocument::Answered(LateAnswer { receipts, refusals, ..told.clone() }));
        let answer = adapter.get(Who::Municipality, &path).await;
        assert_eq!((answer.status.as_u16(), header(&answer, "broen-outcome")), (status, "accepted"), "{content}");
        assert!(header(&answer, "content-type").starts_with(media_type), "{content}");
        assert_eq!(header(&answer, "cache-control"), "no-store");
    }
}

#[tokio::test]
async fn what_somebody_else_handed_over_is_not_there() {
    let adapter = Adapter::open().await;
    let path = adapter.keep("waiting", KeptDocument::Waiting);
    assert_eq!(adapter.get(Who::Hospital, &path).await.status, 404);
    for wrong in ["/receipts/", "/receipts/1", &path.to_ascii_uppercase(), &format!("{path}/"), &format!("{path}0")] {
        assert_eq!(adapter.get(Who::Municipality, wrong).await.status, 404, "{wrong}");
    }
    let posted = adapter.site.http(Who::Municipality, Http::One, "POST", &path, "").await;
    assert_eq!(posted.status, 405);
}
