//! The letter types with a body of their own: one folder and one line each.

use canonical::letter::LetterHead;

use crate::head::child;
use crate::letter_type::LetterType;
use crate::version::Version;
use crate::xml::Node;

/// Declares the folder of each letter type, and lists it.
macro_rules! letters {
    ($($folder:ident,)+) => {
        $(mod $folder;)+

        /// Every letter type with a body of its own, in the order of their elements' names.
        pub const LETTERS: &[LetterType] = &[$($folder::LETTER),+];
    };
}

letters! {
    administrative_email,
    answer_of_admission,
    binary_letter,
    birth_notification,
    booking_confirmation,
    casualty_ward_letter,
    chiropractic_letter,
    clinical_email,
    discharge_letter,
    doctors_call_center_letter,
    emergency_letter,
    emergency_municipality_letter,
    emergency_municipality_referral,
    hospital_referral,
    municipality_letter,
    municipality_referral,
    notification_of_admission,
    notification_of_discharge,
    notification_of_ended_treatment,
    out_patient_discharge_letter,
    physiotherapy_letter,
    physiotherapy_referral,
    podiatry_referral,
    private_specialist_letter,
    private_specialist_referral,
    progress_of_care_plan,
    psychologist_letter,
    psychologist_referral,
    radiology_report,
    referral_attachment,
    rehabilitation_plan,
    report_of_admission,
    report_of_discharge,
    social_medical_follow_up_request,
    teddy_referral,
    warning_of_discharge,
    xray_request,
}

/// The namespaces of MedCom's letters begin so.
const NAMESPACES: [&str; 3] = [
    "http://rep.oio.dk/medcom.dk/xml/schemas/",
    "http://rep.oio.dk/sundcom.dk/medcom.dk/xml/schemas/",
    "urn:oio:medcom:",
];

/// How a letter is to be read.
pub(crate) enum Match<'a, 'i> {
    /// As a document: the letter has no reader of its own.
    Document,
    /// As a letter of this type and version.
    Letter(&'static LetterType, &'static Version),
    /// Not at all: this element does not belong to the others.
    Mismatch(Node<'a, 'i>),
}

/// Finds the type and version by the letter's element, version code and namespace.
///
/// A version outside the list is a document, unless it borrows the namespace of one inside it.
pub(crate) fn recognise<'a, 'i>(letter: Node<'a, 'i>, head: &LetterHead) -> Match<'a, 'i> {
    let namespace = letter.tag_name().namespace().unwrap_or_default();
    if !NAMESPACES.iter().any(|start| namespace.starts_with(start)) {
        return Match::Mismatch(letter);
    }
    let Some(known) = LETTERS.iter().find(|known| known.element == letter.tag_name().name()) else {
        return Match::Document;
    };
    let said = |name| child(letter, "Letter").and_then(|header| child(header, name)).unwrap_or(letter);
    let code = head.version_code.as_deref();
    let in_namespace = known.versions.iter().find(|version| version.namespace() == namespace);
    match (in_namespace, code) {
        // A missing code is refused by the reader, with all else that is wrong.
        (Some(version), code) if code.is_none_or(|code| code == version.code) => {
            let is_type = head.type_code.is_empty() || head.type_code == version.type_code;
            if is_type { Match::Letter(known, version) } else { Match::Mismatch(said("TypeCode")) }
        }
        (None, code) if !known.versions.iter().any(|version| Some(version.code) == code) => Match::Document,
        _ => Match::Mismatch(said("VersionCode")),
    }
}
