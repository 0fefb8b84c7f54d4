//! The forms that letters have: their fields in the schema's order, what becomes of them, and the way back.
//!
//! Letters of one form differ in names and in what must be there; the version says which.

mod admission_answer;
mod binary;
mod birth_notification;
mod booking;
mod care_report;
mod certificate_request;
mod clinical_letter;
mod email;
mod ended_treatment;
mod municipal_note;
mod notice;
mod referral;
mod rehabilitation_plan;
mod warning;

pub(crate) use admission_answer::AdmissionAnswer;
pub(crate) use binary::BinaryLetter;
pub(crate) use birth_notification::BirthNotification;
pub(crate) use booking::Booking;
pub(crate) use care_report::CareReport;
pub(crate) use certificate_request::CertificateRequest;
pub(crate) use clinical_letter::ClinicalLetter;
pub(crate) use email::Email;
pub(crate) use ended_treatment::EndedTreatment;
pub(crate) use municipal_note::MunicipalNote;
pub(crate) use notice::Notice;
pub(crate) use referral::Referral;
pub(crate) use rehabilitation_plan::RehabilitationPlan;
pub(crate) use warning::Warning;
