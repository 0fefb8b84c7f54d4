//! What a letter says, in the other standard.

use canonical::Event;
use canonical::body::Body;
use canonical::event::Standard;
use canonical::identifier::PartyIdentifier;
use exchange::convert::{self, Known, LeadingEpisode, Registry, Settings};
use exchange::{Enveloped, Target, Unrenderable, render};

use super::events;

/// Any bytes, read as letters of either standard: what they say is said in the other one, the same again, written, and read
/// again; and there and back.
pub(crate) fn converted(bytes: &[u8]) {
    let events = events(bytes);
    for (index, event) in events.iter().enumerate() {
        let files: Vec<Event> =
            events.iter().enumerate().filter(|(at, _)| *at != index).map(|(_, file)| file.clone()).collect();
        let (own, other) = match event.source.standard {
            Standard::Fhir => (Standard::Fhir, Standard::MedcomXml),
            Standard::MedcomXml => (Standard::MedcomXml, Standard::Fhir),
        };
        assert!(in_standard(event, &files, own) == [event.clone()], "it was of this standard");
        let copies = in_standard(event, &files, other);
        assert!(!copies.is_empty() && copies == in_standard(event, &files, other), "another copy");
        if copies[0].source.standard == own {
            assert!(copies == [event.clone()], "not converted, and otherwise");
            continue;
        }
        for copy in &copies {
            assert!(
                copy.source.standard == other && copy.id != event.id && copy.source.letter_id != event.source.letter_id
            );
            written(copy, bytes.len());
        }
        let back = in_standard(&copies[0], &copies[1..], own);
        back.iter().for_each(|copy| written(copy, bytes.len()));
    }
}

fn in_standard(event: &Event, files: &[Event], standard: Standard) -> Vec<Event> {
    let settings = |leading_episode| Settings { leading_episode };
    let [national, local] = [LeadingEpisode::National, LeadingEpisode::Local]
        .map(|leading| convert::converted(event.clone(), files, standard, (&Sor, &settings(leading))));
    assert_eq!(national.len(), local.len(), "an episode decides how many letters there are");
    national
}

/// A copy is written in every form of its standard, or it is said why not; and what is written is read as what it was.
fn written(copy: &Event, size: usize) {
    let targets = match copy.source.standard {
        Standard::Fhir => {
            [canonical::letter::Format::Json, canonical::letter::Format::Xml].map(|format| Target::Fhir { format })
        }
        Standard::MedcomXml => [Enveloped::Emessage, Enveloped::Vans].map(|enveloped| Target::MedCom { enveloped }),
    };
    for target in targets {
        match render(copy, target, "2026-03-12T13:40:00Z".parse().expect("a time")) {
            Err(Unrenderable { obstacles }) => assert!(!obstacles.is_empty(), "no letter says what a copy says"),
            Ok(letters) => {
                for letter in letters {
                    assert!(letter.bytes.len() < 100 * size + 100_000, "{} bytes of {size}", letter.bytes.len());
                    if !matches!(target, Target::MedCom { enveloped: Enveloped::Vans }) {
                        read(copy, &letter.bytes);
                    }
                }
            }
        }
    }
}

fn read(copy: &Event, document: &[u8]) {
    let read = events(document);
    let [read] = read.as_slice() else {
        // Files are sent as they are: one that has not come, or of a type in no list, is for the receiver to refuse.
        let is_of_files = copy.source.standard == Standard::Fhir && !copy.attachments.is_empty();
        return assert!(is_of_files, "our own letter is not read: {}", String::from_utf8_lossy(document));
    };
    assert_eq!(read.body.kind(), copy.body.kind(), "another kind of letter");
    assert!(read.sender.identifiers.first() == copy.sender.identifiers.first(), "another sender");
    let number =
        |event: &Event| event.subject.as_ref().and_then(|one| Some(one.identifiers.first()?.reveal().to_owned()));
    assert!(number(read) == number(copy), "another patient");
    assert_eq!(read.attachments.len(), copy.attachments.len(), "other files");
    if let (Body::Correspondence(said), Body::Correspondence(meant)) = (&read.body, &copy.body) {
        assert_eq!(said.segments.len(), meant.segments.len(), "other texts");
    }
}

/// Knows one organisation.
struct Sor;

impl Registry for Sor {
    fn known(&self, identifiers: &[PartyIdentifier]) -> Option<Known> {
        identifiers.iter().any(|one| one.value() == "5790999900010").then(|| Known {
            gln: Some(PartyIdentifier::from_scheme("gln", "5790999900010")),
            sor: Some(PartyIdentifier::from_scheme("sor", "328051000016008")),
            name: Some("Testregionens Hospital".to_owned()),
            telephone: None,
        })
    }
}
