//! FHIR messages that come, come again, come wrong and come in another order, and what their senders are told.

use canonical::receipt::Verdict;
use intake::Reception;
use serde_json::Value;

use crate::answered::said;
use crate::documents::acknowledgement;
use crate::house::House;

const ADMISSION: &str =
    include_str!("../../../../adapters/fhir/src/messages/hospital_notification/cases/admitted_and_report_asked.json");
const ADMISSION_IN_XML: &str = include_str!(
    "../../../../adapters/fhir/src/messages/hospital_notification/cases/admitted_and_report_asked_in_xml.xml"
);
const DISCHARGE: &str =
    include_str!("../../../../adapters/fhir/src/messages/hospital_notification/cases/discharged_home.json");
const LETTER: &str = include_str!("../../../../adapters/fhir/src/messages/care_communication/cases/new_message.json");
const NO_CLASS: &str =
    include_str!("../../../../adapters/fhir/src/messages/hospital_notification/cases/class_missing.json");
const REPLY: &str =
    include_str!("../../../../adapters/fhir/src/messages/care_communication/cases/reply_to_an_older_standard.json");

fn words(reception: &Reception) -> Vec<&'static str> {
    reception.letters.iter().map(|letter| letter.outcome.word()).collect()
}

/// The one acknowledgement, as a tree.
fn acknowledged(reception: &Reception) -> Value {
    let [receipt] = reception.receipts.as_slice() else { panic!("one acknowledgement") };
    serde_json::from_slice(&receipt.bytes).expect("JSON")
}

fn resource<'v>(bundle: &'v Value, kind: &str) -> &'v Value {
    let mut entries = bundle["entry"].as_array().expect("entries").iter();
    &entries.find(|entry| entry["resource"]["resourceType"] == kind).expect("the resource")["resource"]
}

fn code(bundle: &Value) -> &str {
    resource(bundle, "MessageHeader")["response"]["code"].as_str().expect("a code")
}

/// The message in another Bundle, put together and sent at another time.
fn resent(message: &str) -> String {
    let mut bundle: Value = serde_json::from_str(message).expect("JSON");
    bundle["id"] = "another-bundle".into();
    bundle["timestamp"] = "2026-04-02T12:00:00+02:00".into();
    let header = format!("MessageHeader/{}", resource(&bundle, "MessageHeader")["id"].as_str().expect("an id"));
    for entry in bundle["entry"].as_array_mut().expect("entries") {
        if entry["resource"]["target"][0]["reference"] == header.as_str() {
            entry["resource"]["occurredDateTime"] = "2026-04-02T12:00:00+02:00".into();
            entry["resource"]["recorded"] = "2026-04-02T12:00:00+02:00".into();
        }
    }
    bundle.to_string()
}

/// What an acknowledgement says, without its own envelope and times.
fn content(bundle: &Value) -> String {
    let mut bare = bundle.clone();
    for part in ["id", "timestamp"] {
        bare[part] = Value::Null;
    }
    for entry in bare["entry"].as_array_mut().expect("entries") {
        if entry["resource"]["activity"]["coding"][0]["code"] == "acknowledgement" {
            for part in ["occurredDateTime", "recorded", "text"] {
                entry["resource"][part] = Value::Null;
            }
        }
        // The message's own hop is repeated as it came.
        if entry["resource"]["resourceType"] == "Provenance" {
            for part in ["occurredDateTime", "recorded", "text"] {
                entry["resource"][part] = Value::Null;
            }
        }
    }
    bare.to_string()
}

/// A valid message is taken, and its sender told so, once it is durable.
///
/// Rule: fhir-ok
#[tokio::test]
async fn a_valid_message_is_acknowledged_to_its_sender() {
    let house = House::new().await;
    for message in [ADMISSION, LETTER] {
        let sender = if message == ADMISSION { "hospital" } else { "municipality" };
        let reception = house.hands_over(sender, message).await;
        assert_eq!(words(&reception), ["accepted"]);
        let answer = acknowledged(&reception);
        let original: Value = serde_json::from_str(message).expect("JSON");
        let header = resource(&answer, "MessageHeader");
        assert_eq!(code(&answer), "ok");
        assert_eq!(header["response"]["identifier"], resource(&original, "MessageHeader")["id"]);
        let receiver = &header["destination"][0]["receiver"]["reference"];
        assert_eq!(receiver, &resource(&original, "MessageHeader")["sender"]["reference"]);
        assert!(answer["entry"].as_array().expect("entries").iter().all(|entry| {
            entry["resource"]["resourceType"] != "OperationOutcome" && entry["resource"]["resourceType"] != "Patient"
        }));
        let event = reception.letters[0].event_id.expect("an event");
        assert!(house.journal.event(event).await.is_ok(), "it is durable when its sender is told");
    }
}

