//! Page tokens: where a list goes on, opaque to callers and useless for any other list.

use canonical::digest::Digest;
use canonical::organisation::OrganisationId;
use tonic::Status;

use super::fields::Fields;

/// One list: whose, which, and of what. A token of one list is not valid for another.
pub(crate) struct List(Digest);

/// A page that was asked for of a list of numbered rows: the list, the size, and the number it begins after.
pub(crate) struct Asked {
    pub(crate) size: usize,
    pub(crate) after: u64,
    list: List,
}

impl Asked {
    /// What a request asks for; `sizes` are the usual one and the largest.
    pub(crate) fn of(
        call: &str,
        organisation: &OrganisationId,
        (size, (usual, most)): (i32, (usize, usize)),
        token: &str,
    ) -> Result<Self, Status> {
        let list = List::new(call, organisation.as_str(), b"");
        let mut fields = Fields::default();
        let size = self::size(size, usual, most, &mut fields);
        let place = list.place(token, &mut fields);
        let (size, place) = fields.finish(|| Some((size?, place?)))?;
        let after = place.and_then(|place| place.try_into().ok()).map_or(0, u64::from_be_bytes);
        Ok(Self { size, after, list })
    }

    /// The token of the next page, if this one is full.
    pub(crate) fn next(&self, rows: usize, last: Option<u64>) -> String {
        let last = last.filter(|_| rows == self.size);
        last.map(|last| self.list.token(&last.to_be_bytes())).unwrap_or_default()
    }
}

/// Bytes of the list's digest that a token begins with.
const MARK: usize = 8;

/// The longest place in a list.
const LONGEST: usize = 64;

impl List {
    pub(crate) fn new(call: &str, organisation: &str, of: &[u8]) -> Self {
        Self(Digest::of_parts("broen/page/1", &[call.as_bytes(), organisation.as_bytes(), of]))
    }

    /// The token for the page after this place.
    pub(crate) fn token(&self, place: &[u8]) -> String {
        let mark = self.mark(place);
        mark.iter().chain(place).map(|byte| format!("{byte:02x}")).collect()
    }

    /// The place a token names. The outer `None` is a wrong token, the inner one the first page.
    pub(crate) fn place(&self, token: &str, fields: &mut Fields) -> Option<Option<Vec<u8>>> {
        if token.is_empty() {
            return Some(None);
        }
        let place = (token.len() <= 2 * (MARK + LONGEST)).then(|| bytes(token)).flatten().and_then(|bytes| {
            let (mark, place) = bytes.split_at_checked(MARK)?;
            (mark == self.mark(place)).then(|| place.to_vec())
        });
        fields.read(place, "page_token", "a token from the previous answer to the same request").map(Some)
    }

    fn mark(&self, place: &[u8]) -> [u8; MARK] {
        let Digest([a, b, c, d, e, f, g, h, ..]) = Digest::of_parts("broen/page-token/1", &[&self.0.0, place]);
        [a, b, c, d, e, f, g, h]
    }
}

/// How many rows a page has: 0 asks for the usual number, and more than the most is the most.
pub(crate) fn size(asked: i32, usual: usize, most: usize, fields: &mut Fields) -> Option<usize> {
    let size = match usize::try_from(asked) {
        Ok(0) => Some(usual),
        Ok(asked) => Some(asked.min(most)),
        Err(_) => None,
    };
    fields.read(size, "page_size", "not negative")
}

fn bytes(hex: &str) -> Option<Vec<u8>> {
    let digits: Option<Vec<u8>> =
        hex.chars().map(|c| c.to_digit(16).and_then(|digit| u8::try_from(digit).ok())).collect();
    let digits = digits.filter(|digits| digits.len().is_multiple_of(2))?;
    Some(digits.chunks_exact(2).map(|pair| pair.iter().fold(0, |byte, digit| (byte << 4) | digit)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(list: &List, token: &str) -> Option<Option<Vec<u8>>> {
        list.place(token, &mut Fields::default())
    }

    #[test]
    fn a_token_reads_back_in_its_own_list_only() {
        let list = List::new("ListSubscriptions", "odense-kommune", b"");
        let token = list.token(b"inbox");
        assert_eq!(place(&list, &token), Some(Some(b"inbox".to_vec())));
        assert_eq!(place(&List::new("ListSubscriptions", "testregionens-hospital", b""), &token), None);
        assert_eq!(place(&List::new("ListPatientEvents", "odense-kommune", b""), &token), None);
    }

    #[test]
    fn the_first_page_needs_no_token() {
        assert_eq!(place(&List::new("List", "a", b""), ""), Some(None));
    }

    #[test]
    fn a_token_that_was_never_given_is_wrong() {
        let list = List::new("List", "a", b"");
        let mut longer = list.token(b"inbox");
        longer.push_str("00");
        for wrong in ["x", "0", "00", "æøå", &longer, &list.token(b"inbox")[2..], &"0".repeat(1000)] {
            assert_eq!(place(&list, wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_page_is_never_larger_than_the_most() {
        let size = |asked| size(asked, 50, 500, &mut Fields::default());
        assert_eq!([size(0), size(7), size(9999), size(-1)], [Some(50), Some(7), Some(500), None]);
    }
}
