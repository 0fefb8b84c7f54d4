//! JSON text to a tree.
//!
//! Standard: RFC 8259, without duplicate names; FHIR R4, "JSON Representation of Resources" (2.6.2).

use std::borrow::Cow;
use std::collections::{BTreeMap, HashSet};

use canonical::letter::{Format, Limits};
use canonical::refusal::RefusalCode;
use jsonc_parser::ast::{Array, Object, ObjectProp, ObjectPropName, Value};
use jsonc_parser::common::Ranged;
use jsonc_parser::{CollectOptions, ParseOptions, parse_to_ast};

use super::build::{Builder, Turn};
use super::json_scan;
use super::node::{Kind, Tree};

/// The longest property name, in bytes. Every value of a list repeats the name of its list.
const LONGEST_NAME: usize = 1024;

/// What is wrong, and at which byte.
type Fault = (RefusalCode, usize);

/// RFC 8259 and nothing beyond it.
const STRICT: ParseOptions = ParseOptions {
    allow_comments: false,
    allow_loose_object_property_names: false,
    allow_trailing_commas: false,
    allow_missing_commas: false,
    allow_single_quoted_strings: false,
    allow_hexadecimal_numbers: false,
    allow_unary_plus_numbers: false,
    allow_bare_decimal_point_numbers: false,
    allow_non_finite_numbers: false,
    allow_extended_string_escapes: false,
};

/// Reads a document whose root is an object.
pub(super) fn read<'t>(text: &'t str, limits: &Limits) -> Result<Tree<'t>, Fault> {
    json_scan::check(text, limits)?;
    let parsed = parse_to_ast(text, &CollectOptions::default(), &STRICT)
        .map_err(|error| (RefusalCode::JsonMalformed, error.range().start))?;
    let mut builder = Builder::new();
    match parsed.value {
        None => return Err((RefusalCode::JsonMalformed, 0)),
        Some(Value::Object(object)) => {
            let name = resource_type(&object).cloned().unwrap_or_default();
            builder.open(name, object.range.start, Turn::Counted);
            fill(&mut builder, object)?;
            builder.close();
        }
        Some(other) => {
            // Duplicate names make any document malformed, also one that is no resource.
            add(&mut builder, Cow::Borrowed(""), other, None)?;
            return Err((RefusalCode::RootUnknown, 0));
        }
    }
    Ok(builder.finish(Format::Json, text))
}

fn resource_type<'o, 't>(object: &'o Object<'t>) -> Option<&'o Cow<'t, str>> {
    object.properties.iter().find_map(|property| match &property.value {
        Value::StringLit(word) if property.name.as_str() == "resourceType" => Some(&word.value),
        _ => None,
    })
}

/// Adds an object's properties to the open node. The depth of recursion was checked before.
fn fill<'t>(builder: &mut Builder<'t>, object: Object<'t>) -> Result<(), Fault> {
    refuse_names(&object)?;
    let (companions, own): (Vec<_>, Vec<_>) = companions_and_own(object);
    let mut companions: BTreeMap<_, _> = companions.into_iter().collect();
    for ObjectProp { name, value, .. } in own {
        let name = written(name);
        match value {
            Value::StringLit(word) if name == "resourceType" => builder.value(Kind::Resource, word.value),
            value => {
                let companion = companions.remove(name.as_ref());
                if let Some(odd) = add(builder, name.clone(), value, companion)? {
                    add(builder, Cow::Owned(format!("_{name}")), odd, None)?;
                }
            }
        }
    }
    companions.into_iter().try_for_each(|(name, value)| add(builder, Cow::Owned(name), value, None).map(drop))
}

