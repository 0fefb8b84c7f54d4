//! Reads the children of one element, by name and in any order, and reports everything that is wrong.
//!
//! A field that is not asked for is kept verbatim when the reader closes, so nothing is lost silently.

use canonical::notice::NoticeCode;
use canonical::refusal::RefusalCode;
use canonical::text::Text;

use super::collapse::{is_blank, trimmed};
use super::{Node, Reading, formatted};

/// Most elements have no more children.
const CHILDREN: usize = 8;

/// The fields of one element.
///
/// The methods return `None` where something was refused; an absent optional field is `Some(None)`.
/// So a whole letter is built with `?` after all of its fields were read, and every refusal is found.
pub(crate) struct Fields<'r, 't, 'a, 'i> {
    node: Node<'a, 'i>,
    reading: &'r Reading<'t>,
    children: Vec<Child<'a, 'i>>,
    /// Where the next field is looked for first: schemas fix the order, readers do not insist on it.
    next: usize,
    /// Whether there are characters between the children.
    has_words: bool,
}

struct Child<'a, 'i> {
    node: Node<'a, 'i>,
    name: &'i str,
    is_taken: bool,
}

impl<'r, 't, 'a, 'i> Fields<'r, 't, 'a, 'i> {
    /// Opens an element.
    pub(crate) fn of(node: Node<'a, 'i>, reading: &'r Reading<'t>) -> Self {
        let mut fields = Self { node, reading, children: Vec::with_capacity(CHILDREN), next: 0, has_words: false };
        for child in node.children() {
            if child.is_element() {
                fields.children.push(Child { node: child, name: child.tag_name().name(), is_taken: false });
            } else if child.is_text() {
                fields.has_words |= !is_blank(child.text().unwrap_or_default());
            }
        }
        fields
    }

    /// The element itself.
    pub(crate) const fn node(&self) -> Node<'a, 'i> {
        self.node
    }

    /// What is found is collected here.
    pub(crate) const fn reading(&self) -> &'r Reading<'t> {
        self.reading
    }

    /// A field that must be there and have content.
    pub(crate) fn required<T>(&mut self, name: &str, parse: impl FnOnce(&str) -> Result<T, RefusalCode>) -> Option<T> {
        let node = self.required_node(name)?;
        let text = trimmed(node);
        if text.is_empty() { self.refuse(node, RefusalCode::ElementEmpty) } else { self.parsed(node, &text, parse) }
    }

    /// A field that may be absent. An empty one counts as absent and is noted.
    pub(crate) fn optional<T>(
        &mut self,
        name: &str,
        parse: impl FnOnce(&str) -> Result<T, RefusalCode>,
    ) -> Option<Option<T>> {
        let Some(node) = self.single(name) else {
            return Some(None);
        };
        let text = trimmed(node);
        if text.is_empty() {
            self.reading.note(node, NoticeCode::RuleTolerated);
            self.reading.keep_around(node);
            return Some(None);
        }
        self.parsed(node, &text, parse).map(Some)
    }

    /// The characters of a field that was taken; `None` if there are none.
    pub(crate) fn characters<T>(
        &self,
        node: Node<'a, 'i>,
        parse: impl FnOnce(&str) -> Result<T, RefusalCode>,
    ) -> Option<T> {
        let text = trimmed(node);
        if text.is_empty() {
            self.reading.keep_around(node);
            return None;
        }
        self.parsed(node, &text, parse)
    }

    /// A group that must be there.
    pub(crate) fn group<T>(
        &mut self,
        name: &str,
        read: impl FnOnce(&mut Fields<'r, 't, 'a, 'i>) -> Option<T>,
    ) -> Option<T> {
        let node = self.required_node(name)?;
        self.within(node, read)
    }

    /// A group that may be absent.
    pub(crate) fn optional_group<T>(
        &mut self,
        name: &str,
        read: impl FnOnce(&mut Fields<'r, 't, 'a, 'i>) -> Option<T>,
    ) -> Option<Option<T>> {
        match self.single(name) {
            Some(node) => self.within(node, read).map(Some),
            None => Some(None),
        }
    }

    /// Groups of one name, at most so many.
    pub(crate) fn groups<T>(
        &mut self,
        name: &str,
        at_most: usize,
        mut read: impl FnMut(&mut Fields<'r, 't, 'a, 'i>) -> Option<T>,
    ) -> Option<Vec<T>> {
        let mut all = Some(Vec::new());
        for (index, node) in self.all(name).into_iter().enumerate() {
            if index == at_most {
                return self.refuse(node, RefusalCode::ElementRepeated);
            }
            let one = self.within(node, &mut read);
            all = all.zip(one).map(|(mut all, one)| {
                all.push(one);
                all
            });
        }
        all
    }

    /// A field that may be absent, of letters whose schema is not known: taken over if it is text and not
    /// too long, else left for [`Fields::keep_rest`].
    pub(crate) fn lenient(&mut self, name: &str, most: usize) -> Option<String> {
        let node = self.peek(name)?;
        let text = trimmed(node);
        let fits = !text.is_empty() && text.chars().count() <= most && !node.children().any(|n| n.is_element());
        if text.is_empty() || fits {
            self.take(name);
            self.reading.keep_around(node);
        }
        fits.then(|| text.into_owned())
    }

