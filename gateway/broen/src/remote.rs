//! A broker or a database as a URL of the command line names it.

use crate::config::Endpoint;

/// `scheme://user:password@host:port[,host:port...]/name`.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Remote {
    /// At least one.
    pub(crate) hosts: Vec<Endpoint>,
    /// The user.
    pub(crate) user: String,
    /// The password; never printed.
    pub(crate) password: String,
    /// The virtual host or the database.
    pub(crate) name: String,
}

impl Remote {
    /// A broker; without a path, the virtual host is `/`.
    pub(crate) fn amqp(text: &str) -> Result<Self, String> {
        let named = |name: &str| if name.is_empty() { "/".to_owned() } else { name.to_owned() };
        let read = text.strip_prefix("amqp://").and_then(|rest| parse(rest, 5672));
        read.map(|remote| Self { name: named(&remote.name), ..remote })
            .ok_or_else(|| "write amqp://user:password@host:port/virtual-host".to_owned())
    }

    /// A database.
    pub(crate) fn postgres(text: &str) -> Result<Self, String> {
        let rest = text.strip_prefix("postgres://").or_else(|| text.strip_prefix("postgresql://"));
        rest.and_then(|rest| parse(rest, 5432))
            .filter(|remote| !remote.name.is_empty())
            .ok_or_else(|| "write postgres://user:password@host:port/database".to_owned())
    }
}

fn parse(rest: &str, port: u16) -> Option<Remote> {
    let (login, place) = rest.rsplit_once('@')?;
    let (user, password) = login.split_once(':')?;
    let (hosts, name) = place.split_once('/').unwrap_or((place, ""));
    let endpoint = |host: &str| Endpoint::parse(host).or_else(|| Endpoint::parse(&format!("{host}:{port}")));
    let hosts = hosts.split(',').map(endpoint).collect::<Option<Vec<_>>>()?;
    let (user, password, name) = (decoded(user)?, decoded(password)?, decoded(name)?);
    (!user.is_empty()).then_some(Remote { hosts, user, password, name })
}

/// Without its percent-encoding (RFC 3986, section 2.1).
fn decoded(text: &str) -> Option<String> {
    let mut bytes = Vec::new();
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'%' => {
                let (high, low) = (char::from(rest.next()?).to_digit(16)?, char::from(rest.next()?).to_digit(16)?);
                u8::try_from(high << 4 | low).ok()?
            }
            byte => byte,
        });
    }
    String::from_utf8(bytes).ok()
}

/// Says where, never the password.
impl std::fmt::Debug for Remote {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { hosts, name, .. } = self;
        f.debug_struct("Remote").field("hosts", hosts).field("name", name).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_url_names_hosts_user_password_and_name() {
        let read = Remote::amqp("amqp://us%40er:p%3Ass@127.0.0.1:5672,127.0.0.1:5673/te%2Fst").expect("a broker");
        assert_eq!((read.user.as_str(), read.password.as_str(), read.name.as_str()), ("us@er", "p:ss", "te/st"));
        let hosts: Vec<_> = read.hosts.iter().map(ToString::to_string).collect();
        assert_eq!(hosts, ["127.0.0.1:5672", "127.0.0.1:5673"]);
        assert_eq!(Remote::amqp("amqp://a:b@localhost").expect("a broker").name, "/");
        assert_eq!(Remote::postgres("postgres://a:b@db/broen").expect("a database").hosts[0].port, 5432);
        assert!(!format!("{read:?}").contains("p:ss"));
    }

    #[test]
    fn what_is_no_such_url_is_refused() {
        for wrong in [
            "",
            "amqp://",
            "amqps://a:b@h:1/v",
            "amqp://h:1/v",
            "amqp://a@h:1/v",
            "amqp://a:b@:1/v",
            "amqp://:b@h:1",
            "amqp://a:%zz@h:1",
        ] {
            assert!(Remote::amqp(wrong).is_err(), "{wrong}");
        }
        assert!(Remote::postgres("postgres://a:b@h:1").is_err());
    }
}
