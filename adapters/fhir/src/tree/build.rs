//! Builds a tree in the document's order.

use std::borrow::Cow;
use std::cell::{Cell, OnceCell};

use canonical::letter::Format;

use super::node::{Data, Kind, NONE, Tree};
use super::places::offset;

/// A tree under construction: nodes are opened and closed as the document opens and closes them.
pub(super) struct Builder<'t> {
    nodes: Vec<Data<'t>>,
    /// The open nodes, each with the last child it got.
    open: Vec<(u32, u32)>,
}

/// Which of several siblings of one name a node is.
#[derive(Clone, Copy)]
pub(super) enum Turn {
    /// Its number in a list, and whether the list has more than one.
    Listed(usize, bool),
    /// To be counted from its neighbours, as XML has no lists.
    Counted,
}

impl<'t> Builder<'t> {
    pub(super) fn new() -> Self {
        Self { nodes: Vec::new(), open: Vec::new() }
    }

    /// Begins a node below the one that is open.
    pub(super) fn open(&mut self, name: Cow<'t, str>, at: usize, turn: Turn) {
        let id = offset(self.nodes.len());
        let (parent, previous) = self.open.last().copied().unwrap_or((NONE, NONE));
        let (ordinal, repeats) = self.turn(&name, previous, turn);
        self.nodes.push(Data {
            name,
            value: None,
            kind: Kind::Complex,
            offset: offset(at),
            parent,
            first: NONE,
            next: NONE,
            ordinal,
            repeats,
            read: Cell::new(false),
        });
        self.link(parent, previous, id);
        self.open.push((id, NONE));
    }

    /// Gives the open node its value.
    pub(super) fn value(&mut self, kind: Kind, value: Cow<'t, str>) {
        let open = self.open.last().map(|(id, _)| *id as usize);
        if let Some(node) = open.and_then(|id| self.nodes.get_mut(id)) {
            node.kind = kind;
            node.value = Some(value);
        }
    }

    /// Ends the open node.
    pub(super) fn close(&mut self) {
        self.open.pop();
    }

    /// A leaf in one step.
    pub(super) fn leaf(&mut self, name: Cow<'t, str>, at: usize, kind: Kind, value: Cow<'t, str>) {
        self.open(name, at, Turn::Counted);
        self.value(kind, value);
        self.close();
    }

    /// The finished tree.
    pub(super) fn finish(self, format: Format, text: &'t str) -> Tree<'t> {
        Tree { format, text, nodes: self.nodes, places: OnceCell::new() }
    }

    fn turn(&mut self, name: &str, previous: u32, turn: Turn) -> (u32, bool) {
        match turn {
            Turn::Listed(ordinal, repeats) => (offset(ordinal), repeats),
            Turn::Counted => match self.nodes.get_mut(previous as usize) {
                Some(neighbour) if neighbour.name == name => {
                    neighbour.repeats = true;
                    (neighbour.ordinal.saturating_add(1), true)
                }
                _ => (0, false),
            },
        }
    }

    fn link(&mut self, parent: u32, previous: u32, id: u32) {
        if let Some((_, last)) = self.open.last_mut() {
            *last = id;
        }
        if let Some(neighbour) = self.nodes.get_mut(previous as usize) {
            neighbour.next = id;
        } else if let Some(parent) = self.nodes.get_mut(parent as usize) {
            parent.first = id;
        }
    }
}
