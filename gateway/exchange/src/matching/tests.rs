//! Matching without a journal: every way in which candidates can be told apart, or not.

use canonical::Kind;
use canonical::organisation::{OrganisationId, Role, Sector};
use canonical::receipt::{ReceiptForm, Verdict};
use jiff::Timestamp;
use journal::Labels;

use super::*;

const CLINIC: &str = "5790999900034";
const MUNICIPALITY: &str = "5790999900041";

fn gln(number: &str) -> PartyIdentifier {
    PartyIdentifier::from_scheme("gln", number)
}

fn id(name: &str) -> OrganisationId {
    OrganisationId::parse(name).expect("a short name")
}

fn organisations() -> Vec<Organisation> {
    let organisation = |name: &str, number: &str, roles: &[Role], acts_for: &[&str]| Organisation {
        id: id(name),
        name: name.to_owned(),
        sector: Sector::Other,
        identifiers: vec![gln(number), PartyIdentifier::from_scheme("sor", &number[..5])],
        roles: roles.to_vec(),
        acts_for: acts_for.iter().map(|name| id(name)).collect(),
        hosted: true,
    };
    vec![
        organisation("clinic", CLINIC, &[Role::Sender], &[]),
        organisation("municipality", MUNICIPALITY, &[Role::Sender], &[]),
        organisation("carrier", "5790999900065", &[Role::Carrier], &["clinic", "municipality"]),
    ]
}

/// Event `number` of this sender, to these receivers, in this document.
fn enveloped(number: u8, sender: &str, receivers: &[&str], document: u8) -> Enveloped {
    let event = EventRow {
        position: u64::from(number),
        accepted_at: Timestamp::UNIX_EPOCH,
        labels: Labels {
            id: EventId::from_slice(&[number; 16]).expect("16 bytes"),
            kind: Kind::Correspondence,
            sender: vec![gln(sender)],
            receivers: receivers.iter().map(|receiver| vec![gln(receiver)]).collect(),
            patients: vec![],
            lane: [0; 32],
            occurred_at: Timestamp::UNIX_EPOCH,
        },
    };
    Enveloped { document: Some(Digest([document; 32])), event }
}

fn receipt(letters: &[(&str, Option<&str>)]) -> IncomingReceipt {
    let letter = |(letter_id, other): &(&str, Option<&str>)| AnsweredLetter {
        letter_id: (*letter_id).to_owned(),
        or_letter_id: other.map(str::to_owned),
        reasons: vec![],
    };
    IncomingReceipt {
        fingerprint: Digest([0; 32]),
        form: ReceiptForm::Xctl03,
        verdict: Verdict::Positive,
        receipt_id: None,
        sender: None,
        envelope_id: Some("ENV".to_owned()),
        message_id: None,
        letters: letters.iter().map(letter).collect(),
        reasons: vec![],
        original_sender: None,
        original_receiver: None,
    }
}

/// What becomes of a receipt handed over by this organisation.
fn of(caller: &str, receipt: &IncomingReceipt, in_envelope: Vec<Enveloped>, letters: &[(&str, usize)]) -> Vec<Found> {
    let organisations = organisations();
    let caller = organisations.iter().find(|one| one.id == id(caller)).expect("one of ours");
    let named = |(letter_id, index): &(&str, usize)| {
        let row = in_envelope[*index].event.clone();
        (identity(&row.labels.sender_name(), letter_id), row)
    };
    let letters = letters.iter().map(named).collect();
    let candidates = Candidates { in_envelope: Some(in_envelope), letters };
    matched(receipt, caller, &organisations, &candidates).into_iter().map(|share| share.found).collect()
}

fn event(number: u8, by: &str) -> Found {
    Found::Event(EventId::from_slice(&[number; 16]).expect("16 bytes"), id(by))
}

const AMBIGUOUS: Found = Found::Nothing(Unmatched::Ambiguous);

#[test]
fn a_carrier_of_two_receivers_has_to_say_for_whom_it_answers() {
    let both = vec![enveloped(1, "1", &[CLINIC, MUNICIPALITY], 1)];
    let silent = receipt(&[("LTR", None)]);
    assert_eq!(of("carrier", &silent, both.clone(), &[("LTR", 0)]), [AMBIGUOUS]);
    let named = IncomingReceipt { sender: Some(gln(MUNICIPALITY)), ..silent.clone() };
    assert_eq!(of("carrier", &named, both.clone(), &[("LTR", 0)]), [event(1, "municipality")]);
    let network = IncomingReceipt { form: ReceiptForm::Xctl01, ..silent };
    assert_eq!(of("carrier", &network, both, &[("LTR", 0)]), [event(1, "carrier")]);
}

