//! Events as letters.

use canonical::digest::Digest;
use canonical::letter::{Format, Stamp};
use canonical::refusal::RefusalCode;
use canonical::{Event, event::Standard};
use jiff::Timestamp;
use medcom::Version;
use medcom::vans::{self, EndPoint, EndPointType, Wrapping};

/// What an event is written as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Target {
    /// FHIR: the MedCom message that says what the event says.
    Fhir {
        /// Its syntax.
        format: Format,
    },
    /// MedCom XML: the newest version of the letter type that says what the event says.
    MedCom {
        /// What is around it.
        enveloped: Enveloped,
    },
}

/// What is around a letter in MedCom XML.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Enveloped {
    /// An `Emessage` and nothing else.
    Emessage,
    /// A VANSEnvelope around the `Emessage`.
    Vans,
}

/// How a letter leaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Leaving {
    /// What the ids of its envelopes are made from: the same for the same sending.
    pub id: [u8; 16],
    /// When.
    pub at: Timestamp,
    /// Whether its receiver is asked for a receipt, where the standard leaves that to the sender.
    pub wants_receipt: bool,
}

/// A letter that says what an event says.
#[derive(Clone, PartialEq, Eq)]
pub struct Rendered {
    /// Its media type.
    pub media_type: &'static str,
    /// The document.
    pub bytes: Vec<u8>,
    /// The letter's id, by which its receiver answers: MedCom `Letter/Identifier`, FHIR `MessageHeader.id`.
    pub letter_id: String,
    /// The id of what the letter is in: MedCom `Envelope/Identifier`, FHIR `Bundle.id`.
    pub envelope_id: String,
    /// The ids of the network's envelope, if there is one.
    pub network: Option<NetworkIds>,
}

/// What a network calls what it carries.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NetworkIds {
    /// The envelope, new for every sending (`EnvelopeIdentifier`).
    pub envelope_id: String,
    /// The message in it (`MetaInformation/Identifier`).
    pub message_id: String,
}

/// Why an event cannot be written as a letter: everything that stands in the way, or nothing if no letter type says what
/// the event says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unrenderable {
    /// What the letter must have, or may not have.
    pub obstacles: Vec<Obstacle>,
}

/// Something that a letter must have, or may not have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Obstacle {
    /// The path of the element, below the letter's.
    pub path: String,
    /// What is wrong there.
    pub code: RefusalCode,
}

impl Target {
    /// The standard it is of.
    #[must_use]
    pub const fn standard(self) -> Standard {
        match self {
            Self::Fhir { .. } => Standard::Fhir,
            Self::MedCom { .. } => Standard::MedcomXml,
        }
    }

    /// What an event's own letter was written as, without what was around it.
    #[must_use]
    pub const fn of(standard: Standard) -> Self {
        match standard {
            Standard::Fhir => Self::Fhir { format: Format::Json },
            Standard::MedcomXml => Self::MedCom { enveloped: Enveloped::Emessage },
        }
    }
}

/// Writes an event as letters: one, or several where the target needs more than one to say everything. The first one
/// leads.
///
/// The same event gives the same `Emessage`, envelope id and all, so that a copy that is passed on twice is known for one.
/// A Bundle and a network's envelope have new ids at every time `at`, as their standards ask for each sending.
///
/// # Errors
/// [`Unrenderable`].
pub fn render(event: &Event, target: Target, at: Timestamp) -> Result<Vec<Rendered>, Unrenderable> {
    // A copy for somebody who asked for it wants no receipt.
    render_leaving(event, target, &Leaving { id: *event.id.as_bytes(), at, wants_receipt: false })
}

/// The same, as it is sent to a receiver.
///
/// # Errors
/// [`Unrenderable`].
pub(crate) fn render_leaving(event: &Event, target: Target, leaving: &Leaving) -> Result<Vec<Rendered>, Unrenderable> {
    let rendered = match target {
        Target::Fhir { format } => fhir_message(event, format, leaving)?,
        Target::MedCom { enveloped } => emessage(event, enveloped, leaving)?,
    };
    Ok(vec![rendered])
}