/// The acknowledgement says when it was made and sent, not when the message was.
///
/// Rule: fhir-ok
#[tokio::test]
async fn an_acknowledgement_has_its_own_times() {
    let house = House::new().await;
    let answer = acknowledged(&house.hands_over("hospital", ADMISSION).await);
    let at: jiff::Timestamp = answer["timestamp"].as_str().expect("a time").parse().expect("a timestamp");
    assert_eq!(at, "2026-03-12T14:00:00Z".parse::<jiff::Timestamp>().expect("the house's clock"));
    let own = answer["entry"].as_array().expect("entries").iter().map(|entry| &entry["resource"]);
    let own: Vec<_> = own.filter(|one| one["activity"]["coding"][0]["code"] == "acknowledgement").collect();
    let [own] = own.as_slice() else { panic!("one hop of its own") };
    for part in ["occurredDateTime", "recorded"] {
        assert_eq!(own[part].as_str().expect("a time").parse::<jiff::Timestamp>().expect("a timestamp"), at);
    }
}

/// The same message again, in the same Bundle or a new one, is kept once and acknowledged alike in a new Bundle.
///
/// Rule: fhir-duplicate
#[tokio::test]
async fn a_message_that_comes_again_is_kept_once_and_acknowledged_alike() {
    let house = House::new().await;
    let first = house.hands_over("hospital", ADMISSION).await;
    for again in [ADMISSION.to_owned(), resent(ADMISSION)] {
        let again = house.hands_over("hospital", again).await;
        assert_eq!(words(&again), ["resent"]);
        assert_eq!(again.letters[0].event_id, first.letters[0].event_id);
        let (before, after) = (acknowledged(&first), acknowledged(&again));
        assert_eq!((code(&before), code(&after)), ("ok", "ok"));
        assert_eq!(content(&before), content(&after));
        assert_ne!(before["id"], after["id"], "a Bundle's id is never used again");
    }
    assert_eq!(house.journal.interests().await.expect("readable").head, 1);
}

/// A message that is refused is refused again, for the same reasons, and never shown.
///
/// Rule: fhir-duplicate
#[tokio::test]
async fn a_refused_message_that_comes_again_is_refused_alike() {
    let house = House::new().await;
    let mut answers = Vec::new();
    for message in [NO_CLASS.to_owned(), NO_CLASS.to_owned(), resent(NO_CLASS)] {
        let reception = house.hands_over("hospital", message).await;
        assert_eq!(words(&reception), ["refused"]);
        let answer = acknowledged(&reception);
        assert_eq!(code(&answer), "fatal-error");
        let issue = &resource(&answer, "OperationOutcome")["issue"][0];
        assert_eq!(issue["expression"][0], "Bundle.entry[2].resource.class");
        assert!(issue["details"]["text"].is_string(), "people are told what is wrong");
        answers.push(resource(&answer, "OperationOutcome")["issue"][0]["details"].clone());
    }
    assert!(answers.iter().all(|answer| *answer == answers[0]));
    assert_eq!(house.journal.interests().await.expect("readable").head, 0);
}

/// What was taken stays taken: the same id with other content is a message of its own, and told to use the id again.
///
/// Rule: fhir-id-reused
#[tokio::test]
async fn other_content_under_a_known_id_is_kept_beside_the_first() {
    let house = House::new().await;
    let first = house.sends(ADMISSION).await;
    let other = ADMISSION.replace("2026-03-12T08:15:00+01:00", "2026-03-12T09:15:00+01:00");
    let reception = house.hands_over("hospital", other).await;
    assert_eq!(words(&reception), ["id-reused"]);
    assert_eq!(code(&acknowledged(&reception)), "ok");
    let event = reception.letters[0].event_id.expect("an event");
    let links = house.journal.event(event).await.expect("an event").links;
    assert_eq!((links[0].relation.word(), links[0].to), ("reuses-id", first));
}

