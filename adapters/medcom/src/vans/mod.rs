//! The VANS envelope.
