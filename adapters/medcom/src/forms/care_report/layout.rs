//! The fields of reports, in the schema's order.

use canonical::body::{self, ReportKind};
use canonical::text::Text;

use super::lists::{items, medicine, services};
use crate::blocks::{
    ContactPointShape, Diagnosis, DiagnosisShape, HeaderShape, PartyShape, PatientShape, RelativeShape, ReportHead,
    Telephones, date_time, diagnosis, header, party, patient, practitioner, relatives, sender,
};
use crate::version::Version;
use crate::walk::{Occurs, Walk};

/// The letter as the schema states it.
pub(crate) struct CareReport {
    pub(super) head: ReportHead,
    pub(super) diagnoses: Vec<Diagnosis>,
    pub(super) facts: body::CareReport,
    pub(super) texts: Texts,
}

impl Default for CareReport {
    fn default() -> Self {
        let facts = body::CareReport::new(ReportKind::Admission);
        Self { head: ReportHead::default(), diagnoses: Vec::new(), facts, texts: Texts::default() }
    }
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
    pub(super) on_discharge: Option<Text>,
    pub(super) course: Option<Text>,
    pub(super) contagion: Option<Text>,
    pub(super) plans: Option<Text>,
}

/// What a letter of this version reports.
pub(super) fn reported(version: &Version) -> ReportKind {
    match version.type_code {
        "XDIS16" => ReportKind::Admission,
        "XDIS21" => ReportKind::CarePlan,
        _ => ReportKind::Discharge,
    }
}

/// Whether a letter is of the municipality family.
pub(super) fn is_of_family(version: &Version) -> bool {
    !version.has_public_schema()
}

const CLOSE: RelativeShape = RelativeShape { most: 5, address: true, telephones: Telephones::Typed };

/// All of it.
pub(super) fn letter<W: Walk>(walk: &mut W, letter: &mut CareReport) {
    let head = &mut letter.head;
    header(walk, &mut head.header, HeaderShape::LETTER);
    walk.required("Sender", |walk| sender(walk, &mut head.sender, ContactPointShape::Apart));
    walk.required("Receiver", |walk| party(walk, &mut head.receiver, &PartyShape::RECEIVER));
    walk.optional("CCReceiver", &mut head.copy_receiver, |walk, one| party(walk, one, &PartyShape::COPY));
    walk.optional("Practitioner", &mut head.practitioner, |walk, doctor| practitioner(walk, doctor));
    walk.required("Patient", |walk| patient(walk, &mut head.patient, PatientShape::Report));
    let is_there = !head.patient.relatives.is_empty();
    walk.group("Relatives", Occurs::Optional, is_there, |walk| {
        relatives(walk, &mut head.patient.relatives, CLOSE);
    });
    if reported(walk.version()) == ReportKind::Admission {
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
        let is_there = !self.facts.aids.is_empty() || self.texts.on_aids.is_some();
        walk.group("Auxiliaries", Occurs::Optional, is_there, |walk| {
            items(walk, "Auxiliary", ("AuxiliaryCode", "AuxiliaryText"), 63, &mut self.facts.aids);
            walk.text("Comment", Occurs::Optional, &mut self.texts.on_aids);
        });
    }

    fn services<W: Walk>(&mut self, walk: &mut W) {
        let is_there = !self.facts.services.is_empty() || self.texts.on_services.is_some();
        walk.group("Services", Occurs::Optional, is_there, |walk| {
            services(walk, &mut self.facts.services);
            walk.text("Comment", Occurs::Optional, &mut self.texts.on_services);
        });
    }

    fn medicine<W: Walk>(&mut self, walk: &mut W) {
        let is_there = !self.facts.medicines.is_empty() || self.texts.on_medicine.is_some();
        walk.group("Medicine", Occurs::Optional, is_there, |walk| {
            walk.groups("Drug", 0..=28, &mut self.facts.medicines, |walk, drug| medicine(walk, drug));
            walk.text("Comment", Occurs::Optional, &mut self.texts.on_medicine);
        });
    }

    fn stay<W: Walk>(&mut self, walk: &mut W) {
        date_time(walk, "Admission", Occurs::Optional, &mut self.facts.admitted);
        date_time(walk, "Discharge", Occurs::Optional, &mut self.facts.discharged);
        walk.group("Treatments", Occurs::Optional, !self.facts.treatments.is_empty(), |walk| {
            items(walk, "Treatment", ("TreatmentCode", "TreatmentText"), 28, &mut self.facts.treatments);
        });
        walk.group("Diagnoses", Occurs::Optional, !self.diagnoses.is_empty(), |walk| {
            walk.groups("Diagnose", 0..=11, &mut self.diagnoses, |walk, one| {
                diagnosis(walk, one, &DiagnosisShape::QUALIFIED);
            });
        });
    }
}
