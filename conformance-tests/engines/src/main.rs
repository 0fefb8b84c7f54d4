//! Runs a command with a RabbitMQ node and a PostgreSQL server that all its processes share.
//!
//! `cargo run --package engines -- cargo nextest run` gives every test the same two; each takes a virtual host or a
//! database of its own. `cargo run --package engines -- bash` is a shell for trying things: `AMQP_URL` and `POSTGRES_URL`
//! are a virtual host and a database, and everything is gone when the shell ends.

#![allow(clippy::print_stderr, reason = "a command line tool talks to its terminal")]

use std::process::ExitCode;

use engines::{Database, Error, Postgres, RabbitMq, RabbitOptions, SHARED_POSTGRES, SHARED_RABBITMQ, VirtualHost};

#[tokio::main]
async fn main() -> ExitCode {
    let words: Vec<_> = std::env::args_os().skip(1).collect();
    let Some((program, arguments)) = words.split_first() else {
        eprintln!("usage: engines PROGRAM [ARGUMENT...]");
        return ExitCode::from(64);
    };
    // What is dropped last ends last.
    let (rabbitmq, postgres, host, database) = match start().await {
        Ok(started) => started,
        Err(error) => {
            eprintln!("cannot {error}");
            return ExitCode::FAILURE;
        }
    };
    let ended = tokio::process::Command::new(program)
        .args(arguments)
        .env(SHARED_RABBITMQ, format!("{},{}", rabbitmq.amqp(), rabbitmq.management()))
        .env(SHARED_POSTGRES, postgres.address().to_string())
        .env("AMQP_URL", host.url())
        .env("POSTGRES_URL", &database.url)
        .status()
        .await;
    match ended {
        Ok(status) => ExitCode::from(status.code().and_then(|code| u8::try_from(code).ok()).unwrap_or(1)),
        Err(error) => {
            eprintln!("cannot run {}: {error}", program.display());
            ExitCode::FAILURE
        }
    }
}

async fn start() -> Result<(RabbitMq, Postgres, VirtualHost, Database), Error> {
    let (rabbitmq, postgres) = tokio::try_join!(RabbitMq::start(RabbitOptions::default()), Postgres::start())?;
    let (host, database) = tokio::try_join!(rabbitmq.virtual_host(), postgres.database())?;
    Ok((rabbitmq, postgres, host, database))
}
