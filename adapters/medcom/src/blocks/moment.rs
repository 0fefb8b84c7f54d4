//! Dates and times: Danish wall clock, without a zone.
//!
//! Standard: MedCom `DateTimeType`: `Date` is `xs:date` without zone, `Time` is `hh:mm`, and only the
//! notices of admission and discharge have `TimeWithSec`, `hh:mm:ss`.

use canonical::Moment;
use canonical::moment::Certainty;
use canonical::notice::NoticeCode;
use canonical::refusal::RefusalCode;
use jiff::civil::{Date, Time};

use crate::xml::{Fields, Node, Reading};

/// A group that must be there: `Date` and `Time`, or `Date` and `TimeWithSec`.
pub(crate) fn date_time(fields: &mut Fields<'_, '_, '_, '_>, name: &str) -> Option<Moment> {
    fields.group(name, moment)
}

/// The same, where it may be absent.
pub(crate) fn optional_date_time(fields: &mut Fields<'_, '_, '_, '_>, name: &str) -> Option<Option<Moment>> {
    fields.optional_group(name, moment)
}

/// The same, of letters whose schema is not known. What is no date and time is kept verbatim.
pub(crate) fn lenient_moment(fields: &mut Fields<'_, '_, '_, '_>, name: &str) -> Option<Moment> {
    let mut nodes = fields.all(name).into_iter();
    let node = nodes.next()?;
    nodes.for_each(|second| fields.reading().keep(second));
    let trial = Reading::trial(fields.reading());
    let mut inner = Fields::of(node, &trial);
    let moment = moment(&mut inner).filter(|_| !trial.is_refused());
    inner.close();
    if moment.is_none() || trial.has_kept() {
        fields.reading().keep(node);
    }
    if let Some(moment) = &moment {
        note_doubt(moment, node, fields.reading());
    }
    moment
}

fn moment(fields: &mut Fields<'_, '_, '_, '_>) -> Option<Moment> {
    let date = fields.required("Date", date);
    let time = match fields.peek("TimeWithSec") {
        Some(_) => fields.required("TimeWithSec", second),
        None => fields.required("Time", minute),
    };
    let (date, (time, written)) = (date?, time?);
    let Some(moment) = Moment::from_danish(date.to_datetime(time), format!("{date}T{written}")) else {
        return fields.refuse_all(RefusalCode::DateMalformed);
    };
    note_doubt(&moment, fields.node(), fields.reading());
    Some(moment)
}

fn note_doubt(moment: &Moment, node: Node<'_, '_>, reading: &Reading<'_>) {
    match moment.certainty {
        Certainty::Ambiguous { .. } | Certainty::Skipped => reading.note(node, NoticeCode::TimeAmbiguous),
        Certainty::DateOnly | Certainty::Exact => {}
    }
}

/// `YYYY-MM-DD`, a day of the calendar.
fn date(text: &str) -> Result<Date, RefusalCode> {
    let [year, month, day] = numbers(text, '-', [4, 2, 2]).ok_or(RefusalCode::DateMalformed)?;
    let part = |number| i8::try_from(number).map_err(|_| RefusalCode::DateMalformed);
    Date::new(year, part(month)?, part(day)?).map_err(|_| RefusalCode::DateMalformed)
}

/// `hh:mm`, with its writing.
fn minute(text: &str) -> Result<(Time, String), RefusalCode> {
    let [hour, minute] = numbers(text, ':', [2, 2]).ok_or(RefusalCode::TimeMalformed)?;
    clock(hour, minute, 0, text)
}

/// `hh:mm:ss`, with its writing.
fn second(text: &str) -> Result<(Time, String), RefusalCode> {
    let [hour, minute, second] = numbers(text, ':', [2, 2, 2]).ok_or(RefusalCode::TimeMalformed)?;
    clock(hour, minute, second, text)
}

fn clock(hour: i16, minute: i16, second: i16, text: &str) -> Result<(Time, String), RefusalCode> {
    let part = |number| i8::try_from(number).map_err(|_| RefusalCode::TimeMalformed);
    let time = Time::new(part(hour)?, part(minute)?, part(second)?, 0).map_err(|_| RefusalCode::TimeMalformed)?;
    Ok((time, text.to_owned()))
}

/// Digits of exactly these widths between the separators.
fn numbers<const N: usize>(text: &str, separator: char, widths: [usize; N]) -> Option<[i16; N]> {
    let mut numbers = [0; N];
    let mut pieces = text.split(separator);
    for (number, width) in numbers.iter_mut().zip(widths) {
        let piece = pieces.next().filter(|p| p.len() == width && p.bytes().all(|byte| byte.is_ascii_digit()))?;
        *number = piece.parse().ok()?;
    }
    pieces.next().is_none().then_some(numbers)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_bare_days_of_the_calendar_are_dates() {
        assert!(date("2026-02-28").is_ok());
        for wrong in ["2026-02-29", "2026-2-28", "2026-03-12Z", "2026-03-12+01:00", "12-03-2026", "", "-026-01-01"] {
            assert_eq!(date(wrong), Err(RefusalCode::DateMalformed), "{wrong}");
        }
    }

    #[test]
    fn times_have_minutes_or_seconds_as_their_element_says() {
        assert!(minute("23:59").is_ok() && second("13:02:44").is_ok());
        for wrong in ["24:00", "9:05", "09:05:00", "09:60", "0905"] {
            assert!(minute(wrong).is_err(), "{wrong}");
        }
        assert!(second("13:02").is_err());
    }
}
