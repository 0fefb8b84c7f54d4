//! `broen blob`: a large file of an event comes back as it was.

use canonical::digest::Digest;

use crate::process::{Program, stage};

/// Bytes of the file: zeros, which are as many `A` in base64.
const SIZE: usize = 1_200_000;

fn binary_letter() -> String {
    let party = |gln: &str, unit: &str, code: &str| {
        format!(
            "<EANIdentifier>{gln}</EANIdentifier><Identifier>{unit}</Identifier><IdentifierCode>{code}</IdentifierCode>\
             <OrganisationName>Navn</OrganisationName>"
        )
    };
    format!(
        "<Emessage xmlns=\"http://rep.oio.dk/sundcom.dk/medcom.dk/xml/schemas/2005/08/07/\"><Envelope><Sent>\
         <Date>2026-03-12</Date><Time>14:40</Time></Sent><Identifier>ENV1</Identifier><AcknowledgementCode>\
         pluspositivkvitt</AcknowledgementCode></Envelope><BinaryLetter><Letter><Identifier>BIN1</Identifier>\
         <VersionCode>XB0130X</VersionCode><StatisticalCode>XBIN01</StatisticalCode><Authorisation><Date>2026-03-12</Date>\
         <Time>14:35</Time></Authorisation><TypeCode>XBIN01</TypeCode><StatusCode>nytbrev</StatusCode></Letter>\
         <Sender>{}</Sender><Receiver>{}</Receiver><Patient><CivilRegistrationNumber>1402389992\
         </CivilRegistrationNumber><PersonSurnameName>Testrup</PersonSurnameName></Patient><BinaryObject>\
         <ObjectIdentifier>B1</ObjectIdentifier><ObjectCode>billede</ObjectCode><ObjectExtensionCode>png\
         </ObjectExtensionCode><OriginalObjectSize>{SIZE}</OriginalObjectSize><Object_Base64Encoded>{}\
         </Object_Base64Encoded></BinaryObject></BinaryLetter></Emessage>",
        party("5790999900010", "9999010", "sygehusafdelingsnummer"),
        party("5790999900034", "999990", "ydernummer"),
        "A".repeat(SIZE / 3 * 4),
    )
}

#[test]
fn a_large_file_is_fetched_into_a_file() {
    let stage = stage();
    let data = stage.path().to_string_lossy().into_owned();
    let gateway = Program::gateway(stage.path());
    let subscribe = ["subscribe", "inbox", "--as", "laegerne-proevegade", "--data", &data, "--output", "json"];
    let mut subscriber = Program::start(&subscribe);
    subscriber.until(|said| said["subscribed"] == "inbox");
    let path = |name: &str| stage.path().join(name).to_string_lossy().into_owned();
    let (letter, out) = (path("letter.xml"), path("file.png"));
    std::fs::write(&letter, binary_letter()).expect("written");
    for way in [&[][..], &["--grpc"]] {
        let submit = ["submit", &letter, "--as", "testregionens-hospital", "--data", &data, "--output", "json"];
        let accepted = Program::run(&[&submit, way].concat());
        assert_eq!(accepted.code, Some(0), "{:?}", accepted.objects);
        let event = accepted.objects[0]["letters"][0]["event_id"].as_str().expect("an event").to_owned();
        let blob = |organisation: &str, sha256: &str| {
            let caller = ["--as", organisation, "--data", &data, "--output", "json"];
            Program::run(&[&["blob", &event, sha256, "--out", &out][..], &caller].concat())
        };
        let (file, other) = (Digest::of(&vec![0; SIZE]).to_string(), Digest::of(b"other").to_string());
        assert_eq!(blob("odense-kommune-test", &file).code, Some(1), "it is not addressed to it");
        assert_eq!(blob("laegerne-proevegade", &other).code, Some(1), "it has no such file");
        assert_eq!(blob("laegerne-proevegade", "ab").code, Some(64));
        let fetched = blob("laegerne-proevegade", &file);
        assert_eq!(fetched.code, Some(0), "{}", fetched.errors);
        assert_eq!(fetched.objects[0]["size"], SIZE);
        assert_eq!(std::fs::read(&out).expect("fetched"), vec![0; SIZE]);
        assert_eq!(blob("laegerne-proevegade", &file).code, Some(1), "a file that is there is not replaced");
        std::fs::remove_file(&out).expect("removed");
    }
    subscriber.kill();
    assert_eq!(gateway.terminate(), Some(0));
}
