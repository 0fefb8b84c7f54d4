//! What goes over the fields of an element: the steps of a walk.

use std::ops::RangeInclusive;

use canonical::Personal;
use canonical::attachment::AttachmentContent;
use canonical::notice::NoticeCode;
use canonical::refusal::RefusalCode;
use canonical::text::Text;

use super::facet::Facet;
use crate::version::Version;

/// Whether a field has to be there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Occurs {
    /// The schema wants it; a letter without it is read all the same, and the doubt noted.
    Expected,
    /// It may be absent.
    Optional,
    /// It must be there, and may say nothing: the schema counts spaces as characters.
    Present,
    /// It must be there and say something.
    Required,
}

/// What a field holds in memory.
pub(crate) trait Words: From<String> {
    /// The characters.
    fn words(&self) -> &str;
}

/// Goes over the fields of one element.
pub(crate) trait Walk: Sized {
    /// The version of the letter.
    fn version(&self) -> &'static Version;

    /// An element with characters.
    fn field<T: Words>(&mut self, name: &'static str, occurs: Occurs, facet: Facet, value: &mut Option<T>);

    /// Elements with characters, at most so many.
    fn fields<T: Words>(&mut self, name: &'static str, most: usize, facet: Facet, values: &mut Vec<Option<T>>);

    /// An element with formatted text.
    fn text(&mut self, name: &'static str, occurs: Occurs, text: &mut Option<Text>);

    /// Elements with formatted text, at most so many.
    fn texts(&mut self, name: &'static str, most: usize, texts: &mut Vec<Text>);

    /// An element with a file in base64.
    fn file(&mut self, name: &'static str, content: &mut Option<AttachmentContent>);

    /// An element with elements. Whether there is something to write is said by `is_there`.
    fn group(&mut self, name: &'static str, occurs: Occurs, is_there: bool, inner: impl FnOnce(&mut Self));

    /// Elements with elements, so many of them.
    fn groups<T: Default>(
        &mut self,
        name: &'static str,
        count: RangeInclusive<usize>,
        items: &mut Vec<T>,
        inner: impl FnMut(&mut Self, &mut T),
    );

    /// Fields of which one is there.
    fn choice(&mut self, inner: impl FnOnce(&mut Self));

    /// Fields that are there together, as one of a choice.
    fn sequence(&mut self, inner: impl FnOnce(&mut Self));

    /// Whether an element is there, if this is reading.
    fn finds(&self, name: &str) -> Option<bool>;

    /// How much was refused so far, if this is reading.
    fn refusals(&self) -> usize;

    /// Keeps elements of this name verbatim, if this is reading: the model has no place for them.
    fn keep(&mut self, name: &str);

    /// Notes a doubt, if this is reading: about a child, or else about the element itself.
    fn note(&self, name: Option<&str>, code: NoticeCode);

    /// Refuses the element: for a child that is not there, or else as a whole.
    fn refuse(&mut self, name: Option<&'static str>, code: RefusalCode);

    /// An element with elements that may be absent.
    fn optional<T: Default>(
        &mut self,
        name: &'static str,
        item: &mut Option<T>,
        inner: impl FnOnce(&mut Self, &mut T),
    ) {
        let is_there = item.is_some();
        let mut found = item.take().unwrap_or_default();
        let mut is_found = false;
        self.group(name, Occurs::Optional, is_there, |walk| {
            is_found = true;
            inner(walk, &mut found);
        });
        *item = is_found.then_some(found);
    }

    /// An element with elements that must be there.
    fn required(&mut self, name: &'static str, inner: impl FnOnce(&mut Self)) {
        self.group(name, Occurs::Required, true, inner);
    }
}

impl Words for String {
    fn words(&self) -> &str {
        self
    }
}

impl Words for Personal<String> {
    fn words(&self) -> &str {
        self.reveal()
    }
}
