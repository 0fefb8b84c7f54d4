//! Peers that the program connects to, as `host:port`.

use std::fmt;

use super::fields::Fields;

/// A peer. The host is a name or an address; an IPv6 address stands without its brackets.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Endpoint {
    /// The name or address.
    pub(crate) host: String,
    /// The port.
    pub(crate) port: u16,
}

impl Endpoint {
    /// Reads `host:port`.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let (host, port) = text.rsplit_once(':')?;
        let bare = host.strip_prefix('[').and_then(|host| host.strip_suffix(']'));
        let is_host =
            |host: &str| !host.is_empty() && !host.contains(|c: char| c.is_whitespace() || "/@[]".contains(c));
        let host = bare.unwrap_or(host);
        // A port of 0 is nobody's; brackets are for what would be ambiguous without.
        let port = port.parse().ok().filter(|port| *port != 0)?;
        (is_host(host) && host.contains(':') == bare.is_some()).then(|| Self { host: host.to_owned(), port })
    }

    /// Whether it is on this machine, so that nobody else can listen on the way.
    pub(crate) fn is_local(&self) -> bool {
        self.host == "localhost" || self.host.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback())
    }
}

impl fmt::Display for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { host, port } = self;
        if host.contains(':') { write!(f, "[{host}]:{port}") } else { write!(f, "{host}:{port}") }
    }
}

/// A list of peers with at least one in it.
pub(super) fn endpoints(fields: &Fields<'_>, key: &'static str) -> Vec<Endpoint> {
    let read = fields.list(key, |text| {
        Endpoint::parse(text).ok_or_else(|| format!("\"{text}\" is no host:port, as in \"broker.example:5671\""))
    });
    if !fields.has(key) {
        fields.problem(key, "is missing; name at least one host:port");
    } else if read.is_empty() {
        fields.problem(key, "must name at least one host:port");
    }
    read
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_and_its_port_read_back() {
        for text in ["127.0.0.1:5672", "[::1]:5432", "broker.example:5671"] {
            assert_eq!(Endpoint::parse(text).expect("an endpoint").to_string(), text);
        }
        for wrong in ["", "host", "host:", ":1", "host:0", "host:70000", "::1:5432", "[host]:1", "user@host:1", "a b:1"]
        {
            assert_eq!(Endpoint::parse(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn only_this_machine_is_local() {
        let is_local = |text| Endpoint::parse(text).expect("an endpoint").is_local();
        assert!(is_local("localhost:1") && is_local("127.0.0.2:1") && is_local("[::1]:1"));
        assert!(!is_local("10.0.0.1:1") && !is_local("localhost.example:1"));
    }
}
