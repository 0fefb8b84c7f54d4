//! Ranges and attempts of a subscription as bytes: runs of numbers, each as its distance from the run before it, its
//! length, and what it stands for. Small numbers take one byte, seven bits to a byte, the low ones first.

use std::collections::BTreeMap;

use crate::Error;

/// Attempts by number.
pub(super) type Attempts = BTreeMap<u64, u32>;

const CORRUPT: Error = Error::Corrupt { what: "runs of numbers" };

/// Ranges that ascend and do not overlap.
pub(super) fn pack_ranges(ranges: &[(u64, u64)]) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut end = 0;
    for (first, last) in ranges {
        put(&mut bytes, first.saturating_sub(end));
        put(&mut bytes, last.saturating_sub(*first));
        end = *last;
    }
    bytes
}

/// What [`pack_ranges`] wrote.
pub(super) fn unpack_ranges(mut bytes: &[u8]) -> Result<Vec<(u64, u64)>, Error> {
    let mut ranges = Vec::new();
    let mut end = 0_u64;
    while !bytes.is_empty() {
        let first = end.checked_add(take(&mut bytes)?).ok_or(CORRUPT)?;
        end = first.checked_add(take(&mut bytes)?).ok_or(CORRUPT)?;
        ranges.push((first, end));
    }
    Ok(ranges)
}

/// Entries that follow each other in the same attempt are one run.
pub(super) fn pack_attempts(attempts: &Attempts) -> Vec<u8> {
    let mut bytes = Vec::new();
    let (mut end, mut numbers) = (0, attempts.iter().peekable());
    while let Some((first, attempt)) = numbers.next() {
        let mut last = *first;
        while numbers.next_if(|(number, other)| Some(**number) == last.checked_add(1) && *other == attempt).is_some() {
            last += 1;
        }
        put(&mut bytes, first - end);
        put(&mut bytes, last - first);
        put(&mut bytes, u64::from(*attempt));
        end = last;
    }
    bytes
}

/// What [`pack_attempts`] wrote.
pub(super) fn unpack_attempts(mut bytes: &[u8]) -> Result<Attempts, Error> {
    let mut attempts = Attempts::new();
    let mut end = 0_u64;
    while !bytes.is_empty() {
        let first = end.checked_add(take(&mut bytes)?).ok_or(CORRUPT)?;
        end = first.checked_add(take(&mut bytes)?).ok_or(CORRUPT)?;
        let attempt = u32::try_from(take(&mut bytes)?).map_err(|_| CORRUPT)?;
        attempts.extend((first..=end).map(|number| (number, attempt)));
    }
    Ok(attempts)
}

fn put(bytes: &mut Vec<u8>, mut number: u64) {
    while number >= 0x80 {
        bytes.push(number as u8 | 0x80);
        number >>= 7;
    }
    bytes.push(number as u8);
}

fn take(bytes: &mut &[u8]) -> Result<u64, Error> {
    let mut number = 0;
    for shift in (0..64).step_by(7) {
        let (byte, rest) = bytes.split_first().ok_or(CORRUPT)?;
        *bytes = rest;
        number |= u64::from(byte & 0x7f) << shift;
        if byte & 0x80 == 0 {
            return Ok(number);
        }
    }
    Err(CORRUPT)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_read_back() {
        for ranges in [vec![], vec![(1, 1)], vec![(4, 5), (7, 7), (1000, 300_000), (u64::MAX - 1, u64::MAX)]] {
            assert_eq!(unpack_ranges(&pack_ranges(&ranges)), Ok(ranges));
        }
    }

    #[test]
    fn attempts_read_back_and_neighbours_take_no_room() {
        let window: Attempts = (500..1500).map(|number| (number, 1)).collect();
        assert!(pack_attempts(&window).len() < 6);
        assert_eq!(unpack_attempts(&pack_attempts(&window)), Ok(window));
        let mixed = Attempts::from([(1, 1), (2, 1), (3, 2), (5, 2), (700, u32::MAX)]);
        assert_eq!(unpack_attempts(&pack_attempts(&mixed)), Ok(mixed));
    }

    #[test]
    fn damaged_bytes_are_noticed() {
        let whole = pack_attempts(&Attempts::from([(1000, 300), (2000, 1)]));
        for end in [1, 2, 3, 4, 6, 7] {
            assert_eq!(unpack_attempts(&whole[..end]), Err(CORRUPT));
        }
        assert_eq!(unpack_ranges(&[0xff; 11]), Err(CORRUPT));
    }
}
