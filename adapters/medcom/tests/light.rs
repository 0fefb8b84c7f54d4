//! A document without its large files gives what the whole one gives: the same letters, at the same places.

#![allow(clippy::expect_used, clippy::print_stderr, reason = "a test says what it misses and ends there")]
#![allow(clippy::result_large_err, reason = "what a translator gives")]

mod support;

use std::io;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use canonical::attachment::{AttachmentContent, INLINE_LIMIT};
use canonical::digest::Digest;
use canonical::event::{Event, EventId, Identity};
use canonical::files::Files;
use canonical::letter::{Limits, Opened, Outcome, Stamp, Unreadable};
use canonical::refusal::RefusalCode;
use medcom::vans::{self, EndPoint, EndPointType, Wrapping};
use medcom::{Light, Lightening};
use proptest::prelude::*;
use proptest::sample::select;
use support::{case_folders, files};

/// What was handed on.
#[derive(Debug, Default, PartialEq, Eq)]
struct Taken {
    begun: Vec<u8>,
    files: Vec<(Digest, Vec<u8>)>,
}

impl Files for &mut Taken {
    fn piece(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.begun.extend_from_slice(bytes);
        Ok(())
    }

    fn complete(&mut self, sha256: Digest) -> io::Result<()> {
        let file = std::mem::take(&mut self.begun);
        self.files.push((sha256, file));
        Ok(())
    }

    fn dropped(&mut self) {
        self.begun.clear();
    }
}

/// The document without its large files, read in pieces of this size, and the files.
fn lightened(document: &[u8], piece: usize) -> (Light<'static>, Taken) {
    let mut taken = Taken::default();
    let mut lightening = Lightening::new(&mut taken);
    document.chunks(piece.max(1)).for_each(|piece| lightening.write(piece).expect("taken"));
    let (light, _) = lightening.finish();
    (light, taken)
}

