//! The Danish civil registration number.

use crate::Personal;

/// A CPR number: ten digits, `DDMMYYSSSS`, no hyphen.
///
/// Only the form decides. Numbers that fail modulus 11 have been issued since 2007, and test persons
/// fail it on purpose, so everything else is a [`CprDoubt`] and never a reason to refuse a letter.
///
/// Standard: CPR-kontoret, "Personnummeret i CPR"; MedCom `CivilRegistrationNumber`, `[0-9]{10}`.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Cpr(Personal<String>);

/// Why a well-formed CPR number may still be wrong. A warning, never a refusal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum CprDoubt {
    /// The first six digits are no day of the century that the seventh gives.
    NoSuchDay,
    /// The number fails modulus 11, as numbers issued since 2007 may.
    NotModulus11,
    /// `0000000000`: the sender does not know the patient's number.
    Unknown,
}

impl Cpr {
    /// Reads ten digits; anything else is `None`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let well_formed = text.len() == 10 && text.bytes().all(|byte| byte.is_ascii_digit());
        well_formed.then(|| Self(Personal::new(text.to_owned())))
    }

    /// The ten digits.
    #[must_use]
    pub fn reveal(&self) -> &str {
        self.0.reveal()
    }

    /// What is doubtful about the number, worst first; empty for an ordinary one.
    #[must_use]
    pub fn doubts(&self) -> Vec<CprDoubt> {
        if self.reveal() == "0000000000" {
            return vec![CprDoubt::Unknown];
        }
        let mut doubts = Vec::new();
        if self.birth_date().is_none() {
            doubts.push(CprDoubt::NoSuchDay);
        }
        if !self.passes_modulus_11() {
            doubts.push(CprDoubt::NotModulus11);
        }
        doubts
    }

    /// The date part in the century that the seventh digit gives.
    #[must_use]
    pub fn birth_date(&self) -> Option<jiff::civil::Date> {
        let number = |from: usize, to: usize| self.reveal()[from..to].parse::<i16>().ok();
        let (day, month, year, seventh) = (number(0, 2)?, number(2, 4)?, number(4, 6)?, number(6, 7)?);
        let century = match (seventh, year) {
            (0..=3, _) | (4 | 9, 37..) => 1900,
            (4 | 9, _) | (5..=8, ..=57) => 2000,
            _ => 1800,
        };
        jiff::civil::Date::new(century + year, month as i8, day as i8).ok()
    }

    fn passes_modulus_11(&self) -> bool {
        const WEIGHTS: [u32; 10] = [4, 3, 2, 7, 6, 5, 4, 3, 2, 1];
        let sum: u32 = self.reveal().bytes().zip(WEIGHTS).map(|(digit, weight)| u32::from(digit - b'0') * weight).sum();
        sum.is_multiple_of(11)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_ten_digits_are_a_number() {
        for wrong in ["", "140238-9992", "14023899", "140238999a", "１402389992"] {
            assert_eq!(Cpr::parse(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_test_person_is_doubted_but_read() {
        let cpr = Cpr::parse("1402389992").expect("ten digits");
        assert_eq!(cpr.doubts(), [CprDoubt::NotModulus11]);
        assert_eq!(cpr.birth_date(), Some(jiff::civil::date(1938, 2, 14)));
    }

    #[test]
    fn an_impossible_day_is_a_doubt() {
        let cpr = Cpr::parse("3102389992").expect("ten digits");
        assert!(cpr.doubts().contains(&CprDoubt::NoSuchDay));
    }

    #[test]
    fn the_dummy_number_is_unknown_and_nothing_else() {
        assert_eq!(Cpr::parse("0000000000").expect("ten digits").doubts(), [CprDoubt::Unknown]);
    }

    #[test]
    fn printing_says_nothing() {
        assert!(!format!("{:?}", Cpr::parse("1402389992")).contains("1402"));
    }
}
