//! The envelopes of EHMI: opened, answered, and read back.
#![allow(clippy::expect_used, reason = "a test that cannot go on says so")]

mod support;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use canonical::letter::{Answer, Limits, Outcome, Stamp};
use canonical::receipt::{IncomingReceipt, ReceiptForm, Verdict};
use canonical::refusal::{Place, Refusal, RefusalCode};
use fhir::sbdh::{self, Content, Header, Message, Unreadable, Wrapping};
use support::cases;

/// `MessageHeader.id` and `Bundle.id` of the smallest report.
const LETTER: &str = "5c1e7a40-9b0d-4f63-8a52-3d7e60c4b102";
const BUNDLE: &str = "5c1e7a40-9b0d-4f63-8a52-3d7e60c4b182";
const ENVELOPE: &str = "7e0fb9d3-2c1a-4f7e-b8a6-91d24c6e0a55";

/// An envelope around these bytes, with line breaks and spaces where published ones have them.
fn envelope(payload: &[u8]) -> String {
    let scope = |kind: &str, value: &str| {
        format!("<Scope><Type>{kind}</Type><InstanceIdentifier>\n  {value}\n </InstanceIdentifier></Scope>")
    };
    let scopes = [
        scope("DOCUMENTID", "urn:dk:healthcare:medcom:messaging:fhir:structuredefinition::homecareobservation-message"),
        scope("PATIENTID", "1402389992"),
        scope("SENDERID", "990003000016006"),
        scope("RECEIVERID", "990002000016009"),
        scope("MESSAGEIDENTIFIER", LETTER),
        scope("MESSAGEENVELOPEIDENTIFIER", BUNDLE),
        scope("EHMI-ReceiptAcknowledgement", "Request"),
    ]
    .concat();
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n\
         <StandardBusinessDocument xmlns=\"http://www.unece.org/cefact/namespaces/StandardBusinessDocumentHeader\">\
         <StandardBusinessDocumentHeader><HeaderVersion>1.0</HeaderVersion>\
         <Sender><Identifier Authority=\"iso6523-actorid-upis\">0088:5790999900041</Identifier></Sender>\
         <Receiver><Identifier Authority=\"iso6523-actorid-upis\">0088:5790999900034</Identifier></Receiver>\
         <DocumentIdentification><Standard>homecareobservation-message</Standard><TypeVersion>1.1</TypeVersion>\
         <InstanceIdentifier>\n {ENVELOPE} </InstanceIdentifier><Type>Bundle</Type><MultipleType>false</MultipleType>\
         <CreationDateAndTime>2026-05-01T08:11:00+02:00</CreationDateAndTime></DocumentIdentification>\
         <BusinessScope>{scopes}</BusinessScope></StandardBusinessDocumentHeader>\
         <BinaryContent mimeType=\"application/fhir+xml\" encoding=\"ISO-8859-1\">\n  {}\n</BinaryContent>\
         </StandardBusinessDocument>",
        STANDARD.encode(payload)
    )
}

fn report() -> Vec<u8> {
    cases::bytes("one_result.json")
}

fn open(document: &str) -> Result<Message, Unreadable> {
    sbdh::open(document.as_bytes(), &Limits::default()).expect("an envelope")
}

fn stamp() -> Stamp {
    Stamp { id: [7; 16], at: "2026-05-01T06:12:00Z".parse().expect("a time") }
}

fn refused() -> Answer {
    let place = Place::path("StandardBusinessDocument/BinaryContent");
    Answer::Refused(vec![Refusal::new(RefusalCode::Base64Malformed, place)])
}

/// The receipt in an envelope of ours.
fn receipt(document: &[u8]) -> (Header, IncomingReceipt) {
    let Message { header, content } = open(std::str::from_utf8(document).expect("text")).expect("an envelope");
    match content {
        Content::Receipt(receipt) => (header, *receipt),
        Content::Payload(_) => panic!("no receipt"),
    }
}

