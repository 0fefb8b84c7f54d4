//! What a rule is.

use canonical::notice::NoticeCode;
use canonical::refusal::RefusalCode;

use crate::message::Message;

/// A message that rules are tried on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Base {
    /// An acknowledgement that says yes.
    Accepted,
    /// An admission that asks for a report.
    Admission,
    /// A letter with a file, to a team.
    Letter,
    /// A reply, with the hop of what it answers.
    Reply,
    /// A report of one result.
    Report,
}

/// What becomes of a message that breaks a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// It is refused.
    Refused(RefusalCode),
    /// It is read, and doubted; read strictly, it is refused as `rule-broken`.
    Tolerated(NoticeCode),
}

/// What becomes of it if it is of an older version.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Older {
    /// The same, or its standard does not say of which version it is.
    Same,
    /// It is read, and doubted.
    Doubted,
    /// The rule is not one of older versions.
    NotAsked,
}

/// A rule of the standards.
pub(crate) struct Rule {
    /// A stable name.
    pub(crate) id: &'static str,
    /// What is asked, in a sentence.
    pub(crate) asks: &'static str,
    /// The invariants and profile elements that say so, as the published lists name them, and sections in words.
    pub(crate) source: &'static [&'static str],
    pub(crate) verdict: Verdict,
    pub(crate) older: Older,
    /// Which field is named: the type of resource and the names below it.
    pub(crate) at: &'static str,
    /// What the same change breaks beside it.
    pub(crate) also: &'static [(RefusalCode, &'static str)],
    pub(crate) base: Base,
    /// Makes the message one that still keeps the rule, if the base is not example enough.
    pub(crate) keeps: fn(&mut Message),
    /// Makes a message that keeps the rule one that breaks it.
    pub(crate) breaks: fn(&mut Message),
}

impl Base {
    /// Whether the standard has a version that the message names.
    pub(crate) fn has_versions(self) -> bool {
        matches!(self, Self::Letter | Self::Reply | Self::Report)
    }
}

impl Rule {
    /// A rule that refuses.
    pub(crate) const fn refuses(id: &'static str, code: RefusalCode, at: &'static str, base: Base) -> Self {
        Self {
            id,
            asks: "",
            source: &[],
            verdict: Verdict::Refused(code),
            older: Older::Same,
            at,
            also: &[],
            base,
            keeps: |_| {},
            breaks: |_| {},
        }
    }

    /// A rule whose breach is tolerated.
    pub(crate) const fn tolerates(id: &'static str, code: NoticeCode, at: &'static str, base: Base) -> Self {
        Self { verdict: Verdict::Tolerated(code), ..Self::refuses(id, RefusalCode::RuleBroken, at, base) }
    }
}
