//! The tables of the spool: one transaction for everything that came in one moment, durable when it returns.

use std::fs::OpenOptions;
use std::ops::RangeInclusive;
use std::os::unix::fs::OpenOptionsExt as _;

use bytes::{BufMut as _, Bytes, BytesMut};
use canonical::digest::Digest;
use canonical::organisation::OrganisationId;
use jiff::Timestamp;
use redb::backends::FileBackend;
use redb::{Builder, Database, ReadableDatabase as _, ReadableTable, TableDefinition, WriteTransaction};

use super::answered::{Answered, Found};
use super::answers;
use super::error::Error;
use super::head::Head;
use super::level::Level;
use super::settings::Settings;
use crate::document::{Document, Incoming};
use crate::labels::Lane;
use crate::publish::Unavailable;

/// Heads by number.
const HEADS: TableDefinition<'_, u64, &[u8]> = TableDefinition::new("heads");
/// Contents by number and piece.
const CONTENTS: TableDefinition<'_, (u64, u32), &[u8]> = TableDefinition::new("contents");
/// A lane and the number of a document that stands in it.
const LANES: TableDefinition<'_, &[u8], ()> = TableDefinition::new("lanes");
/// The number of the document that waits under an id.
const IDS: TableDefinition<'_, &[u8], u64> = TableDefinition::new("ids");

/// A piece fits into as few pages as its bytes need.
const PIECE: usize = 60 * 1024;
/// Memory for pages.
const CACHE: usize = 8 * 1024 * 1024;

/// Numbers of documents: the order in which they came.
pub(super) type Number = u64;

/// The documents and the answers.
pub(super) struct Shelf {
    database: Database,
    next: Number,
    level: Level,
    answers: u64,
    settings: Settings,
}

/// A change.
pub(super) enum Write {
    Keep(Head, Document),
    Settle(Number, Answered, Timestamp),
}

impl Write {
    /// The bytes it brings.
    pub(super) fn size(&self) -> usize {
        match self {
            Self::Keep(head, _) => usize::try_from(head.bytes).unwrap_or(usize::MAX),
            Self::Settle(..) => 0,
        }
    }
}

/// What came of a change.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Wrote {
    Full,
    Kept,
    /// With the documents that nothing stands before any more.
    Settled(Vec<(Number, Head)>),
}

/// Documents that nothing stands before, in order.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Page {
    pub(super) found: Vec<(Number, Head)>,
    /// How far it looked.
    pub(super) through: Number,
    /// Whether it has seen the last one.
    pub(super) is_last: bool,
}

impl Shelf {
    pub(super) fn open(settings: Settings) -> Result<Self, Error> {
        let mut options = OpenOptions::new();
        let file = options.read(true).write(true).create(true).truncate(false).mode(0o600).open(&settings.path)?;
        let mut database = Builder::new().set_cache_size(CACHE).create_with_backend(FileBackend::new(file)?)?;
        let begin = begin(&database)?;
        let (mut level, mut last) = (Level::default(), 0);
        {
            begin.open_table(CONTENTS)?;
            begin.open_table(LANES)?;
            begin.open_table(IDS)?;
            for entry in begin.open_table(HEADS)?.iter()? {
                let (number, head) = entry?;
                last = number.value();
                level = level.with(&Head::read(head.value())?);
            }
        }
        let answers = answers::sum(&begin)?;
        begin.commit()?;
        if level.documents == 0 {
            // Gives back to the disk what an earlier trouble took.
            database.compact()?;
        }
        Ok(Self { database, next: last.saturating_add(1), level, answers, settings })
    }

    pub(super) const fn level(&self) -> Level {
        self.level
    }

