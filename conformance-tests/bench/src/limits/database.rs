//! Batches of rows into a table with one key, by the bare PostgreSQL library.

use std::time::Instant;

use tokio_postgres::NoTls;

use super::pace::{LETTER, TIME, rate};
use crate::Error;

const BATCH: i64 = 256;

/// Rows that were committed per second.
pub(super) async fn inserted_rows(url: &str) -> Result<f64, Error> {
    let fail = |error: tokio_postgres::Error| Error::limit("the database")(&error);
    let (mut client, connection) = tokio_postgres::connect(url, NoTls).await.map_err(fail)?;
    let connection = tokio::spawn(connection);
    let made = "CREATE TABLE broen_bench_bare (id BIGINT PRIMARY KEY, content BYTEA NOT NULL)";
    client.batch_execute(made).await.map_err(fail)?;
    let measured = measure(&mut client).await.map_err(fail);
    client.batch_execute("DROP TABLE broen_bench_bare").await.map_err(fail)?;
    drop(client);
    let _ = connection.await;
    measured
}

async fn measure(client: &mut tokio_postgres::Client) -> Result<f64, tokio_postgres::Error> {
    let insert = "INSERT INTO broen_bench_bare SELECT * FROM unnest($1::BIGINT[], $2::BYTEA[])";
    let insert = client.prepare(insert).await?;
    // Bytes that do not compress: the database would store fewer of others.
    let contents: Vec<Vec<u8>> = (0..BATCH).map(noise).collect();
    let (mut next, begun) = (0_i64, Instant::now());
    while begun.elapsed() < TIME {
        let ids: Vec<i64> = (next..next + BATCH).collect();
        client.execute(&insert, &[&ids, &contents]).await?;
        next += BATCH;
    }
    Ok(rate(next.unsigned_abs(), begun.elapsed()))
}

fn noise(seed: i64) -> Vec<u8> {
    let mut state = seed.unsigned_abs().wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let mut next = move || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state.to_le_bytes()[0]
    };
    (0..LETTER).map(|_| next()).collect()
}
