//! Base64 inside XML: white space counts for nothing, everything else has to be right.

use std::io;

use base64::Engine as _;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use canonical::refusal::RefusalCode;

/// Some encoders leave bits behind the last byte; padding is there, as the standard has it.
const ENGINE: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_allow_trailing_bits(true)
        .with_decode_padding_mode(DecodePaddingMode::RequireCanonical),
);
/// Characters decoded at once: a multiple of four.
const CHUNK: usize = 4096;

/// Decodes in pieces, so that a large object is never held as a whole.
pub(crate) struct Decoder {
    chunk: Vec<u8>,
    bytes: Vec<u8>,
    is_over: bool,
    is_malformed: bool,
}

impl Default for Decoder {
    fn default() -> Self {
        let (chunk, bytes) = (Vec::with_capacity(CHUNK), Vec::with_capacity(CHUNK));
        Self { chunk, bytes, is_over: false, is_malformed: false }
    }
}

impl Decoder {
    /// Takes the next characters, and hands on what they stand for. What is malformed is not read on.
    ///
    /// # Errors
    /// Those of the sink.
    pub(crate) fn push(&mut self, text: &[u8], mut sink: impl FnMut(&[u8]) -> io::Result<()>) -> io::Result<()> {
        if self.is_malformed {
            return Ok(());
        }
        for byte in text.iter().copied().filter(|byte| !byte.is_ascii_whitespace()) {
            self.chunk.push(byte);
            if self.chunk.len() == CHUNK {
                self.flush(&mut sink)?;
            }
        }
        Ok(())
    }

    /// Something else than base64 stands here.
    pub(crate) const fn fail(&mut self) {
        self.is_malformed = true;
    }

    /// Whether it is known by now that this is no base64.
    pub(crate) const fn is_malformed(&self) -> bool {
        self.is_malformed
    }

    /// Ends the text, and hands on the rest.
    ///
    /// # Errors
    /// Those of the sink.
    pub(crate) fn finish(&mut self, mut sink: impl FnMut(&[u8]) -> io::Result<()>) -> io::Result<()> {
        if self.is_malformed { Ok(()) } else { self.flush(&mut sink) }
    }

    fn flush(&mut self, sink: &mut impl FnMut(&[u8]) -> io::Result<()>) -> io::Result<()> {
        self.bytes.clear();
        // Padding ends the data: nothing may follow it.
        let goes_on = self.is_over && !self.chunk.is_empty();
        if goes_on || ENGINE.decode_vec(&self.chunk, &mut self.bytes).is_err() {
            self.is_malformed = true;
            return Ok(());
        }
        self.is_over |= self.chunk.last() == Some(&b'=');
        self.chunk.clear();
        sink(&self.bytes)
    }
}

/// Decodes what is held already, in pieces.
///
/// # Errors
/// `base64-malformed`, also for text that breaks off.
pub(crate) fn decode(text: &[u8], mut sink: impl FnMut(&[u8])) -> Result<(), RefusalCode> {
    let mut decoder = Decoder::default();
    let mut sure = |piece: &[u8]| {
        sink(piece);
        Ok(())
    };
    // This sink never fails.
    let decoded = decoder.push(text, &mut sure).and_then(|()| decoder.finish(&mut sure));
    if decoded.is_err() || decoder.is_malformed() { Err(RefusalCode::Base64Malformed) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decoded(text: &str) -> Result<Vec<u8>, RefusalCode> {
        let mut all = Vec::new();
        decode(text.as_bytes(), |bytes| all.extend_from_slice(bytes)).map(|()| all)
    }

    #[test]
    fn lines_and_indents_count_for_nothing() {
        assert_eq!(decoded(" aGVq\r\n\tc2E= \n"), Ok(b"hejsa".to_vec()));
        assert_eq!(decoded(""), Ok(Vec::new()));
    }

    #[test]
    fn what_breaks_off_or_goes_on_too_long_is_malformed() {
        for wrong in ["aGVqc2E", "aGVqc", "aGVq=c2E", "aGVqc2E=aGVq", "aGVq!2E=", "====", "æøå="] {
            assert_eq!(decoded(wrong), Err(RefusalCode::Base64Malformed), "{wrong}");
        }
    }

    #[test]
    fn pieces_join_without_a_seam() {
        let long = vec![0x5a; 3 * CHUNK + 1];
        let text = base64::engine::general_purpose::STANDARD.encode(&long);
        assert_eq!(decoded(&text), Ok(long));
        let early = format!("{}=={}", "A".repeat(CHUNK - 2), "AAAA");
        assert_eq!(decoded(&early), Err(RefusalCode::Base64Malformed));
    }
}
