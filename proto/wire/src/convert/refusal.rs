//! Reasons, outwards only: a client reads the code as a word.

use canonical::Refusal;
use canonical::refusal::Place;

use crate::v1;

impl From<&Refusal> for v1::Refusal {
    fn from(refusal: &Refusal) -> Self {
        let Refusal { at: Place { line, column, path }, code } = refusal;
        Self {
            code: code.word().to_owned(),
            path: path.clone(),
            line: *line,
            column: *column,
            meaning: code.meaning().to_owned(),
            remedy: code.remedy().to_owned(),
        }
    }
}
