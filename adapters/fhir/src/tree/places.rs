//! Lines and columns of a text, found in bounded time.

/// How many bytes lie between two checkpoints.
const STRIDE: usize = 1024;

/// Where lines begin, and how many characters precede every checkpoint.
pub(super) struct Places {
    /// Byte offsets of the first byte of every line.
    lines: Vec<u32>,
    /// Characters before byte `index * STRIDE`.
    characters: Vec<u32>,
}

impl Places {
    /// One pass over the text.
    pub(super) fn of(text: &str) -> Self {
        let mut lines = vec![0];
        let mut characters = Vec::with_capacity(text.len() / STRIDE + 1);
        let mut seen: u32 = 0;
        for (index, byte) in text.bytes().enumerate() {
            if index % STRIDE == 0 {
                characters.push(seen);
            }
            seen = seen.saturating_add(u32::from(begins_character(byte)));
            if byte == b'\n' {
                lines.push(offset(index + 1));
            }
        }
        Self { lines, characters }
    }

    /// Line and column of a byte offset, both counted from 1.
    pub(super) fn at(&self, text: &str, at: usize) -> (u32, u32) {
        let line = self.lines.partition_point(|start| *start as usize <= at).max(1);
        let start = self.lines.get(line - 1).map_or(0, |start| *start as usize);
        let column = self.before(text, at).saturating_sub(self.before(text, start)).saturating_add(1);
        (offset(line), column)
    }

    /// Characters before a byte offset.
    fn before(&self, text: &str, at: usize) -> u32 {
        let checkpoint = at / STRIDE;
        let known = self.characters.get(checkpoint).or(self.characters.last()).copied().unwrap_or(0);
        let rest = text.as_bytes().get(checkpoint * STRIDE..at).unwrap_or_default();
        known.saturating_add(offset(rest.iter().filter(|byte| begins_character(**byte)).count()))
    }
}

/// Whether a byte of UTF-8 is the first of its character.
const fn begins_character(byte: u8) -> bool {
    byte & 0xc0 != 0x80
}

/// A count as the tree keeps it. Documents are far below the bound, which the reader checks.
pub(super) fn offset(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_characters_and_not_bytes() {
        let text = "æøå x\nlinje to";
        let places = Places::of(text);
        assert_eq!(places.at(text, text.find('x').expect("there is one")), (1, 5));
        assert_eq!(places.at(text, text.find("to").expect("there is one")), (2, 7));
        assert_eq!(places.at(text, 0), (1, 1));
    }

    #[test]
    fn a_long_line_counts_across_checkpoints() {
        let text = "å".repeat(3000) + "!";
        assert_eq!(Places::of(&text).at(&text, 6000), (1, 3001));
    }
}
