//! What an event says in one standard, as the other standard says it: pure, from events to events.
//!
//! The adapters write what comes out. Whatever has no place in the other standard is put into words where MedCom's mapping tables
//! say so, and is left out where they do; what may differ after there and back is the frozen list `normalisations.tsv` of the
//! tests. Ids follow from the event, so that two conversions of one event are one letter.
//!
//! Standard: MedCom, mapping tables of the conversion service, January 2026, and its use cases 3.1.

mod care_communication;
mod clinical_email;
mod converted;
mod letter_files;
mod message_text;
mod names;
mod notice;
mod registry;
mod settings;
mod times;
mod words;

pub use care_communication::care_communication;
pub use clinical_email::{ClinicalEmail, clinical_email};
pub use converted::converted;
pub use notice::{hospital_notification, notice};
pub use registry::{Known, Registry};
pub use settings::{LeadingEpisode, Settings};
