//! Generates messages and services from `proto/broen`, without a protocol compiler on the machine.

use std::path::{Path, PathBuf};
use std::{env, fs, io};

use prost::Message;

/// Messages with a field that holds personal data: their `Debug` is written by hand in `src/debug.rs`.
const PERSONAL: [&str; 32] = [
    ".broen.v1.Address",
    ".broen.v1.Attachment",
    ".broen.v1.AttachmentInline",
    ".broen.v1.BirthNotification",
    ".broen.v1.CareOf",
    ".broen.v1.Contact",
    ".broen.v1.ContactPoint",
    ".broen.v1.Control",
    ".broen.v1.Correspondence",
    ".broen.v1.Document",
    ".broen.v1.Enclosure",
    ".broen.v1.GetOriginalResponse",
    ".broen.v1.Inline",
    ".broen.v1.Newborn",
    ".broen.v1.Observation",
    ".broen.v1.Observations",
    ".broen.v1.PatientIdentifier",
    ".broen.v1.Person",
    ".broen.v1.Quantity",
    ".broen.v1.ReadBlobResponse",
    ".broen.v1.Receipt",
    ".broen.v1.ReceiptReason",
    ".broen.v1.ReceivedReceipt",
    ".broen.v1.RehabilitationPlan",
    ".broen.v1.Relative",
    ".broen.v1.RenderEventResponse",
    ".broen.v1.RenderedLetter",
    ".broen.v1.Requester",
    ".broen.v1.Section",
    ".broen.v1.Subject",
    ".broen.v1.SubmitRequest",
    ".broen.v1.Verbatim",
];

/// The same, of what adapters and gateways say to each other.
const PERSONAL_IN_TRANSPORT: [&str; 6] = [
    ".broen.transport.v1.PublishedAnswer",
    ".broen.transport.v1.PublishedLetter",
    ".broen.transport.v1.PublishedOriginal",
    ".broen.transport.v1.PublishedReason",
    ".broen.transport.v1.PublishedReasons",
    ".broen.transport.v1.PublishedReceipt",
];

fn main() -> io::Result<()> {
    let root = Path::new("..");
    println!("cargo:rerun-if-changed=../broen");
    let transport = protox::compile(files(root, "broen/transport/v1")?, [root]).map_err(io::Error::other)?;
    tonic_prost_build::configure().bytes(".").skip_debug(PERSONAL_IN_TRANSPORT).compile_fds(transport)?;

    let descriptors = protox::compile(files(root, "broen/v1")?, [root]).map_err(io::Error::other)?;

    let out = PathBuf::from(env::var("OUT_DIR").map_err(io::Error::other)?);
    fs::write(out.join("descriptors.bin"), descriptors.encode_to_vec())?;
    tonic_prost_build::configure().bytes(".").skip_debug(PERSONAL).compile_fds(descriptors)?;
    Ok(())
}

/// Every file of a package, in the order of their names, so that the descriptor set is the same everywhere.
fn files(root: &Path, package: &str) -> io::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(root.join(package))? {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == "proto") {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}
