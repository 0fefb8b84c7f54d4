//! A network that can be made worse: a TCP proxy between a client and a server.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::error::{Error, system};
use crate::ports;
use crate::relay::relay;
use crate::weather::{Traffic, Weather};

/// A proxy on a port of its own. Dropping it closes what goes through it.
#[derive(Debug)]
pub struct Proxy {
    address: SocketAddr,
    weather: watch::Sender<Weather>,
    traffic: Arc<Traffic>,
    accepting: Mutex<Option<JoinHandle<()>>>,
}

/// What went through a proxy so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Counts {
    /// Bytes, both ways together.
    pub bytes: u64,
    /// Connections that are open now.
    pub open: u64,
    /// Connections that were ever opened.
    pub opened: u64,
    /// How often everything was reset.
    pub resets: u64,
}

impl Proxy {
    /// Starts one in front of a server, which need not run yet.
    ///
    /// # Errors
    /// There is no free port.
    pub async fn start(target: SocketAddr) -> Result<Self, Error> {
        let (weather, _) = watch::channel(Weather { target, delay: Duration::ZERO, stalled: false, resets: 0 });
        let address = ports::here(ports::free()?);
        let proxy = Self { address, weather, traffic: Arc::default(), accepting: Mutex::default() };
        proxy.restore().await?;
        Ok(proxy)
    }

    /// Where clients connect.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Points new connections at another server.
    pub fn aim(&self, target: SocketAddr) {
        self.weather.send_modify(|weather| weather.target = target);
    }

    /// Resets every connection (RST, both ways). New ones are welcome.
    pub fn reset_all(&self) {
        self.weather.send_modify(|weather| weather.resets += 1);
    }

    /// Lets everything arrive this much later from now on, in either direction; zero is no delay.
    pub fn delay(&self, delay: Duration) {
        self.weather.send_modify(|weather| weather.delay = delay);
    }

    /// Lets nothing arrive, in either direction, and tells nobody: a cable is out.
    pub fn stall(&self) {
        self.weather.send_modify(|weather| weather.stalled = true);
    }

    /// Ends a stall; what was held arrives.
    pub fn resume(&self) {
        self.weather.send_modify(|weather| weather.stalled = false);
    }

    /// Resets every connection and refuses new ones, as when no server runs.
    pub async fn cut(&self) {
        if let Some(accepting) = self.take() {
            accepting.abort();
            // The port is closed when its task is gone.
            let _ = accepting.await;
        }
        self.reset_all();
    }

    /// Takes connections again.
    ///
    /// # Errors
    /// Somebody else has taken the port.
    pub async fn restore(&self) -> Result<(), Error> {
        if self.lock().is_some() {
            return Ok(());
        }
        let listener = TcpListener::bind(self.address).await.map_err(system("listen as a proxy"))?;
        let accepting = accept(listener, self.weather.subscribe(), Arc::clone(&self.traffic));
        *self.lock() = Some(tokio::spawn(accepting));
        Ok(())
    }

    /// What went through so far.
    #[must_use]
    pub fn counts(&self) -> Counts {
        let read = |count: &AtomicU64| count.load(Ordering::Relaxed);
        let Traffic { opened, open, bytes } = &*self.traffic;
        Counts { bytes: read(bytes), open: read(open), opened: read(opened), resets: self.weather.borrow().resets }
    }

    fn take(&self) -> Option<JoinHandle<()>> {
        self.lock().take()
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Option<JoinHandle<()>>> {
        self.accepting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        if let Some(accepting) = self.take() {
            accepting.abort();
        }
    }
}

async fn accept(listener: TcpListener, weather: watch::Receiver<Weather>, traffic: Arc<Traffic>) {
    loop {
        // A client that is gone before it was accepted is no reason to end.
        let Ok((client, _)) = listener.accept().await else { continue };
        let (weather, traffic) = (weather.clone(), Arc::clone(&traffic));
        traffic.opened.fetch_add(1, Ordering::Relaxed);
        tokio::spawn(async move {
            traffic.open.fetch_add(1, Ordering::Relaxed);
            carry(client, weather, &traffic).await;
            traffic.open.fetch_sub(1, Ordering::Relaxed);
        });
    }
}

/// Carries one connection to its end, or to its reset.
async fn carry(mut client: TcpStream, mut weather: watch::Receiver<Weather>, traffic: &Traffic) {
    let born = weather.borrow().resets;
    let mut storm = weather.clone();
    // Also ends when the proxy is dropped.
    let reset = async move { _ = storm.wait_for(|weather| weather.resets != born).await };
    tokio::pin!(reset);
    let connected = async {
        let target = weather.wait_for(|weather| !weather.stalled).await.ok()?.target;
        TcpStream::connect(target).await.ok()
    };
    let server = tokio::select! {
        server = connected => server,
        () = &mut reset => None,
    };
    let Some(mut server) = server else {
        let _ = client.set_zero_linger();
        return;
    };
    let (_, _) = (client.set_nodelay(true), server.set_nodelay(true));
    let orderly = tokio::select! {
        orderly = relay(&mut client, &mut server, &weather, &traffic.bytes) => orderly,
        () = &mut reset => false,
    };
    if !orderly {
        let (_, _) = (client.set_zero_linger(), server.set_zero_linger());
    }
}
