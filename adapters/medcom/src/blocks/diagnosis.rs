//! Diagnoses and procedures with their code systems.
//!
//! `DiagnoseTypeCode` and `DiagnoseDescriptionCode` inform: an unknown word reaches the reader unharmed.

use canonical::Moment;
use canonical::code::{Code, CodeRole, CodeSystem};

use super::moment::date_time;
use crate::walk::{Facet, Occurs, Walk};

/// A diagnosis as the schema states it; its role is given by where it stands.
#[derive(Default)]
pub(crate) struct Diagnosis {
    kind: Option<String>,
    code: Option<String>,
    text: Option<String>,
    at: Option<Moment>,
    description: Option<String>,
}

/// The parts of a diagnosis that a letter has.
#[derive(Debug, Clone, Copy)]
pub(crate) struct DiagnosisShape {
    /// `DiagnoseDescriptionCode`.
    pub(crate) described: bool,
    /// `DiagnoseCode`.
    pub(crate) code: Occurs,
    /// `DiagnoseTypeCode`: the words of the namespace, or these.
    pub(crate) types: Option<&'static [&'static str]>,
    /// `DiagnoseText`.
    pub(crate) text: Occurs,
    /// `DiagnoseDateTime`.
    pub(crate) timed: bool,
}

impl DiagnosisShape {
    /// `QualifiedDiagnose`.
    pub(crate) const QUALIFIED: Self =
        Self { described: false, code: Occurs::Expected, types: None, text: Occurs::Present, timed: false };
    /// `QualifiedDiagnoseOrTreatment`, whose code may be absent.
    pub(crate) const DESCRIBED: Self = Self { described: true, code: Occurs::Optional, ..Self::QUALIFIED };
    /// `FullQualifiedDiagnose`.
    pub(crate) const FULL: Self = Self { described: true, timed: true, ..Self::QUALIFIED };
}

impl Diagnosis {
    /// The coded fact, in this role.
    pub(crate) fn into_code(self, role: CodeRole) -> Code {
        let Self { kind, code, text, at, description } = self;
        let system = match kind.as_deref() {
            Some("ICPCkode") => CodeSystem::Icpc2,
            Some("SKSdiagnosekode") => CodeSystem::Sks,
            Some("uspecificeretkode") | None => CodeSystem::Unspecified,
            Some(word) => CodeSystem::Other(word.to_owned()),
        };
        Code { role, system, code, text, at, description }
    }

    /// The diagnoses of an event that have this role.
    pub(crate) fn with_role(codes: &[Code], role: CodeRole) -> Vec<Self> {
        codes.iter().filter(|code| code.role == role).map(Self::from).collect()
    }
}

impl From<&Code> for Diagnosis {
    fn from(code: &Code) -> Self {
        let Code { role: _, system, code, text, at, description } = code;
        let kind = match system {
            CodeSystem::Icpc2 => "ICPCkode",
            CodeSystem::Other(word) => word,
            CodeSystem::Sks => "SKSdiagnosekode",
            CodeSystem::Unspecified => "uspecificeretkode",
        };
        let (code, text) = (code.clone(), text.clone());
        Self { kind: Some(kind.to_owned()), code, text, at: at.clone(), description: description.clone() }
    }
}

/// `SimpelDiagnose`: code and text.
pub(crate) fn simple<W: Walk>(walk: &mut W, diagnosis: &mut Diagnosis) {
    walk.field("DiagnoseCode", Occurs::Present, Facet::text(17), &mut diagnosis.code);
    walk.field("DiagnoseText", Occurs::Present, Facet::text(70), &mut diagnosis.text);
}

/// A diagnosis of the municipality family: code, type and text.
pub(crate) fn named_diagnosis<W: Walk>(walk: &mut W, diagnosis: &mut Diagnosis) {
    let types = Facet::Open(walk.version().namespace.diagnosis_types);
    walk.field("Code", Occurs::Optional, Facet::text(17), &mut diagnosis.code);
    walk.field("TypeCode", Occurs::Required, types, &mut diagnosis.kind);
    walk.field("Text", Occurs::Optional, Facet::text(70), &mut diagnosis.text);
}

/// A diagnosis of this shape.
pub(crate) fn diagnosis<W: Walk>(walk: &mut W, diagnosis: &mut Diagnosis, shape: &DiagnosisShape) {
    let namespace = walk.version().namespace;
    if shape.described {
        let words = Facet::Open(namespace.diagnosis_descriptions);
        walk.field("DiagnoseDescriptionCode", Occurs::Expected, words, &mut diagnosis.description);
    } else {
        // Senders of the older letters describe what the schema does not ask for.
        described_all_the_same(walk, diagnosis);
    }
    walk.field("DiagnoseCode", shape.code, Facet::text(17), &mut diagnosis.code);
    let types = Facet::Open(shape.types.unwrap_or(namespace.diagnosis_types));
    walk.field("DiagnoseTypeCode", Occurs::Required, types, &mut diagnosis.kind);
    walk.field("DiagnoseText", shape.text, Facet::text(70), &mut diagnosis.text);
    if shape.timed {
        date_time(walk, "DiagnoseDateTime", Occurs::Optional, &mut diagnosis.at);
    }
}

fn described_all_the_same<W: Walk>(walk: &mut W, diagnosis: &mut Diagnosis) {
    if walk.finds("DiagnoseDescriptionCode") == Some(true) {
        let words = Facet::Open(&[]);
        walk.field("DiagnoseDescriptionCode", Occurs::Optional, words, &mut diagnosis.description);
    }
}
