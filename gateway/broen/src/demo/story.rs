//! The story, act by act.

use std::path::Path;

use serde_json::json;

use super::cast::Actor;
use super::checks::Checks;
use super::error::Error;
use super::exchange::Doors;
use super::gateway::Gateway;
use super::inbox::Inbox;
use super::letters::{AFTER, BEFORE, DISCHARGE_LETTER, Letter};
use super::{exchange, post, relations};
use crate::output::{Mark, Terminal};
use crate::subscribe::{because, headline};

/// Plays it. What does not hold is in the checks.
pub(super) async fn play(terminal: Terminal, data: &Path, checks: &mut Checks, doors: Doors) -> Result<(), Error> {
    act(terminal, "The gateway starts, with certificates made for development.");
    let gateway = start(terminal, data).await?;
    let mut inboxes = subscribe(terminal, data).await?;

    act(terminal, "Letters go in, through HTTPS with a client certificate.");
    let mut discharge_event = String::new();
    for letter in &BEFORE {
        let event = post::send(terminal, data, checks, letter).await?;
        if letter.title == DISCHARGE_LETTER.title {
            discharge_event = event;
        }
    }

    act(terminal, "The municipality takes two entries; then the gateway is killed.");
    let gateway = kill(terminal, data, gateway, &mut inboxes).await?;

    act(terminal, "More letters: one sent again, three in FHIR, one broken.");
    post::resend(terminal, data, checks, &DISCHARGE_LETTER, &discharge_event).await?;
    for letter in &AFTER {
        post::send(terminal, data, checks, letter).await?;
    }
    post::send_broken(terminal, data, checks).await?;

    act(terminal, "What each organisation receives, over gRPC.");
    let mut patients = Patients::default();
    for inbox in &mut inboxes {
        receive(terminal, data, inbox, &mut patients).await?;
    }
    terminal.mark(
        Mark::Note,
        "A patient's events come one after the other; two patients' events need not wait for each other",
    );

    act(terminal, "A practice with letters in XML and a town with FHIR write to each other.");
    exchange::play(terminal, data, checks, doors).await?;

    act(terminal, "What must hold.");
    for inbox in &inboxes {
        verify(data, checks, inbox).await?;
    }
    let drained = gateway.stop().await?;
    checks.check(drained, "the gateway drains when it is asked to end");
    Ok(())
}

fn act(terminal: Terminal, title: &str) {
    terminal.object(&json!({ "act": title }));
    terminal.heading(title);
}

async fn start(terminal: Terminal, data: &Path) -> Result<Gateway, Error> {
    let waiting = terminal.spinner("starting the gateway");
    let gateway = Gateway::start(data).await?;
    drop(waiting);
    terminal.object(&json!({ "gateway": "started", "pid": gateway.pid() }));
    terminal.mark(Mark::Good, format!("ready, as process {}", gateway.pid()));
    Ok(gateway)
}

/// Everybody subscribes, and the registrar says whom the municipality cares for.
async fn subscribe(terminal: Terminal, data: &Path) -> Result<Vec<Inbox>, Error> {
    let mut inboxes = Vec::new();
    for actor in Actor::SUBSCRIBERS {
        inboxes.push(Inbox::create(data, actor).await?);
        let what = match actor {
            Actor::Municipality => "what is addressed to it, and what concerns its citizens",
            Actor::Clinic | Actor::Hospital | Actor::Practice | Actor::Registrar | Actor::Town => {
                "what is addressed to it"
            }
        };
        terminal.mark(Mark::Good, format!("{} subscribes to {what}", actor.name()));
    }
    relations::record(data).await?;
    terminal.object(&json!({ "relation": "citizen-list", "organisation": Actor::Municipality.id() }));
    let recorded = "records that a test person is a citizen in the municipality's care";
    terminal.mark(Mark::Good, format!("{} {recorded}", Actor::Registrar.name()));
    Ok(inboxes)
}

