//! Documents without their large files: what a reader needs in memory of a document of any size.
//!
//! A file stands in a letter as base64. While a document passes through [`Lightening`], each file that would not travel
//! inline is decoded, digested and handed on, and its characters are left out; what remains is a [`Light`] document,
//! from which the same events and refusals are made as from the whole one, at the same places.
//!
//! Files are known by the name of their element, before the characters are decoded: in every character set that is
//! read, markup and base64 are ASCII.

mod lightening;
mod markup;
mod part;

pub use lightening::Lightening;
pub(crate) use lightening::Wanted;
pub(crate) use part::{Extent, Part};

use std::borrow::Cow;
use std::fmt;

use canonical::attachment::INLINE_LIMIT;
use canonical::files::Nowhere;

/// The element that holds a file in a letter.
pub(crate) const FILE: &str = "Object_Base64Encoded";

/// The most of a document that is held beside its large files: 8 MiB.
const MOST: usize = 8 * 1024 * 1024;

/// A document without its large files.
#[derive(Clone)]
pub struct Light<'b> {
    /// What remains, in the character set of the document.
    pub(crate) bytes: Cow<'b, [u8]>,
    /// The size of the whole document.
    pub(crate) total: usize,
    /// Whether more would remain than is held.
    pub(crate) is_excess: bool,
    /// What was left out, in the order of the document; `None` if nothing would have been.
    pub(crate) parts: Option<Vec<Part>>,
}

impl<'b> Light<'b> {
    /// The document with everything in it: for one that is known to be small.
    #[must_use]
    pub const fn whole(bytes: &'b [u8]) -> Self {
        Self { bytes: Cow::Borrowed(bytes), total: bytes.len(), is_excess: false, parts: None }
    }

    /// The document as it is held. Its large files are digested and go nowhere.
    pub(crate) fn of(bytes: &'b [u8]) -> Self {
        if bytes.len() <= INLINE_LIMIT {
            // There is no room for a large file.
            return Self::whole(bytes);
        }
        let mut lightening = Lightening::new(Nowhere);
        // Nowhere never fails.
        let _ = lightening.write(bytes);
        let (light, Nowhere) = lightening.finish();
        if light.parts().is_empty() && !light.is_excess { Self { bytes: Cow::Borrowed(bytes), ..light } } else { light }
    }

    pub(crate) fn parts(&self) -> &[Part] {
        self.parts.as_deref().unwrap_or_default()
    }
}

impl fmt::Debug for Light<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (held, parts) = (self.bytes.len(), self.parts().len());
        write!(f, "Light({held} of {} bytes, {parts} files left out)", self.total)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_says_nothing_of_its_content() {
        let mut lightening = Lightening::new(Nowhere);
        lightening.write(b"<a>Testrup</a>").expect("taken");
        let (light, Nowhere) = lightening.finish();
        assert_eq!(format!("{light:?}"), "Light(14 of 14 bytes, 0 files left out)");
        assert_eq!(format!("{:?}", Light::whole(b"<a>Testrup</a>")), format!("{light:?}"));
    }
}
