//! What the characters of a field may be.

use canonical::identifier::{Cpr, Gln};
use canonical::notice::NoticeCode;
use canonical::refusal::RefusalCode;

use crate::values::{date, int, minute, second, size, zoned_date};
use crate::version::Version;

/// The type of a simple element. What decides is refused where it is wrong; what informs is kept, and doubted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Facet {
    /// A word of a closed list: those that are understood, and of them those that the schema lists.
    Closed {
        /// Understood.
        known: &'static [&'static str],
        /// In the schema of this version.
        listed: &'static [&'static str],
    },
    /// A civil registration number, ten digits.
    Cpr,
    /// `xs:date` without a time zone.
    Date,
    /// A civil registration number that begins with a day of some year, or ten zeros (OIO `CivilRegistrationNumberType`).
    DatedCpr,
    /// One to fifteen digits; other words of at most 25 characters are doubted.
    Digits,
    /// What the version says it is; other words are no longer than eight characters, or than this one.
    Fixed(&'static str),
    /// A location number; VANS mailboxes write other words of at most 35 characters.
    Gln,
    /// `xs:int` of at least and at most so much; others are doubted.
    Int {
        /// At least.
        least: i32,
        /// At most.
        most: i32,
    },
    /// A word of an open list, at most 70 characters.
    Open(&'static [&'static str]),
    /// `xs:positiveInteger`.
    Positive,
    /// A replacement for a civil registration number, ten characters.
    Replacement,
    /// `xs:string` of so many characters.
    Text {
        /// At least.
        least: usize,
        /// At most; `usize::MAX` is no bound.
        most: usize,
    },
    /// `hh:mm`.
    Time,
    /// `hh:mm:ss`.
    TimeWithSec,
    /// `true`.
    True,
    /// A year of these two thousand; other words of four characters are doubted.
    Year,
    /// A UUID with hyphens; other identifiers of at most 36 characters are doubted.
    Uuid,
    /// `xs:date` as it stands: a time zone may follow the day.
    ZonedDate,
}

/// Longer than the longest word of any list.
const LONGEST_WORD: usize = 70;
/// Fields of so many characters hold names or words; shorter ones hold numbers and codes.
const SHORTEST_NAME: usize = 25;
/// More than anybody writes into one field.
const GENEROUS: usize = 1000;

impl Facet {
    /// A string of one to so many characters (MedCom `String_1_n`).
    pub(crate) const fn text(most: usize) -> Self {
        Self::Text { least: 1, most }
    }

    /// A word of a closed list that is the schema's own.
    pub(crate) const fn closed(listed: &'static [&'static str]) -> Self {
        Self::Closed { known: listed, listed }
    }

    /// The pattern of [`Facet::DatedCpr`].
    pub(crate) const DATED: &str = "((0[1-9]|[12][0-9]|3[01])(0[13578]|1[02])|(0[1-9]|[12][0-9]|30)(0[469]|11)|\
                                    (0[1-9]|[12][0-9])02)[0-9]{6}|0000000000";
    /// Any `xs:int`.
    pub(crate) const INT: Self = Self::Int { least: i32::MIN, most: i32::MAX };

    /// The same in this version: where lengths are not public, those of words and names are taken generously; and in
    /// some releases the schema looks at the day in civil registration numbers.
    pub(crate) fn of(self, version: &Version) -> Self {
        match self {
            Self::Text { least, most } if version.namespace.is_closed && most >= SHORTEST_NAME => {
                Self::Text { least, most: most.max(GENEROUS) }
            }
            Self::Cpr if version.namespace.has_dated_numbers => Self::DatedCpr,
            _ => self,
        }
    }

    /// Whether the schema lets it be empty.
    pub(crate) const fn may_be_empty(self) -> bool {
        matches!(self, Self::Text { least: 0, .. })
    }

    /// # Errors
    /// Why a letter is refused for these characters, or cannot be written with them.
    pub(crate) fn check(self, text: &str) -> Result<(), RefusalCode> {
        // No text has more characters than bytes.
        let no_longer = |most| {
            if text.len() > most && text.chars().count() > most { Err(RefusalCode::TextTooLong) } else { Ok(()) }
        };
        let is = |holds, otherwise| if holds { Ok(()) } else { Err(otherwise) };
        match self {
            Self::Closed { known, .. } => is(known.contains(&text), RefusalCode::CodeUnknown),
            Self::Cpr | Self::DatedCpr => is(Cpr::parse(text).is_some(), RefusalCode::PatientIdMalformed),
            Self::Date => date(text).map(drop),
            Self::Digits => no_longer(25),
            Self::Fixed(code) => no_longer(code.len().max(8)),
            Self::Gln => no_longer(35),
            Self::Int { .. } => int(text).map(drop),
            Self::Open(_) => no_longer(LONGEST_WORD),
            Self::Positive => size(text).map(drop),
            Self::Replacement => is(text.chars().count() == 10, RefusalCode::PatientIdMalformed),
            Self::Text { most, .. } => no_longer(most),
            Self::Time => minute(text).map(drop),
            Self::TimeWithSec => second(text).map(drop),
            Self::True => is(text == "true", RefusalCode::CodeUnknown),
            Self::Uuid => no_longer(36),
            Self::Year => no_longer(4),
            Self::ZonedDate => zoned_date(text).map(drop),
        }
    }

    /// What is doubtful about these characters.
    pub(crate) fn doubts(self, text: &str) -> Vec<NoticeCode> {
        let unless = |holds: bool, code| if holds { Vec::new() } else { vec![code] };
        match self {
            Self::Closed { known, listed } => {
                unless(listed.contains(&text) || !known.contains(&text), NoticeCode::CodeUnlisted)
            }
            Self::Open(listed) => unless(listed.contains(&text), NoticeCode::CodeUnlisted),
            Self::DatedCpr => {
                let undated = unless(is_dated(text), NoticeCode::RuleTolerated);
                Self::Cpr.doubts(text).into_iter().chain(undated).collect()
            }
            Self::Cpr => Cpr::parse(text).iter().flat_map(Cpr::doubts).map(NoticeCode::PatientId).collect(),
            Self::Gln => unless(Gln::new(text).is_valid(), NoticeCode::GlnCheckDigit),
            Self::Digits | Self::Int { .. } => unless(self.allows(text).is_ok(), NoticeCode::RuleTolerated),
            Self::Uuid => unless(is_uuid(text), NoticeCode::RuleTolerated),
            Self::Year => unless(is_year(text), NoticeCode::RuleTolerated),
            _ => Vec::new(),
        }
    }
}

