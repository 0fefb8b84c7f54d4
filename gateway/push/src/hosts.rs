//! Where may be posted at all: nowhere, unless the configuration says so.

use crate::Endpoint;

/// The receivers that the configuration allows.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Hosts(Vec<Allowed>);

#[derive(Debug, Clone, PartialEq, Eq)]
struct Allowed {
    host: String,
    port: u16,
}

impl Hosts {
    /// Reads `host`, which stands for port 443, or `host:port`. Names are compared as they are written; nothing stands for
    /// several.
    ///
    /// # Errors
    /// The text that is neither.
    pub fn parse<'a>(texts: impl IntoIterator<Item = &'a str>) -> Result<Self, &'a str> {
        let read = |text: &'a str| match Endpoint::parse(&format!("https://{text}")) {
            Some(Endpoint { host, port, path }) if path == "/" && !text.ends_with('/') => Ok(Allowed { host, port }),
            Some(_) | None => Err(text),
        };
        texts.into_iter().map(read).collect::<Result<_, _>>().map(Self)
    }

    /// Whether something may be posted there.
    #[must_use]
    pub fn allows(&self, endpoint: &Endpoint) -> bool {
        self.0.iter().any(|allowed| allowed.host == endpoint.host && allowed.port == endpoint.port)
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_listed_is_allowed() {
        let hosts = Hosts::parse(["epj.example", "Localhost:8443", "[::1]:9"]).expect("hosts");
        let allows = |text| hosts.allows(&Endpoint::parse(text).expect("an address"));
        assert!(allows("https://epj.example/a") && allows("https://EPJ.example:443/b"));
        assert!(allows("https://localhost:8443/") && allows("https://[::1]:9/"));
        for other in ["https://epj.example:8443/", "https://sub.epj.example/", "https://localhost/", "https://[::2]:9/"]
        {
            assert!(!allows(other), "{other}");
        }
        assert!(!Hosts::default().allows(&Endpoint::parse("https://epj.example/").expect("an address")));
    }

    #[test]
    fn a_host_is_no_address() {
        for wrong in ["", "https://epj.example", "epj.example/", "epj.example/path", "user@epj.example", "*", "a b"] {
            assert_eq!(Hosts::parse(["epj.example", wrong]).map(|hosts| hosts.len()), Err(wrong), "{wrong}");
        }
    }
}
