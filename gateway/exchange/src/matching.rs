//! Which letters a receipt answers: pure, over what the journal has found.
//!
//! The envelope a receipt names comes first, then the letters it names; where it names no envelope, the letters of the
//! sender it names. Ids are unique for one sender only, so candidates may be several: those that the caller may answer stay,
//! then those of the original sender the receipt names. What is still not one letter is none: nothing is guessed. Nor is a
//! single candidate meant where the receipt names another known organisation as its sender.

use std::collections::{BTreeMap, BTreeSet};

use access::addressed;
use canonical::digest::Digest;
use canonical::event::{EventId, Identity};
use canonical::identifier::PartyIdentifier;
use canonical::organisation::Organisation;
use canonical::receipt::{AnsweredLetter, IncomingReceipt, Reason};
use journal::{Enveloped, EventRow, Found, Unmatched};

use crate::answerer::{Answerer, answerer, is_addressed};

/// What a receipt may be about.
#[derive(Debug, Default)]
pub(crate) struct Candidates {
    /// What came in the envelope it names; `None` where it names none.
    pub(crate) in_envelope: Option<Vec<Enveloped>>,
    /// The events of the [`identities`].
    pub(crate) letters: Vec<(Digest, EventRow)>,
}

/// One letter's share of a receipt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Share {
    pub(crate) letter_id: Option<String>,
    pub(crate) found: Found,
    pub(crate) reasons: Vec<Reason>,
}

/// The identities that the letters of a receipt may have.
pub(crate) fn identities(
    receipt: &IncomingReceipt,
    in_envelope: Option<&[Enveloped]>,
    organisations: &[Organisation],
) -> Vec<Digest> {
    let senders: BTreeSet<String> = match in_envelope {
        Some(found) => found.iter().map(|found| found.event.labels.sender_name()).collect(),
        None => receipt.original_sender.iter().flat_map(|named| names(named, organisations)).collect(),
    };
    let ids = receipt.letters.iter().flat_map(ids);
    ids.flat_map(|id| senders.iter().map(move |sender| identity(sender, id))).collect()
}

/// Who answers what. Never empty.
pub(crate) fn matched(
    receipt: &IncomingReceipt,
    caller: &Organisation,
    organisations: &[Organisation],
    candidates: &Candidates,
) -> Vec<Share> {
    let court = Court { receipt, caller, organisations };
    if receipt.letters.is_empty() {
        let found = candidates.in_envelope.as_deref().map_or_else(|| vec![nothing()], |found| court.whole(found));
        let share = |found| Share { letter_id: None, found, reasons: receipt.reasons.clone() };
        return found.into_iter().map(share).collect();
    }
    let share = |letter: &AnsweredLetter| Share {
        letter_id: Some(letter.letter_id.clone()),
        found: court.letter(letter, candidates),
        reasons: letter.reasons.iter().chain(&receipt.reasons).cloned().collect(),
    };
    receipt.letters.iter().map(share).collect()
}

/// A receipt, and who decides about it.
struct Court<'a> {
    receipt: &'a IncomingReceipt,
    caller: &'a Organisation,
    organisations: &'a [Organisation],
}

