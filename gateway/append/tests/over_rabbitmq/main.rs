//! Several gateways that follow one event queue, over a real RabbitMQ.

#![allow(clippy::expect_used, reason = "a test that cannot go on has failed")]

mod adapter;
mod gateway;
mod house;
mod letters;
mod taking_over;
