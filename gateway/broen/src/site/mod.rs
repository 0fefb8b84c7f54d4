//! `broen site`: a development site of separate processes, made in one folder.
//!
//! Configurations, certificates, keys and passwords for a gateway and two adapters, with the organisations of the first
//! start's configuration. For development and tests: everything secret lies side by side.

mod files;
mod ports;

use std::path::PathBuf;

use broker::OpeningKey;
use jiff::Timestamp;

use crate::certificates::{self, Development, Readers, replace_file, secret};
use crate::cli::SiteArgs;
use crate::config::{Any, Config, Problems, Role, TEMPLATE, report};
use crate::exit::Exit;
use crate::output::{Mark, Terminal};

use ports::Ports;

const ROLES: [Role; 3] = [Role::Gateway, Role::MedcomAdapter, Role::FhirAdapter];

/// Why there is no site.
#[derive(Debug, thiserror::Error)]
enum Error {
    #[error("{0}")]
    Certificates(#[from] certificates::Error),
    #[error("use the configuration of the site")]
    Configuration { file: PathBuf, problems: Problems },
    #[error("find free ports: {0}")]
    Ports(std::io::Error),
    #[error("make random bytes")]
    Random,
    #[error("make a site in {}: there is one already", .0.display())]
    Taken(PathBuf),
}

/// Makes the site.
pub(crate) fn run(terminal: Terminal, arguments: &SiteArgs) -> Exit {
    match make(arguments) {
        Ok(()) => {
            greet(terminal, arguments);
            Exit::Done
        }
        Err(Error::Configuration { file, problems }) => {
            report(terminal, &file, &problems);
            Exit::Configuration
        }
        Err(error) => {
            terminal.failure(error.to_string());
            match error {
                Error::Certificates(_) | Error::Ports(_) | Error::Random => Exit::Unavailable,
                Error::Configuration { .. } | Error::Taken(_) => Exit::Configuration,
            }
        }
    }
}

fn make(arguments: &SiteArgs) -> Result<(), Error> {
    let SiteArgs { dir, amqp, postgres, listen_from } = arguments;
    let file = |role: Role| dir.join(format!("{}.toml", role.word()));
    if let Some(there) = ROLES.map(file).into_iter().find(|file| file.exists()) {
        return Err(Error::Taken(there));
    }
    let ports = match listen_from {
        Some(first) => Ports::from(*first),
        None => Ports::free().map_err(Error::Ports)?,
    };
    let development = Development::new(dir);
    let template = |problems| Error::Configuration { file: dir.clone(), problems };
    let cast = Config::template(dir).map_err(template)?;
    let ids: Vec<_> = cast.organisations.iter().map(|member| &member.organisation.id).collect();
    development.complete(&[], &ids, Timestamp::now())?;
    development.complete_services(&ROLES.map(Role::word), Timestamp::now())?;

    let secrets = dir.join("secrets");
    secret(&secrets.join("lookup.key"), &random()?)?;
    secret(&secrets.join("sealing.key"), &OpeningKey::generate().to_bytes())?;
    secret(&secrets.join("broker.password"), amqp.password.as_bytes())?;
    secret(&secrets.join("journal.password"), postgres.password.as_bytes())?;
    for role in ROLES {
        let text = match role {
            Role::Gateway => files::gateway(&ports, amqp, postgres, TEMPLATE),
            Role::FhirAdapter | Role::MedcomAdapter | Role::Standalone => files::adapter(role, &ports, amqp),
        };
        replace_file(&file(role), text.as_bytes(), Readers::All)?;
    }
    for role in ROLES {
        Any::load(&file(role)).map_err(|problems| Error::Configuration { file: file(role), problems })?;
    }
    Ok(())
}

fn random() -> Result<[u8; 32], Error> {
    let mut bytes = [0; 32];
    rustls::crypto::ring::default_provider().secure_random.fill(&mut bytes).map_err(|_| Error::Random)?;
    Ok(bytes)
}

fn greet(terminal: Terminal, arguments: &SiteArgs) {
    let dir = arguments.dir.display();
    let files = ROLES.map(|role| arguments.dir.join(format!("{}.toml", role.word())));
    terminal.object(&serde_json::json!({ "site": arguments.dir, "configurations": files }));
    terminal.heading("The site is made.");
    for file in files {
        terminal.mark(Mark::Good, file.display().to_string());
    }
    terminal.mark(
        Mark::Note,
        format!("certificates and keys in {dir}/development and {dir}/secrets, for development only"),
    );
    terminal.heading("Start, each in a terminal of its own:");
    for role in ROLES {
        let role = role.word();
        terminal.say(format!("  broen {role} --config {dir}/{role}.toml"));
    }
    terminal.heading("Then try:");
    terminal.say(format!("  broen subscribe inbox --as laegerne-proevegade --site {dir} --verify --show"));
    terminal.say(format!("  broen submit LETTER.xml --as testregionens-hospital --site {dir}"));
    terminal.say("");
}
