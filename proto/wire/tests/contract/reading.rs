//! What breaks the contract is named by its field, and what is personal is not printed.

use canonical::Personal;
use canonical::identifier::{Cpr, PartyIdentifier, PatientIdentifier, ReplacementKind};
use canonical::party::Party;
use canonical::text::{Inline, Style, Text};
use prost::Message;
use wire::{Error, v1};

use crate::samples;

fn broken(change: impl FnOnce(&mut v1::Event)) -> Result<canonical::Event, Error> {
    let mut message = v1::Event::from(&samples::hospital_stay());
    change(&mut message);
    wire::decode(&message.encode_to_vec())
}

#[test]
fn what_is_always_set_is_missed_by_name() {
    let missing = |field| Err(Error::Missing { field });
    assert_eq!(broken(|event| event.source = None), missing("Event.source"));
    assert_eq!(broken(|event| event.sender = None), missing("Event.sender"));
    assert_eq!(broken(|event| event.body = None), missing("Event.body"));
    assert_eq!(wire::decode(&[]), Err(Error::Invalid { field: "Event.id" }));
}

#[test]
fn a_number_outside_a_closed_list_is_an_error() {
    for number in [0, 99, -1] {
        let unlisted = Err(Error::Unlisted { field: "Event.status", number });
        assert_eq!(broken(|event| event.status = number), unlisted);
    }
}

#[test]
fn a_digest_has_32_bytes() {
    let short = broken(|event| {
        if let Some(source) = &mut event.source {
            source.fingerprint.truncate(31);
        }
    });
    assert_eq!(short, Err(Error::Invalid { field: "Source.fingerprint" }));
}

#[test]
fn text_may_nest_64_deep_and_endless_nesting_is_malformed() {
    let nested = |depth: usize| {
        let mut event = samples::correspondence();
        let innermost = Inline::Words(Personal::new("inde".to_owned()));
        let inline = (0..depth).fold(innermost, |inner, _| Inline::Styled(Style::Bold, vec![inner]));
        event.narrative[0].text = Text(vec![inline]);
        event
    };
    assert_eq!(wire::decode(&wire::encode(&nested(64))), Ok(nested(64)));
    let error = wire::decode(&wire::encode(&nested(200))).expect_err("deeper than 100 messages");
    assert_eq!(error.code(), "message-malformed");
}

#[test]
fn a_contact_has_no_contact_of_its_own() {
    let nested = |depth: usize| {
        (0..depth)
            .fold(v1::Party::default(), |inner, _| v1::Party { contact: Some(Box::new(inner)), ..v1::Party::default() })
    };
    assert!(broken(|event| event.sender = Some(nested(1))).is_ok());
    for depth in [2, 60] {
        let deeper = broken(|event| event.sender = Some(nested(depth)));
        assert_eq!(deeper, Err(Error::Invalid { field: "Party.contact" }));
    }
}

#[test]
fn only_one_step_to_a_contact_is_written() {
    let party = |contact| Party { contact: Some(Box::new(contact)), ..Party::default() };
    let written = v1::Party::from(&party(party(Party::default())));
    assert_eq!(Party::try_from(written), Ok(party(Party::default())));
}

#[test]
fn a_senders_own_system_stays_what_it_is() {
    let own = PartyIdentifier::Other { system: "gln".to_owned(), value: "5790999900010".to_owned() };
    assert_eq!(PartyIdentifier::try_from(v1::PartyIdentifier::from(&own)), Ok(own));
}

fn requested(system: &str, value: &str) -> Result<PatientIdentifier, Error> {
    v1::PatientIdentifier { system: system.to_owned(), value: value.to_owned(), kind: 0 }.try_into()
}

#[test]
fn a_request_names_a_patient_by_system_and_value() {
    let cpr = Cpr::parse("1402389992").expect("ten digits");
    assert_eq!(requested("urn:oid:1.2.208.176.1.2", "1402389992"), Ok(PatientIdentifier::Cpr(cpr)));

    let replacement = |kind| Ok(PatientIdentifier::Replacement { kind, value: Personal::new("140238ABC1".to_owned()) });
    let regional = "urn:oid:1.2.208.176.1.6.1.3.181";
    let expected = replacement(ReplacementKind::Regional { system: regional.to_owned() });
    assert_eq!(requested(regional, "140238ABC1"), expected);
    assert_eq!(requested("urn:oid:1.2.208.176.1.6.1.1", "140238ABC1"), replacement(ReplacementKind::National));
    assert_eq!(requested("urn:oid:1.2.208.176.1.6.1", "140238ABC1"), replacement(ReplacementKind::Unstated));

    let other = "urn:oid:1.2.208.176.1.6.1.31";
    let expected = PatientIdentifier::Other { system: other.to_owned(), value: Personal::new("7".to_owned()) };
    assert_eq!(requested(other, "7"), Ok(expected));
}

#[test]
fn a_request_without_system_value_or_form_is_refused_by_field() {
    let missing = |field| Err(Error::Missing { field });
    assert_eq!(requested("", "1402389992"), missing("PatientIdentifier.system"));
    assert_eq!(requested("urn:oid:1.2.208.176.1.2", ""), missing("PatientIdentifier.value"));
    let invalid = |field| Err(Error::Invalid { field });
    assert_eq!(requested("urn:oid:1.2.208.176.1.2", "140238-9992"), invalid("PatientIdentifier.value"));
}

#[test]
fn a_kind_that_contradicts_its_system_is_invalid() {
    let cpr = Cpr::parse("1402389992").expect("ten digits");
    let mut message = v1::PatientIdentifier::from(&PatientIdentifier::Cpr(cpr));
    message.system = "urn:oid:1.2.3".to_owned();
    assert_eq!(PatientIdentifier::try_from(message), Err(Error::Invalid { field: "PatientIdentifier.system" }));
}

#[test]
fn printing_a_message_says_nothing_personal() {
    for (name, event) in samples::all() {
        let printed = format!("{:?}", v1::Event::from(&event));
        for personal in ["1402389992", "Karla", "Testrup", "Prøvevej", "Hanne", "pneumoni", "57575757"] {
            assert!(!printed.contains(personal), "{name}: {personal} is printed");
        }
    }
}

#[test]
fn every_relation_word_reads_back() {
    for relation in v1::LinkRelation::ALL {
        assert_eq!(v1::LinkRelation::from_word(relation.word()), Some(relation));
    }
    assert_eq!(v1::LinkRelation::from_word("unspecified"), None);
}

#[test]
fn a_refusal_carries_its_page() {
    use canonical::refusal::{Place, Refusal, RefusalCode};
    let refusal = Refusal::new(RefusalCode::DtdForbidden, Place { line: 2, column: 3, path: "Emessage".to_owned() });
    let message = v1::Refusal::from(&refusal);
    assert_eq!((message.code.as_str(), message.path.as_str()), ("dtd-forbidden", "Emessage"));
    assert_eq!((message.line, message.column), (2, 3));
    assert_eq!(message.meaning, RefusalCode::DtdForbidden.meaning());
    assert_eq!(message.remedy, RefusalCode::DtdForbidden.remedy());
}
