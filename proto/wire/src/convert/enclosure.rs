//! The body of an enclosure.

use canonical::body::Enclosure;

use super::part::{personal, revealed};
use crate::v1;

impl From<&Enclosure> for v1::Enclosure {
    fn from(body: &Enclosure) -> Self {
        let Enclosure { about_system, contents } = body;
        Self { about_system: *about_system, contents: revealed(contents) }
    }
}

impl From<v1::Enclosure> for Enclosure {
    fn from(message: v1::Enclosure) -> Self {
        let v1::Enclosure { about_system, contents } = message;
        Self { about_system, contents: personal(contents) }
    }
}
