//! The connection is lost: what was confirmed is there, and what was not is published again, in order.
