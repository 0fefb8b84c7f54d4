//! A proxy as tests use it.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::io::ErrorKind;
use std::time::{Duration, Instant};

use engines::Proxy;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// A server that sends back what it gets.
async fn echo() -> std::net::SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            tokio::spawn(async move {
                let (mut from, mut to) = stream.split();
                tokio::io::copy(&mut from, &mut to).await
            });
        }
    });
    address
}

async fn say(stream: &mut TcpStream, word: &[u8]) -> std::io::Result<Vec<u8>> {
    stream.write_all(word).await?;
    let mut answer = vec![0; word.len()];
    stream.read_exact(&mut answer).await?;
    Ok(answer)
}

#[tokio::test]
async fn what_goes_in_comes_out_and_is_counted() {
    let proxy = Proxy::start(echo().await).await.unwrap();
    let mut client = TcpStream::connect(proxy.address()).await.unwrap();
    let long = vec![7; 3_000_000];
    let (mut from, mut to) = client.split();
    let mut answer = vec![0; long.len()];
    let (sent, _) = tokio::join!(to.write_all(&long), from.read_exact(&mut answer));
    sent.unwrap();
    assert!(answer == long);
    client.shutdown().await.unwrap();
    assert_eq!(client.read(&mut [0; 1]).await.unwrap(), 0, "an end in order stays one");
    assert_eq!((proxy.counts().bytes, proxy.counts().opened), (6_000_000, 1));
}

#[tokio::test]
async fn a_reset_is_a_reset_and_the_next_connection_works() {
    let proxy = Proxy::start(echo().await).await.unwrap();
    let mut client = TcpStream::connect(proxy.address()).await.unwrap();
    say(&mut client, b"one").await.unwrap();
    proxy.reset_all();
    let error = client.read(&mut [0; 1]).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::ConnectionReset);
    let mut client = TcpStream::connect(proxy.address()).await.unwrap();
    assert_eq!(say(&mut client, b"two").await.unwrap(), b"two");
}

#[tokio::test]
async fn a_delay_delays_both_ways() {
    let proxy = Proxy::start(echo().await).await.unwrap();
    let mut client = TcpStream::connect(proxy.address()).await.unwrap();
    say(&mut client, b"quick").await.unwrap();
    proxy.delay(Duration::from_millis(60));
    let began = Instant::now();
    say(&mut client, b"slow").await.unwrap();
    assert!(began.elapsed() >= Duration::from_millis(120));
}

#[tokio::test]
async fn a_stall_holds_everything_and_loses_nothing() {
    let proxy = Proxy::start(echo().await).await.unwrap();
    let mut client = TcpStream::connect(proxy.address()).await.unwrap();
    say(&mut client, b"before").await.unwrap();
    proxy.stall();
    let held = say(&mut client, b"during");
    tokio::pin!(held);
    assert!(tokio::time::timeout(Duration::from_millis(100), &mut held).await.is_err());
    proxy.resume();
    assert_eq!(held.await.unwrap(), b"during");
}

#[tokio::test]
async fn a_cut_refuses_until_it_is_restored() {
    let proxy = Proxy::start(echo().await).await.unwrap();
    let mut client = TcpStream::connect(proxy.address()).await.unwrap();
    say(&mut client, b"before").await.unwrap();
    proxy.cut().await;
    assert!(client.read(&mut [0; 1]).await.is_err());
    let refused = TcpStream::connect(proxy.address()).await.unwrap_err();
    assert_eq!(refused.kind(), ErrorKind::ConnectionRefused);
    proxy.restore().await.unwrap();
    let mut client = TcpStream::connect(proxy.address()).await.unwrap();
    assert_eq!(say(&mut client, b"after").await.unwrap(), b"after");
}
