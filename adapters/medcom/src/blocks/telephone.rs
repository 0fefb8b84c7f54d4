//! Telephone numbers with what they are for.

use canonical::Personal;
use canonical::party::{Channel, Contact};

use crate::walk::{Facet, Occurs, Walk};

/// A telephone number with what it is for.
#[derive(Default)]
struct Telephone {
    number: Option<Personal<String>>,
    code: Option<String>,
}

/// The names of a telephone's elements, and the words for what it is for.
#[derive(Clone, Copy)]
pub(super) struct TelephoneNames {
    group: &'static str,
    code: &'static str,
    codes: Facet,
    number: &'static str,
    numbers: Facet,
    /// Whether the code comes first.
    leads: bool,
    /// Whether either may be absent.
    free: bool,
}

pub(super) const LABELLED: TelephoneNames = TelephoneNames {
    group: "TelephoneSubscriber",
    code: "TelephoneSubscriberCode",
    codes: Facet::Open(&["mobil", "arbejde", "fastnet"]),
    number: "TelephoneSubscriberIdentifier",
    numbers: Facet::text(25),
    leads: false,
    free: false,
};
pub(super) const CODED: TelephoneNames = TelephoneNames {
    group: "CodedTelephoneSubscriberIdentifier",
    code: "TelephoneCode",
    codes: Facet::Open(&["privat", "arbejde", "mobil"]),
    number: "TelephoneSubscriberIdentifier",
    numbers: Facet::text(25),
    leads: true,
    free: false,
};
pub(super) const TYPED: TelephoneNames = TelephoneNames {
    group: "TelephoneSubscriber",
    code: "TelephoneType",
    codes: Facet::text(35),
    number: "TelephoneNumber",
    numbers: Facet::text(35),
    leads: true,
    free: true,
};

/// Telephones, up to three.
pub(super) fn telephones<W: Walk>(walk: &mut W, contacts: &mut Vec<Contact>, names: TelephoneNames) {
    let is_telephone = |contact: &Contact| contact.channel == Channel::Telephone;
    let known = std::mem::take(contacts).into_iter().filter(is_telephone);
    let mut all: Vec<Telephone> = known.map(Telephone::from).collect();
    let (number, code) =
        if names.free { (Occurs::Optional, Occurs::Optional) } else { (Occurs::Present, Occurs::Expected) };
    walk.groups(names.group, 0..=3, &mut all, |walk, telephone| {
        if names.leads {
            walk.field(names.code, code, names.codes, &mut telephone.code);
        }
        walk.field(names.number, number, names.numbers, &mut telephone.number);
        // The code of no number has no place in the model, but where the schema lets it be alone.
        let is_said = names.free || telephone.number.is_some() || walk.finds(names.code).is_none();
        if !is_said {
            walk.keep(names.code);
        } else if !names.leads {
            walk.field(names.code, code, names.codes, &mut telephone.code);
        }
    });
    let contact = |Telephone { number, code }: Telephone| {
        let is_said = number.is_some() || names.free && code.is_some();
        is_said.then(|| Contact { channel: Channel::Telephone, value: number.unwrap_or_default(), note: code })
    };
    contacts.extend(all.into_iter().filter_map(contact));
}

/// Telephones with what they are for, what is said between, and an e-mail address of this name and length.
pub(crate) fn reachable<W: Walk>(
    walk: &mut W,
    contacts: &mut Vec<Contact>,
    (email, most): (&'static str, usize),
    between: impl FnOnce(&mut W),
) {
    let is_email = |contact: &&Contact| contact.channel == Channel::Email;
    let mut address = contacts.iter().find(is_email).map(|contact| contact.value.clone());
    telephones(walk, contacts, LABELLED);
    between(walk);
    walk.field(email, Occurs::Optional, Facet::text(most), &mut address);
    contacts.extend(address.map(|value| Contact { channel: Channel::Email, value, note: None }));
}

impl From<Contact> for Telephone {
    fn from(Contact { value, note, .. }: Contact) -> Self {
        Self { number: Some(value).filter(|number| !number.reveal().is_empty()), code: note }
    }
}
