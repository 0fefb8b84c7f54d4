//! No import circles between files of a crate.
//!
//! An import counts towards the file that defines what is imported; re-exports on the way are followed, so a front
//! door makes no circle. Tests are left out.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use syn::visit::{self, Visit};

use crate::sources::{files, none, place, text};

type ModulePath = Vec<String>;

#[test]
fn no_file_imports_itself_through_others() {
    let mut findings = Vec::new();
    for (source, modules) in crates() {
        let edges = modules.keys().map(|path| (path.clone(), imports(path, &modules))).collect();
        findings.extend(circles(&edges).iter().map(|circle| format!("{}: {}", place(&source), shown(circle))));
    }
    none(&findings);
}

/// One file: what it defines, what it re-exports, and its syntax.
struct Module {
    syntax: syn::File,
    defines: BTreeSet<String>,
    renames: BTreeMap<String, ModulePath>,
    globs: Vec<ModulePath>,
}

type Modules = BTreeMap<ModulePath, Module>;

fn crates() -> BTreeMap<PathBuf, Modules> {
    let mut crates: BTreeMap<PathBuf, Modules> = BTreeMap::new();
    for file in files(".rs") {
        let Some(source) = file.ancestors().find(|dir| dir.ends_with("src")).map(Path::to_path_buf) else { continue };
        let path = module_path(file.strip_prefix(&source).expect("the file is below its source"));
        if path.last().is_some_and(|name| name == "tests") {
            continue;
        }
        let syntax = syn::parse_file(&text(&file)).unwrap_or_else(|error| panic!("{}: {error}", place(&file)));
        crates.entry(source).or_default().insert(path, Module::read(syntax));
    }
    crates
}

fn module_path(file: &Path) -> ModulePath {
    let mut path: ModulePath = file.with_extension("").iter().map(|part| part.to_string_lossy().into_owned()).collect();
    if path.last().is_some_and(|name| ["lib", "main", "mod"].contains(&name.as_str())) {
        path.pop();
    }
    path
}

impl Module {
    fn read(syntax: syn::File) -> Self {
        let mut module = Self { defines: BTreeSet::new(), renames: BTreeMap::new(), globs: Vec::new(), syntax };
        for item in &module.syntax.items {
            match item {
                syn::Item::Use(import) => {
                    for (path, name) in leaves(&import.tree) {
                        match name {
                            Some(name) => drop(module.renames.insert(name, path)),
                            None => module.globs.push(path),
                        }
                    }
                }
                other => module.defines.extend(defined(other)),
            }
        }
        module
    }
}

fn defined(item: &syn::Item) -> Option<String> {
    let ident = match item {
        syn::Item::Const(item) => &item.ident,
        syn::Item::Enum(item) => &item.ident,
        syn::Item::Fn(item) => &item.sig.ident,
        syn::Item::Macro(item) => item.ident.as_ref()?,
        syn::Item::Static(item) => &item.ident,
        syn::Item::Struct(item) => &item.ident,
        syn::Item::Trait(item) => &item.ident,
        syn::Item::Type(item) => &item.ident,
        syn::Item::Mod(item) if item.content.is_some() => &item.ident,
        _ => return None,
    };
    Some(ident.to_string())
}

/// The paths of a use tree, each with the name it brings in; `None` for a glob.
fn leaves(tree: &syn::UseTree) -> Vec<(ModulePath, Option<String>)> {
    match tree {
        syn::UseTree::Path(path) => prefixed(&path.ident, leaves(&path.tree)),
        syn::UseTree::Name(name) if name.ident == "self" => vec![(Vec::new(), None)],
        syn::UseTree::Name(name) => vec![(vec![name.ident.to_string()], Some(name.ident.to_string()))],
        syn::UseTree::Rename(name) => vec![(vec![name.ident.to_string()], Some(name.rename.to_string()))],
        syn::UseTree::Glob(_) => vec![(Vec::new(), None)],
        syn::UseTree::Group(group) => group.items.iter().flat_map(leaves).collect(),
    }
}

fn prefixed(first: &syn::Ident, rest: Vec<(ModulePath, Option<String>)>) -> Vec<(ModulePath, Option<String>)> {
    rest.into_iter()
        .map(|(mut path, name)| {
            path.insert(0, first.to_string());
            (path, name)
        })
        .collect()
}

/// The files that a file uses, by the place where what it uses is defined.
fn imports(path: &ModulePath, modules: &Modules) -> BTreeSet<ModulePath> {
    let mut used = Used { paths: Vec::new() };
    used.visit_file(&modules[path].syntax);
    let found = used.paths.iter().filter_map(|written| resolve(path, written, modules, 0));
    found.filter(|target| target != path).collect()
}

struct Used {
    paths: Vec<ModulePath>,
}

