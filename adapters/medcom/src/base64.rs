//! Base64 inside XML: white space counts for nothing, everything else has to be right.

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

/// Decodes in pieces, so that a large object is never held twice.
///
/// # Errors
/// `base64-malformed`, also for text that breaks off.
pub(crate) fn decode(text: &[u8], mut sink: impl FnMut(&[u8])) -> Result<(), RefusalCode> {
    let mut chunk = Vec::with_capacity(CHUNK);
    let mut bytes = Vec::with_capacity(CHUNK);
    let mut is_over = false;
    let mut flush = |chunk: &mut Vec<u8>| {
        // Padding ends the data: nothing may follow it.
        if is_over && !chunk.is_empty() {
            return Err(RefusalCode::Base64Malformed);
        }
        bytes.clear();
        ENGINE.decode_vec(&*chunk, &mut bytes).map_err(|_| RefusalCode::Base64Malformed)?;
        is_over = chunk.last() == Some(&b'=');
        chunk.clear();
        sink(&bytes);
        Ok(())
    };
    for byte in text.iter().copied().filter(|byte| !byte.is_ascii_whitespace()) {
        chunk.push(byte);
        if chunk.len() == CHUNK {
            flush(&mut chunk)?;
        }
    }
    flush(&mut chunk)
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