#[test]
fn the_other_name_of_a_letter_counts_only_where_the_first_is_nobodys() {
    let rows = vec![enveloped(1, "1", &[CLINIC], 1), enveloped(2, "1", &[CLINIC], 1)];
    let both = receipt(&[("A", Some("B"))]);
    assert_eq!(of("clinic", &both, rows.clone(), &[("A", 0), ("B", 1)]), [event(1, "clinic")]);
    assert_eq!(of("clinic", &both, rows, &[("B", 1)]), [event(2, "clinic")]);
}

#[test]
fn a_letter_of_another_envelope_is_not_meant() {
    let rows = vec![enveloped(1, "1", &[CLINIC], 1)];
    let organisations = organisations();
    let elsewhere = enveloped(2, "1", &[CLINIC], 2).event;
    let candidates = Candidates { in_envelope: Some(rows), letters: vec![(identity("gln:1", "LTR"), elsewhere)] };
    let shares = matched(&receipt(&[("LTR", None)]), &organisations[0], &organisations, &candidates);
    assert_eq!(shares[0].found, Found::Nothing(Unmatched::Unknown));
}

#[test]
fn an_id_that_its_sender_used_twice_in_one_envelope_is_ambiguous() {
    let rows = vec![enveloped(1, "1", &[CLINIC], 1), enveloped(2, "1", &[CLINIC], 2)];
    let named = IncomingReceipt { original_sender: Some(gln("1")), ..receipt(&[("LTR", None)]) };
    assert_eq!(of("clinic", &named, rows.clone(), &[("LTR", 0), ("LTR", 1)]), [AMBIGUOUS]);
    // Nor can the whole envelope be meant: it was two.
    assert_eq!(of("clinic", &receipt(&[]), rows, &[]), [AMBIGUOUS]);
}

#[test]
fn the_same_letters_in_another_writing_of_the_document_are_one_envelope() {
    let rows = vec![
        enveloped(1, "1", &[CLINIC], 1),
        enveloped(1, "1", &[CLINIC], 2),
        enveloped(2, "1", &[CLINIC], 1),
        enveloped(2, "1", &[CLINIC], 2),
    ];
    assert_eq!(of("clinic", &receipt(&[]), rows, &[]), [event(1, "clinic"), event(2, "clinic")]);
}

#[test]
fn the_named_sender_tells_envelopes_apart_under_any_of_its_names() {
    let rows = vec![enveloped(1, CLINIC, &[MUNICIPALITY], 1), enveloped(2, "2", &[MUNICIPALITY], 2)];
    let whole = receipt(&[]);
    assert_eq!(of("municipality", &whole, rows.clone(), &[]), [AMBIGUOUS]);
    let named = IncomingReceipt { original_sender: Some(PartyIdentifier::from_scheme("sor", "57909")), ..whole };
    assert_eq!(of("municipality", &named, rows.clone(), &[]), [event(1, "municipality")]);
    let nobody = IncomingReceipt { original_sender: Some(gln("3")), ..named };
    assert_eq!(of("municipality", &nobody, rows, &[]), [AMBIGUOUS]);
}

#[test]
fn a_single_candidate_is_not_meant_where_another_known_sender_is_named() {
    let rows = vec![enveloped(1, "1", &[CLINIC], 1)];
    let letters = [("LTR", 0)];
    for silent in [receipt(&[("LTR", None)]), receipt(&[])] {
        let says = |original: Option<PartyIdentifier>| {
            let named = IncomingReceipt { original_sender: original, ..silent.clone() };
            of("clinic", &named, rows.clone(), if silent.letters.is_empty() { &[] } else { &letters })
        };
        for another in [gln(MUNICIPALITY), gln("5790999900065")] {
            assert_eq!(says(Some(another)), [AMBIGUOUS]);
        }
        // Nobody is named, its sender, somebody unknown, or whoever answers.
        for original in [None, Some(gln("1")), Some(gln("3")), Some(gln(CLINIC))] {
            assert_eq!(says(original.clone()), [event(1, "clinic")], "{original:?}");
        }
    }
}

#[test]
fn parties_that_are_not_swapped_may_name_any_of_the_letter() {
    let rows = vec![enveloped(1, MUNICIPALITY, &[CLINIC], 1), enveloped(2, MUNICIPALITY, &[CLINIC, MUNICIPALITY], 1)];
    for original in [CLINIC, MUNICIPALITY, "5790999900065"] {
        let named = IncomingReceipt { original_sender: Some(gln(original)), ..receipt(&[("A", None), ("B", None)]) };
        let network = IncomingReceipt { form: ReceiptForm::Xctl01, ..named };
        let found = of("carrier", &network, rows.clone(), &[("A", 0), ("B", 1)]);
        assert_eq!(found, [event(1, "carrier"), event(2, "carrier")], "{original}");
    }
}
