//! What a refused call says, as a client reads it.

use tonic::{Code, Status};
use tonic_types::StatusExt as _;

/// The code and the reason word.
pub(crate) fn reason(status: &Status) -> (Code, String) {
    let info = status.get_details_error_info().expect("every status has one");
    assert_eq!(info.domain, "broen.dk");
    (status.code(), info.reason)
}

/// The fields that are wrong.
pub(crate) fn fields(status: &Status) -> Vec<String> {
    let wrong = status.get_details_bad_request().expect("names the fields");
    wrong.field_violations.into_iter().map(|violation| violation.field).collect()
}
