//! Small rooms: sizes, first lines, front doors, banned words.

use std::path::Path;

use proc_macro2::LineColumn;
use syn::spanned::Spanned as _;
use syn::visit::{self, Visit};

use crate::sources::{files, none, place, text};

const LONGEST_FILE: usize = 400;
const LONGEST_FUNCTION: usize = 60;

/// Files and functions that are better whole, with the reason.
const BETTER_WHOLE: [(&str, &str); 0] = [];

fn is_better_whole(name: &str) -> bool {
    BETTER_WHOLE.iter().any(|(whole, _)| *whole == name)
}

#[test]
fn no_file_is_longer_than_a_room() {
    let findings: Vec<String> = files(".rs")
        .iter()
        .map(|file| (place(file), text(file).lines().count()))
        .filter(|(name, lines)| *lines > LONGEST_FILE && !is_better_whole(name))
        .map(|(name, lines)| format!("{name}: {lines} lines, at most {LONGEST_FILE}"))
        .collect();
    none(&findings);
}

#[test]
fn no_function_is_longer_than_a_thought() {
    let mut findings = Vec::new();
    for file in files(".rs") {
        let mut functions = Functions { file: place(&file), long: Vec::new() };
        functions.visit_file(&parsed(&file));
        findings.append(&mut functions.long);
    }
    none(&findings);
}

struct Functions {
    file: String,
    long: Vec<String>,
}

impl Functions {
    fn measure(&mut self, name: &syn::Ident, start: LineColumn, end: LineColumn) {
        let lines = end.line - start.line + 1;
        let whole = format!("{}::{name}", self.file);
        if lines > LONGEST_FUNCTION && !is_better_whole(&whole) {
            self.long.push(format!("{whole}: {lines} lines, at most {LONGEST_FUNCTION}"));
        }
    }
}

impl<'ast> Visit<'ast> for Functions {
    fn visit_item_fn(&mut self, function: &'ast syn::ItemFn) {
        self.measure(&function.sig.ident, function.sig.span().start(), function.block.span().end());
        visit::visit_item_fn(self, function);
    }

    fn visit_impl_item_fn(&mut self, function: &'ast syn::ImplItemFn) {
        self.measure(&function.sig.ident, function.sig.span().start(), function.block.span().end());
        visit::visit_impl_item_fn(self, function);
    }
}

#[test]
fn every_file_says_first_what_it_is() {
    let findings: Vec<String> = files(".rs")
        .iter()
        .filter(|file| !text(file).starts_with("//! "))
        .map(|file| format!("{}: does not begin with `//! `", place(file)))
        .collect();
    none(&findings);
}

#[test]
fn a_front_door_holds_no_logic() {
    let mut findings = Vec::new();
    for file in files("src/lib.rs").into_iter().filter(|file| file.ends_with("src/lib.rs")) {
        for item in parsed(&file).items {
            if matches!(item, syn::Item::Fn(_) | syn::Item::Impl(_)) {
                findings.push(format!("{}:{}: logic in a front door", place(&file), item.span().start().line));
            }
        }
    }
    none(&findings);
}

#[test]
fn no_room_is_a_drawer() {
    const BANNED: [&str; 9] = ["utils", "util", "helpers", "helper", "common", "misc", "manager", "processor", "types"];
    let findings: Vec<String> = files(".rs")
        .iter()
        .map(|file| place(file))
        .filter(|name| name.split(['/', '.']).any(|part| BANNED.contains(&part)))
        .map(|name| format!("{name}: a name that says nothing"))
        .collect();
    none(&findings);
}

#[test]
fn no_name_says_nothing() {
    let mut names = Names { file: String::new(), empty: Vec::new() };
    for file in files(".rs") {
        names.file = place(&file);
        names.visit_file(&parsed(&file));
    }
    none(&names.empty);
}

/// Names of types that say what a thing is to a machine and not to a reader, and of functions that begin with `get_`.
struct Names {
    file: String,
    empty: Vec<String>,
}

impl Names {
    fn of_type(&mut self, name: &syn::Ident) {
        const BANNED: [&str; 8] = ["Common", "Helper", "Helpers", "Impl", "Manager", "Misc", "Processor", "Utils"];
        if BANNED.iter().any(|word| name.to_string().ends_with(word)) {
            self.empty.push(format!("{}: {name}", self.file));
        }
    }

    fn of_function(&mut self, name: &syn::Ident) {
        if name.to_string().starts_with("get_") {
            self.empty.push(format!("{}: {name}", self.file));
        }
    }
}

impl<'ast> Visit<'ast> for Names {
    fn visit_item_enum(&mut self, item: &'ast syn::ItemEnum) {
        self.of_type(&item.ident);
    }

    fn visit_item_struct(&mut self, item: &'ast syn::ItemStruct) {
        self.of_type(&item.ident);
    }

    fn visit_item_trait(&mut self, item: &'ast syn::ItemTrait) {
        self.of_type(&item.ident);
        visit::visit_item_trait(self, item);
    }

    fn visit_item_fn(&mut self, function: &'ast syn::ItemFn) {
        self.of_function(&function.sig.ident);
        visit::visit_item_fn(self, function);
    }

    fn visit_item_impl(&mut self, item: &'ast syn::ItemImpl) {
        // What implements a trait takes the trait's names.
        if item.trait_.is_none() {
            let functions = item.items.iter().filter_map(|item| match item {
                syn::ImplItem::Fn(function) => Some(function),
                _ => None,
            });
            functions.for_each(|function| self.of_function(&function.sig.ident));
        }
        visit::visit_item_impl(self, item);
    }
}

#[test]
fn no_error_is_an_escape_hatch() {
    const HATCHES: [&str; 5] =
        ["Other(String)", "Box<dyn Error", "Box<dyn std::error::Error", "anyhow::", "Result<(), ()>"];
    let mut findings = Vec::new();
    for file in files(".rs").iter().filter(|file| is_library(file)) {
        for (number, line) in text(file).lines().enumerate() {
            if HATCHES.iter().any(|hatch| line.contains(hatch)) && !line.trim_start().starts_with("//") {
                findings.push(format!("{}:{}: {}", place(file), number + 1, line.trim()));
            }
        }
    }
    none(&findings);
}

/// Code that ships, apart from tests and benchmarks.
fn is_library(file: &Path) -> bool {
    let name = place(file);
    name.contains("/src/") && !name.starts_with("conformance-tests/")
        // A code system that is not listed keeps the sender's word: a fact, not an error.
        && name != "proto/canonical/src/code.rs"
}

fn parsed(file: &Path) -> syn::File {
    syn::parse_file(&text(file)).unwrap_or_else(|error| panic!("{}: {error}", place(file)))
}
