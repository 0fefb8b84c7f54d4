//! Canonical events to MedCom XML: an `Emessage` with one letter.
//!
//! It is written from what the event says, never from the letter it was made from. The same event gives the same
//! bytes; envelope id and time come from the stamp.

use canonical::event::Event;
use canonical::letter::Stamp;
use canonical::moment::danish_time;

use crate::letters::LETTERS;
pub use crate::unrenderable::{Error, Unrenderable};
use crate::version::Version;
use crate::xml::Xml;
use crate::{LetterType, receipt};

/// The letter types and versions that may say what an event says. Of a letter's event, those of its own type: the newest
/// of each letter first, and the version it was read from; of any other, the newest of each.
#[must_use]
pub fn candidates(event: &Event) -> Vec<(&'static LetterType, &'static Version)> {
    let own = |version: &&Version| version.type_code == event.source.type_code;
    let code = event.source.version_code.as_deref();
    let mut all: Vec<_> =
        LETTERS.iter().filter_map(|letter| Some((letter, letter.versions.iter().rev().find(own)?))).collect();
    // What the newest version has no place for, the version that it was read from has.
    let same = |letter: &'static LetterType| letter.versions.iter().find(|one| own(one) && Some(one.code) == code);
    let others: Vec<_> = LETTERS.iter().filter_map(|letter| Some((letter, same(letter)?))).collect();
    all.extend(others.into_iter().filter(|(_, one)| !all.iter().any(|(_, other)| other == one)).collect::<Vec<_>>());
    if all.is_empty() {
        all = LETTERS.iter().filter_map(|letter| Some((letter, letter.versions.last()?))).collect();
    }
    // Of letters that share a type, the one that the event was read from leads. A release is named by its day, at the end
    // of its namespace.
    let is_same = |letter: &LetterType| letter.versions.iter().any(|version| Some(version.code) == code);
    all.sort_by_key(|(letter, version)| std::cmp::Reverse((is_same(letter), version.released())));
    all
}

/// Writes the event as the newest version of its letter type, in UTF-8.
///
/// # Errors
/// [`Error`]: of the version that came nearest.
pub fn render(event: &Event, stamp: &Stamp) -> Result<Vec<u8>, Error> {
    render_newest(event, stamp, false).map(|(written, _)| written)
}

/// The same, with the version that it was written as; its receiver may be asked for a receipt.
///
/// # Errors
/// As [`render`].
pub fn render_newest(event: &Event, stamp: &Stamp, wants_receipt: bool) -> Result<(Vec<u8>, &'static Version), Error> {
    let mut nearest = Error::NoSuchLetter;
    for (letter, version) in candidates(event) {
        match write(event, letter, version, stamp, wants_receipt) {
            Ok(written) => return Ok((written, version)),
            Err(error) if nearest == Error::NoSuchLetter => nearest = error,
            Err(_) => {}
        }
    }
    Err(nearest)
}

/// Writes the event as a letter of this version, in UTF-8.
///
/// # Errors
/// [`Error`].
pub fn render_as(
    event: &Event,
    letter: &LetterType,
    version: &'static Version,
    stamp: &Stamp,
) -> Result<Vec<u8>, Error> {
    // A copy for somebody who asked for it wants no receipt.
    write(event, letter, version, stamp, false)
}

fn write(
    event: &Event,
    letter: &LetterType,
    version: &'static Version,
    stamp: &Stamp,
    wants_receipt: bool,
) -> Result<Vec<u8>, Error> {
    let mut written = Ok(());
    let bytes = Xml::mixed("Emessage", version.namespace(), &version.namespace.prefixes, |xml| {
        envelope(xml, stamp, wants_receipt);
        written = letter.write(event, version, xml);
    });
    written.map(|()| bytes)
}

/// The identifier that an envelope with this stamp has.
#[must_use]
pub fn envelope_id(stamp: &Stamp) -> String {
    receipt::identifier(&stamp.id)
}

fn envelope(xml: &mut Xml, stamp: &Stamp, wants_receipt: bool) {
    let local = stamp.at.to_zoned(danish_time());
    xml.element("Envelope", |xml| {
        xml.element("Sent", |xml| {
            xml.field("Date", &local.strftime("%Y-%m-%d").to_string());
            xml.field("Time", &local.strftime("%H:%M").to_string());
        });
        xml.field("Identifier", &envelope_id(stamp));
        let code = if wants_receipt { "pluspositivkvitt" } else { "minuspositivkvitt" };
        xml.field("AcknowledgementCode", code);
    });
}
