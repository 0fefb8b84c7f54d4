//! Who takes part.

/// An organisation of the demo's configuration.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Actor {
    Clinic,
    Hospital,
    Municipality,
    /// A practice with a mailbox for letters in XML.
    Practice,
    Registrar,
    /// A municipality that only takes FHIR.
    Town,
}

impl Actor {
    /// Those that subscribe over gRPC, in the order of a patient's course.
    pub(super) const SUBSCRIBERS: [Self; 3] = [Self::Hospital, Self::Clinic, Self::Municipality];

    /// The id in the configuration.
    pub(super) const fn id(self) -> &'static str {
        match self {
            Self::Clinic => "laegerne-proevegade",
            Self::Hospital => "testregionens-hospital",
            Self::Municipality => "odense-kommune-test",
            Self::Practice => "laegerne-postgade",
            Self::Registrar => "registrar",
            Self::Town => "nordkommune-test",
        }
    }

    /// The name for people.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Clinic => "the general practitioner",
            Self::Hospital => "the hospital",
            Self::Municipality => "the municipality",
            Self::Practice => "the practice",
            Self::Registrar => "the registrar",
            Self::Town => "the town",
        }
    }
}
