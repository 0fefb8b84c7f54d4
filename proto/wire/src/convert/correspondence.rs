//! The body of a correspondence.

use canonical::body::{Correspondence, Segment};

use super::closed::Closed;
use super::part::{each, given, personal, read_each, read_given, read_required, revealed};
use crate::{Error, v1};

impl From<&Correspondence> for v1::Correspondence {
    fn from(body: &Correspondence) -> Self {
        let Correspondence { subject, category, turn, from, to, segments } = body;
        Self {
            subject: revealed(subject),
            category: given(category.as_ref()),
            turn: turn.number(),
            from: given(from.as_ref()),
            to: given(to.as_ref()),
            segments: each(segments),
        }
    }
}

impl TryFrom<v1::Correspondence> for Correspondence {
    type Error = Error;

    fn try_from(message: v1::Correspondence) -> Result<Self, Error> {
        let v1::Correspondence { subject, category, turn, from, to, segments } = message;
        Ok(Self {
            subject: personal(subject),
            category: read_given(category)?,
            turn: Closed::read(turn, "Correspondence.turn")?,
            from: read_given(from)?,
            to: read_given(to)?,
            segments: read_each(segments)?,
        })
    }
}

impl From<&Segment> for v1::Segment {
    fn from(segment: &Segment) -> Self {
        let Segment { id, written, author, is_new, text } = segment;
        Self {
            id: id.clone(),
            written: given(written.as_ref()),
            author: given(author.as_ref()),
            is_new: *is_new,
            text: Some(text.into()),
        }
    }
}

impl TryFrom<v1::Segment> for Segment {
    type Error = Error;

    fn try_from(message: v1::Segment) -> Result<Self, Error> {
        let v1::Segment { id, written, author, is_new, text } = message;
        Ok(Self {
            id,
            written: read_given(written)?,
            author: read_given(author)?,
            is_new,
            text: read_required(text, "Segment.text")?,
        })
    }
}
