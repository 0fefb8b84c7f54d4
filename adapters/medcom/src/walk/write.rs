//! Writes: from the fields of a letter to its elements.

use std::ops::RangeInclusive;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use canonical::attachment::AttachmentContent;
use canonical::notice::NoticeCode;
use canonical::refusal::RefusalCode;
use canonical::text::Text;

use super::facet::Facet;
use super::fields::{Occurs, Walk, Words};
use crate::unrenderable::Unrenderable;
use crate::version::Version;
use crate::xml::{Xml, write_text};

/// Writes the fields of a letter into a document.
pub(crate) struct Writer<'x> {
    xml: &'x mut Xml,
    version: &'static Version,
    path: Vec<&'static str>,
    wrong: Vec<Unrenderable>,
}

impl<'x> Writer<'x> {
    /// Writes with the words of this version.
    pub(crate) const fn new(xml: &'x mut Xml, version: &'static Version) -> Self {
        Self { xml, version, path: Vec::new(), wrong: Vec::new() }
    }

    /// # Errors
    /// Everything that could not be written.
    pub(crate) fn finish(self) -> Result<(), Vec<Unrenderable>> {
        if self.wrong.is_empty() { Ok(()) } else { Err(self.wrong) }
    }

    fn wrong(&mut self, name: &'static str, code: RefusalCode) {
        let steps: Vec<&str> = self.path.iter().copied().chain([name]).collect();
        self.wrong.push(Unrenderable { path: steps.join("/"), code });
    }

    fn missing(&mut self, name: &'static str, occurs: Occurs) {
        if occurs != Occurs::Optional {
            self.wrong(name, RefusalCode::ElementMissing);
        }
    }
}

impl Walk for Writer<'_> {
    fn version(&self) -> &'static Version {
        self.version
    }

    fn field<T: Words>(&mut self, name: &'static str, occurs: Occurs, facet: Facet, value: &mut Option<T>) {
        let facet = facet.of(self.version);
        match value.as_ref().map(Words::words) {
            Some(words) => {
                if let Err(code) = facet.writes(words) {
                    self.wrong(name, code);
                }
                self.xml.field(name, words);
            }
            // Nothing is said, in as many characters as the schema wants.
            None if occurs == Occurs::Present => self.xml.field(name, if facet.may_be_empty() { "" } else { " " }),
            None => self.missing(name, occurs),
        }
    }

    fn fields<T: Words>(&mut self, name: &'static str, most: usize, facet: Facet, values: &mut Vec<Option<T>>) {
        if values.len() > most {
            self.wrong(name, RefusalCode::ElementRepeated);
        }
        values.iter_mut().for_each(|value| self.field(name, Occurs::Present, facet, value));
    }

    fn text(&mut self, name: &'static str, occurs: Occurs, text: &mut Option<Text>) {
        match text {
            Some(Text(parts)) => self.xml.element(name, |xml| write_text(parts, xml)),
            None => self.missing(name, occurs),
        }
    }

    fn texts(&mut self, name: &'static str, most: usize, texts: &mut Vec<Text>) {
        if texts.len() > most {
            self.wrong(name, RefusalCode::ElementRepeated);
        }
        texts.iter().for_each(|Text(parts)| self.xml.element(name, |xml| write_text(parts, xml)));
    }

    fn file(&mut self, name: &'static str, content: &mut Option<AttachmentContent>) {
        match content {
            Some(AttachmentContent::Inline { bytes, .. }) => self.xml.field(name, &STANDARD.encode(bytes.reveal())),
            // Its bytes are in the original, or nowhere here.
            Some(_) | None => self.wrong(name, RefusalCode::ElementMissing),
        }
    }

    fn group(&mut self, name: &'static str, occurs: Occurs, is_there: bool, inner: impl FnOnce(&mut Self)) {
        if !is_there {
            return self.missing(name, occurs);
        }
        self.xml.open(name);
        self.path.push(name);
        inner(self);
        self.path.pop();
        self.xml.close();
    }

    fn groups<T: Default>(
        &mut self,
        name: &'static str,
        count: RangeInclusive<usize>,
        items: &mut Vec<T>,
        mut inner: impl FnMut(&mut Self, &mut T),
    ) {
        if items.len() < *count.start() {
            self.wrong(name, RefusalCode::ElementMissing);
        }
        if items.len() > *count.end() {
            self.wrong(name, RefusalCode::ElementRepeated);
        }
        for item in items {
            self.group(name, Occurs::Required, true, |walk| inner(walk, item));
        }
    }

    fn choice(&mut self, inner: impl FnOnce(&mut Self)) {
        inner(self);
    }

    fn sequence(&mut self, inner: impl FnOnce(&mut Self)) {
        inner(self);
    }

    fn finds(&self, _: &str) -> Option<bool> {
        None
    }

    fn refusals(&self) -> usize {
        0
    }

    fn keep(&mut self, _: &str) {}

    fn note(&self, _: Option<&str>, _: NoticeCode) {}

    fn refuse(&mut self, name: Option<&'static str>, code: RefusalCode) {
        let steps: Vec<&str> = self.path.iter().copied().chain(name).collect();
        self.wrong.push(Unrenderable { path: steps.join("/"), code });
    }
}
