//! Whether everybody a letter is addressed to can take it, by what the directory says.

use access::takes;
use canonical::RefusalCode;

use super::content::Directory;
use crate::labels::Labels;

/// The receivers that cannot take the letter, by place, each with the reason; empty if all can. The same rule by which a
/// gateway that accepts letters itself refuses them.
#[must_use]
pub fn refusals(directory: &Directory, letter: &Labels) -> Vec<(usize, RefusalCode)> {
    access::refusals(directory.organisations(), &letter.receivers, |organisation| {
        let interests = directory.organisation(&organisation.id).map(|listed| listed.takes.as_slice());
        let taken = |interest: &super::Interest| takes(&interest.kinds, &interest.senders, letter.kind, &letter.sender);
        interests.unwrap_or_default().iter().any(taken)
    })
}
