//! What is pure in the exchange, for the fuzz targets.

#[path = "../src/convert/mod.rs"]
pub mod convert;
#[path = "../src/opened.rs"]
mod opened;
#[path = "../src/passing.rs"]
mod passing;
#[path = "../src/render.rs"]
mod render;

pub use opened::receipts_in;
pub use passing::{Said, merged, pass_on};
pub use render::{Enveloped, Leaving, NetworkIds, Obstacle, Rendered, Target, Unrenderable, render};
