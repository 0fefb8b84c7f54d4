//! What is asked of whom.

use canonical::action::{Action, Due, Priority};

use super::closed::Closed;
use super::part::{given, read_given, read_required};
use crate::{Error, v1};

impl From<&Action> for v1::Action {
    fn from(action: &Action) -> Self {
        let Action { kind, priority, priority_word, responsible, text, due } = action;
        Self {
            kind: kind.number(),
            priority: priority.map_or(v1::Priority::Unspecified.into(), Priority::number),
            priority_word: priority_word.clone(),
            responsible: given(responsible.as_ref()),
            text: given(text.as_ref()),
            due: given(due.as_ref()),
        }
    }
}

impl TryFrom<v1::Action> for Action {
    type Error = Error;

    fn try_from(message: v1::Action) -> Result<Self, Error> {
        let v1::Action { kind, priority, priority_word, responsible, text, due } = message;
        let unstated = priority == i32::from(v1::Priority::Unspecified);
        Ok(Self {
            kind: Closed::read(kind, "Action.kind")?,
            priority: if unstated { None } else { Some(Closed::read(priority, "Action.priority")?) },
            priority_word,
            responsible: read_given(responsible)?,
            text: read_given(text)?,
            due: read_given(due)?,
        })
    }
}

impl From<&Due> for v1::Due {
    fn from(due: &Due) -> Self {
        let Due { at, derived } = due;
        Self { at: Some(at.into()), derived: *derived }
    }
}

impl TryFrom<v1::Due> for Due {
    type Error = Error;

    fn try_from(message: v1::Due) -> Result<Self, Error> {
        let v1::Due { at, derived } = message;
        Ok(Self { at: read_required(at, "Due.at")?, derived })
    }
}
