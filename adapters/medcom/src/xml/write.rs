//! Writes XML: elements in order, text escaped, one declaration.

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event};

use super::Prefixes;

/// A document in the making, in UTF-8.
pub(crate) struct Xml {
    writer: Writer<Vec<u8>>,
    prefixes: &'static Prefixes,
    /// The elements that are begun and not ended, as written.
    open: Vec<String>,
    /// The same, without prefixes.
    path: Vec<String>,
}

impl Xml {
    /// A document with this root element in this namespace.
    pub(crate) fn document(root: &str, namespace: &str, content: impl FnOnce(&mut Self)) -> Vec<u8> {
        Self::mixed(root, namespace, &Prefixes::NONE, content)
    }

    /// A document whose elements are of this namespace where they have no prefix.
    pub(crate) fn mixed(
        root: &str,
        namespace: &str,
        prefixes: &'static Prefixes,
        content: impl FnOnce(&mut Self),
    ) -> Vec<u8> {
        let mut xml = Self { writer: Writer::new(Vec::new()), prefixes, open: Vec::new(), path: Vec::new() };
        xml.event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)));
        let declared: Vec<String> = prefixes.namespaces.iter().map(|(prefix, _)| format!("xmlns:{prefix}")).collect();
        let others = declared.iter().map(String::as_str).zip(prefixes.namespaces.iter().map(|(_, uri)| *uri));
        let attributes: Vec<(&str, &str)> = [("xmlns", namespace)].into_iter().chain(others).collect();
        xml.element_with(root, &attributes, content);
        xml.writer.into_inner()
    }

    /// An element with content.
    pub(crate) fn element(&mut self, name: &str, content: impl FnOnce(&mut Self)) {
        self.element_with(name, &[], content);
    }

    /// An element with attributes and content.
    pub(crate) fn element_with(&mut self, name: &str, attributes: &[(&str, &str)], content: impl FnOnce(&mut Self)) {
        self.begin(name, attributes);
        content(self);
        self.close();
    }

    /// Begins an element; [`Xml::close`] ends it.
    pub(crate) fn open(&mut self, name: &str) {
        self.begin(name, &[]);
    }

    fn begin(&mut self, name: &str, attributes: &[(&str, &str)]) {
        self.path.push(name.to_owned());
        let written = self.written();
        self.event(Event::Start(BytesStart::new(written.as_str()).with_attributes(attributes.iter().copied())));
        self.open.push(written);
    }

    /// Ends the element that was begun last.
    pub(crate) fn close(&mut self) {
        self.path.pop();
        if let Some(name) = self.open.pop() {
            self.event(Event::End(BytesEnd::new(name)));
        }
    }

    /// The name of the element that is begun, with its prefix.
    fn written(&self) -> String {
        if self.prefixes.elements.is_empty() {
            return self.path.last().cloned().unwrap_or_default();
        }
        let path: Vec<&str> = self.path.iter().map(String::as_str).collect();
        self.prefixes.name(&path)
    }

    /// An element without content.
    pub(crate) fn empty(&mut self, name: &str) {
        self.path.push(name.to_owned());
        let written = self.written();
        self.path.pop();
        self.event(Event::Empty(BytesStart::new(written)));
    }

    /// An element with text.
    pub(crate) fn field(&mut self, name: &str, text: &str) {
        self.element(name, |xml| xml.text(text));
    }

    /// An element with text, if there is some.
    pub(crate) fn optional_field(&mut self, name: &str, text: Option<&str>) {
        if let Some(text) = text {
            self.field(name, text);
        }
    }

    /// Characters; what XML cannot hold at all is left out.
    pub(crate) fn text(&mut self, text: &str) {
        let text: String = text.chars().filter(|c| is_allowed(*c)).collect();
        self.event(Event::Text(BytesText::new(&text)));
    }

    fn event(&mut self, event: Event<'_>) {
        // Writing into memory does not fail.
        let _ = self.writer.write_event(event);
    }
}

/// `Char` of XML 1.0, section 2.2.
pub(crate) const fn is_allowed(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_reads_back() {
        let bytes = Xml::document("a", "urn:u", |xml| {
            xml.field("b", "x < y & \"z\" \u{0}æ");
            xml.empty("c");
            xml.element_with("d", &[("e", "'\"<")], |_| {});
        });
        let text = String::from_utf8(bytes).expect("UTF-8");
        let document = roxmltree::Document::parse(&text).expect("well-formed");
        let field = document.root_element().first_child().and_then(|b| b.text().map(str::to_owned));
        assert_eq!(field.as_deref(), Some("x < y & \"z\" æ"));
        let last = document.root_element().last_child().expect("three children");
        assert_eq!(last.attribute("e"), Some("'\"<"));
    }
}
