//! `broen submit`: hands documents over, one after another, and shows what became of their letters.

mod outcome;
mod over_grpc;
mod over_https;
mod reasons;
mod receipts;
mod sniff;

use std::path::{Path, PathBuf};

use bytes::Bytes;

use crate::cli::SubmitArgs;
use crate::client::{self, Caller, Errand};
use crate::exit::Exit;
use crate::output::Terminal;

pub(crate) use outcome::{Handed, LetterWord};
pub(crate) use over_https::Post;

use over_grpc::Submit;

/// Hands the files over.
pub(crate) async fn run(terminal: Terminal, arguments: SubmitArgs) -> Exit {
    let mut doors = Doors { arguments: &arguments, open: Vec::new() };
    let many = terminal.progress(arguments.files.len() as u64, "handing over");
    let mut worst = Exit::Done;
    for file in &arguments.files {
        let exit = match doors.hand_over(file).await {
            Ok(handed) => {
                let saved = save(terminal, &arguments.receipts, file, &handed);
                many.suspend(|| handed.print(terminal, file, &saved));
                if handed.is_refused() { Exit::Failed } else { Exit::Done }
            }
            Err(error) => {
                many.suspend(|| terminal.failure(format!("hand over {}: {error}", file.display())));
                error.exit()
            }
        };
        many.advance();
        worst = if worst == Exit::Done { exit } else { worst };
        // Nothing after it would arrive either, and letters must not overtake each other.
        if exit == Exit::Unavailable {
            break;
        }
    }
    worst
}

/// The ways documents go: one for each errand that has come up.
struct Doors<'a> {
    arguments: &'a SubmitArgs,
    open: Vec<(Errand, Door)>,
}

enum Door {
    Grpc(Submit),
    Https(Box<Post>),
}

impl Doors<'_> {
    async fn hand_over(&mut self, file: &Path) -> Result<Handed, client::Error> {
        let document = std::fs::read(file)
            .map_err(|error| client::Error::File { path: file.to_owned(), error, hint: "" })
            .map(Bytes::from)?;
        let wait = self.arguments.wait;
        match self.door(sniff::errand(&document)).await? {
            Door::Grpc(submit) => submit.document(document).await,
            Door::Https(post) => post.document(document, wait).await,
        }
    }

    async fn door(&mut self, errand: Errand) -> Result<&mut Door, client::Error> {
        let at = match self.open.iter().position(|(opened, _)| *opened == errand) {
            Some(at) => at,
            None => {
                let caller = Caller::from_args(&self.arguments.caller, errand)?;
                let door = if self.arguments.grpc {
                    Door::Grpc(Submit::connect(&caller).await?)
                } else {
                    Door::Https(Box::new(Post::new(&caller)?))
                };
                self.open.push((errand, door));
                self.open.len() - 1
            }
        };
        Ok(&mut self.open[at].1)
    }
}

fn save(terminal: Terminal, folder: &Option<PathBuf>, file: &Path, handed: &Handed) -> Vec<PathBuf> {
    let Some(folder) = folder else { return Vec::new() };
    receipts::save(folder, file, &handed.receipts).unwrap_or_else(|error| {
        terminal.failure(format!("save the receipts of {}: {error}", file.display()));
        Vec::new()
    })
}
