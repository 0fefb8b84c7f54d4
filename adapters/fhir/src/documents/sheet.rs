//! A document in the making: what it has told so far.

use canonical::Moment;
use canonical::code::{Code, CodeSystem};
use canonical::event::Event;
use canonical::refusal::RefusalCode;
use canonical::text::Text;
use serde_json::{Value, json};

use crate::write::{Element, Resource, Shelf, Unfit, coding, date_time, reference, uuid};

/// The naming system of facts that FHIR has no element for: the fields of the model.
const FACTS: &str = "urn:broen:fact";
/// The naming system of the parts that somebody has in a document.
const PARTS: &str = "urn:broen:part";
/// The naming system of SKS.
const SKS: &str = "urn:oid:1.2.208.176.2.4";
/// The naming system of ICPC-2.
const ICPC: &str = "http://hl7.org/fhir/sid/icpc-2";

/// A document in the making.
pub(super) struct Sheet<'e> {
    /// What it says.
    pub(super) event: &'e Event,
    /// Its resources but the Composition.
    pub(super) shelf: Shelf,
    /// What stands in its way.
    pub(super) obstacles: Vec<Unfit>,
    /// The addresses of what was told, in its order.
    pub(super) told: Vec<String>,
    /// The address of the patient.
    pub(super) patient: Option<String>,
    /// The address of the sender.
    pub(super) sender: String,
    /// The address of the stay or the course.
    pub(super) encounter: Option<String>,
    /// Who takes part, as what.
    pub(super) team: Vec<Element>,
}

/// What a fact says.
pub(super) enum Said<'s> {
    /// An amount with its unit, in UCUM.
    Amount(i32, &'static str),
    /// A time.
    When(&'s Moment),
    /// Words.
    Words(&'s str),
    /// Yes or no.
    Yes(bool),
}

impl<'e> Sheet<'e> {
    pub(super) fn new(event: &'e Event) -> Self {
        Self {
            event,
            shelf: Shelf::new(event.id),
            obstacles: Vec::new(),
            told: Vec::new(),
            patient: None,
            sender: String::new(),
            encounter: None,
            team: Vec::new(),
        }
    }

    /// Notes what stands in the way.
    pub(super) fn missing(&mut self, path: String) {
        self.obstacles.push(Unfit { path, code: RefusalCode::ElementMissing });
    }

    /// Tells a resource, and gives its address. Two that say the same are told twice.
    pub(super) fn tell(&mut self, resource: Resource) -> String {
        let place = self.told.len().to_string();
        let id = uuid("broen/fhir-told/1", &[self.event.id.as_bytes(), place.as_bytes()]);
        let address = self.shelf.put_as(&id, resource);
        self.told.push(address.clone());
        address
    }

    /// Whom everything is about; a document that is about nobody says so.
    pub(super) fn subject(&self) -> Value {
        match &self.patient {
            Some(patient) => json!({ "reference": patient }),
            None => json!({ "display": "Ingen patient" }),
        }
    }

    /// Tells a fact that has no element of its own. `focus` is what it is about, where that is not the patient.
    pub(super) fn fact(&mut self, name: &str, said: &Said<'_>, focus: Option<&str>) -> String {
        let resource = Resource::of("Observation", None)
            .with("status", "final")
            .with("code", Element::default().with("coding", [coding(FACTS, name)]).with("text", name))
            .with("subject", self.subject())
            .with_all("focus", focus.map(reference));
        let resource = match said {
            Said::Amount(value, unit) => {
                let quantity =
                    json!({ "value": value, "unit": unit, "system": "http://unitsofmeasure.org", "code": unit });
                resource.with("valueQuantity", quantity)
            }
            Said::When(moment) => resource.with("valueDateTime", date_time(moment)),
            Said::Words(words) => resource.with("valueString", words),
            Said::Yes(yes) => resource.with("valueBoolean", yes),
        };
        self.tell(resource)
    }

    /// Tells a word, if there is one.
    pub(super) fn word(&mut self, name: &str, word: Option<&str>) {
        if let Some(word) = word.filter(|word| !word.is_empty()) {
            self.fact(name, &Said::Words(word), None);
        }
    }

    /// Tells a time, if there is one.
    pub(super) fn when(&mut self, name: &str, moment: Option<&Moment>) {
        if let Some(moment) = moment {
            self.fact(name, &Said::When(moment), None);
        }
    }

    /// Tells whether something is so, if that is known.
    pub(super) fn yes(&mut self, name: &str, yes: Option<bool>) {
        if let Some(yes) = yes {
            self.fact(name, &Said::Yes(yes), None);
        }
    }

    /// Tells a text, if there is one.
    pub(super) fn text(&mut self, name: &str, text: Option<&Text>) {
        self.word(name, text.map(Text::plain).as_deref());
    }

    /// Tells who takes part as what.
    pub(super) fn part(&mut self, name: &str, member: &str) {
        let role = Element::default().with("coding", [coding(PARTS, name)]).with("text", name);
        self.team.push(Element::default().with("role", [role]).with("member", reference(member)));
    }

    /// A visit or stay: its status, its times, and what it is in words.
    pub(super) fn visit(&mut self, name: &str, status: &str, from: Option<&Moment>, to: Option<&Moment>) -> Resource {
        let period = Element::default().with("start", from.map(date_time)).with("end", to.map(date_time));
        Resource::of("Encounter", None)
            .with("status", status)
            .with(
                "class",
                coding("http://medcomfhir.dk/ig/terminology/CodeSystem/medcom-core-encounter-act-codes", "other"),
            )
            .with("type", [Element::default().with("coding", [coding(FACTS, name)]).with("text", name)])
            .with("subject", self.subject())
            .with("period", period)
    }
}

/// A coded fact as a concept, with its naming system where that is known by one.
pub(super) fn concept(code: &Code) -> Element {
    let Code { system, code, text, .. } = code;
    let system = match system {
        CodeSystem::Icpc2 => Some(ICPC),
        CodeSystem::Other(system) if system.contains(':') => Some(system.as_str()),
        CodeSystem::Other(_) | CodeSystem::Unspecified => None,
        CodeSystem::Sks => Some(SKS),
    };
    let coding =
        code.as_ref().map(|code| Element::default().with("system", system).with("code", code).with("display", text));
    Element::default().with_all("coding", coding).with("text", text)
}

/// Words of a structured text, if there are any.
pub(super) fn plain(text: Option<&Text>) -> Option<String> {
    text.map(Text::plain).filter(|text| !text.is_empty())
}

/// The name of a variant as the contract writes words: `AbilityAtDischarge` is `ability-at-discharge`.
pub(super) fn word(variant: &impl std::fmt::Debug) -> String {
    let mut word = String::new();
    for character in format!("{variant:?}").chars() {
        if character.is_ascii_uppercase() && !word.is_empty() {
            word.push('-');
        }
        word.push(character.to_ascii_lowercase());
    }
    word
}
