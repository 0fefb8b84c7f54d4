//! The types of message that are read, one folder each. Any other becomes a document.

mod acknowledgement;
pub(crate) mod care_communication;
pub(crate) mod home_care_observation;
pub(crate) mod hospital_notification;

use crate::message::MessageType;

pub(crate) use acknowledgement::is_activity;

/// Every type, by the name of its folder.
pub(crate) const MESSAGES: &[MessageType] = &[
    acknowledgement::MESSAGE,
    care_communication::MESSAGE,
    home_care_observation::MESSAGE,
    hospital_notification::MESSAGE,
];
