//! Reports of observations made by chance, of the kind that messages can say.

use canonical::Personal;
use canonical::attachment::{Attachment, AttachmentContent};
use canonical::body::{Body, Observation, Observations, ObservedValue, Quantity, Requester};
use canonical::code::Concept;
use canonical::course::Relation;
use canonical::event::{Event, Status};
use canonical::identifier::PartyIdentifier;
use canonical::party::{Channel, Contact, Party, Person};
use canonical::text::{Section, SectionKind, Text};

use super::chance::Chance;
use super::made::event;

const PRODUCER: &str = "http://medcomfhir.dk/ig/terminology/CodeSystem/MedComProducentID";

/// A report as a HomeCareObservation says it.
pub(crate) fn observations(seed: u64) -> Event {
    let mut chance = Chance::new(seed);
    let chance = &mut chance;
    let (mut sender, mut receiver) = (chance.party(), chance.party());
    sender.identifiers.push(PartyIdentifier::from_scheme(PRODUCER, "KAF"));
    receiver.identifiers.push(PartyIdentifier::from_scheme("provider", "061654"));
    let facts = facts(chance, &sender);
    let status = chance.pick(&[Status::Cancelled, Status::Corrected, Status::Original]);
    let relation = match status {
        Status::Cancelled => Relation::Cancels,
        Status::Corrected => Relation::Corrects,
        Status::Original => chance.pick(&[Relation::Answers, Relation::Continues]),
    };
    let body = Body::Observations(Box::new(facts.clone()));
    let mut made = event(chance.source("homecareobservation-message"), sender, receiver, body);
    let number = vec![chance.number()];
    made.subject = Some(chance.subject(number));
    made.status = status;
    let is_followed = relation != Relation::Continues || chance.is_heads();
    made.course.follows = is_followed.then(|| chance.follows(relation)).into_iter().collect();
    made.times.occurred =
        facts.observations.iter().filter_map(|one| one.at.as_ref()).min_by_key(|at| at.instant).cloned();
    made.times.authored.clone_from(&facts.issued);
    made.attachments = chance.some(2, file);
    let comment = facts.conclusion.clone().map(|text| (SectionKind::Clinical, text));
    let words = Some((SectionKind::Facts, Text::from_plain(&told(&facts)))).filter(|(_, text)| !text.is_empty());
    let section = |(kind, text)| Section { kind, title: None, signed: facts.issued.clone(), text };
    made.narrative = comment.into_iter().chain(words).map(section).collect();
    made
}

fn facts(chance: &mut Chance, sender: &Party) -> Observations {
    let role = chance.pick(&["sygeplejerske", "Overlæge"]);
    let telephone = Contact { channel: Channel::Telephone, ..chance.contact() };
    let performer = Person { contacts: vec![telephone], ..chance.person(sender.identifiers.clone(), Some(role)) };
    let unknown = Some(Requester::default());
    let known = Requester {
        initials: Some(Personal::new("O.K.M.".to_owned())),
        surname: chance.maybe(Chance::personal),
        name: chance.maybe(Chance::personal),
    };
    let report = Concept {
        system: Some("http://medcomfhir.dk/ig/terminology/CodeSystem/MedComDiagnosticReportCodes".to_owned()),
        code: "HomeCareReport".to_owned(),
        display: chance.maybe(Chance::line),
    };
    Observations {
        report: Some(report),
        state: Some("final".to_owned()),
        issued: Some(chance.time()),
        conclusion: chance.maybe(Chance::text),
        cancellation_reason: None,
        consent_refused: chance.is_heads(),
        observations: chance.some(5, observation),
        producer: chance.maybe(|chance| Box::new(chance.party())),
        performer: Some(performer),
        requester: if chance.is_heads() { unknown } else { Some(known) },
    }
}

fn observation(chance: &mut Chance) -> Observation {
    let npu = |code: &str, display| Concept {
        system: Some("urn:oid:1.2.208.176.2.1".to_owned()),
        code: code.to_owned(),
        display,
    };
    let first = npu("NPU08676", chance.maybe(Chance::line));
    let others = chance.some(1, |chance| npu("DNK05472", chance.maybe(Chance::line)));
    let value = match chance.below(4) {
        0 => None,
        1 => Some(ObservedValue::Words(Personal::new("Påvist < 3".to_owned()))),
        _ => Some(ObservedValue::Quantity(Quantity {
            value: Personal::new(chance.pick(&["1.10", "38.7", "-0.50", "19", "0", "1E2"]).to_owned()),
            comparator: chance.maybe(|chance| chance.pick(&["<", "<=", ">=", ">"]).to_owned()),
            unit: chance.maybe(|_| "°C".to_owned()),
            system: chance.maybe(|_| "http://unitsofmeasure.org".to_owned()),
            code: chance.maybe(|chance| chance.pick(&["Cel", "1"]).to_owned()),
        })),
    };
    let interpretation = Concept {
        system: Some("http://medcomfhir.dk/ig/terminology/CodeSystem/medcom-core-interpretation-codes".to_owned()),
        code: "NI".to_owned(),
        display: None,
    };
    Observation {
        id: Some(chance.hex()),
        state: Some(chance.pick(&["final", "corrected"]).to_owned()),
        codes: std::iter::once(first).chain(others).collect(),
        name: chance.maybe(Chance::line),
        at: chance.maybe(Chance::moment),
        until: chance.maybe(Chance::time),
        value,
        interpretation: chance.maybe(|_| interpretation),
        notes: chance.some(2, Chance::text),
    }
}

fn file(chance: &mut Chance) -> Attachment {
    let of = chance.identifiers();
    let author = chance.maybe(|chance| chance.person(of, Some("laege")));
    Attachment {
        id: Some(chance.hex()),
        media_type: Some("image/png".to_owned()),
        file_type: None,
        object_code: None,
        title: Some(chance.personal()),
        at: chance.maybe(Chance::moment),
        author,
        stated_size: None,
        content: AttachmentContent::from_bytes(chance.line().into_bytes()),
    }
}

/// The results in words, as the reader tells them.
fn told(facts: &Observations) -> String {
    let mut lines = Vec::new();
    if facts.consent_refused {
        lines.push("Borgeren ønsker ikke, at prøvesvarene deles.".to_owned());
    }
    for one in &facts.observations {
        let coded = one.codes.first().map(|code| code.display.clone().unwrap_or_else(|| code.code.clone()));
        let value = match &one.value {
            Some(ObservedValue::Quantity(quantity)) => {
                let unit = quantity.unit.clone().or_else(|| quantity.code.clone().filter(|code| code != "1"));
                let parts = [quantity.comparator.clone(), Some(quantity.value.reveal().clone()), unit];
                parts.into_iter().flatten().collect::<Vec<_>>().join(" ")
            }
            Some(ObservedValue::Words(words)) => words.reveal().clone(),
            None => "-".to_owned(),
        };
        let at = one.at.as_ref().map(|at| format!(" ({})", at.written)).unwrap_or_default();
        lines.push(format!("{}: {value}{at}", one.name.clone().or(coded).unwrap_or_default()));
        lines.extend(one.notes.iter().map(Text::plain));
    }
    lines.join("\n")
}
