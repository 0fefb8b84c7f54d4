//! Every notice of a stay after every course that a stay may have taken: read, linked, and flagged where it is out of turn.
//!
//! The courses and what may follow them stand in `COURSES`. What a hop says of a death and of a patient who is moved is the same,
//! so after such a hop both may follow.

use canonical::event::EventId;
use canonical::notice::NoticeCode;
use journal::LinkRelation;
use serde_json::{Value, json};

use crate::house::House;

const STAY: &str =
    include_str!("../../../../adapters/fhir/src/messages/hospital_notification/cases/discharged_from_leave.json");

/// MedCom's codes of a notice: the code, its activity, class, and status of the Encounter; then the status when it is
/// taken back. A death has the activity of the notice before it.
const NOTICES: [(&str, &str, &str, &str, &str); 7] = [
    ("STAA", "admit-emergency", "EMER", "in-progress", "entered-in-error"),
    ("STIN", "admit-inpatient", "IMP", "in-progress", "entered-in-error"),
    ("STOR", "start-leave-inpatient", "IMP", "onleave", "in-progress"),
    ("SLOR", "end-leave-inpatient", "IMP", "in-progress", "onleave"),
    ("SLHJ-A", "discharge-emergency-home", "EMER", "finished", "in-progress"),
    ("SLHJ", "discharge-inpatient-home", "IMP", "finished", "in-progress"),
    ("MORS", "", "", "finished", "in-progress"),
];

/// What has been sent of a stay, and what may be sent then; anything else is out of turn.
const COURSES: &[(&[&str], &[&str])] = &[
    (&["STAA"], &["STIN", "SLHJ-A", "MORS", "RE_STAA", "AN_STAA", "RE_MORS", "AN_MORS"]),
    (&["STIN"], &["STIN", "STOR", "SLHJ", "MORS", "RE_STIN", "AN_STIN", "RE_MORS", "AN_MORS"]),
    (&["STAA", "STIN"], &["STIN", "STOR", "SLHJ", "MORS", "RE_STIN", "AN_STIN", "RE_MORS", "AN_MORS"]),
    (&["STIN", "STIN"], &["STIN", "STOR", "SLHJ", "MORS", "RE_STIN", "AN_STIN", "RE_MORS", "AN_MORS"]),
    (&["STIN", "STOR"], &["SLOR", "SLHJ", "MORS", "RE_STOR", "AN_STOR", "RE_MORS"]),
    (&["STIN", "STOR", "SLOR"], &["STIN", "STOR", "SLHJ", "MORS", "RE_SLOR", "AN_SLOR", "RE_MORS"]),
    (&["STAA", "SLHJ-A"], &["RE_SLHJ-A", "AN_SLHJ-A"]),
    (&["STIN", "SLHJ"], &["RE_SLHJ", "AN_SLHJ"]),
    (&["STIN", "STOR", "SLHJ"], &["RE_SLHJ", "AN_SLHJ"]),
    (&["STIN", "MORS"], &["STIN", "STOR", "SLHJ", "MORS", "RE_STIN", "AN_STIN", "RE_MORS", "AN_MORS"]),
    (&["STIN", "STOR", "MORS"], &["MORS", "RE_MORS", "AN_MORS"]),
    (&["STIN", "RE_STIN"], &["STIN", "STOR", "SLHJ", "MORS", "RE_STIN", "AN_STIN", "RE_MORS", "AN_MORS"]),
    (&["STIN", "AN_STIN"], &["STAA", "STIN", "MORS", "RE_MORS"]),
    (&["STIN", "STOR", "AN_STOR"], &["STIN", "STOR", "SLHJ", "MORS", "RE_STIN", "AN_STIN", "RE_MORS"]),
    (&["STIN", "SLHJ", "AN_SLHJ"], &["STIN", "STOR", "SLHJ", "MORS", "RE_STIN", "AN_STIN", "RE_MORS"]),
];

/// One message of a stay.
#[derive(Clone)]
struct Sent {
    /// `STIN`, `RE_STIN`, `AN_STIN`.
    code: String,
    id: String,
    activity: String,
    class: String,
    status: String,
    deceased: Option<bool>,
    /// The message it names.
    names: Option<String>,
}

/// Messages of one stay; ids begin with its name.
struct Stay {
    name: String,
    sent: Vec<Sent>,
}

impl Stay {
    /// A stay of which these were sent.
    fn new(name: &str, codes: &[&str]) -> Self {
        let mut stay = Self { name: name.to_owned(), sent: Vec::new() };
        for code in codes {
            let next = stay.next(code);
            stay.sent.push(next);
        }
        stay
    }

