//! The same clinical event in both standards, through a running gateway: both letters are linked, seen from either, and who
//! chose one standard is given the other letter as a tombstone.

#![allow(clippy::expect_used, reason = "a test that cannot go on has failed")]

use std::time::Duration;

use conformance_tests::letters::{Letter, LetterKind, Receiver};
use conformance_tests::peers::{Https, Puller, channel};
use conformance_tests::standalone::{HOSPITAL, MUNICIPALITY, Standalone};
use tempfile::TempDir;
use wire::v1;
use wire::v1::event_service_client::EventServiceClient;
use wire::v1::subscriber_service_client::SubscriberServiceClient;

/// Longer than anything here takes.
const HANG: Duration = Duration::from_secs(120);
const STAYS: [&str; 2] = ["5b0c7e1f-9a3d-4c2e-8f60-71b2c3d4e5f6", "5b0c7e1f-9a3d-4c2e-8f60-71b2c3d4e5f7"];
const SUBSCRIPTIONS: [(&str, v1::StandardChoice); 3] = [
    ("both", v1::StandardChoice::Unspecified),
    ("fhir", v1::StandardChoice::Fhir),
    ("letters", v1::StandardChoice::MedcomXml),
];

struct Stage {
    data: TempDir,
    gateway: Standalone,
    hospital: Https,
}

impl Stage {
    async fn set() -> Self {
        let data = tempfile::tempdir().expect("a directory");
        let gateway = Standalone::start(data.path()).await.expect("the gateway starts");
        for (name, standard) in SUBSCRIPTIONS {
            let delivery = v1::DeliveryOptions { standard: standard.into(), ..v1::DeliveryOptions::default() };
            let subscription =
                v1::Subscription { name: name.to_owned(), delivery: Some(delivery), ..v1::Subscription::default() };
            let request = v1::CreateSubscriptionRequest { subscription: Some(subscription), start: None };
            let channel = channel(gateway.grpc, &gateway.identity(MUNICIPALITY)).await.expect("a channel");
            let mut client = SubscriberServiceClient::new(channel);
            let created = client.create_subscription(request).await.expect("a subscription").into_inner();
            let delivery = created.subscription.and_then(|subscription| subscription.delivery);
            assert_eq!(delivery.expect("options").standard(), standard);
        }
        let hospital = Https::new(gateway.https, &gateway.identity(HOSPITAL)).expect("a client");
        Self { data, gateway, hospital }
    }

    async fn letter(&mut self, document: String) {
        let answer = self.hospital.post("/medcom", "application/xml", document).await.expect("an answer");
        assert_eq!(answer.status.as_u16(), 200, "{}", answer.text());
    }

    async fn message(&mut self, document: Vec<u8>) {
        let (path, media_type) = ("/fhir/$process-message", "application/fhir+json");
        let answer = self.hospital.post(path, media_type, document).await.expect("an answer");
        assert_eq!(answer.status.as_u16(), 200, "{}", answer.text());
        assert!(answer.text().contains("\"ok\""), "{}", answer.text());
    }

    /// The gateway dies and is started again.
    async fn restarted(self) -> Self {
        self.gateway.kill().await.expect("it can be waited for");
        let gateway = Standalone::start(self.data.path()).await.expect("the gateway starts");
        let hospital = Https::new(gateway.https, &gateway.identity(HOSPITAL)).expect("a client");
        Self { gateway, hospital, data: self.data }
    }

