//! Letters and receipts as they are written, of test persons only.

use canonical::letter::Stamp;
use medcom::vans::{EndPoint, EndPointType, Wrapping, wrap};

use crate::house::{CLINIC, HOSPITAL, MUNICIPALITY};

/// An `Emessage` that asks for a receipt.
pub(crate) fn emessage(envelope: &str, letters: &[String]) -> String {
    enveloped("pluspositivkvitt", envelope, letters)
}

/// An `Emessage` that does not.
pub(crate) fn quiet(envelope: &str, letters: &[String]) -> String {
    enveloped("minuspositivkvitt", envelope, letters)
}

fn enveloped(wish: &str, envelope: &str, letters: &[String]) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <Emessage xmlns=\"http://rep.oio.dk/sundcom.dk/medcom.dk/xml/schemas/2006/07/01/\">\
         <Envelope><Sent><Date>2026-03-12</Date><Time>14:40</Time></Sent><Identifier>{envelope}</Identifier>\
         <AcknowledgementCode>{wish}</AcknowledgementCode></Envelope>{}</Emessage>",
        letters.concat()
    )
}

/// A correspondence from the hospital to the clinic.
pub(crate) fn letter(id: &str, text: &str) -> String {
    between(HOSPITAL, CLINIC, id, text)
}

/// A correspondence from the hospital to the municipality.
pub(crate) fn to_municipality(id: &str) -> String {
    between(HOSPITAL, MUNICIPALITY, id, "Hej")
}

pub(crate) fn between(sender: &str, receiver: &str, id: &str, text: &str) -> String {
    let party = |gln: &str| {
        format!(
            "<EANIdentifier>{gln}</EANIdentifier><Identifier>{gln}</Identifier>\
             <IdentifierCode>lokationsnummer</IdentifierCode><OrganisationName>Test</OrganisationName>"
        )
    };
    format!(
        "<ClinicalEmail><Letter><Identifier>{id}</Identifier><VersionCode>XD9134L</VersionCode>\
         <StatisticalCode>XDIS91</StatisticalCode><Authorisation><Date>2026-03-12</Date><Time>14:35</Time></Authorisation>\
         <TypeCode>XDIS91</TypeCode><StatusCode>nytbrev</StatusCode></Letter><Sender>{}</Sender><Receiver>{}</Receiver>\
         <Patient><CivilRegistrationNumber>1402389992</CivilRegistrationNumber><PersonSurnameName>Testrup</PersonSurnameName>\
         <PersonGivenName>Karla Margrethe</PersonGivenName>\
         <EpisodeOfCareStatusCode>inaktiv</EpisodeOfCareStatusCode></Patient>\
         <AdditionalInformation><Priority>rutine</Priority><Subject>Spørgsmål</Subject></AdditionalInformation>\
         <ClinicalInformation><Text01>{text}</Text01></ClinicalInformation></ClinicalEmail>",
        party(sender),
        party(receiver),
    )
}

/// A receipt in writing; what is not said otherwise is as the clinic writes it to the hospital.
pub(crate) struct Written<'a> {
    /// `PositiveReceipt`, `NegativeReceipt` or `NegativeVansReceipt`.
    pub(crate) element: &'a str,
    pub(crate) sender: &'a str,
    pub(crate) envelope: &'a str,
    pub(crate) original_sender: &'a str,
    pub(crate) original_receiver: &'a str,
    /// Code and text for the whole envelope.
    pub(crate) reason: &'a str,
    /// Ids of letters, each with its version and its reason.
    pub(crate) letters: &'a [(&'a str, &'a str, &'a str)],
}

