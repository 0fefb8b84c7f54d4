//! Letters on their way in, through the HTTPS intake.

use std::path::Path;

use bytes::Bytes;
use canonical::receipt::Verdict;
use serde_json::json;

use super::cast::Actor;
use super::checks::Checks;
use super::error::Error;
use super::letters::{BROKEN, Letter, Receipt};
use crate::client::Caller;
use crate::output::{Mark, Terminal};
use crate::submit::{Handed, LetterWord, Post};

/// Sends a new letter, and gives its event's id.
pub(super) async fn send(
    terminal: Terminal,
    data: &Path,
    checks: &mut Checks,
    letter: &Letter,
) -> Result<String, Error> {
    let handed = post(data, letter.from, letter.document()).await?;
    say(terminal, letter.title, letter.from, Some(letter.to), &handed);
    let word = handed.letters.first().map(|line| line.outcome);
    checks.expect(word == Some(LetterWord::Accepted), format!("the {} is accepted", letter.title));
    let verdict = handed.receipts.first().and_then(|receipt| receipt.verdict());
    let due = match letter.receipt {
        Receipt::Follows => handed.receipts.is_empty() && handed.letters.iter().all(|line| line.receipt_follows),
        Receipt::None => handed.receipts.is_empty(),
        Receipt::Positive => verdict == Some(Verdict::Positive),
    };
    checks.expect(due, format!("the {} has the receipt that is due", letter.title));
    Ok(handed.letters.first().map(|line| line.event_id.clone()).unwrap_or_default())
}

/// Sends a letter again in a new envelope: there must be no second event.
pub(super) async fn resend(
    terminal: Terminal,
    data: &Path,
    checks: &mut Checks,
    letter: &Letter,
    event_id: &str,
) -> Result<(), Error> {
    let handed = post(data, letter.from, letter.resent()).await?;
    say(terminal, &format!("{}, sent again", letter.title), letter.from, Some(letter.to), &handed);
    let line = handed.letters.first();
    let same = line.is_some_and(|line| line.outcome == LetterWord::Resent && line.event_id == event_id);
    checks.expect(same, format!("the {}, sent again, is the event it was before", letter.title));
    let positive = handed.receipts.first().and_then(|receipt| receipt.verdict()) == Some(Verdict::Positive);
    checks.expect(positive, format!("the {}, sent again, is answered as it was before", letter.title));
    Ok(())
}

/// Sends a letter with mistakes: all of them must be named at once.
pub(super) async fn send_broken(terminal: Terminal, data: &Path, checks: &mut Checks) -> Result<(), Error> {
    let (document, codes) = BROKEN;
    let handed = post(data, Actor::Hospital, Bytes::from_static(document.as_bytes())).await?;
    say(terminal, "discharge letter with three mistakes", Actor::Hospital, Some(Actor::Clinic), &handed);
    checks.expect(handed.is_refused(), "the broken letter is refused");
    for code in codes {
        let named = handed.all_reasons().any(|reason| reason.code == code && !reason.place.is_empty());
        checks.expect(named, format!("the broken letter is refused for {code}, with its place"));
    }
    let verdict = handed.receipts.first().and_then(|receipt| receipt.verdict());
    checks.expect(verdict == Some(Verdict::Negative), "the broken letter has a negative receipt");
    Ok(())
}

async fn post(data: &Path, from: Actor, document: Bytes) -> Result<Handed, Error> {
    Ok(Post::new(&Caller::local(data, from.id())?)?.document(document, None).await?)
}

fn say(terminal: Terminal, title: &str, from: Actor, to: Option<Actor>, handed: &Handed) {
    let reasons: Vec<_> = handed.all_reasons().collect();
    let receipts: Vec<_> = handed.receipts.iter().map(|receipt| receipt.words()).collect();
    terminal.object(&json!({
        "letter": title, "from": from.id(), "to": to.map(Actor::id), "letters": handed.letters,
        "reasons": reasons, "receipts": receipts,
    }));
    let paint = terminal.paint();
    let to = to.map_or("nobody", Actor::name);
    terminal.mark(Mark::In, format!("{} {}", paint.bold(title), paint.faint(&format!("from {} to {to}", from.name()))));
    for line in &handed.letters {
        let mark = if line.outcome == LetterWord::Refused { Mark::Bad } else { Mark::Good };
        terminal.say(format!("      {} {}", paint.mark(mark), line.outcome.words()));
    }
    for reason in reasons {
        terminal.say(format!("        {} {}", paint.red(&reason.code), paint.faint(&reason.place)));
        for text in [&reason.meaning, &reason.remedy] {
            terminal.say(format!("          {text}"));
        }
    }
    match receipts.as_slice() {
        [] => {
            let follows = handed.letters.iter().any(|line| line.receipt_follows);
            let none = if follows { "its receipt follows" } else { "no receipt asked for, none sent" };
            terminal.say(format!("      {} {}", paint.mark(Mark::Note), paint.faint(none)))
        }
        all => all.iter().for_each(|words| terminal.say(format!("      {} {words}", paint.mark(Mark::Out)))),
    }
}
