//! Whether a letter is what the schema of its version says, by what the version says it may hold.
//!
//! This is stricter than reading: order, counts, lengths, code lists, namespaces and white space are the schema's own.

use canonical::refusal::{Refusal, RefusalCode};

use crate::walk::{Content, Facet, Particle};
use crate::xml::{Node, Positions, is_blank, is_inline};

/// The most findings of one letter.
const FINDINGS: usize = 100;
/// The namespace whose attributes are for schema tools.
const XSI: &str = "http://www.w3.org/2001/XMLSchema-instance";

/// Everything about an element with this content that its schema does not allow, in the order of the document.
pub(crate) fn findings(
    element: Node<'_, '_>,
    particles: &[Particle],
    namespace: &str,
    positions: &Positions<'_>,
) -> Vec<Refusal> {
    let mut check = Check { namespace, positions, found: Vec::new() };
    check.group(element, particles);
    check.found.truncate(FINDINGS);
    check.found
}

/// What is around the elements of an element and should not be.
pub(crate) fn around(element: Node<'_, '_>, positions: &Positions<'_>) -> Vec<Refusal> {
    let mut check = Check { namespace: "", positions, found: Vec::new() };
    check.surroundings(element);
    check.found
}

struct Check<'c, 't> {
    namespace: &'c str,
    positions: &'c Positions<'t>,
    found: Vec<Refusal>,
}

impl Check<'_, '_> {
    fn wrong(&mut self, node: Node<'_, '_>, code: RefusalCode) {
        if self.found.len() < FINDINGS {
            self.found.push(Refusal::new(code, self.positions.place(node)));
        }
    }

    fn missing(&mut self, parent: Node<'_, '_>, name: &str) {
        if self.found.len() < FINDINGS {
            let place = self.positions.place(parent);
            let path = format!("{}/{name}", place.path);
            self.found.push(Refusal::new(RefusalCode::ElementMissing, canonical::refusal::Place { path, ..place }));
        }
    }

    /// Attributes that the schema does not know; those for schema tools are known everywhere.
    fn attributes(&mut self, node: Node<'_, '_>) {
        let is_known = |attribute: &roxmltree::Attribute<'_, '_>| {
            attribute.namespace() == Some(XSI)
                && matches!(attribute.name(), "schemaLocation" | "noNamespaceSchemaLocation")
        };
        if !node.attributes().all(|attribute| is_known(&attribute)) {
            self.wrong(node, RefusalCode::ValueMalformed);
        }
    }

    /// Attributes, and characters between elements.
    fn surroundings(&mut self, node: Node<'_, '_>) {
        self.attributes(node);
        if node.children().filter(Node::is_text).any(|text| !is_blank(text.text().unwrap_or_default())) {
            self.wrong(node, RefusalCode::ValueMalformed);
        }
    }

    fn group(&mut self, node: Node<'_, '_>, particles: &[Particle]) {
        self.surroundings(node);
        let children: Vec<Node<'_, '_>> = node.children().filter(Node::is_element).collect();
        let mut rest = children.as_slice();
        for (at, particle) in particles.iter().enumerate() {
            let later = particles.get(at..).unwrap_or_default();
            rest = self.skipped(rest, later);
            rest = self.particle(node, particle, rest);
        }
        rest.iter().for_each(|child| self.wrong(*child, RefusalCode::ElementUnexpected));
    }

