//! The whole table of hospital notifications: what each combination of activity, class, status, death and role
//! means, and that no other is taken for granted.
//!
//! Standard: MedCom HospitalNotification 3.0, "Overview of HospitalNotification codes".
#![allow(clippy::expect_used, reason = "a test that cannot go on says so")]

mod support;

use canonical::Event;
use canonical::body::Body;
use canonical::letter::{Limits, Outcome};
use canonical::notice::NoticeCode;
use serde_json::{Value, json};
use support::cases;

/// MedCom's code; what is announced, and with which status; activity, class, status of the Encounter, and role.
type Row = (&'static str, &'static str, &'static str, &'static str, &'static str, &'static str, &'static str);

/// The codes that have an activity of their own. A first admission has no role; one that goes on has `revision`.
const TABLE: &[Row] = &[
    ("STAA", "ArrivedAcute", "Original", "admit-emergency", "EMER", "in-progress", "-"),
    ("STAA", "ArrivedAcute", "Original", "admit-emergency", "EMER", "in-progress", "revision"),
    ("RE_STAA", "ArrivedAcute", "Corrected", "revise-admit-emergency", "EMER", "in-progress", "revision"),
    ("AN_STAA", "ArrivedAcute", "Cancelled", "cancel-admit-emergency", "EMER", "entered-in-error", "removal"),
    ("STIN", "Admitted", "Original", "admit-inpatient", "IMP", "in-progress", "-"),
    ("STIN", "Admitted", "Original", "admit-inpatient", "IMP", "in-progress", "revision"),
    ("RE_STIN", "Admitted", "Corrected", "revise-admit-inpatient", "IMP", "in-progress", "revision"),
    ("AN_STIN", "Admitted", "Cancelled", "cancel-admit-inpatient", "IMP", "entered-in-error", "removal"),
    ("STOR", "LeaveStarted", "Original", "start-leave-inpatient", "IMP", "onleave", "revision"),
    ("RE_STOR", "LeaveStarted", "Corrected", "revise-start-leave-inpatient", "IMP", "onleave", "revision"),
    ("AN_STOR", "LeaveStarted", "Cancelled", "cancel-start-leave-inpatient", "IMP", "in-progress", "removal"),
    ("SLOR", "LeaveEnded", "Original", "end-leave-inpatient", "IMP", "in-progress", "revision"),
    ("RE_SLOR", "LeaveEnded", "Corrected", "revise-end-leave-inpatient", "IMP", "in-progress", "revision"),
    ("AN_SLOR", "LeaveEnded", "Cancelled", "cancel-end-leave-inpatient", "IMP", "onleave", "removal"),
    ("SLHJ", "Discharged", "Original", "discharge-emergency-home", "EMER", "finished", "revision"),
    ("SLHJ", "Discharged", "Original", "discharge-inpatient-home", "IMP", "finished", "revision"),
    ("RE_SLHJ", "Discharged", "Corrected", "revise-discharge-emergency-home", "EMER", "finished", "revision"),
    ("RE_SLHJ", "Discharged", "Corrected", "revise-discharge-inpatient-home", "IMP", "finished", "revision"),
    ("AN_SLHJ", "Discharged", "Cancelled", "cancel-discharge-emergency-home", "EMER", "in-progress", "removal"),
    ("AN_SLHJ", "Discharged", "Cancelled", "cancel-discharge-inpatient-home", "IMP", "in-progress", "removal"),
];

/// One combination of the fields that decide.
#[derive(Debug, Clone, Copy)]
struct Fields {
    activity: &'static str,
    class: &'static str,
    status: &'static str,
    deceased: Option<bool>,
    role: &'static str,
}

#[test]
fn every_combination_means_what_the_overview_says_or_is_doubted_or_refused() {
    let mut meant = 0;
    for fields in combinations() {
        match (published(fields), outcome(fields)) {
            (Some(expected), Outcome::Event(event)) => {
                meant += 1;
                assert_eq!(told(&event), expected, "{fields:?}");
                assert!(!is_doubted(&event), "{fields:?}: {:?}", event.notices);
            }
            (Some(expected), other) => panic!("{fields:?} means {expected}, not {other:?}"),
            (None, Outcome::Event(event)) => assert!(is_doubted(&event), "{fields:?} became {}", told(&event)),
            (None, Outcome::Refused(_)) => {}
            (None, Outcome::Receipt(receipt)) => panic!("{fields:?} became {receipt:?}"),
        }
    }
    // Twenty rows, with death unstated or denied; deaths after any of eighteen activities, two of them on arrival;
    // and deaths taken back after any of twelve, in one of three states.
    assert_eq!(meant, 20 * 2 + 18 + 2 + 12 * 3);
}

/// Every row of MedCom's overview, where it is at hand: the codes with activities of their own are the table here, and the
/// three of a death are told apart by what the patient is and by the role.
#[test]
fn the_table_is_the_published_overview() {
    let Some(folder) = published::folder("domain/fhir-terminology") else { return };
    let text = std::fs::read_to_string(folder.join("hospitalnotification-codes.csv")).expect("the overview");
    let mut rows = 0;
    for line in text.lines().skip(1) {
        rows += 1;
        // The five columns that decide stand before any that is quoted.
        let columns: Vec<&str> = line.split(',').collect();
        let (code, class, status, activity) = (columns[0], columns[5], columns[6], columns[7]);
        let first = columns[9].starts_with("(none");
        if code.ends_with("MORS") {
            let deceased = columns[8] == "true";
            let role = if deceased { "revision" } else { "removal" };
            let (class, activity) =
                if class == "EMER" { ("EMER", "admit-emergency") } else { ("IMP", "admit-inpatient") };
            let status = if deceased { "finished" } else { "in-progress" };
            let Outcome::Event(event) = outcome(Fields { activity, class, status, deceased: Some(deceased), role })
            else {
                panic!("{line} is refused");
            };
            let letter = if deceased { "Original" } else { "Cancelled" };
            assert_eq!(told(&event), format!("Died {letter} {status} {class}"), "{line}");
            continue;
        }
        for role in if first { vec!["-", "revision"] } else { vec![columns[9]] } {
            let row = (code, activity, class, status, role);
            let is_here =
                TABLE.iter().any(|(own, _, _, of, class, status, role)| (*own, *of, *class, *status, *role) == row);
            assert!(is_here, "{line}");
        }
    }
    assert_eq!(rows, 24);
}

#[test]
fn a_death_on_arrival_may_be_in_progress() {
    let fields =
        Fields { activity: "admit-inpatient", class: "IMP", status: "in-progress", deceased: Some(true), role: "-" };
    let Outcome::Event(event) = outcome(fields) else { panic!("a death is refused") };
    assert_eq!(told(&event), "Died Original in-progress IMP");
}

/// What the overview says of a combination, if it has it.
fn published(fields: Fields) -> Option<String> {
    let Fields { activity, class, status, deceased, role } = fields;
    let own_class = if activity.contains("emergency") { "EMER" } else { "IMP" };
    let is_cancelling = activity.starts_with("cancel-");
    let (notice, letter) = match deceased {
        // MORS and RE_MORS keep the activity of the message before; a correction of it is said by that activity.
        Some(true) => {
            let may_be_first = activity.contains("admit-") && !activity.contains("e-admit") && !is_cancelling;
            let is_told = status == "finished" && (role == "revision" || (role == "-" && may_be_first));
            let letter = if activity.starts_with("revise-") { "Corrected" } else { "Original" };
            (is_told && class == own_class).then_some(("Died", letter))?
        }
        // AN_MORS: the status is that of the message before.
        Some(false) if role == "removal" && !is_cancelling => {
            (status != "entered-in-error" && class == own_class).then_some(("Died", "Cancelled"))?
        }
        Some(false) | None => {
            let row = TABLE.iter().find(|(_, _, _, of, class_of, status_of, role_of)| {
                (*of, *class_of, *status_of, *role_of) == (activity, class, status, role)
            })?;
            (row.1, row.2)
        }
    };
    Some(format!("{notice} {letter} {status} {class}"))
}

fn told(event: &Event) -> String {
    let Body::HospitalStay(stay) = &event.body else { panic!("no stay") };
    let state = match format!("{:?}", stay.state).as_str() {
        "EnteredInError" => "entered-in-error",
        "Finished" => "finished",
        "InProgress" => "in-progress",
        _ => "onleave",
    };
    let class = if format!("{:?}", stay.class) == "Acute" { "EMER" } else { "IMP" };
    format!("{:?} {:?} {state} {class}", stay.notice, event.status)
}

fn is_doubted(event: &Event) -> bool {
    event.notices.iter().any(|notice| notice.code == NoticeCode::RuleTolerated)
}

fn combinations() -> Vec<Fields> {
    let mut activities: Vec<&str> = TABLE.iter().map(|row| row.3).collect();
    activities.dedup();
    assert_eq!(activities.len(), 18);
    let mut all = Vec::new();
    for activity in activities {
        for class in ["EMER", "IMP"] {
            for status in ["entered-in-error", "finished", "in-progress", "onleave"] {
                for deceased in [None, Some(false), Some(true)] {
                    for role in ["-", "removal", "revision"] {
                        all.push(Fields { activity, class, status, deceased, role });
                    }
                }
            }
        }
    }
    all
}

/// A message with these fields, made of one that has all times.
fn outcome(fields: Fields) -> Outcome {
    let Fields { activity, class, status, deceased, role } = fields;
    let mut bundle: Value =
        serde_json::from_slice(&cases::bytes("discharged_from_leave.json")).expect("a case is JSON");
    let header = bundle["entry"][0]["resource"]["id"].as_str().expect("an id").to_owned();
    for entry in bundle["entry"].as_array_mut().expect("entries") {
        let resource = &mut entry["resource"];
        let is_current = resource["target"][0]["reference"] == format!("MessageHeader/{header}").as_str();
        match resource["resourceType"].as_str() {
            Some("Patient") => resource["deceasedBoolean"] = deceased.map_or(Value::Null, Value::Bool),
            Some("Encounter") => {
                resource["class"]["code"] = class.into();
                resource["status"] = status.into();
                resource["extension"][0]["valuePeriod"]["end"] = "2026-03-29T03:30:00+02:00".into();
            }
            Some("Provenance") if is_current => {
                resource["activity"]["coding"][0]["code"] = activity.into();
                let entity = json!([{ "role": role, "what": { "reference": "MessageHeader/earlier" } }]);
                resource["entity"] = if role == "-" { json!([]) } else { entity };
            }
            _ => {}
        }
    }
    let bytes = serde_json::to_vec(&bundle).expect("JSON");
    let opened = fhir::convert(&bytes, &Limits::default()).expect("a message");
    opened.letters.into_iter().next().expect("a letter").outcome
}
