//! The whole server over real TLS: every service against a journal on disk, with the clients that others would use.

#![allow(clippy::expect_used, clippy::panic, reason = "a test that cannot go on has failed")]

#[path = "../bench/mod.rs"]
#[expect(dead_code, reason = "some of it serves the tests of single connections")]
mod bench;

mod adapter;
mod blobs;
mod directory;
mod drain;
mod events;
mod gateway;
mod health;
mod http;
mod letters;
mod pull;
mod pushes;
mod receipts;
mod refused;
mod relations;
mod renderings;
mod site;
mod submit;
mod subscriptions;
mod withdrawn;