#[test]
fn an_envelope_gives_its_addressing_and_its_message() {
    let Message { header, content } = open(&envelope(&report())).expect("an envelope");
    assert_eq!(header.envelope_id, ENVELOPE);
    assert_eq!((header.message_id.as_deref(), header.bundle_id.as_deref()), (Some(LETTER), Some(BUNDLE)));
    assert_eq!((header.sender.identifier().scheme(), header.sender.identifier().value()), ("gln", "5790999900041"));
    assert_eq!(header.receiver.identifier().value(), "5790999900034");
    assert_eq!((header.standard.as_str(), header.version.as_deref()), ("homecareobservation-message", Some("1.1")));
    assert!(header.wants_receipt && !header.is_of_receipt());
    assert_eq!(header.created.as_ref().map(|at| at.instant.to_string()).as_deref(), Some("2026-05-01T06:11:00Z"));
    let Content::Payload(payload) = content else { panic!("no message") };
    assert_eq!(payload.reveal(), &report());
    let opened = fhir::convert(payload.reveal(), &Limits::default()).expect("a message");
    assert!(matches!(opened.letters[0].outcome, Outcome::Event(_)));
    assert!(header.contradictions(&opened.envelope.id, &opened.letters[0].head.letter_id).is_empty());
    assert!(!format!("{header:?}").contains("1402389992"), "the patient's number is kept");
}

#[test]
fn an_envelope_that_names_another_message_contradicts_it() {
    let opened = fhir::convert(&report(), &Limits::default()).expect("a message");
    for (from, kind) in [(LETTER, "MESSAGEIDENTIFIER"), (BUNDLE, "MESSAGEENVELOPEIDENTIFIER")] {
        let header = open(&envelope(&report()).replace(from, "another")).expect("an envelope").header;
        let [refusal] = header
            .contradictions(&opened.envelope.id, &opened.letters[0].head.letter_id)
            .try_into()
            .expect("one contradiction");
        assert_eq!(refusal.code, RefusalCode::StateContradictory);
        assert!(refusal.at.path.contains(&format!("Scope[{kind}]")), "{}", refusal.at);
    }
    // UUIDs are written in large and small letters.
    let large = envelope(&report()).replace(LETTER, &LETTER.to_ascii_uppercase());
    assert!(
        open(&large)
            .expect("an envelope")
            .header
            .contradictions(&opened.envelope.id, &opened.letters[0].head.letter_id)
            .is_empty()
    );
}

#[test]
fn prefixes_and_the_namespace_of_the_content_do_not_matter() {
    let prefixed = envelope(&report())
        .replace("<BinaryContent ", "<bc:BinaryContent xmlns:bc=\"http://peppol.eu/xsd/ticc/envelope/1.0\" ")
        .replace("</BinaryContent>", "</bc:BinaryContent>");
    assert!(matches!(open(&prefixed).expect("an envelope").content, Content::Payload(_)));
    let comment = envelope(&report()).replace("0088:5790999900041", "0088:<!-- GLN -->5790999900041");
    assert_eq!(open(&comment).expect("an envelope").header.sender.identifier().value(), "5790999900041");
}

#[test]
fn what_is_wrong_with_an_envelope_is_told_with_its_place() {
    let whole = envelope(&report());
    let header = "StandardBusinessDocument/StandardBusinessDocumentHeader";
    let content = "StandardBusinessDocument/BinaryContent";
    let cases = [
        (whole.replace("ICAg", "~"), RefusalCode::Base64Malformed, content.to_owned()),
        (
            whole.replace("<Sender>", "<From>").replace("</Sender>", "</From>"),
            RefusalCode::ElementMissing,
            format!("{header}/Sender"),
        ),
        (whole.replace("</Sender>", "</Sender><Sender/>"), RefusalCode::ElementRepeated, format!("{header}/Sender")),
        (
            whole.replace(ENVELOPE, " "),
            RefusalCode::ElementEmpty,
            format!("{header}/DocumentIdentification/InstanceIdentifier"),
        ),
        (
            whole.replace(ENVELOPE, &"1".repeat(300)),
            RefusalCode::TextTooLong,
            format!("{header}/DocumentIdentification/InstanceIdentifier"),
        ),
        (
            whole.replace("2026-05-01T08:11:00+02:00", "i går"),
            RefusalCode::TimeMalformed,
            format!("{header}/DocumentIdentification/CreationDateAndTime"),
        ),
        (
            whole.replace("StandardBusinessDocumentHeader\">", "Other\">"),
            RefusalCode::VersionUnsupported,
            "StandardBusinessDocument".to_owned(),
        ),
        (
            whole.replace("</BinaryContent>", "</BinaryContent><BinaryContent>AA==</BinaryContent>"),
            RefusalCode::ElementRepeated,
            content.to_owned(),
        ),
    ];
    for (document, code, path) in cases {
        let Unreadable { refusals, .. } = open(&document).expect_err("refused");
        assert_eq!(refusals.first().map(|refusal| (refusal.code, &refusal.at.path)), Some((code, &path)));
        assert!(refusals[0].at.line > 0, "{path}");
    }
}

