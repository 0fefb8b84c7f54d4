//! The subscription engine: window, lanes, acks.
mod lanes;
mod settled;
mod window;
pub use window::WindowSize;