/// Properties apart from those that only extend another one. FHIR R4, 2.6.2.3: a companion is an object, or a
/// list of objects and nulls; what has its name but another shape is a property that nobody knows.
fn companions_and_own<'t>(object: Object<'t>) -> (Vec<(String, Value<'t>)>, Vec<ObjectProp<'t>>) {
    let mut companions = Vec::new();
    let mut own = Vec::new();
    for property in object.properties {
        match property.name.as_str().strip_prefix('_') {
            Some(name) if is_companion(&property.value) => companions.push((name.to_owned(), property.value)),
            _ => own.push(property),
        }
    }
    (companions, own)
}

fn is_companion(value: &Value<'_>) -> bool {
    let extends = |value: &Value<'_>| matches!(value, Value::Object(_) | Value::NullKeyword(_));
    match value {
        Value::Array(list) => list.elements.iter().all(extends),
        one => extends(one),
    }
}

/// RFC 8259, section 4, leaves open what a name that stands twice means; here it means nothing.
fn refuse_names(object: &Object<'_>) -> Result<(), Fault> {
    if let Some(long) = object.properties.iter().find(|property| property.name.as_str().len() > LONGEST_NAME) {
        return Err((RefusalCode::DocumentTooComplex, long.range.start));
    }
    let names = object.properties.iter().map(|property| (property.name.as_str(), property.range.start));
    if object.properties.len() <= 16 {
        let mut seen: Vec<&str> = Vec::with_capacity(object.properties.len());
        for (name, at) in names {
            if seen.contains(&name) {
                return Err((RefusalCode::JsonMalformed, at));
            }
            seen.push(name);
        }
        return Ok(());
    }
    let mut seen = HashSet::with_capacity(object.properties.len());
    for (name, at) in names {
        if !seen.insert(name) {
            return Err((RefusalCode::JsonMalformed, at));
        }
    }
    Ok(())
}

fn written(name: ObjectPropName<'_>) -> Cow<'_, str> {
    match name {
        ObjectPropName::String(name) => name.value,
        ObjectPropName::Word(name) => Cow::Borrowed(name.value),
    }
}

/// Adds one property: a node, or a node for each value of a list. A companion that is no match is handed back.
fn add<'t>(
    builder: &mut Builder<'t>,
    name: Cow<'t, str>,
    value: Value<'t>,
    companion: Option<Value<'t>>,
) -> Result<Option<Value<'t>>, Fault> {
    let Value::Array(Array { elements, .. }) = value else {
        let is_odd = matches!(value, Value::Object(_)) || matches!(companion, Some(Value::Array(_)));
        let (companion, odd) = if is_odd { (None, companion) } else { (companion, None) };
        add_one(builder, name, value, companion, Turn::Listed(0, false))?;
        return Ok(odd);
    };
    let (companions, odd) = match companion {
        Some(Value::Array(list)) if list.elements.len() <= elements.len() => (list.elements, None),
        other => (Vec::new(), other),
    };
    let mut companions = companions.into_iter();
    let repeats = elements.len() > 1;
    for (index, element) in elements.into_iter().enumerate() {
        add_one(builder, name.clone(), element, companions.next(), Turn::Listed(index, repeats))?;
    }
    Ok(odd)
}

fn add_one<'t>(
    builder: &mut Builder<'t>,
    name: Cow<'t, str>,
    value: Value<'t>,
    companion: Option<Value<'t>>,
    turn: Turn,
) -> Result<(), Fault> {
    let extension = match companion {
        Some(Value::Object(object)) => Some(object),
        _ => None,
    };
    if matches!(value, Value::NullKeyword(_)) && extension.is_none() {
        return Ok(());
    }
    let is_markup = name == "div";
    builder.open(name.clone(), value.range().start, turn);
    match value {
        Value::StringLit(word) => builder.value(if is_markup { Kind::Markup } else { Kind::Written }, word.value),
        Value::NumberLit(number) => builder.value(Kind::Number, Cow::Borrowed(number.value)),
        Value::BooleanLit(boolean) => {
            builder.value(Kind::Boolean, Cow::Borrowed(if boolean.value { "true" } else { "false" }));
        }
        Value::Object(object) => fill(builder, object)?,
        // FHIR has no lists of lists; the inner one is kept below a node of its own.
        Value::Array(array) => drop(add(builder, name, Value::Array(array), None)?),
        Value::NullKeyword(_) => {}
    }
    if let Some(object) = extension {
        fill(builder, object)?;
    }
    builder.close();
    Ok(())
}
