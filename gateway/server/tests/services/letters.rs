//! Letters for tests: a municipality writes to a general practitioner about a test person.

/// Karla Margrethe Testrup.
pub(crate) const KARLA: &str = "1402389992";
/// Bruno Test Elmer.
pub(crate) const BRUNO: &str = "2509479989";
/// The general practitioner.
pub(crate) const CLINIC_GLN: &str = "5790999900034";
/// The hospital.
pub(crate) const HOSPITAL_GLN: &str = "5790999900010";
/// The municipality.
pub(crate) const MUNICIPALITY_GLN: &str = "5790999900041";
/// Nobody who is known here.
pub(crate) const NOBODY_GLN: &str = "5790999900065";

/// Several letters in the envelope of the first.
pub(crate) fn together(documents: &[String]) -> String {
    let letter = |document: &String| {
        let (_, rest) = document.split_once("</Envelope>").expect("an envelope");
        rest.replace("</Emessage>\n", "")
    };
    let (envelope, _) = documents[0].split_once("</Envelope>").expect("an envelope");
    let letters: String = documents.iter().map(letter).collect();
    format!("{envelope}</Envelope>{letters}</Emessage>\n")
}

/// A correspondence letter in an Emessage of its own.
pub(crate) fn correspondence(id: &str, patient: &str, receiver: &str) -> String {
    format!(
        r#"<?xml version="1.0" encoding="UTF-8"?>
<Emessage xmlns="http://rep.oio.dk/sundcom.dk/medcom.dk/xml/schemas/2006/07/01/">
  <Envelope><Sent><Date>2026-03-12</Date><Time>14:40</Time></Sent><Identifier>ENV{id}</Identifier><AcknowledgementCode>pluspositivkvitt</AcknowledgementCode></Envelope>
  <ClinicalEmail>
    <Letter><Identifier>{id}</Identifier><VersionCode>XD9134L</VersionCode><StatisticalCode>XDIS91</StatisticalCode>
      <Authorisation><Date>2026-03-12</Date><Time>14:35</Time></Authorisation><TypeCode>XDIS91</TypeCode><StatusCode>nytbrev</StatusCode></Letter>
    <Sender><EANIdentifier>5790999900041</EANIdentifier><Identifier>461</Identifier><IdentifierCode>kommunenummer</IdentifierCode><OrganisationName>Odense Kommune TEST</OrganisationName></Sender>
    <Receiver><EANIdentifier>{receiver}</EANIdentifier><Identifier>999990</Identifier><IdentifierCode>ydernummer</IdentifierCode></Receiver>
    <Patient><CivilRegistrationNumber>{patient}</CivilRegistrationNumber><PersonSurnameName>Test</PersonSurnameName><EpisodeOfCareStatusCode>inaktiv</EpisodeOfCareStatusCode></Patient>
  </ClinicalEmail>
</Emessage>
"#
    )
}
