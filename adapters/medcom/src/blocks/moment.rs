//! Times: `Date` and `Time`, Danish local time without a zone.
//!
//! Standard: MedCom `DateTimeType`, `DateTimeWithSecType`.

use canonical::Moment;
use canonical::moment::{Certainty, danish_time};
use canonical::notice::NoticeCode;
use canonical::refusal::RefusalCode;
use jiff::civil::DateTime;

use crate::values::{date, minute, second, zoned_date};
use crate::walk::{Facet, Occurs, Walk};

/// A group of `Date` and `Time`.
pub(crate) fn date_time<W: Walk>(walk: &mut W, name: &'static str, occurs: Occurs, moment: &mut Option<Moment>) {
    let is_there = moment.is_some();
    walk.group(name, occurs, is_there, |walk| self::moment(walk, moment, false));
}

/// A group of `Date` and `TimeWithSec`.
pub(crate) fn date_time_with_seconds<W: Walk>(
    walk: &mut W,
    name: &'static str,
    occurs: Occurs,
    moment: &mut Option<Moment>,
) {
    let is_there = moment.is_some();
    walk.group(name, occurs, is_there, |walk| self::moment(walk, moment, true));
}

/// A group of `Date`, behind which `Time` may stand.
pub(crate) fn date_perhaps_time<W: Walk>(walk: &mut W, name: &'static str, moment: &mut Option<Moment>) {
    let is_there = moment.is_some();
    let is_day = moment.as_ref().is_some_and(|moment| moment.certainty == Certainty::DateOnly);
    walk.group(name, Occurs::Optional, is_there, |walk| {
        if is_day || ["Time", "TimeWithSec"].iter().all(|time| walk.finds(time) == Some(false)) {
            day(walk, "Date", Occurs::Required, moment);
        } else {
            self::moment(walk, moment, false);
        }
    });
}

/// `Date`, and `Time` or `TimeWithSec`.
pub(crate) fn moment<W: Walk>(walk: &mut W, moment: &mut Option<Moment>, seconds: bool) {
    let (mut date, mut time) = moment.as_ref().map(|moment| local(moment, seconds)).unzip();
    // Some senders take the element of the other letters.
    let has_seconds = walk.finds("TimeWithSec").unwrap_or(seconds);
    if has_seconds != seconds && walk.finds("Time") != Some(false) || has_seconds && !seconds {
        walk.note(None, NoticeCode::RuleTolerated);
    }
    walk.field("Date", Occurs::Required, Facet::Date, &mut date);
    if has_seconds {
        walk.field("TimeWithSec", Occurs::Required, Facet::TimeWithSec, &mut time);
    } else {
        walk.field("Time", Occurs::Required, Facet::Time, &mut time);
    }
    let written: Option<(String, String)> = date.zip(time);
    let Some((date, time)) = written else {
        return;
    };
    *moment = resolved(&date, &time);
    match moment {
        Some(moment) if is_doubtful(moment) => walk.note(None, NoticeCode::TimeAmbiguous),
        Some(_) => {}
        None => walk.refuse(None, RefusalCode::DateMalformed),
    }
}

/// The instant of a written date and time.
fn resolved(written_date: &str, written_time: &str) -> Option<Moment> {
    let time = minute(written_time).or_else(|_| second(written_time)).ok()?;
    let local = date(written_date).ok()?.to_datetime(time);
    Moment::from_danish(local, [written_date, "T", written_time].concat())
}

/// Whether the time happened twice, or never.
pub(crate) const fn is_doubtful(moment: &Moment) -> bool {
    matches!(moment.certainty, Certainty::Ambiguous { .. } | Certainty::Skipped)
}

/// Date and time as they are written: the sender's own, where it wrote Danish time.
fn local(moment: &Moment, seconds: bool) -> (String, String) {
    let own: Option<DateTime> = moment.written.parse().ok().filter(|_| !has_zone(&moment.written));
    let local = own.unwrap_or_else(|| moment.instant.to_zoned(danish_time()).datetime());
    let time = if seconds { "%H:%M:%S" } else { "%H:%M" };
    (local.strftime("%Y-%m-%d").to_string(), local.strftime(time).to_string())
}

/// A day alone, after which a time zone may stand.
pub(crate) fn day<W: Walk>(walk: &mut W, name: &'static str, occurs: Occurs, moment: &mut Option<Moment>) {
    day_as(walk, name, occurs, Facet::ZonedDate, moment);
}

/// A day alone, without a time zone.
pub(crate) fn bare_day<W: Walk>(walk: &mut W, name: &'static str, occurs: Occurs, moment: &mut Option<Moment>) {
    day_as(walk, name, occurs, Facet::Date, moment);
}

fn day_as<W: Walk>(walk: &mut W, name: &'static str, occurs: Occurs, facet: Facet, moment: &mut Option<Moment>) {
    let mut written = moment.as_ref().map(|moment| local(moment, false).0);
    walk.field(name, occurs, facet, &mut written);
    *moment = written.and_then(|written: String| Moment::from_date(zoned_date(&written).ok()?, written));
}

fn has_zone(written: &str) -> bool {
    written.get(10..).is_some_and(|clock| clock.contains(['Z', '+', '-']))
}
