//! The building blocks that letters share, each a walk over a part of the canonical model.

mod contact_point;
mod diagnosis;
mod family;
mod flag;
mod header;
mod identified;
mod moment;
mod number;
mod party;
mod patient;
mod reference;
mod referrer;
mod relative;
mod section;
mod signer;
mod telephone;
mod words;

pub(crate) use contact_point::{ContactPointShape, contact_points};
pub(crate) use diagnosis::{Diagnosis, DiagnosisShape, diagnosis, named_diagnosis, simple};
pub(crate) use family::{ReportHead, family_head, sender};
pub(crate) use flag::flag;
pub(crate) use header::{Header, HeaderShape, header};
pub(crate) use identified::identified;
pub(crate) use moment::{bare_day, date_perhaps_time, date_time, day, is_doubtful, moment};
pub(crate) use number::{ANY_NUMBER, number};
pub(crate) use party::{AddressShape, PartyShape, address, coded, contact, location, party, practitioner, telephone};
pub(crate) use patient::{PatientShape, patient};
pub(crate) use reference::{File, objects, references};
pub(crate) use referrer::referrer;
pub(crate) use relative::{RelativeShape, Telephones, partner, person_identifier, relatives};
pub(crate) use section::{section, sections_of, text_of};
pub(crate) use signer::{names, signature, writer, writers};
pub(crate) use telephone::reachable;
pub(crate) use words::{answer, headed, line, with_text};
