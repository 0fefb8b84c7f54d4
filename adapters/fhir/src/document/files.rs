//! The files that a resource of any type carries.

use canonical::attachment::Attachment;

use crate::findings::Findings;
use crate::resources::file;
use crate::tree::{Kind, Node};

/// The elements of FHIR R4 whose type is Attachment, as far as letters use them: of Communication and its like,
/// DocumentReference, Media, and DiagnosticReport.
const ATTACHMENTS: [&str; 4] = ["attachment", "content", "contentAttachment", "presentedForm"];

/// Every file of a resource, in its order. A Binary is a file itself.
pub(crate) fn files(resource: Node<'_>, findings: &mut Findings) -> Vec<Attachment> {
    let mut files = Vec::new();
    if resource.resource_type() == Some("Binary") {
        files.extend(file(resource, findings));
    } else {
        collect(resource, &mut files, findings);
    }
    files
}

/// Follows the tree, whose depth was bounded when it was read.
fn collect(node: Node<'_>, files: &mut Vec<Attachment>, findings: &mut Findings) {
    for child in node.children() {
        if ATTACHMENTS.contains(&child.name()) && has_content(child) {
            files.extend(file(child, findings));
        } else {
            collect(child, files, findings);
        }
    }
}

fn has_content(node: Node<'_>) -> bool {
    let is_content = |child: Node<'_>| matches!(child.name(), "data" | "url") && child.kind() == Kind::Written;
    node.kind() == Kind::Complex && node.children().any(is_content)
}
