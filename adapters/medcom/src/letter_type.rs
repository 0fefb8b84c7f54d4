//! What a letter type is: an element, its versions, and the form that reads and writes it.

use canonical::event::Event;

use crate::draft::Draft;
use crate::unrenderable::Error;
use crate::version::Version;
use crate::walk::{Lister, Particle, Reader, Walk, Writer};
use crate::xml::{Fields, Xml};

/// A letter type.
#[derive(Debug, Clone, Copy)]
pub struct LetterType {
    /// The name of its element in an `Emessage`.
    pub element: &'static str,
    /// The versions that are read, the newest last.
    pub versions: &'static [Version],
    /// Reads the letter's fields and makes a draft of them.
    pub(crate) convert: Convert,
    /// Writes the fields of an event's letter.
    write: Write,
    /// Lists the fields of a version.
    list: List,
}

/// Reads the fields of a letter's element, and closes them. What is wrong is told to the fields' reading.
pub(crate) type Convert = for<'r, 't, 'a, 'i> fn(Fields<'r, 't, 'a, 'i>, &'static Version) -> Option<Draft>;
type Write = fn(&Event, &mut Writer<'_>) -> Result<(), NoSuchLetter>;
type List = fn(&mut Lister);

/// The event says nothing that a letter of the type could say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct NoSuchLetter;

/// The fields of a letter, in memory.
pub(crate) trait Form: Default {
    /// Goes over the fields in the schema's order.
    fn walk<W: Walk>(&mut self, walk: &mut W);

    /// What becomes of the letter: pure and total.
    fn draft(self, version: &'static Version) -> Draft;

    /// The letter that says what an event says: pure.
    ///
    /// # Errors
    /// [`NoSuchLetter`] if the event is of another kind.
    fn of(event: &Event, version: &'static Version) -> Result<Self, NoSuchLetter>;
}

impl LetterType {
    /// A letter type of this form.
    pub(crate) const fn new<F: Form>(element: &'static str, versions: &'static [Version]) -> Self {
        Self { element, versions, convert: convert::<F>, write: write::<F>, list: list::<F> }
    }

    /// What a letter of this version may hold, in the schema's order.
    #[must_use]
    pub fn particles(&self, version: &'static Version) -> Vec<Particle> {
        let mut lister = Lister::new(version);
        (self.list)(&mut lister);
        lister.finish()
    }

    /// Writes the letter's element, with all that is in it.
    ///
    /// # Errors
    /// [`Error`].
    pub(crate) fn write(&self, event: &Event, version: &'static Version, xml: &mut Xml) -> Result<(), Error> {
        xml.open(self.element);
        let mut writer = Writer::new(xml, version);
        let written = (self.write)(event, &mut writer).map_err(|NoSuchLetter| Error::NoSuchLetter);
        let fitting = writer.finish().map_err(Error::Unfit);
        xml.close();
        written.and(fitting)
    }
}

fn convert<F: Form>(fields: Fields<'_, '_, '_, '_>, version: &'static Version) -> Option<Draft> {
    let mut form = F::default();
    let mut reader = Reader::new(fields, version);
    form.walk(&mut reader);
    reader.close();
    Some(form.draft(version))
}

fn write<F: Form>(event: &Event, writer: &mut Writer<'_>) -> Result<(), NoSuchLetter> {
    F::of(event, writer.version())?.walk(writer);
    Ok(())
}

fn list<F: Form>(lister: &mut Lister) {
    F::default().walk(lister);
}
