//! The types of resources that are taken by themselves, and which of their elements say whom they are about, who sends
//! them, to whom, and when.
//!
//! Standard: HL7 FHIR R4 (4.0.1), the definition of each resource.

/// A type of resource that is taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResourceKind {
    /// Its name.
    pub name: &'static str,
    /// Names the patient.
    pub(super) patient: &'static str,
    /// Whom it is addressed to.
    pub(super) receivers: &'static [&'static str],
    /// Who sends it: must be whoever hands it over.
    pub(super) sender: &'static [&'static str],
    /// Whose it is, where a carrier hands it over and nothing names a sender.
    pub(super) origin: &'static [&'static str],
    /// When it was written.
    pub(super) authored: &'static [&'static str],
    /// When the clinical fact happened.
    pub(super) occurred: &'static [&'static str],
    /// What it is about, in codes.
    pub(super) codes: &'static [&'static str],
}

const PLAIN: ResourceKind = ResourceKind {
    name: "",
    patient: "subject",
    receivers: &[],
    sender: &[],
    origin: &[],
    authored: &[],
    occurred: &[],
    codes: &["code"],
};

/// Every type, in the order of their names.
pub const KINDS: [ResourceKind; 11] = [
    ResourceKind {
        name: "CarePlan",
        receivers: &["activity.detail.performer"],
        origin: &["author"],
        authored: &["created"],
        occurred: &["period.start"],
        codes: &["category", "activity.detail.code"],
        ..PLAIN
    },
    ResourceKind {
        name: "Communication",
        receivers: &["recipient"],
        sender: &["sender"],
        authored: &["sent"],
        occurred: &["received"],
        codes: &["reasonCode"],
        ..PLAIN
    },
    ResourceKind {
        name: "Composition",
        origin: &["custodian", "author"],
        authored: &["date"],
        occurred: &["event.period.start"],
        codes: &["type"],
        ..PLAIN
    },
    ResourceKind {
        name: "Condition",
        origin: &["recorder", "asserter"],
        authored: &["recordedDate"],
        occurred: &["onsetDateTime", "onsetPeriod.start"],
        ..PLAIN
    },
    ResourceKind {
        name: "DiagnosticReport",
        origin: &["performer"],
        authored: &["issued"],
        occurred: &["effectiveDateTime", "effectivePeriod.start"],
        codes: &["code", "conclusionCode"],
        ..PLAIN
    },
    ResourceKind {
        name: "DocumentReference",
        origin: &["custodian", "author"],
        authored: &["date"],
        occurred: &["context.period.start"],
        codes: &["type"],
        ..PLAIN
    },
    ResourceKind {
        name: "Encounter",
        origin: &["serviceProvider"],
        occurred: &["period.start"],
        codes: &["reasonCode"],
        ..PLAIN
    },
    ResourceKind {
        name: "Observation",
        origin: &["performer"],
        authored: &["issued"],
        occurred: &["effectiveDateTime", "effectiveInstant", "effectivePeriod.start"],
        ..PLAIN
    },
    ResourceKind { name: "QuestionnaireResponse", origin: &["author"], authored: &["authored"], codes: &[], ..PLAIN },
    ResourceKind {
        name: "ServiceRequest",
        receivers: &["performer"],
        sender: &["requester"],
        authored: &["authoredOn"],
        occurred: &["occurrenceDateTime", "occurrencePeriod.start"],
        codes: &["code", "reasonCode"],
        ..PLAIN
    },
    ResourceKind {
        name: "Task",
        patient: "for",
        receivers: &["owner"],
        sender: &["requester"],
        authored: &["authoredOn"],
        occurred: &["executionPeriod.start"],
        codes: &["code", "reasonCode"],
        ..PLAIN
    },
];

/// The type of this name, if it is taken.
#[must_use]
pub fn kind(name: &str) -> Option<&'static ResourceKind> {
    KINDS.iter().find(|kind| kind.name == name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_types_stand_in_the_order_of_their_names() {
        assert!(KINDS.is_sorted_by_key(|kind| kind.name));
        assert_eq!(kind("Task").map(|kind| kind.patient), Some("for"));
        assert!(kind("Patient").is_none());
    }
}
