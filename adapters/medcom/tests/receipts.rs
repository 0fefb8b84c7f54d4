//! What senders are told, in their own standard, and valid by its schema.

#![allow(clippy::expect_used, clippy::print_stderr, reason = "a test says what it misses and ends there")]

mod support;

use std::path::Path;
use std::process::{Command, Stdio};

use canonical::letter::{Answer, LetterHead, Limits, Opened, Outcome, Receipt, Stamp, Unreadable};
use canonical::party::Party;
use canonical::receipt::{IncomingReceipt, Verdict};
use canonical::refusal::{Place, Refusal, RefusalCode};
use medcom::{receipt, vans};
use support::home;
use support::opening::opened;

const STAMP: Stamp = Stamp { id: [7; 16], at: jiff::Timestamp::UNIX_EPOCH };

fn case(path: &str) -> Vec<u8> {
    std::fs::read(home().join(path)).expect("a case")
}

/// The answers to an opened document when everything that can be is accepted.
fn answers(opened: &Opened) -> Vec<(LetterHead, Answer)> {
    let answer = |outcome: &Outcome| match outcome {
        Outcome::Event(_) => Some(Answer::Accepted),
        Outcome::Receipt(_) => None,
        Outcome::Refused(refusals) => Some(Answer::Refused(refusals.clone())),
    };
    opened.letters.iter().filter_map(|letter| answer(&letter.outcome).map(|said| (letter.head.clone(), said))).collect()
}

fn rendered(opened: &Opened, stamp: &Stamp) -> Receipt {
    receipt::render(&opened.envelope, &answers(opened), stamp).expect("something to say")
}

/// Reads a receipt back as its receiver would.
fn read_back(receipt: &Receipt) -> Vec<IncomingReceipt> {
    let read = |letter: canonical::letter::Letter| match letter.outcome {
        Outcome::Receipt(receipt) => *receipt,
        outcome => panic!("a receipt became {outcome:?}"),
    };
    opened(&receipt.bytes).letters.into_iter().map(read).collect()
}

fn letter_ids(receipt: &IncomingReceipt) -> Vec<String> {
    receipt.letters.iter().map(|letter| letter.letter_id.clone()).collect()
}

/// Validates against the official schema, where the schema is at hand.
fn assert_valid(receipt: &Receipt) {
    let Some(schemas) = published::folder("reference/medcom-xsd") else {
        return;
    };
    let schema = schemas.join("2005/08/07/EMessage.xsd");
    if let Some(problem) = invalid(&schema, &receipt.bytes) {
        panic!("{problem}\n{}", String::from_utf8_lossy(&receipt.bytes));
    }
}

fn invalid(schema: &Path, bytes: &[u8]) -> Option<String> {
    let mut validator = Command::new("xmllint");
    validator.arg("--noout").arg("--nonet").arg("--schema").arg(schema).arg("-");
    let started = validator.stdin(Stdio::piped()).stderr(Stdio::piped()).stdout(Stdio::null()).spawn();
    let mut running = started.expect("xmllint, of libxml2-utils");
    let mut input = running.stdin.take().expect("a pipe");
    std::io::Write::write_all(&mut input, bytes).expect("an open pipe");
    drop(input);
    let output = running.wait_with_output().expect("an end");
    (!output.status.success()).then(|| String::from_utf8_lossy(&output.stderr).into_owned())
}

/// A receipt goes back to the sender, asks for none itself, and is written in the namespace that every system reads.
///
/// Rule: receipt-to-sender, receipts-do-not-ask, receipts-namespace
#[test]
fn an_accepted_letter_is_answered_with_swapped_parties() {
    let letter = opened(&case("src/letters/discharge_letter/cases/every_field.xml"));
    let receipt = rendered(&letter, &STAMP);
    assert_valid(&receipt);
    let text = String::from_utf8(receipt.bytes.clone()).expect("UTF-8");
    assert!(text.contains("<Sender><EANIdentifier>5790999900034</EANIdentifier></Sender>"), "{text}");
    assert!(text.contains("<Receiver><EANIdentifier>5790999900010</EANIdentifier></Receiver>"), "{text}");
    assert!(text.contains("<AcknowledgementCode>minuspositivkvitt</AcknowledgementCode>"), "{text}");
    assert!(
        text.contains("<Emessage xmlns=\"http://rep.oio.dk/sundcom.dk/medcom.dk/xml/schemas/2005/08/07/\">"),
        "{text}"
    );
    let [read] = read_back(&receipt).try_into().expect("one receipt");
    assert_eq!(read.verdict, Verdict::Positive);
    assert_eq!(read.envelope_id.as_deref(), Some("ENV26031200001"));
    assert_eq!(letter_ids(&read), ["UDS26031200007"]);
    assert_eq!(read.original_sender.expect("a sender").value(), "5790999900010");
}

