//! FHIR resources and data types as the canonical model wants them, whichever message holds them.

mod datatypes;
mod file;
mod header;
mod hops;
mod organisation;
mod patient;
mod practitioner;
mod provenance;
mod unread;

pub(crate) use datatypes::{
    coding, contact as telephone, contacts, identifier_value, moment, moment_of, read_moment as stated, uri_value,
};
pub(crate) use file::{decode, file};
pub(crate) use header::{Header, header, is_id};
pub(crate) use hops::hops;
pub(crate) use organisation::{identifiers_of, organisation, party_identifier};
pub(crate) use patient::{CPR, patient, patient_identifier, the_patient};
pub(crate) use practitioner::author;
pub(crate) use provenance::{ENTITIES, Earlier, Hop, Role, current_hop};
pub(crate) use unread::{unread, unread_of};