/// Another message in a Bundle whose id is used up is refused: nothing of it is kept, and its sender is told why. In a
/// Bundle of its own it is taken.
///
/// Rule: fhir-envelope-reused
#[tokio::test]
async fn another_message_in_a_known_bundle_is_refused() {
    let house = House::new().await;
    let first = house.sends(ADMISSION).await;
    let admission: Value = serde_json::from_str(ADMISSION).expect("JSON");
    let mut other: Value = serde_json::from_str(DISCHARGE).expect("JSON");
    let own = other["id"].clone();
    other["id"] = admission["id"].clone();
    for _ in 0..2 {
        let reception = house.hands_over("hospital", other.to_string()).await;
        assert_eq!(words(&reception), ["refused"]);
        let answer = acknowledged(&reception);
        assert_eq!(code(&answer), "fatal-error");
        assert_eq!(
            resource(&answer, "MessageHeader")["response"]["identifier"],
            resource(&other, "MessageHeader")["id"]
        );
        let issue = &resource(&answer, "OperationOutcome")["issue"][0];
        assert_eq!((&issue["code"], &issue["expression"][0]), (&"duplicate".into(), &"Bundle.id".into()));
        assert!(issue["diagnostics"].as_str().is_some_and(|told| told.contains("envelope-id-reused")), "{issue}");
    }
    assert_eq!(house.journal.interests().await.expect("readable").head, 1);
    // The first one is what it was, and the other comes in time.
    assert_eq!(words(&house.hands_over("hospital", ADMISSION).await), ["resent"]);
    assert_eq!(house.acceptances(first).await.len(), 2);
    other["id"] = own;
    let reception = house.hands_over("hospital", other.to_string()).await;
    assert_eq!((words(&reception), code(&acknowledged(&reception))), (vec!["accepted"], "ok"));
}

/// A receiver that nobody here is refuses the message, under MedCom's code.
///
/// Rule: fhir-receiver-unknown
#[tokio::test]
async fn an_unknown_receiver_is_told_with_medcoms_code() {
    let house = House::new().await;
    let stranger = ADMISSION.replace("5790999900041", "5790999900089").replace("990003000016006", "990009000016006");
    let reception = house.hands_over("hospital", stranger).await;
    assert_eq!(words(&reception), ["refused"]);
    let answer = acknowledged(&reception);
    let issue = &resource(&answer, "OperationOutcome")["issue"][0];
    assert_eq!(code(&answer), "fatal-error");
    assert_eq!(issue["details"]["coding"][0]["code"], "MSG_Receiver_Identifier_UNKNOWN");
}

/// JSON and XML are read alike, and each is answered in its own format.
///
/// Rule: fhir-formats
#[tokio::test]
async fn both_formats_are_taken_and_answered_in_their_own() {
    let house = House::new().await;
    let json = house.hands_over("hospital", ADMISSION).await;
    assert_eq!((words(&json), json.receipts[0].bytes[0]), (vec!["accepted"], b'{'));
    let xml = house.hands_over("hospital", ADMISSION_IN_XML).await;
    assert_eq!(xml.receipts[0].bytes[0], b'<');
    assert!(String::from_utf8_lossy(&xml.receipts[0].bytes).contains("<code value=\"ok\"/>"));
}

/// Messages come in any order: a late one is taken, and its times tell where it belongs.
///
/// Rule: fhir-order
#[tokio::test]
async fn a_late_message_is_taken_and_its_times_tell_where_it_belongs() {
    let house = House::new().await;
    let late = house.sends(DISCHARGE).await;
    let early = house.sends(ADMISSION).await;
    let mut times = Vec::new();
    for event in [late, early] {
        let stored = house.journal.event(event).await.expect("an event");
        times.push(wire::decode(&stored.body.bytes).expect("an event").times.occurred.expect("a time").instant);
    }
    assert!(times[0] > times[1], "the discharge came first and happened last");
}

/// A reply may come before what it answers: both are of one conversation.
///
/// Rule: fhir-order
#[tokio::test]
async fn a_reply_before_its_letter_is_taken_into_the_same_conversation() {
    let house = House::new().await;
    let mut conversations = Vec::new();
    for (sender, message) in [("clinic", REPLY), ("municipality", LETTER)] {
        let reception = house.hands_over(sender, message).await;
        assert_eq!((words(&reception), code(&acknowledged(&reception))), (vec!["accepted"], "ok"));
        let stored = house.journal.event(reception.letters[0].event_id.expect("an event")).await.expect("an event");
        conversations
            .push(wire::decode(&stored.body.bytes).expect("an event").course.conversation.expect("a conversation"));
    }
    assert_eq!(conversations[0], conversations[1]);
}

/// What the receiver says last is what counts after an error that passes: ok, or an error that does not.
///
/// Rule: fhir-transient-then
#[tokio::test]
async fn what_follows_a_passing_error_counts() {
    for then in ["ok", "fatal-error"] {
        let house = House::new().await;
        let event = house.sends(ADMISSION).await;
        let name = "0a7d1c01-52b1-4c3e-9d40-1f6b7a8c0001";
        for code in ["transient-error", then] {
            let written = acknowledgement(name, code).replace("5790999900034", "5790999900041");
            house.answers("municipality", written).await;
        }
        let verdicts: Vec<_> = said(&house, event).await.into_iter().map(|(_, verdict)| verdict).collect();
        let last = if then == "ok" { Verdict::Positive } else { Verdict::Negative };
        assert_eq!(verdicts, [Verdict::Transient, last]);
        assert_eq!(exchange::contradicting(&house.said_of(event).await), [false, false]);
    }
}
