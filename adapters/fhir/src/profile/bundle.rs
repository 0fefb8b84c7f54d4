//! What FHIR asks of a Bundle that is a message.
//!
//! Standard: FHIR R4, Bundle, invariants bdl-1 to bdl-8; bdl-9 to bdl-11 are about documents, and bdl-12 is checked
//! where the message is opened.

use std::collections::HashSet;

use canonical::refusal::RefusalCode;

use super::parts::{part, parts, word};
use crate::findings::Findings;
use crate::tree::Node;

/// Judges the Bundle and its entries.
pub(crate) fn bundle(root: Node<'_>, findings: &mut Findings) {
    // Invariant bdl-1: a total is of searches and histories.
    if let Some(total) = part(root, "total") {
        findings.refuse(RefusalCode::RuleBroken, total);
    }
    let mut addresses = HashSet::new();
    for entry in parts(root, "entry") {
        // Invariants bdl-2, bdl-3 and bdl-4.
        for foreign in ["search", "request", "response"].into_iter().filter_map(|name| part(entry, name)) {
            findings.refuse(RefusalCode::RuleBroken, foreign);
        }
        let resource = part(entry, "resource");
        // Invariant bdl-5, which leaves nothing else to a message.
        if resource.is_none() {
            findings.refuse_missing(RefusalCode::ElementMissing, entry, "resource");
        }
        let Some((at, address)) = part(entry, "fullUrl").and_then(|at| Some((at, at.raw_value()?))) else { continue };
        let version = resource.and_then(|resource| word(part(resource, "meta")?, "versionId"));
        // Invariants bdl-7 and bdl-8.
        if !addresses.insert((address, version)) || address.contains("/_history/") {
            findings.refuse(RefusalCode::RuleBroken, at);
        }
    }
}
