//! Lists: what a letter of a version may hold, and in which order.

use std::ops::RangeInclusive;

use canonical::attachment::AttachmentContent;
use canonical::notice::NoticeCode;
use canonical::refusal::RefusalCode;
use canonical::text::Text;

use super::facet::Facet;
use super::fields::{Occurs, Walk, Words};
use crate::version::Version;

/// A part of an element's content.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Particle {
    /// One of these.
    Choice(Vec<Particle>),
    /// An element.
    Element {
        /// Its name.
        name: &'static str,
        /// How often it may be there.
        count: RangeInclusive<usize>,
        /// What is in it.
        content: Content,
    },
    /// All of these, as one of a choice.
    Sequence(Vec<Particle>),
}

/// What is in an element.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Content {
    /// A file in base64.
    File,
    /// MedCom `FormattedText`.
    Formatted,
    /// Elements, in this order.
    Group(Vec<Particle>),
    /// Characters.
    Simple(Facet),
}

/// Lists the fields of a letter.
pub(crate) struct Lister {
    version: &'static Version,
    /// Of the element that is listed.
    particles: Vec<Particle>,
}

impl Lister {
    /// Lists with the words of this version.
    pub(crate) const fn new(version: &'static Version) -> Self {
        Self { version, particles: Vec::new() }
    }

    pub(crate) fn finish(self) -> Vec<Particle> {
        self.particles
    }

    fn element(&mut self, name: &'static str, count: RangeInclusive<usize>, content: Content) {
        self.particles.push(Particle::Element { name, count, content });
    }

    fn inside(&mut self, inner: impl FnOnce(&mut Self)) -> Vec<Particle> {
        let around = std::mem::take(&mut self.particles);
        inner(self);
        std::mem::replace(&mut self.particles, around)
    }
}

impl Occurs {
    const fn count(self) -> RangeInclusive<usize> {
        match self {
            Self::Expected | Self::Present | Self::Required => 1..=1,
            Self::Optional => 0..=1,
        }
    }
}

impl Walk for Lister {
    fn version(&self) -> &'static Version {
        self.version
    }

    fn field<T: Words>(&mut self, name: &'static str, occurs: Occurs, facet: Facet, _: &mut Option<T>) {
        self.element(name, occurs.count(), Content::Simple(facet.of(self.version)));
    }

    fn fields<T: Words>(&mut self, name: &'static str, most: usize, facet: Facet, _: &mut Vec<Option<T>>) {
        self.element(name, 0..=most, Content::Simple(facet.of(self.version)));
    }

    fn text(&mut self, name: &'static str, occurs: Occurs, _: &mut Option<Text>) {
        self.element(name, occurs.count(), Content::Formatted);
    }

    fn texts(&mut self, name: &'static str, most: usize, _: &mut Vec<Text>) {
        self.element(name, 0..=most, Content::Formatted);
    }

    fn file(&mut self, name: &'static str, _: &mut Option<AttachmentContent>) {
        self.element(name, 1..=1, Content::File);
    }

    fn group(&mut self, name: &'static str, occurs: Occurs, _: bool, inner: impl FnOnce(&mut Self)) {
        let inside = self.inside(inner);
        self.element(name, occurs.count(), Content::Group(inside));
    }

    fn groups<T: Default>(
        &mut self,
        name: &'static str,
        count: RangeInclusive<usize>,
        _: &mut Vec<T>,
        mut inner: impl FnMut(&mut Self, &mut T),
    ) {
        let inside = self.inside(|walk| inner(walk, &mut T::default()));
        self.element(name, count, Content::Group(inside));
    }

    fn choice(&mut self, inner: impl FnOnce(&mut Self)) {
        let inside = self.inside(inner);
        self.particles.push(Particle::Choice(inside));
    }

    fn sequence(&mut self, inner: impl FnOnce(&mut Self)) {
        let inside = self.inside(inner);
        self.particles.push(Particle::Sequence(inside));
    }

    fn finds(&self, _: &str) -> Option<bool> {
        None
    }

    fn refusals(&self) -> usize {
        0
    }

    fn keep(&mut self, _: &str) {}

    fn note(&self, _: Option<&str>, _: NoticeCode) {}

    fn refuse(&mut self, _: Option<&'static str>, _: RefusalCode) {}
}
