//! XML to [`DischargeLetter`]. Everything that can be refused is refused here.

use canonical::Moment;
use canonical::action::Priority;
use canonical::attachment::Attachment;
use canonical::notice::NoticeCode;
use canonical::party::Party;
use canonical::refusal::RefusalCode;
use canonical::subject::{Relative, Subject};
use canonical::text::Text;

use crate::blocks::{
    Diagnosis, Header, HeaderShape, PatientShape, copy_receiver, header, optional_date_time, patient, qualified,
    receiver, references, relative, sender, short, simple,
};
use crate::letter_type::{Version, is_version};
use crate::xml::Fields;

/// The version before follow-up had fields of its own.
pub(super) const XD0133L: Version =
    Version { code: "XD0133L", namespace: "http://rep.oio.dk/sundcom.dk/medcom.dk/xml/schemas/2005/08/07/" };
/// The version with priority and recommendation.
pub(super) const XD0134L: Version =
    Version { code: "XD0134L", namespace: "http://rep.oio.dk/medcom.dk/xml/schemas/2018/08/06/" };

/// The letter as the schema states it, in the schema's order.
pub(super) struct DischargeLetter {
    pub(super) header: Header,
    pub(super) sender: Party,
    pub(super) receiver: Party,
    pub(super) copy_receiver: Option<Party>,
    pub(super) patient: Subject,
    pub(super) relatives: Vec<Relative>,
    pub(super) referral: Option<Referral>,
    pub(super) admitted: Option<Moment>,
    pub(super) discharged: Option<Moment>,
    /// The urgency in one scale, and the sender's word.
    pub(super) priority: Option<(Priority, String)>,
    pub(super) diagnoses: Diagnoses,
    pub(super) recommendation: Option<Text>,
    pub(super) clinical: Vec<Clinical>,
    pub(super) references: Vec<Attachment>,
}

/// `Referral`: the referral that led to the stay.
pub(super) struct Referral {
    pub(super) id: Option<String>,
    pub(super) received: Option<Moment>,
    pub(super) diagnosis: Option<Diagnosis>,
    pub(super) additions: Vec<Diagnosis>,
}

/// `Diagnose`.
#[derive(Default)]
pub(super) struct Diagnoses {
    pub(super) main: Option<Diagnosis>,
    pub(super) additions: Vec<Diagnosis>,
    pub(super) others: Vec<Diagnosis>,
}

/// `ClinicalInformation`.
pub(super) struct Clinical {
    pub(super) signed: Option<Moment>,
    pub(super) text: Text,
}

pub(super) fn discharge_letter(fields: &mut Fields<'_, '_, '_, '_>) -> Option<DischargeLetter> {
    let header = header(fields, HeaderShape::Letter);
    let sender = fields.group("Sender", sender);
    let receiver = fields.group("Receiver", receiver);
    let copy_receiver = fields.optional_group("CCReceiver", copy_receiver);
    let patient = fields.group("Patient", |fields| patient(fields, PatientShape::Letter));
    let relatives = fields.groups("Relative", 2, relative);
    let referral = fields.optional_group("Referral", referral);
    let admitted = optional_date_time(fields, "Admission");
    let discharged = optional_date_time(fields, "Discharge");
    let priority = fields.optional_group("ActionPriority", |group| group.required("ActionPriorityCode", priority));
    let diagnoses = fields.optional_group("Diagnose", diagnoses);
    let recommendation = fields.optional_group("RecommendedAction", |group| group.text("Recommendation"));
    // The newer version gave one place of ten to the recommendation.
    let most = if is_version(fields, &XD0134L) { 9 } else { 10 };
    let clinical = fields.groups("ClinicalInformation", most, clinical);
    let references = references(fields);
    let letter = DischargeLetter {
        header: header?,
        sender: sender?,
        receiver: receiver?,
        copy_receiver: copy_receiver?,
        patient: patient?,
        relatives: relatives?,
        referral: referral?,
        admitted: admitted?,
        discharged: discharged?,
        priority: priority?,
        diagnoses: diagnoses?.unwrap_or_default(),
        recommendation: recommendation?,
        clinical: clinical?,
        references: references?,
    };
    note_half_a_recommendation(fields, &letter);
    Some(letter)
}

/// Priority and recommendation belong together, by the guidance on discharge letters; the schema lets one be absent.
fn note_half_a_recommendation(fields: &Fields<'_, '_, '_, '_>, letter: &DischargeLetter) {
    let is_recommended = letter.recommendation.as_ref().is_some_and(|text| !text.is_empty());
    match (&letter.priority, is_recommended) {
        (Some(_), false) => fields.note("ActionPriority", NoticeCode::RuleTolerated),
        (None, true) => fields.note("RecommendedAction", NoticeCode::RuleTolerated),
        (Some(_), true) | (None, false) => {}
    }
}

fn referral(fields: &mut Fields<'_, '_, '_, '_>) -> Option<Referral> {
    let id = fields.optional("Identifier", short(35));
    let received = optional_date_time(fields, "Received");
    let diagnosis = fields.optional_group("Refer", qualified);
    // The standard spells this name with one `r` in letters.
    let additions = fields.groups("ReferalAdditional", 5, qualified);
    Some(Referral { id: id?, received: received?, diagnosis: diagnosis?, additions: additions? })
}

fn diagnoses(fields: &mut Fields<'_, '_, '_, '_>) -> Option<Diagnoses> {
    let main = fields.optional_group("Main", simple);
    let additions = fields.groups("MainAdditional", 5, simple);
    let others = fields.groups("Other", 50, qualified);
    Some(Diagnoses { main: main?, additions: additions?, others: others? })
}

fn clinical(fields: &mut Fields<'_, '_, '_, '_>) -> Option<Clinical> {
    let signed = optional_date_time(fields, "Signed");
    let text = fields.text("Text01");
    Some(Clinical { signed: signed?, text: text? })
}

/// `ActionPriorityCode`, a closed list: it decides how soon somebody must act.
fn priority(word: &str) -> Result<(Priority, String), RefusalCode> {
    let priority = match word {
        "Akut" => Priority::Urgent,
        "Rutine" => Priority::Routine,
        "Subakut" => Priority::Elevated,
        _ => return Err(RefusalCode::CodeUnknown),
    };
    Ok((priority, word.to_owned()))
}