async fn kill(terminal: Terminal, data: &Path, gateway: Gateway, inboxes: &mut [Inbox]) -> Result<Gateway, Error> {
    // Its streams stay open, and its last acks may be under way: what was not settled must come again.
    let mut streams = Vec::new();
    for inbox in inboxes.iter_mut().filter(|inbox| inbox.actor == Actor::Municipality) {
        let mut stream = inbox.open(data).await?;
        inbox.take(&mut stream, 2).await?;
        let taken: Vec<_> = inbox.arrivals.iter().map(|entry| format!("#{}", entry.number)).collect();
        terminal.object(&json!({ "subscriber": inbox.actor.id(), "taken": taken }));
        terminal.mark(Mark::Out, format!("{} has taken {}", inbox.actor.name(), taken.join(" and ")));
        streams.push(stream);
    }
    let pid = gateway.pid();
    gateway.kill().await?;
    drop(streams);
    terminal.object(&json!({ "gateway": "killed", "pid": pid }));
    terminal.mark(Mark::Note, format!("process {pid} was killed (SIGKILL), with streams open and no chance to finish"));
    start(terminal, data).await
}

async fn receive(terminal: Terminal, data: &Path, inbox: &mut Inbox, patients: &mut Patients) -> Result<(), Error> {
    let waiting = terminal.spinner("receiving");
    inbox.read(data, expected(inbox.actor).len()).await?;
    drop(waiting);
    terminal.say(format!("  {}", terminal.paint().bold(inbox.actor.name())));
    for entry in &inbox.arrivals {
        let (headline, patient) = (headline(entry), patients.letter(&entry.lane));
        terminal.object(&json!({
            "subscriber": inbox.actor.id(), "number": entry.number, "entry": headline, "patient": patient,
            "basis": entry.basis,
        }));
        let why = terminal.paint().faint(&format!("about patient {patient}, {}", because(&entry.basis)));
        terminal.mark(Mark::Out, format!("#{} {headline} {why}", entry.number));
    }
    Ok(())
}

/// The patients, known by their lanes alone: A, B, … as they are first met.
#[derive(Default)]
struct Patients(Vec<Vec<u8>>);

impl Patients {
    fn letter(&mut self, lane: &[u8]) -> char {
        let known = self.0.iter().position(|known| known == lane);
        let index = known.unwrap_or_else(|| {
            self.0.push(lane.to_vec());
            self.0.len() - 1
        });
        ('A'..='Z').nth(index).unwrap_or('?')
    }
}

async fn verify(data: &Path, checks: &mut Checks, inbox: &Inbox) -> Result<(), Error> {
    let name = inbox.actor.name();
    let mut wanted: Vec<_> = expected(inbox.actor).iter().map(|letter| (letter.kind, letter.type_code)).collect();
    let events: Vec<_> = inbox.arrivals.iter().filter_map(|entry| entry.event()).collect();
    let mut got: Vec<_> = events.iter().map(|event| (event.body.kind(), event.source.type_code.as_str())).collect();
    // Of two patients, either may come first.
    wanted.sort_unstable();
    got.sort_unstable();
    let count = wanted.len();
    let events = if count == 1 { "its one event, once".to_owned() } else { format!("its {count} events, each once") };
    checks.check(got == wanted, format!("{name} has received {events}"));
    checks
        .check(in_order(inbox), format!("{name} has received every patient's events in the order they were accepted"));
    let verdict = inbox.verdict();
    let proof = verdict.as_ref().unwrap_or_else(|broken| broken);
    checks.check(verdict.is_ok(), format!("the chain of {name}: {proof}"));
    let state = inbox.state(data).await?;
    let settled = state.backlog == 0 && usize::try_from(state.last_number) == Ok(count);
    checks.check(settled, format!("{name} has nothing left to settle, and nothing more was entered"));
    if inbox.actor == Actor::Municipality {
        let shared = inbox.arrivals.iter().filter(|entry| entry.basis == "citizen-list").count();
        checks.check(shared == 1, format!("{name} sees the discharge letter of its citizen, and knows why"));
    }
    Ok(())
}

/// The letters whose events reach an organisation.
fn expected(actor: Actor) -> Vec<&'static Letter> {
    const { &BEFORE }.iter().chain(const { &AFTER }).filter(|letter| letter.reaches(actor)).collect()
}

/// Within a lane, the numbers grow and so do the times of acceptance.
fn in_order(inbox: &Inbox) -> bool {
    let lanes: std::collections::BTreeSet<_> = inbox.arrivals.iter().map(|entry| &entry.lane).collect();
    lanes.into_iter().all(|lane| {
        let of_lane: Vec<_> = inbox.arrivals.iter().filter(|entry| entry.lane == *lane).collect();
        of_lane.is_sorted_by_key(|entry| (entry.number, entry.accepted_at))
    })
}
