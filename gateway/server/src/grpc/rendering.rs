//! Events written as letters for whoever asks.

use std::sync::Arc;

use blobs::Store;
use canonical::letter::Format;
use canonical::organisation::Organisation;
use canonical::{Event, EventId};
use exchange::convert::{Settings, converted};
use exchange::{Enveloped, Rendered, Target};
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

/// An event with its files, and the place it takes while it has large ones.
pub(super) struct Whole {
    event: Event,
    _place: Option<OwnedSemaphorePermit>,
}

/// The event with the bytes of its files. Where they are more than a letter may have, they stay where they are, and so
/// stand in the letter's way.
pub(super) async fn whole(event: Event, store: &Store, renderers: &Arc<Semaphore>) -> Result<Whole, Status> {
    if !(1..=LARGEST_FILES).contains(&exchange::left_out(&event)) {
        return Ok(Whole { event, _place: None });
    }
    let place = renderers.clone().acquire_owned().await.map_err(|_| status::status(Reason::Draining))?;
    let store = store.clone();
    let read = move || exchange::with_files(event, |sha256| Ok(store.bytes(sha256, LARGEST_FILES)?));
    match tokio::task::spawn_blocking(read).await {
        Ok(Ok(event)) => Ok(Whole { event, _place: Some(place) }),
        Ok(Err(error)) => Err(super::blob::unavailable(error.into())),
        // The process is stopping.
        Err(_) => Err(status::status(Reason::Draining)),
    }
}

/// The event as letters, converted where they are of the other standard. Organisations are looked up among these.
pub(super) async fn written(
    whole: Whole,
    target: Option<Target>,
    organisations: Arc<[Organisation]>,
    now: Timestamp,
) -> Result<v1::RenderEventResponse, Status> {
    // A letter with large files takes its time.
    let write = move || {
        let Whole { event, _place } = whole;
        let target = target.unwrap_or_else(|| Target::of(event.source.standard));
        let copies = converted(event, &[], target.standard(), (&organisations, &Settings::default()));
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
