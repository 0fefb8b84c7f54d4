//! Times in the writing of each standard.

use canonical::Moment;
use canonical::moment::danish_time;

/// With seconds and the time zone of Denmark, as FHIR writes it.
pub(super) fn zoned(moment: &Moment) -> Moment {
    let written = moment.instant.to_zoned(danish_time()).strftime("%Y-%m-%dT%H:%M:%S%:z").to_string();
    Moment::from_instant(moment.instant, written)
}

/// Danish local time to the minute, as MedCom XML writes it.
///
/// Standard: mapping CareCommunication, XDIS91, rows "Authorisation time", "Time for Message sent".
pub(super) fn local(moment: &Moment) -> Moment {
    let civil = moment.instant.to_zoned(danish_time()).datetime();
    let minute = jiff::civil::DateTime::from_parts(civil.date(), civil.time()).with().second(0).subsec_nanosecond(0);
    let minute = minute.build().unwrap_or(civil);
    Moment::from_danish(minute, minute.strftime("%Y-%m-%dT%H:%M").to_string()).unwrap_or_else(|| moment.clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Moment {
        Moment::from_instant(text.parse().expect("a time"), text)
    }

    #[test]
    fn a_time_in_any_zone_is_the_local_minute() {
        assert_eq!(local(&at("2023-11-20T16:45:59Z")).written, "2023-11-20T17:45");
        assert_eq!(local(&at("2023-07-20T18:45:00+03:00")).written, "2023-07-20T17:45");
    }

    #[test]
    fn a_local_minute_gets_the_zone_of_its_season() {
        assert_eq!(zoned(&local(&at("2023-11-20T16:45:00Z"))).written, "2023-11-20T17:45:00+01:00");
        assert_eq!(zoned(&local(&at("2023-07-20T15:45:00Z"))).written, "2023-07-20T17:45:00+02:00");
    }
}
