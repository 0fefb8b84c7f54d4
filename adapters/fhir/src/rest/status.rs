//! What a resource's status says about earlier ones.

use canonical::event::Status;

use super::names::Name;
use crate::tree::Node;

/// A resource entered in error is taken back; an amended one, or a later version, replaces what was said before.
///
/// Standard: FHIR R4, the status lists of the types that are taken.
pub(super) fn status(resource: Node<'_>, name: &Name) -> Status {
    let verified = || resource.child("verificationStatus")?.child("coding")?.text("code");
    match resource.text("status").or_else(verified) {
        Some("entered-in-error") => Status::Cancelled,
        Some("amended" | "appended" | "corrected") => Status::Corrected,
        Some(_) | None if name.revises => Status::Corrected,
        Some(_) | None => Status::Original,
    }
}
