//! Installs what is missing and runs everything.
fn main() {}
