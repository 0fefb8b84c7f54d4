//! A report of observations (da. kommunale prøvesvar): what a municipality's acute team measured at a citizen's home.

use crate::code::Concept;
use crate::party::{Party, Person};
use crate::text::Text;
use crate::{Moment, Personal};

/// The facts of a report of observations (FHIR HomeCareObservation). Files are in the event's attachments, and what it corrects
/// or takes back is in its course. The words are in its narrative; there the results stand once more, in readable words.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Observations {
    /// What the report is (FHIR `DiagnosticReport.code`, `HomeCareReport`): an open list.
    pub report: Option<Concept>,
    /// How final it is (FHIR `DiagnosticReport.status`, `final`): an open list.
    pub state: Option<String>,
    /// When it was released (FHIR `DiagnosticReport.issued`).
    pub issued: Option<Moment>,
    /// The comment on the report as a whole (da. klinisk kommentar). A report that is taken back says here why.
    pub conclusion: Option<Text>,
    /// Why the report is taken back, where `conclusion` is one of the standard's own reasons (MedCom
    /// `medcom-messaging-cancellation-reason`, `incorrect-cpr`): an open list.
    pub cancellation_reason: Option<String>,
    /// The citizen does not want the results to be shared (FHIR `meta.security`, `R`). To be shown clearly.
    pub consent_refused: bool,
    /// The results, in the report's order.
    pub observations: Vec<Observation>,
    /// The organisation that observed, where it is not the sender.
    pub producer: Option<Box<Party>>,
    /// Who observed.
    pub performer: Option<Person>,
    /// Who asked for it, within the receiving clinic.
    pub requester: Option<Requester>,
}

/// One result.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Observation {
    /// The sender's id of the result. A correction repeats it.
    pub id: Option<String>,
    /// How final it is (FHIR `Observation.status`, `final`): an open list.
    pub state: Option<String>,
    /// What was observed, in every system given: NPU (`urn:oid:1.2.208.176.2.1`), MedCom's own codes (`MCS88122`), others.
    pub codes: Vec<Concept>,
    /// What was observed, in the sender's words.
    pub name: Option<String>,
    /// When it was measured, or when the sample was taken.
    pub at: Option<Moment>,
    /// When it ended, where it took a while.
    pub until: Option<Moment>,
    /// The result.
    pub value: Option<ObservedValue>,
    /// What it means (MedCom's own list has one word, `NI`: not interpreted): an open list.
    pub interpretation: Option<Concept>,
    /// Comments on this result (da. analysekommentar).
    pub notes: Vec<Text>,
}

/// What an observation found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ObservedValue {
    /// A measured amount.
    Quantity(Quantity),
    /// Words (`Negative`).
    Words(Personal<String>),
}

/// A measured amount.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quantity {
    /// The number as written, so that `1.10` stays `1.10`.
    pub value: Personal<String>,
    /// How the true value relates to it: `<`, `<=`, `>=` or `>`; absent where it is the value.
    pub comparator: Option<String>,
    /// The unit to show (`mmol/L`).
    pub unit: Option<String>,
    /// The naming system of the unit's code.
    pub system: Option<String>,
    /// The unit's code.
    pub code: Option<String>,
}

/// Who asked for observations. Without initials the sender says that it does not know them (FHIR `data-absent-reason`).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Requester {
    /// The doctor's initials.
    pub initials: Option<Personal<String>>,
    /// The doctor's surname.
    pub surname: Option<Personal<String>>,
    /// The doctor's name as a whole.
    pub name: Option<Personal<String>>,
}
