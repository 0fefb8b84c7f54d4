//! The room in which a request is validated: every wrong field at once, and never the value that was wrong.

use jiff::Timestamp;
use tonic::Status;
use tonic_types::{ErrorDetails, FieldViolation, StatusExt as _};
use wire::v1;

use super::status::{DOMAIN, Reason};

/// What is wrong with one request.
#[derive(Debug, Default)]
pub(crate) struct Fields(Vec<(String, String)>);

/// The most wrong fields that are told: they travel in a header, and peers take about 8 KiB of headers.
const MOST: usize = 20;

impl Fields {
    /// Notes that a field is wrong. The description says what was expected, not what came.
    pub(crate) fn refuse(&mut self, field: &str, expected: &str) {
        if self.0.len() < MOST {
            self.0.push((field.to_owned(), expected.to_owned()));
        }
    }

    /// Notes that a field is wrong unless the condition holds.
    pub(crate) fn require(&mut self, condition: bool, field: &str, expected: &str) {
        if !condition {
            self.refuse(field, expected);
        }
    }

    /// The value, or a note that the field is wrong.
    pub(crate) fn read<T>(&mut self, value: Option<T>, field: &str, expected: &str) -> Option<T> {
        self.require(value.is_some(), field, expected);
        value
    }

    /// A short name as organisations and subscriptions have it.
    pub(crate) fn short_name(&mut self, text: String, field: &str) -> Option<String> {
        let starts_well = text.starts_with(|c: char| c.is_ascii_lowercase());
        let name = Some(text).filter(|text| starts_well && is_word(text));
        self.read(name, field, "1 to 63 of a-z, 0-9 and '-', beginning with a letter")
    }

    /// A time, if it is given. The outer `None` is a wrong one.
    pub(crate) fn optional_time(
        &mut self,
        time: Option<prost_types::Timestamp>,
        field: &str,
    ) -> Option<Option<Timestamp>> {
        match time {
            None => Some(None),
            Some(time) => {
                self.read(wire::convert::instant(time).ok(), field, "a time between the years 1 and 9999").map(Some)
            }
        }
    }

    /// A patient's identifier that names a person.
    pub(crate) fn patient(
        &mut self,
        patient: Option<v1::PatientIdentifier>,
        field: &str,
    ) -> Option<canonical::identifier::PatientIdentifier> {
        let patient = self.read(patient, field, "the identifier of a patient")?;
        match canonical::identifier::PatientIdentifier::try_from(patient) {
            Ok(identifier) if identifier.names_a_person() => Some(identifier),
            Ok(_) => self.read(None, field, "an identifier that names a person"),
            Err(error) => {
                let part = error.field().and_then(|field| field.strip_prefix("PatientIdentifier"));
                self.read(
                    None,
                    &format!("{field}{}", part.unwrap_or_default()),
                    "the system and value of an identifier",
                )
            }
        }
    }

    /// The request as it is understood, or everything that is wrong with it.
    pub(crate) fn finish<T>(self, build: impl FnOnce() -> Option<T>) -> Result<T, Status> {
        if !self.0.is_empty() {
            return Err(self.status());
        }
        build().ok_or_else(|| Self::default().status())
    }

    fn status(self) -> Status {
        let violations = self.0.into_iter().map(|(field, expected)| FieldViolation::new(field, expected));
        let mut details = ErrorDetails::with_bad_request(violations.collect::<Vec<_>>());
        let reason = Reason::ArgumentInvalid;
        details.set_error_info(reason.word(), DOMAIN, std::collections::HashMap::new());
        Status::with_error_details(reason.code(), "fields of the request are wrong", details)
    }
}

/// 1 to 63 of `a-z`, `0-9` and `-`.
pub(crate) fn is_word(text: &str) -> bool {
    let allowed = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    (1..=63).contains(&text.len()) && text.bytes().all(allowed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_wrong_field_is_named_at_once() {
        let mut fields = Fields::default();
        assert_eq!(fields.short_name("9-lives".to_owned(), "name"), None);
        assert_eq!(fields.patient(None, "patient"), None);
        let status = fields.finish(|| Some(())).expect_err("wrong");
        let details = status.get_error_details();
        let violations = &details.bad_request().expect("fields").field_violations;
        let named: Vec<_> = violations.iter().map(|violation| violation.field.as_str()).collect();
        assert_eq!(named, ["name", "patient"]);
        assert_eq!(details.error_info().map(|info| info.reason.as_str()), Some("ARGUMENT_INVALID"));
    }

    #[test]
    fn a_wrong_number_of_a_person_is_not_repeated() {
        let mut fields = Fields::default();
        let kind = v1::PatientIdentifierKind::Unspecified.into();
        let system = "urn:oid:1.2.208.176.1.2".to_owned();
        let wrong = v1::PatientIdentifier { system, value: "140238-9992".to_owned(), kind };
        assert_eq!(fields.patient(Some(wrong), "patient"), None);
        let status = fields.finish(|| Some(())).expect_err("wrong");
        let details = status.get_error_details();
        assert_eq!(details.bad_request().expect("fields").field_violations[0].field, "patient.value");
        assert!(!format!("{status:?} {details:?}").contains("140238"));
    }

    #[test]
    fn the_number_of_nobody_names_no_patient() {
        let mut fields = Fields::default();
        let nobody = v1::PatientIdentifier {
            system: "urn:oid:1.2.208.176.1.2".to_owned(),
            value: "0000000000".to_owned(),
            kind: v1::PatientIdentifierKind::Cpr.into(),
        };
        assert_eq!(fields.patient(Some(nobody), "patient"), None);
        assert!(fields.finish(|| Some(())).is_err());
    }

    #[test]
    fn what_is_told_fits_into_a_header() {
        let mut fields = Fields::default();
        for index in 0..10_000 {
            fields.refuse(&format!("subscription.filter.senders[{index}]"), "\"scheme:value\"");
        }
        let status = fields.finish(|| Some(())).expect_err("wrong");
        assert!(status.details().len() < 4096);
    }

    #[test]
    fn a_short_name_begins_with_a_letter_and_has_an_end() {
        for (name, good) in [("inbox", true), ("a", true), ("", false), ("-a", false), ("Inbox", false), ("ø", false)]
        {
            assert_eq!(Fields::default().short_name(name.to_owned(), "name").is_some(), good, "{name}");
        }
        assert!(Fields::default().short_name("a".repeat(64), "name").is_none());
    }
}
