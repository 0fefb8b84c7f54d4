//! Letters about a course of treatment, to the general practitioner (da. epikriser): XDIS01, 02, 03, 05, 06, 07, 08, 09, 10.

mod layout;
mod map;
mod render;
mod shape;

use canonical::event::Event;

pub(crate) use self::layout::ClinicalLetter;
use crate::draft::Draft;
use crate::letter_type::{Form, NoSuchLetter};
use crate::version::Version;
use crate::walk::Walk;

impl Form for ClinicalLetter {
    fn walk<W: Walk>(&mut self, walk: &mut W) {
        self.walk(walk);
    }

    fn draft(self, version: &'static Version) -> Draft {
        map::draft(self, version)
    }

    fn of(event: &Event, version: &'static Version) -> Result<Self, NoSuchLetter> {
        render::form(event, version)
    }
}
