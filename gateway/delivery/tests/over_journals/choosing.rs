//! Events that came in both standards, for a subscriber that chose one.

use access::{Decision, Denial, Ground};
use canonical::EventId;
use canonical::event::Standard::{Fhir, MedcomXml};
use delivery::Stream;
use journal::{AuditAction, Options, StandardChoice};

use crate::stage::{GP, Stage, ack, leave, offered, options};

const OTHERS: &str = "5790999900041";
const GIVEN: Decision = Decision::Permit(Ground::Addressed);
const WITHHELD: Decision = Decision::Withhold(Denial::InChosenStandard);

async fn choosing(standard: StandardChoice) -> Stage {
    Stage::set(Options { standard, ..options(3) }).await
}

/// The next entries with their decisions, each acked.
async fn taken(stream: &mut Stream, count: usize) -> Vec<(EventId, Decision)> {
    let mut taken = Vec::new();
    while taken.len() < count {
        for offered in offered(stream).await {
            ack(stream, &[offered.entry.number]).await;
            taken.push((offered.entry.event.labels.id, offered.decision));
        }
    }
    taken
}

#[tokio::test]
async fn the_letter_in_the_other_standard_is_withheld_whichever_came_first() {
    let stage = choosing(StandardChoice::Fhir).await;
    let first = stage.append_telling("admission", MedcomXml, GP).await;
    let second = stage.append_telling("admission", Fhir, GP).await;
    let third = stage.append_telling("discharge", Fhir, GP).await;
    let fourth = stage.append_telling("discharge", MedcomXml, GP).await;
    let mut stream = stage.stream(10).await;
    let expected = [(first, WITHHELD), (second, GIVEN), (third, GIVEN), (fourth, WITHHELD)];
    assert_eq!(taken(&mut stream, 4).await, expected);
    leave(stream).await;
    assert_eq!(stage.settled_through().await, 4);
    let audit = stage.journal.audit_after(0, 100).await.expect("a sound audit");
    let rows = audit.iter().map(|(_, row)| row).filter(|row| row.action == AuditAction::Offer);
    let said: Vec<_> = rows.map(|row| (row.event, row.permitted, row.ground.as_str())).collect();
    assert_eq!(said[0], (Some(first), false, "in-chosen-standard"));
    assert_eq!(said[1], (Some(second), true, "addressed"));
}

#[tokio::test]
async fn what_never_came_in_the_chosen_standard_is_given_as_it_came() {
    let stage = choosing(StandardChoice::Fhir).await;
    let alone = stage.append_telling("admission", MedcomXml, GP).await;
    let mut stream = stage.stream(10).await;
    assert_eq!(taken(&mut stream, 1).await, [(alone, GIVEN)]);
    // It has been given: what comes later in the chosen standard is given too.
    let late = stage.append_telling("admission", Fhir, GP).await;
    assert_eq!(taken(&mut stream, 1).await, [(late, GIVEN)]);
}

#[tokio::test]
async fn one_that_may_not_be_seen_stands_for_nothing() {
    let stage = choosing(StandardChoice::Fhir).await;
    let relation = stage.relate().await;
    let hidden = stage.append_telling("admission", Fhir, OTHERS).await;
    let seen = stage.append_telling("admission", MedcomXml, GP).await;
    stage.end(&relation).await;
    let mut stream = stage.stream(10).await;
    let ended = Decision::Withhold(Denial::RelationEnded);
    assert_eq!(taken(&mut stream, 2).await, [(hidden, ended), (seen, GIVEN)]);
}

#[tokio::test]
async fn who_chooses_nothing_or_both_is_given_both() {
    for choice in [StandardChoice::Both, StandardChoice::Unstated] {
        let stage = choosing(choice).await;
        let first = stage.append_telling("admission", MedcomXml, GP).await;
        let second = stage.append_telling("admission", Fhir, GP).await;
        let mut stream = stage.stream(10).await;
        assert_eq!(taken(&mut stream, 2).await, [(first, GIVEN), (second, GIVEN)]);
    }
}
