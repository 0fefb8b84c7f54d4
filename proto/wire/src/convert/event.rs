//! The event: header and body.

use canonical::event::{Source, Times, Verbatim};
use canonical::{Body, Event, EventId, Personal};

use super::closed::Closed;
use super::part::{
    digest_bytes, each, given, read_digest, read_each, read_given, read_or_empty, read_required, unless_empty,
};
use crate::{Error, v1};

impl From<&Event> for v1::Event {
    fn from(event: &Event) -> Self {
        let Event {
            id,
            source,
            status,
            subject,
            sender,
            receivers,
            copy_receivers,
            course,
            times,
            codes,
            actions,
            narrative,
            attachments,
            verbatim,
            notices,
            body,
        } = event;
        Self {
            id: id.to_string(),
            source: Some(source.into()),
            status: status.number(),
            subject: given(subject.as_ref()),
            sender: Some(sender.into()),
            receivers: each(receivers),
            copy_receivers: each(copy_receivers),
            course: unless_empty(course),
            times: unless_empty(times),
            codes: each(codes),
            actions: each(actions),
            narrative: each(narrative),
            attachments: each(attachments),
            verbatim: each(verbatim),
            notices: each(notices),
            body: Some(body.into()),
        }
    }
}

impl TryFrom<v1::Event> for Event {
    type Error = Error;

    fn try_from(message: v1::Event) -> Result<Self, Error> {
        let v1::Event {
            id,
            source,
            status,
            subject,
            sender,
            receivers,
            copy_receivers,
            course,
            times,
            codes,
            actions,
            narrative,
            attachments,
            verbatim,
            notices,
            body,
        } = message;
        Ok(Self {
            id: EventId::parse(&id).ok_or(Error::Invalid { field: "Event.id" })?,
            source: read_required(source, "Event.source")?,
            status: Closed::read(status, "Event.status")?,
            subject: read_given(subject)?,
            sender: read_required(sender, "Event.sender")?,
            receivers: read_each(receivers)?,
            copy_receivers: read_each(copy_receivers)?,
            course: read_or_empty(course)?,
            times: read_or_empty(times)?,
            codes: read_each(codes)?,
            actions: read_each(actions)?,
            narrative: read_each(narrative)?,
            attachments: read_each(attachments)?,
            verbatim: read_each(verbatim)?,
            notices: read_each(notices)?,
            body: read_required(body, "Event.body")?,
        })
    }
}

impl From<&Body> for v1::event::Body {
    fn from(body: &Body) -> Self {
        match body {
            Body::BirthNotification(body) => Self::BirthNotification(body.as_ref().into()),
            Body::Booking(body) => Self::Booking(body.into()),
            Body::CareReport(body) => Self::CareReport(body.as_ref().into()),
            Body::Correspondence(body) => Self::Correspondence(body.into()),
            Body::DiagnosticReport(body) => Self::DiagnosticReport(body.into()),
            Body::DischargeLetter(body) => Self::DischargeLetter(body.into()),
            Body::Document(body) => Self::Document(body.into()),
            Body::Enclosure(body) => Self::Enclosure(body.into()),
            Body::HospitalStay(body) => Self::HospitalStay(body.into()),
            Body::MunicipalNote(body) => Self::MunicipalNote(body.into()),
            Body::Observations(body) => Self::Observations(body.as_ref().into()),
            Body::Referral(body) => Self::Referral(body.into()),
            Body::RehabilitationPlan(body) => Self::RehabilitationPlan(body.as_ref().into()),
        }
    }
}

impl TryFrom<v1::event::Body> for Body {
    type Error = Error;

    fn try_from(message: v1::event::Body) -> Result<Self, Error> {
        Ok(match message {
            v1::event::Body::BirthNotification(body) => Self::BirthNotification(Box::new(body.try_into()?)),
            v1::event::Body::Booking(body) => Self::Booking(body.try_into()?),
            v1::event::Body::CareReport(body) => Self::CareReport(Box::new(body.try_into()?)),
            v1::event::Body::Correspondence(body) => Self::Correspondence(body.try_into()?),
            v1::event::Body::DiagnosticReport(body) => Self::DiagnosticReport(body.try_into()?),
            v1::event::Body::DischargeLetter(body) => Self::DischargeLetter(body.try_into()?),
            v1::event::Body::Document(body) => Self::Document(body.into()),
            v1::event::Body::Enclosure(body) => Self::Enclosure(body.into()),
            v1::event::Body::HospitalStay(body) => Self::HospitalStay(body.try_into()?),
            v1::event::Body::MunicipalNote(body) => Self::MunicipalNote(body.try_into()?),
            v1::event::Body::Observations(body) => Self::Observations(Box::new(body.try_into()?)),
            v1::event::Body::Referral(body) => Self::Referral(body.try_into()?),
            v1::event::Body::RehabilitationPlan(body) => Self::RehabilitationPlan(Box::new(body.try_into()?)),
        })
    }
}

impl From<&Source> for v1::Source {
    fn from(source: &Source) -> Self {
        let Source { standard, letter_id, type_code, statistical_code, version_code, fingerprint } = source;
        Self {
            standard: standard.number(),
            letter_id: letter_id.clone(),
            type_code: type_code.clone(),
            statistical_code: statistical_code.clone(),
            version_code: version_code.clone(),
            fingerprint: digest_bytes(fingerprint),
        }
    }
}

impl TryFrom<v1::Source> for Source {
    type Error = Error;

    fn try_from(message: v1::Source) -> Result<Self, Error> {
        let v1::Source { standard, letter_id, type_code, statistical_code, version_code, fingerprint } = message;
        Ok(Self {
            standard: Closed::read(standard, "Source.standard")?,
            letter_id,
            type_code,
            statistical_code,
            version_code,
            fingerprint: read_digest(&fingerprint, "Source.fingerprint")?,
        })
    }
}

impl From<&Times> for v1::Times {
    fn from(times: &Times) -> Self {
        let Times { occurred, authored, sent } = times;
        Self { occurred: given(occurred.as_ref()), authored: given(authored.as_ref()), sent: given(sent.as_ref()) }
    }
}

impl TryFrom<v1::Times> for Times {
    type Error = Error;

    fn try_from(message: v1::Times) -> Result<Self, Error> {
        let v1::Times { occurred, authored, sent } = message;
        Ok(Self { occurred: read_given(occurred)?, authored: read_given(authored)?, sent: read_given(sent)? })
    }
}

impl From<&Verbatim> for v1::Verbatim {
    fn from(verbatim: &Verbatim) -> Self {
        let Verbatim { path, text } = verbatim;
        Self { path: path.clone(), text: text.reveal().clone() }
    }
}

impl From<v1::Verbatim> for Verbatim {
    fn from(message: v1::Verbatim) -> Self {
        let v1::Verbatim { path, text } = message;
        Self { path, text: Personal::new(text) }
    }
}
