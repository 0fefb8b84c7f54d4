//! Which process a configuration file is for: `role` at the top of the file.

use std::path::{Path, PathBuf};

use super::words::word;

/// The processes of Broen that have a configuration.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    /// Takes FHIR messages in.
    FhirAdapter,
    /// Keeps and delivers.
    Gateway,
    /// Takes MedCom letters in.
    MedcomAdapter,
    /// Everything in one process. **Default**.
    Standalone,
}

impl Role {
    const ALL: [Self; 4] = [Self::FhirAdapter, Self::Gateway, Self::MedcomAdapter, Self::Standalone];

    /// The word in the file and on the command line.
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::FhirAdapter => "fhir-adapter",
            Self::Gateway => "gateway",
            Self::MedcomAdapter => "medcom-adapter",
            Self::Standalone => "standalone",
        }
    }

    pub(super) fn parse(text: &str) -> Result<Self, String> {
        word(text, &Self::ALL, Self::word)
    }
}

/// The directory of the process of a role whose configuration lies in this folder, where nobody names another one.
pub(crate) fn site_data(folder: &Path, role: Role) -> PathBuf {
    folder.join("data").join(role.word())
}
