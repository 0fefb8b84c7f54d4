//! Points in time as clinical messages state them: Danish wall-clock minutes, or zoned instants.
//!
//! MedCom XML writes local Danish time without a zone. It is resolved by Europe/Copenhagen; in the
//! hour that happens twice in October both instants are kept, and in the hour that never happens in
//! March the clock is read as if it had not been moved.

use std::sync::LazyLock;

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::{AmbiguousOffset, TimeZone};

/// A point in time, with the sender's own writing kept beside the resolved instant.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Moment {
    /// The instant. For an ambiguous local time, the earlier of the two (summer time).
    pub instant: Timestamp,
    /// As the sender wrote it, in ISO 8601: `2026-03-12T14:35`, `2026-03-12` or `2026-03-12T14:40:05+01:00`.
    pub written: String,
    /// How sure the instant is.
    pub certainty: Certainty,
}

/// How a written time became an instant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Certainty {
    /// The local time happened twice; `later` is the second instant.
    Ambiguous {
        /// The instant one hour after [`Moment::instant`], in standard time.
        later: Timestamp,
    },
    /// Only a date was written; the instant is the start of that day in Denmark.
    DateOnly,
    /// Exactly one instant fits.
    Exact,
    /// The local time was skipped when summer time began; the instant is that of the unmoved clock.
    Skipped,
}

impl Moment {
    /// Resolves a Danish local time. `written` is kept as it is.
    ///
    /// Returns `None` outside the years that can be resolved.
    #[must_use]
    pub fn from_danish(local: DateTime, written: impl Into<String>) -> Option<Self> {
        let zoned = danish_time().to_ambiguous_timestamp(local);
        let (instant, certainty) = match zoned.offset() {
            AmbiguousOffset::Unambiguous { .. } => (zoned.compatible().ok()?, Certainty::Exact),
            AmbiguousOffset::Fold { .. } => {
                let later = zoned.later().ok()?;
                (zoned.earlier().ok()?, Certainty::Ambiguous { later })
            }
            AmbiguousOffset::Gap { .. } => (zoned.compatible().ok()?, Certainty::Skipped),
        };
        Some(Self { instant, written: written.into(), certainty })
    }

    /// A moment that its writing fixes by itself, because it carries a zone.
    #[must_use]
    pub fn from_instant(instant: Timestamp, written: impl Into<String>) -> Self {
        Self { instant, written: written.into(), certainty: Certainty::Exact }
    }

    /// A date without a time: the start of that day in Denmark.
    ///
    /// Returns `None` outside the years that can be resolved.
    #[must_use]
    pub fn from_date(date: jiff::civil::Date, written: impl Into<String>) -> Option<Self> {
        let start = Self::from_danish(date.at(0, 0, 0, 0), written)?;
        Some(Self { certainty: Certainty::DateOnly, ..start })
    }
}

/// The time zone of Danish clinical letters, from the bundled database.
#[must_use]
pub fn danish_time() -> TimeZone {
    // The bundled database always holds this zone; UTC would only be seen if it were removed from it.
    static ZONE: LazyLock<TimeZone> = LazyLock::new(|| TimeZone::get("Europe/Copenhagen").unwrap_or(TimeZone::UTC));
    ZONE.clone()
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn danish(local: DateTime) -> Moment {
        Moment::from_danish(local, local.to_string()).expect("a year of this century")
    }

    #[test]
    fn a_winter_minute_is_one_hour_ahead_of_utc() {
        let moment = danish(date(2026, 3, 12).at(14, 35, 0, 0));
        assert_eq!(moment.instant.to_string(), "2026-03-12T13:35:00Z");
        assert_eq!(moment.certainty, Certainty::Exact);
    }

    #[test]
    fn the_hour_that_happens_twice_keeps_both_instants() {
        let moment = danish(date(2026, 10, 25).at(2, 30, 0, 0));
        assert_eq!(moment.instant.to_string(), "2026-10-25T00:30:00Z");
        let later = "2026-10-25T01:30:00Z".parse().expect("an instant");
        assert_eq!(moment.certainty, Certainty::Ambiguous { later });
    }

    #[test]
    fn the_hour_that_never_happens_is_read_with_the_unmoved_clock() {
        let moment = danish(date(2026, 3, 29).at(2, 30, 0, 0));
        assert_eq!(moment.instant.to_string(), "2026-03-29T01:30:00Z");
        assert_eq!(moment.certainty, Certainty::Skipped);
    }

    #[test]
    fn a_date_starts_at_danish_midnight() {
        let moment = Moment::from_date(date(2026, 7, 1), "2026-07-01").expect("a year of this century");
        assert_eq!(moment.instant.to_string(), "2026-06-30T22:00:00Z");
        assert_eq!(moment.certainty, Certainty::DateOnly);
    }
}
