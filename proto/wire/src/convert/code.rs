//! Coded facts.

use canonical::code::{Code, CodeSystem, Concept};

use super::closed::Closed;
use super::part::{given, read_given};
use crate::{Error, v1};

impl From<&Code> for v1::Code {
    fn from(coded: &Code) -> Self {
        let Code { role, system, code, text, at, description } = coded;
        let (system, system_name) = match system {
            CodeSystem::Icpc2 => (v1::CodeSystem::Icpc2, ""),
            CodeSystem::Other(name) => (v1::CodeSystem::Other, name.as_str()),
            CodeSystem::Sks => (v1::CodeSystem::Sks, ""),
            CodeSystem::Unspecified => (v1::CodeSystem::Unstated, ""),
        };
        Self {
            role: role.number(),
            system: system.into(),
            system_name: system_name.to_owned(),
            code: code.clone(),
            text: text.clone(),
            at: given(at.as_ref()),
            description: description.clone(),
        }
    }
}

impl TryFrom<v1::Code> for Code {
    type Error = Error;

    fn try_from(message: v1::Code) -> Result<Self, Error> {
        let v1::Code { role, system: number, system_name, code, text, at, description } = message;
        let system = match v1::CodeSystem::try_from(number) {
            Ok(v1::CodeSystem::Icpc2) => CodeSystem::Icpc2,
            Ok(v1::CodeSystem::Other) => CodeSystem::Other(system_name),
            Ok(v1::CodeSystem::Sks) => CodeSystem::Sks,
            Ok(v1::CodeSystem::Unstated) => CodeSystem::Unspecified,
            Ok(v1::CodeSystem::Unspecified) | Err(_) => {
                return Err(Error::Unlisted { field: "Code.system", number });
            }
        };
        let role = Closed::read(role, "Code.role")?;
        Ok(Self { role, system, code, text, at: read_given(at)?, description })
    }
}

impl From<&Concept> for v1::Concept {
    fn from(concept: &Concept) -> Self {
        let Concept { system, code, display } = concept;
        Self { system: system.clone(), code: code.clone(), display: display.clone() }
    }
}

impl From<v1::Concept> for Concept {
    fn from(message: v1::Concept) -> Self {
        let v1::Concept { system, code, display } = message;
        Self { system, code, display }
    }
}
