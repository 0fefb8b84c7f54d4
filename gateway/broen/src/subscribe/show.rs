//! Prints entries: header words by default, what the event says only where it was asked for.

use canonical::Event;
use canonical::action::ActionKind;
use canonical::moment::danish_time;
use canonical::party::Party;
use serde_json::{Value, json};

use super::arrival::{Arrival, Content, Related};
use crate::output::{Mark, Terminal};

/// Prints one entry. With `all`, also the patient and the text: it is the subscriber's own terminal.
pub(super) fn print(terminal: Terminal, entry: &Arrival, all: bool) {
    terminal.object(&object(entry, all));
    let paint = terminal.paint();
    terminal.say(format!("{} {}", paint.bold(&format!("#{}", entry.number)), headline(entry)));
    let mut notes = Vec::new();
    if let Some(at) = entry.accepted_at {
        notes.push(format!("accepted {}", at.to_zoned(danish_time()).strftime("%Y-%m-%d %H:%M:%S")));
    }
    if !entry.basis.is_empty() {
        notes.push(because(&entry.basis));
    }
    if entry.attempt > 1 {
        notes.push(format!("attempt {}", entry.attempt));
    }
    notes.extend(entry.links.iter().map(|Related { relation, event_id, is_ambiguous }| {
        let perhaps = if *is_ambiguous { "perhaps " } else { "" };
        format!("{perhaps}{relation} {event_id}")
    }));
    terminal.say(format!("    {}", paint.faint(&notes.join(" · "))));
    if let (true, Content::Event(event)) = (all, &entry.content) {
        content(terminal, event);
    }
}

/// Kind, type and sender: nothing personal.
pub(crate) fn headline(entry: &Arrival) -> String {
    match &entry.content {
        Content::Event(event) => {
            let (kind, source) = (event.body.kind().word(), &event.source);
            format!("{kind} ({} {}) from {}", source.standard.word(), source.type_code, name(&event.sender))
        }
        Content::Unreadable => "an event that this program cannot read".to_owned(),
        Content::Withheld(reason) => format!("withheld: {reason}"),
    }
}

/// Why the organisation may see the event: the contract's word, for people.
pub(crate) fn because(basis: &str) -> String {
    match basis {
        "addressed" => "addressed to it".to_owned(),
        "author" => "sent by it".to_owned(),
        relation => format!("by its care relation ({relation})"),
    }
}

fn name(party: &Party) -> String {
    let gln = party.gln().map(|gln| format!("gln:{}", gln.as_str()));
    party.organisation.clone().or(gln).unwrap_or_else(|| "an unnamed sender".to_owned())
}

fn content(terminal: Terminal, event: &Event) {
    if let Some(subject) = &event.subject {
        let names = [&subject.given_name, &subject.surname];
        let names: Vec<_> = names.into_iter().flatten().map(|name| name.reveal().as_str()).collect();
        let identifiers: Vec<_> = subject.identifiers.iter().map(|identifier| identifier.reveal()).collect();
        terminal.mark(Mark::Note, format!("patient {} {}", names.join(" "), identifiers.join(", ")));
    }
    for action in &event.actions {
        let due = action.due.as_ref().map_or(String::new(), |due| format!(", due {}", due.at.written));
        terminal.mark(Mark::Note, format!("asked: {}{due}", asked(action.kind)));
    }
    for section in &event.narrative {
        if let Some(title) = &section.title {
            terminal.mark(Mark::Note, terminal.paint().bold(title));
        }
        section.text.plain().lines().for_each(|line| terminal.say(format!("      {line}")));
    }
}

const fn asked(kind: ActionKind) -> &'static str {
    match kind {
        ActionKind::Answer => "answer",
        ActionKind::ContactCitizen => "contact the citizen",
        ActionKind::ContinueMedicine => "see to it that medicine goes on",
        ActionKind::FollowUp => "follow up",
        ActionKind::PauseServices => "pause services",
        ActionKind::PrepareHome => "prepare the home",
        ActionKind::ReceivePatient => "receive the patient at home",
        ActionKind::ResumeServices => "resume services",
        ActionKind::SendAdmissionReport => "send the admission report",
        ActionKind::StopServices => "stop services",
        ActionKind::Triage => "triage",
        ActionKind::VisitAtHome => "visit the patient at home",
    }
}

fn object(entry: &Arrival, all: bool) -> Value {
    let mut object = json!({
        "number": entry.number,
        "attempt": entry.attempt,
        "accepted_at": entry.accepted_at.map(|at| at.to_string()),
        "basis": entry.basis,
        "links": entry.links.iter().map(|Related { relation, event_id, is_ambiguous }| json!({
            "relation": relation, "event_id": event_id, "ambiguous": is_ambiguous,
        })).collect::<Vec<_>>(),
        "commitment": entry.commitment.map(|digest| digest.to_string()),
        "chain_digest": entry.chain_digest.map(|digest| digest.to_string()),
    });
    match &entry.content {
        Content::Event(event) => {
            object["event"] = header(event);
            if all {
                object["event"]["content"] = personal(event);
            }
        }
        Content::Unreadable => object["unreadable"] = json!(true),
        Content::Withheld(reason) => object["withheld"] = json!(reason),
    }
    object
}

fn header(event: &Event) -> Value {
    let identifiers = |party: &Party| -> Vec<String> {
        party.identifiers.iter().map(|it| format!("{}:{}", it.scheme(), it.value())).collect()
    };
    json!({
        "id": event.id.to_string(),
        "kind": event.body.kind().word(),
        "standard": event.source.standard.word(),
        "type": event.source.type_code,
        "version": event.source.version_code,
        "sender": identifiers(&event.sender),
        "receivers": event.receivers.iter().map(identifiers).collect::<Vec<_>>(),
        "occurred_at": event.times.occurred.as_ref().map(|at| at.instant.to_string()),
        "notices": event.notices.iter().map(|notice| notice.code.word()).collect::<Vec<_>>(),
    })
}

fn personal(event: &Event) -> Value {
    let subject = event.subject.as_ref();
    let sections = event.narrative.iter();
    json!({
        "letter_id": event.source.letter_id,
        "patient": subject.map(|subject| subject.identifiers.iter().map(|it| json!({
            "system": it.system(), "value": it.reveal(),
        })).collect::<Vec<_>>()),
        "given_name": subject.and_then(|subject| subject.given_name.as_ref()).map(|name| name.reveal()),
        "surname": subject.and_then(|subject| subject.surname.as_ref()).map(|name| name.reveal()),
        "narrative": sections.map(|section| json!({
            "title": section.title, "text": section.text.plain(),
        })).collect::<Vec<_>>(),
    })
}
