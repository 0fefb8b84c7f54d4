//! What MedCom asks of the Patient: an official name with a surname, or the reason why it is not said.
//!
//! Standard: `medcom-core-patient`. The forms of the identifiers are judged where they are read.

use canonical::refusal::RefusalCode;

use super::parts::{is_absent_for_a_reason, parts, word};
use crate::findings::Findings;
use crate::message::Message;

/// Judges every Patient; what an older version left out is doubted.
pub(crate) fn patient(message: &Message<'_>, strict: bool, findings: &mut Findings) {
    for patient in message.bundle.of_type("Patient") {
        let official = parts(patient, "name").find(|name| word(*name, "use") == Some("official"));
        match official {
            None => findings.object(strict, RefusalCode::ElementMissing, patient, "name"),
            Some(name) if word(name, "family").is_none() && !is_absent_for_a_reason(name, "family") => {
                findings.object(strict, RefusalCode::ElementMissing, name, "family");
            }
            Some(_) => {}
        }
    }
}
