//! Documents as senders write them, small and of test persons only.

use canonical::letter::Stamp;
use medcom::vans::{EndPoint, EndPointType, Wrapping, wrap};

use super::{CLINIC, HOSPITAL};

/// An `Emessage` of these letters.
pub fn emessage(wants_receipt: bool, letters: &[String]) -> String {
    let wish = if wants_receipt { "pluspositivkvitt" } else { "minuspositivkvitt" };
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <Emessage xmlns=\"http://rep.oio.dk/sundcom.dk/medcom.dk/xml/schemas/2006/07/01/\">\
         <Envelope><Sent><Date>2026-03-12</Date><Time>14:40</Time></Sent><Identifier>ENV1</Identifier>\
         <AcknowledgementCode>{wish}</AcknowledgementCode></Envelope>{}</Emessage>",
        letters.concat()
    )
}

/// A correspondence from the hospital to the clinic.
pub fn letter(id: &str, text: &str) -> String {
    correspondence(id, HOSPITAL, "1402389992", text)
}

/// A letter that is refused: its patient's number is none.
pub fn broken_letter(id: &str) -> String {
    correspondence(id, HOSPITAL, "14023", "Hej")
}

pub fn correspondence(id: &str, sender: &str, cpr: &str, text: &str) -> String {
    let party = |gln: &str, number: &str, kind: &str, name: &str| {
        format!(
            "<EANIdentifier>{gln}</EANIdentifier><Identifier>{number}</Identifier>\
             <IdentifierCode>{kind}</IdentifierCode><OrganisationName>{name}</OrganisationName>"
        )
    };
    format!(
        "<ClinicalEmail><Letter><Identifier>{id}</Identifier><VersionCode>XD9134L</VersionCode>\
         <StatisticalCode>XDIS91</StatisticalCode><Authorisation><Date>2026-03-12</Date><Time>14:35</Time></Authorisation>\
         <TypeCode>XDIS91</TypeCode><StatusCode>nytbrev</StatusCode></Letter><Sender>{}</Sender><Receiver>{}</Receiver>\
         <Patient><CivilRegistrationNumber>{cpr}</CivilRegistrationNumber><PersonSurnameName>Testrup</PersonSurnameName>\
         <PersonGivenName>Karla Margrethe</PersonGivenName>\
         <EpisodeOfCareStatusCode>inaktiv</EpisodeOfCareStatusCode></Patient>\
         <AdditionalInformation><Priority>rutine</Priority><Subject>Spørgsmål</Subject></AdditionalInformation>\
         <ClinicalInformation><Text01>{text}</Text01></ClinicalInformation></ClinicalEmail>",
        party(sender, "9999", "sygehusafdelingsnummer", "Testregionens Hospital"),
        party(CLINIC, "999990", "ydernummer", "Lægerne Prøvegade"),
    )
}

/// A FHIR message that becomes a document.
pub fn message(id: &str, sender: &str) -> String {
    let organisation = |id: &str, gln: &str| {
        format!(
            "{{\"fullUrl\":\"https://example.dk/Organization/{id}\",\"resource\":{{\"resourceType\":\"Organization\",\
             \"id\":\"{id}\",\"identifier\":[{{\"system\":\"https://www.gs1.org/gln\",\"value\":\"{gln}\"}}]}}}}"
        )
    };
    format!(
        "{{\"resourceType\":\"Bundle\",\"id\":\"b7a0c1de-0000-4000-8000-000000000001\",\"type\":\"message\",\
         \"timestamp\":\"2026-03-12T14:40:05+01:00\",\"entry\":[{{\"fullUrl\":\"https://example.dk/MessageHeader/{id}\",\
         \"resource\":{{\"resourceType\":\"MessageHeader\",\"id\":\"{id}\",\"eventCoding\":{{\"system\":\
         \"http://medcomfhir.dk/ig/terminology/CodeSystem/medcom-messaging-eventCodes\",\"code\":\"test-message\"}},\
         \"destination\":[{{\"endpoint\":\"https://example.dk/clinic\",\"receiver\":{{\"reference\":\"Organization/clinic\"}}}}],\
         \"sender\":{{\"reference\":\"Organization/hospital\"}},\"source\":{{\"endpoint\":\"https://example.dk/hospital\"}}}}}},\
         {},{}]}}",
        organisation("hospital", sender),
        organisation("clinic", CLINIC),
    )
}

/// A document in a `VANSEnvelope` from the hospital to the clinic.
pub fn vans(payload: impl AsRef<[u8]>, is_reliable: bool) -> Vec<u8> {
    let end_point = |id: &str| EndPoint { kind: EndPointType::Ean, id: id.to_owned() };
    let wrapping = Wrapping {
        sender: end_point(HOSPITAL),
        receiver: end_point(CLINIC),
        message_id: "c2b7f4de-5a08-4f6a-9d31-7e1f0a9b8c64".to_owned(),
        format: "XML".to_owned(),
        name: "MCM:XDIS91".to_owned(),
        version: Some("XD9134L".to_owned()),
        is_reliable,
    };
    let at = "2026-03-12T13:40:05Z".parse().expect("a timestamp");
    wrap(&wrapping, payload.as_ref(), &Stamp { id: [9; 16], at }).bytes
}

/// A document without what a new sending changes: the first `Envelope`, or the times and ids of a `VANSEnvelope`.
pub fn without_transmission(document: &str) -> String {
    let cut = |text: String, from: &str, to: &str| match (text.find(from), text.find(to)) {
        (Some(start), Some(end)) if start < end => format!("{}{}", &text[..start], &text[end..]),
        _ => text,
    };
    cut(document.to_owned(), "<Envelope>", "</Envelope>")
}
