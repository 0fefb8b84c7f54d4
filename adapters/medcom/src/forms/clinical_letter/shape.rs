//! What letters of the form differ in.

use crate::version::Version;

/// `ActionPriorityCode`, a closed list: it decides how soon somebody must act.
pub(super) const URGENCIES: &[&str] = &["Akut", "Subakut", "Rutine"];

/// The names and limits of one version.
pub(super) struct Shape {
    /// When the treatment began.
    pub(super) began: &'static str,
    /// When it ended.
    pub(super) ended: &'static str,
    /// The words of `ActionPriorityCode`, in versions that recommend actions.
    pub(super) urgencies: Option<&'static [&'static str]>,
    /// The most texts.
    pub(super) texts: usize,
}

pub(super) fn shape(version: &Version) -> Shape {
    let (began, ended) = match version.type_code {
        "XDIS02" => ("OutPatientFirstVisit", "OutPatientLastVisit"),
        "XDIS03" => ("CasualtyWardFirstVisit", "CasualtyWardLastVisit"),
        "XDIS05" => ("ExaminationStart", "ExaminationEnd"),
        _ => ("Admission", "Discharge"),
    };
    let urgencies = match version.code {
        "XD0134L" | "XD0234L" | "XD0334L" => Some(URGENCIES),
        "XD0634L" | "XD0734L" => Some(&["Rutine"] as &[_]),
        _ => None,
    };
    // The newer versions gave one place of ten to the recommendation.
    let texts = match version.code {
        "XD0134L" | "XD0234L" | "XD0334L" | "XD0734L" => 9,
        _ => 10,
    };
    Shape { began, ended, urgencies, texts }
}
