//! What is known of an event without opening it.

use canonical::Event;
use canonical::identifier::PatientIdentifier;
use jiff::Timestamp;
use journal::{Labels, LookupKey, PatientKey};

/// The index columns of an event.
pub(crate) fn labels(event: &Event, accepted_at: Timestamp, lookup: &LookupKey) -> Labels {
    let patients = patients(event, lookup);
    Labels {
        id: event.id,
        kind: event.body.kind(),
        sender: event.sender.identifiers.clone(),
        receivers: event.receivers.iter().map(|receiver| receiver.identifiers.clone()).collect(),
        // The patient is the unit of order; letters about nobody are in order per sender.
        lane: patients.first().map_or_else(|| lookup.lane("sender", &event.identity().sender), |patient| patient.0),
        patients,
        occurred_at: event.times.occurred.as_ref().map_or(accepted_at, |moment| moment.instant),
    }
}

/// The patient under every identifier that names a person, the leading one first, each once.
fn patients(event: &Event, lookup: &LookupKey) -> Vec<PatientKey> {
    let identifiers = event.subject.iter().flat_map(|subject| &subject.identifiers);
    let mut keys = Vec::new();
    for identifier in identifiers.filter(|identifier| PatientIdentifier::names_a_person(identifier)) {
        let key = lookup.patient(identifier);
        if !keys.contains(&key) {
            keys.push(key);
        }
    }
    keys
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::example::{KARLA, event as letter, lookup, patient};
    use canonical::Moment;

    const DUMMY: &str = "0000000000";

    fn accepted() -> Timestamp {
        "2026-03-04T12:00:00Z".parse().expect("a timestamp")
    }

    fn event(patients: &[&str]) -> Event {
        letter("LTR1", patients)
    }

    #[test]
    fn the_lane_is_the_leading_patient() {
        let labels = labels(&event(&[KARLA, "2509479989"]), accepted(), &lookup());
        assert_eq!(labels.lane, lookup().patient(&patient(KARLA)).0);
        assert_eq!(labels.patients, [lookup().patient(&patient(KARLA)), lookup().patient(&patient("2509479989"))]);
    }

    #[test]
    fn the_dummy_number_is_nobody_and_shares_the_lane_of_its_sender() {
        let dummy = labels(&event(&[DUMMY]), accepted(), &lookup());
        assert_eq!(dummy.patients, []);
        assert_eq!(dummy.lane, lookup().lane("sender", "gln:5790999900010"));
        assert_eq!(dummy.lane, labels(&event(&[]), accepted(), &lookup()).lane);
    }

    #[test]
    fn the_dummy_number_does_not_hide_a_patient() {
        let labels = labels(&event(&[DUMMY, KARLA, KARLA]), accepted(), &lookup());
        assert_eq!(labels.patients, [lookup().patient(&patient(KARLA))]);
        assert_eq!(labels.lane, lookup().patient(&patient(KARLA)).0);
    }

    #[test]
    fn without_a_clinical_time_the_acceptance_stands_in() {
        let mut event = event(&[KARLA]);
        assert_eq!(labels(&event, accepted(), &lookup()).occurred_at, accepted());
        let clinical = "2026-03-01T08:00:00Z".parse().expect("a timestamp");
        event.times.occurred = Some(Moment::from_instant(clinical, "2026-03-01T09:00:00+01:00"));
        assert_eq!(labels(&event, accepted(), &lookup()).occurred_at, clinical);
    }
}
