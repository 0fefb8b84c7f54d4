//! Servers that tests share: the ones named by the environment, else one for each process that asks.
//!
//! `cargo xtask test` runs one of each for the whole suite, so that a runner with a process for each test does not
//! start dozens.

use tokio::sync::OnceCell;

use crate::error::Error;
use crate::postgres::Postgres;

/// The environment variable that names a PostgreSQL server: `address:port`.
pub const SHARED_POSTGRES: &str = "BROEN_TEST_POSTGRES";

/// The PostgreSQL server of this process's tests; each takes a [`database`](Postgres::database) of its own.
///
/// # Panics
/// There is none and none can be started: the test cannot go on.
pub async fn shared_postgres() -> &'static Postgres {
    static SHARED: OnceCell<Postgres> = OnceCell::const_new();
    ready("PostgreSQL", SHARED.get_or_try_init(postgres).await)
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