    /// The next entries of a subscription, each acked and settled.
    async fn entries(&self, name: &str, count: usize) -> Vec<v1::Entry> {
        let channel = channel(self.gateway.grpc, &self.gateway.identity(MUNICIPALITY)).await.expect("a channel");
        let mut client = SubscriberServiceClient::new(channel.clone());
        let mut puller = Puller::open(channel, name, 100).await.expect("a stream");
        let mut taken = Vec::new();
        while taken.len() < count {
            let next = tokio::time::timeout(HANG, puller.next()).await.expect("an entry in time");
            let entries = next.expect("a stream").expect("an entry");
            puller.ack(entries.iter().map(|entry| entry.number).collect()).await.expect("a stream");
            taken.extend(entries);
        }
        // Whoever leaves before that may be given them again.
        let settled = async {
            loop {
                let request = v1::GetSubscriptionRequest { name: name.to_owned() };
                let found = client.get_subscription(request).await.expect("it is there").into_inner().subscription;
                if found.and_then(|subscription| subscription.state).expect("a state").backlog == 0 {
                    return;
                }
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        };
        tokio::time::timeout(HANG, settled).await.expect("settled in time");
        taken
    }

    async fn events(&self) -> EventServiceClient<tonic::transport::Channel> {
        let channel = channel(self.gateway.grpc, &self.gateway.identity(MUNICIPALITY)).await.expect("a channel");
        EventServiceClient::new(channel)
    }

    /// The event as it is written for those who take FHIR.
    async fn converted(&self, event_id: &str) -> Vec<u8> {
        let request =
            v1::RenderEventRequest { event_id: event_id.to_owned(), format: v1::LetterFormat::FhirJson.into() };
        let rendered = self.events().await.render_event(request).await.expect("a message").into_inner();
        rendered.content.to_vec()
    }
}

/// An XDIS20 of this stay.
fn notice(letter_id: &str, stay: &str) -> String {
    let stay = stay.replace('-', "");
    format!(
        r#"<Emessage xmlns="http://rep.oio.dk/sundcom.dk/medcom.dk/xml/schemas/2005/08/07/">
  <Envelope><Sent><Date>2026-03-12</Date><Time>08:20</Time></Sent><Identifier>E{letter_id}</Identifier><AcknowledgementCode>pluspositivkvitt</AcknowledgementCode></Envelope>
  <NotificationOfAdmission>
    <Letter><Identifier>{letter_id}</Identifier><VersionCode>XD2030C</VersionCode><StatisticalCode>XDIS20</StatisticalCode>
      <Authorisation><Date>2026-03-12</Date><TimeWithSec>08:20:07</TimeWithSec></Authorisation><TypeCode>XDIS20</TypeCode><StatusCode>nytbrev</StatusCode><NotificationIdentifier>{stay}</NotificationIdentifier></Letter>
    <Sender><EANIdentifier>5790999900010</EANIdentifier><Identifier>9999010</Identifier><IdentifierCode>sygehusafdelingsnummer</IdentifierCode><OrganisationName>Testregionens Hospital</OrganisationName><AnswerTo><EANIdentifier>5790999900010</EANIdentifier></AnswerTo></Sender>
    <Receiver><EANIdentifier>5790999900041</EANIdentifier><Identifier>461</Identifier><IdentifierCode>kommunenummer</IdentifierCode><OrganisationName>Odense Kommune TEST</OrganisationName></Receiver>
    <Patient><CivilRegistrationNumber>1402389992</CivilRegistrationNumber><EpisodeOfCareStatusCode>indlagt</EpisodeOfCareStatusCode></Patient>
    <Admission><Date>2026-03-12</Date><Time>08:15</Time></Admission>
  </NotificationOfAdmission>
</Emessage>"#
    )
}

/// The HospitalNotification that its sender makes of the same admission, under ids of its own.
fn notification(number: u8, stay: &str) -> Vec<u8> {
    let published =
        include_str!("../../adapters/fhir/src/messages/hospital_notification/cases/admitted_and_report_asked.json");
    let own = |kind: u8| format!("0a7d1c{kind}{number}-52b1-4c3e-9d40-1f6b7a8c0001");
    let message = published.replace("0a7d1c01-52b1-4c3e-9d40-1f6b7a8c0001", &own(0));
    message.replace("0a7d1cc9-52b1-4c3e-9d40-1f6b7a8c00c9", &own(1)).replace(STAYS[0], stay).into_bytes()
}

fn ids(entries: &[v1::Entry]) -> Vec<String> {
    entries.iter().map(|entry| entry.event.as_ref().expect("an event").id.clone()).collect()
}

/// The only link is to the other letter of the same event.
fn is_same(links: &[v1::Link], other: &str, direction: v1::LinkDirection) {
    let same = v1::Link {
        relation: v1::LinkRelation::SameAs.into(),
        event_id: other.to_owned(),
        direction: direction.into(),
        ambiguous: false,
    };
    assert_eq!(links, [same]);
}

/// Both letters of an event are seen from each other, the earlier first.
async fn are_linked(stage: &Stage, earlier: &str, later: &str) {
    let ends = [(earlier, later, v1::LinkDirection::FromLater), (later, earlier, v1::LinkDirection::ToEarlier)];
    for (event_id, other, direction) in ends {
        let request = v1::GetEventRequest { event_id: event_id.to_owned() };
        let event = stage.events().await.get_event(request).await.expect("an event").into_inner();
        is_same(&event.links, other, direction);
    }
}

/// Whether each entry is a tombstone for the sake of the chosen standard.
fn withheld(entries: &[v1::Entry]) -> Vec<bool> {
    let is_withheld = |entry: &v1::Entry| {
        let reason = entry.withheld.as_ref().map(|withheld| withheld.reason.as_str());
        assert!(reason.is_none_or(|reason| reason == "in-chosen-standard"), "{reason:?}");
        reason.is_some()
    };
    entries.iter().map(is_withheld).collect()
}

#[tokio::test]
async fn an_admission_told_in_both_standards_is_linked_and_given_as_each_subscription_chose() {
    let mut stage = Stage::set().await;
    stage.letter(notice("ADV1", STAYS[0])).await;
    stage.message(notification(1, STAYS[0])).await;
    stage.message(notification(2, STAYS[1])).await;
    let mut stage = stage.restarted().await;
    stage.letter(notice("ADV2", STAYS[1])).await;

    let all = stage.entries("both", 4).await;
    let ids = ids(&all);
    are_linked(&stage, &ids[0], &ids[1]).await;
    are_linked(&stage, &ids[2], &ids[3]).await;
    // An entry has the links that were known when it was offered: all four were there by then.
    is_same(&all[0].links, &ids[1], v1::LinkDirection::FromLater);
    is_same(&all[3].links, &ids[2], v1::LinkDirection::ToEarlier);
    assert_eq!(withheld(&all), [false; 4]);
    assert_eq!(withheld(&stage.entries("fhir", 4).await), [true, false, false, true]);
    assert_eq!(withheld(&stage.entries("letters", 4).await), [false, true, true, false]);

    let patient = v1::PatientIdentifier {
        system: "urn:oid:1.2.208.176.1.2".to_owned(),
        value: "1402389992".to_owned(),
        ..v1::PatientIdentifier::default()
    };
    let request = v1::ListPatientEventsRequest { patient: Some(patient), ..v1::ListPatientEventsRequest::default() };
    let timeline = stage.events().await.list_patient_events(request).await.expect("a timeline").into_inner();
    let newest = &timeline.events[0];
    is_same(&newest.links, &ids[2], v1::LinkDirection::ToEarlier);
}

#[tokio::test]
async fn a_letter_and_its_converted_copy_are_linked_and_what_came_alone_is_given_as_it_came() {
    let mut stage = Stage::set().await;
    for id in ["BREV1", "BREV2"] {
        let letter =
            Letter { id: id.to_owned(), patient: 1, receiver: Receiver::Municipality, kind: LetterKind::ClinicalEmail };
        stage.letter(letter.document(&format!("E{id}"))).await;
    }
    // Delivered before anything came in the other standard: it is not taken back.
    let early = stage.entries("fhir", 2).await;
    assert_eq!(withheld(&early), [false; 2]);
    let [first, alone] = ids(&early).try_into().expect("two letters");
    let copy = stage.converted(&first).await;
    stage.message(copy).await;

    let late = stage.entries("fhir", 1).await;
    assert_eq!(withheld(&late), [false]);
    let copy = late[0].event.as_ref().expect("an event").id.clone();
    is_same(&late[0].links, &first, v1::LinkDirection::ToEarlier);
    are_linked(&stage, &first, &copy).await;
    assert_eq!(ids(&stage.entries("both", 3).await), [&first, &alone, &copy].map(String::clone));
    assert_eq!(withheld(&stage.entries("letters", 3).await), [false, false, true]);
    // Delivered again from the start, the decision is made with what is known now.
    let again = v1::SeekRequest { name: "fhir".to_owned(), target: Some(v1::seek_request::Target::Number(1)) };
    let channel = channel(stage.gateway.grpc, &stage.gateway.identity(MUNICIPALITY)).await.expect("a channel");
    SubscriberServiceClient::new(channel).seek(again).await.expect("moved");
    assert_eq!(withheld(&stage.entries("fhir", 3).await), [true, false, false]);
}

#[tokio::test]
async fn the_published_pair_of_the_conversion_service_is_linked() {
    let Some(folder) = published::folder("samples/medcom-fhir/conversion-xdis91-carecommunication") else { return };
    // Between organisations that this gateway knows; nothing else is changed.
    let read = |name: &str| {
        let document = std::fs::read_to_string(folder.join(name)).expect("a readable document");
        let document = document.replace("<Identifier>5790000121441<", "<Identifier>461<");
        document.replace("5790001382445", "5790999900010").replace("5790000121441", "5790999900041")
    };
    let mut stage = Stage::set().await;
    stage.letter(read("Flow1-XDIS91_Ex_to_FHIR.xml")).await;
    let message = read("Flow1-CareCommunication_Ex_from_OIOXML.xml");
    let answer = stage.hospital.post("/fhir/$process-message", "application/fhir+xml", message).await;
    let answer = answer.expect("an answer");
    assert_eq!(answer.status.as_u16(), 200, "{}", answer.text());

    let entries = stage.entries("both", 2).await;
    let ids = ids(&entries);
    for (entry, other) in [(&entries[0], &ids[1]), (&entries[1], &ids[0])] {
        let is_same = |link: &v1::Link| link.relation() == v1::LinkRelation::SameAs && link.event_id == *other;
        assert!(entry.links.iter().any(is_same), "{:?}", entry.links);
    }
    // The message brings the file; the letter refers to one that has not come, and stands for nothing.
    assert_eq!(withheld(&stage.entries("fhir", 2).await), [true, false]);
    assert_eq!(withheld(&stage.entries("letters", 2).await), [false, false]);
}
