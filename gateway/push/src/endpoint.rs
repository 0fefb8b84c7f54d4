//! The address of a receiver.

use hyper::Uri;

/// An `https` address, taken apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Endpoint {
    /// The name or address; an IPv6 address without its brackets.
    pub host: String,
    /// The port.
    pub port: u16,
    /// Path and query, as they are sent.
    pub path: String,
}

/// The longest address.
const LONGEST: usize = 2000;

impl Endpoint {
    /// Reads an address: `https`, with a host, without a user and without a fragment.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let is_plain = text.len() <= LONGEST && text.bytes().all(|byte| byte.is_ascii_graphic()) && !text.contains('#');
        let uri: Uri = text.parse().ok().filter(|_| is_plain)?;
        let authority = uri.authority().filter(|authority| !authority.as_str().contains('@'))?;
        let host = authority.host().trim_start_matches('[').trim_end_matches(']').to_ascii_lowercase();
        let port = match authority.as_str().rsplit_once(':') {
            // The colon of an IPv6 address is no port's.
            Some((before, port)) if !port.ends_with(']') && !before.is_empty() => port.parse().ok()?,
            Some(_) | None => 443,
        };
        let path = uri.path_and_query().map_or("/", |path| path.as_str()).to_owned();
        let is_name = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b':');
        let is_host = !host.is_empty() && host.bytes().all(is_name);
        (uri.scheme_str() == Some("https") && is_host && port != 0).then_some(Self { host, port, path })
    }

    /// The host as HTTP names it, with the port where that is not the usual one.
    #[must_use]
    pub(crate) fn authority(&self) -> String {
        let Self { host, port, path: _ } = self;
        let host = if host.contains(':') { format!("[{host}]") } else { host.clone() };
        if *port == 443 { host } else { format!("{host}:{port}") }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_taken_apart() {
        for (text, host, port, path) in [
            ("https://epj.example/fhir/$process-message?a=b", "epj.example", 443, "/fhir/$process-message?a=b"),
            ("https://EPJ.example:8443", "epj.example", 8443, "/"),
            ("https://[::1]:9/x", "::1", 9, "/x"),
            ("https://[::1]/x", "::1", 443, "/x"),
        ] {
            let expected = Endpoint { host: host.to_owned(), port, path: path.to_owned() };
            assert_eq!(Endpoint::parse(text), Some(expected), "{text}");
        }
        assert_eq!(Endpoint::parse("https://[::1]:9/x").expect("an address").authority(), "[::1]:9");
    }

    #[test]
    fn what_is_no_address_of_a_receiver_is_none() {
        for text in [
            "",
            "epj.example",
            "http://epj.example/",
            "https://",
            "https:///path",
            "https://user@epj.example/",
            "https://epj.example/#part",
            "https://epj.example:0/",
            "https://epj.example:70000/",
            "https://epj.example:/",
            "https://epj.example/ path",
            "https://æ.example/",
            &format!("https://epj.example/{}", "x".repeat(2000)),
        ] {
            assert_eq!(Endpoint::parse(text), None, "{text}");
        }
    }
}
