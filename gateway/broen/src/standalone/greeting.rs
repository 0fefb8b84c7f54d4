//! What a person needs to know when the gateway is ready.

use std::path::Path;

use canonical::organisation::Role;

use super::data::Data;
use crate::addresses::Addresses;
use crate::config::{Config, Tls};
use crate::output::{Mark, Terminal};

pub(super) fn print(terminal: Terminal, file: &Path, data: &Data, config: &Config, addresses: &Addresses) {
    terminal.object(&serde_json::json!({
        "ready": true, "addresses": addresses, "data": data.path(), "configuration": file,
    }));
    let paint = terminal.paint();
    terminal.heading("Broen is ready.");
    let line = |mark, name: &str, what: String| terminal.mark(mark, format!("{} {what}", paint.faint(name)));
    if let (Some(grpc), Some(https)) = (addresses.grpc, addresses.https) {
        line(Mark::Good, "gRPC         ", format!("https://{grpc}"));
        line(Mark::Good, "letters in   ", format!("https://{https}/medcom and /fhir/$process-message"));
    }
    line(Mark::Good, "metrics      ", format!("http://{}/metrics", addresses.metrics));
    line(Mark::Note, "configuration", file.display().to_string());
    line(Mark::Note, "data         ", data.path().display().to_string());
    match config.tls {
        Tls::Development { .. } => {
            let made = data.development().path().display().to_string();
            line(Mark::Note, "certificates ", format!("{made} (made for development)"));
            next_steps(terminal, data, config);
        }
        Tls::Site(_) => line(Mark::Note, "certificates ", "the site's own".to_owned()),
    }
    terminal.say("");
}

fn next_steps(terminal: Terminal, data: &Data, config: &Config) {
    let holders = |role| config.organisations.iter().map(|it| &it.organisation).filter(move |it| it.has(role));
    let sender = holders(Role::Sender).next();
    // Letters go to somebody else, if there is anybody.
    let other = holders(Role::Subscriber).find(|it| Some(*it) != sender);
    let subscriber = other.or_else(|| holders(Role::Subscriber).next());
    let data = data.path().display();
    terminal.heading("Try, in other terminals:");
    if let Some(organisation) = subscriber {
        terminal.say(format!("  broen subscribe inbox --as {} --verify --show --data {data}", organisation.id));
    }
    if let Some(organisation) = sender {
        terminal.say(format!("  broen submit LETTER.xml --as {} --data {data}", organisation.id));
    }
    terminal.say("  broen demo");
}
