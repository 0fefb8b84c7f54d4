//! Durations and sizes as text with a unit: `"30s"`, `"4MiB"`.

use std::time::Duration;

/// Reads a duration: a whole number and one of `ms`, `s`, `min`, `h`, `d`.
pub(crate) fn duration(text: &str) -> Option<Duration> {
    let (number, unit) = split(text)?;
    let millis = match unit {
        "ms" => 1,
        "s" => 1_000,
        "min" => 60_000,
        "h" => 3_600_000,
        "d" => 86_400_000,
        _ => return None,
    };
    number.checked_mul(millis).map(Duration::from_millis)
}

/// Reads a size in bytes: a whole number and one of `B`, `KiB`, `MiB`, `GiB`.
pub(crate) fn size(text: &str) -> Option<u64> {
    let (number, unit) = split(text)?;
    let bytes = match unit {
        "B" => 1,
        "KiB" => 1 << 10,
        "MiB" => 1 << 20,
        "GiB" => 1 << 30,
        _ => return None,
    };
    number.checked_mul(bytes)
}

/// Writes a duration in its largest whole unit.
pub(crate) fn write_duration(duration: Duration) -> String {
    let millis = duration.as_millis();
    let units = [(86_400_000, "d"), (3_600_000, "h"), (60_000, "min"), (1_000, "s")];
    match units.into_iter().find(|(unit, _)| millis > 0 && millis.is_multiple_of(*unit)) {
        Some((unit, name)) => format!("{}{name}", millis / unit),
        None => format!("{millis}ms"),
    }
}

/// Writes a size in its largest whole unit.
pub(crate) fn write_size(bytes: u64) -> String {
    let units = [(1 << 30, "GiB"), (1 << 20, "MiB"), (1 << 10, "KiB")];
    match units.into_iter().find(|(unit, _)| bytes > 0 && bytes.is_multiple_of(*unit)) {
        Some((unit, name)) => format!("{}{name}", bytes / unit),
        None => format!("{bytes}B"),
    }
}

fn split(text: &str) -> Option<(u64, &str)> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let (number, unit) = text.split_at_checked(digits)?;
    Some((number.parse().ok()?, unit.trim_start()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quantity_needs_a_unit() {
        assert_eq!(duration("30s"), Some(Duration::from_secs(30)));
        assert_eq!(duration("5 min"), Some(Duration::from_secs(300)));
        assert_eq!(size("4MiB"), Some(4 * 1024 * 1024));
        for wrong in ["", "30", "s", "-3s", "3 weeks", "99999999999999999999s", "18446744073709551615h"] {
            assert_eq!(duration(wrong), None, "{wrong}");
        }
        for wrong in ["4MB", "4", "MiB", "1.5GiB", "18446744073709551615GiB"] {
            assert_eq!(size(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn what_is_written_reads_back() {
        for millis in [0, 250, 1_000, 90_000, 7_200_000, 86_400_000] {
            let written = Duration::from_millis(millis);
            assert_eq!(duration(&write_duration(written)), Some(written));
        }
        for bytes in [0, 1, 4096, 100 << 20, 3 << 30] {
            assert_eq!(size(&write_size(bytes)), Some(bytes));
        }
    }
}