impl Written<'_> {
    pub(crate) const POSITIVE: Self = Self {
        element: "PositiveReceipt",
        sender: CLINIC,
        envelope: "ENV1",
        original_sender: HOSPITAL,
        original_receiver: CLINIC,
        reason: "",
        letters: &[("LTR1", "XD9134L", "")],
    };

    pub(crate) const NEGATIVE: Self = Self { element: "NegativeReceipt", ..Self::POSITIVE };

    pub(crate) fn text(&self) -> String {
        let Self { element, sender, envelope, original_sender, original_receiver, reason, letters } = self;
        let (version, code) = match *element {
            "NegativeReceipt" => ("XC0230Q", "XCTL02"),
            "NegativeVansReceipt" => ("XC0130Q", "XCTL01"),
            _ => ("XC0330Q", "XCTL03"),
        };
        let letter = |(id, version, reason): &(&str, &str, &str)| {
            format!(
                "<OriginalLetter><OriginalLetterIdentifier>{id}</OriginalLetterIdentifier>\
                 <OriginalVersionCode>{version}</OriginalVersionCode>{reason}</OriginalLetter>"
            )
        };
        let letters: String = letters.iter().map(letter).collect();
        format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
             <Emessage xmlns=\"http://rep.oio.dk/sundcom.dk/medcom.dk/xml/schemas/2005/08/07/\">\
             <Envelope><Sent><Date>2026-03-12</Date><Time>14:45</Time></Sent><Identifier>KUV1</Identifier>\
             <AcknowledgementCode>minuspositivkvitt</AcknowledgementCode></Envelope><{element}>\
             <Letter><Identifier>KVI1</Identifier><VersionCode>{version}</VersionCode>\
             <StatisticalCode>{code}</StatisticalCode></Letter>\
             <Sender><EANIdentifier>{sender}</EANIdentifier></Sender>\
             <Receiver><EANIdentifier>{HOSPITAL}</EANIdentifier></Receiver>\
             <OriginalEmessage><OriginalEnvelopeIdentifier>{envelope}</OriginalEnvelopeIdentifier>\
             <OriginalSender><EANIdentifier>{original_sender}</EANIdentifier></OriginalSender>\
             <OriginalReceiver><EANIdentifier>{original_receiver}</EANIdentifier></OriginalReceiver>{reason}{letters}\
             </OriginalEmessage></{element}></Emessage>"
        )
    }
}

pub(crate) const MESSAGE_ID: &str = "c2b7f4de-5a08-4f6a-9d31-7e1f0a9b8c64";

/// A document in a `VANSEnvelope` from the hospital to the clinic. Its envelope id is made of `stamp`.
pub(crate) fn vans(payload: impl AsRef<[u8]>, is_reliable: bool, stamp: u8) -> Vec<u8> {
    let end_point = |id: &str| EndPoint { kind: EndPointType::Ean, id: id.to_owned() };
    let wrapping = Wrapping {
        sender: end_point(HOSPITAL),
        receiver: end_point(CLINIC),
        message_id: MESSAGE_ID.to_owned(),
        format: "XML".to_owned(),
        name: "MCM:XDIS91".to_owned(),
        version: Some("XD9134L".to_owned()),
        is_reliable,
    };
    let at = "2026-03-12T13:40:05Z".parse().expect("a timestamp");
    wrap(&wrapping, payload.as_ref(), &Stamp { id: [stamp; 16], at }).bytes
}

/// A receipt of the network: `PositiveMessage`, `NegativeMessage` or `NegativeVans`, for this envelope of it.
pub(crate) fn vans_receipt(kind: &str, sender: &str, envelope: &str, message: Option<&str>) -> String {
    let error = if kind == "PositiveMessage" {
        ""
    } else {
        "<Error><Code>4</Code><Description>Ukendt modtager</Description></Error>"
    };
    let message = message.map_or_else(String::new, |id| {
        format!(
            "<OriginalMessage><Identifier>{id}</Identifier><Document><Format>XML</Format><Name>MCM:XDIS91</Name>\
             <Version>XD9134L</Version><SizeInBytes>7</SizeInBytes></Document></OriginalMessage>"
        )
    });
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<VANSEnvelope xmlns=\"urn:oio:medcom:vans-envelope:1.0.4\">\
         <SenderID EndPointType=\"EAN\">{sender}</SenderID><ReceiverID EndPointType=\"EAN\">{HOSPITAL}</ReceiverID>\
         <EnvelopeIdentifier>3a6f0d52-7b1e-4c93-8a55-0d9be2f41c71</EnvelopeIdentifier>\
         <SentDateTime>2026-03-12T14:45:05+01:00</SentDateTime><Receipt><{kind}>{error}\
         <OriginalEnvelopeIdentifier>{envelope}</OriginalEnvelopeIdentifier>{message}</{kind}></Receipt></VANSEnvelope>"
    )
}

