//! XML to [`ClinicalLetter`] and back. Everything that can be refused is refused here.

use canonical::Moment;
use canonical::attachment::Attachment;
use canonical::notice::NoticeCode;
use canonical::party::Party;
use canonical::subject::Subject;
use canonical::text::Text;

use super::shape::{Shape, URGENCIES, shape};
use crate::blocks::{
    Diagnosis, DiagnosisShape, Header, HeaderShape, PartyShape, PatientShape, RelativeShape, Telephones, contact,
    date_time, diagnosis, header, party, patient, references, relatives, simple,
};
use crate::walk::{Facet, Occurs, Walk};

/// The letter as the schema states it, in the schema's order.
#[derive(Default)]
pub(crate) struct ClinicalLetter {
    pub(super) header: Header,
    pub(super) sender: Party,
    pub(super) receiver: Party,
    pub(super) copy_receiver: Option<Party>,
    /// With the relatives.
    pub(super) patient: Subject,
    pub(super) referral: Option<Referral>,
    /// Admission or first visit.
    pub(super) began: Option<Moment>,
    /// Discharge or last visit.
    pub(super) ended: Option<Moment>,
    /// `ActionPriorityCode`.
    pub(super) urgency: Option<String>,
    pub(super) diagnoses: Option<Diagnoses>,
    pub(super) recommendation: Option<Text>,
    pub(super) clinical: Vec<Clinical>,
    pub(super) references: Vec<Attachment>,
}

/// `Referral`: the referral that led to the treatment.
#[derive(Default)]
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
#[derive(Default)]
pub(super) struct Clinical {
    pub(super) signed: Option<Moment>,
    pub(super) text: Option<Text>,
}

impl ClinicalLetter {
    /// Goes over the fields in the schema's order.
    pub(super) fn walk<W: Walk>(&mut self, walk: &mut W) {
        let shape = shape(walk.version());
        header(walk, &mut self.header, HeaderShape::LETTER);
        walk.required("Sender", |walk| {
            party(walk, &mut self.sender, &PartyShape::SENDER);
            contact(walk, &mut self.sender.contact);
        });
        walk.required("Receiver", |walk| party(walk, &mut self.receiver, &PartyShape::RECEIVER));
        walk.optional("CCReceiver", &mut self.copy_receiver, |walk, copy| party(walk, copy, &PartyShape::COPY));
        let letter = PatientShape::Letter(Some(Occurs::Required));
        walk.required("Patient", |walk| patient(walk, &mut self.patient, letter));
        let close = RelativeShape { most: 2, address: true, telephones: Telephones::None };
        relatives(walk, &mut self.patient.relatives, close);
        walk.optional("Referral", &mut self.referral, |walk, referral| referral.walk(walk));
        date_time(walk, shape.began, Occurs::Optional, &mut self.began);
        date_time(walk, shape.ended, Occurs::Optional, &mut self.ended);
        self.urgency(walk, &shape);
        walk.optional("Diagnose", &mut self.diagnoses, |walk, diagnoses| diagnoses.walk(walk));
        self.recommendation(walk, &shape);
        walk.groups("ClinicalInformation", 0..=shape.texts, &mut self.clinical, |walk, clinical| {
            date_time(walk, "Signed", Occurs::Optional, &mut clinical.signed);
            walk.text("Text01", Occurs::Required, &mut clinical.text);
        });
        references(walk, &mut self.references);
        self.note_half_a_recommendation(walk);
    }

    fn urgency<W: Walk>(&mut self, walk: &mut W, shape: &Shape) {
        if let Some(listed) = shape.urgencies {
            let is_there = self.urgency.is_some();
            walk.group("ActionPriority", Occurs::Optional, is_there, |walk| {
                let words = Facet::Closed { known: URGENCIES, listed };
                walk.field("ActionPriorityCode", Occurs::Required, words, &mut self.urgency);
            });
        }
    }

    fn recommendation<W: Walk>(&mut self, walk: &mut W, shape: &Shape) {
        if shape.urgencies.is_some() {
            let is_there = self.recommendation.is_some();
            walk.group("RecommendedAction", Occurs::Optional, is_there, |walk| {
                walk.text("Recommendation", Occurs::Required, &mut self.recommendation);
            });
        }
    }

    /// Priority and recommendation belong together, by the guidance on discharge letters; the schema lets one be absent.
    fn note_half_a_recommendation<W: Walk>(&self, walk: &W) {
        let is_recommended = self.recommendation.as_ref().is_some_and(|text| !text.is_empty());
        match (&self.urgency, is_recommended) {
            (Some(_), false) => walk.note(Some("ActionPriority"), NoticeCode::RuleTolerated),
            (None, true) => walk.note(Some("RecommendedAction"), NoticeCode::RuleTolerated),
            (Some(_), true) | (None, false) => {}
        }
    }
}

impl Referral {
    fn walk<W: Walk>(&mut self, walk: &mut W) {
        walk.field("Identifier", Occurs::Optional, Facet::text(35), &mut self.id);
        date_time(walk, "Received", Occurs::Optional, &mut self.received);
        walk.optional("Refer", &mut self.diagnosis, |walk, one| diagnosis(walk, one, &DiagnosisShape::QUALIFIED));
        let name = additional(walk);
        walk.groups(name, 0..=5, &mut self.additions, |walk, one| {
            diagnosis(walk, one, &DiagnosisShape::QUALIFIED);
        });
    }
}

/// What the further diagnoses of a referral are called: the standard spells the name with one `r` in letters, some senders with two.
fn additional<W: Walk>(walk: &W) -> &'static str {
    const OWN: &str = "ReferalAdditional";
    const USUAL: &str = "ReferralAdditional";
    if walk.finds(OWN) == Some(false) && walk.finds(USUAL) == Some(true) {
        walk.note(Some(USUAL), NoticeCode::RuleTolerated);
        return USUAL;
    }
    OWN
}

impl Diagnoses {
    fn walk<W: Walk>(&mut self, walk: &mut W) {
        walk.optional("Main", &mut self.main, simple);
        walk.groups("MainAdditional", 0..=5, &mut self.additions, simple);
        walk.groups("Other", 0..=50, &mut self.others, |walk, one| diagnosis(walk, one, &DiagnosisShape::FULL));
    }
}
