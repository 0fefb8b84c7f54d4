//! Rehabilitation plans (da. genoptræningsplaner): GGOP.

mod clinical;
mod layout;
mod map;
mod people;
mod render;
mod words;

pub(crate) use layout::RehabilitationPlan;

use canonical::event::Event;

use crate::draft::Draft;
use crate::letter_type::{Form, NoSuchLetter};
use crate::version::Version;
use crate::walk::Walk;

impl Form for RehabilitationPlan {
    fn walk<W: Walk>(&mut self, walk: &mut W) {
        layout::letter(walk, self);
    }

    fn draft(self, _: &'static Version) -> Draft {
        map::draft(self)
    }

    fn of(event: &Event, version: &'static Version) -> Result<Self, NoSuchLetter> {
        render::form(event, version)
    }
}