    /// Makes all changes durable, or none.
    pub(super) fn write(&mut self, writes: Vec<Write>) -> Result<Vec<Wrote>, Error> {
        let transaction = begin(&self.database)?;
        let mut after = After { next: self.next, level: self.level, answers: self.answers };
        let mut wrote = Vec::with_capacity(writes.len());
        for write in writes {
            wrote.push(match write {
                Write::Keep(head, document) => after.keep(&transaction, &self.settings, head, &document)?,
                Write::Settle(number, answered, at) => after.settle(&transaction, number, &answered, at)?,
            });
        }
        if wrote.iter().any(|wrote| matches!(wrote, Wrote::Settled(_))) {
            after.answers = answers::prune(&transaction, &self.settings, after.answers)?;
        }
        transaction.commit()?;
        let After { next, level, answers } = after;
        (self.next, self.level, self.answers) = (next, level, answers);
        Ok(wrote)
    }

    /// Whether a document stands in one of these lanes.
    pub(super) fn holds(&self, lanes: &[Lane]) -> Result<bool, Error> {
        let table = self.database.begin_read()?.open_table(LANES)?;
        for lane in lanes {
            if first(&table, *lane)?.is_some() {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// The documents after this number that nothing stands before: at most `most`, among the next `LOOK`.
    pub(super) fn page(&self, after: Number, most: usize) -> Result<Page, Error> {
        let transaction = self.database.begin_read()?;
        let (heads, lanes) = (transaction.open_table(HEADS)?, transaction.open_table(LANES)?);
        let mut page = Page { found: Vec::new(), through: after, is_last: true };
        for (looked, entry) in heads.range(after.saturating_add(1)..)?.enumerate() {
            if page.found.len() >= most || looked >= LOOK {
                page.is_last = false;
                break;
            }
            let (number, head) = entry?;
            let (number, head) = (number.value(), Head::read(head.value())?);
            page.through = number;
            if is_first(&lanes, number, &head)? {
                page.found.push((number, head));
            }
        }
        Ok(page)
    }

    /// The content of a document.
    pub(super) fn content(&self, number: Number) -> Result<Bytes, Error> {
        let pieces = self.database.begin_read()?.open_table(CONTENTS)?;
        let mut content = BytesMut::new();
        for piece in pieces.range(pieces_of(number))? {
            content.put_slice(piece?.1.value());
        }
        Ok(content.freeze())
    }

    /// Puts the content of a large document into a file.
    pub(super) fn put_down(&self, number: Number, mut begun: Incoming) -> Result<Result<Document, Unavailable>, Error> {
        let pieces = self.database.begin_read()?.open_table(CONTENTS)?;
        for piece in pieces.range(pieces_of(number))? {
            if let Err(unavailable) = begun.take(piece?.1.value()) {
                return Ok(Err(unavailable));
            }
        }
        Ok(begun.complete())
    }

    /// What became of the document that was kept under this id.
    pub(super) fn find(&self, organisation: &OrganisationId, id: Digest) -> Result<Found, Error> {
        let transaction = self.database.begin_read()?;
        if let Some(number) = transaction.open_table(IDS)?.get(id.0.as_slice())? {
            let heads = transaction.open_table(HEADS)?;
            let head = heads.get(number.value())?.ok_or(Error::Damaged)?;
            let is_own = Head::read(head.value())?.organisation == *organisation;
            return Ok(if is_own { Found::Waiting } else { Found::Unknown });
        }
        answers::find(&transaction, organisation, id)
    }
}

/// How many documents one look passes.
const LOOK: usize = 4096;

/// What the counters will be when the transaction is durable.
struct After {
    next: Number,
    level: Level,
    answers: u64,
}

impl After {
    /// A document that waits already is not kept twice.
    fn keep(
        &mut self,
        transaction: &WriteTransaction,
        settings: &Settings,
        head: Head,
        document: &Document,
    ) -> Result<Wrote, Error> {
        let mut ids = transaction.open_table(IDS)?;
        if ids.get(head.id.0.as_slice())?.is_some() {
            return Ok(Wrote::Kept);
        }
        let level = self.level.with(&head);
        if level.bytes > settings.capacity {
            return Ok(Wrote::Full);
        }
        let number = self.next;
        ids.insert(head.id.0.as_slice(), number)?;
        transaction.open_table(HEADS)?.insert(number, head.write().as_slice())?;
        let mut pieces = transaction.open_table(CONTENTS)?;
        let mut place = 0;
        document.pieces(|bytes| -> Result<(), Error> {
            for piece in bytes.chunks(PIECE) {
                pieces.insert((number, place), piece)?;
                place += 1;
            }
            Ok(())
        })?;
        let mut lanes = transaction.open_table(LANES)?;
        for lane in &head.lanes {
            lanes.insert(standing(*lane, number).as_slice(), ())?;
        }
        (self.next, self.level) = (number.saturating_add(1), level);
        Ok(Wrote::Kept)
    }

    fn settle(
        &mut self,
        transaction: &WriteTransaction,
        number: Number,
        answered: &Answered,
        at: Timestamp,
    ) -> Result<Wrote, Error> {
        let mut heads = transaction.open_table(HEADS)?;
        let head = match heads.remove(number)? {
            Some(head) => Head::read(head.value())?,
            None => return Ok(Wrote::Settled(Vec::new())),
        };
        transaction.open_table(IDS)?.remove(head.id.0.as_slice())?;
        transaction.open_table(CONTENTS)?.retain_in(pieces_of(number), |_, _| false)?;
        let mut lanes = transaction.open_table(LANES)?;
        for lane in &head.lanes {
            lanes.remove(standing(*lane, number).as_slice())?;
        }
        let mut free: Vec<(Number, Head)> = Vec::new();
        for lane in &head.lanes {
            let Some(next) = first(&lanes, *lane)? else { continue };
            let waiting = Head::read(heads.get(next)?.ok_or(Error::Damaged)?.value())?;
            if free.iter().all(|(known, _)| *known != next) && is_first(&lanes, next, &waiting)? {
                free.push((next, waiting));
            }
        }
        self.level = self.level.without(&head);
        self.answers = answers::put(transaction, self.answers, &head, answered, at)?;
        Ok(Wrote::Settled(free))
    }
}

impl Level {
    const fn with(self, head: &Head) -> Self {
        Self { documents: self.documents.saturating_add(1), bytes: self.bytes.saturating_add(head.cost()) }
    }

    const fn without(self, head: &Head) -> Self {
        Self { documents: self.documents.saturating_sub(1), bytes: self.bytes.saturating_sub(head.cost()) }
    }
}

/// After a crash the file is used again at once, however large it is.
fn begin(database: &Database) -> Result<WriteTransaction, Error> {
    let mut transaction = database.begin_write()?;
    transaction.set_quick_repair(true);
    Ok(transaction)
}

const fn pieces_of(number: Number) -> RangeInclusive<(Number, u32)> {
    (number, 0)..=(number, u32::MAX)
}

/// A document's place in a lane; places are in the order of the numbers.
fn standing(Lane(lane): Lane, number: Number) -> [u8; 40] {
    let mut place = [0; 40];
    let (of_lane, of_number) = place.split_at_mut(32);
    of_lane.copy_from_slice(&lane);
    of_number.copy_from_slice(&number.to_be_bytes());
    place
}

/// The first document in a lane.
fn first(lanes: &impl ReadableTable<&'static [u8], ()>, lane: Lane) -> Result<Option<Number>, Error> {
    let (from, to) = (standing(lane, 0), standing(lane, Number::MAX));
    let Some(entry) = lanes.range(from.as_slice()..=to.as_slice())?.next() else { return Ok(None) };
    let (place, ()) = (entry?.0, ());
    let number = place.value().get(32..).and_then(|number| number.try_into().ok());
    number.map(|number| Some(Number::from_be_bytes(number))).ok_or(Error::Damaged)
}

/// Whether nothing stands before a document.
fn is_first(lanes: &impl ReadableTable<&'static [u8], ()>, number: Number, head: &Head) -> Result<bool, Error> {
    for lane in &head.lanes {
        if first(lanes, *lane)? != Some(number) {
            return Ok(false);
        }
    }
    Ok(true)
}