fn fhir_message(event: &Event, format: Format, leaving: &Leaving) -> Result<Rendered, Unrenderable> {
    let stamp = fresh(leaving, "broen/rendered-bundle/1");
    let bytes = fhir::render::render(event, &stamp, format).map_err(|fhir::render::Error { obstacles }| {
        let obstacle = |fhir::render::Unfit { path, code }| Obstacle { path, code };
        Unrenderable { obstacles: obstacles.into_iter().map(obstacle).collect() }
    })?;
    let media_type = match format {
        Format::Json => "application/fhir+json; charset=utf-8",
        Format::Xml => "application/fhir+xml; charset=utf-8",
    };
    let (letter_id, envelope_id) = (fhir::render::letter_id(event), fhir::render::envelope_id(&stamp));
    Ok(Rendered { media_type, bytes, letter_id, envelope_id, network: None })
}

fn emessage(event: &Event, enveloped: Enveloped, leaving: &Leaving) -> Result<Rendered, Unrenderable> {
    let stamp = Stamp { id: leaving.id, at: leaving.at };
    let (bytes, version) =
        medcom::render::render_newest(event, &stamp, leaving.wants_receipt).map_err(|error| match error {
            medcom::render::Error::NoSuchLetter => Unrenderable { obstacles: Vec::new() },
            medcom::render::Error::Unfit(wrong) => {
                let obstacle = |medcom::render::Unrenderable { path, code }| Obstacle { path, code };
                Unrenderable { obstacles: wrong.into_iter().map(obstacle).collect() }
            }
        })?;
    let letter = Rendered {
        media_type: "application/xml; charset=utf-8",
        bytes,
        letter_id: event.source.letter_id.clone(),
        envelope_id: medcom::render::envelope_id(&stamp),
        network: None,
    };
    match enveloped {
        Enveloped::Emessage => Ok(letter),
        Enveloped::Vans => in_vans(event, letter, version, leaving),
    }
}

/// The letter in an envelope of the network, from the sender's location number to the receiver's.
fn in_vans(event: &Event, letter: Rendered, version: &Version, leaving: &Leaving) -> Result<Rendered, Unrenderable> {
    let (sender, receiver) = (event.sender.gln(), event.receivers.first().and_then(|receiver| receiver.gln()));
    let (Some(sender), Some(receiver)) = (sender, receiver) else {
        let ends = [(sender, "VANSEnvelope/SenderID"), (receiver, "VANSEnvelope/ReceiverID")];
        let missing = ends.into_iter().filter(|(end, _)| end.is_none());
        let obstacle = |(_, path): (_, &str)| Obstacle { path: path.to_owned(), code: RefusalCode::ElementMissing };
        return Err(Unrenderable { obstacles: missing.map(obstacle).collect() });
    };
    let end_point =
        |gln: &canonical::identifier::Gln| EndPoint { kind: EndPointType::Ean, id: gln.as_str().to_owned() };
    let wrapping = Wrapping {
        sender: end_point(sender),
        receiver: end_point(receiver),
        message_id: event.id.to_string(),
        format: "XML".to_owned(),
        name: format!("MCM:{}", version.type_code),
        version: Some(version.code.to_owned()),
        is_reliable: true,
    };
    let stamp = fresh(leaving, "broen/rendered-vans/1");
    let wrapped = vans::wrap(&wrapping, &letter.bytes, &stamp);
    let network = NetworkIds { envelope_id: vans::envelope_id(&stamp), message_id: wrapping.message_id };
    Ok(Rendered { media_type: wrapped.media_type, bytes: wrapped.bytes, network: Some(network), ..letter })
}

/// A stamp that is another one at every time.
fn fresh(&Leaving { id, at, wants_receipt: _ }: &Leaving, purpose: &str) -> Stamp {
    let digest = Digest::of_parts(purpose, &[&id, at.to_string().as_bytes()]).0;
    let mut id = [0; 16];
    id.iter_mut().zip(digest).for_each(|(byte, from)| *byte = from);
    Stamp { id, at }
}

/// Says its size, never its words.
impl std::fmt::Debug for Rendered {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Rendered({}, {} bytes)", self.media_type, self.bytes.len())
    }
}