impl Facet {
    /// Whether these characters may be written: what a reader lets pass is no letter of the standard.
    ///
    /// # Errors
    /// Why not.
    pub(crate) fn writes(self, text: &str) -> Result<(), RefusalCode> {
        self.check(text)?;
        match self {
            Self::DatedCpr | Self::Digits | Self::Int { .. } => self.allows(text),
            _ if self.doubts(text).contains(&NoticeCode::CodeUnlisted) => Err(RefusalCode::CodeUnknown),
            _ => Ok(()),
        }
    }

    /// Whether the schema allows these characters, white space around them included.
    ///
    /// # Errors
    /// Why not.
    pub(crate) fn allows(self, raw: &str) -> Result<(), RefusalCode> {
        let is = |holds, otherwise| if holds { Ok(()) } else { Err(otherwise) };
        // `xs:date`, `xs:boolean` and numbers may have white space around them; strings may not be more than they say.
        let bare = raw.trim_matches(crate::xml::is_space);
        match self {
            Self::Closed { listed, .. } | Self::Open(listed) => is(listed.contains(&raw), RefusalCode::CodeUnknown),
            Self::Cpr => {
                let is_number = raw.len() == 10 && raw.bytes().all(|byte| byte.is_ascii_digit());
                is(is_number, RefusalCode::PatientIdMalformed)
            }
            Self::Date => date(bare).map(drop),
            Self::DatedCpr => is(is_dated(raw), RefusalCode::PatientIdMalformed),
            Self::Digits => {
                let is_number = (1..=15).contains(&raw.len()) && raw.bytes().all(|byte| byte.is_ascii_digit());
                is(is_number, RefusalCode::NumberMalformed)
            }
            Self::Fixed(code) => is(raw == code, RefusalCode::VersionUnsupported),
            Self::Gln => Self::text(35).allows(raw),
            Self::Int { least, most } => {
                int(bare).and_then(|number| is((least..=most).contains(&number), RefusalCode::NumberMalformed))
            }
            Self::Positive => size(bare).map(drop),
            Self::Replacement => is(raw.chars().count() == 10, RefusalCode::PatientIdMalformed),
            Self::Text { least, most } => match raw.chars().count() {
                count if count < least => Err(RefusalCode::ElementEmpty),
                count if count > most => Err(RefusalCode::TextTooLong),
                _ => Ok(()),
            },
            Self::Time => minute(raw).map(drop),
            Self::TimeWithSec => second(raw).map(drop),
            Self::True => is(bare == "true", RefusalCode::CodeUnknown),
            Self::Uuid => is(is_uuid(raw), RefusalCode::IdentifierMalformed),
            Self::Year => is(is_year(raw), RefusalCode::DateMalformed),
            Self::ZonedDate => zoned_date(bare).map(drop),
        }
    }
}

/// Ten zeros, or ten digits of which the first four are a day and a month.
fn is_dated(text: &str) -> bool {
    let number = |from: usize, to: usize| text.get(from..to)?.parse::<u8>().ok();
    let is_day = || match (number(0, 2), number(2, 4)) {
        (Some(day @ 1..), Some(1 | 3 | 5 | 7 | 8 | 10 | 12)) => day <= 31,
        (Some(day @ 1..), Some(4 | 6 | 9 | 11)) => day <= 30,
        (Some(day @ 1..), Some(2)) => day <= 29,
        _ => false,
    };
    Cpr::parse(text).is_some() && (text == "0000000000" || is_day())
}

fn is_year(text: &str) -> bool {
    text.len() == 4 && text.starts_with(['1', '2']) && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// `8-4-4-4-12` hexadecimal digits.
fn is_uuid(text: &str) -> bool {
    let pieces: Vec<&str> = text.split('-').collect();
    let is_hex = |piece: &&str| piece.bytes().all(|byte| byte.is_ascii_hexdigit());
    pieces.iter().map(|piece| piece.len()).eq([8, 4, 4, 4, 12]) && pieces.iter().all(is_hex)
}
