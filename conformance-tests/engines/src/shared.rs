//! Servers that tests share: the ones named by the environment, else one for each process that asks.
//!
//! `cargo xtask test` runs one of each for the whole suite, so that a runner with a process for each test does not
//! start dozens.

use std::net::SocketAddr;

use tokio::sync::OnceCell;

use crate::error::Error;
use crate::options::RabbitOptions;
use crate::postgres::Postgres;
use crate::rabbitmq::RabbitMq;

/// The environment variable that names a PostgreSQL server: `address:port`.
pub const SHARED_POSTGRES: &str = "BROEN_TEST_POSTGRES";

/// The environment variable that names a RabbitMQ node: `address:port` of AMQP, a comma, the same of its management.
pub const SHARED_RABBITMQ: &str = "BROEN_TEST_RABBITMQ";

/// The PostgreSQL server of this process's tests; each takes a [`database`](Postgres::database) of its own.
///
/// # Panics
/// There is none and none can be started: the test cannot go on.
pub async fn shared_postgres() -> &'static Postgres {
    static SHARED: OnceCell<Postgres> = OnceCell::const_new();
    ready("PostgreSQL", SHARED.get_or_try_init(postgres).await)
}

/// The RabbitMQ node of this process's tests; each takes a [`virtual_host`](RabbitMq::virtual_host) of its own.
///
/// # Panics
/// There is none and none can be started: the test cannot go on.
pub async fn shared_rabbitmq() -> &'static RabbitMq {
    static SHARED: OnceCell<RabbitMq> = OnceCell::const_new();
    ready("RabbitMQ", SHARED.get_or_try_init(rabbitmq).await)
}

async fn rabbitmq() -> Result<RabbitMq, Error> {
    match std::env::var(SHARED_RABBITMQ) {
        Ok(named) => {
            let pair = named.split_once(',').and_then(|(amqp, management)| {
                Some((amqp.parse::<SocketAddr>().ok()?, management.parse::<SocketAddr>().ok()?))
            });
            let (amqp, management) = pair.ok_or(Error::Refused { what: SHARED_RABBITMQ, said: named })?;
            Ok(RabbitMq::theirs(amqp, management))
        }
        Err(_) => RabbitMq::start(RabbitOptions::default()).await,
    }
}

async fn postgres() -> Result<Postgres, Error> {
    match std::env::var(SHARED_POSTGRES) {
        Ok(named) => {
            let address = named.parse().map_err(|_| Error::Refused { what: SHARED_POSTGRES, said: named.clone() })?;
            Postgres::theirs(address)
        }
        Err(_) => Postgres::start().await,
    }
}

#[allow(clippy::panic, reason = "a test without its server has failed, and this is where it can say why")]
fn ready<T>(what: &str, server: Result<T, Error>) -> T {
    match server {
        Ok(server) => server,
        Err(error) => panic!("{what}: cannot {error}"),
    }
}
