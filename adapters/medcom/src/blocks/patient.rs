//! `Patient`.

use canonical::identifier::{Cpr, PatientIdentifier, ReplacementKind};
use canonical::notice::NoticeCode;
use canonical::refusal::RefusalCode;
use canonical::subject::Subject;

use super::party::{AddressShape, address, telephone};
use super::telephone::reachable;
use crate::walk::{Facet, Occurs, Walk};

/// `EpisodeOfCareStatusCode01`: where the patient stands; it informs.
const EPISODE_STATUS: &[&str] = &["inaktiv", "indlagt", "ambulant", "doed", "ambulant_roentgen"];

/// The forms the patient has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum PatientShape {
    /// With name and address, and whether the status must be there.
    Letter(Option<Occurs>),
    /// With name and address, and with the number that stands for nobody.
    Nobody,
    /// With a civil registration number, names, address and one telephone.
    Certificate,
    /// With a name only.
    Named,
    /// A CPR number only; the letter itself reads the status, which decides there.
    Notice,
    /// With name, address and one telephone, without a status.
    Family,
    /// With name and address, without a status.
    Report,
    /// With name, address, telephones and e-mail.
    Referral,
}

/// The fields of `Patient`.
pub(crate) fn patient<W: Walk>(walk: &mut W, patient: &mut Subject, shape: PatientShape) {
    match shape {
        PatientShape::Nobody => nobody_at_all(walk, &mut patient.identifiers),
        _ => identifiers(walk, &mut patient.identifiers, shape),
    }
    if shape == PatientShape::Notice {
        return;
    }
    walk.field("PersonSurnameName", Occurs::Present, Facet::text(70), &mut patient.surname);
    let given_name = if shape == PatientShape::Certificate { Occurs::Present } else { Occurs::Optional };
    walk.field("PersonGivenName", given_name, Facet::text(70), &mut patient.given_name);
    match shape {
        PatientShape::Certificate => {
            standing(walk, patient, AddressShape::Full, Some(Occurs::Optional));
            telephone(walk, &mut patient.contacts);
        }
        PatientShape::Letter(status) => standing(walk, patient, AddressShape::Free, status),
        PatientShape::Nobody => standing(walk, patient, AddressShape::Free, Some(Occurs::Optional)),
        PatientShape::Referral => {
            walk.field("PersonTitle", Occurs::Optional, Facet::text(35), &mut patient.occupation);
            address(walk, &mut patient.address, AddressShape::Free);
            reachable(walk, &mut patient.contacts, ("EmailIdentifier", 70), |_| {});
        }
        PatientShape::Family | PatientShape::Report => {
            address(walk, &mut patient.address, AddressShape::Free);
            walk.field("Occupation", Occurs::Optional, Facet::text(25), &mut patient.occupation);
            if shape == PatientShape::Family {
                telephone(walk, &mut patient.contacts);
            }
        }
        PatientShape::Named | PatientShape::Notice => {}
    }
}

/// Address, occupation, and where the patient stands.
fn standing<W: Walk>(walk: &mut W, patient: &mut Subject, shape: AddressShape, status: Option<Occurs>) {
    address(walk, &mut patient.address, shape);
    walk.field("OccupancyText", Occurs::Optional, Facet::text(35), &mut patient.occupation);
    if let Some(occurs) = status {
        walk.field("EpisodeOfCareStatusCode", occurs, Facet::Open(EPISODE_STATUS), &mut patient.episode_status);
        // The other words say where the patient is, not that the patient lives.
        patient.deceased = (patient.episode_status.as_deref() == Some("doed")).then_some(true);
    }
}

/// The number that stands for nobody in administrative letters.
const NOBODY: &str = "1505505510";

/// `CivilRegistrationNumber` of letters about no patient, which the schema fixes. Some name one all the same.
fn nobody_at_all<W: Walk>(walk: &mut W, identifiers: &mut Vec<PatientIdentifier>) {
    let named = identifiers.iter().find_map(|one| match one {
        PatientIdentifier::Cpr(cpr) => Some(cpr.reveal().to_owned()),
        _ => None,
    });
    let mut number = Some(named.unwrap_or_else(|| NOBODY.to_owned()));
    walk.field("CivilRegistrationNumber", Occurs::Required, Facet::Open(&[NOBODY]), &mut number);
    let named = number.filter(|number: &String| number != NOBODY);
    let cpr = named.as_deref().and_then(Cpr::parse);
    if named.is_some() && cpr.is_none() {
        walk.refuse(Some("CivilRegistrationNumber"), RefusalCode::PatientIdMalformed);
    }
    *identifiers = cpr.map(PatientIdentifier::Cpr).into_iter().collect();
}

/// `CivilRegistrationNumber` or `AlternativeIdentifier`.
fn identifiers<W: Walk>(walk: &mut W, identifiers: &mut Vec<PatientIdentifier>, shape: PatientShape) {
    let mut cpr = identifiers.iter().find_map(|one| match one {
        PatientIdentifier::Cpr(cpr) => Some(cpr.reveal().to_owned()),
        _ => None,
    });
    let mut replacement = identifiers.iter().find_map(|one| match one {
        PatientIdentifier::Replacement { value, .. } => Some(value.clone()).filter(|_| cpr.is_none()),
        _ => None,
    });
    let is_certificate = shape == PatientShape::Certificate;
    let number = if is_certificate { Facet::DatedCpr } else { Facet::Cpr };
    let is_alone = is_certificate || shape == PatientShape::Notice;
    let mut both = |walk: &mut W| {
        walk.field("CivilRegistrationNumber", Occurs::Optional, number, &mut cpr);
        if !is_alone || walk.finds("AlternativeIdentifier") == Some(true) {
            walk.field("AlternativeIdentifier", Occurs::Optional, Facet::Replacement, &mut replacement);
        } else {
            replacement = None;
        }
    };
    let refused = walk.refusals();
    walk.choice(&mut both);
    let cpr = cpr.and_then(|text: String| Cpr::parse(&text)).map(PatientIdentifier::Cpr);
    let stated = |value| PatientIdentifier::Replacement { kind: ReplacementKind::Unstated, value };
    match (&cpr, &replacement) {
        // The schema allows one of them; both are kept, and the civil registration number leads.
        (Some(_), Some(_)) => walk.note(None, NoticeCode::RuleTolerated),
        // A number that was refused is not missing.
        (None, None) if walk.refusals() == refused => walk.refuse(None, RefusalCode::PatientMissing),
        _ => {}
    }
    *identifiers = cpr.into_iter().chain(replacement.map(stated)).collect();
}