    /// The next message: a new notice names the one before it, any other the latest of its kind, or the latest there is.
    fn next(&self, code: &str) -> Sent {
        let (prefix, base) = code.split_once('_').unwrap_or(("", code));
        let (_, activity, class, status, taken_back) = NOTICES.iter().find(|row| row.0 == base).expect("a notice");
        let status = if prefix == "AN" { taken_back } else { status };
        let latest = self.sent.last();
        let of_kind = self.sent.iter().rev().find(|sent| sent.code == base || sent.code.ends_with(&format!("_{base}")));
        let named = if prefix.is_empty() { latest } else { of_kind.or(latest) };
        let (activity, class) = match (base, prefix) {
            ("MORS", _) => {
                let before = self.sent.iter().rev().find(|sent| !sent.code.contains('_'));
                before.map_or(("admit-inpatient", "IMP"), |sent| (sent.activity.as_str(), sent.class.as_str()))
            }
            _ => (*activity, *class),
        };
        let activity = match prefix {
            "RE" if base != "MORS" => format!("revise-{activity}"),
            "AN" if base != "MORS" => format!("cancel-{activity}"),
            _ => activity.to_owned(),
        };
        Sent {
            code: code.to_owned(),
            id: format!("{}-{}", self.name, self.sent.len()),
            activity,
            class: class.to_owned(),
            status: (*status).to_owned(),
            deceased: (base == "MORS").then_some(prefix != "AN"),
            names: named.map(|sent| sent.id.clone()),
        }
    }

    /// A message with the hops of those before it.
    fn message(&self, sent: &Sent) -> String {
        let before = self.sent.iter().take_while(|other| other.id != sent.id);
        let mut bundle: Value = serde_json::from_str(STAY).expect("JSON");
        bundle["id"] = format!("b-{}", sent.id).into();
        let entries = bundle["entry"].as_array_mut().expect("entries");
        entries.retain(|entry| entry["resource"]["resourceType"] != "Provenance");
        for entry in entries.iter_mut() {
            let resource = &mut entry["resource"];
            match resource["resourceType"].as_str() {
                Some("MessageHeader") => resource["id"] = sent.id.clone().into(),
                Some("Patient") => resource["deceasedBoolean"] = sent.deceased.map_or(Value::Null, Value::Bool),
                Some("Encounter") => {
                    resource["class"]["code"] = sent.class.clone().into();
                    resource["status"] = sent.status.clone().into();
                    resource["extension"][0]["valuePeriod"]["end"] = "2026-03-17T18:00:00+01:00".into();
                    resource["episodeOfCare"][0]["identifier"]["value"] = self.name.clone().into();
                }
                _ => {}
            }
        }
        entries.extend(before.chain([sent]).enumerate().map(|(place, sent)| hop(place, sent)));
        bundle.to_string()
    }
}

fn hop(place: usize, sent: &Sent) -> Value {
    let at = format!("2026-03-18T10:{place:02}:00+01:00");
    let is_removal = sent.code.starts_with("AN_");
    let role = if is_removal { "removal" } else { "revision" };
    let entity = |name: &String| json!({ "role": role, "what": { "reference": format!("MessageHeader/{name}") } });
    let system = "http://medcomfhir.dk/ig/terminology/CodeSystem/medcom-messaging-activityCodes";
    json!({
        "fullUrl": format!("https://medcomfhir.dk/ig/hospitalnotification/Provenance/p-{}", sent.id),
        "resource": {
            "resourceType": "Provenance",
            "id": format!("p-{}", sent.id),
            "target": [{ "reference": format!("MessageHeader/{}", sent.id) }],
            "occurredDateTime": at,
            "recorded": at,
            "activity": { "coding": [{ "system": system, "code": sent.activity }] },
            "agent": [{ "who": { "reference": "Organization/hospital" } }],
            "entity": sent.names.iter().map(entity).collect::<Vec<_>>(),
        }
    })
}

/// The event of a message, which is always taken, and whether it is flagged.
async fn taken(house: &House, message: String) -> (EventId, bool) {
    let reception = house.hands_over("hospital", message).await;
    let words: Vec<_> = reception.letters.iter().map(|letter| letter.outcome.word()).collect();
    assert_eq!(words, ["accepted"], "{reception:?}");
    let id = reception.letters[0].event_id.expect("an event");
    let stored = house.journal.event(id).await.expect("written");
    let event = wire::decode(&stored.body.bytes).expect("an event");
    (id, event.notices.iter().any(|notice| notice.code == NoticeCode::OutOfTurn))
}

