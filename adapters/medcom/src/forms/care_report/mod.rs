//! Reports between municipality and hospital around a stay (da. indlæggelses- og udskrivningsrapporter): XDIS16,
//! XDIS18, XDIS21.

mod family;
mod layout;
mod lists;
mod map;
mod plan;
mod render;
mod words;

pub(crate) use layout::CareReport;

use canonical::event::Event;

use crate::draft::Draft;
use crate::letter_type::{Form, NoSuchLetter};
use crate::version::Version;
use crate::walk::Walk;

impl Form for CareReport {
    fn walk<W: Walk>(&mut self, walk: &mut W) {
        if layout::is_of_family(walk.version()) {
            family::letter(walk, self);
        } else {
            layout::letter(walk, self);
        }
    }

    fn draft(self, version: &'static Version) -> Draft {
        map::draft(self, version)
    }

    fn of(event: &Event, version: &'static Version) -> Result<Self, NoSuchLetter> {
        render::form(event, version)
    }
}
