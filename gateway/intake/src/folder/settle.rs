//! Answering a file and putting it away.
//!
//! The order is the guarantee: receipts first, then reasons, the file last. Whatever is interrupted before the last
//! step is done again, and writes the same names again.

use std::io;
use std::path::Path;

use canonical::letter::Receipt;

use super::claim::Claim;
use super::layout::{Layout, put_away, write_whole};
use super::reasons;
use crate::following::Follows;
use crate::reception::Reception;

/// Writes receipts and reasons, then moves the file to `done/` or `refused/`. Gives the word of where it went.
pub(super) fn settle(layout: &Layout, claim: &Claim, reception: &Reception) -> io::Result<&'static str> {
    for (index, receipt) in reception.receipts.iter().enumerate() {
        write_whole(&layout.receipts, &receipt_name(&claim.name, index, receipt), &receipt.bytes)?;
    }
    if reception.is_clean() {
        put_away(&claim.path, &layout.done, &claim.name)?;
        return Ok("done");
    }
    write_whole(&layout.refused, &format!("{}.reasons.json", claim.name), &reasons::page(reception))?;
    put_away(&claim.path, &layout.refused, &claim.name)?;
    Ok("refused")
}

/// `letter~<digits>.xml` is answered by `letter~<digits>.receipt-1.xml`.
fn receipt_name(claimed: &str, index: usize, receipt: &Receipt) -> String {
    let stem = Path::new(claimed).file_stem().unwrap_or_default().to_string_lossy();
    format!("{stem}.receipt-{}.{}", index.saturating_add(1), extension(receipt.media_type))
}

/// Writes receipts that follow; again, if they were written and that could not be noted.
pub(super) fn follow(layout: &Layout, receipts: &[Follows]) -> io::Result<()> {
    for Follows { number, media_type, bytes } in receipts {
        write_whole(&layout.receipts, &format!("follows-{number}.{}", extension(media_type)), bytes)?;
    }
    Ok(())
}

fn extension(media_type: &str) -> &'static str {
    if media_type.contains("json") { "json" } else { "xml" }
}
