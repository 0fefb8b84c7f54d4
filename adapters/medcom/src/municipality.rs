//! The municipality family mixes three releases of its namespace in one document: which element is of which.
//!
//! Its schemas are not public; the table is what letters show.

use crate::xml::Prefixes;

/// Elements of the first release (`m0`) and of the second (`m2`); all others are of the release of the letter.
pub(crate) const PREFIXES: Prefixes = Prefixes {
    namespaces: &[("m0", "urn:oio:medcom:municipality:1.0.0"), ("m2", "urn:oio:medcom:municipality:1.0.2")],
    elements: &[
        ("Envelope", "m0"),
        ("Authorisation/Date", "m0"),
        ("Authorisation/Time", "m0"),
        ("Sender", "m0"),
        ("Receiver", "m0"),
        ("CCReceiver", "m0"),
        ("Practitioner", "m0"),
        ("Patient", "m0"),
        ("Relative/PersonIdentifier", "m0"),
        ("Relative/PersonSurnameName", "m0"),
        ("Relative/PersonGivenName", "m0"),
        ("Relative/StreetName", "m0"),
        ("Relative/SuburbName", "m0"),
        ("Relative/DistrictName", "m0"),
        ("Relative/PostCodeIdentifier", "m0"),
        ("Relative/CodedTelephoneSubscriberIdentifier", "m0"),
        ("Admission", "m0"),
        ("EndOfTreatment", "m0"),
        ("AgreedDischarge", "m0"),
        ("Discharge", "m0"),
        ("CauseOfAdmission", "m0"),
        ("ExpectedCourseOfAdmission", "m0"),
        ("PatientHealthSummary", "m0"),
        ("RiskOfContagion", "m0"),
        ("ExpectedEndOfTreatment", "m2"),
        ("AgreedDischargeComment", "m2"),
        ("Bold", "m0"),
        ("Break", "m0"),
        ("Center", "m0"),
        ("FixedFont", "m0"),
        ("Italic", "m0"),
        ("Right", "m0"),
        ("Space", "m0"),
        ("Underline", "m0"),
    ],
};
