//! The metrics as a page for people: `METRICS.md` is this text.

use std::fmt::Write as _;

use crate::metric::{Kind, Metric};

const HEADING: &str = "# Metrics of Broen\n\n\
    Written from the table in `src/metric.rs`; `UPDATE_METRICS=1 cargo test -p telemetry` writes it anew.\n\
    Labels are words of closed lists: nothing in them names a person or a letter. Letter types without a label\n\
    of their own are `other`. Every sample also has the label `service`.\n\n\
    | name | kind | labels | meaning |\n|---|---|---|---|\n";

impl Metric {
    /// The page, in Markdown.
    #[must_use]
    pub fn page() -> String {
        let mut page = HEADING.to_owned();
        for metric in Self::ALL {
            let labels: Vec<String> = metric.labels().iter().map(|label| format!("`{label}`")).collect();
            let (name, kind, help) = (metric.name(), metric.kind().word(), metric.help());
            // Writing to a string cannot fail.
            let _ = writeln!(page, "| `{name}` | {kind} | {} | {help} |", labels.join(", "));
        }
        page
    }
}

impl Kind {
    /// The word of the exposition format.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Counter => "counter",
            Self::Counts | Self::Durations => "histogram",
            Self::Gauge => "gauge",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_is_the_table() {
        let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("METRICS.md");
        if std::env::var_os("UPDATE_METRICS").is_some() {
            std::fs::write(&path, Metric::page()).expect("the page can be written");
        }
        let written = std::fs::read_to_string(&path).expect("the page exists");
        assert_eq!(written, Metric::page(), "run with UPDATE_METRICS=1");
    }

    #[test]
    fn names_are_sorted_unique_and_end_in_what_they_are() {
        let names: Vec<_> = Metric::ALL.iter().map(|metric| metric.name()).collect();
        assert!(names.is_sorted_by(|one, next| one < next), "{names:?}");
        for metric in Metric::ALL {
            let name = metric.name();
            assert!(name.starts_with("broen_"), "{name}");
            assert_eq!(metric.kind() == Kind::Counter, name.ends_with("_total"), "{name}");
            assert!(metric.kind() != Kind::Durations || name.ends_with("_seconds"), "{name}");
            assert!(metric.help().ends_with('.'), "{name}");
        }
    }
}
