//! What nobody read: kept as it was, within bounds, with a doubt for each.

use std::collections::HashSet;

use canonical::Personal;
use canonical::event::Verbatim;
use canonical::notice::{Notice, NoticeCode};

use crate::bundle::Bundle;
use crate::tree::{Kind, Node};

/// The most fields kept.
const MOST: usize = 64;
/// The longest field kept, in bytes.
const LONGEST: usize = 1024;

/// Fields that the model has no place for, and the doubts about them.
#[derive(Default)]
struct Rest {
    fields: Vec<Verbatim>,
    notices: Vec<Notice>,
    overflow: Option<Notice>,
}

/// Collects the fields nobody read, in the document's order.
///
/// Dropped by rule, because they say nothing that is not elsewhere: ids, `meta` but its labels, `language`, the
/// narrative of resources that were read, the Bundle's own bookkeeping, and organisations that only hops or nobody
/// names.
pub(crate) fn unread(bundle: &Bundle<'_>) -> (Vec<Verbatim>, Vec<Notice>) {
    let mut rest = Rest::default();
    for child in bundle.root().children() {
        if child.name() != "entry" && !is_bookkeeping(child) && !matches!(child.name(), "type" | "timestamp") {
            rest.visit(child);
        }
    }
    rest.labels(bundle.root());
    let was_read = |resource: Node<'_>| resource.children().any(|child| child.is_read() && child.name() != "id");
    let is_idle = |resource: Node<'_>| !was_read(resource) && resource.resource_type() == Some("Organization");
    let named = if bundle.resources().any(is_idle) { named(bundle) } else { HashSet::new() };
    for resource in bundle.resources() {
        rest.labels(resource);
        let was_read = was_read(resource);
        if is_idle(resource) && !named.contains(&resource.key()) {
            continue;
        }
        for child in resource.children().filter(|child| !is_bookkeeping(*child)) {
            if !(was_read && child.name() == "text") {
                rest.visit(child);
            }
        }
    }
    rest.notices.extend(rest.overflow);
    (rest.fields, rest.notices)
}

/// Every resource that another one names, unless it is a hop.
fn named(bundle: &Bundle<'_>) -> HashSet<u32> {
    let mut named = HashSet::new();
    let hops = |resource: &Node<'_>| resource.resource_type() == Some("Provenance");
    bundle.resources().filter(|resource| !hops(resource)).for_each(|resource| name(bundle, resource, &mut named));
    named
}

/// Adds what the references below a node name. The depth of the tree was bounded when it was read.
fn name(bundle: &Bundle<'_>, node: Node<'_>, named: &mut HashSet<u32>) {
    for child in node.children() {
        if child.name() == "reference" {
            named.extend(child.raw_value().and_then(|address| bundle.find(address)).map(Node::key));
        }
        name(bundle, child, named);
    }
}

fn is_bookkeeping(node: Node<'_>) -> bool {
    matches!(node.name(), "id" | "meta" | "language" | "implicitRules")
}

impl Rest {
    /// What `meta` says about the content: who may see it, and how it is tagged.
    fn labels(&mut self, resource: Node<'_>) {
        let meta = resource.children().filter(|child| child.name() == "meta");
        meta.flat_map(Node::children)
            .filter(|label| matches!(label.name(), "security" | "tag"))
            .for_each(|label| self.visit(label));
    }

    fn visit(&mut self, node: Node<'_>) {
        if node.is_read() {
            node.children().for_each(|child| self.visit(child));
        } else if self.notices.len() < MOST {
            self.notices.push(Notice { code: NoticeCode::ElementUnknown, at: node.place() });
            self.keep(node);
        } else {
            self.leave_out(node);
        }
    }

    fn keep(&mut self, node: Node<'_>) {
        if let Some(text) = node.raw_value().filter(|_| node.kind() != Kind::Markup) {
            if self.fields.len() < MOST && text.len() <= LONGEST {
                self.fields.push(Verbatim { path: node.path(), text: Personal::new(text.to_owned()) });
            } else {
                self.leave_out(node);
            }
        }
        node.children().for_each(|child| self.keep(child));
    }

    /// Says once that there is more than is kept.
    fn leave_out(&mut self, node: Node<'_>) {
        self.overflow.get_or_insert_with(|| Notice { code: NoticeCode::VerbatimLimit, at: node.place() });
    }
}

/// The same of one resource by itself.
pub(crate) fn unread_of(resource: Node<'_>) -> (Vec<Verbatim>, Vec<Notice>) {
    let mut rest = Rest::default();
    rest.labels(resource);
    let told_elsewhere = |child: &Node<'_>| is_bookkeeping(*child) || matches!(child.name(), "contained" | "text");
    for child in resource.children().filter(|child| !told_elsewhere(child)) {
        rest.visit(child);
    }
    rest.notices.extend(rest.overflow);
    (rest.fields, rest.notices)
}
