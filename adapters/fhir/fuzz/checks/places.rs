//! Where refusals are: at places of the document that another reader finds too.

use canonical::refusal::{Place, Refusal};
use serde_json::Value;

/// There is a reason, and every place exists.
pub(super) fn all_exist(bytes: &[u8], refusals: &[Refusal]) {
    assert!(!refusals.is_empty(), "refused for nothing");
    let text = std::str::from_utf8(bytes).ok();
    let value = text.and_then(|text| serde_json::from_str(text.trim_start_matches('\u{feff}')).ok());
    for Refusal { at, code } in refusals {
        // Columns count the characters of the character set that the document declares.
        if let Some(text) = text.filter(|text| !text.contains("8859")) {
            let line = text.split('\n').nth((at.line as usize).saturating_sub(1));
            let line = line.unwrap_or_else(|| panic!("{} at {at}: no such line", code.word()));
            assert!(at.column as usize <= line.chars().count() + 1, "{} at {at}: no such column", code.word());
        }
        is_named(&at.path);
        if let Some(value) = &value
            && let Err(missing) = exists(value, at)
        {
            panic!("{} at {at}: there is no {missing}", code.word());
        }
    }
}

/// A path names what the standard names, and repeats nothing of the document.
fn is_named(path: &str) {
    let known = |c: char| c.is_ascii_alphanumeric() || ".[]()'?/-:_".contains(c);
    assert!(path.chars().all(known) && path.len() < 4096, "{path}");
    let digits = path.split(|c: char| !c.is_ascii_digit()).map(str::len).max();
    assert!(digits < Some(8), "{path}");
}

/// Every step but the last two, which may be what is missing: `what.identifier` of an entity.
pub(super) fn exists(document: &Value, at: &Place) -> Result<(), String> {
    let mut here = document;
    let mut steps = at.path.split('.').skip(1);
    while let Some(step) = steps.next() {
        if step.contains(['?', '(']) || step == "div" {
            return Ok(());
        }
        let (name, index) = match step.split_once('[') {
            Some((name, index)) => (name, index.trim_end_matches(']').parse().expect("a number")),
            None => (step, 0),
        };
        let primitive = format!("_{name}");
        // No list of FHIR is in a list: where one is, its values are named after it.
        if here.is_array() {
            return Ok(());
        }
        let found = [name, &primitive].into_iter().filter_map(|name| here.get(name)).find_map(|found| match found {
            Value::Array(items) => items.get(index),
            other if index == 0 => Some(other),
            _ => None,
        });
        match found {
            Some(found) => here = found,
            None if steps.clone().count() < 2 => return Ok(()),
            None => return Err(step.to_owned()),
        }
    }
    Ok(())
}
