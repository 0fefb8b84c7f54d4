//! The code lists of a CareCommunication.

use canonical::action::Priority;
use canonical::body::Turn;
use canonical::course::Relation;
use canonical::event::Status;

/// `medcom-careCommunication-categoryCodes` 2.0.2; a required binding of the profile.
const CATEGORIES: [&str; 18] = [
    "acute-ambulant",
    "alcohol-and-drug-treatment",
    "assistive-devices",
    "carecoordination",
    "decease",
    "discharge",
    "examination-results",
    "extended-care-responsibility",
    "healthcare",
    "home-care-assessment",
    "medicine",
    "nursing",
    "other",
    "outpatient",
    "psychiatry-social-disability",
    "regarding-referral",
    "telemedicine",
    "training",
];

/// `medcom-core-attachmentMimeTypes`; an informing list here, since the content is only handed on.
const MEDIA_TYPES: [&str; 6] = ["application/pdf", "image/bmp", "image/gif", "image/jpeg", "image/png", "image/tiff"];

/// Whether a category is listed. `assessment` was, in the first version of the list only.
pub(super) fn is_category(code: &str) -> bool {
    CATEGORIES.contains(&code) || code == "assessment"
}

/// Whether a receiver must be able to show a file of this type.
pub(super) fn is_media_type(word: &str) -> bool {
    MEDIA_TYPES.contains(&word)
}

/// FHIR R4 `request-priority`, of which the profile uses two.
pub(super) fn priority(code: &str) -> Option<Priority> {
    match code {
        "asap" => Some(Priority::Urgent),
        "routine" => Some(Priority::Routine),
        _ => None,
    }
}

/// What an activity does: the three codes of version 5, and two that versions before 4 had.
pub(super) fn activity(code: &str) -> Option<(Turn, Status, Relation)> {
    match code {
        "forward-message" => Some((Turn::Forward, Status::Original, Relation::Forwards)),
        "new-message" => Some((Turn::New, Status::Original, Relation::Continues)),
        "reply-message" => Some((Turn::Reply, Status::Original, Relation::Answers)),
        "modified-message" => Some((Turn::Unstated, Status::Corrected, Relation::Corrects)),
        "retract-message" => Some((Turn::Unstated, Status::Cancelled, Relation::Cancels)),
        _ => None,
    }
}

/// Where the patient stands in the course, in the words of MedCom's `EpisodeOfCareStatusCode`.
///
/// Standard: MedCom's conversion of CareCommunication to XDIS91, January 2026.
pub(super) fn episode_status(class: Option<&str>, status: Option<&str>, deceased: Option<bool>) -> &'static str {
    match (class, status, deceased) {
        (_, _, Some(true)) => "doed",
        (Some("IMP"), Some("in-progress"), _) => "indlagt",
        (Some("AMB"), Some("in-progress"), _) => "ambulant",
        _ => "inaktiv",
    }
}

/// The class and status of an Encounter that say where the patient stands, and whether the class is one of MedCom's own.
///
/// Standard: as [`episode_status`], in the other direction.
pub(super) fn encounter(episode_status: Option<&str>) -> (bool, &'static str, &'static str) {
    match episode_status {
        Some("indlagt") => (false, "IMP", "in-progress"),
        Some("ambulant" | "ambulant_roentgen") => (false, "AMB", "in-progress"),
        Some("doed") => (true, "other", "finished"),
        Some(_) | None => (true, "other", "unknown"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn where_a_patient_stands_is_read_as_it_was_written() {
        for word in ["ambulant", "indlagt", "inaktiv"] {
            let (_, class, status) = encounter(Some(word));
            assert_eq!(episode_status(Some(class), Some(status), None), word);
        }
        let (_, class, status) = encounter(Some("doed"));
        assert_eq!(episode_status(Some(class), Some(status), Some(true)), "doed");
    }
}