#[test]
fn a_refused_letter_is_told_every_reason_in_danish_with_its_place() {
    let letter = opened(&case("src/letters/clinical_email/cases/no_patient_identifier.xml"));
    let receipt = rendered(&letter, &STAMP);
    assert_valid(&receipt);
    let text = String::from_utf8(receipt.bytes.clone()).expect("UTF-8");
    let sentence = "Brevet skal handle om netop én patient. (patient-missing: ClinicalEmail/Patient, 10:5)";
    assert!(text.contains(sentence), "{text}");
    assert!(text.contains("<RefuseCode>syntaksfejl</RefuseCode>"), "{text}");
    assert_eq!(read_back(&receipt)[0].verdict, Verdict::Negative);
}

/// Reasons are told one to a line, with `Break` between them.
///
/// Rule: refuse-text
#[test]
fn a_letter_whose_identifier_is_lost_is_refused_with_its_envelope() {
    let receipt = rendered(&opened(&case("src/letters/discharge_letter/cases/everything_wrong_at_once.xml")), &STAMP);
    assert_valid(&receipt);
    let text = String::from_utf8(receipt.bytes).expect("UTF-8");
    assert!(!text.contains("<OriginalLetter>"), "{text}");
    assert!(text.contains("date-malformed") && text.contains("<Break/>"), "{text}");
}

/// All letters of an `Emessage` are answered in one.
///
/// Rule: one-receipt-per-emessage
#[test]
fn good_and_bad_letters_of_one_envelope_are_answered_in_one_message() {
    let receipt = rendered(&opened(&case("cases/one_good_one_bad.xml")), &STAMP);
    assert_valid(&receipt);
    let said: Vec<_> = read_back(&receipt).into_iter().map(|r| (r.verdict, letter_ids(&r))).collect();
    assert_eq!(said, [(Verdict::Positive, vec!["KOR1".to_owned()]), (Verdict::Negative, vec!["KOR2".to_owned()])]);
}

/// `XCTL03` only on request, `XCTL02` always.
///
/// Rule: positive-on-request, negative-always
#[test]
fn good_news_is_only_told_where_it_is_asked_for() {
    let letter = opened(&case("src/letters/notification_of_admission/cases/every_field.xml"));
    assert!(!letter.envelope.wants_receipt);
    assert_eq!(receipt::render(&letter.envelope, &answers(&letter), &STAMP), None);
    let refused = Answer::Refused(vec![Refusal::new(RefusalCode::ReceiverUnknown, Place::default())]);
    let answers = [(letter.letters[0].head.clone(), refused)];
    let receipt = receipt::render(&letter.envelope, &answers, &STAMP).expect("bad news is always told");
    assert_valid(&receipt);
    assert!(String::from_utf8_lossy(&receipt.bytes).contains("ukendt_lokationsnummer"));
}

