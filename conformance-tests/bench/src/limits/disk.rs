//! One flush of the disk at a time.

use std::io::{Seek as _, SeekFrom, Write as _};
use std::path::Path;
use std::time::Instant;

use hdrhistogram::Histogram;

use super::pace::TIME;
use crate::Error;
use crate::record::histogram;

/// Times of writing 4 KiB and flushing them, in microseconds.
pub(super) fn flushes(directory: &Path) -> Result<Histogram<u64>, Error> {
    let fail = Error::limit("the disk");
    let mut file = tempfile::tempfile_in(directory).map_err(|error| fail(&error))?;
    let page = [7_u8; 4096];
    let mut flushes = histogram();
    let begun = Instant::now();
    while begun.elapsed() < TIME {
        let one = Instant::now();
        file.seek(SeekFrom::Start(0)).map_err(|error| fail(&error))?;
        file.write_all(&page).and_then(|()| file.sync_data()).map_err(|error| fail(&error))?;
        flushes.saturating_record(u64::try_from(one.elapsed().as_micros()).unwrap_or(u64::MAX));
    }
    Ok(flushes)
}
