//! Carrying bytes both ways, in the weather that a proxy has.

use std::io;
use std::sync::atomic::{AtomicU64, Ordering};

use bytes::{Bytes, BytesMut};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::{mpsc, watch};
use tokio::time::Instant;

use crate::weather::Weather;

const CHUNK: usize = 16 * 1024;
/// As many chunks may be on their way in one direction.
const ON_THE_WAY: usize = 64;

/// Carries until both ways have ended; whether that was in order.
pub(crate) async fn relay(
    client: &mut TcpStream,
    server: &mut TcpStream,
    weather: &watch::Receiver<Weather>,
    bytes: &AtomicU64,
) -> bool {
    let (from_client, to_client) = client.split();
    let (from_server, to_server) = server.split();
    let forth = one_way(from_client, to_server, weather.clone(), bytes);
    let back = one_way(from_server, to_client, weather.clone(), bytes);
    tokio::try_join!(forth, back).is_ok()
}

async fn one_way(
    from: impl AsyncRead + Unpin,
    to: impl AsyncWrite + Unpin,
    weather: watch::Receiver<Weather>,
    bytes: &AtomicU64,
) -> io::Result<()> {
    let (sent, arriving) = mpsc::channel(ON_THE_WAY);
    tokio::try_join!(send(from, sent), arrive(to, arriving, weather, bytes)).map(|_| ())
}

async fn send(mut from: impl AsyncRead + Unpin, sent: mpsc::Sender<(Instant, Bytes)>) -> io::Result<()> {
    loop {
        let mut chunk = BytesMut::with_capacity(CHUNK);
        if from.read_buf(&mut chunk).await? == 0 {
            return Ok(());
        }
        if sent.send((Instant::now(), chunk.freeze())).await.is_err() {
            return Err(io::ErrorKind::BrokenPipe.into());
        }
    }
}

async fn arrive(
    mut to: impl AsyncWrite + Unpin,
    mut arriving: mpsc::Receiver<(Instant, Bytes)>,
    mut weather: watch::Receiver<Weather>,
    bytes: &AtomicU64,
) -> io::Result<()> {
    let gone = |_| io::Error::from(io::ErrorKind::ConnectionAborted);
    while let Some((sent, chunk)) = arriving.recv().await {
        let delay = weather.borrow().delay;
        tokio::time::sleep_until(sent + delay).await;
        weather.wait_for(|weather| !weather.stalled).await.map_err(gone)?;
        to.write_all(&chunk).await?;
        bytes.fetch_add(chunk.len() as u64, Ordering::Relaxed);
    }
    weather.wait_for(|weather| !weather.stalled).await.map_err(gone)?;
    to.shutdown().await
}
