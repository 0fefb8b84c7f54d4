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

/// One way to reach somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contact {
    /// Telephone or e-mail.
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
    /// Telephone.
    Telephone,
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
