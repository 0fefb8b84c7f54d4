//! The translators, in the shape in which intake uses them: the only file that knows their crates.

use std::io;

use bytes::Bytes;
use canonical::Event;
use canonical::letter::{Limits, Opened, Receipt, Unreadable};
use canonical::party::Party;
use canonical::refusal::Refusal;

pub(crate) use fhir::acknowledgement::render as acknowledgement;
pub(crate) use fhir::looks_like_fhir;
pub use fhir::rest;
pub(crate) use fhir::sbdh;
pub(crate) use medcom::receipt::{render as emessage, render_unreadable as unreadable_emessage};

pub(crate) use medcom::vans::is_envelope;
pub(crate) use medcom::{Light, Lightening};

use crate::taking::Taking;

/// Makes letters of a document whose large files were left out.
pub(crate) type ConvertLight = fn(&Light<'_>, &Limits) -> Result<Opened, Unreadable>;
/// Makes letters of a document, and hands its large files on.
pub(crate) type Convert = fn(&[u8], &Limits, &mut Taking) -> io::Result<Result<Opened, Unreadable>>;

/// Makes letters of what a FHIR system asks for, and hands its large files on.
pub(crate) type ConvertRequest =
    fn(&[u8], &rest::Request, Option<&Party>, &Limits, &mut Taking) -> io::Result<Result<rest::Taken, Unreadable>>;

/// The translators, as values: tests put their own in place.
pub(crate) struct Translators {
    pub(crate) encode: fn(&Event) -> Bytes,
    pub(crate) fhir: Convert,
    pub(crate) medcom: ConvertLight,
    pub(crate) request: ConvertRequest,
}

/// How much letters may depart from the schema or the profiles of their version.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Manner {
    /// What receivers are asked to tolerate is tolerated, and noted.
    #[default]
    Lenient,
    /// Every departure is refused.
    Strict,
}

impl Manner {
    /// The ways, in the order of their names.
    pub const ALL: [Self; 2] = [Self::Lenient, Self::Strict];

    /// The word in configuration.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Lenient => "lenient",
            Self::Strict => "strict",
        }
    }
}

impl Translators {
    /// The translators that read in this manner.
    pub(crate) fn of(manner: Manner) -> Self {
        let medcom = match manner {
            Manner::Lenient => medcom::convert_light,
            Manner::Strict => medcom::convert_light_strictly,
        };
        let fhir: Convert = match manner {
            Manner::Lenient => |bytes, limits, mut files| fhir::convert_with_files(bytes, limits, &mut files),
            Manner::Strict => {
                |bytes, limits, mut files| Ok(fhir::convert_with_files(bytes, limits, &mut files)?.map(fhir::strictly))
            }
        };
        let request: ConvertRequest = match manner {
            Manner::Lenient => {
                |bytes, asked, caller, limits, mut files| rest::convert(bytes, asked, caller, limits, &mut files)
            }
            Manner::Strict => |bytes, asked, caller, limits, mut files| {
                Ok(rest::convert(bytes, asked, caller, limits, &mut files)?.map(strictly))
            },
        };
        Self { encode: wire::encode, fhir, medcom, request }
    }
}

/// The profiles are for messages, wherever they come in.
fn strictly(taken: rest::Taken) -> rest::Taken {
    if taken.form != rest::Form::Message {
        return taken;
    }
    let rest::Taken { envelope, letters, .. } = taken;
    let Opened { envelope, letters } = fhir::strictly(Opened { envelope, letters });
    rest::Taken { envelope, letters, ..taken }
}

/// An `OperationOutcome` with these reasons: the answer to a document that is no FHIR message.
#[must_use]
pub fn operation_outcome(refusals: &[Refusal]) -> Receipt {
    fhir::outcome::render(refusals)
}
