//! Small values: strings with a length, identifiers, words of open lists.

use canonical::Personal;
use canonical::notice::NoticeCode;
use canonical::refusal::RefusalCode;

use crate::xml::{Fields, trimmed};

/// A string of at most so many characters (MedCom `String_1_n`).
pub(crate) fn short(most: usize) -> impl Fn(&str) -> Result<String, RefusalCode> {
    move |text| {
        if text.chars().count() > most { Err(RefusalCode::TextTooLong) } else { Ok(text.to_owned()) }
    }
}

/// A string about a person.
pub(crate) fn personal(most: usize) -> impl Fn(&str) -> Result<Personal<String>, RefusalCode> {
    move |text| short(most)(text).map(Personal::new)
}

/// A word of an open list, where it may be absent: kept whatever it is, and noted if the schema does not list it.
pub(crate) fn listed(fields: &mut Fields<'_, '_, '_, '_>, name: &str, list: &[&str]) -> Option<Option<String>> {
    note_unlisted(fields, name, list);
    fields.optional(name, short(LONGEST_WORD))
}

/// The same, where it must be there.
pub(crate) fn listed_required(fields: &mut Fields<'_, '_, '_, '_>, name: &str, list: &[&str]) -> Option<String> {
    note_unlisted(fields, name, list);
    fields.required(name, short(LONGEST_WORD))
}

/// Longer than the longest word of any list.
const LONGEST_WORD: usize = 70;

/// Notes a word that the schema does not list.
pub(super) fn note_unlisted(fields: &Fields<'_, '_, '_, '_>, name: &str, list: &[&str]) {
    if let Some(node) = fields.peek(name) {
        let word = trimmed(node);
        if !word.is_empty() && !list.contains(&&*word) {
            fields.reading().note(node, NoticeCode::CodeUnlisted);
        }
    }
}
