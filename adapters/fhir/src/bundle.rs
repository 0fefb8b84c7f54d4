//! A Bundle's entries, and the resolution of references between them.

use std::collections::HashMap;

use canonical::refusal::RefusalCode;

use crate::findings::Findings;
use crate::tree::Node;

/// A Bundle with its resources, in their order.
pub(crate) struct Bundle<'a> {
    root: Node<'a>,
    resources: Vec<Node<'a>>,
    /// Resources by the entry's `fullUrl`; `None` where two have the same.
    by_url: HashMap<&'a str, Option<usize>>,
    /// Resources by `Type/id`, from the resource itself or, failing that, from the end of its `fullUrl`; `None`
    /// where two have the same.
    by_name: HashMap<String, Option<usize>>,
}

impl<'a> Bundle<'a> {
    /// Indexes the entries. Where two claim the same address neither has it: FHIR R4, invariant bdl-7.
    pub(crate) fn open(root: Node<'a>) -> Self {
        let mut bundle = Self { root, resources: Vec::new(), by_url: HashMap::new(), by_name: HashMap::new() };
        let mut tails = Vec::new();
        for entry in root.all("entry") {
            let url = entry.text("fullUrl");
            let Some(resource) = entry.child("resource").filter(|resource| resource.resource_type().is_some()) else {
                continue;
            };
            let index = bundle.resources.len();
            bundle.resources.push(resource);
            if let Some(name) = own_name(resource) {
                bundle.by_name.entry(name).and_modify(|found| *found = None).or_insert(Some(index));
            }
            if let Some(url) = url {
                bundle.by_url.entry(url).and_modify(|found| *found = None).or_insert(Some(index));
                tails.extend(tail(url).map(|tail| (tail, index)));
            }
        }
        for (tail, index) in tails {
            bundle.by_name.entry(tail).or_insert(Some(index));
        }
        bundle
    }

    /// The Bundle itself.
    pub(crate) fn root(&self) -> Node<'a> {
        self.root
    }

    /// Every resource, in the Bundle's order.
    pub(crate) fn resources(&self) -> impl Iterator<Item = Node<'a>> {
        self.resources.iter().copied()
    }

    /// The resources of one type, in the Bundle's order.
    pub(crate) fn of_type(&self, kind: &str) -> impl Iterator<Item = Node<'a>> {
        self.resources().filter(move |resource| resource.resource_type() == Some(kind))
    }

    /// What an address means: an exact `fullUrl`, a resource's own `Type/id`, or the end of a `fullUrl`.
    pub(crate) fn find(&self, reference: &str) -> Option<Node<'a>> {
        let index = self.by_url.get(reference).or_else(|| self.by_name.get(&tail(reference)?))?;
        self.resources.get((*index)?).copied()
    }

    /// The resource a Reference element points to. A reference into the void refuses the message.
    pub(crate) fn follow(&self, reference: Node<'a>, kinds: &[&str], findings: &mut Findings) -> Option<Node<'a>> {
        reference.mark("type");
        reference.mark("display");
        let (node, address) = findings.required_text(reference, "reference")?;
        let found = self.find(address).filter(|found| found.resource_type().is_some_and(|kind| kinds.contains(&kind)));
        if found.is_none() {
            findings.refuse(RefusalCode::ReferenceUnresolved, node);
        }
        found
    }
}

fn own_name(resource: Node<'_>) -> Option<String> {
    Some(format!("{}/{}", resource.resource_type()?, resource.text("id")?))
}

/// The `Type/id` an address ends in; a version behind it does not count.
fn tail(address: &str) -> Option<String> {
    let address = address.split_once("/_history/").map_or(address, |(address, _)| address);
    let mut steps = address.rsplit('/');
    let (id, kind) = (steps.next()?, steps.next()?);
    (!id.is_empty() && kind.starts_with(|letter: char| letter.is_ascii_uppercase())).then(|| format!("{kind}/{id}"))
}
