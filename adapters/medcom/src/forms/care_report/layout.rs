//! The fields of reports, in the schema's order.

use canonical::Moment;
use canonical::body::{CareItem, CareService, Medicine};
use canonical::party::Party;
use canonical::subject::Subject;
use canonical::text::Text;

use super::lists::{items, medicine, services};
use crate::blocks::{
    ContactPointShape, Diagnosis, DiagnosisShape, Header, HeaderShape, PartyShape, PatientShape, RelativeShape,
    Telephones, date_time, diagnosis, header, party, patient, practitioner, relatives, sender,
};
use crate::version::Version;
use crate::walk::{Occurs, Walk};

/// The letter as the schema states it.
#[derive(Default)]
pub(crate) struct CareReport {
    pub(super) header: Header,
    pub(super) sender: Party,
    pub(super) receiver: Party,
    pub(super) copy_receiver: Option<Party>,
    pub(super) practitioner: Option<Box<Party>>,
    /// With the relatives.
    pub(super) patient: Subject,
    pub(super) admitted: Option<Moment>,
    pub(super) discharged: Option<Moment>,
    pub(super) treatments: Vec<CareItem>,
    pub(super) diagnoses: Vec<Diagnosis>,
    pub(super) aids: Vec<CareItem>,
    pub(super) services: Vec<CareService>,
    pub(super) medicines: Vec<Medicine>,
    pub(super) texts: Texts,
}

/// The texts of a report.
#[derive(Default)]
pub(super) struct Texts {
    pub(super) on_aids: Option<Text>,
    pub(super) on_services: Option<Text>,
    pub(super) on_medicine: Option<Text>,
    pub(super) mobility: Option<Text>,
    pub(super) health: Option<Text>,
    pub(super) cause: Option<Text>,
    pub(super) informed: Option<Text>,
    pub(super) clinical: Vec<Text>,
}

/// Whether a letter reports on an admission; others report on a discharge.
pub(super) fn is_admission(version: &Version) -> bool {
    version.type_code == "XDIS16"
}

const CLOSE: RelativeShape = RelativeShape { most: 5, address: true, telephones: Telephones::Typed };

/// All of it.
pub(super) fn letter<W: Walk>(walk: &mut W, letter: &mut CareReport) {
    header(walk, &mut letter.header, HeaderShape::LETTER);
    walk.required("Sender", |walk| sender(walk, &mut letter.sender, ContactPointShape::Apart));
    walk.required("Receiver", |walk| party(walk, &mut letter.receiver, &PartyShape::RECEIVER));
    walk.optional("CCReceiver", &mut letter.copy_receiver, |walk, one| party(walk, one, &PartyShape::COPY));
    walk.optional("Practitioner", &mut letter.practitioner, |walk, doctor| practitioner(walk, doctor));
    walk.required("Patient", |walk| patient(walk, &mut letter.patient, PatientShape::Report));
    let is_there = !letter.patient.relatives.is_empty();
    walk.group("Relatives", Occurs::Optional, is_there, |walk| {
        relatives(walk, &mut letter.patient.relatives, CLOSE);
    });
    if is_admission(walk.version()) {
        letter.aids(walk);
        letter.services(walk);
        letter.medicine(walk);
        walk.text("MotionEvaluation", Occurs::Optional, &mut letter.texts.mobility);
        walk.text("PatientHealthSummary", Occurs::Optional, &mut letter.texts.health);
        walk.text("CauseOfAdmission", Occurs::Optional, &mut letter.texts.cause);
        walk.text("InformedRelative", Occurs::Optional, &mut letter.texts.informed);
    } else {
        letter.stay(walk);
        letter.aids(walk);
        letter.medicine(walk);
        walk.texts("ClinicalInformation", 10, &mut letter.texts.clinical);
    }
}

impl CareReport {
    fn aids<W: Walk>(&mut self, walk: &mut W) {
        let is_there = !self.aids.is_empty() || self.texts.on_aids.is_some();
        walk.group("Auxiliaries", Occurs::Optional, is_there, |walk| {
            items(walk, "Auxiliary", ("AuxiliaryCode", "AuxiliaryText"), 63, &mut self.aids);
            walk.text("Comment", Occurs::Optional, &mut self.texts.on_aids);
        });
    }

    fn services<W: Walk>(&mut self, walk: &mut W) {
        let is_there = !self.services.is_empty() || self.texts.on_services.is_some();
        walk.group("Services", Occurs::Optional, is_there, |walk| {
            services(walk, &mut self.services);
            walk.text("Comment", Occurs::Optional, &mut self.texts.on_services);
        });
    }

    fn medicine<W: Walk>(&mut self, walk: &mut W) {
        let is_there = !self.medicines.is_empty() || self.texts.on_medicine.is_some();
        walk.group("Medicine", Occurs::Optional, is_there, |walk| {
            walk.groups("Drug", 0..=28, &mut self.medicines, |walk, drug| medicine(walk, drug));
            walk.text("Comment", Occurs::Optional, &mut self.texts.on_medicine);
        });
    }

    fn stay<W: Walk>(&mut self, walk: &mut W) {
        date_time(walk, "Admission", Occurs::Optional, &mut self.admitted);
        date_time(walk, "Discharge", Occurs::Optional, &mut self.discharged);
        walk.group("Treatments", Occurs::Optional, !self.treatments.is_empty(), |walk| {
            items(walk, "Treatment", ("TreatmentCode", "TreatmentText"), 28, &mut self.treatments);
        });
        walk.group("Diagnoses", Occurs::Optional, !self.diagnoses.is_empty(), |walk| {
            walk.groups("Diagnose", 0..=11, &mut self.diagnoses, |walk, one| {
                diagnosis(walk, one, &DiagnosisShape::QUALIFIED);
            });
        });
    }
}
