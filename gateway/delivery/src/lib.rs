//! The subscription engine: window, lanes, acks.
//!
//! An [`Engine`] opens a [`Stream`] of a subscription: offers of entries come out, [`Report`]s of acks and nacks go in,
//! and [`Closed`] tells at last why it ended. Delivery is at least once, and in order within each lane: an entry goes out
//! only after the one before it in its lane was acked, and a lane of a new stream begins at its lowest unsettled entry.
//!
//! The pure `lanes`, `window` and `settled` decide; the small loop in `delivery` waits. The journal is the truth, every
//! wake-up is only a hint, and whoever holds a subscription is fenced out of the journal by the next holder.

mod delivery;
mod engine;
mod error;
mod lanes;
mod offering;
mod pace;
mod seat;
mod settled;
mod stream;
mod window;

pub use engine::{Engine, Settings};
pub use error::Error;
pub use stream::{Closed, Offered, Report, Stream};
pub use window::WindowSize;
