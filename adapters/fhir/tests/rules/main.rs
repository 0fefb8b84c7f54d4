//! The published rules of MedCom's FHIR messages, each with a message that keeps it and one that breaks it.
//!
//! A rule is a row in one of the tables here. Its message is one of our own cases and, where they lie beside the checkout,
//! one of MedCom's published examples; both are broken in the same way. `RULES.md` is written from the rows.
#![allow(clippy::expect_used, reason = "a test that cannot go on says so")]

#[path = "../support/mod.rs"]
mod support;

mod acknowledgement;
mod care_communication;
mod care_communication_payloads;
mod home_care_observation;
mod hospital_notification;
mod hospital_notification_silence;
mod judge;
mod message;
mod messaging;
mod messaging_header;
mod page;
mod published_lists;
mod rule;

use rule::Rule;

/// Every rule, in the order of the page.
fn rules() -> Vec<(&'static str, &'static [Rule])> {
    vec![
        ("Every message: Bundle, patient and organisations", messaging::RULES),
        ("Every message: header and hops", messaging_header::RULES),
        ("HospitalNotification", hospital_notification::RULES),
        ("HospitalNotification: what it may not say", hospital_notification_silence::RULES),
        ("CareCommunication", care_communication::RULES),
        ("CareCommunication: what is said, and by whom", care_communication_payloads::RULES),
        ("HomeCareObservation", home_care_observation::RULES),
        ("Acknowledgement, as received", acknowledgement::RULES),
    ]
}
