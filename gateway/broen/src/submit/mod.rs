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
use crate::client::{self, Caller};
use crate::exit::Exit;
use crate::output::Terminal;

pub(crate) use outcome::{Handed, LetterWord};
pub(crate) use over_https::Post;

use over_grpc::Submit;

/// Hands the files over.
pub(crate) async fn run(terminal: Terminal, arguments: SubmitArgs) -> Exit {
    let mut door = match Door::open(&arguments).await {
        Ok(door) => door,
        Err(error) => {
            terminal.failure(error.to_string());
            return error.exit();
        }
    };
    let many = terminal.progress(arguments.files.len() as u64, "handing over");
    let mut worst = Exit::Done;
    for file in &arguments.files {
        let exit = match hand_over(&mut door, file).await {
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

/// The way documents go.
enum Door {
    Grpc(Submit),
    Https(Box<Post>),
}

impl Door {
    async fn open(arguments: &SubmitArgs) -> Result<Self, client::Error> {
        let caller = Caller::from_args(&arguments.caller)?;
        Ok(if arguments.grpc {
            Self::Grpc(Submit::connect(&caller).await?)
        } else {
            Self::Https(Box::new(Post::new(&caller)?))
        })
    }
}

async fn hand_over(door: &mut Door, file: &Path) -> Result<Handed, client::Error> {
    let document = std::fs::read(file)
        .map_err(|error| client::Error::File { path: file.to_owned(), error, hint: "" })
        .map(Bytes::from)?;
    match door {
        Door::Grpc(submit) => submit.document(document).await,
        Door::Https(post) => post.document(document).await,
    }
}

fn save(terminal: Terminal, folder: &Option<PathBuf>, file: &Path, handed: &Handed) -> Vec<PathBuf> {
    let Some(folder) = folder else { return Vec::new() };
    receipts::save(folder, file, &handed.receipts).unwrap_or_else(|error| {
        terminal.failure(format!("save the receipts of {}: {error}", file.display()));
        Vec::new()
    })
}
