//! Structured text: what a letter says to a reader, with its emphasis and its line breaks.

use crate::Personal;

/// One headed part of the readable text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Section {
    /// What the part is, as a stable word; see [`SectionKind`].
    pub kind: SectionKind,
    /// The heading the sender gave, if the standard has one.
    pub title: Option<String>,
    /// When this part was signed or written, where the standard says.
    pub signed: Option<crate::Moment>,
    /// The text, in the sender's order.
    pub text: Text,
}

/// What a part of the text is about. The words are stable; new ones may be added.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum SectionKind {
    /// What the patient can do at the discharge, at length (MedCom `AbilityAtDischargeExtended`).
    AbilityAtDischarge,
    /// What the patient can do at the discharge, in short (MedCom `AbilityAtDischargeSummary`).
    AbilitySummary,
    /// Medicine the patient takes now (MedCom `ActualMedicine`).
    ActualMedicine,
    /// The amniotic fluid at a birth (MedCom `AmnioticFluidDescription`).
    AmnioticFluid,
    /// History (MedCom `Anamnesis`).
    Anamnesis,
    /// How much blood was lost at a birth (MedCom `BleedingVolume`).
    Bleeding,
    /// What a booking says (MedCom `Text03`).
    Booking,
    /// The care a patient needs or was given (MedCom `CareDescription`).
    CareDescription,
    /// Why the patient was admitted (MedCom `CauseOfAdmission`).
    CauseOfAdmission,
    /// Allergies and warnings (MedCom `Cave`).
    Cave,
    /// Why the patient is referred (MedCom `ClinicalReason`).
    ClinicalReason,
    /// Clinical information of a letter without a finer name (MedCom `ClinicalInformation`).
    Clinical,
    /// Whether the patient may infect others (MedCom `RiskOfContagion`).
    Contagion,
    /// Findings (MedCom `Examination`).
    Examination,
    /// How the stay is expected to go (MedCom `ExpectedCourseOfAdmission`).
    ExpectedCourse,
    /// What the body says in fields of its own, once more in words for readers that do not know the body.
    Facts,
    /// What follows the clinical information of a referral (MedCom `Supplementary` at the top level).
    FurtherInformation,
    /// What is planned after the stay (MedCom `FuturePlans`).
    FuturePlans,
    /// The patient's health as a whole (MedCom `PatientHealthSummary`).
    HealthSummary,
    /// What patient and relatives were told of the treatment (MedCom `InformationForPatientAndRelatives`).
    InformationToPatient,
    /// The first day of the last menstruation (MedCom `FirstDateOfPeriod`).
    LastMenstruation,
    /// A message segment of a correspondence.
    Message,
    /// How the patient moves about (MedCom `MotionEvaluation`).
    Mobility,
    /// On the aids of a care report (MedCom `Auxiliaries/Comment`).
    OnAids,
    /// On a birth (MedCom `BirthAdditionalInfo`).
    OnBirth,
    /// On the diagnoses of a rehabilitation plan (MedCom `ICD10Diagnoses/Text`).
    OnDiagnoses,
    /// On the agreed discharge (MedCom `AgreedDischargeComment`).
    OnDischarge,
    /// On the medicine of a care report (MedCom `Medicine/Comment`).
    OnMedicine,
    /// On the relatives (MedCom `Relatives/Comment`).
    OnRelatives,
    /// On the services of a care report (MedCom `Services/Comment`).
    OnServices,
    /// Anything a `Document` says.
    Other,
    /// What endangers the patient (MedCom `PatientSafetyAspects`).
    PatientSafety,
    /// What helpers have to know (MedCom `PracticalInformation`).
    PracticalInformation,
    /// What the sender recommends (MedCom `RecommendedAction`).
    Recommendation,
    /// When rehabilitation is to begin, in the sender's words (MedCom `RehabilitationDeadline`).
    RehabilitationDeadline,
    /// What rehabilitation is needed, and what it may reach (MedCom `RehabilitationNeedAndPotential`).
    RehabilitationNeed,
    /// What relatives were told (MedCom `InformedRelative`).
    RelativesInformed,
    /// Practical information beside the clinical (MedCom `Supplementary`).
    Supplementary,
    /// Notes of the receiving hospital's triage (MedCom `HospitalVisitation`).
    Triage,
}

/// A run of inline parts.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Text(pub Vec<Inline>);

/// One inline part.
///
/// Standard: MedCom `FormattedText`, `SimpleFormattedText` and `BreakableText`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Inline {
    /// A line break.
    Break,
    /// Monospaced text whose white space counts.
    Fixed(Vec<Inline>),
    /// One space that never collapses.
    Space,
    /// Emphasised or placed text.
    Styled(Style, Vec<Inline>),
    /// Characters as written.
    Words(Personal<String>),
}

/// How a styled run is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Style {
    /// Bold.
    Bold,
    /// Centred.
    Center,
    /// Italic.
    Italic,
    /// Set to the right.
    Right,
    /// Underlined.
    Underline,
}

impl Text {
    /// Text without structure; line feeds become breaks.
    #[must_use]
    pub fn from_plain(plain: &str) -> Self {
        let mut parts = Vec::new();
        for (index, line) in plain.split('\n').enumerate() {
            if index > 0 {
                parts.push(Inline::Break);
            }
            if !line.is_empty() {
                parts.push(Inline::Words(Personal::new(line.to_owned())));
            }
        }
        Self(parts)
    }

    /// The plain rendering: breaks become line feeds, spaces one space, emphasis is dropped.
    #[must_use]
    pub fn plain(&self) -> String {
        let mut plain = String::new();
        write_plain(&self.0, &mut plain);
        plain
    }

    /// Whether there is nothing to read.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        is_blank(&self.0)
    }
}

fn is_blank(parts: &[Inline]) -> bool {
    parts.iter().all(|part| match part {
        Inline::Break | Inline::Space => true,
        Inline::Words(words) => words.reveal().trim().is_empty(),
        Inline::Fixed(inner) | Inline::Styled(_, inner) => is_blank(inner),
    })
}

fn write_plain(parts: &[Inline], plain: &mut String) {
    for part in parts {
        match part {
            Inline::Break => plain.push('\n'),
            Inline::Space => plain.push(' '),
            Inline::Words(words) => plain.push_str(words.reveal()),
            // Nesting is at most three deep by the standard and bounded by the reader.
            Inline::Fixed(inner) | Inline::Styled(_, inner) => write_plain(inner, plain),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_text_reads_back_as_it_was() {
        for plain in ["", "one", "one\ntwo", "\n\none\n"] {
            assert_eq!(Text::from_plain(plain).plain(), plain);
        }
    }
}
