//! Letters with large files: they pass in little memory, can be read back, and leave nothing behind when they do not pass.
//!
//! The letter is 24 MB, so that it fits into every change; `LARGE_LETTER_MB=100` makes it the largest that is taken, and then
//! the program must be built for speed (`BROEN` names one): no process may hold 64 MB at any time.

#![allow(
    clippy::expect_used,
    clippy::print_stderr,
    reason = "a test that cannot go on has failed, and says what it measured"
)]

mod breaking;
mod letter;
mod reading;
mod services;
mod standalone;