/// Each reason has the code that MedCom has for it.
///
/// Rule: refuse-codes
#[test]
fn every_refusal_is_told_under_the_code_that_medcom_has_for_it() {
    let letter = opened(&case("src/letters/discharge_letter/cases/every_field.xml"));
    for (code, word) in [
        (RefusalCode::ReceiverUnknown, "ukendt_lokationsnummer"),
        (RefusalCode::ReceiverUnitUnknown, "problem_med_modtagerID"),
        (RefusalCode::ReceiverMissing, "problem_med_modtagerID"),
        (RefusalCode::VersionUnsupported, "problem_med_version"),
        (RefusalCode::ReceiverTypeUnsupported, "problem_med_version"),
        (RefusalCode::XmlMalformed, "syntaksfejl"),
        (RefusalCode::ElementMissing, "syntaksfejl"),
        (RefusalCode::SizeMismatch, "ikke_specificeret"),
        (RefusalCode::SenderNotAuthorised, "ikke_specificeret"),
    ] {
        let refused = Answer::Refused(vec![Refusal::new(code, Place::default())]);
        let answers = [(letter.letters[0].head.clone(), refused)];
        let receipt = receipt::render(&letter.envelope, &answers, &STAMP).expect("bad news is always told");
        assert_valid(&receipt);
        let read = read_back(&receipt).remove(0);
        assert_eq!(read.letters[0].reasons[0].code.as_deref(), Some(word), "{}", code.word());
    }
}

/// Nothing said of the transport means that a receipt is owed.
///
/// Rule: vans-transport-absent
#[test]
fn a_message_that_says_nothing_of_its_transport_is_reliable() {
    let message = vans::open(&case("cases/vans_message_of_few_words.xml"), &Limits::default());
    let header = message.expect("an envelope").expect("that opens").header;
    assert!(header.message.as_ref().is_some_and(|message| message.is_reliable));
    assert!(vans::render_receipt(&header, &Answer::Accepted, &STAMP).is_some());
}

/// A receipt is never answered.
///
/// Rule: no-receipt-for-a-receipt
#[test]
fn a_receipt_is_not_answered() {
    let receipts = opened(&case("cases/receipt_positive.xml"));
    assert_eq!(answers(&receipts), []);
    assert_eq!(receipt::render(&receipts.envelope, &answers(&receipts), &STAMP), None);
}

/// The same letter gets the same answer.
///
/// Rule: same-answer-again
#[test]
fn the_same_answers_differ_only_in_envelope_id_and_time() {
    let letter = opened(&case("src/letters/discharge_letter/cases/every_field.xml"));
    let other = Stamp { id: [8; 16], at: "2026-07-01T10:00:00Z".parse().expect("an instant") };
    let (first, again, later) = (rendered(&letter, &STAMP), rendered(&letter, &STAMP), rendered(&letter, &other));
    assert_eq!(first, again);
    assert_ne!(first, later);
    let content = |receipt: &Receipt| {
        let text = String::from_utf8(receipt.bytes.clone()).expect("UTF-8");
        text.split_once("</Envelope>").map(|(_, content)| content.to_owned()).expect("an envelope")
    };
    assert_eq!(content(&first), content(&later));
    assert!(String::from_utf8_lossy(&later.bytes).contains("<Date>2026-07-01</Date><Time>12:00</Time>"));
}

#[test]
fn a_document_without_letters_is_refused_by_its_envelope() {
    let unreadable = medcom::convert(&case("cases/no_letter.xml"), &Limits::default()).expect_err("nothing to read");
    let receipt = receipt::render_unreadable(&unreadable, None, None, &STAMP).expect("an envelope to answer");
    assert_valid(&receipt);
    let unreadable = medcom::convert(&case("cases/no_envelope.xml"), &Limits::default()).expect_err("nothing to read");
    assert_eq!(receipt::render_unreadable(&unreadable, None, None, &STAMP), None);
}

#[test]
fn a_hundred_letters_with_a_hundred_reasons_stay_within_bounds() {
    let reasons = vec![Refusal::new(RefusalCode::ElementMissing, Place::path("x/".repeat(5000))); 100];
    let head = |number: usize| LetterHead {
        letter_id: format!("LTR{number}"),
        sender: Party::default(),
        ..LetterHead::default()
    };
    let answers: Vec<_> = (0..100).map(|number| (head(number), Answer::Refused(reasons.clone()))).collect();
    let envelope = opened(&case("cases/two_letters.xml")).envelope;
    let receipt = receipt::render(&envelope, &answers, &STAMP).expect("something to say");
    assert_valid(&receipt);
    assert_eq!(read_back(&receipt).len(), 2, "ninety-nine letters fit one receipt");
    assert!(receipt.bytes.len() < 1_000_000);
}

