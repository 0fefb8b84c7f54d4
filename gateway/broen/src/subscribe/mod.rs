//! `broen subscribe`: receives a subscription's entries, prints and acks them, and goes on after a lost connection.

mod arrival;
mod backoff;
mod ledger;
mod show;

use tokio_util::sync::CancellationToken;
use tonic::{Code, Status};
use wire::v1::create_subscription_request::Start;
use wire::v1::{Scope, StandardChoice};

use crate::cli::{ScopeArg, StartArg, SubscribeArgs};
use crate::client::{self, Caller, Errand, Pull, Refused, Subscriber, Wanted};
use crate::exit::Exit;
use crate::output::{Mark, Terminal};
use crate::signals::Signals;

pub(crate) use arrival::Arrival;
pub(crate) use ledger::Ledger;
pub(crate) use show::{because, headline};

use backoff::Backoff;

/// Receives until it is told to end.
pub(crate) async fn run(terminal: Terminal, arguments: SubscribeArgs) -> Exit {
    let mut signals = match Signals::new() {
        Ok(signals) => signals,
        Err(error) => {
            terminal.failure(format!("hear signals: {error}"));
            return Exit::Unavailable;
        }
    };
    let stop = CancellationToken::new();
    let mut reader =
        Reader { terminal, arguments, ledger: Ledger::default(), taken: 0, was_connected: false, stop: stop.clone() };
    tokio::select! {
        end = reader.follow() => match end {
            Ok(()) => reader.sum_up(),
            Err(failure) => failure.report(terminal),
        },
        () = twice(&mut signals, &stop) => Exit::Interrupted,
    }
}

/// The first signal ends the stream after its last ack, the second ends at once.
async fn twice(signals: &mut Signals, stop: &CancellationToken) {
    signals.next().await;
    stop.cancel();
    signals.next().await;
}

struct Reader {
    terminal: Terminal,
    arguments: SubscribeArgs,
    ledger: Ledger,
    taken: u64,
    was_connected: bool,
    stop: CancellationToken,
}

/// Why receiving ended before it was done.
enum Failure {
    /// The caller's files do not let it call.
    Call(client::Error),
    /// The server refuses, and would refuse again.
    Refused(Status),
}

impl Reader {
    /// Pulls, and pulls again where the connection was lost; ends when there is enough or no hope.
    async fn follow(&mut self) -> Result<(), Failure> {
        let mut backoff = Backoff::default();
        loop {
            let taken = self.taken;
            let lost = match self.session().await {
                Ok(Session::Enough) => return Ok(()),
                Ok(Session::Ended(reason)) => reason,
                Err(failure) => return Err(failure),
            };
            if self.taken > taken {
                backoff = Backoff::default();
            }
            let wait = backoff.next();
            self.terminal.mark(Mark::Note, format!("{lost}; trying again in {} ms", wait.as_millis()));
            tokio::select! {
                () = tokio::time::sleep(wait) => {}
                () = self.stop.cancelled() => return Ok(()),
            }
        }
    }

    async fn session(&mut self) -> Result<Session, Failure> {
        // Read anew each time: a gateway that was started again may listen elsewhere.
        let caller = match Caller::from_args(&self.arguments.caller, Errand::Entries) {
            Ok(caller) => caller,
            Err(client::Error::File { .. }) if self.was_connected => {
                return Ok(Session::Ended("the gateway is not running".to_owned()));
            }
            Err(error) => return Err(Failure::Call(error)),
        };
        let connected = tokio::select! {
            connected = Subscriber::connect(&caller) => connected,
            () = self.stop.cancelled() => return Ok(Session::Enough),
        };
        let mut subscriber = match connected {
            Ok(subscriber) => subscriber,
            Err(error) if error.exit() == Exit::Unavailable => return Ok(Session::Ended(error.to_string())),
            Err(error) => return Err(Failure::Call(error)),
        };
        match self.stream(&mut subscriber).await {
            Ok(session) => Ok(session),
            Err(status) if is_final(&status) => Err(Failure::Refused(status)),
            Err(status) => Ok(Session::Ended(Refused::from(&status).to_string())),
        }
    }

