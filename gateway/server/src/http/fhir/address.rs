//! What a method and a path below `/fhir` ask for, by the tables that the CapabilityStatement is made of.

use axum::http::Method;
use intake::rest::statement::{INTERACTIONS, NOTIFICATIONS, OPERATIONS};
use intake::rest::{self, Request, is_id};

use crate::http::fault::Fault;

/// Where the service stands.
pub(crate) const BASE: &str = "/fhir";

/// What is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Target {
    /// A message.
    Message,
    /// What is taken.
    Metadata,
    /// Anything else.
    Request(Request),
}

/// Why nothing can be done, and with which methods it could be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Astray {
    pub(super) fault: Fault,
    pub(super) allowed: Vec<&'static str>,
}

/// Whether a path belongs to the service.
pub(crate) fn is_below(path: &str) -> bool {
    path.strip_prefix(BASE).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// What a request asks for. A client may write the `$` of an operation as it is, or escaped.
pub(super) fn target(method: &Method, path: &str) -> Result<Target, Astray> {
    let found = below(path.strip_prefix(BASE).unwrap_or_default().trim_matches('/'));
    let asked = if *method == Method::HEAD { "GET" } else { method.as_str() };
    match found.iter().find(|(allowed, _)| *allowed == asked) {
        Some((_, target)) => Ok(target.clone()),
        None if found.is_empty() => Err(Astray { fault: Fault::NotFound, allowed: Vec::new() }),
        None => {
            let allowed = found.into_iter().map(|(method, _)| method).collect();
            Err(Astray { fault: Fault::MethodNotAllowed, allowed })
        }
    }
}

/// What can be asked for at a place, each with its method.
fn below(place: &str) -> Vec<(&'static str, Target)> {
    let place = place.replacen("%24", "$", 1);
    // Where notifications are sent need not be the base; what they are says the Bundle.
    if place.is_empty() || place == NOTIFICATIONS {
        return vec![("POST", Target::Request(Request::Bundle))];
    }
    if place == "metadata" {
        return vec![("GET", Target::Metadata)];
    }
    if let Some(operation) = place.strip_prefix('$') {
        let known = OPERATIONS.iter().any(|(name, _)| *name == operation);
        return if known { vec![("POST", Target::Message)] } else { Vec::new() };
    }
    let (name, id) = place.split_once('/').map_or((place.as_str(), None), |(name, id)| (name, Some(id)));
    let Some(kind) = rest::kind(name) else { return Vec::new() };
    let interaction = |code: &str| INTERACTIONS.iter().find(|(known, _)| *known == code).map(|(_, method)| *method);
    let found = match id {
        None => interaction("create").map(|method| (method, Request::Create(kind))),
        Some(id) if is_id(id) => interaction("update").map(|method| (method, Request::Update(kind, id.to_owned()))),
        Some(_) => None,
    };
    found.map(|(method, request)| (method, Target::Request(request))).into_iter().collect()
}

#[cfg(test)]
mod tests {
    use intake::rest::KINDS;

    use super::*;

    fn word(method: Method, path: &str) -> String {
        match target(&method, path) {
            Ok(Target::Message) => "message".to_owned(),
            Ok(Target::Metadata) => "metadata".to_owned(),
            Ok(Target::Request(request)) => request.word(),
            Err(Astray { fault, allowed }) => format!("{} {}", fault.word(), allowed.join(",")).trim().to_owned(),
        }
    }

    #[test]
    fn every_place_is_for_what_the_tables_say() {
        assert_eq!(word(Method::POST, "/fhir"), "POST");
        assert_eq!(word(Method::POST, "/fhir/"), "POST");
        assert_eq!(word(Method::POST, "/fhir/notifications"), "POST");
        assert_eq!(word(Method::GET, "/fhir/metadata"), "metadata");
        assert_eq!(word(Method::HEAD, "/fhir/metadata"), "metadata");
        assert_eq!(word(Method::POST, "/fhir/$process-message"), "message");
        assert_eq!(word(Method::POST, "/fhir/%24process-message"), "message");
        for kind in &KINDS {
            assert_eq!(word(Method::POST, &format!("/fhir/{}", kind.name)), format!("POST {}", kind.name));
            assert_eq!(word(Method::PUT, &format!("/fhir/{}/a", kind.name)), format!("PUT {}/a", kind.name));
        }
    }

    #[test]
    fn nothing_else_pretends_to_be_there() {
        for (method, path, expected) in [
            (Method::GET, "/fhir", "method-not-allowed POST"),
            (Method::GET, "/fhir/Encounter", "method-not-allowed POST"),
            (Method::DELETE, "/fhir/Encounter/1", "method-not-allowed PUT"),
            (Method::PATCH, "/fhir/Encounter/1", "method-not-allowed PUT"),
            (Method::GET, "/fhir/Encounter/1", "method-not-allowed PUT"),
            (Method::GET, "/fhir/Encounter/1/_history", "not-found"),
            (Method::POST, "/fhir/Encounter/_search", "not-found"),
            (Method::POST, "/fhir/Patient", "not-found"),
            (Method::PUT, "/fhir/Patient/1", "not-found"),
            (Method::POST, "/fhir/$everything", "not-found"),
            (Method::POST, "/fhir/metadata", "method-not-allowed GET"),
        ] {
            assert_eq!(word(method.clone(), path), expected, "{method} {path}");
        }
    }

    #[test]
    fn only_what_is_below_is_ours() {
        assert!(is_below("/fhir") && is_below("/fhir/Encounter"));
        assert!(!is_below("/fhirs") && !is_below("/medcom"));
    }
}
