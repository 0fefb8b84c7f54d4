//! Whether somebody is interested in a letter, leaving aside why it would reach them.

use canonical::Kind;
use canonical::identifier::PartyIdentifier;

/// Whether an interest in these kinds and these senders, written as `scheme:value`, takes a letter; an empty list is for
/// all of them.
#[must_use]
pub fn takes(kinds: &[Kind], senders: &[String], kind: Kind, sender: &[PartyIdentifier]) -> bool {
    // A scheme may itself hold colons, so the whole writing is compared.
    let written = |sender: &PartyIdentifier| format!("{}:{}", sender.scheme(), sender.value());
    let sent_by = |wanted: &String| sender.iter().any(|sender| written(sender) == *wanted);
    (kinds.is_empty() || kinds.contains(&kind)) && (senders.is_empty() || senders.iter().any(sent_by))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_part_that_is_given_must_match() {
        let hospital =
            [PartyIdentifier::from_scheme("sor", "11"), PartyIdentifier::from_scheme("gln", "5790999900010")];
        let taken = |kinds: &[Kind], senders: &[&str]| {
            let senders: Vec<String> = senders.iter().map(ToString::to_string).collect();
            takes(kinds, &senders, Kind::Referral, &hospital)
        };
        assert!(taken(&[], &[]));
        assert!(taken(&[Kind::Document, Kind::Referral], &["gln:1", "gln:5790999900010"]));
        assert!(!taken(&[Kind::Document], &["gln:5790999900010"]));
        assert!(!taken(&[Kind::Referral], &["gln:1"]));
    }
}
