//! The durable, ordered record: events, subscriptions, entries, acks, care relations, audit.
