//! `broen blob`: fetches a large file of an event into a file.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write as _};
use std::path::Path;

use canonical::digest::Digest;
use sha2::{Digest as _, Sha256};
use tonic::{Status, Streaming};
use wire::v1::event_service_client::EventServiceClient;
use wire::v1::{ReadBlobRequest, ReadBlobResponse};

use crate::cli::BlobArgs;
use crate::client::{Caller, Errand, Error, Refused, channel};
use crate::exit::Exit;
use crate::output::Terminal;

/// Why the file is not there.
#[derive(Debug, thiserror::Error)]
enum Failure {
    #[error("{0}")]
    Call(#[from] Error),
    #[error("write {path}: {error}")]
    Disk { path: String, error: io::Error },
    #[error("fetch the file: {0}")]
    Refused(Refused),
    #[error("fetch the file: what came is not the file")]
    Other,
}

/// Fetches the file, and says how large it is.
pub(crate) async fn run(terminal: Terminal, arguments: BlobArgs) -> Exit {
    match fetched(&arguments).await {
        Ok(size) => {
            let (out, sha256) = (arguments.out.display().to_string(), arguments.sha256.to_string());
            terminal.object(&serde_json::json!({
                "event_id": arguments.event,
                "sha256": sha256,
                "size": size,
                "file": out,
            }));
            terminal.say(format!("{size} bytes in {out}"));
            Exit::Done
        }
        Err(Failure::Call(error)) => {
            terminal.failure(error.to_string());
            error.exit()
        }
        Err(failure) => {
            terminal.failure(failure.to_string());
            Exit::Failed
        }
    }
}

async fn fetched(arguments: &BlobArgs) -> Result<u64, Failure> {
    let caller = Caller::from_args(&arguments.caller, Errand::Entries)?;
    let mut client = EventServiceClient::new(channel(&caller).await?);
    let request = ReadBlobRequest { event_id: arguments.event.clone(), sha256: arguments.sha256.0.to_vec().into() };
    let pieces = client.read_blob(request).await.map_err(refused)?.into_inner();
    let on_disk = |error| Failure::Disk { path: arguments.out.display().to_string(), error };
    // Readable for nobody else: it is personal data.
    let file = created(&arguments.out).map_err(on_disk)?;
    let written = write(pieces, file, arguments.sha256, on_disk).await;
    if written.is_err() {
        // A part of a file is no file.
        let _ = fs::remove_file(&arguments.out);
    }
    written
}

async fn write(
    mut pieces: Streaming<ReadBlobResponse>,
    mut file: File,
    expected: Digest,
    on_disk: impl Fn(io::Error) -> Failure,
) -> Result<u64, Failure> {
    let (mut hasher, mut size, mut stated) = (Sha256::new(), 0_u64, None);
    while let Some(ReadBlobResponse { content, size: said }) = pieces.message().await.map_err(refused)? {
        stated = stated.or(said);
        hasher.update(&content);
        size = size.saturating_add(content.len() as u64);
        file.write_all(&content).map_err(&on_disk)?;
    }
    file.sync_all().map_err(&on_disk)?;
    let is_whole = stated == Some(size) && Digest(hasher.finalize().into()) == expected;
    if is_whole { Ok(size) } else { Err(Failure::Other) }
}

fn created(path: &Path) -> io::Result<File> {
    use std::os::unix::fs::OpenOptionsExt as _;
    OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)
}

fn refused(status: Status) -> Failure {
    Failure::Refused(Refused::from(&status))
}
