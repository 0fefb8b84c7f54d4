//! The one writer of events: match, decide, number, write.
