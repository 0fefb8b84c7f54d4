//! Why a letter was not accepted: a stable code and a place, never the letter's text.
//!
//! Each code has a page in `refusals/<code>.md`: what it means, what the sender should do, the clause
//! of the standard, and one Danish sentence for receipts. A missing page does not compile.

/// One reason.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Refusal {
    /// Where in the document.
    pub at: Place,
    /// What is wrong there.
    pub code: RefusalCode,
}

/// A place in a document.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct Place {
    /// Line, counted from 1; 0 if the place has none.
    pub line: u32,
    /// Column in characters, counted from 1; 0 if the place has none.
    pub column: u32,
    /// Path of element or property names, with positions where they repeat; no text of the document.
    pub path: String,
}

impl Refusal {
    /// A reason at a place.
    #[must_use]
    pub const fn new(code: RefusalCode, at: Place) -> Self {
        Self { at, code }
    }
}

impl Place {
    /// A path without a position in the text.
    #[must_use]
    pub fn path(path: impl Into<String>) -> Self {
        Self { line: 0, column: 0, path: path.into() }
    }
}

impl std::fmt::Display for Place {
    /// `path (line:column)`.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(if self.path.is_empty() { "/" } else { &self.path })?;
        if self.line > 0 {
            write!(f, " ({}:{})", self.line, self.column)?;
        }
        Ok(())
    }
}

impl std::fmt::Display for Refusal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} at {}", self.code.word(), self.at)
    }
}

macro_rules! refusal_codes {
    ($($variant:ident => $word:literal),+ $(,)?) => {
        /// The codes, as stable words. Codes are added and retired, never reused.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum RefusalCode {
            $(
                #[doc = include_str!(concat!("../refusals/", $word, ".md"))]
                $variant
            ),+
        }

        impl RefusalCode {
            /// Every code, in alphabetical order.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The stable word.
            #[must_use]
            pub const fn word(self) -> &'static str {
                match self { $(Self::$variant => $word),+ }
            }

            /// The page that explains the code, in Markdown.
            #[must_use]
            pub const fn page(self) -> &'static str {
                match self { $(Self::$variant => include_str!(concat!("../refusals/", $word, ".md"))),+ }
            }
        }
    };
}

refusal_codes! {
    Base64Malformed => "base64-malformed",
    BundleTypeWrong => "bundle-type-wrong",
    CharacterSetUnsupported => "character-set-unsupported",
    CodeSystemUnknown => "code-system-unknown",
    CodeUnknown => "code-unknown",
    DateMalformed => "date-malformed",
    DocumentEmpty => "document-empty",
    DocumentTooComplex => "document-too-complex",
    DocumentTooDeep => "document-too-deep",
    DocumentTooLarge => "document-too-large",
    DtdForbidden => "dtd-forbidden",
    ElementEmpty => "element-empty",
    ElementMissing => "element-missing",
    ElementRepeated => "element-repeated",
    ElementUnexpected => "element-unexpected",
    EnvelopeIdReused => "envelope-id-reused",
    FormattingNested => "formatting-nested",
    IdentifierMalformed => "identifier-malformed",
    InteractionUnsupported => "interaction-unsupported",
    JsonMalformed => "json-malformed",
    LetterMissing => "letter-missing",
    MessageHeaderMissing => "message-header-missing",
    NumberMalformed => "number-malformed",
    PatientIdMalformed => "patient-id-malformed",
    PatientMissing => "patient-missing",
    ReceiverMissing => "receiver-missing",
    ReceiverTypeUnsupported => "receiver-type-unsupported",
    ReceiverUnitUnknown => "receiver-unit-unknown",
    ReceiverUnknown => "receiver-unknown",
    ReferenceUnresolved => "reference-unresolved",
    ResourceIdMismatch => "resource-id-mismatch",
    ResourceMissing => "resource-missing",
    RootUnknown => "root-unknown",
    RuleBroken => "rule-broken",
    SenderNotAuthorised => "sender-not-authorised",
    SizeMismatch => "size-mismatch",
    StateContradictory => "state-contradictory",
    TextTooLong => "text-too-long",
    TimeMalformed => "time-malformed",
    TranslationFailed => "translation-failed",
    ValueMalformed => "value-malformed",
    VersionUnsupported => "version-unsupported",
    XmlMalformed => "xml-malformed",
}

impl RefusalCode {
    /// The code with this word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|code| code.word() == word)
    }

    /// What the code means, one English sentence or two.
    #[must_use]
    pub fn meaning(self) -> &'static str {
        self.part("\n\n")
    }

    /// What the sender should do.
    #[must_use]
    pub fn remedy(self) -> &'static str {
        self.part("## What to do\n\n")
    }

    /// The Danish sentence for receipts.
    #[must_use]
    pub fn danish(self) -> &'static str {
        self.part("## Dansk\n\n")
    }

    /// The paragraph of the page after this heading.
    fn part(self, heading: &str) -> &'static str {
        let after = self.page().split_once(heading).map_or("", |(_, after)| after);
        after.split_once("\n\n").map_or(after, |(paragraph, _)| paragraph).trim_end()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_page_answers_every_question() {
        for code in RefusalCode::ALL {
            assert!(code.page().starts_with(&format!("# {}\n", code.word())), "{code:?}");
            for (answer, what) in [(code.meaning(), "meaning"), (code.remedy(), "remedy"), (code.danish(), "danish")] {
                assert!(answer.ends_with('.'), "{code:?} has no {what}");
                assert!(answer.chars().count() <= 200, "{code:?}: {what} is too long for a receipt");
            }
        }
    }

    #[test]
    fn codes_are_sorted_and_read_back() {
        let words: Vec<_> = RefusalCode::ALL.iter().map(|code| code.word()).collect();
        assert!(words.is_sorted());
        assert!(RefusalCode::ALL.iter().all(|code| RefusalCode::from_word(code.word()) == Some(*code)));
    }
}
