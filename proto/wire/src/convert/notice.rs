//! Doubts.

use canonical::notice::{Notice, NoticeCode};
use canonical::refusal::Place;

use crate::{Error, v1};

impl From<&Notice> for v1::Notice {
    fn from(notice: &Notice) -> Self {
        let Notice { code, at: Place { line, column, path } } = notice;
        Self { code: code.word().to_owned(), path: path.clone(), line: *line, column: *column }
    }
}

impl TryFrom<v1::Notice> for Notice {
    type Error = Error;

    fn try_from(message: v1::Notice) -> Result<Self, Error> {
        let v1::Notice { code, path, line, column } = message;
        let code = NoticeCode::from_word(&code).ok_or(Error::Invalid { field: "Notice.code" })?;
        Ok(Self { code, at: Place { line, column, path } })
    }
}
