//! Times of letters whose schema is not known.

use canonical::Moment;
use canonical::notice::NoticeCode;

use crate::blocks::{is_doubtful, moment};
use crate::version::ANY;
use crate::walk::Reader;
use crate::xml::{Fields, Reading};

/// A date with a time. What is none is kept verbatim.
pub(super) fn lenient_moment(fields: &mut Fields<'_, '_, '_, '_>, name: &str) -> Option<Moment> {
    let mut nodes = fields.all(name).into_iter();
    let node = nodes.next()?;
    nodes.for_each(|second| fields.reading().keep(second));
    let trial = Reading::trial(fields.reading());
    let mut found = None;
    let mut reader = Reader::new(Fields::of(node, &trial), &ANY);
    moment(&mut reader, &mut found, false);
    reader.close();
    let found = found.filter(|_| !trial.is_refused());
    if found.is_none() || trial.has_kept() {
        fields.reading().keep(node);
    }
    if found.as_ref().is_some_and(is_doubtful) {
        fields.reading().note(node, NoticeCode::TimeAmbiguous);
    }
    found
}
