//! The schemas of our own: for each release of the standard, what its letters may hold, as this crate reads them.
//!
//! They are made from the walk over each letter, so that they say what the strict reader does.

use std::ops::RangeInclusive;

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event};

use crate::envelope;
use crate::letters::LETTERS;
use crate::version::Version;
use crate::walk::{Content, Facet, Particle};

/// The namespaces whose schemas are public and that letters are read of, in their order, each once.
#[must_use]
pub fn namespaces() -> Vec<&'static str> {
    let versions = LETTERS.iter().flat_map(|letter| letter.versions).filter(|version| version.has_public_schema());
    let mut all: Vec<&'static str> = versions.map(Version::namespace).collect();
    all.sort_unstable();
    all.dedup();
    all
}

/// The schema of a namespace, XML Schema 1.0 in UTF-8. Of one that no letter is read of, it allows no letter.
#[must_use]
pub fn schema(namespace: &str) -> Vec<u8> {
    let mut schema = Schema { writer: Writer::new_with_indent(Vec::new(), b' ', 2), types: Vec::new() };
    schema.event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)));
    schema.event(Event::Comment(BytesText::new(
        " Made from the reader of these letters: change its forms, not this file. ",
    )));
    let attributes = [
        ("xmlns:xs", "http://www.w3.org/2001/XMLSchema"),
        ("xmlns", namespace),
        ("targetNamespace", namespace),
        ("elementFormDefault", "qualified"),
    ];
    schema.within("xs:schema", &attributes, |schema| {
        schema.emessage(namespace);
        schema.formatted();
        for (name, facet) in std::mem::take(&mut schema.types) {
            schema.within("xs:simpleType", &[("name", &name)], |schema| schema.simple(facet));
        }
    });
    let mut bytes = schema.writer.into_inner();
    bytes.push(b'\n');
    bytes
}

struct Schema {
    writer: Writer<Vec<u8>>,
    /// The simple types that were named so far, to be written at the end.
    types: Vec<(String, Facet)>,
}

