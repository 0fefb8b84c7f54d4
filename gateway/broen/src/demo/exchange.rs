//! Two systems without gRPC, each of one standard: their letters are converted on the way, and the receipts on the way back.

use std::io;
use std::path::Path;

use canonical::event::Standard;
use canonical::receipt::Verdict;
use serde_json::json;
use tokio::net::TcpListener;
use wire::v1::subscriber_service_client::SubscriberServiceClient;
use wire::v1::{CreateSubscriptionRequest, PushAck, PushConfig, PushFormat, Subscription};

use super::cast::Actor;
use super::checks::Checks;
use super::error::Error;
use super::letters::{LETTER_TO_FHIR, Letter, MESSAGE_TO_XML};
use super::mailbox::{Found, Mailbox};
use super::post;
use crate::client::{Caller, channel};
use crate::output::{Mark, Terminal};

/// The doors of both mailboxes: held from the beginning, because the gateway is told where it may post.
pub(super) struct Doors {
    practice: TcpListener,
    town: TcpListener,
}

impl Doors {
    /// Takes free ports.
    pub(super) async fn take() -> io::Result<Self> {
        let free = async || TcpListener::bind("127.0.0.1:0").await;
        Ok(Self { practice: free().await?, town: free().await? })
    }

    /// The part of the gateway's configuration that lets it post to them.
    pub(super) fn configuration(&self) -> io::Result<String> {
        let hosts = [host(&self.practice)?, host(&self.town)?];
        Ok(format!("\n[push]\nhosts = {hosts:?}\n"))
    }
}

fn host(door: &TcpListener) -> io::Result<String> {
    Ok(format!("localhost:{}", door.local_addr()?.port()))
}

/// Plays it: a letter to the town, and its answer to the practice.
pub(super) async fn play(terminal: Terminal, data: &Path, checks: &mut Checks, doors: Doors) -> Result<(), Error> {
    let Doors { practice, town } = doors;
    let (to_practice, to_town) = (host(&practice)?, host(&town)?);
    let (practice, town) = (Mailbox::open(data, practice)?, Mailbox::open(data, town)?);
    subscribe(terminal, data, Actor::Practice, &to_practice, PushFormat::MedcomEmessage).await?;
    subscribe(terminal, data, Actor::Town, &to_town, PushFormat::FhirJson).await?;

    post::send(terminal, data, checks, &LETTER_TO_FHIR).await?;
    let (at_town, at_practice) = (town.holds(1).await, practice.holds(1).await);
    show(terminal, Actor::Town, &at_town, 0);
    show(terminal, Actor::Practice, &at_practice, 0);
    arrived(checks, &LETTER_TO_FHIR, Standard::Fhir, at_town.first());
    answered(checks, &LETTER_TO_FHIR, Standard::MedcomXml, at_practice.first());

    post::send(terminal, data, checks, &MESSAGE_TO_XML).await?;
    let (at_practice, at_town) = (practice.holds(2).await, town.holds(2).await);
    show(terminal, Actor::Practice, &at_practice, 1);
    show(terminal, Actor::Town, &at_town, 1);
    arrived(checks, &MESSAGE_TO_XML, Standard::MedcomXml, at_practice.get(1));
    answered(checks, &MESSAGE_TO_XML, Standard::Fhir, at_town.get(1));
    let posted = at_practice.len() + at_town.len();
    checks.check(posted == 4, "each letter and each receipt was posted once");
    Ok(())
}

/// The gateway posts what is for this organisation, and the receipts for its own letters.
async fn subscribe(terminal: Terminal, data: &Path, actor: Actor, host: &str, format: PushFormat) -> Result<(), Error> {
    let push = PushConfig {
        endpoint: format!("https://{host}/"),
        format: format.into(),
        ack: PushAck::OnReceipt.into(),
        receipts: true,
        ..PushConfig::default()
    };
    let subscription = Subscription { name: "mailbox".to_owned(), push: Some(push), ..Subscription::default() };
    let request = CreateSubscriptionRequest { subscription: Some(subscription), start: None };
    let channel = channel(&Caller::local(data, actor.id())?).await?;
    SubscriberServiceClient::new(channel).create_subscription(request).await?;
    let standard = if format == PushFormat::FhirJson { "FHIR" } else { "letters in XML" };
    terminal.object(&json!({ "mailbox": actor.id(), "format": format.as_str_name() }));
    terminal.mark(Mark::Good, format!("{} has a mailbox for {standard}, and nothing else", actor.name()));
    Ok(())
}

fn show(terminal: Terminal, actor: Actor, found: &[Found], place: usize) {
    let Some(Found { standard, head, receipt }) = found.get(place) else { return };
    let what = match receipt {
        Some(receipt) => format!("{}, {}", receipt.form.word(), receipt.verdict.word()),
        None => head.type_code.clone(),
    };
    terminal.object(&json!({ "mailbox": actor.id(), "found": what, "standard": name(*standard) }));
    terminal.mark(Mark::Out, format!("{} finds {what} in its mailbox", actor.name()));
}

/// The letter has come, in the only standard that its receiver reads.
fn arrived(checks: &mut Checks, letter: &Letter, standard: Standard, found: Option<&Found>) {
    let is_there = found.is_some_and(|found| found.standard == standard && found.receipt.is_none());
    checks.check(is_there, format!("the {} reaches {} in {}", letter.title, letter.to.name(), name(standard)));
}

/// What its receiver has said has come back, in the standard of the letter, and names it.
fn answered(checks: &mut Checks, letter: &Letter, standard: Standard, found: Option<&Found>) {
    let receipt = found.filter(|found| found.standard == standard).and_then(|found| found.receipt.as_ref());
    let names_it = receipt.is_some_and(|receipt| {
        receipt.verdict == Verdict::Positive && receipt.letters.iter().any(|one| one.letter_id == letter.letter_id)
    });
    let what = if standard == Standard::Fhir { "an Acknowledgement" } else { "XCTL03" };
    checks.check(names_it, format!("its receipt reaches {} as {what}", letter.from.name()));
}

const fn name(standard: Standard) -> &'static str {
    match standard {
        Standard::Fhir => "FHIR",
        Standard::MedcomXml => "XML",
    }
}
