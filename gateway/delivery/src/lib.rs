//! The subscription engine: window, lanes, acks.