    /// The children from the first on that may stand here or later.
    fn skipped<'n, 'a, 'i>(&mut self, children: &'n [Node<'a, 'i>], later: &[Particle]) -> &'n [Node<'a, 'i>] {
        let is_expected = |child: &Node<'_, '_>| later.iter().any(|particle| self.begins(particle, *child));
        let at = children.iter().position(is_expected).unwrap_or(children.len());
        let (skipped, rest) = children.split_at(at);
        skipped.iter().for_each(|child| self.wrong(*child, RefusalCode::ElementUnexpected));
        rest
    }

    /// Whether a particle may begin with this element.
    fn begins(&self, particle: &Particle, child: Node<'_, '_>) -> bool {
        match particle {
            Particle::Choice(all) => all.iter().any(|one| self.begins(one, child)),
            Particle::Element { name, .. } => self.is_named(child, name),
            Particle::Sequence(all) => all.first().is_some_and(|first| self.begins(first, child)),
        }
    }

    fn is_named(&self, child: Node<'_, '_>, name: &str) -> bool {
        let tag = child.tag_name();
        tag.name() == name && tag.namespace() == Some(self.namespace)
    }

    /// Checks what a particle covers, and gives what is behind it.
    fn particle<'n, 'a, 'i>(
        &mut self,
        parent: Node<'_, '_>,
        particle: &Particle,
        children: &'n [Node<'a, 'i>],
    ) -> &'n [Node<'a, 'i>] {
        match particle {
            Particle::Choice(all) => {
                let taken = children.first().and_then(|child| all.iter().find(|one| self.begins(one, *child)));
                match taken {
                    Some(one) => self.particle(parent, one, children),
                    None => {
                        self.missing(parent, first_name(all));
                        children
                    }
                }
            }
            // In a choice, its elements stand once, however the fields of a letter put it.
            Particle::Sequence(all) => all.iter().fold(children, |rest, one| self.particle(parent, one, rest)),
            Particle::Element { name, count, content } => {
                let times = children.iter().take_while(|child| self.is_named(**child, name)).count();
                let (own, rest) = children.split_at(times);
                if times < *count.start() {
                    self.missing(parent, name);
                }
                for (at, child) in own.iter().enumerate() {
                    if at >= *count.end() {
                        self.wrong(*child, RefusalCode::ElementRepeated);
                    }
                    self.content(*child, content);
                }
                rest
            }
        }
    }

    fn content(&mut self, node: Node<'_, '_>, content: &Content) {
        match content {
            Content::File => self.simple(node, |_| Ok(())),
            Content::Formatted => self.formatted(node, Level::Formatted),
            Content::Group(particles) => self.group(node, particles),
            Content::Simple(facet) => self.simple(node, |raw| Facet::allows(*facet, raw)),
        }
    }

    fn simple(&mut self, node: Node<'_, '_>, allows: impl FnOnce(&str) -> Result<(), RefusalCode>) {
        self.attributes(node);
        if let Some(inner) = node.children().find(Node::is_element) {
            self.wrong(inner, RefusalCode::ElementUnexpected);
        }
        let raw: String = node.children().filter_map(|child| child.text().filter(|_| child.is_text())).collect();
        if let Err(code) = allows(&raw) {
            self.wrong(node, code);
        }
    }

    fn formatted(&mut self, node: Node<'_, '_>, level: Level) {
        self.attributes(node);
        for child in node.children().filter(Node::is_element) {
            let name = child.tag_name().name();
            let is_own = is_inline(child) && child.tag_name().namespace() == Some(self.namespace);
            match (name, level) {
                _ if !is_own => self.wrong(child, RefusalCode::ElementUnexpected),
                ("Break" | "Space", _) => {
                    self.attributes(child);
                    if child.has_children() {
                        self.wrong(child, RefusalCode::ValueMalformed);
                    }
                }
                ("FixedFont", Level::Formatted) => self.formatted(child, Level::Simple),
                ("FixedFont", _) | (_, Level::Breakable) => self.wrong(child, RefusalCode::FormattingNested),
                (_, Level::Formatted | Level::Simple) => self.formatted(child, Level::Breakable),
            }
        }
    }
}

/// What may stand inside formatted text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Level {
    /// `BreakableText`.
    Breakable,
    /// `FormattedText`.
    Formatted,
    /// `SimpleFormattedText`.
    Simple,
}

fn first_name(particles: &[Particle]) -> &'static str {
    match particles.first() {
        Some(Particle::Element { name, .. }) => name,
        Some(Particle::Choice(all) | Particle::Sequence(all)) => first_name(all),
        None => "",
    }
}
