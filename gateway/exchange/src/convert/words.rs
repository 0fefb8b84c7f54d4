//! The words for files and for where a patient stands, from one standard to the other.

use canonical::body::Correspondence;
use canonical::identifier::{PatientIdentifier, ReplacementKind};

/// MedCom's words for the type and the kind of a file with this media type.
///
/// Standard: use cases of the conversion service 3.1, `ObjectCode` by file type; the kinds that it does not list are those that
/// the words say themselves.
pub(super) fn file_words(media_type: Option<&str>) -> (&'static str, &'static str) {
    match media_type.unwrap_or_default() {
        "application/pdf" => ("pdf", "vektor_grafik"),
        "image/bmp" => ("bmp", "billede"),
        "image/gif" => ("gif", "billede"),
        "image/jpeg" => ("jpeg", "billede"),
        "image/png" => ("png", "billede"),
        "image/tiff" => ("tiff", "billede"),
        "image/vnd.zbrush.pcx" => ("pcx", "billede"),
        "application/dicom" => ("dcm", "billede"),
        "application/msword" => ("doc", "tekstfil"),
        "application/rtf" => ("rtf", "tekstfil"),
        "text/plain" => ("txt", "tekstfil"),
        "application/vnd.ms-excel" => ("xls", "tekstfil"),
        "application/vnd.wordperfect" => ("wpd", "tekstfil"),
        "audio/wav" => ("wav", "multimedie"),
        "audio/midi" => ("mid", "multimedie"),
        "video/mpeg" => ("mpg", "multimedie"),
        "video/x-msvideo" => ("avi", "multimedie"),
        "application/zip" => ("zip", "proprietaert_indhold"),
        _ => ("inh", "proprietaert_indhold"),
    }
}

/// MedCom's words for where a patient stands, of which FHIR says four.
///
/// Standard: mapping of `EpisodeOfCareStatus`, XDIS91 to CareCommunication. Without an Encounter only death is said.
pub(super) fn standing(word: Option<&str>, has_encounter: bool) -> Option<&'static str> {
    match word {
        Some("doed") if has_encounter => Some("doed"),
        Some("indlagt") if has_encounter => Some("indlagt"),
        Some("ambulant" | "ambulant_roentgen") if has_encounter => Some("ambulant"),
        _ => has_encounter.then_some("inaktiv"),
    }
}

/// The way back: everything else, and what is not said, is `inaktiv`.
///
/// Standard: mapping of `EpisodeOfCareStatus`, CareCommunication to XDIS91.
pub(super) fn episode_status(word: Option<&str>, deceased: Option<bool>) -> &'static str {
    match (word, deceased) {
        (_, Some(true)) | (Some("doed"), _) => "doed",
        (Some("indlagt"), _) => "indlagt",
        (Some("ambulant"), _) => "ambulant",
        _ => "inaktiv",
    }
}

/// A number of the patient with the system that its seventh character names.
///
/// Standard: mapping XDIS91, CareCommunication, row "Patient alternative id".
pub(super) fn with_system(identifier: &PatientIdentifier) -> PatientIdentifier {
    let PatientIdentifier::Replacement { kind: ReplacementKind::Unstated, value } = identifier else {
        return identifier.clone();
    };
    let kind = match value.reveal().chars().nth(6) {
        Some('1' | '7') => ReplacementKind::National,
        _ => ReplacementKind::Regional { system: "urn:oid:1.2.208.176.1.6.1.3".to_owned() },
    };
    PatientIdentifier::Replacement { kind, value: value.clone() }
}

/// The number that a letter has for the patient, and those that it has no place for: the civil registration number leads, then a
/// national replacement number.
///
/// Standard: mapping CareCommunication, XDIS91, rows "Patient id", "Patient alternative id".
pub(super) fn leading_number(numbers: &[PatientIdentifier]) -> (Option<PatientIdentifier>, Vec<&PatientIdentifier>) {
    let rank = |one: &PatientIdentifier| match one {
        PatientIdentifier::Cpr(_) => 0,
        PatientIdentifier::Replacement { kind: ReplacementKind::National, .. } => 1,
        PatientIdentifier::Replacement { .. } => 2,
        PatientIdentifier::Other { .. } => 3,
    };
    let lead = (0..numbers.len()).min_by_key(|&index| (numbers.get(index).map(rank), index));
    let others = numbers.iter().enumerate().filter(|(index, _)| Some(*index) != lead).map(|(_, one)| one).collect();
    let lead = lead.and_then(|index| numbers.get(index)).map(|one| match one {
        PatientIdentifier::Replacement { value, .. } => {
            PatientIdentifier::Replacement { kind: ReplacementKind::Unstated, value: value.clone() }
        }
        PatientIdentifier::Cpr(_) | PatientIdentifier::Other { .. } => one.clone(),
    });
    (lead, others)
}

/// Whether the message is about a referral, which alone has a field for its priority.
pub(super) fn is_about_referral(said: &Correspondence) -> bool {
    said.category.as_ref().is_some_and(|category| category.code == "regarding-referral")
}
