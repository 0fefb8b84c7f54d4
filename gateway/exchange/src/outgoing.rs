//! Events as documents that are sent: each with the ids by which its receiver may answer.

use canonical::Event;
use canonical::letter::Format;
use journal::PushFormat;

use crate::render::{Enveloped, Leaving, NetworkIds, Rendered, Target, Unrenderable, render_leaving};

/// A document to send.
#[derive(Clone, PartialEq, Eq)]
pub struct Outgoing {
    /// Its media type.
    pub media_type: &'static str,
    /// The document.
    pub bytes: Vec<u8>,
    /// The ids by which a receipt may name it.
    pub names: Vec<String>,
}

/// Writes an event as the documents that say it, for a receiver that is posted to.
///
/// # Errors
/// [`Unrenderable`].
pub fn outgoing(event: &Event, format: PushFormat, leaving: &Leaving) -> Result<Vec<Outgoing>, Unrenderable> {
    let target = match format {
        PushFormat::FhirJson => Target::Fhir { format: Format::Json },
        PushFormat::FhirXml => Target::Fhir { format: Format::Xml },
        PushFormat::MedcomEmessage => Target::MedCom { enveloped: Enveloped::Emessage },
        PushFormat::MedcomVans => Target::MedCom { enveloped: Enveloped::Vans },
    };
    let rendered = render_leaving(event, target, leaving)?;
    Ok(rendered.into_iter().map(|rendered| document(rendered, target)).collect())
}

/// MedCom letters go by their envelope, because a copy may have the letter id of its original; FHIR acknowledges messages.
fn document(rendered: Rendered, target: Target) -> Outgoing {
    let Rendered { media_type, bytes, letter_id, envelope_id, network } = rendered;
    let mut names = vec![envelope_id];
    match target {
        Target::Fhir { .. } => names.push(letter_id),
        Target::MedCom { .. } => {}
    }
    if let Some(NetworkIds { envelope_id, message_id }) = network {
        names.extend([envelope_id, message_id]);
    }
    Outgoing { media_type, bytes, names }
}

/// Says its size and its ids, never its words.
impl std::fmt::Debug for Outgoing {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Outgoing({}, {} bytes, {:?})", self.media_type, self.bytes.len(), self.names)
    }
}
