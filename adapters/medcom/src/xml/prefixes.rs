//! Namespaces by prefix, for the letters that mix several in one document.

use super::markup::names_markup;

/// Which elements of a letter have a prefix, and what the prefixes mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Prefixes {
    /// Prefixes, each with its namespace.
    pub(crate) namespaces: &'static [(&'static str, &'static str)],
    /// Elements, alone or below another (`Authorisation/Date`), each with its prefix. What is in an element has the
    /// element's own, unless it stands here itself.
    pub(crate) elements: &'static [(&'static str, &'static str)],
    /// The prefix of every element that formats text, if they have one.
    pub(crate) markup: Option<&'static str>,
}

impl Prefixes {
    /// One namespace for all.
    pub(crate) const NONE: Self = Self { namespaces: &[], elements: &[], markup: None };

    /// The prefix of the last element of a path.
    pub(crate) fn of(&self, path: &[&str]) -> Option<&'static str> {
        (1..=path.len()).rev().find_map(|end| self.stated(path.get(..end)?))
    }

    /// The prefix that stands here for the last element of a path.
    fn stated(&self, path: &[&str]) -> Option<&'static str> {
        let ends = |steps: &str| steps.split('/').rev().zip(path.iter().rev()).all(|(step, name)| step == *name);
        let fits = |steps: &str| steps.split('/').count() <= path.len() && ends(steps);
        let fitting = self.elements.iter().filter(|(steps, _)| fits(steps));
        let stated = fitting.max_by_key(|(steps, _)| steps.len()).map(|(_, prefix)| *prefix);
        stated.or_else(|| self.markup.filter(|_| path.last().is_some_and(|name| names_markup(name))))
    }

    /// The name of the last element of a path, as it is written.
    pub(crate) fn name(&self, path: &[&str]) -> String {
        let name = path.last().copied().unwrap_or_default();
        self.of(path).map_or_else(|| name.to_owned(), |prefix| format!("{prefix}:{name}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_prefix_is_inherited_until_another_stands_there() {
        let elements = &[("Sender", "a"), ("Sender/Contact/Name", "b"), ("Name", "c")];
        let prefixes = Prefixes { namespaces: &[], elements, markup: Some("d") };
        assert_eq!(prefixes.of(&["Letter"]), None);
        assert_eq!(prefixes.of(&["Letter", "Sender", "Contact"]), Some("a"));
        assert_eq!(prefixes.name(&["Letter", "Sender", "Contact", "Name"]), "b:Name");
        assert_eq!(prefixes.name(&["Sender", "Name"]), "c:Name");
        assert_eq!(prefixes.name(&["Letter", "Other"]), "Other");
        assert_eq!(prefixes.name(&["Sender", "Name", "Bold"]), "d:Bold");
    }
}
