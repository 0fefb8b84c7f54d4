//! Text to a tree, within limits, with refusals that carry line and column.

use canonical::letter::Limits;
use canonical::refusal::{Place, Refusal, RefusalCode};
use roxmltree::{Document, Error, ParsingOptions};

use super::place::Positions;
use super::scan;

/// Builds the tree.
///
/// # Errors
/// `dtd-forbidden`, `document-too-deep`, `document-too-complex`, `xml-malformed`.
pub(crate) fn parse<'t>(text: &'t str, positions: &Positions<'_>, limits: &Limits) -> Result<Document<'t>, Refusal> {
    scan::check(text, limits).map_err(|(code, offset)| {
        let (line, column) = positions.at(offset);
        Refusal::new(code, Place { line, column, path: String::new() })
    })?;
    let nodes_limit = u32::try_from(limits.nodes).unwrap_or(u32::MAX);
    let options = ParsingOptions { allow_dtd: false, nodes_limit, ..ParsingOptions::default() };
    Document::parse_with_options(text, options).map_err(|error| refusal(&error, text, positions))
}

fn refusal(error: &Error, text: &str, positions: &Positions<'_>) -> Refusal {
    let code = match error {
        Error::DtdDetected => RefusalCode::DtdForbidden,
        Error::AttributesLimitReached | Error::NamespacesLimitReached | Error::NodesLimitReached => {
            RefusalCode::DocumentTooComplex
        }
        // Every other error of the library says that the text is not well-formed.
        _ => RefusalCode::XmlMalformed,
    };
    let (line, column) = match error {
        // The library gives these no place: the text ended too early.
        Error::UnexpectedEndOfStream | Error::UnclosedRootNode | Error::NoRootNode => positions.at(text.len()),
        _ => positions.of_remaining(error.pos().row, error.pos().col),
    };
    Refusal::new(code, Place { line, column, path: String::new() })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(text: &str) -> Refusal {
        parse(text, &Positions::new(text, Vec::new()), &Limits::default()).expect_err("refused")
    }

    #[test]
    fn malformed_text_is_placed() {
        let refusal = refused("<a>\n <b></c>\n</a>");
        assert_eq!((refusal.code, refusal.at.line), (RefusalCode::XmlMalformed, 2));
    }

    #[test]
    fn text_that_ends_too_early_is_refused_at_its_end() {
        let refusal = refused("<a>\n <b>");
        assert_eq!((refusal.code, refusal.at.line), (RefusalCode::XmlMalformed, 2));
    }
}