/// How the characters of a file are written down.
#[derive(Debug, Clone, Copy)]
enum Manner {
    Asides,
    /// Without content, whatever the file is.
    Closed,
    Entities,
    Lines(&'static str),
    Plain,
    Section,
}

impl Manner {
    /// The size of a file that is written so.
    const fn holds(self, size: usize) -> usize {
        if matches!(self, Self::Closed) { 0 } else { size }
    }
}

/// The element that holds a file.
fn written(file: &[u8], manner: Manner) -> String {
    let text = STANDARD.encode(file);
    let lines = |end: &str| {
        let lines: Vec<_> = text.as_bytes().chunks(76).map(|line| String::from_utf8_lossy(line)).collect();
        format!("\n{}\n", lines.join(end))
    };
    let characters = match manner {
        Manner::Closed => return "<Object_Base64Encoded/>".to_owned(),
        Manner::Asides => lines("<!-- a -> b --><?c ?>\n"),
        Manner::Entities => lines("&#xD;\n"),
        Manner::Lines(end) => lines(end),
        Manner::Plain => text,
        Manner::Section => format!("<![CDATA[{text}]]>"),
    };
    format!("<Object_Base64Encoded>{characters}</Object_Base64Encoded>")
}

/// A binary letter with these files, each as its element, and the size it states.
fn letter(declared: &str, end: &str, files: &[(String, usize)]) -> String {
    let object = |(element, size): &(String, usize)| {
        format!(
            "<BinaryObject><ObjectIdentifier>BIL1</ObjectIdentifier><ObjectCode>program</ObjectCode>\
             <ObjectExtensionCode>avi</ObjectExtensionCode><OriginalObjectSize>{size}</OriginalObjectSize>\
             {element}<Unknown>æ</Unknown></BinaryObject>{end}"
        )
    };
    let party = "<EANIdentifier>5790999900010</EANIdentifier><Identifier>A</Identifier>\
                 <IdentifierCode>lokationsnummer</IdentifierCode><OrganisationName>ø</OrganisationName>";
    format!(
        "{declared}{end}<Emessage xmlns=\"http://rep.oio.dk/sundcom.dk/medcom.dk/xml/schemas/2005/08/07/\">{end}\
         <Envelope><Sent><Date>2026-03-12</Date><Time>14:40</Time></Sent><Identifier>ENV1</Identifier>\
         <AcknowledgementCode>minuspositivkvitt</AcknowledgementCode></Envelope>{end}<BinaryLetter><Letter>\
         <Identifier>L1</Identifier><VersionCode>XB0130X</VersionCode><StatisticalCode>XBIN01</StatisticalCode>\
         <Authorisation><Date>2026-03-05</Date><Time>05:05</Time></Authorisation><TypeCode>XBIN01</TypeCode>\
         <StatusCode>nytbrev</StatusCode></Letter>{end}<Sender>{party}</Sender><Receiver>{party}</Receiver>\
         <Patient><CivilRegistrationNumber>1402389992</CivilRegistrationNumber><PersonSurnameName>Å</PersonSurnameName>\
         </Patient>{end}{}</BinaryLetter></Emessage>",
        files.iter().map(object).collect::<String>(),
    )
}

fn in_western(text: &str) -> Vec<u8> {
    encoding_rs::WINDOWS_1252.encode(text).0.into_owned()
}

/// Large files count by their digest where they are left out, so fingerprints are compared where none is.
fn without_fingerprints(opened: Result<Opened, Unreadable>) -> Result<Opened, Unreadable> {
    let mut opened = opened?;
    for letter in &mut opened.letters {
        if let Outcome::Event(event) = &mut letter.outcome {
            event.source.fingerprint = Digest::of(b"");
            let identity = Identity { sender: String::new(), letter_id: String::new() };
            event.id = EventId::derive(&identity, Digest::of(b""));
        }
    }
    Ok(opened)
}

fn event(opened: &Result<Opened, Unreadable>) -> Option<&Event> {
    match &opened.as_ref().ok()?.letters.first()?.outcome {
        Outcome::Event(event) => Some(event),
        Outcome::Receipt(_) | Outcome::Refused(_) => None,
    }
}

/// Reads a document in every way, and gives what came of it.
fn read(document: &[u8], piece: usize) -> (Result<Opened, Unreadable>, Taken) {
    let limits = Limits::default();
    let (light, taken) = lightened(document, piece);
    let opened = medcom::convert_light(&light, &limits);
    assert_eq!(opened, medcom::convert(document, &limits), "whatever the pieces are");
    let whole = medcom::convert_light(&Light::whole(document), &limits);
    assert_eq!(without_fingerprints(opened.clone()), without_fingerprints(whole.clone()), "as if nothing was left out");
    if taken.files.is_empty() {
        assert_eq!(opened, whole);
    }
    (opened, taken)
}

/// Sizes around the limit, and what is far from it.
fn sizes() -> impl Strategy<Value = usize> {
    let around = [0, 1, 3000, INLINE_LIMIT - 1, INLINE_LIMIT, INLINE_LIMIT + 1, INLINE_LIMIT + 2, 2 * INLINE_LIMIT];
    prop_oneof![select(around.to_vec()), 0..3 * INLINE_LIMIT]
}

fn manners() -> impl Strategy<Value = Manner> {
    let lines = ["\n", "\r\n", "\r", "\r\n\t ", "\n\n"].map(Manner::Lines);
    select([&[Manner::Asides, Manner::Closed, Manner::Entities, Manner::Plain, Manner::Section][..], &lines].concat())
}

/// Damage that a letter may have behind, before or in its files.
const DAMAGE: [(&str, &str); 7] = [
    ("", ""),
    ("</Emessage>", "</Emissage>"),
    ("</Emessage>", ""),
    ("</BinaryLetter>", "&nothing;</BinaryLetter>"),
    ("<Patient>", "<Patient><Patient>"),
    ("</OriginalObjectSize>", "7</OriginalObjectSize>"),
    ("<Object_Base64Encoded>", "<Object_Base64Encoded>="),
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn both_ways_are_equal(
        files in prop::collection::vec((sizes(), manners()), 0..4),
        declared in select(vec!["", "<?xml version='1.0' encoding='UTF-8'?>", "<?xml version='1.0' encoding='ISO-8859-1'?>"]),
        is_western in any::<bool>(),
        is_marked in any::<bool>(),
        end in select(vec!["\n", "\r\n", ""]),
        (damaged, damage) in select(DAMAGE.to_vec()),
        piece in prop_oneof![1_usize..200, 4000_usize..100_000, Just(usize::MAX)],
    ) {
        let holds = |(size, manner): &(usize, Manner)| (0..manner.holds(*size)).map(|n| (n % 251) as u8).collect();
        let bytes: Vec<Vec<u8>> = files.iter().map(holds).collect();
        let objects: Vec<_> =
            bytes.iter().zip(&files).map(|(file, (_, manner))| (written(file, *manner), file.len())).collect();
        let text = letter(declared, end, &objects).replacen(damaged, damage, 1);
        let mark = if is_marked && !is_western { "\u{feff}" } else { "" };
        let document = if is_western { in_western(&text) } else { format!("{mark}{text}").into_bytes() };
        let (opened, taken) = read(&document, piece);
        if let Some(event) = event(&opened) {
            let large: Vec<_> = bytes.iter().filter(|file| file.len() > INLINE_LIMIT).map(|file| Digest::of(file)).collect();
            prop_assert_eq!(taken.files.iter().map(|(digest, _)| *digest).collect::<Vec<_>>(), large);
            prop_assert!(taken.files.iter().all(|(digest, file)| Digest::of(file) == *digest));
            prop_assert_eq!(event.attachments.len(), bytes.len());
        }
    }
}

#[test]
fn every_case_is_read_alike_in_pieces() {
    for case in case_folders().into_iter().flat_map(|folder| files(&folder, ".xml")) {
        let document = std::fs::read(case).expect("a readable case");
        for piece in [1, 7, 4096] {
            let (opened, taken) = read(&document, piece);
            assert!(taken.files.is_empty());
            drop(opened);
        }
    }
}

/// The code and place of each refusal.
fn refusals(document: &str) -> Vec<(RefusalCode, u32, u32)> {
    let (light, taken) = lightened(document.as_bytes(), 5000);
    assert!(taken.files.is_empty() && taken.begun.is_empty(), "what is no file is dropped");
    let refused = match medcom::convert_light(&light, &Limits::default()) {
        Ok(opened) => opened.letters.into_iter().find_map(|letter| match letter.outcome {
            Outcome::Refused(refusals) => Some(refusals),
            Outcome::Event(_) | Outcome::Receipt(_) => None,
        }),
        Err(unreadable) => Some(unreadable.refusals),
    };
    refused.unwrap_or_default().iter().map(|refusal| (refusal.code, refusal.at.line, refusal.at.column)).collect()
}

#[test]
fn a_large_file_that_is_none_is_refused_where_it_stands() {
    let file = vec![7; 3 * INLINE_LIMIT];
    let good = written(&file, Manner::Lines("\n"));
    let place = |text: &str| {
        let at = text.find("<Object_Base64Encoded>").expect("it is there");
        let before = &text[..at];
        let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
        (before.matches('\n').count() + 1, column)
    };
    for wrong in [
        good.replacen("\n", "\n!", 9000),
        good.replacen('>', ">!", 1),
        good.replace("</", "=</"),
        good.replace('\n', "&amp;"),
        good.replacen('\n', "<b/>", 8000),
    ] {
        let text = letter("", "\n", &[(wrong, file.len())]);
        let (line, column) = place(&text);
        assert_eq!(refusals(&text), [(RefusalCode::Base64Malformed, line as u32, column as u32)]);
    }
}

#[test]
fn an_empty_element_of_one_letter_does_not_take_the_file_of_the_next() {
    let (file, content) = (vec![5; 2 * INLINE_LIMIT], "</Envelope>");
    let closed = letter("", "\n", &[(written(&[], Manner::Closed), 0)]).replace("L1", "L0");
    let (start, end) = (closed.find(content).expect("it is there"), closed.find("</Emessage>").expect("it is there"));
    let before = closed.get(start..end).expect("a letter");
    for with in ["<Object_Base64Encoded/>", "<Object_Base64Encoded />", "<Object_Base64Encoded a='/>'/>"] {
        let before = before.replace("<Object_Base64Encoded/>", with);
        let text = letter("", "\n", &[(written(&file, Manner::Plain), file.len())]).replacen(content, &before, 1);
        let (opened, taken) = read(text.as_bytes(), 4096);
        assert_eq!(taken.files, [(Digest::of(&file), file.clone())]);
        let opened = opened.expect("two letters");
        let ids: Vec<_> = opened.letters.iter().map(|letter| letter.head.letter_id.as_str()).collect();
        assert_eq!(ids, ["L0", "L1"]);
        let Outcome::Event(event) = &opened.letters[1].outcome else { panic!("{:?}", opened.letters[1].outcome) };
        let (size, sha256) = (file.len() as u64, Digest::of(&file));
        assert_eq!(event.attachments[0].content, AttachmentContent::Original { size, sha256 });
    }
}

#[test]
fn more_than_is_held_beside_the_files_is_refused() {
    let text = letter("", "\n", &[]).replace("</Patient>", &format!("</Patient>{}", "<!-- x -->".repeat(900_000)));
    assert_eq!(refusals(&text), [(RefusalCode::DocumentTooLarge, 0, 0)]);
}

#[test]
fn the_file_of_an_envelope_is_handed_on_while_it_comes() {
    let wrapping = |document: &str| {
        let end_point = |id: &str| EndPoint { kind: EndPointType::Ean, id: id.to_owned() };
        let wrapping = Wrapping {
            sender: end_point("5790999900010"),
            receiver: end_point("5790999900034"),
            message_id: "0f8fad5b-d9cb-469f-a165-70867728950e".to_owned(),
            format: "XML".to_owned(),
            name: "MCM:XBIN01".to_owned(),
            version: Some("XB0130X".to_owned()),
            is_reliable: true,
        };
        let stamp = Stamp { id: [7; 16], at: "2026-03-12T14:00:00Z".parse().expect("a timestamp") };
        vans::wrap(&wrapping, document.as_bytes(), &stamp).bytes
    };
    let opened = |envelope: &[u8], piece: usize| {
        let mut payload = Vec::new();
        let mut opening = vans::Opening::new(|bytes: &[u8]| {
            payload.extend_from_slice(bytes);
            Ok(())
        });
        envelope.chunks(piece).for_each(|piece| opening.write(piece).expect("taken"));
        (opening.finish(&Limits::default()).expect("taken"), payload)
    };
    for size in [10, INLINE_LIMIT, 3 * INLINE_LIMIT] {
        let document = letter("", "\n", &[(written(&vec![9; size], Manner::Lines("\r\n")), size)]);
        let envelope = wrapping(&document);
        for piece in [977, usize::MAX] {
            let (message, payload) = opened(&envelope, piece);
            let message = message.expect("an envelope that opens");
            assert_eq!((payload.as_slice(), message.receipt), (document.as_bytes(), None));
        }
        let closed = String::from_utf8_lossy(&envelope).replacen("<Message>", "<Other><Data/></Other><Message>", 1);
        assert_eq!(opened(closed.as_bytes(), 977), opened(&envelope, 977));
        let wrong = String::from_utf8_lossy(&envelope).replace("<SizeInBytes>", "<SizeInBytes>1").into_bytes();
        let code = |envelope: &[u8]| opened(envelope, 977).0.err().map(|unreadable| unreadable.refusals[0].code);
        assert_eq!(code(&wrong), Some(RefusalCode::SizeMismatch));
        let cut = envelope.get(..envelope.len() / 2).expect("a half");
        assert_eq!(code(cut), Some(RefusalCode::XmlMalformed));
        let wrong = String::from_utf8_lossy(&envelope).replace("</Data>", "=</Data>").into_bytes();
        assert_eq!(code(&wrong), Some(RefusalCode::Base64Malformed));
    }
}

#[test]
fn an_attachment_that_was_left_out_says_its_size_and_digest() {
    let file = vec![3; INLINE_LIMIT + 1];
    let text = letter("", "\n", &[(written(&file, Manner::Plain), file.len())]);
    let (opened, taken) = read(text.as_bytes(), 4096);
    let content = event(&opened).map(|event| event.attachments[0].content.clone());
    let sha256 = Digest::of(&file);
    assert_eq!(content, Some(AttachmentContent::Original { size: file.len() as u64, sha256 }));
    assert_eq!(taken.files, [(sha256, file)]);
}