#[test]
fn a_transport_receipt_reads_back_as_what_it_says() {
    let header = match vans::open(&case("cases/vans_message.xml"), &Limits::default()) {
        Some(Ok(message)) => message.header,
        other => panic!("not opened: {other:?}"),
    };
    let refused = Answer::Refused(vec![Refusal::new(RefusalCode::ReceiverUnknown, Place::default())]);
    for (answer, verdict) in [(Answer::Accepted, Verdict::Positive), (refused, Verdict::Negative)] {
        let receipt = vans::render_receipt(&header, &answer, &STAMP).expect("a receipt is owed");
        let read = vans::open(&receipt.bytes, &Limits::default()).expect("an envelope").expect("that opens");
        assert_eq!((&read.header.sender, &read.header.receiver), (&header.receiver, &header.sender));
        let vans::Content::Receipt(read) = read.content else {
            panic!("no receipt");
        };
        assert_eq!(read.verdict, verdict);
        assert_eq!(read.envelope_id.as_deref(), Some(header.envelope_id.as_str()));
        assert_eq!(read.message_id.as_deref(), Some("c2b7f4de-5a08-4f6a-9d31-7e1f0a9b8c65"));
    }
}

#[test]
fn what_is_wrapped_comes_out_as_it_went_in() {
    let letter = opened(&case("src/letters/discharge_letter/cases/every_field.xml"));
    let receipt = rendered(&letter, &STAMP);
    let end_point = |id: &str| vans::EndPoint { kind: vans::EndPointType::Ean, id: id.to_owned() };
    let wrapping = vans::Wrapping {
        sender: end_point("5790999900034"),
        receiver: end_point("5790999900010"),
        message_id: "c2b7f4de-5a08-4f6a-9d31-7e1f0a9b8c66".to_owned(),
        format: "XML".to_owned(),
        name: "MCM:XCTL03".to_owned(),
        version: Some("XC0330Q".to_owned()),
        is_reliable: false,
    };
    let wrapped = vans::wrap(&wrapping, &receipt.bytes, &STAMP);
    let message = vans::open(&wrapped.bytes, &Limits::default()).expect("an envelope").expect("that opens");
    assert_eq!(message.content, vans::Content::Payload(canonical::Personal::new(receipt.bytes)));
    let information = message.header.message.expect("information");
    assert_eq!((information.type_code(), information.is_reliable), ("XCTL03", false));
    assert_eq!(message.header.envelope_id, "07070707-0707-4707-8707-070707070707");
}

/// Words that a document can hold where an identifier should be.
fn weird_words() -> Vec<String> {
    let words =
        ["", " ", "A", "LTR26031200001", "<&>\"'", "æøå–€", "😀😀", "a\u{1}b", "\u{fffe}", "a\nb\tc", "]]>", "--"];
    words.into_iter().map(str::to_owned).chain(["x".repeat(15), "ø".repeat(70)]).collect()
}

#[test]
fn whatever_a_letter_calls_itself_its_receipt_is_valid() {
    let reasons: Vec<Refusal> = RefusalCode::ALL
        .iter()
        .map(|code| Refusal::new(*code, Place { line: 7, column: 3, path: "Patient/<&>æ\u{1}".to_owned() }))
        .collect();
    for (number, word) in weird_words().iter().enumerate() {
        let party = |gln: &str| Party {
            identifiers: vec![canonical::identifier::PartyIdentifier::from_scheme("gln", gln)],
            ..Party::default()
        };
        let head = LetterHead {
            letter_id: word.clone(),
            type_code: word.clone(),
            version_code: (number % 3 > 0).then(|| word.clone()),
            sender: if number % 2 == 0 { party(word) } else { Party::default() },
            receivers: if number % 5 > 0 { vec![party(word)] } else { Vec::new() },
        };
        let mut envelope = opened(&case("cases/two_letters.xml")).envelope;
        envelope.id.clone_from(word);
        let refused = |count: usize| Answer::Refused(reasons.iter().cycle().take(count).cloned().collect());
        let answers: Vec<_> = [Answer::Accepted, refused(0), refused(1), refused(500), refused(20), refused(21)]
            .into_iter()
            .map(|answer| (head.clone(), answer))
            .collect();
        let receipt = receipt::render(&envelope, &answers, &STAMP).expect("something to say");
        assert_valid(&receipt);
        let unreadable = Unreadable { envelope: Some(envelope), refusals: reasons.clone() };
        let party = party(word);
        assert_valid(&receipt::render_unreadable(&unreadable, Some(&party), None, &STAMP).expect("an envelope"));
    }
}

