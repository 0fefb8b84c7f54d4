//! Letters made from what a letter type says it may hold: the fullest, the smallest, and any between them.

use std::fmt::Write as _;

use medcom::{Content, Facet, LetterType, Particle, Version};

/// Which fields a specimen has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fill {
    /// All of them, and of a choice the one with this number.
    Full(usize),
    /// By chance, the same for the same number.
    Random(u64),
    /// Those that must be there.
    Smallest,
}

/// The document of one letter of this version, in UTF-8.
#[must_use]
pub(crate) fn specimen(letter: &LetterType, version: &'static Version, fill: Fill) -> String {
    let seed = if let Fill::Random(seed) = fill { seed } else { 1 };
    let mut maker = Maker {
        fill,
        chance: seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1,
        count: 0,
        text: String::new(),
        version,
        path: Vec::new(),
    };
    let _ = write!(
        maker.text,
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Emessage xmlns=\"{}\"{}>\n<Envelope><Sent><Date>2026-03-12</Date>\
         <Time>14:40</Time></Sent><Identifier>ENV{:011}</Identifier>\
         <AcknowledgementCode>minuspositivkvitt</AcknowledgementCode></Envelope>\n",
        version.namespace(),
        version.prefixes().iter().map(|(prefix, uri)| format!(" xmlns:{prefix}=\"{uri}\"")).collect::<String>(),
        seed % 99_999_999_999
    );
    maker.element(letter.element, &Content::Group(letter.particles(version)));
    maker.text.push_str("\n</Emessage>\n");
    maker.text
}

struct Maker {
    fill: Fill,
    chance: u64,
    /// Values so far, so that each is another.
    count: usize,
    text: String,
    version: &'static Version,
    /// The elements around.
    path: Vec<String>,
}

impl Maker {
    fn below(&mut self, most: usize) -> usize {
        self.chance ^= self.chance << 13;
        self.chance ^= self.chance >> 7;
        self.chance ^= self.chance << 17;
        usize::try_from(self.chance >> 11).unwrap_or(0) % most.max(1)
    }

    fn particles(&mut self, particles: &[Particle]) {
        for particle in particles {
            match particle {
                Particle::Choice(all) => {
                    let at = match self.fill {
                        Fill::Full(at) => at % all.len(),
                        Fill::Random(_) => self.below(all.len()),
                        Fill::Smallest => 0,
                    };
                    match all.get(at) {
                        Some(Particle::Element { name, content, .. }) => self.element(name, content),
                        Some(Particle::Sequence(inside)) => self.sequence(inside),
                        _ => {}
                    }
                }
                Particle::Element { name, count, content } => {
                    let (least, most) = (*count.start(), (*count.end()).min(count.start() + 3));
                    let times = match self.fill {
                        Fill::Full(_) => most.min(2).max(least),
                        Fill::Random(_) => least + self.below(most - least + 1),
                        Fill::Smallest => least,
                    };
                    // The code of no identifier has no place in the model: it is kept verbatim, and has a case of its own.
                    let is_idle = *name == "IdentifierCode"
                        && least == 0
                        && ![":Identifier>", "/Identifier>"].iter().any(|end| self.text.ends_with(end));
                    let times = if is_idle { 0 } else { times };
                    for _ in 0..times {
                        let before = self.text.len();
                        self.element(name, content);
                        // An empty group says nothing, and is not written again.
                        if least == 0 && self.text[before..].trim_start() == format!("<{0}></{0}>", self.tag(name)) {
                            self.text.truncate(before);
                        }
                    }
                }
                _ => {}
            }
        }
    }

    /// Of a sequence in a choice, the first has to be there.
    fn sequence(&mut self, particles: &[Particle]) {
        if let [Particle::Element { name, content, .. }, rest @ ..] = particles {
            self.element(name, content);
            self.particles(rest);
        }
    }

    fn element(&mut self, name: &str, content: &Content) {
        // A line for each part of the letter.
        if matches!(content, Content::Group(_)) {
            self.text.push('\n');
        }
        let tag = self.tag(name);
        let _ = write!(self.text, "<{tag}>");
        self.path.push(name.to_owned());
        match content {
            Content::File => self.text.push_str("AAEC/w=="),
            Content::Formatted => self.formatted(),
            Content::Group(particles) => self.particles(particles),
            Content::Simple(facet) => {
                let value = self.value(name, *facet);
                self.text.push_str(&value.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;"));
            }
            _ => {}
        }
        self.path.pop();
        let _ = write!(self.text, "</{tag}>");
    }

    /// The name as this version writes it here.
    fn tag(&self, name: &str) -> String {
        let path: Vec<&str> = self.path.iter().map(String::as_str).chain([name]).collect();
        self.version.written(&path)
    }

    fn formatted(&mut self) {
        self.count += 1;
        let number = self.count;
        let piece = match self.below(5) {
            0 => format!("Linje {number}<Break/>og <Bold>fed</Bold> og <Italic>kursiv</Italic>"),
            1 => format!("<FixedFont>a  {number}   b<Break/>c <Underline>d</Underline></FixedFont>"),
            2 => format!("Før<Space/><Space/>efter {number} &amp; mere"),
            3 => format!("<Center>Midt {number}</Center><Break/><Right>Højre<Break/>to</Right>"),
            _ => format!("Tekst {number} på dansk: æøå"),
        };
        let marks = ["Bold", "Break", "Center", "FixedFont", "Italic", "Right", "Space", "Underline"];
        let piece = marks.iter().fold(piece, |piece, mark| {
            let tag = self.tag(mark);
            piece.replace(&format!("<{mark}"), &format!("<{tag}")).replace(&format!("</{mark}"), &format!("</{tag}"))
        });
        self.text.push_str(&piece);
    }

    fn value(&mut self, name: &str, facet: Facet) -> String {
        self.count += 1;
        let number = self.count;
        let digit = number % 10;
        match facet {
            Facet::Closed { listed, .. } | Facet::Open(listed) => self.word(listed),
            Facet::Cpr | Facet::DatedCpr => "1402389992".to_owned(),
            Facet::Date | Facet::ZonedDate => format!("2026-03-{:02}", 1 + number % 28),
            Facet::Digits => format!("5757{number}"),
            Facet::Fixed(code) => code.to_owned(),
            Facet::Gln => "5790999900010".to_owned(),
            Facet::Int { least, most } => {
                let number = i32::try_from(number % 40).unwrap_or(0);
                least.max(0).saturating_add(number).min(most).to_string()
            }
            Facet::Positive => "4".to_owned(),
            Facet::Replacement => "140238ABC1".to_owned(),
            Facet::Text { .. } if name == "StatisticalCode" => "XSTAT1".to_owned(),
            Facet::Text { most, .. } => {
                let words = format!("{number} {name} æ&<>");
                words.chars().take(most).collect::<String>().trim().to_owned()
            }
            Facet::Time => format!("{:02}:{:02}", number % 24, number % 60),
            Facet::TimeWithSec => format!("{:02}:{:02}:0{digit}", number % 24, number % 60),
            Facet::True => "true".to_owned(),
            Facet::Year => format!("199{digit}"),
            Facet::Uuid => format!("0f8fad5b-d9cb-469f-a165-7086772895{:02}", number % 100),
            _ => String::new(),
        }
    }

    fn word(&mut self, words: &[&str]) -> String {
        let at = self.below(words.len());
        words.get(at).copied().unwrap_or_default().to_owned()
    }
}
