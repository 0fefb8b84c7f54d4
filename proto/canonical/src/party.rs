//! Organisations and persons that take part in a letter.

use crate::Personal;
use crate::identifier::PartyIdentifier;

/// An organisation, department or unit as one letter names it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Party {
    /// All identifiers given, in the letter's order.
    pub identifiers: Vec<PartyIdentifier>,
    /// Organisation name.
    pub organisation: Option<String>,
    /// Department name.
    pub department: Option<String>,
    /// Unit name.
    pub unit: Option<String>,
    /// Postal address.
    pub address: Address,
    /// Telephone and e-mail.
    pub contacts: Vec<Contact>,
    /// Medical speciality: MedCom's word, an open list (`MedicalSpecialityCode`).
    pub specialty: Option<String>,
    /// The professional who answers for the letter, where it names one.
    pub person: Option<Person>,
    /// The unit to turn to with questions (MedCom `Contact`). It has none of its own: the contract carries one step.
    pub contact: Option<Box<Party>>,
    /// The speciality in the sender's words (MedCom `SpecialityName`).
    pub specialty_name: Option<String>,
    /// Whom to call, and when (MedCom `ContactInformation`).
    pub contact_points: Vec<ContactPoint>,
}

/// A professional.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// Name as written.
    pub name: Personal<String>,
    /// Title or role, as written or as the code system displays it.
    pub role: Option<String>,
    /// Identifiers of the person or of the clinic the person acts for.
    pub identifiers: Vec<PartyIdentifier>,
    /// Telephone and e-mail.
    pub contacts: Vec<Contact>,
    /// Surname, where the letter writes the names apart; `name` then has both.
    pub surname: Option<Personal<String>>,
    /// Given names, where the letter writes the names apart; `name` then has both.
    pub given_name: Option<Personal<String>>,
    /// The department the person works in, where the letter says.
    pub department: Option<String>,
}

/// A postal address; every part as written.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Address {
    /// Street, number, floor.
    pub street: Option<Personal<String>>,
    /// Place within the district (da. bynavn, stednavn).
    pub suburb: Option<Personal<String>>,
    /// Postal district.
    pub district: Option<Personal<String>>,
    /// Post code.
    pub post_code: Option<Personal<String>>,
}

/// Whom to call about a letter, and when (MedCom `ContactInformation`).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ContactPoint {
    /// Who answers, as written.
    pub names: Vec<Personal<String>>,
    /// How they are reached.
    pub contacts: Vec<Contact>,
    /// When they are there, in the sender's words.
    pub hours: Option<String>,
}

/// One way to reach somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contact {
    /// Telephone, telefax or e-mail.
    pub channel: Channel,
    /// The number or address as written.
    pub value: Personal<String>,
    /// When or for what it may be used, as the sender words it (`mobil`, `arbejde`, `Alle dage 7-23`).
    pub note: Option<String>,
}

/// A means of contact.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Channel {
    /// Electronic mail.
    Email,
    /// Telefax.
    Fax,
    /// Telephone.
    Telephone,
}

impl Person {
    /// A professional of whom nothing but the name is known.
    #[must_use]
    pub const fn named(name: Personal<String>) -> Self {
        let (surname, given_name) = (None, None);
        Self { name, role: None, identifiers: Vec::new(), contacts: Vec::new(), surname, given_name, department: None }
    }
}

impl Party {
    /// The first global location number, which is what letters are routed by.
    #[must_use]
    pub fn gln(&self) -> Option<&crate::identifier::Gln> {
        self.identifiers.iter().find_map(|identifier| match identifier {
            PartyIdentifier::Gln(gln) => Some(gln),
            _ => None,
        })
    }

    /// Whether the letter says nothing at all about this party.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}
