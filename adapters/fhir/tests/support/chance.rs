//! What events made by chance are made of.

use canonical::course::{Episode, Follows, Hop, HopEntity, HopRole, HopWhat, Relation};
use canonical::digest::Digest;
use canonical::event::{Source, Standard};
use canonical::identifier::{Cpr, PartyIdentifier, PatientIdentifier, ReplacementKind};
use canonical::party::{Address, Channel, Contact, Party, Person};
use canonical::subject::Subject;
use canonical::text::Text;
use canonical::{Moment, Personal};

/// Numbers that look like chance and are the same for the same seed (SplitMix64).
pub(crate) struct Chance(u64);

const WORDS: [&str; 12] = [
    "blodtryk",
    "Æblegård",
    "5 < 7 & \"ja\"",
    "linje",
    "é",
    "😀",
    "a  b",
    "<br/>",
    "100%",
    "'citat'",
    "\u{a0}",
    "målt: 7,2",
];
pub(crate) const ROLES: [&str; 5] = ["sygeplejerske", "Overlæge", "laege", "Ergoterapeut i teamet", "ukendt"];

impl Chance {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15))
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    pub(crate) fn below(&mut self, limit: usize) -> usize {
        (self.next() % limit as u64) as usize
    }

    pub(crate) fn is_heads(&mut self) -> bool {
        self.below(2) == 0
    }

    pub(crate) fn maybe<T>(&mut self, make: impl FnOnce(&mut Self) -> T) -> Option<T> {
        self.is_heads().then(|| make(self))
    }

    pub(crate) fn some<T>(&mut self, most: usize, mut make: impl FnMut(&mut Self) -> T) -> Vec<T> {
        (0..self.below(most + 1)).map(|_| make(self)).collect()
    }

    pub(crate) fn pick<T: Copy>(&mut self, all: &[T]) -> T {
        all[self.below(all.len())]
    }

    /// A line of a few words.
    pub(crate) fn line(&mut self) -> String {
        let first = self.pick(&WORDS).to_owned();
        let others = self.some(3, |chance| chance.pick(&WORDS));
        std::iter::once(first.as_str()).chain(others).collect::<Vec<_>>().join(" ")
    }

    pub(crate) fn personal(&mut self) -> Personal<String> {
        Personal::new(self.line())
    }

    pub(crate) fn digits(&mut self, many: usize) -> String {
        (0..many).map(|_| char::from(b'0' + self.below(10) as u8)).collect()
    }

    pub(crate) fn hex(&mut self) -> String {
        format!("{:016x}{:016x}", self.next(), self.next())
    }

    pub(crate) fn text(&mut self) -> Text {
        let mut lines = vec![format!("Hej {}", self.line())];
        lines.extend(self.some(4, |chance| if chance.below(4) == 0 { String::new() } else { chance.line() }));
        Text::from_plain(&lines.join("\n"))
    }

    /// A time as FHIR writes it, with a time of day.
    pub(crate) fn time(&mut self) -> Moment {
        let fraction = self.pick(&["", "", ".250", ".5"]);
        let zone = self.pick(&["Z", "+01:00", "+02:00", "-03:30"]);
        let (day, hour, minute) = (1 + self.below(28), self.below(24), self.below(60));
        let written = format!("2026-{:02}-{day:02}T{hour:02}:{minute:02}:07{fraction}{zone}", 1 + self.below(12));
        Moment::from_instant(written.parse().expect("a time"), written)
    }

    /// A time or a day.
    pub(crate) fn moment(&mut self) -> Moment {
        if self.below(5) > 0 {
            return self.time();
        }
        let written = format!("2026-{:02}-{:02}", 1 + self.below(12), 1 + self.below(28));
        Moment::from_date(written.parse().expect("a day"), written).expect("in range")
    }

    pub(crate) fn contact(&mut self) -> Contact {
        let channel = self.pick(&[Channel::Email, Channel::Telephone]);
        let note = self.maybe(|chance| chance.pick(&["home", "work", "mobile"]).to_owned());
        Contact { channel, value: Personal::new(self.digits(8)), note }
    }

    pub(crate) fn address(&mut self) -> Address {
        Address {
            street: self.maybe(Self::personal),
            suburb: None,
            district: self.maybe(Self::personal),
            post_code: self.maybe(|chance| Personal::new(chance.digits(4))),
        }
    }

    pub(crate) fn identifiers(&mut self) -> Vec<PartyIdentifier> {
        let mut all = vec![
            PartyIdentifier::from_scheme("gln", &self.digits(13)),
            PartyIdentifier::from_scheme("sor", &self.digits(15)),
        ];
        let more = self.pick(&["cvr", "provider", "municipality", "https://kombit.dk/sts/organisation", "shak"]);
        all.extend(self.maybe(|chance| PartyIdentifier::from_scheme(more, &format!("9{}", chance.digits(2)))));
        all
    }

    pub(crate) fn party(&mut self) -> Party {
        Party {
            identifiers: self.identifiers(),
            organisation: self.maybe(Self::line),
            address: self.address(),
            contacts: self.some(2, Self::contact),
            ..Party::default()
        }
    }

    pub(crate) fn person(&mut self, identifiers: Vec<PartyIdentifier>, role: Option<&str>) -> Person {
        let name = self.pick(&["Michael Burns", "Æ. Ø. Åsen", "Burns", "to  mellemrum", "Anne-Marie de la Cour"]);
        Person { role: role.map(str::to_owned), identifiers, ..Person::named(Personal::new(name.to_owned())) }
    }

    pub(crate) fn cpr(&mut self) -> PatientIdentifier {
        let day = self.pick(&["0101", "2902", "3112"]);
        PatientIdentifier::Cpr(Cpr::parse(&format!("{day}{}", self.digits(6))).expect("ten digits"))
    }

    pub(crate) fn number(&mut self) -> PatientIdentifier {
        let value = Personal::new(format!("0703921VJ{}", self.digits(1)));
        let of_region = Personal::new(format!("0703925VJ{}", self.digits(1)));
        let regional = "urn:oid:1.2.208.176.1.6.1.3.181".to_owned();
        match self.below(4) {
            0 => PatientIdentifier::Replacement { kind: ReplacementKind::National, value },
            1 => PatientIdentifier::Replacement {
                kind: ReplacementKind::Regional { system: regional },
                value: of_region,
            },
            2 => PatientIdentifier::Other { system: "https://example.org/patient".to_owned(), value },
            _ => self.cpr(),
        }
    }

    pub(crate) fn subject(&mut self, identifiers: Vec<PatientIdentifier>) -> Subject {
        let names = ["Nancy Ann", "Elmer", "von  Sydow", "Åse-Lis"];
        Subject {
            identifiers,
            surname: Some(Personal::new(self.pick(&names).to_owned())),
            given_name: self.maybe(|chance| Personal::new(chance.pick(&names).to_owned())),
            address: self.address(),
            contacts: self.some(2, Self::contact),
            ..Subject::default()
        }
    }

    pub(crate) fn episode(&mut self) -> Episode {
        const REGISTER: &str = "https://www.esundhed.dk/Registre/Landspatientregisteret";
        let hex = self.hex();
        match self.below(3) {
            0 => Episode { system: None, value: hex },
            1 => Episode { system: Some("https://sor2.sum.dsdn.dk/#id=1".to_owned()), value: hex },
            // The register's are UUIDs of version 5.
            _ => Episode {
                system: Some(REGISTER.to_owned()),
                value: format!("{}5{}a{}", &hex[..12], &hex[13..16], &hex[17..]),
            },
        }
    }

    pub(crate) fn uuid(&mut self) -> String {
        let hex = self.hex();
        format!("{}-{}-{}-{}-{}", &hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..])
    }

    /// What a hop is about.
    pub(crate) fn entity(&mut self, role: HopRole) -> HopEntity {
        let what = match self.below(3) {
            0 => HopWhat::Identifier(format!("5790999900010#B{}", self.digits(12))),
            1 => HopWhat::Identifier(format!("urn:uuid:{}", self.uuid())),
            _ => HopWhat::Letter(self.uuid()),
        };
        HopEntity { role, what }
    }

    /// The hop of an earlier message, which did one of these.
    pub(crate) fn hop(&mut self, activities: &[&str]) -> Hop {
        let sender = self.maybe(|chance| {
            let (identifiers, organisation) = (chance.identifiers(), chance.maybe(Self::line));
            Box::new(Party { identifiers, organisation, ..Party::default() })
        });
        let entity = |chance: &mut Self| {
            let role = chance.pick(&[HopRole::Removal, HopRole::Revision, HopRole::Source]);
            chance.entity(role)
        };
        Hop {
            letter_id: self.uuid(),
            activity: self.pick(activities).to_owned(),
            occurred: Some(self.moment()),
            recorded: Some(self.time()),
            sender,
            entities: self.some(3, entity),
        }
    }

    pub(crate) fn follows(&mut self, relation: Relation) -> Follows {
        let uuid = self.uuid();
        let gln = PartyIdentifier::from_scheme("gln", &self.digits(13));
        match self.below(3) {
            0 => Follows { relation, sender: None, letter_id: uuid },
            1 => Follows { relation, sender: Some(gln), letter_id: uuid },
            _ => Follows { relation, sender: Some(gln), letter_id: format!("B{}", self.digits(12)) },
        }
    }

    pub(crate) fn source(&mut self, type_code: &str) -> Source {
        Source {
            standard: Standard::Fhir,
            letter_id: self.hex(),
            type_code: type_code.to_owned(),
            statistical_code: None,
            version_code: None,
            fingerprint: Digest::of(b"made"),
        }
    }
}
