//! Letters for loads and faults: many letters about many invented patients, from two templates.

/// A letter to hand over.
#[derive(Debug, Clone)]
pub struct Letter {
    /// The letter's id, at most 14 characters.
    pub id: String,
    /// Which patient: patients with equal numbers are the same person.
    pub patient: u32,
    /// Whom it is for.
    pub receiver: Receiver,
    /// Which template.
    pub kind: LetterKind,
}

/// The receivers of the default configuration.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Receiver {
    /// `laegerne-proevegade`.
    Clinic,
    /// `odense-kommune-test`.
    Municipality,
}

/// The templates.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LetterKind {
    /// XDIS91.
    ClinicalEmail,
    /// XDIS01.
    DischargeLetter,
}

impl Letter {
    /// The document, in an envelope with this id.
    #[must_use]
    pub fn document(&self, envelope: &str) -> String {
        let template = match self.kind {
            LetterKind::ClinicalEmail => include_str!("../letters/clinical_email.xml"),
            LetterKind::DischargeLetter => include_str!("../letters/discharge_letter.xml"),
        };
        let (gln, unit, unit_code) = match self.receiver {
            Receiver::Clinic => ("5790999900034", "999990", "ydernummer"),
            Receiver::Municipality => ("5790999900041", "461", "kommunenummer"),
        };
        let patient = invented_cpr(self.patient);
        let values = [
            ("{envelope}", envelope),
            ("{letter}", &self.id),
            ("{receiver}", gln),
            ("{unit}", unit),
            ("{unit_code}", unit_code),
            ("{patient}", &patient),
            ("{text}", &self.id),
        ];
        values.iter().fold(template.to_owned(), |document, (name, value)| document.replace(name, value))
    }
}

/// A CPR number that no person has: born in February 1940 to 1943, with a serial number from 9990 on that fails modulus 11.
#[must_use]
pub fn invented_cpr(number: u32) -> String {
    let (day, year) = (1 + number % 28, 40 + number / 28 % 4);
    let serials = 9990..=9999;
    let mut written = serials.map(|serial| format!("{day:02}02{year:02}{serial}"));
    let fails = |cpr: &String| {
        let weights = [4, 3, 2, 7, 6, 5, 4, 3, 2, 1];
        let sum: u32 = cpr.bytes().zip(weights).map(|(digit, weight)| u32::from(digit - b'0') * weight).sum();
        !sum.is_multiple_of(11)
    };
    // Ten serial numbers in a row cannot all pass modulus 11.
    written.find(fails).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use canonical::identifier::{Cpr, CprDoubt};

    use super::invented_cpr;

    #[test]
    fn invented_patients_are_impossible_and_apart() {
        let all: std::collections::BTreeSet<String> = (0..112).map(invented_cpr).collect();
        assert_eq!(all.len(), 112);
        let doubted = all.iter().all(|cpr| Cpr::parse(cpr).is_some_and(|cpr| cpr.doubts() == [CprDoubt::NotModulus11]));
        assert!(doubted);
    }
}
