//! Whole numbers.

use std::ops::RangeInclusive;

use crate::values::int;
use crate::walk::{Facet, Occurs, Walk};

/// `xs:int` within these bounds.
pub(crate) fn number<W: Walk>(
    walk: &mut W,
    name: &'static str,
    occurs: Occurs,
    bounds: &RangeInclusive<i32>,
    number: &mut Option<i32>,
) {
    let mut written = number.map(|number| number.to_string());
    walk.field(name, occurs, Facet::Int { least: *bounds.start(), most: *bounds.end() }, &mut written);
    *number = written.and_then(|written: String| int(&written).ok());
}

/// No bounds but those of `xs:int`.
pub(crate) const ANY_NUMBER: RangeInclusive<i32> = i32::MIN..=i32::MAX;
