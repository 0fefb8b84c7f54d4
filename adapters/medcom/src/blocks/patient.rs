//! `Patient`.

use canonical::Personal;
use canonical::identifier::{Cpr, PatientIdentifier, ReplacementKind};
use canonical::notice::NoticeCode;
use canonical::party::{Channel, Contact};
use canonical::refusal::RefusalCode;
use canonical::subject::Subject;

use super::party::address;
use super::value::{listed, listed_required, personal};
use crate::xml::Fields;

/// `EpisodeOfCareStatusCode01`: where the patient stands; it informs.
const EPISODE_STATUS: [&str; 5] = ["ambulant", "ambulant_roentgen", "doed", "inaktiv", "indlagt"];
/// `TelephoneSubscriberCode`: what a number is for; it informs.
const TELEPHONE_CODES: [&str; 3] = ["arbejde", "fastnet", "mobil"];

/// The forms the patient has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum PatientShape {
    /// With name and status.
    Letter,
    /// A CPR number only; the letter itself reads the status, which decides there.
    Notice,
    /// With name, telephones and e-mail.
    Referral,
}

/// Reads the fields of `Patient`.
pub(crate) fn patient(fields: &mut Fields<'_, '_, '_, '_>, shape: PatientShape) -> Option<Subject> {
    let identifiers = identifiers(fields);
    if shape == PatientShape::Notice {
        return Some(Subject { identifiers: identifiers?, ..Subject::default() });
    }
    let surname = fields.spaced("PersonSurnameName", personal(70));
    let given_name = fields.optional("PersonGivenName", personal(70));
    let occupation = occupation(fields);
    let address = address(fields);
    let contacts = contacts(fields);
    let status = status(fields, shape);
    let status = status?;
    Some(Subject {
        identifiers: identifiers?,
        surname: surname?,
        given_name: given_name?,
        address: address?,
        contacts: contacts?,
        occupation: occupation?,
        // The other words say where the patient is, not that the patient lives.
        deceased: (status.as_deref() == Some("doed")).then_some(true),
        episode_status: status,
        relatives: Vec::new(),
    })
}

/// `CivilRegistrationNumber` or `AlternativeIdentifier`.
fn identifiers(fields: &mut Fields<'_, '_, '_, '_>) -> Option<Vec<PatientIdentifier>> {
    let number = "CivilRegistrationNumber";
    let cpr = fields.optional(number, |text| Cpr::parse(text).ok_or(RefusalCode::PatientIdMalformed))?;
    for doubt in cpr.iter().flat_map(Cpr::doubts) {
        fields.note(number, NoticeCode::PatientId(doubt));
    }
    let replacement = fields.optional("AlternativeIdentifier", |text| {
        if text.chars().count() == 10 {
            Ok(Personal::new(text.to_owned()))
        } else {
            Err(RefusalCode::PatientIdMalformed)
        }
    })?;
    if cpr.is_some() && replacement.is_some() {
        // The schema allows one of them; both are kept, and the civil registration number leads.
        fields.reading().note(fields.node(), NoticeCode::RuleTolerated);
    }
    let cpr = cpr.map(PatientIdentifier::Cpr);
    let replacement =
        replacement.map(|value| PatientIdentifier::Replacement { kind: ReplacementKind::Unstated, value });
    let identifiers: Vec<_> = cpr.into_iter().chain(replacement).collect();
    if identifiers.is_empty() { fields.refuse_all(RefusalCode::PatientMissing) } else { Some(identifiers) }
}

/// `OccupancyText` in letters, `PersonTitle` in referrals. Of both, the second is kept verbatim.
fn occupation(fields: &mut Fields<'_, '_, '_, '_>) -> Option<Option<Personal<String>>> {
    let occupation = fields.optional("OccupancyText", personal(35))?;
    if occupation.is_some() {
        fields.keep("PersonTitle");
        return Some(occupation);
    }
    fields.optional("PersonTitle", personal(35))
}

fn contacts(fields: &mut Fields<'_, '_, '_, '_>) -> Option<Vec<Contact>> {
    let telephones = fields.groups("TelephoneSubscriber", 3, |telephone| {
        let value = telephone.spaced("TelephoneSubscriberIdentifier", personal(25));
        if value.as_ref().is_some_and(Option::is_none) {
            telephone.keep("TelephoneSubscriberCode");
        }
        let note = listed(telephone, "TelephoneSubscriberCode", &TELEPHONE_CODES);
        let note = note?;
        Some(value?.map(|value| Contact { channel: Channel::Telephone, value, note }))
    });
    let email = fields.optional("EmailIdentifier", personal(70));
    let mut contacts: Vec<Contact> = telephones?.into_iter().flatten().collect();
    contacts.extend(email?.map(|value| Contact { channel: Channel::Email, value, note: None }));
    Some(contacts)
}

fn status(fields: &mut Fields<'_, '_, '_, '_>, shape: PatientShape) -> Option<Option<String>> {
    match shape {
        PatientShape::Letter => listed_required(fields, "EpisodeOfCareStatusCode", &EPISODE_STATUS).map(Some),
        PatientShape::Notice | PatientShape::Referral => Some(None),
    }
}
