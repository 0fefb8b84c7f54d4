//! The fields of a rehabilitation plan, in the order that letters show.

use canonical::attachment::Attachment;
use canonical::body;
use canonical::party::Party;
use canonical::subject::Subject;
use canonical::text::Text;

use super::clinical::{Diagnosed, classifications, contact, controls, diagnoses, excerpts};
use super::people::{copies, offices, patient, relatives, sender};
use crate::blocks::{Header, HeaderShape, PartyShape, header, party, references, writers};
use crate::walk::{Facet, Occurs, Walk};

/// The letter, as it is written.
#[derive(Default)]
pub(crate) struct RehabilitationPlan {
    pub(super) header: Header,
    pub(super) sender: Party,
    pub(super) receiver: Party,
    /// The patient's doctor.
    pub(super) doctor: Option<Party>,
    pub(super) copy_receivers: Vec<Party>,
    /// With the relatives.
    pub(super) patient: Subject,
    pub(super) facts: body::RehabilitationPlan,
    pub(super) diagnoses: Vec<Diagnosed>,
    pub(super) texts: Texts,
    pub(super) references: Vec<Attachment>,
}

/// The texts of a plan.
#[derive(Default)]
pub(super) struct Texts {
    pub(super) information: Option<Text>,
    pub(super) practical: Option<Text>,
    pub(super) safety: Option<Text>,
    pub(super) deadline: Option<Text>,
    pub(super) health: Option<Text>,
    pub(super) ability_summary: Option<Text>,
    pub(super) ability: Option<Text>,
    pub(super) need: Option<Text>,
    pub(super) on_diagnoses: Option<Text>,
}

/// `TypeOfRehabilitationPlan`; it informs.
const LEVELS: &[&str] = &["almen", "specialiseret", "rehabilitering"];
/// `ConsentInformed`; it informs. Only the first was seen.
const CONSENT: &[&str] = &["ja", "nej"];

/// All of it.
pub(super) fn letter<W: Walk>(walk: &mut W, letter: &mut RehabilitationPlan) {
    let RehabilitationPlan { facts, texts, .. } = letter;
    header(walk, &mut letter.header, HeaderShape::PLAN);
    walk.required("Sender", |walk| sender(walk, &mut letter.sender, &mut facts.co_writers));
    walk.required("Receiver", |walk| party(walk, &mut letter.receiver, &PartyShape::RECEIVER));
    copies(walk, &mut facts.copy_to_doctor, &mut letter.doctor, &mut letter.copy_receivers);
    walk.required("Patient", |walk| patient(walk, &mut letter.patient, facts));
    relatives(walk, &mut letter.patient.relatives);
    walk.field("TypeOfRehabilitationPlan", Occurs::Expected, Facet::Open(LEVELS), &mut facts.level);
    walk.text("InformationForPatientAndRelatives", Occurs::Optional, &mut texts.information);
    walk.field("ConsentInformed", Occurs::Optional, Facet::Open(CONSENT), &mut facts.consent);
    walk.text("PracticalInformation", Occurs::Optional, &mut texts.practical);
    walk.text("PatientSafetyAspects", Occurs::Optional, &mut texts.safety);
    walk.text("RehabilitationDeadline", Occurs::Optional, &mut texts.deadline);
    contact(walk, facts);
    controls(walk, &mut facts.controls);
    walk.text("PatientHealthSummary", Occurs::Optional, &mut texts.health);
    walk.text("AbilityAtDischargeSummary", Occurs::Optional, &mut texts.ability_summary);
    walk.text("AbilityAtDischargeExtended", Occurs::Optional, &mut texts.ability);
    walk.text("RehabilitationNeedAndPotential", Occurs::Optional, &mut texts.need);
    diagnoses(walk, &mut letter.diagnoses, &mut texts.on_diagnoses);
    classifications(walk, &mut facts.classifications);
    excerpts(walk, &mut facts.excerpts);
    offices(walk, facts);
    walk.group("HealthCareTeam", Occurs::Optional, !facts.team.is_empty(), |walk| {
        writers(walk, "Member", 99, &mut facts.team);
    });
    walk.group("FinalResult", Occurs::Optional, !facts.result_receivers.is_empty(), |walk| {
        walk.groups("ResultReceiver", 0..=5, &mut facts.result_receivers, |walk, one| {
            party(walk, one, &PartyShape::REACHED);
        });
    });
    references(walk, &mut letter.references);
}
