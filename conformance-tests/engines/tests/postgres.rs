//! A PostgreSQL server as tests use it.

use engines::{Postgres, shared_postgres};

#[tokio::test]
async fn what_is_committed_survives_a_kill_and_a_stop() {
    let mut server = Postgres::start().await.unwrap();
    let database = server.database().await.unwrap();
    database.query("CREATE TABLE kept (number int)").await.unwrap();
    database.query("INSERT INTO kept VALUES (1)").await.unwrap();
    server.kill().unwrap();
    assert!(database.query("SELECT 1").await.is_err());
    server.start_again().await.unwrap();
    database.query("INSERT INTO kept VALUES (2)").await.unwrap();
    server.stop().await.unwrap();
    server.start_again().await.unwrap();
    assert_eq!(database.query("SELECT number FROM kept ORDER BY 1").await.unwrap(), "1\n2");
    let promises = database.query("SHOW fsync; SHOW synchronous_commit").await.unwrap();
    assert_eq!(promises, "on\non");
}

#[tokio::test]
async fn a_paused_server_answers_when_it_is_resumed() {
    let mut server = Postgres::start().await.unwrap();
    let database = server.database().await.unwrap();
    server.pause().unwrap();
    let asked = database.query("SELECT 42");
    tokio::pin!(asked);
    let guard = std::time::Duration::from_millis(300);
    assert!(tokio::time::timeout(guard, &mut asked).await.is_err(), "a paused server is silent");
    server.resume().unwrap();
    assert_eq!(asked.await.unwrap(), "42");
}

#[tokio::test]
async fn every_test_has_a_database_of_its_own() {
    let server = shared_postgres().await;
    let (one, other) = (server.database().await.unwrap(), server.database().await.unwrap());
    one.query("CREATE TABLE mine (number int)").await.unwrap();
    assert!(other.query("SELECT * FROM mine").await.is_err());
    let name = one.name.clone();
    one.close().await.unwrap();
    let left = format!("SELECT count(*) FROM pg_database WHERE datname = '{name}'");
    assert_eq!(other.query(&left).await.unwrap(), "0");
}
