//! Letters without a reader of their own: header, parties, patient, and all that there is to read.

use crate::draft::Draft;
use crate::xml::Fields;

/// Reads any letter.
pub(crate) fn draft(_fields: &mut Fields<'_, '_, '_, '_>) -> Option<Draft> {
    None
}
