//! The page beside a refused document: every reason, for people and programs.

use canonical::refusal::Refusal;
use serde_json::{Value, json};

use crate::reception::{LetterResult, Reception};

/// The page, in JSON. It quotes nothing of the document but ids and types.
pub(super) fn page(reception: &Reception) -> Vec<u8> {
    let page = json!({
        "document": reasons(&reception.refusals),
        "letters": reception.letters.iter().map(letter).collect::<Vec<_>>(),
    });
    format!("{page:#}\n").into_bytes()
}

fn letter(letter: &LetterResult) -> Value {
    json!({
        "letter_id": letter.head.letter_id,
        "type": letter.head.type_code,
        "outcome": letter.outcome.word(),
        "event_id": letter.event_id.map(|id| id.to_string()),
        "reasons": reasons(letter.outcome.refusals()),
    })
}

fn reasons(refusals: &[Refusal]) -> Vec<Value> {
    refusals.iter().map(reason).collect()
}

fn reason(Refusal { at, code }: &Refusal) -> Value {
    json!({
        "code": code.word(),
        "path": at.path,
        "line": at.line,
        "column": at.column,
        "meaning": code.meaning(),
        "what_to_do": code.remedy(),
        "dansk": code.danish(),
    })
}
