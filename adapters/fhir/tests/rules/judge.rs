//! Tries every rule on every message that is at hand.

use canonical::letter::{Limits, Opened, Outcome, Unreadable};
use canonical::notice::NoticeCode;
use canonical::refusal::{Place, RefusalCode};
use serde_json::Value;

use crate::message::Message;
use crate::rule::{Older, Rule, Verdict};
use crate::rules;

/// What was found wrong, each with the field it is about.
#[derive(Debug)]
struct Found {
    refused: Vec<(RefusalCode, String)>,
    doubted: Vec<(NoticeCode, String)>,
}

#[test]
fn every_rule_is_kept_by_one_message_and_broken_by_another() {
    let mut wrong = Vec::new();
    for rule in rules().into_iter().flat_map(|(_, rules)| rules) {
        for (whose, base) in [("own", Some(Message::own(rule.base))), ("published", Message::published(rule.base))] {
            let Some(mut kept) = base else { continue };
            (rule.keeps)(&mut kept);
            let mut broken = kept.clone();
            (rule.breaks)(&mut broken);
            let verdicts = [judge_kept(rule, &kept), judge_broken(rule, &broken, whose == "own")];
            wrong.extend(verdicts.into_iter().flatten().map(|what| format!("{} ({whose}): {what}", rule.id)));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn what_is_tolerated_is_refused_by_those_who_read_strictly() {
    for rule in rules().into_iter().flat_map(|(_, rules)| rules) {
        let Verdict::Tolerated(NoticeCode::RuleTolerated) = rule.verdict else { continue };
        let mut message = Message::own(rule.base);
        (rule.keeps)(&mut message);
        (rule.breaks)(&mut message);
        let opened = fhir::convert(&message.bytes(), &Limits::default()).expect("a message");
        let found = found(Ok(fhir::strictly(opened)), &message.bundle);
        assert!(found.refused.contains(&(RefusalCode::RuleBroken, rule.at.to_owned())), "{}: {found:?}", rule.id);
    }
}

/// A letter of an older version names none: what version 5 added is doubted, or not asked at all.
#[test]
fn older_versions_are_asked_for_less() {
    let mut wrong = Vec::new();
    for rule in rules().into_iter().flat_map(|(_, rules)| rules) {
        if !rule.base.has_versions() {
            continue;
        }
        let mut older = Message::own(rule.base);
        older.remove("MessageHeader/definition");
        (rule.keeps)(&mut older);
        (rule.breaks)(&mut older);
        let Found { refused, doubted } = read(&older);
        let at = rule.at.to_owned();
        let is_as_said = match (rule.older, rule.verdict) {
            (Older::Same, Verdict::Refused(code)) => refused.contains(&(code, at)),
            (Older::Same, Verdict::Tolerated(code)) => refused.is_empty() && doubted.contains(&(code, at)),
            (Older::Doubted, _) => refused.is_empty() && doubted.iter().any(|(_, doubted)| *doubted == at),
            (Older::NotAsked, _) => refused.is_empty() && doubted.iter().all(|(_, doubted)| *doubted != at),
        };
        if !is_as_said {
            wrong.push(format!("{}: {refused:?} {doubted:?}", rule.id));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn judge_kept(rule: &Rule, message: &Message) -> Option<String> {
    let Found { refused, doubted } = read(message);
    let is_doubted = doubted.iter().any(|(code, at)| Verdict::Tolerated(*code) == rule.verdict && at == rule.at);
    (!refused.is_empty() || is_doubted).then(|| format!("kept, but {refused:?} {doubted:?}"))
}

/// In our own message nothing else is wrong; in a published one other rules may be broken by the same change.
fn judge_broken(rule: &Rule, message: &Message, only: bool) -> Option<String> {
    let Found { refused, doubted } = read(message);
    let at = rule.at.to_owned();
    let is_as_said = match rule.verdict {
        Verdict::Refused(code) if only => {
            let is_also = |one: &(RefusalCode, String)| rule.also.contains(&(one.0, one.1.as_str()));
            let is_it = |one: &(RefusalCode, String)| *one == (code, at.clone());
            refused.iter().any(is_it) && refused.iter().all(|one| is_it(one) || is_also(one))
        }
        Verdict::Refused(code) => refused.contains(&(code, at)),
        Verdict::Tolerated(code) => refused.is_empty() && doubted.contains(&(code, at)),
    };
    (!is_as_said).then(|| format!("broken, but {refused:?} {doubted:?}"))
}

fn read(message: &Message) -> Found {
    found(fhir::convert(&message.bytes(), &Limits::default()), &message.bundle)
}

fn found(read: Result<Opened, Unreadable>, bundle: &Value) -> Found {
    let mut found = Found { refused: Vec::new(), doubted: Vec::new() };
    let refused = match read {
        Err(unreadable) => unreadable.refusals,
        Ok(opened) => match opened.letters.into_iter().next().expect("a letter").outcome {
            Outcome::Refused(refusals) => refusals,
            Outcome::Event(event) => {
                found.doubted = event.notices.iter().map(|one| (one.code, field(&one.at, bundle))).collect();
                Vec::new()
            }
            Outcome::Receipt(_) => Vec::new(),
        },
    };
    found.refused = refused.iter().map(|one| (one.code, field(&one.at, bundle))).collect();
    found
}

/// The place as `Communication.topic`: the type of resource, and names without positions.
fn field(place: &Place, bundle: &Value) -> String {
    let bare: String =
        place.path.split('.').map(|step| step.split('[').next().unwrap_or(step)).collect::<Vec<_>>().join(".");
    let inside = bare.strip_prefix("Bundle.entry.resource");
    let Some(inside) = inside.filter(|inside| !inside.is_empty() || is_there(place, bundle)) else { return bare };
    let index = place.path.split(['[', ']']).nth(1).and_then(|index| index.parse::<usize>().ok()).unwrap_or(0);
    let kind = bundle["entry"][index]["resource"]["resourceType"].as_str().unwrap_or("?");
    format!("{kind}{inside}")
}

/// Whether the entry has the resource that a place names.
fn is_there(place: &Place, bundle: &Value) -> bool {
    let index = place.path.split(['[', ']']).nth(1).and_then(|index| index.parse::<usize>().ok());
    index.is_some_and(|index| bundle["entry"][index].get("resource").is_some())
}
