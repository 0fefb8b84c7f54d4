//! Diagnoses and procedures with their code systems.
//!
//! `DiagnoseTypeCode` and `DiagnoseDescriptionCode` inform: an unknown word reaches the reader unharmed.

use canonical::Moment;
use canonical::code::{Code, CodeRole, CodeSystem};

use super::moment::optional_date_time;
use super::value::{listed, listed_required, short};
use crate::xml::Fields;

/// `DiagnoseTypeCode` in all namespaces of the letters read here.
const TYPES: [&str; 8] = [
    "SKSdiagnosekode",
    "uspecificeretkode",
    "ICPCkode",
    "speciallaegehenvisning",
    "fysioterapihenvisning",
    "psykologhenvisning",
    "Fysioterapihenvisningsdiagnose",
    "Psykologhenvisningsdiagnose",
];
/// `DiagnoseDescriptionCode` in all namespaces of the letters read here.
const DESCRIPTIONS: [&str; 15] = [
    "uspec_diagnose",
    "henv_diagnose",
    "henv_diagnose_ny_sygdom",
    "henv_diagnose_samme_sygdom",
    "bidiagnose",
    "tillaegsdiagnose",
    "aktionsdiagnose",
    "midlertidig_diagnose",
    "forloebsdiagnose",
    "operation",
    "roentgenundersoegelse",
    "speciallaegehenvisning",
    "fysioterapihenvisning",
    "psykologhenvisning",
    "fysioterapihenvisningspgruppe",
];

/// A diagnosis as the schema states it; its role is given by where it stands.
pub(crate) struct Diagnosis {
    system: CodeSystem,
    code: Option<String>,
    text: Option<String>,
    at: Option<Moment>,
    description: Option<String>,
}

impl Diagnosis {
    /// The coded fact, in this role.
    pub(crate) fn into_code(self, role: CodeRole) -> Code {
        let Self { system, code, text, at, description } = self;
        Code { role, system, code, text, at, description }
    }
}

/// `SimpelDiagnose`: code and text.
pub(crate) fn simple(fields: &mut Fields<'_, '_, '_, '_>) -> Option<Diagnosis> {
    let code = fields.spaced("DiagnoseCode", short(17));
    let text = fields.spaced("DiagnoseText", short(70));
    Some(Diagnosis { system: CodeSystem::Unspecified, code: code?, text: text?, at: None, description: None })
}

/// `QualifiedDiagnose` and its extensions: code, type, text, and where given description and time.
pub(crate) fn qualified(fields: &mut Fields<'_, '_, '_, '_>) -> Option<Diagnosis> {
    let description = listed(fields, "DiagnoseDescriptionCode", &DESCRIPTIONS);
    let code = fields.optional("DiagnoseCode", short(17));
    let system = listed_required(fields, "DiagnoseTypeCode", &TYPES);
    let text = fields.spaced("DiagnoseText", short(70));
    let at = optional_date_time(fields, "DiagnoseDateTime");
    Some(Diagnosis { system: code_system(system?), code: code?, text: text?, at: at?, description: description? })
}

fn code_system(word: String) -> CodeSystem {
    match word.as_str() {
        "ICPCkode" => CodeSystem::Icpc2,
        "SKSdiagnosekode" => CodeSystem::Sks,
        "uspecificeretkode" => CodeSystem::Unspecified,
        _ => CodeSystem::Other(word),
    }
}