#[test]
fn letters_that_lost_their_identifiers_are_told_the_reasons_of_all() {
    let refused = |code| (LetterHead::default(), Answer::Refused(vec![Refusal::new(code, Place::default())]));
    let answers = [refused(RefusalCode::DateMalformed), refused(RefusalCode::ReceiverUnknown)];
    let envelope = opened(&case("cases/two_letters.xml")).envelope;
    let receipt = receipt::render(&envelope, &answers, &STAMP).expect("something to say");
    assert_valid(&receipt);
    let text = String::from_utf8(receipt.bytes).expect("UTF-8");
    assert!(text.contains("date-malformed") && text.contains("receiver-unknown"), "{text}");
    assert!(text.contains("<RefuseCode>ukendt_lokationsnummer</RefuseCode>"), "{text}");
}

#[test]
fn no_receipt_repeats_what_a_letter_says_of_its_patient() {
    let mut count = 0;
    for case in support::case_folders().iter().flat_map(|folder| support::files(folder, ".refusal.txt")) {
        let bytes = std::fs::read(case.with_extension("").with_extension("xml")).expect("a case");
        let Ok(letter) = medcom::convert(&bytes, &Limits::default()) else {
            continue;
        };
        let receipt = rendered(&letter, &STAMP);
        let text = String::from_utf8(receipt.bytes.clone()).expect("UTF-8");
        for said in ["1402389992", "Testrup", "Karla", "Syntesevej", "140238"] {
            assert!(!text.contains(said), "{}: {text}", case.display());
        }
        assert_valid(&receipt);
        count += 1;
    }
    assert!(count > 15, "only {count} letters were refused");
}

#[test]
fn a_transport_receipt_repeats_tags_only_as_far_as_the_schema_has_room() {
    let mut header = match vans::open(&case("cases/vans_message.xml"), &Limits::default()) {
        Some(Ok(message)) => message.header,
        other => panic!("not opened: {other:?}"),
    };
    let tag = |name: &str, value: &str| vans::ServiceTag { name: name.to_owned(), value: value.to_owned() };
    let long = "x".repeat(71);
    header.message.as_mut().expect("a message").tags =
        vec![tag("MCM:MIME", "a<b"), tag("", "v"), tag("n", ""), tag(&long, "v"), tag("n", &long)];
    let refused = Answer::Refused(vec![Refusal::new(RefusalCode::SizeMismatch, Place::path("æ/".repeat(900))); 99]);
    for answer in [Answer::Accepted, refused] {
        let receipt = vans::render_receipt(&header, &answer, &STAMP).expect("a receipt is owed");
        let text = String::from_utf8(receipt.bytes).expect("UTF-8");
        assert_eq!(text.matches("<ServiceTag ").count(), 1, "{text}");
        let description = text.split_once("<Description>").and_then(|(_, rest)| rest.split_once("</Description>"));
        assert!(description.is_none_or(|(description, _)| (1..=512).contains(&description.chars().count())), "{text}");
    }
}

#[test]
fn a_transport_tag_without_end_is_refused() {
    let message = String::from_utf8(case("cases/vans_message.xml")).expect("UTF-8");
    let tag = format!("</TransformMessage><ServiceTag name=\"n\">{}</ServiceTag>", "x".repeat(256));
    let message = message.replacen("</TransformMessage>", &tag, 1);
    let unreadable = vans::open(message.as_bytes(), &Limits::default()).expect("an envelope").expect_err("refused");
    assert_eq!(unreadable.refusals[0].code, RefusalCode::TextTooLong);
}