/// How often a particle may be there, as attributes: those that are not 1, as no attribute means.
struct Occurrence(Vec<(&'static str, String)>);

impl Schema {
    fn event(&mut self, event: Event<'_>) {
        // Writing into memory does not fail.
        let _ = self.writer.write_event(event);
    }

    fn within(&mut self, name: &str, attributes: &[(&str, &str)], inside: impl FnOnce(&mut Self)) {
        self.event(Event::Start(BytesStart::new(name).with_attributes(attributes.iter().copied())));
        inside(self);
        self.event(Event::End(BytesEnd::new(name)));
    }

    fn empty(&mut self, name: &str, attributes: &[(&str, &str)]) {
        self.event(Event::Empty(BytesStart::new(name).with_attributes(attributes.iter().copied())));
    }

    /// The root: an envelope, then letters, each with what a site adds.
    fn emessage(&mut self, namespace: &str) {
        self.complex("Emessage", |schema| {
            schema.complex("Envelope", |schema| schema.particles(&envelope::particles()));
            schema.within("xs:sequence", &[("maxOccurs", "unbounded")], |schema| {
                schema.within("xs:choice", &[], |schema| schema.letters(namespace));
                schema.empty("xs:element", &[("name", "Local_Elements"), ("type", "xs:anyType"), ("minOccurs", "0")]);
            });
        });
    }

    fn letters(&mut self, namespace: &str) {
        for letter in LETTERS {
            for version in letter.versions.iter().filter(|version| version.namespace() == namespace) {
                self.complex(letter.element, |schema| schema.particles(&letter.particles(version)));
            }
        }
    }

    /// An element with elements in order.
    fn complex(&mut self, name: &str, inside: impl FnOnce(&mut Self)) {
        self.complex_so_often(name, &Occurrence::of(&(1..=1)), inside);
    }

    fn complex_so_often(&mut self, name: &str, occurrence: &Occurrence, inside: impl FnOnce(&mut Self)) {
        self.within("xs:element", &occurrence.beside(&[("name", name)]), |schema| {
            schema.within("xs:complexType", &[], |schema| schema.within("xs:sequence", &[], inside));
        });
    }

    fn particles(&mut self, particles: &[Particle]) {
        particles.iter().for_each(|particle| self.particle(particle));
    }

    fn particle(&mut self, particle: &Particle) {
        match particle {
            Particle::Choice(all) => self.within("xs:choice", &[], |schema| {
                all.iter().for_each(|one| schema.of_choice(one));
            }),
            Particle::Element { name, count, content } => self.element(name, &Occurrence::of(count), content),
            Particle::Sequence(all) => self.within("xs:sequence", &[], |schema| schema.particles(all)),
        }
    }

    /// What is chosen stands once; of what stands together, the first does.
    fn of_choice(&mut self, particle: &Particle) {
        match particle {
            Particle::Element { name, content, .. } => self.element(name, &Occurrence::of(&(1..=1)), content),
            Particle::Sequence(all) => self.within("xs:sequence", &[], |schema| {
                if let [first, rest @ ..] = all.as_slice() {
                    schema.of_choice(first);
                    schema.particles(rest);
                }
            }),
            Particle::Choice(_) => self.particle(particle),
        }
    }

    fn element(&mut self, name: &str, occurrence: &Occurrence, content: &Content) {
        let kind = match content {
            Content::Group(particles) => {
                return self.complex_so_often(name, occurrence, |schema| schema.particles(particles));
            }
            Content::File => "xs:string".to_owned(),
            Content::Formatted => "FormattedText".to_owned(),
            Content::Simple(Facet::INT) => "xs:int".to_owned(),
            Content::Simple(Facet::Positive) => "xs:positiveInteger".to_owned(),
            Content::Simple(Facet::ZonedDate) => "xs:date".to_owned(),
            Content::Simple(facet) => self.kind(name, *facet),
        };
        self.empty("xs:element", &occurrence.beside(&[("name", name), ("type", &kind)]));
    }

    /// The name of a simple type: lists are called after their first element, the others after what they are.
    fn kind(&mut self, element: &str, facet: Facet) -> String {
        if let Some((name, _)) = self.types.iter().find(|(_, known)| *known == facet) {
            return name.clone();
        }
        let plain = match facet {
            Facet::Closed { .. } | Facet::Open(_) | Facet::Fixed(_) => format!("{element}Type"),
            Facet::Gln => "LocationNumber".to_owned(),
            Facet::Int { least, most } => format!("Int_{least}_{most}"),
            Facet::Text { least, most: usize::MAX } => format!("String_{least}_Unbounded"),
            Facet::Text { least, most } => format!("String_{least}_{most}"),
            other => format!("{other:?}"),
        };
        let is_taken = |name: &str| self.types.iter().any(|(known, _)| known == name);
        let numbered = (2..).map(|number| format!("{plain}{number}"));
        let name = std::iter::once(plain.clone()).chain(numbered).find(|name| !is_taken(name)).unwrap_or(plain);
        self.types.push((name.clone(), facet));
        name
    }

    fn simple(&mut self, facet: Facet) {
        let base = match facet {
            Facet::Date => "xs:date",
            Facet::Int { .. } => "xs:int",
            Facet::True => "xs:boolean",
            _ => "xs:string",
        };
        self.within("xs:restriction", &[("base", base)], |schema| match facet {
            Facet::Closed { listed, .. } | Facet::Open(listed) => {
                listed.iter().for_each(|word| schema.empty("xs:enumeration", &[("value", word)]));
            }
            Facet::Cpr => schema.pattern("[0-9]{10}"),
            // Without a time zone.
            Facet::Date => schema.pattern("[^:Z]*"),
            Facet::DatedCpr => schema.pattern(Facet::DATED),
            Facet::Digits => schema.pattern("[0-9]{1,15}"),
            Facet::Fixed(code) => schema.empty("xs:enumeration", &[("value", code)]),
            Facet::Gln => schema.length(1, 35),
            Facet::Int { least, most } => {
                schema.empty("xs:minInclusive", &[("value", &least.to_string())]);
                schema.empty("xs:maxInclusive", &[("value", &most.to_string())]);
            }
            Facet::Positive | Facet::ZonedDate => {}
            Facet::Replacement => schema.length(10, 10),
            Facet::Text { least, most } => schema.length(least, most),
            Facet::Time => schema.pattern("(([0-1][0-9])|(2[0-3])):[0-5][0-9]"),
            Facet::TimeWithSec => schema.pattern("(([0-1][0-9])|(2[0-3])):[0-5][0-9]:[0-5][0-9]"),
            Facet::True => schema.pattern("true"),
            Facet::Uuid => {
                schema.pattern("[0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{12}")
            }
            Facet::Year => schema.pattern("[1-2][0-9]{3}"),
        });
    }

    fn pattern(&mut self, pattern: &str) {
        self.empty("xs:pattern", &[("value", pattern)]);
    }

    fn length(&mut self, least: usize, most: usize) {
        self.empty("xs:minLength", &[("value", &least.to_string())]);
        if most != usize::MAX {
            self.empty("xs:maxLength", &[("value", &most.to_string())]);
        }
    }

    /// Formatted text: at most a style within fixed text.
    fn formatted(&mut self) {
        const STYLES: [&str; 5] = ["Bold", "Center", "Italic", "Right", "Underline"];
        let types: [(&str, &[&str], bool); 3] =
            [("FormattedText", &STYLES, true), ("SimpleFormattedText", &STYLES, false), ("BreakableText", &[], false)];
        for (name, styles, has_fixed) in types {
            self.within("xs:complexType", &[("name", name), ("mixed", "true")], |schema| {
                schema.within("xs:choice", &[("minOccurs", "0"), ("maxOccurs", "unbounded")], |schema| {
                    for mark in ["Break", "Space"] {
                        schema.within("xs:element", &[("name", mark)], |schema| schema.empty("xs:complexType", &[]));
                    }
                    for style in styles {
                        schema.empty("xs:element", &[("name", style), ("type", "BreakableText")]);
                    }
                    if has_fixed {
                        schema.empty("xs:element", &[("name", "FixedFont"), ("type", "SimpleFormattedText")]);
                    }
                });
            });
        }
    }
}

impl Occurrence {
    fn of(count: &RangeInclusive<usize>) -> Self {
        let most = *count.end();
        let most = if most == usize::MAX { "unbounded".to_owned() } else { most.to_string() };
        let both = [("minOccurs", count.start().to_string()), ("maxOccurs", most)];
        Self(both.into_iter().filter(|(_, times)| times != "1").collect())
    }

    /// With other attributes before it.
    fn beside<'a>(&'a self, others: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
        others.iter().copied().chain(self.0.iter().map(|(name, times)| (*name, times.as_str()))).collect()
    }
}
