//! Private RabbitMQ nodes and PostgreSQL servers, for tests and measurements.
//!
//! Every server is a child process with a directory and ports of its own, on the loopback only, and keeps its promises
//! about the disk: nothing is switched off that production has on. It ends with the process that started it, however
//! that ends, and leaves nothing behind.

mod database;
mod directory;
mod error;
mod guarded;
mod ports;
mod postgres;
mod shared;
mod signals;

pub use database::Database;
pub use error::Error;
pub use postgres::Postgres;
pub use shared::{SHARED_POSTGRES, shared_postgres};
