//! Times as each standard writes them.

use canonical::Moment;
use canonical::moment::danish_time;

/// Danish local time to the minute.
pub(crate) fn local(at: jiff::Timestamp) -> Moment {
    let written = at.to_zoned(danish_time()).strftime("%Y-%m-%dT%H:%M").to_string();
    let civil: jiff::civil::DateTime = written.parse().expect("a minute");
    Moment::from_danish(civil, written).expect("a year of this century")
}

/// The same with the zone of its season; of the hour that happens twice, the first.
pub(crate) fn zoned(at: jiff::Timestamp) -> Moment {
    let at = local(at).instant;
    Moment::from_instant(at, at.to_zoned(danish_time()).strftime("%Y-%m-%dT%H:%M:%S%:z").to_string())
}
