//! Times as FHIR writes them. The library's own types write them anew: what the sender wrote stays as it was.

use canonical::Moment;
use canonical::moment::{Certainty, danish_time};

use crate::resources::stated;

/// A `dateTime`: as written where that is FHIR's way, else with Denmark's offset from UTC at that time; a date stays one.
pub(crate) fn date_time(moment: &Moment) -> String {
    if stated(&moment.written).as_ref() == Some(moment) {
        return moment.written.clone();
    }
    let local = moment.instant.to_zoned(danish_time());
    match moment.certainty {
        Certainty::DateOnly => local.strftime("%Y-%m-%d").to_string(),
        Certainty::Ambiguous { .. } | Certainty::Exact | Certainty::Skipped => {
            local.strftime("%Y-%m-%dT%H:%M:%S%:z").to_string()
        }
    }
}

/// An `instant`, which has a time of day in any case.
pub(crate) fn full_instant(moment: &Moment) -> String {
    match moment.certainty {
        Certainty::DateOnly => moment.instant.to_zoned(danish_time()).strftime("%Y-%m-%dT%H:%M:%S%:z").to_string(),
        Certainty::Ambiguous { .. } | Certainty::Exact | Certainty::Skipped => date_time(moment),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_fhir_could_have_written_stays_and_the_rest_gets_its_zone() {
        let zoned = stated("2026-03-12T14:35:00.250Z").expect("a time");
        assert_eq!(date_time(&zoned), "2026-03-12T14:35:00.250Z");
        let local = |text: &str| Moment::from_danish(text.parse().expect("a time"), text).expect("in range");
        assert_eq!(date_time(&local("2026-03-12T14:35")), "2026-03-12T14:35:00+01:00");
        // The hour that happens twice: the earlier of the two.
        assert_eq!(date_time(&local("2026-10-25T02:30")), "2026-10-25T02:30:00+02:00");
        assert_eq!(date_time(&local("2026-03-29T02:30")), "2026-03-29T03:30:00+02:00");
        let day = Moment::from_date("2026-03-12".parse().expect("a day"), "2026-03-12").expect("in range");
        assert_eq!(date_time(&day), "2026-03-12");
        assert_eq!(full_instant(&day), "2026-03-12T00:00:00+01:00");
    }
}
