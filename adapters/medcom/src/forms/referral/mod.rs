//! Referrals (da. henvisninger): XREF01, 02, 06, 07, 08, 10, 12, 15, 22.

mod layout;
mod map;
mod render;
mod shape;

use canonical::event::Event;

pub(crate) use self::layout::Referral;
use crate::draft::Draft;
use crate::letter_type::{Form, NoSuchLetter};
use crate::version::Version;
use crate::walk::Walk;

impl Form for Referral {
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
