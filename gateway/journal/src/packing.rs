//! Several values in one column: each text is preceded by its length as eight big-endian bytes.

use canonical::Personal;
use canonical::identifier::{Cpr, Gln, MunicipalityCode, PartyIdentifier, PatientIdentifier, ReplacementKind};

use crate::PatientKey;

/// A value that packs into bytes, and back.
pub(crate) trait Packed: Sized {
    fn pack(&self, into: &mut Vec<u8>);
    /// `None` if the bytes are not what `pack` wrote.
    fn unpack(from: &mut &[u8]) -> Option<Self>;
}

pub(crate) fn packed(value: &impl Packed) -> Vec<u8> {
    let mut bytes = Vec::new();
    value.pack(&mut bytes);
    bytes
}

/// The value, if the bytes are exactly one.
pub(crate) fn unpacked<T: Packed>(mut bytes: &[u8]) -> Option<T> {
    let value = T::unpack(&mut bytes)?;
    bytes.is_empty().then_some(value)
}

fn number(from: &mut &[u8]) -> Option<usize> {
    let (number, rest) = from.split_first_chunk::<8>()?;
    *from = rest;
    usize::try_from(u64::from_be_bytes(*number)).ok()
}

fn pack_text(text: &str, into: &mut Vec<u8>) {
    into.extend_from_slice(&(text.len() as u64).to_be_bytes());
    into.extend_from_slice(text.as_bytes());
}

fn pack_texts(texts: &[&str], into: &mut Vec<u8>) {
    texts.iter().for_each(|text| pack_text(text, into));
}

impl Packed for String {
    fn pack(&self, into: &mut Vec<u8>) {
        pack_text(self, into);
    }

    fn unpack(from: &mut &[u8]) -> Option<Self> {
        let length = number(from)?;
        let (text, rest) = from.split_at_checked(length)?;
        *from = rest;
        Self::from_utf8(text.to_vec()).ok()
    }
}

impl<T: Packed> Packed for Vec<T> {
    fn pack(&self, into: &mut Vec<u8>) {
        into.extend_from_slice(&(self.len() as u64).to_be_bytes());
        self.iter().for_each(|value| value.pack(into));
    }

    fn unpack(from: &mut &[u8]) -> Option<Self> {
        let length = number(from)?;
        // The length may be wrong; the bytes run out before memory does.
        let mut values = Self::new();
        for _ in 0..length {
            values.push(T::unpack(from)?);
        }
        Some(values)
    }
}

impl Packed for PartyIdentifier {
    fn pack(&self, into: &mut Vec<u8>) {
        match self {
            Self::Other { system, value } => pack_texts(&["other", system, value], into),
            Self::Cvr(_) | Self::Gln(_) | Self::Municipality(_) | Self::Provider(_) | Self::Shak(_) | Self::Sor(_) => {
                pack_texts(&[self.scheme(), self.value()], into)
            }
        }
    }

    fn unpack(from: &mut &[u8]) -> Option<Self> {
        let (scheme, first) = (String::unpack(from)?, String::unpack(from)?);
        Some(match scheme.as_str() {
            "cvr" => Self::Cvr(first),
            "gln" => Self::Gln(Gln::new(first)),
            "municipality" => Self::Municipality(MunicipalityCode::new(&first)),
            "other" => Self::Other { system: first, value: String::unpack(from)? },
            "provider" => Self::Provider(first),
            "shak" => Self::Shak(first),
            "sor" => Self::Sor(first),
            _ => return None,
        })
    }
}

impl Packed for PatientIdentifier {
    fn pack(&self, into: &mut Vec<u8>) {
        let value = self.reveal();
        match self {
            Self::Cpr(_) => pack_texts(&["cpr", "", value], into),
            Self::Other { system, .. } => pack_texts(&["other", system, value], into),
            Self::Replacement { kind: ReplacementKind::National, .. } => pack_texts(&["national", "", value], into),
            Self::Replacement { kind: ReplacementKind::Regional { system }, .. } => {
                pack_texts(&["regional", system, value], into);
            }
            Self::Replacement { kind: ReplacementKind::Unstated, .. } => pack_texts(&["unstated", "", value], into),
        }
    }

    fn unpack(from: &mut &[u8]) -> Option<Self> {
        let (family, system, value) = (String::unpack(from)?, String::unpack(from)?, String::unpack(from)?);
        let kind = match family.as_str() {
            "cpr" => return Cpr::parse(&value).map(Self::Cpr),
            "other" => return Some(Self::Other { system, value: Personal::new(value) }),
            "national" => ReplacementKind::National,
            "regional" => ReplacementKind::Regional { system },
            "unstated" => ReplacementKind::Unstated,
            _ => return None,
        };
        Some(Self::Replacement { kind, value: Personal::new(value) })
    }
}

/// The patient keys of an event, one after the other.
pub(crate) fn join_keys(keys: &[PatientKey]) -> Vec<u8> {
    keys.iter().flat_map(|key| key.0).collect()
}

/// Reads what [`join_keys`] wrote; bytes that make no whole key are `None`.
pub(crate) fn split_keys(bytes: &[u8]) -> Option<Vec<PatientKey>> {
    let (keys, rest) = bytes.as_chunks::<32>();
    rest.is_empty().then(|| keys.iter().copied().map(PatientKey).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_party_identifier_reads_back() {
        let schemes = ["cvr", "gln", "municipality", "provider", "shak", "sor", "urn:oid:9.9"];
        let mut parties: Vec<_> = schemes.iter().map(|scheme| PartyIdentifier::from_scheme(scheme, "123")).collect();
        parties.push(PartyIdentifier::Other { system: "gln".to_owned(), value: "not one".to_owned() });
        let several = vec![parties, Vec::new()];
        assert_eq!(unpacked::<Vec<Vec<PartyIdentifier>>>(&packed(&several)), Some(several));
    }

    #[test]
    fn every_patient_identifier_reads_back() {
        let value = || Personal::new("140238AB12".to_owned());
        let system = "urn:oid:1.2.208.176.1.6.1.3.181".to_owned();
        let patients = vec![
            PatientIdentifier::Cpr(Cpr::parse("1402389992").expect("ten digits")),
            PatientIdentifier::Other { system: system.clone(), value: value() },
            PatientIdentifier::Replacement { kind: ReplacementKind::National, value: value() },
            PatientIdentifier::Replacement { kind: ReplacementKind::Regional { system }, value: value() },
            PatientIdentifier::Replacement { kind: ReplacementKind::Unstated, value: value() },
        ];
        assert_eq!(unpacked::<Vec<PatientIdentifier>>(&packed(&patients)), Some(patients));
    }

    #[test]
    fn damaged_bytes_are_noticed() {
        let whole = packed(&vec!["one".to_owned(), "two".to_owned()]);
        for end in 0..whole.len() {
            assert_eq!(unpacked::<Vec<String>>(&whole[..end]), None);
        }
        assert_eq!(unpacked::<Vec<String>>(&[whole, vec![0]].concat()), None);
        assert_eq!(unpacked::<Vec<String>>(&[0xff; 64]), None);
    }
}
