//! From the configuration to the settings of the broker and the database.

use std::path::Path;
use std::time::Duration;

use broker::Broker;
use journal::postgres;

use super::Error;
use super::vital::Vital;
use crate::certificates::{self, read};
use crate::config::{self, ClientPair, Login};

/// How to reach the broker, and as whom; `name` is what operators see.
pub(crate) fn broker(config: &config::Broker, name: &str) -> Result<broker::Settings, Error> {
    let config::Broker { nodes, virtual_host, login, ca, heartbeat, patience } = config;
    let nodes = nodes.iter().map(|node| broker::Node { host: node.host.clone(), port: node.port }).collect();
    let (authentication, identity) = match login {
        Login::Certificate(pair) => {
            let (chain, key) = files(pair)?;
            (broker::Authentication::External, Some(broker::Identity { chain, key }))
        }
        Login::Password { user, file } => {
            let password = broker::Secret::new(password(file)?);
            (broker::Authentication::Plain { user: user.clone(), password }, None)
        }
    };
    let tls = match ca {
        Some(ca) => Some(broker::Tls { authorities: read(ca)?, identity }),
        None => None,
    };
    Ok(broker::Settings {
        nodes,
        virtual_host: virtual_host.clone(),
        authentication,
        tls,
        heartbeat: *heartbeat,
        patience: *patience,
        name: name.to_owned(),
    })
}

/// How to reach the database, and as whom.
pub(crate) fn journal(config: &config::Journal, max_batch: usize) -> Result<postgres::Settings, Error> {
    let config::Journal { hosts, database, user, password_file, pair, ca, pool } = config;
    let hosts = hosts.iter().map(|host| postgres::Host { name: host.host.clone(), port: host.port }).collect();
    let identity = match pair {
        Some(pair) => {
            let (chain, key) = files(pair)?;
            Some(postgres::Identity { chain, key })
        }
        None => None,
    };
    let tls = match ca {
        Some(ca) => Some(postgres::Tls { authorities: read(ca)?, identity }),
        None => None,
    };
    let password = match password_file {
        Some(file) => Some(postgres::Secret::new(password(file)?)),
        None => None,
    };
    let settings = postgres::Settings::new(hosts, database, user);
    let max_batch = settings.max_batch.max(max_batch);
    Ok(postgres::Settings { password, tls, readers: *pool, max_batch, ..settings })
}

/// How long a start waits for the broker. Without it, the process goes on and keeps trying.
const FIRST: Duration = Duration::from_secs(5);

/// Refuses to run with a broker that is not as it must be, now or when it can be reached.
pub(crate) async fn watch_fitness(broker: &Broker, vital: &Vital) -> Result<(), Error> {
    match broker.first(FIRST).await {
        Ok(()) => Ok(()),
        Err(error @ (broker::Error::Closed | broker::Error::Unfit { .. })) => Err(error.into()),
        Err(broker::Error::Unreachable { .. }) => {
            let (broker, broken) = (broker.clone(), vital.clone());
            vital.spawn("broker", async move {
                while let Err(error) = broker.first(AGAIN).await {
                    match error {
                        broker::Error::Closed => return,
                        broker::Error::Unfit { .. } => return broken.give_up("broker"),
                        broker::Error::Unreachable { .. } => {}
                    }
                }
            });
            Ok(())
        }
    }
}

const AGAIN: Duration = Duration::from_secs(60);

fn files(ClientPair { certificate, key }: &ClientPair) -> Result<(Vec<u8>, Vec<u8>), Error> {
    Ok((read(certificate)?, read(key)?))
}

/// The password in a file; the end of its last line is not part of it.
fn password(file: &Path) -> Result<String, Error> {
    let text =
        std::fs::read_to_string(file).map_err(|error| certificates::Error::File { path: file.to_owned(), error })?;
    let text = text.strip_suffix('\n').unwrap_or(&text);
    Ok(text.strip_suffix('\r').unwrap_or(text).to_owned())
}
