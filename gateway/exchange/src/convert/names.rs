//! Names and other short fields, which are longer in one standard than in the other.

use canonical::Personal;
use canonical::party::{Channel, Contact, Party};

/// The longest name of an organisation, a department, a unit or a street in MedCom XML.
pub(super) const SHORT: usize = 35;
/// The longest name of a person, and the longest description and subject.
pub(super) const LONG: usize = 70;
/// The longest telephone number.
pub(super) const TELEPHONE: usize = 25;

/// Stands where no telephone number is known.
///
/// Standard: mapping XDIS91, CareCommunication, row "Sender telephone".
pub(super) const NO_TELEPHONE: &str = "0000 0000";

/// The first so many characters, with white space as a field of the letter keeps it.
pub(super) fn cut(text: &str, most: usize) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    words.join(" ").chars().take(most).collect::<String>().trim_end().to_owned()
}

/// The same of a name.
pub(super) fn cut_name(name: Option<&Personal<String>>, most: usize) -> Option<Personal<String>> {
    name.map(|name| Personal::new(cut(name.reveal(), most)))
}

/// Organisation, department and unit in one field.
///
/// Standard: mapping XDIS91, CareCommunication, row "Sender organization name".
pub(super) fn joined(party: &Party) -> Option<String> {
    let Party { organisation, department, unit, .. } = party;
    let names: Vec<&str> = [organisation, department, unit].into_iter().flatten().map(String::as_str).collect();
    (!names.is_empty()).then(|| names.join(", "))
}

/// One name in the three fields of MedCom XML: whole where it fits, else parted at its commas, else cut.
pub(super) fn parted(name: &str) -> [Option<String>; 3] {
    let mut fields: Vec<String> = Vec::new();
    for piece in name.split(", ") {
        let longer = fields.last().map(|last| format!("{last}, {piece}")).filter(|text| text.chars().count() <= SHORT);
        match (longer, fields.last_mut()) {
            (Some(longer), Some(last)) => *last = longer,
            (_, _) => fields.push(cut(piece, SHORT)),
        }
    }
    let mut fields = fields.into_iter().filter(|field| !field.trim().is_empty());
    [fields.next(), fields.next(), fields.next()]
}

/// The first telephone number among them.
pub(super) fn telephone(contacts: &[Contact]) -> Option<&Personal<String>> {
    contacts.iter().find(|contact| contact.channel == Channel::Telephone).map(|contact| &contact.value)
}

/// This number, and nothing said of its use.
pub(super) fn reached_at(number: Personal<String>) -> Contact {
    Contact { channel: Channel::Telephone, value: number, note: None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_fits_stays_whole_and_a_longer_one_is_parted_at_its_commas() {
        assert_eq!(
            parted("Hjemmeplejen, Odense Kommune"),
            [Some("Hjemmeplejen, Odense Kommune".to_owned()), None, None]
        );
        let [first, second, third] = parted("Odense Universitetshospital, Ortopædkirurgisk afdeling, Afsnit O1");
        assert_eq!(first.as_deref(), Some("Odense Universitetshospital"));
        assert_eq!(second.as_deref(), Some("Ortopædkirurgisk afdeling"));
        assert_eq!(third.as_deref(), Some("Afsnit O1"));
        assert_eq!(parted(&"å".repeat(40))[0], Some("å".repeat(35)));
    }
}