impl Court<'_> {
    fn letter(&self, letter: &AnsweredLetter, candidates: &Candidates) -> Found {
        let enveloped: Option<BTreeSet<EventId>> =
            candidates.in_envelope.as_ref().map(|found| found.iter().map(|found| found.event.labels.id).collect());
        let is_there = |row: &EventRow| enveloped.as_ref().is_none_or(|there| there.contains(&row.labels.id));
        let named = |id: &str| {
            let rows =
                candidates.letters.iter().filter(|(digest, row)| *digest == identity(&row.labels.sender_name(), id));
            rows.map(|(_, row)| row).filter(|row| is_there(row)).collect::<Vec<_>>()
        };
        // The other name counts only where the first one is nobody's.
        let rows = ids(letter).map(named).find(|rows| !rows.is_empty()).unwrap_or_default();
        self.one_of(&rows)
    }

    /// The one letter that is meant, if there is one.
    fn one_of(&self, rows: &[&EventRow]) -> Found {
        if rows.is_empty() {
            return nothing();
        }
        let permitted: Vec<_> = rows.iter().filter_map(|row| self.permitted(row)).collect();
        if permitted.is_empty() {
            return Found::Nothing(Unmatched::NotAddressed);
        }
        let of_sender: Vec<_> = permitted.iter().filter(|(row, _)| self.is_of_named_sender(row)).collect();
        match (permitted.as_slice(), of_sender.as_slice()) {
            ([(row, answerer)], _) if !self.names_another(row, answerer) => found(row, answerer),
            (_, [(row, answerer)]) => found(row, answerer),
            (_, _) => Found::Nothing(Unmatched::Ambiguous),
        }
    }

    /// Everything that came in the envelope, if it is one envelope.
    fn whole(&self, enveloped: &[Enveloped]) -> Vec<Found> {
        if enveloped.is_empty() {
            return vec![nothing()];
        }
        let permitted: Vec<_> = enveloped
            .iter()
            .filter_map(|one| self.permitted(&one.event).map(|(row, answerer)| (one.document, row, answerer)))
            .collect();
        if permitted.is_empty() {
            return vec![Found::Nothing(Unmatched::NotAddressed)];
        }
        // The same letters in another writing of the document are the same.
        let mut documents: BTreeMap<_, BTreeSet<EventId>> = BTreeMap::new();
        for (document, row, _) in &permitted {
            let document = (row.labels.sender_name(), document.map(|digest| digest.0));
            documents.entry(document).or_default().insert(row.labels.id);
        }
        let contents: BTreeSet<_> = documents.into_values().collect();
        let is_named = |content: &&BTreeSet<EventId>| {
            permitted.iter().any(|(_, row, _)| content.contains(&row.labels.id) && self.is_of_named_sender(row))
        };
        let is_of_another = permitted.iter().all(|(_, row, answerer)| self.names_another(row, answerer));
        let mut named = contents.iter().filter(is_named);
        let content = match (contents.len(), named.next(), named.next()) {
            (1, _, _) if !is_of_another => contents.first(),
            (_, Some(only), None) => Some(only),
            (_, _, _) => None,
        };
        let Some(content) = content else { return vec![Found::Nothing(Unmatched::Ambiguous)] };
        let answered: BTreeMap<_, _> = permitted
            .iter()
            .filter(|(_, row, _)| content.contains(&row.labels.id))
            .map(|(_, row, answerer)| (row.position, found(row, answerer)))
            .collect();
        answered.into_values().collect()
    }

    fn permitted<'r>(&self, row: &'r EventRow) -> Option<(&'r EventRow, Answerer)> {
        match answerer(self.caller, self.organisations, self.receipt, &row.labels) {
            Answerer::Nobody => None,
            answerer @ (Answerer::As(_) | Answerer::Unclear) => Some((row, answerer)),
        }
    }

    fn is_of_named_sender(&self, row: &EventRow) -> bool {
        let named = self.receipt.original_sender.iter().flat_map(|named| names(named, self.organisations));
        named.into_iter().any(|name| name == row.labels.sender_name())
    }

    /// Whether the receipt is about the letter of somebody else whom we know. Parties that were not swapped are not: then it
    /// names whoever answers, or another receiver of the letter.
    fn names_another(&self, row: &EventRow, answerer: &Answerer) -> bool {
        let is_party = |one: &Organisation| {
            one.id == self.caller.id
                || matches!(answerer, Answerer::As(organisation) if *organisation == one.id)
                || addressed(one, &row.labels.sender)
                || is_addressed(one, &row.labels)
        };
        let original = self.receipt.original_sender.as_ref();
        let is_named = |one: &&Organisation| original.is_some_and(|original| one.is_named_by(original));
        let mut named = self.organisations.iter().filter(is_named).peekable();
        named.peek().is_some() && !self.is_of_named_sender(row) && !named.any(is_party)
    }
}

fn found(row: &EventRow, answerer: &Answerer) -> Found {
    match answerer {
        Answerer::As(organisation) => Found::Event(row.labels.id, organisation.clone()),
        Answerer::Nobody => Found::Nothing(Unmatched::NotAddressed),
        Answerer::Unclear => Found::Nothing(Unmatched::Ambiguous),
    }
}

const fn nothing() -> Found {
    Found::Nothing(Unmatched::Unknown)
}

fn ids(letter: &AnsweredLetter) -> impl Iterator<Item = &str> {
    std::iter::once(letter.letter_id.as_str()).chain(letter.or_letter_id.as_deref())
}

fn identity(sender: &str, letter_id: &str) -> Digest {
    Identity { sender: sender.to_owned(), letter_id: letter_id.to_owned() }.digest()
}

/// Every name under which letters of this sender may be remembered: the one given, and those of the same organisation.
fn names(named: &PartyIdentifier, organisations: &[Organisation]) -> Vec<String> {
    let own = organisations.iter().filter(|organisation| organisation.is_named_by(named));
    let all = std::iter::once(named).chain(own.flat_map(|organisation| &organisation.identifiers));
    all.map(|identifier| format!("{}:{}", identifier.scheme(), identifier.value())).collect()
}

#[cfg(test)]
mod tests;
