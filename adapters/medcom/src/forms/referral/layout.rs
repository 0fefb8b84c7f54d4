//! XML to [`Referral`] and back. Everything that can be refused is refused here.

use std::collections::BTreeMap;

use canonical::attachment::Attachment;
use canonical::party::Party;
use canonical::subject::Subject;
use canonical::text::{SectionKind, Text};

use super::shape::{Item, Shape, shape};
use crate::blocks::{
    Diagnosis, Header, PartyShape, PatientShape, diagnosis, header, party, patient, references, referrer, relatives,
};
use crate::walk::{Facet, Occurs, Walk};

/// `InformationCode`: the step a note belongs to; it informs.
const STEPS: &[&str] = &[
    "ustruktureret",
    "egen_laege",
    "henvisning_modtaget",
    "visitering",
    "indkaldt",
    "indlagt_paa",
    "udenamts_kaution",
];

/// The letter as the schema states it, in the schema's order.
#[derive(Default)]
pub(crate) struct Referral {
    pub(super) header: Header,
    /// With the professional who refers.
    pub(super) sender: Party,
    pub(super) receiver: Party,
    pub(super) answer_copy: Option<Party>,
    /// With the relatives.
    pub(super) patient: Subject,
    pub(super) diagnoses: Option<Diagnoses>,
    /// Every text of `AdditionalInformation` and `RelevantClinicalInformation`, and what follows them.
    pub(super) texts: BTreeMap<SectionKind, Text>,
    /// Every word of them, by the name of its element.
    pub(super) words: BTreeMap<&'static str, String>,
    pub(super) references: Vec<Attachment>,
    pub(super) notes: Vec<Note>,
}

/// `Referral`.
#[derive(Default)]
pub(super) struct Diagnoses {
    pub(super) main: Option<Diagnosis>,
    pub(super) additions: Vec<Diagnosis>,
}

/// `HospitalVisitation`, `MunicipalityVisitation`.
#[derive(Default)]
pub(super) struct Note {
    pub(super) step: Option<String>,
    pub(super) text: Option<Text>,
}

impl Referral {
    /// Goes over the fields in the schema's order.
    pub(super) fn walk<W: Walk>(&mut self, walk: &mut W) {
        let shape = shape(walk.version());
        header(walk, &mut self.header, shape.header);
        self.parties(walk, &shape);
        walk.required("Patient", |walk| patient(walk, &mut self.patient, PatientShape::Referral));
        if let Some(close) = shape.relatives {
            relatives(walk, &mut self.patient.relatives, close);
        }
        if !shape.information.is_empty() {
            self.items(walk, "AdditionalInformation", Occurs::Optional, shape.information);
        }
        self.diagnoses(walk, &shape);
        self.items(walk, "RelevantClinicalInformation", shape.clinical_occurs, shape.clinical);
        if shape.further {
            self.item(walk, &Item::Text("Supplementary", Occurs::Optional, SectionKind::FurtherInformation));
        }
        if shape.references {
            references(walk, &mut self.references);
        }
        if let Some(name) = shape.notes {
            walk.groups(name, 0..=9, &mut self.notes, |walk, note| {
                walk.field("InformationCode", Occurs::Required, Facet::Open(STEPS), &mut note.step);
                walk.text("Information", Occurs::Required, &mut note.text);
            });
        }
    }

    fn parties<W: Walk>(&mut self, walk: &mut W, shape: &Shape) {
        let sender = PartyShape { specialty: Some(shape.specialty), ..PartyShape::SENDER };
        let receiver =
            PartyShape { organisation: shape.receiver.0, department: Some(shape.receiver.1), ..PartyShape::RECEIVER };
        walk.required("Sender", |walk| {
            party(walk, &mut self.sender, &sender);
            referrer(walk, &mut self.sender.person, Occurs::Required);
        });
        walk.required("Receiver", |walk| party(walk, &mut self.receiver, &receiver));
        if let Some(organisation) = shape.answer_copy {
            let copy = PartyShape { organisation, ..PartyShape::ANSWER_COPY };
            walk.optional("AnswerCCReceiver", &mut self.answer_copy, |walk, one| party(walk, one, &copy));
        }
    }

    fn diagnoses<W: Walk>(&mut self, walk: &mut W, shape: &Shape) {
        let is_there = self.diagnoses.is_some();
        let mut diagnoses = self.diagnoses.take().unwrap_or_default();
        let mut is_found = false;
        walk.group("Referral", shape.referral, is_there, |walk| {
            is_found = true;
            let has_main = diagnoses.main.is_some();
            let mut main = diagnoses.main.take().unwrap_or_default();
            let mut found_main = false;
            walk.group("Refer", shape.refer, has_main, |walk| {
                found_main = true;
                diagnosis(walk, &mut main, &shape.diagnosis);
            });
            diagnoses.main = found_main.then_some(main);
            walk.groups("ReferralAdditional", 0..=5, &mut diagnoses.additions, |walk, one| {
                diagnosis(walk, one, &shape.addition);
            });
        });
        self.diagnoses = is_found.then_some(diagnoses);
    }

    fn items<W: Walk>(&mut self, walk: &mut W, name: &'static str, occurs: Occurs, items: &[Item]) {
        let is_there = items.iter().any(|item| self.has(item));
        walk.group(name, occurs, is_there, |walk| items.iter().for_each(|item| self.item(walk, item)));
    }

    fn has(&self, item: &Item) -> bool {
        match item {
            Item::Text(_, _, kind) => self.texts.contains_key(kind),
            Item::Word(name, ..) => self.words.contains_key(name),
        }
    }

    fn item<W: Walk>(&mut self, walk: &mut W, item: &Item) {
        match *item {
            Item::Text(name, occurs, kind) => {
                let mut text = self.texts.remove(&kind);
                walk.text(name, occurs, &mut text);
                self.texts.extend(text.map(|text| (kind, text)));
            }
            Item::Word(name, occurs, facet) => {
                let mut word = self.words.remove(name);
                walk.field(name, occurs, facet, &mut word);
                self.words.extend(word.map(|word| (name, word)));
            }
        }
    }
}