impl<'ast> Visit<'ast> for Used {
    fn visit_item(&mut self, item: &'ast syn::Item) {
        let attributes = match item {
            syn::Item::Mod(item) => &item.attrs,
            syn::Item::Fn(item) => &item.attrs,
            syn::Item::Impl(item) => &item.attrs,
            syn::Item::Use(item) => &item.attrs,
            _ => &Vec::new(),
        };
        let is_test = attributes.iter().any(|one| one.path().is_ident("cfg") || one.path().is_ident("test"));
        if !is_test {
            visit::visit_item(self, item);
        }
    }

    fn visit_item_use(&mut self, import: &'ast syn::ItemUse) {
        // A re-export is a door, not a use.
        if matches!(import.vis, syn::Visibility::Inherited) {
            self.paths.extend(leaves(&import.tree).into_iter().map(|(path, _)| path));
        }
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        if path.segments.len() > 1 {
            self.paths.push(path.segments.iter().map(|segment| segment.ident.to_string()).collect());
        }
        visit::visit_path(self, path);
    }
}

/// The file that defines what a path names; `None` if it is not of this crate.
fn resolve(from: &ModulePath, written: &[String], modules: &Modules, depth: usize) -> Option<ModulePath> {
    let (first, mut rest) = written.split_first()?;
    let mut at = match first.as_str() {
        "crate" => Vec::new(),
        "self" => from.clone(),
        "super" => from[..from.len().checked_sub(1)?].to_vec(),
        child => {
            let below = joined(from, child);
            modules.get(&below)?;
            below
        }
    };
    while let Some((name, after)) = rest.split_first() {
        let below = joined(&at, name);
        if name == "super" {
            at.pop()?;
        } else if modules.contains_key(&below) {
            at = below;
        } else {
            return Some(definition(&at, name, modules, depth).unwrap_or(at));
        }
        rest = after;
    }
    modules.contains_key(&at).then_some(at)
}

/// Follows re-exports of a name to the file that defines it.
fn definition(at: &ModulePath, name: &str, modules: &Modules, depth: usize) -> Option<ModulePath> {
    let module = modules.get(at)?;
    if depth > 8 || module.defines.contains(name) {
        return Some(at.clone());
    }
    if let Some(path) = module.renames.get(name) {
        return resolve(at, path, modules, depth + 1);
    }
    module.globs.iter().find_map(|glob| {
        let target = resolve(at, glob, modules, depth + 1)?;
        let defines = modules.get(&target)?.defines.contains(name) || modules.get(&target)?.renames.contains_key(name);
        if defines { definition(&target, name, modules, depth + 1) } else { None }
    })
}

fn joined(path: &ModulePath, name: &str) -> ModulePath {
    let mut below = path.clone();
    below.push(name.to_owned());
    below
}

/// Every circle found by following imports from each file, each once.
fn circles(edges: &BTreeMap<ModulePath, BTreeSet<ModulePath>>) -> Vec<Vec<ModulePath>> {
    let mut found = Vec::new();
    let mut done = BTreeSet::new();
    for start in edges.keys() {
        follow(start, &mut Vec::new(), edges, &mut done, &mut found);
    }
    found
}

fn follow(
    at: &ModulePath,
    trail: &mut Vec<ModulePath>,
    edges: &BTreeMap<ModulePath, BTreeSet<ModulePath>>,
    done: &mut BTreeSet<ModulePath>,
    found: &mut Vec<Vec<ModulePath>>,
) {
    if let Some(start) = trail.iter().position(|seen| seen == at) {
        found.push(trail[start..].to_vec());
        return;
    }
    if !done.contains(at) {
        trail.push(at.clone());
        edges.get(at).into_iter().flatten().for_each(|next| follow(next, trail, edges, done, found));
        trail.pop();
        done.insert(at.clone());
    }
}

fn shown(circle: &[ModulePath]) -> String {
    let names = circle.iter().map(|path| if path.is_empty() { "lib".to_owned() } else { path.join("::") });
    names.collect::<Vec<_>>().join(" -> ")
}

#[test]
fn a_planted_circle_is_found() {
    let plant = |files: &[(&str, &str)]| -> Vec<Vec<ModulePath>> {
        let modules: Modules = files
            .iter()
            .map(|(name, source)| {
                let path = if name.is_empty() { Vec::new() } else { vec![(*name).to_owned()] };
                (path, Module::read(syn::parse_str(source).expect("Rust")))
            })
            .collect();
        circles(&modules.keys().map(|path| (path.clone(), imports(path, &modules))).collect())
    };
    let door = ("", "mod a; mod b; pub use a::A; pub use b::B;");
    assert_eq!(plant(&[door, ("a", "use crate::B; pub struct A(B);"), ("b", "pub struct B;")]).len(), 0);
    assert_eq!(
        plant(&[door, ("a", "use crate::B; pub struct A(B);"), ("b", "use super::A; pub struct B(A);")]).len(),
        1
    );
}
