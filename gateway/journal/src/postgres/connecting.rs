//! Ways to the server: how every connection is opened, and what the server is told to do with it.

use std::sync::Arc;
use std::time::Duration;

use deadpool_postgres::{Manager, ManagerConfig, Pool, RecyclingMethod, Runtime, Timeouts};
use rustls::{ClientConfig, RootCertStore};
use rustls_pki_types::pem::PemObject as _;
use rustls_pki_types::{CertificateDer, PrivateKeyDer};
use tokio_postgres::config::{SslMode, TargetSessionAttrs};
use tokio_postgres::{Config, NoTls};
use tokio_postgres_rustls::MakeRustlsConnect;

use super::failures::{away, unfit};
use super::settings::{Settings, Tls};
use crate::Error;

/// How long a name, a handshake and a login may take, each server for itself.
const CONNECTING: Duration = Duration::from_secs(3);

/// How long a peer may be silent that ought to answer, before the connection is given up.
const SILENCE: Duration = Duration::from_secs(5);

/// What the server is told with every login. Milliseconds, if nothing else is said.
///
/// Whoever is stopped or cut off in the middle of a transaction gives its locks back after three seconds. The plans of
/// the statements are made once, for tables that will be large: a new database has no statistics, and a plan that reads
/// a whole table because it was empty once would be kept.
const SESSION: &str = "-c idle_in_transaction_session_timeout=3000 -c lock_timeout=5000 -c statement_timeout=8000 \
    -c tcp_user_timeout=5000 -c tcp_keepalives_idle=2 -c tcp_keepalives_interval=1 -c tcp_keepalives_count=3 \
    -c plan_cache_mode=force_generic_plan -c enable_seqscan=off -c enable_hashjoin=off -c enable_mergejoin=off \
    -c jit=off -c default_transaction_isolation=read\\ committed";

/// A way to the server.
pub(super) struct Connecting {
    pub(super) config: Config,
    pub(super) tls: Option<MakeRustlsConnect>,
    patience: Duration,
}

impl Connecting {
    pub(super) fn new(settings: &Settings) -> Result<Self, Error> {
        let mut config = Config::new();
        for host in &settings.hosts {
            config.host(&host.name).port(host.port);
        }
        config.dbname(&settings.database).user(&settings.user).application_name(&settings.name);
        if let Some(password) = &settings.password {
            config.password(password.reveal());
        }
        config.ssl_mode(if settings.tls.is_some() { SslMode::Require } else { SslMode::Disable });
        config.target_session_attrs(TargetSessionAttrs::ReadWrite);
        config.connect_timeout(CONNECTING).tcp_user_timeout(SILENCE).options(SESSION);
        config
            .keepalives_idle(Duration::from_secs(2))
            .keepalives_interval(Duration::from_secs(1))
            .keepalives_retries(3);
        let tls = settings.tls.as_ref().map(encrypted).transpose()?;
        Ok(Self { config, tls, patience: settings.patience })
    }

    /// A pool of so many connections, opened when they are first needed.
    pub(super) fn pool(&self, size: usize) -> Result<Pool, Error> {
        let recycling = ManagerConfig { recycling_method: RecyclingMethod::Fast };
        let manager = match &self.tls {
            Some(tls) => Manager::from_config(self.config.clone(), tls.clone(), recycling),
            None => Manager::from_config(self.config.clone(), NoTls, recycling),
        };
        let patience = Some(self.patience);
        let timeouts = Timeouts { wait: patience, create: patience, recycle: patience };
        let pool = Pool::builder(manager).max_size(size.clamp(1, 64)).timeouts(timeouts).runtime(Runtime::Tokio1);
        pool.build().map_err(|_| away("other"))
    }
}

/// What a connection is encrypted with; only these authorities are trusted.
fn encrypted(tls: &Tls) -> Result<MakeRustlsConnect, Error> {
    let unreadable = |_| unfit("the certificates for the database");
    let mut authorities = RootCertStore::empty();
    for certificate in CertificateDer::pem_slice_iter(&tls.authorities) {
        let certificate = certificate.map_err(|_| unfit("the certificates for the database"))?;
        authorities.add(certificate).map_err(unreadable)?;
    }
    if authorities.is_empty() {
        return Err(unfit("the certificates for the database, which name no authority"));
    }
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions();
    let config = config.map_err(unreadable)?.with_root_certificates(authorities);
    let config = match &tls.identity {
        None => config.with_no_client_auth(),
        Some(identity) => {
            let chain: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(&identity.chain).collect();
            let key = PrivateKeyDer::from_pem_slice(&identity.key);
            let (Ok(chain), Ok(key)) = (chain, key) else {
                return Err(unfit("the client certificate for the database"));
            };
            config.with_client_auth_cert(chain, key).map_err(unreadable)?
        }
    };
    Ok(MakeRustlsConnect::new(config))
}
