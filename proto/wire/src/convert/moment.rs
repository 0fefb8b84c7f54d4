//! Points in time.

use canonical::Moment;
use canonical::moment::Certainty;
use jiff::Timestamp;

use crate::{Error, v1};

const NANOS_PER_SECOND: i128 = 1_000_000_000;

/// An instant as the contract writes it: nanoseconds count upwards, also before 1970.
#[must_use]
pub fn timestamp(instant: Timestamp) -> prost_types::Timestamp {
    let nanoseconds = instant.as_nanosecond();
    // Both fit: a timestamp spans the years -9999 to 9999, and a remainder is below one second.
    prost_types::Timestamp {
        seconds: nanoseconds.div_euclid(NANOS_PER_SECOND) as i64,
        nanos: nanoseconds.rem_euclid(NANOS_PER_SECOND) as i32,
    }
}

/// Reads an instant.
///
/// # Errors
/// [`Error::Invalid`] outside the years -9999 to 9999, or with nanoseconds outside one second.
pub fn instant(timestamp: prost_types::Timestamp) -> Result<Timestamp, Error> {
    let prost_types::Timestamp { seconds, nanos } = timestamp;
    let total = i128::from(seconds) * NANOS_PER_SECOND + i128::from(nanos);
    let within_a_second = (0..NANOS_PER_SECOND).contains(&i128::from(nanos));
    let read = Timestamp::from_nanosecond(total).ok().filter(|_| within_a_second);
    read.ok_or(Error::Invalid { field: "Timestamp" })
}

impl From<&Moment> for v1::Moment {
    fn from(moment: &Moment) -> Self {
        let Moment { instant, written, certainty } = moment;
        let (certainty, later) = match certainty {
            Certainty::Ambiguous { later } => (v1::Certainty::Ambiguous, Some(timestamp(*later))),
            Certainty::DateOnly => (v1::Certainty::DateOnly, None),
            Certainty::Exact => (v1::Certainty::Exact, None),
            Certainty::Skipped => (v1::Certainty::Skipped, None),
        };
        Self { instant: Some(timestamp(*instant)), written: written.clone(), certainty: certainty.into(), later }
    }
}

impl TryFrom<v1::Moment> for Moment {
    type Error = Error;

    fn try_from(message: v1::Moment) -> Result<Self, Error> {
        let v1::Moment { instant: at, written, certainty, later } = message;
        let certainty = match v1::Certainty::try_from(certainty) {
            Ok(v1::Certainty::Ambiguous) => {
                Certainty::Ambiguous { later: instant(later.ok_or(Error::Missing { field: "Moment.later" })?)? }
            }
            Ok(v1::Certainty::DateOnly) => Certainty::DateOnly,
            Ok(v1::Certainty::Exact) => Certainty::Exact,
            Ok(v1::Certainty::Skipped) => Certainty::Skipped,
            Ok(v1::Certainty::Unspecified) | Err(_) => {
                return Err(Error::Unlisted { field: "Moment.certainty", number: certainty });
            }
        };
        let instant = instant(at.ok_or(Error::Missing { field: "Moment.instant" })?)?;
        Ok(Self { instant, written, certainty })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nanoseconds_count_upwards_before_1970() {
        let before: Timestamp = "1969-12-31T23:59:59.25Z".parse().expect("an instant");
        let written = timestamp(before);
        assert_eq!((written.seconds, written.nanos), (-1, 250_000_000));
        assert_eq!(instant(written), Ok(before));
    }

    #[test]
    fn the_ends_of_time_read_back() {
        for end in [Timestamp::MIN, Timestamp::MAX] {
            assert_eq!(instant(timestamp(end)), Ok(end));
        }
    }

    #[test]
    fn what_is_no_instant_is_invalid() {
        for (seconds, nanos) in [(i64::MAX, 0), (i64::MIN, 0), (0, -1), (0, 1_000_000_000), (0, i32::MAX)] {
            let wrong = prost_types::Timestamp { seconds, nanos };
            assert_eq!(instant(wrong), Err(Error::Invalid { field: "Timestamp" }), "{seconds} {nanos}");
        }
    }
}
