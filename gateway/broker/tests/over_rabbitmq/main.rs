//! The broker over real RabbitMQ nodes: what is confirmed is there, and what is not there is never confirmed.

#![allow(clippy::expect_used, clippy::unwrap_used, reason = "a test fails by panicking")]

mod consuming;
mod entering;
mod load;
mod losing;
mod publishing;
mod stage;
mod topology;
