//! Yes and no, as the municipality family writes them.

use crate::walk::{Facet, Occurs, Walk};

/// `1` or `0`.
pub(crate) fn flag<W: Walk>(walk: &mut W, name: &'static str, flag: &mut Option<bool>) {
    let mut word = flag.map(|flag| if flag { "1" } else { "0" }.to_owned());
    walk.field(name, Occurs::Optional, Facet::closed(&["0", "1"]), &mut word);
    *flag = word.map(|word: String| word == "1");
}
