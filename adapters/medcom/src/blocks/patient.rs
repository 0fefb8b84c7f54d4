//! `Patient`, and `Relative` (da. pårørende).

use canonical::Personal;
use canonical::identifier::{Cpr, PatientIdentifier, ReplacementKind};
use canonical::notice::NoticeCode;
use canonical::party::{Channel, Contact};
use canonical::refusal::RefusalCode;
use canonical::subject::{Relative, Subject};

use super::party::{AddressShape, address};
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
    /// With a name only.
    Named,
    /// A CPR number only; the letter itself reads the status, which decides there.
    Notice,
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
    walk.field("PersonGivenName", Occurs::Optional, Facet::text(70), &mut patient.given_name);
    match shape {
        PatientShape::Letter(_) | PatientShape::Nobody => {
            address(walk, &mut patient.address, AddressShape::Free);
            walk.field("OccupancyText", Occurs::Optional, Facet::text(35), &mut patient.occupation);
            let status = if let PatientShape::Letter(status) = shape { status } else { Some(Occurs::Optional) };
            if let Some(occurs) = status {
                let words = Facet::Open(EPISODE_STATUS);
                walk.field("EpisodeOfCareStatusCode", occurs, words, &mut patient.episode_status);
                // The other words say where the patient is, not that the patient lives.
                patient.deceased = (patient.episode_status.as_deref() == Some("doed")).then_some(true);
            }
        }
        PatientShape::Referral => {
            walk.field("PersonTitle", Occurs::Optional, Facet::text(35), &mut patient.occupation);
            address(walk, &mut patient.address, AddressShape::Free);
            reachable(walk, &mut patient.contacts);
        }
        PatientShape::Named | PatientShape::Notice => {}
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
    let mut both = |walk: &mut W| {
        walk.field("CivilRegistrationNumber", Occurs::Optional, Facet::Cpr, &mut cpr);
        if shape != PatientShape::Notice || walk.finds("AlternativeIdentifier") == Some(true) {
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

/// A telephone number with what it is for.
#[derive(Default)]
struct Telephone {
    number: Option<Personal<String>>,
    code: Option<String>,
}

/// `TelephoneSubscriber` and `EmailIdentifier`.
fn reachable<W: Walk>(walk: &mut W, contacts: &mut Vec<Contact>) {
    let is_email = |contact: &&Contact| contact.channel == Channel::Email;
    let mut email = contacts.iter().find(is_email).map(|contact| contact.value.clone());
    telephones(walk, contacts, LABELLED);
    walk.field("EmailIdentifier", Occurs::Optional, Facet::text(70), &mut email);
    contacts.extend(email.map(|value| Contact { channel: Channel::Email, value, note: None }));
}

/// The names of a telephone's elements, and the words for what it is for.
#[derive(Clone, Copy)]
struct TelephoneNames {
    group: &'static str,
    code: &'static str,
    codes: &'static [&'static str],
    /// Whether the code comes first.
    leads: bool,
}

const LABELLED: TelephoneNames = TelephoneNames {
    group: "TelephoneSubscriber",
    code: "TelephoneSubscriberCode",
    codes: &["mobil", "arbejde", "fastnet"],
    leads: false,
};
const CODED: TelephoneNames = TelephoneNames {
    group: "CodedTelephoneSubscriberIdentifier",
    code: "TelephoneCode",
    codes: &["privat", "arbejde", "mobil"],
    leads: true,
};

/// Telephones, up to three.
fn telephones<W: Walk>(walk: &mut W, contacts: &mut Vec<Contact>, names: TelephoneNames) {
    let is_telephone = |contact: &Contact| contact.channel == Channel::Telephone;
    let known = std::mem::take(contacts).into_iter().filter(is_telephone);
    let mut telephones: Vec<Telephone> =
        known.map(|Contact { value, note, .. }| Telephone { number: Some(value), code: note }).collect();
    walk.groups(names.group, 0..=3, &mut telephones, |walk, telephone| {
        let code = |walk: &mut W, code: &mut Option<String>| {
            walk.field(names.code, Occurs::Expected, Facet::Open(names.codes), code);
        };
        if names.leads {
            code(walk, &mut telephone.code);
        }
        walk.field("TelephoneSubscriberIdentifier", Occurs::Present, Facet::text(25), &mut telephone.number);
        // The code of no number has no place in the model.
        let is_said = telephone.number.is_some() || walk.finds(names.code).is_none();
        if !is_said {
            walk.keep(names.code);
        } else if !names.leads {
            code(walk, &mut telephone.code);
        }
    });
    let contact = |Telephone { number, code }: Telephone| {
        number.map(|value| Contact { channel: Channel::Telephone, value, note: code })
    };
    contacts.extend(telephones.into_iter().filter_map(contact));
}

/// The parts of a relative that a letter has.
#[derive(Debug, Clone, Copy)]
pub(crate) struct RelativeShape {
    /// How many there may be.
    pub(crate) most: usize,
    /// Whether they have addresses.
    pub(crate) address: bool,
    /// How their telephones are written.
    pub(crate) telephones: Telephones,
}

/// How telephones are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Telephones {
    /// `CodedTelephoneSubscriberIdentifier`, behind the address.
    Coded,
    /// `TelephoneSubscriber`, before the address.
    Labelled,
    /// Not at all.
    None,
}

/// What `Relative` holds.
#[derive(Default)]
struct RelativeFields {
    relation: Option<String>,
    identifier: Option<Personal<String>>,
    rest: Option<Relative>,
}

/// `Relative`, in the order of the letter.
pub(crate) fn relatives<W: Walk>(walk: &mut W, relatives: &mut Vec<Relative>, shape: RelativeShape) {
    let mut all: Vec<RelativeFields> = std::mem::take(relatives).into_iter().map(RelativeFields::from).collect();
    walk.groups("Relative", 0..=shape.most, &mut all, |walk, fields| {
        let codes = Facet::Open(walk.version().namespace.relations);
        walk.field("RelationCode", Occurs::Required, codes, &mut fields.relation);
        walk.field("PersonIdentifier", Occurs::Optional, Facet::text(10), &mut fields.identifier);
        let person = fields.rest.get_or_insert_with(nobody);
        walk.field("PersonSurnameName", Occurs::Present, Facet::text(70), &mut person.surname);
        walk.field("PersonGivenName", Occurs::Optional, Facet::text(70), &mut person.given_name);
        if shape.telephones == Telephones::Labelled {
            telephones(walk, &mut person.contacts, LABELLED);
        }
        if shape.address {
            address(walk, &mut person.address, AddressShape::Free);
        }
        if shape.telephones == Telephones::Coded {
            telephones(walk, &mut person.contacts, CODED);
        }
    });
    relatives.extend(all.into_iter().map(Relative::from));
}

impl From<Relative> for RelativeFields {
    fn from(relative: Relative) -> Self {
        let identifier = relative.identifier.as_ref().map(|one| Personal::new(one.reveal().to_owned()));
        let relation = Some(relative.relation.clone()).filter(|relation| !relation.is_empty());
        Self { relation, identifier, rest: Some(relative) }
    }
}

impl From<RelativeFields> for Relative {
    fn from(fields: RelativeFields) -> Self {
        let RelativeFields { relation, identifier, rest } = fields;
        let identifier = identifier.map(|written| match Cpr::parse(written.reveal()) {
            Some(cpr) => PatientIdentifier::Cpr(cpr),
            // Ten characters at most, in no form the schema asks for.
            None => PatientIdentifier::Other { system: "PersonIdentifier".to_owned(), value: written },
        });
        Self { relation: relation.unwrap_or_default(), identifier, ..rest.unwrap_or_else(nobody) }
    }
}

fn nobody() -> Relative {
    Relative {
        relation: String::new(),
        identifier: None,
        surname: None,
        given_name: None,
        address: canonical::party::Address::default(),
        contacts: Vec::new(),
    }
}