#[test]
fn the_limits_hold_for_envelopes_too() {
    let whole = envelope(&report());
    let code = |document: &str, limits: Limits| {
        let opened = sbdh::open(document.as_bytes(), &limits).expect("an envelope");
        opened.expect_err("refused").refusals.first().map(|refusal| refusal.code)
    };
    let few = Limits { bytes: 100, ..Limits::default() };
    assert_eq!(code(&whole, few), Some(RefusalCode::DocumentTooLarge));
    let flat = Limits { depth: 3, ..Limits::default() };
    assert_eq!(code(&whole, flat), Some(RefusalCode::DocumentTooDeep));
    let small = Limits { nodes: 20, ..Limits::default() };
    assert_eq!(code(&whole, small), Some(RefusalCode::DocumentTooComplex));
    let cut = whole.get(..whole.len() - 20).expect("text");
    assert_eq!(code(cut, Limits::default()), Some(RefusalCode::XmlMalformed));
    let entity = whole.replace("?>\n", "?>\n<!DOCTYPE StandardBusinessDocument>");
    assert_eq!(code(&entity, Limits::default()), Some(RefusalCode::DtdForbidden));
}

#[test]
fn what_is_no_envelope_is_left_alone() {
    for document in
        ["", "{", "<Bundle xmlns=\"http://hl7.org/fhir\"/>", "<Emessage/>", "<a><StandardBusinessDocument/></a>"]
    {
        assert!(
            !sbdh::is_envelope(document.as_bytes()) && sbdh::open(document.as_bytes(), &Limits::default()).is_none()
        );
    }
    assert!(sbdh::is_envelope(
        b"\xef\xbb\xbf<?xml version='1.0'?><!-- <a> --><s:StandardBusinessDocument xmlns:s='x'>"
    ));
}

#[test]
fn a_receipt_reads_back_as_what_it_says() {
    let header = open(&envelope(&report())).expect("an envelope").header;
    let answers = [
        (Answer::Accepted, ReceiptForm::ReceiptAcknowledgement, Verdict::Positive),
        (refused(), ReceiptForm::ReceiptException, Verdict::Negative),
    ];
    for (answer, form, verdict) in answers {
        let rendered = sbdh::render_receipt(&header, &answer, &stamp()).expect("a receipt");
        let (of_receipt, read) = receipt(&rendered.bytes);
        assert_eq!((read.form, read.verdict), (form, verdict));
        assert_eq!((read.envelope_id.as_deref(), read.message_id.as_deref()), (Some(ENVELOPE), Some(LETTER)));
        assert_eq!(read.sender.as_ref().map(|sender| sender.value()), Some("5790999900034"));
        assert_eq!(read.original_sender.as_ref().map(|sender| sender.value()), Some("5790999900041"));
        let said = read.reasons.first().and_then(|reason| reason.text.as_ref()).map(|text| text.reveal().as_str());
        assert_eq!(said.is_some_and(|said| said.contains("base64-malformed")), verdict == Verdict::Negative);
        // A receipt is never answered.
        assert!(of_receipt.is_of_receipt() && !of_receipt.wants_receipt);
        assert!(sbdh::render_receipt(&of_receipt, &refused(), &stamp()).is_none());
    }
}

#[test]
fn an_envelope_that_asks_for_no_receipt_gets_one_only_if_it_is_refused() {
    let quiet = envelope(&report()).replace("Request", "None");
    let header = open(&quiet).expect("an envelope").header;
    assert!(sbdh::render_receipt(&header, &Answer::Accepted, &stamp()).is_none());
    assert!(sbdh::render_receipt(&header, &refused(), &stamp()).is_some());
}

#[test]
fn the_same_receipt_has_the_same_fingerprint_whenever_it_is_sent() {
    let header = open(&envelope(&report())).expect("an envelope").header;
    let later = Stamp { id: [9; 16], at: "2026-05-02T06:12:00Z".parse().expect("a time") };
    let fingerprint = |answer, stamp: &Stamp| {
        receipt(&sbdh::render_receipt(&header, &answer, stamp).expect("a receipt").bytes).1.fingerprint
    };
    assert_eq!(fingerprint(Answer::Accepted, &stamp()), fingerprint(Answer::Accepted, &later));
    assert_ne!(fingerprint(Answer::Accepted, &stamp()), fingerprint(refused(), &stamp()));
}

