//! Conversions of events for receivers that speak another standard.
//!
//! [`render()`] writes an event as a letter, from what the event says and never from the letter it was made from.

mod render;

pub use render::{Obstacle, Rendered, Unrenderable, render};
