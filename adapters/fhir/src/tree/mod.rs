//! One positioned tree for FHIR in JSON and in XML.
//!
//! A node is an element (XML) or a property value (JSON) with its name, its primitive value exactly as
//! written, its children and its place in the text. The differences of the two formats end here: repeated
//! JSON values become repeated nodes, `_name` siblings are folded into the primitive they extend, and the
//! element around an XML resource is folded into the node that holds it.
//!
//! Reading a node marks it as read; what nobody read is what the model has no place for.

mod build;
mod charset;
mod json;
mod json_scan;
mod node;
mod places;
mod read;
mod xml;
mod xml_scan;

pub(crate) use charset::xml_text;
pub(crate) use node::{Kind, Node, Tree};
pub(crate) use read::{Flaw, Source, looks_like_xml};
pub(crate) use xml::parse as parse_xml;
