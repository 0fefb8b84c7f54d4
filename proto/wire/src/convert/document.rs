//! The body of any other letter.

use canonical::body::Document;

use super::part::{personal, revealed};
use crate::v1;

impl From<&Document> for v1::Document {
    fn from(body: &Document) -> Self {
        let Document { name, title } = body;
        Self { name: name.clone(), title: revealed(title) }
    }
}

impl From<v1::Document> for Document {
    fn from(message: v1::Document) -> Self {
        let v1::Document { name, title } = message;
        Self { name, title: personal(title) }
    }
}