#[test]
fn a_signal_is_read_where_it_stands_and_where_it_is_enclosed() {
    let signal = "<s:ReceiptException xmlns:s=\"http://docs.oasis-open.org/ebxml-bp/ebbp-signals-2.0\">\
                  <s:OriginalMessageIdentifier>\n  the-envelope\n </s:OriginalMessageIdentifier>\
                  <s:ExceptionType><s:ReceiptException>Authorization</s:ReceiptException></s:ExceptionType>\
                  <s:Reason>Ukendt</s:Reason><s:ExceptionMessage>Afsender</s:ExceptionMessage></s:ReceiptException>";
    let enclosed = envelope(signal.as_bytes())
        .replace("<Standard>homecareobservation-message<", "<Standard>ebbp-signals<")
        .replace("Request<", "Response<");
    let open_end = enclosed.find("<BinaryContent").expect("content");
    let bare = format!("{}{signal}</StandardBusinessDocument>", enclosed.get(..open_end).expect("text"));
    for document in [enclosed, bare] {
        let read = receipt(document.as_bytes()).1;
        assert_eq!((read.form, read.envelope_id.as_deref()), (ReceiptForm::ReceiptException, Some("the-envelope")));
        let reason = read.reasons.first().expect("a reason");
        assert_eq!(reason.code.as_deref(), Some("Authorization"));
        assert_eq!(reason.text.as_ref().map(|text| text.reveal().as_str()), Some("Ukendt: Afsender"));
    }
    let other = envelope(b"<other/>").replace("<Standard>homecareobservation-message<", "<Standard>ebbp-signals<");
    let Unreadable { header, refusals } = open(&other).expect_err("no signal");
    assert_eq!(refusals.first().map(|refusal| refusal.code), Some(RefusalCode::RootUnknown));
    assert!(sbdh::render_receipt(&header.expect("a header"), &refused(), &stamp()).is_none());
}

#[test]
fn of_a_signal_that_is_not_well_formed_the_envelope_says_what_it_is() {
    let signal = "<s:ReceiptAcknowledgement xmlns:s=\"http://docs.oasis-open.org/ebxml-bp/ebbp-signals-2.0\">\
                  <s:FromPartyInfo type=”iso6523-actorid-upis”>0088:5790999900034</s:FromPartyInfo>\
                  </s:ReceiptAcknowledgement>";
    let answers = "<CorrelationInformation><RequestingDocumentInstanceIdentifier>\n the-envelope \
                   </RequestingDocumentInstanceIdentifier></CorrelationInformation></Scope></BusinessScope>";
    let kinds = [("ReceiptAcknowledgement", Verdict::Positive), ("ReceiptException", Verdict::Negative)];
    let enclosed = envelope(signal.as_bytes())
        .replace("<Standard>homecareobservation-message<", "<Standard>ehmisbdh-acknowledgement<")
        .replace("Request<", "Response<")
        .replace("</Scope></BusinessScope>", answers);
    for (kind, verdict) in kinds {
        let document = enclosed.replace("<Type>Bundle<", &format!("<Type>{kind}<"));
        let read = receipt(document.as_bytes()).1;
        assert_eq!((read.verdict, read.envelope_id.as_deref()), (verdict, Some("the-envelope")));
    }
    let Unreadable { refusals, .. } = open(&enclosed).expect_err("no signal");
    assert_eq!(refusals.first().map(|refusal| refusal.code), Some(RefusalCode::RootUnknown));
}

#[test]
fn a_wrapped_message_opens_again() {
    let answered = open(&envelope(&report())).expect("an envelope").header;
    let wrapping = Wrapping {
        standard: "acknowledgement-message".to_owned(),
        version: "2.0".to_owned(),
        message_id: "ack-1".to_owned(),
        bundle_id: "ack-bundle-1".to_owned(),
        media_type: "application/fhir+json",
    };
    let wrapped = sbdh::wrap(&answered, &wrapping, b"{\"a\":1}", &stamp());
    let text = std::str::from_utf8(&wrapped.bytes).expect("text");
    let Message { header, content } = open(text).expect("an envelope");
    assert_eq!((header.sender, header.receiver), (answered.receiver, answered.sender));
    assert_eq!((header.sender_sor, header.receiver_sor), (answered.receiver_sor, answered.sender_sor));
    assert_eq!((header.message_id.as_deref(), header.bundle_id.as_deref()), (Some("ack-1"), Some("ack-bundle-1")));
    assert!(header.wants_receipt && header.envelope_id != answered.envelope_id);
    assert!(text.contains("ORIGINALMESSAGEIDENTIFIER") && text.contains(ENVELOPE));
    let Content::Payload(payload) = content else { panic!("no message") };
    assert_eq!(payload.reveal(), b"{\"a\":1}");
}