/// A FHIR message from the hospital to the clinic that becomes a document.
pub(crate) fn message(id: &str) -> String {
    fhir(id, "test-message", HOSPITAL, CLINIC, "", "")
}

/// An acknowledgement of it by the clinic.
pub(crate) fn acknowledgement(id: &str, code: &str) -> String {
    let response = format!(",\"response\":{{\"identifier\":\"{id}\",\"code\":\"{code}\"}}");
    let header = "b7a0c1de-0000-4000-8000-0000000000aa";
    let provenance = format!(
        ",{{\"fullUrl\":\"https://example.dk/Provenance/p\",\"resource\":{{\"resourceType\":\"Provenance\",\"id\":\"p\",\
         \"target\":[{{\"reference\":\"MessageHeader/{header}\"}}],\"occurredDateTime\":\"2026-03-12T14:45:00+01:00\",\
         \"recorded\":\"2026-03-12T14:45:00+01:00\",\"activity\":{{\"coding\":[{{\"system\":\
         \"http://medcomfhir.dk/ig/terminology/CodeSystem/medcom-messaging-activityCodes\",\"code\":\"acknowledgement\"}}]}},\
         \"agent\":[{{\"who\":{{\"reference\":\"Organization/sender\"}}}}],\"entity\":[{{\"role\":\"revision\",\"what\":\
         {{\"reference\":\"MessageHeader/{id}\"}}}}]}}}}"
    );
    let reasons = ",{\"resource\":{\"resourceType\":\"OperationOutcome\",\"id\":\"o\",\
                   \"issue\":[{\"severity\":\"error\",\"code\":\"structure\"}]}}";
    let reasons = if code == "ok" { "" } else { reasons };
    fhir(header, "acknowledgement-message", CLINIC, HOSPITAL, &response, &format!("{provenance}{reasons}"))
}

fn fhir(id: &str, event: &str, sender: &str, receiver: &str, response: &str, more: &str) -> String {
    let organisation = |name: &str, gln: &str| {
        format!(
            "{{\"fullUrl\":\"https://example.dk/Organization/{name}\",\"resource\":{{\"resourceType\":\"Organization\",\
             \"id\":\"{name}\",\"identifier\":[{{\"system\":\"https://www.gs1.org/gln\",\"value\":\"{gln}\"}}]}}}}"
        )
    };
    format!(
        "{{\"resourceType\":\"Bundle\",\"id\":\"b7a0c1de-0000-4000-8000-000000000001\",\"type\":\"message\",\
         \"timestamp\":\"2026-03-12T14:40:05+01:00\",\"entry\":[{{\"fullUrl\":\"https://example.dk/MessageHeader/{id}\",\
         \"resource\":{{\"resourceType\":\"MessageHeader\",\"id\":\"{id}\",\"eventCoding\":{{\"system\":\
         \"http://medcomfhir.dk/ig/terminology/CodeSystem/medcom-messaging-eventCodes\",\"code\":\"{event}\"}},\
         \"destination\":[{{\"endpoint\":\"https://example.dk/to\",\"receiver\":{{\"reference\":\"Organization/receiver\"}}}}],\
         \"sender\":{{\"reference\":\"Organization/sender\"}},\"source\":{{\"endpoint\":\"https://example.dk/from\"}}{response}}}}},\
         {},{}{more}]}}",
        organisation("sender", sender),
        organisation("receiver", receiver),
    )
}
