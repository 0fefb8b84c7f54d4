//! Events as letters.

use canonical::Event;
use canonical::letter::Stamp;
use canonical::refusal::RefusalCode;
use jiff::Timestamp;

/// A letter that says what an event says.
#[derive(Clone, PartialEq, Eq)]
pub struct Rendered {
    /// Its media type.
    pub media_type: &'static str,
    /// The document.
    pub bytes: Vec<u8>,
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

/// Writes an event as MedCom XML, the newest version of its letter type. The same event gives the same envelope id, so that
/// a copy that is passed on twice is known for one.
///
/// # Errors
/// [`Unrenderable`].
pub fn render(event: &Event, at: Timestamp) -> Result<Rendered, Unrenderable> {
    let stamp = Stamp { id: *event.id.as_bytes(), at };
    match medcom::render::render(event, &stamp) {
        Ok(bytes) => Ok(Rendered { media_type: "application/xml; charset=utf-8", bytes }),
        Err(medcom::render::Error::NoSuchLetter) => Err(Unrenderable { obstacles: Vec::new() }),
        Err(medcom::render::Error::Unfit(wrong)) => {
            let obstacle = |medcom::render::Unrenderable { path, code }| Obstacle { path, code };
            Err(Unrenderable { obstacles: wrong.into_iter().map(obstacle).collect() })
        }
    }
}

/// Says its size, never its words.
impl std::fmt::Debug for Rendered {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Rendered({}, {} bytes)", self.media_type, self.bytes.len())
    }
}
