//! Which organisation a letter names, and whether everybody it names can take it.

use canonical::RefusalCode;
use canonical::identifier::PartyIdentifier;
use canonical::organisation::Organisation;

/// Whether these identifiers of one receiver name the organisation.
///
/// The first global location number decides. Without one the first SOR code decides, and without that any identifier.
#[must_use]
pub fn addressed(organisation: &Organisation, receiver: &[PartyIdentifier]) -> bool {
    let first = |wanted: fn(&PartyIdentifier) -> bool| receiver.iter().find(|identifier| wanted(identifier));
    let leading = first(|identifier| matches!(identifier, PartyIdentifier::Gln(_)))
        .or_else(|| first(|identifier| matches!(identifier, PartyIdentifier::Sor(_))));
    match leading {
        Some(identifier) => organisation.is_named_by(identifier),
        None => receiver.iter().any(|identifier| organisation.is_named_by(identifier)),
    }
}

/// The hosted organisation that a receiver names.
///
/// # Errors
/// - [`RefusalCode::ReceiverMissing`]: the receiver has no identifier at all.
/// - [`RefusalCode::ReceiverUnknown`]: no hosted organisation is named.
/// - [`RefusalCode::ReceiverUnitUnknown`]: one is, but the receiver also has an identifier of a scheme whose units the
///   organisation lists, and it is none of them.
pub fn route<'a>(
    organisations: &'a [Organisation],
    receiver: &[PartyIdentifier],
) -> Result<&'a Organisation, RefusalCode> {
    if receiver.is_empty() {
        return Err(RefusalCode::ReceiverMissing);
    }
    let organisation = organisations
        .iter()
        .find(|organisation| organisation.hosted && addressed(organisation, receiver))
        .ok_or(RefusalCode::ReceiverUnknown)?;
    if receiver.iter().all(|identifier| unit_known(organisation, identifier)) {
        Ok(organisation)
    } else {
        Err(RefusalCode::ReceiverUnitUnknown)
    }
}

/// The receivers that cannot take a letter, by place, each with the reason; empty if all can. Whether a letter may be
/// addressed to nobody is decided by whoever reads it.
///
/// A receiver can take it if it names a hosted organisation, and that organisation takes it.
pub fn refusals(
    organisations: &[Organisation],
    receivers: &[Vec<PartyIdentifier>],
    is_taken_by: impl Fn(&Organisation) -> bool,
) -> Vec<(usize, RefusalCode)> {
    let reason = |receiver: &Vec<PartyIdentifier>| match route(organisations, receiver) {
        Err(code) => Some(code),
        Ok(organisation) => (!is_taken_by(organisation)).then_some(RefusalCode::ReceiverTypeUnsupported),
    };
    let reasons = receivers.iter().map(reason).enumerate();
    reasons.filter_map(|(place, reason)| reason.map(|code| (place, code))).collect()
}

/// A scheme of which the organisation lists nothing says nothing about its units.
fn unit_known(organisation: &Organisation, identifier: &PartyIdentifier) -> bool {
    let mut listed = organisation.identifiers.iter().filter(|own| own.scheme() == identifier.scheme()).peekable();
    listed.peek().is_none() || listed.any(|own| own == identifier)
}

#[cfg(test)]
mod tests {
    use super::*;
    use canonical::organisation::{OrganisationId, Sector};

    fn identifiers(written: &[(&str, &str)]) -> Vec<PartyIdentifier> {
        written.iter().map(|(scheme, value)| PartyIdentifier::from_scheme(scheme, value)).collect()
    }

    fn organisation(id: &str, written: &[(&str, &str)]) -> Organisation {
        Organisation {
            id: OrganisationId::parse(id).expect("a short name"),
            name: id.to_owned(),
            sector: Sector::Hospital,
            identifiers: identifiers(written),
            roles: Vec::new(),
            acts_for: Vec::new(),
            hosted: true,
        }
    }

    fn house() -> Vec<Organisation> {
        vec![
            organisation("hospital", &[("gln", "5790999900010"), ("sor", "11"), ("shak", "9900"), ("shak", "990010")]),
            organisation("clinic", &[("gln", "5790999900034"), ("provider", "999990")]),
        ]
    }

    fn routed(receiver: &[(&str, &str)]) -> Result<String, RefusalCode> {
        route(&house(), &identifiers(receiver)).map(|found| found.id.to_string())
    }

    #[test]
    fn every_receiver_that_cannot_take_a_letter_is_named_by_its_place() {
        let clinic = identifiers(&[("gln", "5790999900034")]);
        let stranger = identifiers(&[("gln", "5790999900065")]);
        let by_anybody = |receivers: &[Vec<_>]| refusals(&house(), receivers, |_| true);
        assert_eq!(by_anybody(&[]), []);
        assert_eq!(by_anybody(std::slice::from_ref(&clinic)), []);
        assert_eq!(by_anybody(&[clinic.clone(), stranger]), [(1, RefusalCode::ReceiverUnknown)]);
        let by_the_hospital = refusals(&house(), &[clinic], |organisation| organisation.id.as_str() == "hospital");
        assert_eq!(by_the_hospital, [(0, RefusalCode::ReceiverTypeUnsupported)]);
    }

    #[test]
    fn the_location_number_decides_against_everything_else() {
        assert_eq!(routed(&[("gln", "5790999900034")]), Ok("clinic".to_owned()));
        let contradictory = identifiers(&[("sor", "11"), ("gln", "5790999900034")]);
        assert!(!addressed(&house()[0], &contradictory));
        assert!(addressed(&house()[1], &contradictory));
    }

    #[test]
    fn without_a_location_number_the_sor_code_decides() {
        assert_eq!(routed(&[("shak", "9900"), ("sor", "11")]), Ok("hospital".to_owned()));
        assert!(!addressed(&house()[0], &identifiers(&[("shak", "9900"), ("sor", "12")])));
    }

    #[test]
    fn without_either_any_identifier_names_the_receiver() {
        assert_eq!(routed(&[("cvr", "12345678"), ("provider", "999990")]), Ok("clinic".to_owned()));
    }

    #[test]
    fn nobody_is_named_by_nothing() {
        assert_eq!(routed(&[]), Err(RefusalCode::ReceiverMissing));
        assert!(house().iter().all(|organisation| !addressed(organisation, &[])));
    }

    #[test]
    fn an_unknown_or_not_hosted_receiver_is_unknown() {
        assert_eq!(routed(&[("gln", "5790999900065")]), Err(RefusalCode::ReceiverUnknown));
        let mut guests = house();
        guests.iter_mut().for_each(|guest| guest.hosted = false);
        let found = route(&guests, &identifiers(&[("gln", "5790999900034")]));
        assert_eq!(found.map(|found| &found.id), Err(RefusalCode::ReceiverUnknown));
    }

    #[test]
    fn a_unit_must_be_listed_where_the_organisation_lists_units() {
        assert_eq!(routed(&[("gln", "5790999900010"), ("shak", "990010")]), Ok("hospital".to_owned()));
        assert_eq!(routed(&[("gln", "5790999900010"), ("shak", "990099")]), Err(RefusalCode::ReceiverUnitUnknown));
        assert_eq!(routed(&[("gln", "5790999900034"), ("shak", "990099")]), Ok("clinic".to_owned()));
    }
}
