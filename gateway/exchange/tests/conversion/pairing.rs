//! The time limits of letter and files, one test each.

use canonical::event::Event;
use canonical::identifier::PartyIdentifier;
use exchange::{Half, Pairing, Turn};
use jiff::{SignedDuration, Timestamp};

use crate::made::{letter, message};

fn minute(minute: i64) -> Timestamp {
    "2026-03-12T10:00:00Z".parse::<Timestamp>().expect("a time") + SignedDuration::from_mins(minute)
}

fn at(event: &Event, accepted: i64) -> Half {
    Half { event: event.clone(), accepted_at: minute(accepted) }
}

/// A letter that names files, and the one that carries them.
fn pair() -> (Event, Event) {
    let (letter, mut files) = (0..).map(letter).find(|(_, files)| !files.is_empty()).expect("one with files");
    (letter, files.remove(0))
}

fn turn(half: &Half, others: &[Half], now: i64) -> Turn {
    Pairing::default().turn(half, others, minute(now))
}

/// Rule: other-half
#[test]
fn a_letter_waits_for_its_files_and_goes_with_them() {
    let (letter, files) = pair();
    assert_eq!(turn(&at(&letter, 0), &[], 0), Turn::WaitsUntil(minute(60)));
    assert_eq!(turn(&at(&letter, 0), &[at(&files, 30)], 30), Turn::With(vec![files.clone()]));
    assert_eq!(turn(&at(&letter, 0), &[at(&files, 60)], 500), Turn::With(vec![files]));
}

/// Rule: other-half
#[test]
fn a_letter_whose_files_do_not_come_goes_without_them() {
    let (letter, files) = pair();
    assert_eq!(turn(&at(&letter, 0), &[], 59), Turn::WaitsUntil(minute(60)));
    assert_eq!(turn(&at(&letter, 0), &[], 60), Turn::With(Vec::new()));
    assert_eq!(turn(&at(&letter, 0), &[at(&files, 61)], 61), Turn::With(Vec::new()));
}

#[test]
fn a_letter_that_names_no_files_waits_for_nothing() {
    let (letter, _) = (0..).map(letter).find(|(letter, _)| letter.attachments.is_empty()).expect("one without");
    assert_eq!(turn(&at(&letter, 0), &[], 0), Turn::With(Vec::new()));
}

#[test]
fn files_go_with_their_letter_whichever_came_first() {
    let (letter, files) = pair();
    assert_eq!(turn(&at(&files, 0), &[], 0), Turn::WaitsUntil(minute(60)));
    assert_eq!(turn(&at(&files, 0), &[at(&letter, 59)], 59), Turn::WithItsLetter);
    assert_eq!(turn(&at(&files, 30), &[at(&letter, 0)], 500), Turn::WithItsLetter);
}

/// Rule: other-half
#[test]
fn files_without_a_letter_pass_as_they_are() {
    let (letter, files) = pair();
    assert_eq!(turn(&at(&files, 0), &[], 60), Turn::AsItIs);
    assert_eq!(turn(&at(&files, 61), &[at(&letter, 0)], 61 + 60), Turn::AsItIs);
}

#[test]
fn both_halves_decide_alike() {
    let (letter, files) = pair();
    for (of_letter, of_files) in [(0, 0), (0, 60), (60, 0), (0, 61), (61, 0), (0, 300)] {
        let late = of_letter.max(of_files) + 61;
        let letter_goes = turn(&at(&letter, of_letter), &[at(&files, of_files)], late);
        let files_go = turn(&at(&files, of_files), &[at(&letter, of_letter)], late);
        let is_together = letter_goes == Turn::With(vec![files.clone()]);
        assert_eq!(is_together, files_go == Turn::WithItsLetter, "{of_letter} {of_files}");
    }
}

/// Rule: referral-hotel
#[test]
fn files_of_the_referral_hotel_pass_at_once() {
    let (_, files) = pair();
    let at_once = vec![PartyIdentifier::Gln(files.sender.gln().expect("a location number").clone())];
    let pairing = Pairing { at_once, ..Pairing::default() };
    assert_eq!(pairing.turn(&at(&files, 0), &[], minute(0)), Turn::AsItIs);
}

#[test]
fn files_between_others_are_not_taken_along() {
    let (letter, files) = pair();
    let elsewhere = PartyIdentifier::from_scheme("gln", "5790000121441");
    let mut files_of_another = files;
    files_of_another.receivers[0].identifiers = vec![elsewhere];
    assert_eq!(turn(&at(&letter, 0), &[at(&files_of_another, 0)], 1), Turn::WaitsUntil(minute(60)));
}

#[test]
fn the_patience_is_the_site_s() {
    let (letter, _) = pair();
    let pairing = Pairing { patience: SignedDuration::from_mins(5), ..Pairing::default() };
    assert_eq!(pairing.turn(&at(&letter, 0), &[], minute(0)), Turn::WaitsUntil(minute(5)));
}

#[test]
fn a_message_waits_for_nothing() {
    assert_eq!(turn(&at(&message(1), 0), &[], 0), Turn::With(Vec::new()));
}
