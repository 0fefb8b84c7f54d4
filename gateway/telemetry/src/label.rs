//! Label values: words of closed lists, and the folding of everything else.

/// What stands for a word that is in no list.
pub(crate) const OTHER: &str = "other";

/// The letter types that have a label of their own. The list only bounds the metrics; it decides nothing.
const LETTER_TYPES: [&str; 35] = [
    "XBIN01",
    "XBIN02",
    "XCTL01",
    "XCTL02",
    "XCTL03",
    "XDIS01",
    "XDIS02",
    "XDIS03",
    "XDIS14",
    "XDIS15",
    "XDIS16",
    "XDIS17",
    "XDIS18",
    "XDIS19",
    "XDIS20",
    "XDIS21",
    "XDIS22",
    "XDIS90",
    "XDIS91",
    "XREF01",
    "XREF02",
    "XREF06",
    "XREF07",
    "XREF15",
    "XREF22",
    "XRPT01",
    "XRPT02",
    "XRPT04",
    "XRPT05",
    "acknowledgement-message",
    "care-communication-message",
    "homecareobservation-message",
    "hospital-notification-message",
    "sbdh-receipt",
    "vans-receipt",
];

/// The label of a letter type: itself if it is listed, else `other`.
pub(crate) fn letter_type(type_code: &str) -> &'static str {
    LETTER_TYPES.into_iter().find(|known| *known == type_code).unwrap_or(OTHER)
}

/// The label of a subscription: `organisation/name` as configured, or `other` if it is no such name.
pub(crate) fn subscription(name: &str) -> String {
    let allowed = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'-' | b'_' | b'.');
    let part = |part: &str| (1..=63).contains(&part.len()) && part.bytes().all(allowed);
    let begins = |part: &str| part.bytes().next().is_some_and(|byte| byte.is_ascii_lowercase());
    match name.split_once('/') {
        Some((organisation, short)) if part(organisation) && part(short) && begins(organisation) && begins(short) => {
            name.to_owned()
        }
        _ => OTHER.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unknown_letter_types_are_one_label() {
        assert_eq!(letter_type("XDIS01"), "XDIS01");
        for unknown in ["", "xdis01", "XDIS01 ", "Karla Margrethe Testrup", "1402389992"] {
            assert_eq!(letter_type(unknown), OTHER);
        }
    }

    #[test]
    fn letter_types_are_sorted_and_few() {
        assert!(LETTER_TYPES.is_sorted());
        assert!(LETTER_TYPES.len() < 50);
    }

    #[test]
    fn only_a_configured_name_is_a_subscription_label() {
        assert_eq!(subscription("odense-kommune/home-care"), "odense-kommune/home-care");
        for wrong in ["", "odense-kommune", "a/b/c", "Odense/x", "a/1402389992", "a/b c", "a/"] {
            assert_eq!(subscription(wrong), OTHER, "{wrong}");
        }
    }
}
