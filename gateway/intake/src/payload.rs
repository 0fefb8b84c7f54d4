//! What translators read: FHIR as it is, MedCom letters without their large files.

use std::io;

use bytes::Bytes;
use canonical::letter::Format;

use crate::document::FHIR;
use crate::sniff::{PROLOGUE, Shape, shape};
use crate::taking::Taking;
use crate::translate::{Light, Lightening};

/// Letters, ready to be translated.
pub(crate) enum Payload<'b> {
    /// FHIR of which more came than is held.
    Excess(Format),
    Fhir(Format, Bytes),
    Medcom(Light<'b>),
}

/// Letters that are coming in, piece by piece.
pub(crate) enum Incoming<'f> {
    /// FHIR of which more came than is held; it is held no more.
    Excess(Format),
    Fhir(Format, Vec<u8>),
    Medcom(Lightening<&'f mut Taking>),
    /// Not enough yet to tell what it is.
    Unknown(Vec<u8>, Option<&'f mut Taking>),
}

impl<'f> Incoming<'f> {
    /// Letters that look like this. Their large files are taken in.
    pub(crate) fn begin(shape: Shape, files: &'f mut Taking) -> Self {
        match shape {
            Shape::Fhir(format) => Self::Fhir(format, Vec::new()),
            Shape::Medcom | Shape::Sbdh | Shape::Vans => Self::Medcom(Lightening::new(files)),
        }
    }

    /// Letters of which nobody has said what they are.
    pub(crate) const fn unknown(files: &'f mut Taking) -> Self {
        Self::Unknown(Vec::new(), Some(files))
    }

    pub(crate) fn take(&mut self, bytes: &[u8]) -> io::Result<()> {
        match self {
            Self::Excess(_) => {}
            Self::Fhir(format, whole) if whole.len().saturating_add(bytes.len()) > FHIR => {
                *self = Self::Excess(*format)
            }
            Self::Fhir(_, whole) => whole.extend_from_slice(bytes),
            Self::Medcom(lightening) => lightening.write(bytes)?,
            Self::Unknown(start, _) => {
                start.extend_from_slice(bytes);
                if start.len() >= PROLOGUE {
                    self.recognise()?;
                }
            }
        }
        Ok(())
    }

    /// Goes on as what it is.
    fn recognise(&mut self) -> io::Result<()> {
        let Self::Unknown(start, files) = self else { return Ok(()) };
        let (start, Some(files)) = (std::mem::take(start), files.take()) else { return Ok(()) };
        *self = Self::begin(shape(&start), files);
        self.take(&start)
    }

    /// Ends them.
    pub(crate) fn end(mut self) -> io::Result<Payload<'static>> {
        self.recognise()?;
        Ok(match self {
            Self::Excess(format) => Payload::Excess(format),
            Self::Fhir(format, whole) => Payload::Fhir(format, whole.into()),
            Self::Medcom(lightening) => Payload::Medcom(lightening.finish().0),
            // Recognised above.
            Self::Unknown(start, _) => Payload::Fhir(Format::Json, start.into()),
        })
    }
}
