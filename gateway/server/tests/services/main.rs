//! The whole server over real TLS: every service against a journal on disk, with the clients that others would use.

#[path = "../bench/mod.rs"]
mod bench;

mod drain;
mod events;
mod gateway;
mod health;
mod http;
mod letters;
mod pull;
mod refused;
mod relations;
mod submit;
mod subscriptions;
