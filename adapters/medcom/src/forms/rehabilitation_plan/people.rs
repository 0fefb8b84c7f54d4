//! Who is named in a rehabilitation plan.

use canonical::body;
use canonical::notice::NoticeCode;
use canonical::party::{Party, Person};
use canonical::subject::{Relative, Subject};

use crate::blocks::{self, AddressShape, PartyShape, PatientShape, RelativeShape, Telephones, address, party};
use crate::blocks::{reachable, writer, writers};
use crate::walk::{Facet, Occurs, Walk};

const CLOSE: RelativeShape = RelativeShape { most: 20, address: true, telephones: Telephones::Reachable };

/// `Sender`: the unit, who signed, and who wrote along.
pub(super) fn sender<W: Walk>(walk: &mut W, sender: &mut Party, co_writers: &mut Vec<Person>) {
    party(walk, sender, &PartyShape::SENDER);
    writer(walk, "SignedBy", &mut sender.person);
    writers(walk, "CoWriter", 20, co_writers);
}

/// `GPCCReceiver`, where the patient's doctor gets a copy or is deselected, and everybody else who gets one.
pub(super) fn copies<W: Walk>(
    walk: &mut W,
    to_doctor: &mut Option<bool>,
    doctor: &mut Option<Party>,
    others: &mut Vec<Party>,
) {
    let known = to_doctor.take();
    walk.group("GPCCReceiver", Occurs::Optional, known.is_some(), |walk| {
        let mut is_deselected = false;
        walk.choice(|walk| {
            walk.optional("CCReceiver", doctor, |walk, one| party(walk, one, &PartyShape::REACHED));
            walk.group("Deselected", Occurs::Optional, known == Some(false), |_| is_deselected = true);
        });
        *to_doctor = if doctor.is_some() { Some(true) } else { is_deselected.then_some(false) };
        if doctor.is_some() && is_deselected {
            walk.note(None, NoticeCode::RuleTolerated);
        }
    });
    walk.groups("CCReceiver", 0..=20, others, |walk, one| party(walk, one, &PartyShape::REACHED));
}

/// `Patient`: how the patient is reached, and with whom the patient stays.
pub(super) fn patient<W: Walk>(walk: &mut W, patient: &mut Subject, facts: &mut body::RehabilitationPlan) {
    blocks::patient(walk, patient, PatientShape::Report);
    let reason = &mut facts.no_telephone_reason;
    reachable(walk, &mut patient.contacts, ("EmailAddressIdentifier", 70), |walk| {
        walk.field("NoTelephoneReason", Occurs::Optional, Facet::text(70), reason);
    });
    walk.optional("CoAddress", &mut facts.care_of, |walk, one| {
        walk.field("PersonSurnameName", Occurs::Optional, Facet::text(70), &mut one.surname);
        walk.field("PersonGivenName", Occurs::Optional, Facet::text(70), &mut one.given_name);
        address(walk, &mut one.address, AddressShape::Free);
    });
}

/// `Relatives`.
pub(super) fn relatives<W: Walk>(walk: &mut W, relatives: &mut Vec<Relative>) {
    let is_there = !relatives.is_empty();
    walk.group("Relatives", Occurs::Optional, is_there, |walk| blocks::relatives(walk, relatives, CLOSE));
}

/// `ContactCounty` and `ContactMunicipality`.
pub(super) fn offices<W: Walk>(walk: &mut W, facts: &mut body::RehabilitationPlan) {
    walk.optional("ContactCounty", &mut facts.region_office, |walk, one| party(walk, one, &PartyShape::OFFICE));
    let municipality = &mut facts.municipality_office;
    walk.optional("ContactMunicipality", municipality, |walk, one| party(walk, one, &PartyShape::OFFICE));
}
