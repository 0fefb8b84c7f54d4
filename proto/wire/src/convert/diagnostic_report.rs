//! The body of a report of diagnostic imaging.

use canonical::body::DiagnosticReport;

use super::part::{given, read_given};
use crate::{Error, v1};

impl From<&DiagnosticReport> for v1::DiagnosticReport {
    fn from(body: &DiagnosticReport) -> Self {
        let DiagnosticReport { started, ended, referral } = body;
        Self { started: given(started.as_ref()), ended: given(ended.as_ref()), referral: given(referral.as_ref()) }
    }
}

impl TryFrom<v1::DiagnosticReport> for DiagnosticReport {
    type Error = Error;

    fn try_from(message: v1::DiagnosticReport) -> Result<Self, Error> {
        let v1::DiagnosticReport { started, ended, referral } = message;
        Ok(Self { started: read_given(started)?, ended: read_given(ended)?, referral: read_given(referral)? })
    }
}
