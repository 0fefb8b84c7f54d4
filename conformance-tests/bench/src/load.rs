//! Letters at a fixed rate: each is handed over when it is due, whether or not the ones before it are answered.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use conformance_tests::letters::{Letter, LetterKind, Receiver};
use conformance_tests::peers::{Answer, Https, Identity, PeerError};
use std::net::SocketAddr;
use tokio::sync::{Semaphore, mpsc};
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep_until};

use crate::Error;
use crate::plan::Plan;
use crate::record::{Answered, Record};

/// Different patients.
const PATIENTS: u64 = 112;

const KNOCKS: u32 = 200;
const KNOCK_PAUSE: Duration = Duration::from_millis(50);

/// Letters that may be under way at once; one that is due beyond that waits, and its time runs.
const UNDER_WAY: usize = 4096;

/// Hands over every letter of the plan and waits for the last answer.
pub(crate) async fn send(
    plan: &Plan,
    to: SocketAddr,
    sender: &Identity,
    record: &Arc<Record>,
) -> Result<(), PeerError> {
    let (free, mut taken) = mpsc::channel(usize::try_from(plan.connections).unwrap_or(1));
    for _ in 0..plan.connections {
        // There is room for each of them.
        let _ = free.try_send(Https::new(to, sender)?);
    }
    let places = Arc::new(Semaphore::new(UNDER_WAY));
    let mut under_way = JoinSet::new();
    let begun = Instant::now();
    let offset = record.now();
    for number in 0..letters(plan) {
        let due = due(plan.rate, number);
        sleep_until(begun + due).await;
        let due = offset + u64::try_from(due.as_micros()).unwrap_or(u64::MAX);
        let place = Arc::clone(&places).acquire_owned().await;
        let Some(connection) = taken.recv().await else { break };
        let (free, record) = (free.clone(), Arc::clone(record));
        under_way.spawn(async move {
            let connection = post(connection, number, due, &record).await;
            // Whoever takes them is there as long as letters are under way.
            let _ = free.send(connection).await;
            drop(place);
        });
        while under_way.try_join_next().is_some() {}
    }
    while under_way.join_next().await.is_some() {}
    Ok(())
}

/// Hands letters over to every receiver until each is accepted: a new subscription is known everywhere then.
pub(crate) async fn knock(to: SocketAddr, sender: &Identity) -> Result<(), Error> {
    let mut connection = Https::new(to, sender)?;
    for (receiver, id) in [(Receiver::Clinic, "KNOCK1"), (Receiver::Municipality, "KNOCK2")] {
        let letter = Letter { id: id.to_owned(), patient: 0, receiver, kind: LetterKind::DischargeLetter };
        let mut attempts = 0..KNOCKS;
        while !accepted(connection.post("/medcom", "application/xml", letter.document(id)).await?) {
            attempts.next().ok_or_else(|| Error::start("the intake")(&"it refuses letters"))?;
            tokio::time::sleep(KNOCK_PAUSE).await;
        }
    }
    Ok(())
}

fn accepted(answer: Answer) -> bool {
    matches!(answer.status.as_u16(), 200 | 204)
}

/// Letters of the plan.
pub(crate) fn letters(plan: &Plan) -> u64 {
    (plan.warm_up + plan.duration).as_micros().try_into().unwrap_or(u64::MAX).saturating_mul(plan.rate.into())
        / 1_000_000
}

fn due(rate: u32, number: u64) -> Duration {
    Duration::from_micros(number.saturating_mul(1_000_000) / u64::from(rate.max(1)))
}

async fn post(mut connection: Https, number: u64, due: u64, record: &Record) -> Https {
    let answer = connection.post("/medcom", "application/xml", document(number)).await;
    let answered = match answer {
        Ok(answer) => match answer.status.as_u16() {
            200 | 204 => Answered::Receipted,
            202 => Answered::Kept,
            422 => Answered::Refused,
            _ => Answered::Failed,
        },
        Err(_) => Answered::Failed,
    };
    record.answered(number, due, answered);
    connection
}

/// A discharge letter of about 4 KB.
fn document(number: u64) -> Bytes {
    let letter = Letter {
        id: id(number),
        patient: u32::try_from(number % PATIENTS).unwrap_or_default(),
        receiver: if number.is_multiple_of(2) { Receiver::Clinic } else { Receiver::Municipality },
        kind: LetterKind::DischargeLetter,
    };
    letter.document(&format!("E{number:013}")).into()
}

fn id(number: u64) -> String {
    format!("B{number:013}")
}

/// The number of the letter with this id.
pub(crate) fn number(id: &str) -> Option<u64> {
    id.strip_prefix('B')?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::Mode;

    #[test]
    fn letters_are_evenly_spaced() {
        let plan = Plan {
            program: "broen".into(),
            mode: Mode::Standalone,
            rate: 2_000,
            duration: Duration::from_secs(10),
            warm_up: Duration::from_millis(500),
            subscribers: 2,
            connections: 8,
        };
        assert_eq!(letters(&plan), 21_000);
        assert_eq!((due(2_000, 0), due(2_000, 3)), (Duration::ZERO, Duration::from_micros(1_500)));
    }

    #[test]
    fn an_id_reads_back() {
        assert_eq!(number(&id(123)), Some(123));
        assert_eq!(number("X1"), None);
    }
}