    /// The fields that were not read yet, taken.
    pub(crate) fn rest(&mut self) -> Vec<Node<'a, 'i>> {
        let left = self.children.iter_mut().filter(|child| !child.is_taken);
        left.map(|child| {
            child.is_taken = true;
            child.node
        })
        .collect()
    }

    /// Keeps the fields that were not read yet verbatim: nothing is known of them.
    pub(crate) fn keep_rest(&mut self) {
        for node in self.rest() {
            self.reading.keep(node);
        }
    }

    /// Formatted text that must be there; it may be empty.
    pub(crate) fn text(&mut self, name: &str) -> Option<Text> {
        let node = self.required_node(name)?;
        Some(formatted(node, self.reading))
    }

    /// Formatted text that may be absent.
    pub(crate) fn optional_text(&mut self, name: &str) -> Option<Text> {
        self.single(name).map(|node| formatted(node, self.reading))
    }

    /// Keeps fields of this name verbatim: the model has no place for them.
    pub(crate) fn keep(&mut self, name: &str) {
        for node in self.all(name) {
            self.reading.keep(node);
        }
    }

    /// Notes a doubt about a field that was or will be read.
    pub(crate) fn note(&self, name: &str, code: NoticeCode) {
        let named = self.children.iter().find(|child| child.name == name);
        let node = named.map_or(self.node, |child| child.node);
        self.reading.note(node, code);
    }

    /// Refuses the whole element.
    pub(crate) fn refuse_all<T>(&self, code: RefusalCode) -> Option<T> {
        self.refuse(self.node, code)
    }

    /// Refuses for a child that is not there.
    pub(crate) fn refuse_missing<T>(&self, name: &str, code: RefusalCode) -> Option<T> {
        self.reading.refuse_child(self.node, name, code);
        None
    }

    /// The next field of this name, without taking it.
    pub(crate) fn peek(&self, name: &str) -> Option<Node<'a, 'i>> {
        self.find(name).and_then(|at| self.children.get(at)).map(|child| child.node)
    }

    /// All fields of this name, taken.
    pub(crate) fn all(&mut self, name: &str) -> Vec<Node<'a, 'i>> {
        std::iter::from_fn(|| self.take(name)).collect()
    }

    /// Keeps what nobody asked for: elements, attributes, and characters between elements.
    pub(crate) fn close(self) {
        let is_bare = self.node.attributes().all(|attribute| attribute.namespace().is_some());
        if !is_bare || self.has_words {
            self.reading.keep_own(self.node);
        }
        for child in self.children.iter().filter(|child| !child.is_taken) {
            self.reading.keep_unknown(child.node);
        }
    }

    fn within<T>(&self, node: Node<'a, 'i>, read: impl FnOnce(&mut Fields<'r, 't, 'a, 'i>) -> Option<T>) -> Option<T> {
        let mut fields = Fields::of(node, self.reading);
        let read = read(&mut fields);
        fields.close();
        read
    }

    /// What the characters of a field are; what should not be around them is kept.
    pub(crate) fn parsed<T>(
        &self,
        node: Node<'a, 'i>,
        text: &str,
        parse: impl FnOnce(&str) -> Result<T, RefusalCode>,
    ) -> Option<T> {
        self.reading.keep_around(node);
        match parse(text) {
            Ok(value) => Some(value),
            Err(code) => self.refuse(node, code),
        }
    }

    fn refuse<T>(&self, node: Node<'a, 'i>, code: RefusalCode) -> Option<T> {
        self.reading.refuse(node, code);
        None
    }

    /// The one field of this name, which must be there.
    pub(crate) fn required_node(&mut self, name: &str) -> Option<Node<'a, 'i>> {
        match self.single(name) {
            Some(node) => Some(node),
            None => self.refuse_missing(name, RefusalCode::ElementMissing),
        }
    }

    /// The one field of this name, if it is there. A second one refuses the letter.
    pub(crate) fn single(&mut self, name: &str) -> Option<Node<'a, 'i>> {
        let first = self.take(name)?;
        if let Some(second) = self.take(name) {
            self.all(name);
            self.reading.refuse(second, RefusalCode::ElementRepeated);
        }
        Some(first)
    }

    fn take(&mut self, name: &str) -> Option<Node<'a, 'i>> {
        let at = self.find(name)?;
        let child = self.children.get_mut(at)?;
        child.is_taken = true;
        self.next = at + 1;
        Some(child.node)
    }

    /// The first field of this name that was not taken, from the last one on, then from the start.
    fn find(&self, name: &str) -> Option<usize> {
        let wanted = |child: &Child<'_, '_>| !child.is_taken && child.name == name;
        let (before, after) = self.children.split_at_checked(self.next)?;
        let at = after.iter().position(wanted).map(|at| self.next + at);
        at.or_else(|| before.iter().position(wanted))
    }
}
