//! A connection of its own, that hears what other connections notify.

use std::future::poll_fn;
use std::sync::Arc;
use std::sync::atomic::{AtomicI32, Ordering};

use tokio::io::{AsyncRead, AsyncWrite};
use tokio::sync::Notify;
use tokio::task::JoinHandle;
use tokio_postgres::{AsyncMessage, Client, Connection, NoTls};

use super::connecting::Connecting;
use crate::Error;

/// Hears notifications, but not those of its own connection.
#[derive(Default)]
pub(super) struct Ear {
    pub(super) heard: Notify,
    own: AtomicI32,
}

/// The connection; it closes when this is dropped.
pub(super) struct Line {
    pub(super) client: Client,
    pub(super) driver: JoinHandle<()>,
}

impl Line {
    /// Connects. The ear hears whenever another connection notifies a channel this one listens to.
    pub(super) async fn open(connecting: &Connecting, ear: Arc<Ear>) -> Result<Self, Error> {
        let config = &connecting.config;
        let (client, driver) = match &connecting.tls {
            Some(tls) => {
                let (client, connection) = config.connect(tls.clone()).await?;
                (client, tokio::spawn(drive(connection, Arc::clone(&ear))))
            }
            None => {
                let (client, connection) = config.connect(NoTls).await?;
                (client, tokio::spawn(drive(connection, Arc::clone(&ear))))
            }
        };
        let line = Self { client, driver };
        let own = line.client.query_one("SELECT pg_backend_pid()", &[]).await?;
        ear.own.store(own.try_get(0)?, Ordering::Relaxed);
        Ok(line)
    }
}

impl Drop for Line {
    fn drop(&mut self) {
        self.driver.abort();
    }
}

async fn drive<S, T>(mut connection: Connection<S, T>, ear: Arc<Ear>)
where
    S: AsyncRead + AsyncWrite + Unpin,
    T: AsyncRead + AsyncWrite + Unpin,
{
    while let Some(Ok(message)) = poll_fn(|context| connection.poll_message(context)).await {
        if let AsyncMessage::Notification(said) = message
            && said.process_id() != ear.own.load(Ordering::Relaxed)
        {
            ear.heard.notify_one();
        }
    }
}
