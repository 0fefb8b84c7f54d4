//! What any input must not break. Fuzzing looks for inputs that do; a test replays what it found worth keeping.

mod answered;
mod envelope;
mod message;
mod places;
mod request;
mod support;

pub(crate) use envelope::sbdh_open;
pub(crate) use message::convert;
pub(crate) use request::rest;

use canonical::letter::Answer;
use canonical::refusal::{Place, Refusal, RefusalCode};

fn refused() -> Answer {
    Answer::Refused(vec![Refusal::new(RefusalCode::RuleBroken, Place::path("Bundle"))])
}
