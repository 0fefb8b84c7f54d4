//! The fields of a birth notification, in the schema's order.

use canonical::Moment;
use canonical::body;
use canonical::notice::NoticeCode;
use canonical::party::{Party, Person};
use canonical::subject::Subject;
use canonical::text::Text;

use super::children::{Found, Related, found, related};
use super::diagnoses::{Diagnoses, diagnoses, lesser};
use super::mother::mother;
use crate::blocks::{
    AddressShape, Diagnosis, Header, HeaderShape, PartyShape, address, date_time, header, identified, number, partner,
    party,
};
use crate::walk::{Facet, Occurs, Walk};

/// The letter as the schema states it.
#[derive(Default)]
pub(crate) struct BirthNotification {
    pub(super) header: Header,
    pub(super) sender: Party,
    pub(super) receiver: Party,
    /// The mother; her partner is her only relative.
    pub(super) mother: Subject,
    /// Without what the fields below say.
    pub(super) facts: body::BirthNotification,
    pub(super) pregnancy: Pregnancy,
    pub(super) birth: Birth,
    pub(super) related: Vec<Related>,
    pub(super) found: Vec<Found>,
}

/// `Pregnancy`.
#[derive(Default)]
pub(super) struct Pregnancy {
    pub(super) last_menstruation: Option<Moment>,
    pub(super) due: Option<Moment>,
    pub(super) diagnoses: Diagnoses,
    pub(super) investigations: Vec<Investigation>,
}

/// `PregnancyInvestigationAndTreatments`.
#[derive(Default)]
pub(super) struct Investigation {
    pub(super) diagnoses: Vec<Diagnosis>,
    pub(super) at: Option<Moment>,
    pub(super) text: Option<Text>,
}

/// What of `Birth` is not in the facts.
#[derive(Default)]
pub(super) struct Birth {
    pub(super) diagnoses: Diagnoses,
    pub(super) bleeding: Option<Text>,
    pub(super) amniotic_fluid: Option<Text>,
    pub(super) more: Option<Text>,
}

/// All of it.
pub(super) fn letter<W: Walk>(walk: &mut W, letter: &mut BirthNotification) {
    let facts = &mut letter.facts;
    header(walk, &mut letter.header, HeaderShape::LETTER);
    walk.required("Sender", |walk| party(walk, &mut letter.sender, &PartyShape::SENDER));
    walk.required("Receiver", |walk| {
        party(walk, &mut letter.receiver, &PartyShape { telephone: None, ..PartyShape::RECEIVER });
    });
    walk.optional("OwnMaternityMother", &mut facts.own_midwife, |walk, one| midwife(walk, one));
    walk.optional("Practitioner", &mut facts.practitioner, |walk, one| party(walk, one, &PartyShape::DOCTOR));
    walk.optional("BirthMaternityMother", &mut facts.birth_midwife, |walk, one| midwife(walk, one));
    walk.required("Patient", |walk| mother(walk, &mut letter.mother, facts));
    partner(walk, &mut letter.mother.relatives);
    walk.groups("ChildRelation", 1..=5, &mut letter.related, |walk, child| related(walk, child));
    walk.required("Pregnancy", |walk| pregnancy(walk, &mut letter.pregnancy));
    walk.required("Birth", |walk| birth(walk, facts, &mut letter.birth));
    walk.groups("ChildInfo", 1..=5, &mut letter.found, |walk, child| found(walk, child));
    if letter.related.len() != letter.found.len() {
        // Which of them is whose is a guess then.
        walk.note(Some("ChildInfo"), NoticeCode::RuleTolerated);
    }
}

/// `MaternityMotherType`: a midwife, often by a staff number.
fn midwife<W: Walk>(walk: &mut W, midwife: &mut Party) {
    identified(walk, &mut midwife.identifiers);
    let mut name = midwife.person.take().map(|person| person.name);
    walk.field("PersonName", Occurs::Present, Facet::text(35), &mut name);
    midwife.person = name.map(Person::named);
    walk.field("OrganisationName", Occurs::Optional, Facet::text(35), &mut midwife.organisation);
    address(walk, &mut midwife.address, AddressShape::Free);
}

fn pregnancy<W: Walk>(walk: &mut W, pregnancy: &mut Pregnancy) {
    date_time(walk, "DateOfLastMenstruation", Occurs::Optional, &mut pregnancy.last_menstruation);
    date_time(walk, "DateofDelivery", Occurs::Required, &mut pregnancy.due);
    let names = ("PregnancyPrincipalDiagnoses", "PregnancyAdditionalDiagnoses", None);
    diagnoses(walk, &mut pregnancy.diagnoses, names);
    let all = &mut pregnancy.investigations;
    walk.groups("PregnancyInvestigationAndTreatments", 0..=10, all, |walk, one| {
        lesser(walk, "InvestigationAndTreatmentDiagnoses", 9, &mut one.diagnoses);
        date_time(walk, "ClinicalInfoDate", Occurs::Optional, &mut one.at);
        walk.text("InvestigationAndTreatmentText", Occurs::Optional, &mut one.text);
    });
}

fn birth<W: Walk>(walk: &mut W, facts: &mut body::BirthNotification, birth: &mut Birth) {
    walk.required("PregnancyDuration", |walk| {
        number(walk, "Weeks", Occurs::Required, &(1..=53), &mut facts.gestation_weeks);
        number(walk, "Days", Occurs::Required, &(0..=6), &mut facts.gestation_days);
    });
    let others = Some(("BirthInvestigationAndTreatmentDiagnoses", 45));
    diagnoses(walk, &mut birth.diagnoses, ("BirthPrincipalDiagnoses", "BirthAdditionalDiagnoses", others));
    walk.text("BleedingVolume", Occurs::Optional, &mut birth.bleeding);
    walk.text("AmnioticFluidDescription", Occurs::Required, &mut birth.amniotic_fluid);
    walk.text("BirthAdditionalInfo", Occurs::Optional, &mut birth.more);
    let appointment = &mut facts.midwife_appointment;
    walk.field("MaternityMotherAppointment", Occurs::Optional, Facet::text(70), appointment);
}
