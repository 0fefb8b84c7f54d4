//! Conversions between the canonical model and the contract: `From` outwards, `TryFrom` inwards.
//!
//! One file per part and per body. Both sides are destructured, so a field that is added to either cannot be
//! forgotten.

mod action;
mod attachment;
mod birth_notification;
mod booking;
mod care_plan;
mod care_report;
mod closed;
mod code;
mod correspondence;
mod course;
mod diagnostic_report;
mod discharge_letter;
mod document;
mod enclosure;
mod event;
mod hospital_stay;
mod link;
mod moment;
mod municipal_note;
mod notice;
mod notification;
mod observations;
mod part;
mod party;
mod party_identifier;
mod patient_identifier;
pub mod receipt;
mod referral;
mod refusal;
mod rehabilitation_plan;
mod subject;
mod text;

pub use moment::{instant, timestamp};
