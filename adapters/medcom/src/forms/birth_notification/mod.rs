//! Birth notifications (da. fødselsanmeldelser): XDIS32.

mod children;
mod diagnoses;
mod layout;
mod map;
mod mother;
mod render;
mod words;

pub(crate) use layout::BirthNotification;

use canonical::event::Event;

use crate::draft::Draft;
use crate::letter_type::{Form, NoSuchLetter};
use crate::version::Version;
use crate::walk::Walk;

impl Form for BirthNotification {
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
