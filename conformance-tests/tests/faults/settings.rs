//! Configuration files of the development site, changed line by line for a test: other ports, proxies in between.

/// A configuration as text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Settings(String);

impl Settings {
    pub(crate) fn new(text: &str) -> Self {
        Self(text.to_owned())
    }

    /// The same with this value, which is TOML, for the key of the section; the section is added if it is not there.
    pub(crate) fn with(self, section: &str, key: &str, value: &str) -> Self {
        let line = format!("{key} = {value}");
        let head = format!("[{section}]");
        let mut lines: Vec<String> = self.0.lines().map(str::to_owned).collect();
        let Some(begin) = lines.iter().position(|line| line.trim() == head) else {
            lines.extend([String::new(), head, line]);
            return Self(lines.join("\n") + "\n");
        };
        let length = lines[begin + 1..].iter().take_while(|line| !line.starts_with('[')).count();
        let body = begin + 1..begin + 1 + length;
        let is_key = |line: &String| line.split_once('=').is_some_and(|(name, _)| name.trim() == key);
        match lines[body.clone()].iter().position(is_key) {
            Some(at) => lines[body.start + at] = line,
            None => lines.insert(body.start, line),
        }
        Self(lines.join("\n") + "\n")
    }

    pub(crate) fn text(&self) -> &str {
        &self.0
    }
}

/// A TOML list of addresses.
pub(crate) fn list(addresses: &[impl ToString]) -> String {
    let quoted: Vec<String> = addresses.iter().map(|address| format!("\"{}\"", address.to_string())).collect();
    format!("[{}]", quoted.join(", "))
}

#[test]
fn a_value_is_replaced_in_its_own_section_only() {
    let settings = Settings::new("[listen]\ngrpc = \"a\"\n\n[other]\ngrpc = \"b\"\n").with("other", "grpc", "\"c\"");
    assert_eq!(settings.text(), "[listen]\ngrpc = \"a\"\n\n[other]\ngrpc = \"c\"\n");
}

#[test]
fn a_missing_key_or_section_is_added() {
    let settings =
        Settings::new("[listen]\ngrpc = \"a\"\n").with("listen", "https", "\"b\"").with("spool", "size", "1");
    assert_eq!(settings.text(), "[listen]\nhttps = \"b\"\ngrpc = \"a\"\n\n[spool]\nsize = 1\n");
}
