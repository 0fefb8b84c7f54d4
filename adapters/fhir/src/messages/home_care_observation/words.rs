//! Text as it is read, and results in readable words, in Danish as the messages are.

use canonical::body::{Observation, Observations, ObservedValue, Quantity};
use canonical::refusal::RefusalCode;
use canonical::text::Text;

use crate::findings::Findings;
use crate::tree::Node;

/// The longest comment, in bytes: 1 MB, by the standard.
const LONGEST: usize = 1024 * 1024;
/// The longest text of one message, all comments together, in bytes; structured text takes many times their memory.
const LONGEST_TOGETHER: usize = 2 * 1024 * 1024;

/// How much text was read.
#[derive(Default)]
pub(super) struct Room {
    taken: usize,
}

impl Room {
    /// The text of a comment, unless it is too long or there was too much before it.
    pub(super) fn text(&mut self, at: Node<'_>, findings: &mut Findings) -> Option<Text> {
        let words = findings.written(at)?;
        self.taken = self.taken.saturating_add(words.len());
        if words.len() > LONGEST || self.taken > LONGEST_TOGETHER {
            findings.refuse(RefusalCode::TextTooLong, at);
            return None;
        }
        Some(Text::from_plain(words))
    }
}

/// Everything a reader needs who does not know the body, one result a line.
pub(super) fn facts(facts: &Observations) -> Text {
    let mut lines = Vec::new();
    if facts.consent_refused {
        lines.push("Borgeren ønsker ikke, at prøvesvarene deles.".to_owned());
    }
    for observation in &facts.observations {
        lines.push(result(observation));
        lines.extend(observation.notes.iter().map(Text::plain));
    }
    Text::from_plain(&lines.join("\n"))
}

/// `what: value unit (when)`.
fn result(observation: &Observation) -> String {
    let first = observation.codes.first();
    let coded = first.map(|code| code.display.as_ref().unwrap_or(&code.code));
    let mut line = observation.name.as_ref().or(coded).cloned().unwrap_or_default();
    line.push_str(": ");
    match &observation.value {
        Some(ObservedValue::Quantity(quantity)) => line.push_str(&amount(quantity)),
        Some(ObservedValue::Words(words)) => line.push_str(words.reveal()),
        None => line.push('-'),
    }
    if let Some(at) = &observation.at {
        line.push_str(&format!(" ({})", at.written));
    }
    line
}

/// The unit `1` of UCUM means that there is none.
fn amount(quantity: &Quantity) -> String {
    let unit = quantity.unit.as_ref().or(quantity.code.as_ref().filter(|code| *code != "1"));
    let parts = [quantity.comparator.as_ref(), Some(quantity.value.reveal()), unit];
    parts.into_iter().flatten().map(String::as_str).collect::<Vec<_>>().join(" ")
}
