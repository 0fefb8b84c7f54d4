//! Letters without a reader of their own: header, parties, patient, files, and all that there is to read.
//!
//! Nothing is refused here for being unknown. What must be there is what a letter needs to be kept and
//! answered: its identifier, its sender, its receiver.

mod map;
mod moment;
mod narrative;
mod objects;
mod parse;
mod party;

use crate::draft::Draft;
use crate::xml::Fields;

/// Reads any letter.
pub(crate) fn draft(mut fields: Fields<'_, '_, '_, '_>) -> Option<Draft> {
    let letter = parse::document(&mut fields);
    fields.close();
    letter.map(map::draft)
}
