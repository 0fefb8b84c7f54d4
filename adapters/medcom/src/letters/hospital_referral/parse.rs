//! XML to [`HospitalReferral`]. Everything that can be refused is refused here.

use canonical::action::Priority;
use canonical::attachment::Attachment;
use canonical::party::Party;
use canonical::refusal::RefusalCode;
use canonical::subject::{Relative, Subject};
use canonical::text::Text;

use crate::blocks::{
    Diagnosis, Header, HeaderShape, PatientShape, copy_receiver, header, listed, listed_required, patient, qualified,
    receiver, references, relative, sender,
};
use crate::letter_type::{Version, is_version};
use crate::xml::Fields;

/// The version with one episode identifier and without choice of hospital.
pub(super) const XH0130R: Version =
    Version { code: "XH0130R", namespace: "http://rep.oio.dk/sundcom.dk/medcom.dk/xml/schemas/2005/08/07/" };
/// The version with typed episode identifiers.
pub(super) const XH0131R: Version =
    Version { code: "XH0131R", namespace: "http://rep.oio.dk/medcom.dk/xml/schemas/2017/05/01/" };

/// `ReferralStatus`: where the patient should be treated; it informs.
const SETTINGS: [&str; 3] = ["ambulant", "hjemmet", "indlaeggelse"];
/// `Transport`; it informs.
const TRANSPORTS: [&str; 3] = ["ingen", "liggende", "siddende"];
/// `HospitalChoice`: SKS codes; they inform.
const HOSPITAL_CHOICES: [&str; 4] = ["ALDB00", "ALDB01", "ALDB02", "ALDB03"];
/// `InformationCode`: the step a note belongs to; it informs.
const STEPS: [&str; 7] =
    ["egen_laege", "henvisning_modtaget", "indkaldt", "indlagt_paa", "udenamts_kaution", "ustruktureret", "visitering"];

/// The letter as the schema states it, in the schema's order.
pub(super) struct HospitalReferral {
    pub(super) header: Header,
    pub(super) sender: Party,
    pub(super) receiver: Party,
    pub(super) answer_copy: Option<Party>,
    pub(super) patient: Subject,
    pub(super) relative: Option<Relative>,
    pub(super) information: Information,
    pub(super) diagnosis: Option<Diagnosis>,
    pub(super) additions: Vec<Diagnosis>,
    pub(super) clinical: Clinical,
    pub(super) references: Vec<Attachment>,
    pub(super) notes: Vec<Note>,
}

/// `AdditionalInformation`.
#[derive(Default)]
pub(super) struct Information {
    /// The urgency in one scale, and the sender's word.
    pub(super) priority: Option<(Priority, String)>,
    pub(super) setting: Option<String>,
    pub(super) transport: Option<String>,
    pub(super) supplementary: Option<Text>,
    pub(super) clinical_reason: Option<Text>,
    pub(super) hospital_choice: Option<String>,
}

/// `RelevantClinicalInformation`.
#[derive(Default)]
pub(super) struct Clinical {
    pub(super) cave: Option<Text>,
    pub(super) anamnesis: Option<Text>,
    pub(super) examination: Option<Text>,
    pub(super) actual_medicine: Option<Text>,
}

/// `HospitalVisitation`.
pub(super) struct Note {
    pub(super) step: String,
    pub(super) text: Text,
}

pub(super) fn hospital_referral(fields: &mut Fields<'_, '_, '_, '_>) -> Option<HospitalReferral> {
    let shape = if is_version(fields, &XH0131R) { HeaderShape::Referral } else { HeaderShape::Letter };
    let header = header(fields, shape);
    let sender = fields.group("Sender", |fields| {
        if fields.peek("Referrer").is_none() {
            fields.refuse_missing::<()>("Referrer", RefusalCode::ElementMissing);
        }
        sender(fields)
    });
    let receiver = fields.group("Receiver", receiver);
    let answer_copy = fields.optional_group("AnswerCCReceiver", copy_receiver);
    let patient = fields.group("Patient", |fields| patient(fields, PatientShape::Referral));
    let relative = fields.optional_group("Relative", relative);
    let information = fields.optional_group("AdditionalInformation", information);
    let referral = fields.optional_group("Referral", referral);
    let clinical = fields.optional_group("RelevantClinicalInformation", |fields| Some(clinical(fields)));
    let references = references(fields);
    let notes = fields.groups("HospitalVisitation", 9, note);
    let (diagnosis, additions) = referral?.unwrap_or_default();
    Some(HospitalReferral {
        header: header?,
        sender: sender?,
        receiver: receiver?,
        answer_copy: answer_copy?,
        patient: patient?,
        relative: relative?,
        information: information?.unwrap_or_default(),
        diagnosis,
        additions,
        clinical: clinical?.unwrap_or_default(),
        references: references?,
        notes: notes?,
    })
}

fn information(fields: &mut Fields<'_, '_, '_, '_>) -> Option<Information> {
    let priority = fields.optional("Priority", priority);
    let setting = listed(fields, "ReferralStatus", &SETTINGS);
    let transport = listed(fields, "Transport", &TRANSPORTS);
    let supplementary = fields.optional_text("Supplementary");
    let clinical_reason = fields.optional_text("ClinicalReason");
    let hospital_choice = listed(fields, "HospitalChoice", &HOSPITAL_CHOICES);
    Some(Information {
        priority: priority?,
        setting: setting?,
        transport: transport?,
        supplementary,
        clinical_reason,
        hospital_choice: hospital_choice?,
    })
}

/// `Referral`: the diagnosis, and its additions.
fn referral(fields: &mut Fields<'_, '_, '_, '_>) -> Option<(Option<Diagnosis>, Vec<Diagnosis>)> {
    let diagnosis = fields.optional_group("Refer", qualified);
    let additions = fields.groups("ReferralAdditional", 5, qualified);
    Some((diagnosis?, additions?))
}

fn clinical(fields: &mut Fields<'_, '_, '_, '_>) -> Clinical {
    Clinical {
        cave: fields.optional_text("Cave"),
        anamnesis: fields.optional_text("Anamnesis"),
        examination: fields.optional_text("Examination"),
        actual_medicine: fields.optional_text("ActualMedicine"),
    }
}

fn note(fields: &mut Fields<'_, '_, '_, '_>) -> Option<Note> {
    let step = listed_required(fields, "InformationCode", &STEPS);
    let text = fields.text("Information");
    Some(Note { step: step?, text: text? })
}

/// `Priority`, a closed list: it decides how soon somebody must act.
fn priority(word: &str) -> Result<(Priority, String), RefusalCode> {
    let priority = match word {
        "akut" => Priority::Urgent,
        "elektiv" => Priority::Routine,
        "saerlige_forhold" => Priority::Elevated,
        _ => return Err(RefusalCode::CodeUnknown),
    };
    Ok((priority, word.to_owned()))
}