    async fn stream(&mut self, subscriber: &mut Subscriber) -> Result<Session, Status> {
        let subscription = subscriber.create(&wanted(&self.arguments)).await?;
        let mut pull = subscriber.pull(&self.arguments.name).await?;
        self.was_connected = true;
        let (name, organisation) = (&subscription.name, &subscription.organisation);
        self.terminal.object(&serde_json::json!({ "subscribed": name, "organisation": organisation }));
        self.terminal.mark(Mark::Good, format!("{organisation} listens on {name}"));
        loop {
            let next = tokio::select! {
                next = pull.next() => next?,
                () = self.stop.cancelled() => {
                    Pull::close(pull).await;
                    return Ok(Session::Enough);
                }
            };
            let Some(entries) = next else {
                return Ok(Session::Ended("the gateway ended the stream".to_owned()));
            };
            let mut acks = Vec::new();
            for entry in entries.into_iter().map(Arrival::from) {
                if self.is_enough() {
                    break;
                }
                self.ledger.take(&entry);
                show::print(self.terminal, &entry, self.arguments.show);
                acks.push(entry.number);
                self.taken += 1;
            }
            pull.ack(acks).await;
            if self.is_enough() {
                Pull::close(pull).await;
                return Ok(Session::Enough);
            }
        }
    }

    fn is_enough(&self) -> bool {
        self.arguments.max.is_some_and(|max| self.taken >= max)
    }

    /// What was proved, if that was asked for.
    fn sum_up(&self) -> Exit {
        if !self.arguments.verify {
            return Exit::Done;
        }
        let verdict = self.ledger.verdict();
        self.terminal.object(&serde_json::json!({
            "verified": verdict.is_ok(), "entries": self.taken, "break": verdict.as_ref().err(),
        }));
        match verdict {
            Ok(proof) => {
                self.terminal.mark(Mark::Good, proof);
                Exit::Done
            }
            Err(broken) => {
                self.terminal.failure(format!("verify the chain: {broken}"));
                Exit::Failed
            }
        }
    }
}

/// How a stream ended.
enum Session {
    /// As many entries as were asked for, or the wish to stop.
    Enough,
    /// Something to try again after.
    Ended(String),
}

impl Failure {
    fn report(self, terminal: Terminal) -> Exit {
        match self {
            Self::Call(error) => {
                terminal.failure(error.to_string());
                error.exit()
            }
            Self::Refused(status) => {
                terminal.failure(format!("receive: {}", Refused::from(&status)));
                Exit::Failed
            }
        }
    }
}

fn wanted(arguments: &SubscribeArgs) -> Wanted {
    Wanted {
        name: arguments.name.clone(),
        scope: match arguments.scope {
            ScopeArg::Addressed => Scope::Addressed,
            ScopeArg::Both => Scope::Both,
            ScopeArg::MyPatients => Scope::MyPatients,
        },
        kinds: arguments.kinds.clone(),
        senders: arguments.senders.clone(),
        standard: arguments.standard.map_or(StandardChoice::Unspecified, Into::into),
        start: match arguments.from {
            StartArg::Beginning => Some(Start::FromBeginning(true)),
            StartArg::Now => None,
            StartArg::Time(time) => Some(Start::FromTime(wire::convert::timestamp(time))),
        },
    }
}

/// Whether the same call would be refused again.
fn is_final(status: &Status) -> bool {
    match status.code() {
        Code::Aborted
        | Code::AlreadyExists
        | Code::FailedPrecondition
        | Code::InvalidArgument
        | Code::NotFound
        | Code::OutOfRange
        | Code::PermissionDenied
        | Code::Unauthenticated
        | Code::Unimplemented => true,
        Code::Cancelled
        | Code::DataLoss
        | Code::DeadlineExceeded
        | Code::Internal
        | Code::Ok
        | Code::ResourceExhausted
        | Code::Unavailable
        | Code::Unknown => false,
    }
}
