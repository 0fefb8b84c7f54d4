//! Events written as letters for whoever asks.

use std::io;
use std::sync::Arc;

use blobs::Store;
use canonical::letter::Format;
use canonical::{Event, EventId};
use exchange::{Conversion, Enveloped, Rendered, Target};
use jiff::Timestamp;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tonic::Status;
use wire::v1::{self, LetterFormat};

use super::fields::Fields;
use super::status::{self, Reason};

/// Events with large files that are written at the same time: each takes a few times their size.
pub(crate) const RENDERERS: usize = 2;

/// The most bytes of large files that a letter is written with.
const LARGEST_FILES: u64 = 32 << 20;

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

/// An event, those with files that came beside it, and the place they take while they have large ones.
pub(super) struct Whole {
    event: Event,
    beside: Vec<Event>,
    _place: Option<OwnedSemaphorePermit>,
}

/// The events with the bytes of their files. Where they are more than a letter may have, they stay where they are, and so
/// stand in the letter's way.
pub(super) async fn whole(
    (event, beside): (Event, Vec<Event>),
    store: &Store,
    renderers: &Arc<Semaphore>,
) -> Result<Whole, Status> {
    let size: u64 = beside.iter().chain([&event]).map(exchange::left_out).sum();
    if !(1..=LARGEST_FILES).contains(&size) {
        return Ok(Whole { event, beside, _place: None });
    }
    let place = renderers.clone().acquire_owned().await.map_err(|_| status::status(Reason::Draining))?;
    let store = store.clone();
    let read = move || -> io::Result<_> {
        let brought = |event| exchange::with_files(event, |sha256| Ok(store.bytes(sha256, LARGEST_FILES)?));
        Ok((brought(event)?, beside.into_iter().map(brought).collect::<io::Result<Vec<_>>>()?))
    };
    match tokio::task::spawn_blocking(read).await {
        Ok(Ok((event, beside))) => Ok(Whole { event, beside, _place: Some(place) }),
        Ok(Err(error)) => Err(super::blob::unavailable(error.into())),
        // The process is stopping.
        Err(_) => Err(status::status(Reason::Draining)),
    }
}

/// The event as letters, converted with the files beside it where they are of the other standard.
pub(super) async fn written(
    whole: Whole,
    target: Option<Target>,
    conversion: Conversion,
    now: Timestamp,
) -> Result<v1::RenderEventResponse, Status> {
    // A letter with large files takes its time.
    let write = move || {
        let Whole { event, beside, _place } = whole;
        let target = target.unwrap_or_else(|| Target::of(event.source.standard));
        let copies = conversion.converted(event, &beside, target.standard());
        let letters: Result<Vec<_>, _> = copies.iter().map(|copy| exchange::render(copy, target, now)).collect();
        letters.map(|letters| letters.concat())
    };
    let rendered = tokio::task::spawn_blocking(write).await.map_err(|_| status::status(Reason::Draining))?;
    let rendered = rendered.map_err(|why| status::not_renderable(&why))?;
    let media_type = rendered.first().map(|first| first.media_type.to_owned()).unwrap_or_default();
    let mut contents = rendered.into_iter().map(|Rendered { bytes, .. }| bytes.into());
    let content = contents.next().unwrap_or_default();
    let others = contents.map(|content| v1::RenderedLetter { content }).collect();
    Ok(v1::RenderEventResponse { content, media_type, others })
}
