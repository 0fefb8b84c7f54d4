//! Reads: from the elements of a letter into its fields.

use std::ops::RangeInclusive;

use canonical::attachment::AttachmentContent;
use canonical::notice::NoticeCode;
use canonical::refusal::RefusalCode;
use canonical::text::Text;

use super::facet::Facet;
use super::fields::{Occurs, Walk, Words};
use crate::version::Version;
use crate::xml::{Fields, Node, formatted, trimmed};

/// Reads the fields of one element. Everything that is wrong is refused or noted, and the walk goes on.
pub(crate) struct Reader<'r, 't, 'a, 'i> {
    fields: Fields<'r, 't, 'a, 'i>,
    version: &'static Version,
}

impl<'r, 't, 'a, 'i> Reader<'r, 't, 'a, 'i> {
    /// Reads with the words of this version.
    pub(crate) const fn new(fields: Fields<'r, 't, 'a, 'i>, version: &'static Version) -> Self {
        Self { fields, version }
    }

    /// Keeps what nobody asked for.
    pub(crate) fn close(self) {
        self.fields.close();
    }

    fn within(&self, node: Node<'a, 'i>, inner: impl FnOnce(&mut Self)) {
        let mut reader = Self { fields: Fields::of(node, self.fields.reading()), version: self.version };
        inner(&mut reader);
        reader.close();
    }

    /// What a field that is there says.
    fn characters(&self, node: Node<'a, 'i>, occurs: Occurs, facet: Facet) -> Option<String> {
        let text = trimmed(node);
        if text.is_empty() {
            self.empty(node, occurs, facet);
            return None;
        }
        facet.doubts(&text).into_iter().for_each(|doubt| self.fields.reading().note(node, doubt));
        self.fields.parsed(node, &text, |text| facet.check(text).map(|()| text.to_owned()))
    }

    /// A field that says nothing counts as absent, which is noted, unless it must say something.
    fn empty(&self, node: Node<'a, 'i>, occurs: Occurs, facet: Facet) {
        let reading = self.fields.reading();
        let must_speak = match occurs {
            Occurs::Expected | Occurs::Optional => false,
            // Of spaces the schema counts the characters.
            Occurs::Present => !facet.may_be_empty() && !has_spaces(node),
            Occurs::Required => true,
        };
        if must_speak {
            return reading.refuse(node, RefusalCode::ElementEmpty);
        }
        if !facet.may_be_empty() {
            reading.note(node, NoticeCode::RuleTolerated);
        }
        reading.keep_around(node);
    }

    fn absent(&self, name: &str, occurs: Occurs) {
        let (reading, element) = (self.fields.reading(), self.fields.node());
        match occurs {
            Occurs::Expected => reading.note(element, NoticeCode::RuleTolerated),
            Occurs::Optional => {}
            Occurs::Present | Occurs::Required => reading.refuse_child(element, name, RefusalCode::ElementMissing),
        }
    }
}

impl Walk for Reader<'_, '_, '_, '_> {
    fn version(&self) -> &'static Version {
        self.version
    }

    fn field<T: Words>(&mut self, name: &'static str, occurs: Occurs, facet: Facet, value: &mut Option<T>) {
        let facet = facet.of(self.version);
        *value = match self.fields.single(name) {
            Some(node) => self.characters(node, occurs, facet).map(T::from),
            None => {
                self.absent(name, occurs);
                None
            }
        };
    }

    fn fields<T: Words>(&mut self, name: &'static str, most: usize, facet: Facet, values: &mut Vec<Option<T>>) {
        let facet = facet.of(self.version);
        for (index, node) in self.fields.all(name).into_iter().enumerate() {
            if index >= most {
                return self.fields.reading().refuse(node, RefusalCode::ElementRepeated);
            }
            let check = |text: &str| facet.check(text).map(|()| text.to_owned());
            values.push(self.fields.characters(node, check).map(T::from));
        }
    }

    fn text(&mut self, name: &'static str, occurs: Occurs, text: &mut Option<Text>) {
        *text = match occurs {
            Occurs::Expected | Occurs::Optional => self.fields.optional_text(name),
            Occurs::Present | Occurs::Required => self.fields.text(name),
        };
    }

    fn texts(&mut self, name: &'static str, most: usize, texts: &mut Vec<Text>) {
        for (index, node) in self.fields.all(name).into_iter().enumerate() {
            if index >= most {
                return self.fields.reading().refuse(node, RefusalCode::ElementRepeated);
            }
            texts.push(formatted(node, self.fields.reading()));
        }
    }

    fn file(&mut self, name: &'static str, content: &mut Option<AttachmentContent>) {
        let Some(node) = self.fields.required_node(name) else {
            return;
        };
        self.fields.reading().keep_around(node);
        match self.fields.reading().file(node) {
            Ok(file) => *content = Some(file),
            Err(code) => self.fields.reading().refuse(node, code),
        }
    }

    fn group(&mut self, name: &'static str, occurs: Occurs, _: bool, inner: impl FnOnce(&mut Self)) {
        let node = match occurs {
            Occurs::Expected | Occurs::Optional => self.fields.single(name),
            Occurs::Present | Occurs::Required => self.fields.required_node(name),
        };
        match node {
            Some(node) => self.within(node, inner),
            None if occurs == Occurs::Expected => self.note(None, NoticeCode::RuleTolerated),
            None => {}
        }
    }

    fn groups<T: Default>(
        &mut self,
        name: &'static str,
        count: RangeInclusive<usize>,
        items: &mut Vec<T>,
        mut inner: impl FnMut(&mut Self, &mut T),
    ) {
        let nodes = self.fields.all(name);
        if nodes.len() < *count.start() {
            self.refuse(Some(name), RefusalCode::ElementMissing);
        }
        for (index, node) in nodes.into_iter().enumerate() {
            if index >= *count.end() {
                return self.fields.reading().refuse(node, RefusalCode::ElementRepeated);
            }
            let mut item = T::default();
            self.within(node, |walk| inner(walk, &mut item));
            items.push(item);
        }
    }

    fn choice(&mut self, inner: impl FnOnce(&mut Self)) {
        inner(self);
    }

    fn sequence(&mut self, inner: impl FnOnce(&mut Self)) {
        inner(self);
    }

    fn finds(&self, name: &str) -> Option<bool> {
        Some(self.fields.peek(name).is_some())
    }

    fn refusals(&self) -> usize {
        self.fields.reading().refusals()
    }

    fn keep(&mut self, name: &str) {
        self.fields.keep(name);
    }

    fn note(&self, name: Option<&str>, code: NoticeCode) {
        match name {
            Some(name) => self.fields.note(name, code),
            None => self.fields.reading().note(self.fields.node(), code),
        }
    }

    fn refuse(&mut self, name: Option<&'static str>, code: RefusalCode) {
        match name {
            Some(name) => self.fields.reading().refuse_child(self.fields.node(), name, code),
            None => self.fields.reading().refuse(self.fields.node(), code),
        }
    }
}

/// Whether there are characters, be it spaces, and nothing but characters.
fn has_spaces(node: Node<'_, '_>) -> bool {
    node.has_children() && node.children().all(|child| child.is_text())
}
