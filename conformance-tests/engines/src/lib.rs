//! Private RabbitMQ nodes and PostgreSQL servers, for tests and measurements.
//!
//! Every server is a child process with a directory and ports of its own, on the loopback only, and keeps its promises
//! about the disk: nothing is switched off that production has on. It ends with the process that started it, however
//! that ends, and leaves nothing behind.

mod cluster;
mod database;
mod directory;
mod epmd;
mod error;
mod guarded;
mod management;
mod node;
mod options;
mod ports;
mod postgres;
mod proxy;
mod rabbitmq;
mod relay;
mod shared;
mod signals;
mod virtual_host;
mod weather;

pub use cluster::Cluster;
pub use database::Database;
pub use error::Error;
pub use options::{RabbitOptions, TlsFiles};
pub use postgres::Postgres;
pub use proxy::{Counts, Proxy};
pub use rabbitmq::RabbitMq;
pub use shared::{SHARED_POSTGRES, SHARED_RABBITMQ, shared_postgres, shared_rabbitmq};
pub use virtual_host::{Rights, VirtualHost};