/// What a message does to which event, as the journal has it.
async fn does(house: &House, event: EventId) -> Vec<(LinkRelation, EventId)> {
    let links = house.journal.event(event).await.expect("written").links;
    links.into_iter().filter(|link| link.from == event).map(|link| (link.relation, link.to)).collect()
}

/// What a message is to be linked to the one it names as.
fn expected(sent: &Sent, named: &Sent) -> LinkRelation {
    match sent.code.split_once('_') {
        Some(("AN", _)) => LinkRelation::Cancels,
        Some(("RE", base)) if base != "MORS" => LinkRelation::Corrects,
        // A death that goes on from a death corrects it.
        Some(_) | None if sent.code.ends_with("MORS") && named.code.ends_with("MORS") => LinkRelation::Corrects,
        Some(_) | None => LinkRelation::Continues,
    }
}

fn every_code() -> impl Iterator<Item = String> {
    NOTICES.iter().flat_map(|row| ["", "RE_", "AN_"].map(|prefix| format!("{prefix}{}", row.0)))
}

/// Rule: fhir-turn
#[tokio::test]
async fn every_notice_after_every_course_is_taken_linked_and_flagged_where_it_is_out_of_turn() {
    let mut walked = 0;
    for (number, (codes, in_turn)) in COURSES.iter().enumerate() {
        let house = House::new().await;
        for (at, code) in every_code().enumerate() {
            let mut stay = Stay::new(&format!("s{number}-{at}"), codes);
            let next = stay.next(&code);
            let mut events = Vec::new();
            for sent in &stay.sent {
                let (event, is_flagged) = taken(&house, stay.message(sent)).await;
                assert!(!is_flagged, "{codes:?} is a course that a stay takes, up to {}", sent.code);
                events.push((sent.clone(), event));
            }
            stay.sent.push(next.clone());
            let (event, is_flagged) = taken(&house, stay.message(&next)).await;
            assert_eq!(is_flagged, !in_turn.contains(&code.as_str()), "{code} after {codes:?}");
            let named = events.iter().find(|(sent, _)| Some(&sent.id) == next.names.as_ref()).expect("it names one");
            let link = (expected(&next, &named.0), named.1);
            assert!(does(&house, event).await.contains(&link), "{code} after {codes:?}");
            walked += 1;
        }
    }
    assert_eq!(walked, 15 * 21);
}

/// The same messages, the last one first: it is judged by what it says itself, and linked when what it changes comes.
///
/// Rule: fhir-turn, fhir-order
#[tokio::test]
async fn a_change_that_overtakes_its_notice_is_linked_when_that_comes_and_not_flagged() {
    for (number, (codes, in_turn)) in COURSES.iter().enumerate() {
        let house = House::new().await;
        for (at, code) in in_turn.iter().filter(|code| code.contains('_')).enumerate() {
            let mut stay = Stay::new(&format!("s{number}-{at}"), codes);
            let next = stay.next(code);
            let named = stay.sent.iter().find(|sent| Some(&sent.id) == next.names.as_ref()).expect("one").clone();
            stay.sent.push(next.clone());
            let (change, is_flagged) = taken(&house, stay.message(&next)).await;
            assert!(!is_flagged, "{code} after {codes:?}");
            let mut changed = None;
            for sent in stay.sent.iter().rev().skip(1) {
                let (event, _) = taken(&house, stay.message(sent)).await;
                changed = changed.or((sent.id == named.id).then_some(event));
            }
            let relation = expected(&next, &named);
            if relation != LinkRelation::Continues {
                let link = (relation, changed.expect("it came"));
                assert!(does(&house, change).await.contains(&link), "{code} after {codes:?}");
            }
        }
    }
}

/// What begins a stay names nothing, so it is never out of turn; a change of what is not here waits for it.
///
/// Rule: fhir-turn
#[tokio::test]
async fn a_notice_whose_history_is_not_there_is_taken_without_a_flag() {
    let house = House::new().await;
    for (at, code) in every_code().enumerate() {
        let mut stay = Stay::new(&format!("s{at}"), &["STIN"]);
        let next = stay.next(&code);
        // The hop of the message that it names is not repeated.
        stay.sent.clear();
        let (_, is_flagged) = taken(&house, stay.message(&next)).await;
        assert!(!is_flagged, "{code}");
    }
}
