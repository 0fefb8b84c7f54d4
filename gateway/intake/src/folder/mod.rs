//! A watched folder: the classic mailbox of letter systems, one per organisation.
//!
//! | folder | who writes | what |
//! |---|---|---|
//! | `in/` | the organisation | documents; names that begin with `.` or end in `.tmp`, `.part`, `.filepart` or `~` are left alone |
//! | `work/` | Broen | documents that were claimed |
//! | `receipts/` | Broen | receipts, each written under another name first and then renamed |
//! | `done/` | Broen | documents of which nothing was refused |
//! | `refused/` | Broen | the others, each with its `.reasons.json` |
//!
//! A claim renames `letter.xml` to `letter~<16 hexadecimal digits>.xml`; everything that is written about it carries
//! that name, so that two documents of one name never meet. A claimed file is locked while it is worked on: several
//! watchers may share a folder, and a file in `work/` that nobody has locked was left behind by a process that died,
//! and is taken again. Taking it again makes no second event, and its receipts replace those of the first time.
//!
//! Where receivers are asked first, a receipt follows as `receipts/follows-<number>`; what it answers, it says itself.

mod claim;
mod error;
mod layout;
mod look;
mod reasons;
mod settle;
mod watch;

pub use error::Error;
pub use watch::{Scanned, Settings, Watcher};
