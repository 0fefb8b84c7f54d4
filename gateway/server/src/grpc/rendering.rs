//! Events written as letters for whoever asks.

use canonical::letter::Format;
use canonical::{Event, EventId};
use exchange::{Enveloped, Rendered, Target};
use jiff::Timestamp;
use tonic::Status;
use wire::v1::{self, LetterFormat};

use super::fields::Fields;
use super::status;

/// What is asked for: which event, and as what; `None` means as the standard of its own letter.
pub(super) fn read(event_id: &str, format: i32) -> Result<(EventId, Option<Target>), Status> {
    let mut fields = Fields::default();
    let id = fields.read(EventId::parse(event_id), "event_id", "a UUID");
    let format = fields.read(LetterFormat::try_from(format).ok(), "format", "a format of the list");
    fields.finish(|| Some((id?, target(format?))))
}

fn target(format: LetterFormat) -> Option<Target> {
    match format {
        LetterFormat::Unspecified => None,
        LetterFormat::Medcom => Some(Target::MedCom { enveloped: Enveloped::Emessage }),
        LetterFormat::Vans => Some(Target::MedCom { enveloped: Enveloped::Vans }),
        LetterFormat::FhirJson => Some(Target::Fhir { format: Format::Json }),
        LetterFormat::FhirXml => Some(Target::Fhir { format: Format::Xml }),
    }
}

/// The event as letters.
pub(super) fn written(
    event: &Event,
    target: Option<Target>,
    now: Timestamp,
) -> Result<v1::RenderEventResponse, Status> {
    let target = target.unwrap_or_else(|| Target::of(event.source.standard));
    let rendered = exchange::render(event, target, now).map_err(|why| status::not_renderable(&why))?;
    let media_type = rendered.first().map(|first| first.media_type.to_owned()).unwrap_or_default();
    let mut contents = rendered.into_iter().map(|Rendered { bytes, .. }| bytes.into());
    let content = contents.next().unwrap_or_default();
    let others = contents.map(|content| v1::RenderedLetter { content }).collect();
    Ok(v1::RenderEventResponse { content, media_type, others })
}
