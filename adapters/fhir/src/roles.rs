//! The roles of professionals that MedCom lists: an informing list, beside which any other word may stand.
//!
//! Standard: `medcom-core-PractitionerRoles`, MedCom terminology 2.0.2, 2025-10-28.

use std::sync::LazyLock;

/// What MedCom's conversion of older letters says where they name no role.
pub(crate) const UNKNOWN: &str = "ukendt";

/// A listed role.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Role {
    /// Its code.
    pub(crate) code: &'static str,
    /// What it is called.
    display: &'static str,
    /// The list it stands in, a URI.
    pub(crate) system: &'static str,
}

/// The role with this code or display.
pub(crate) fn find(word: &str) -> Option<&'static Role> {
    static ROLES: LazyLock<Vec<Role>> = LazyLock::new(|| include_str!("roles.tsv").lines().filter_map(role).collect());
    let by_code = ROLES.iter().find(|role| role.code == word);
    by_code.or_else(|| ROLES.iter().find(|role| role.display == word))
}

fn role(line: &'static str) -> Option<Role> {
    let mut columns = line.split('\t').filter(|_| !line.starts_with('#'));
    let (code, display, list) = (columns.next()?, columns.next()?, columns.next()?);
    let system = match list {
        "medcom-core-PractitionerRolesAutorisationsregistret" => {
            "http://medcomfhir.dk/ig/terminology/CodeSystem/medcom-core-PractitionerRolesAutorisationsregistret"
        }
        _ => "http://medcomfhir.dk/ig/terminology/CodeSystem/medcom-core-PractitionerRolesSKSadministrativ",
    };
    Some(Role { code, display, system })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_role_is_found_by_code_and_by_display() {
        let nurse = find("sygeplejerske").expect("listed");
        assert!(nurse.system.ends_with("SKSadministrativ"));
        assert_eq!(find("Sygeplejerske"), Some(nurse));
        assert!(find("osteopat").expect("listed").system.ends_with("Autorisationsregistret"));
        assert_eq!(find("# medcom"), None);
        assert_eq!(find("skibslæge"), None);
    }

    #[test]
    fn every_line_is_a_role_of_one_of_the_two_lists() {
        for line in include_str!("roles.tsv").lines().filter(|line| !line.starts_with('#')) {
            let listed = role(line).expect("three columns");
            let list = line.rsplit('\t').next().expect("a list");
            assert!(listed.system.ends_with(list), "{line}");
            assert_eq!(find(listed.code), Some(&listed));
        }
    }
}
