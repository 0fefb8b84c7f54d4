//! The simple types of the schemas that are more than strings: dates, times, numbers.

use canonical::refusal::RefusalCode;
use jiff::civil::{Date, Time};

/// `xs:date` without a zone: `YYYY-MM-DD`, a day of the calendar.
pub(crate) fn date(text: &str) -> Result<Date, RefusalCode> {
    let [year, month, day] = numbers(text, '-', [4, 2, 2]).ok_or(RefusalCode::DateMalformed)?;
    let part = |number| i8::try_from(number).map_err(|_| RefusalCode::DateMalformed);
    Date::new(year, part(month)?, part(day)?).map_err(|_| RefusalCode::DateMalformed)
}

/// `xs:date`: a day of the calendar, and perhaps a time zone, which says nothing about a day.
pub(crate) fn zoned_date(text: &str) -> Result<Date, RefusalCode> {
    let day = text.strip_suffix('Z').or_else(|| without_offset(text)).unwrap_or(text);
    date(day)
}

/// The characters before `+hh:mm` or `-hh:mm`, at most 14 hours, if such follows.
fn without_offset(text: &str) -> Option<&str> {
    let (day, offset) = text.split_at_checked(text.len().checked_sub(6)?)?;
    let clock = offset.strip_prefix(['+', '-'])?;
    let is_offset = clock == "14:00" || (clock < "14" && minute(clock).is_ok());
    is_offset.then_some(day)
}

/// `hh:mm`.
pub(crate) fn minute(text: &str) -> Result<Time, RefusalCode> {
    let [hour, minute] = numbers(text, ':', [2, 2]).ok_or(RefusalCode::TimeMalformed)?;
    clock(hour, minute, 0)
}

/// `hh:mm:ss`.
pub(crate) fn second(text: &str) -> Result<Time, RefusalCode> {
    let [hour, minute, second] = numbers(text, ':', [2, 2, 2]).ok_or(RefusalCode::TimeMalformed)?;
    clock(hour, minute, second)
}

fn clock(hour: i16, minute: i16, second: i16) -> Result<Time, RefusalCode> {
    let part = |number| i8::try_from(number).map_err(|_| RefusalCode::TimeMalformed);
    Time::new(part(hour)?, part(minute)?, part(second)?, 0).map_err(|_| RefusalCode::TimeMalformed)
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

/// A string of at most so many characters (MedCom `String_1_n`).
pub(crate) fn short(most: usize) -> impl Fn(&str) -> Result<String, RefusalCode> {
    move |text| {
        if text.chars().count() > most { Err(RefusalCode::TextTooLong) } else { Ok(text.to_owned()) }
    }
}

/// `xs:positiveInteger`.
pub(crate) fn size(text: &str) -> Result<u64, RefusalCode> {
    let digits = text.strip_prefix('+').unwrap_or(text);
    let is_number = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    digits.parse().ok().filter(|size| is_number && *size > 0).ok_or(RefusalCode::NumberMalformed)
}

/// `xs:int`.
pub(crate) fn int(text: &str) -> Result<i32, RefusalCode> {
    text.parse().map_err(|_| RefusalCode::NumberMalformed)
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
    fn a_zone_may_follow_where_the_schema_lets_it() {
        for right in ["2026-03-12", "2026-03-12Z", "2026-03-12+01:00", "2026-03-12-14:00"] {
            assert_eq!(zoned_date(right), date("2026-03-12"), "{right}");
        }
        for wrong in ["2026-03-12+14:01", "2026-03-12+1:00", "2026-03-12ZZ", "2026-03-12ø1:00", "+01:00", "Z"] {
            assert_eq!(zoned_date(wrong), Err(RefusalCode::DateMalformed), "{wrong}");
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

    #[test]
    fn numbers_are_positive() {
        assert_eq!((size("+68"), size("007")), (Ok(68), Ok(7)));
        for wrong in ["0", "-1", "", "+", "1.0", "1 000"] {
            assert_eq!(size(wrong), Err(RefusalCode::NumberMalformed), "{wrong}");
        }
    }
}
