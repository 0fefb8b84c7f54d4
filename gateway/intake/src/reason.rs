//! A reason as senders read it in JSON, over HTTP and AMQP alike.

use canonical::Refusal;
use serde_json::{Value, json};

/// Everything a sender needs to repair the letter: code, place, meaning and remedy, and never text of the document.
#[must_use]
pub fn reason(Refusal { at, code }: &Refusal) -> Value {
    json!({
        "code": code.word(),
        "path": at.path,
        "line": at.line,
        "column": at.column,
        "meaning": code.meaning(),
        "remedy": code.remedy(),
    })
}
