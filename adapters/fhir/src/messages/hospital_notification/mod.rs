//! HospitalNotification (da. advis om sygehusophold): a hospital tells a municipality that a citizen came,
//! went on leave, left or died.
//!
//! Standard: MedCom HospitalNotification 3.0, event code `hospital-notification-message`.
//! Becomes:  [`Body::HospitalStay`](canonical::Body::HospitalStay).
//! Cases:    `cases/*.json` and `cases/*.xml`, each beside its `.event.txt` or `.refusal.txt`.

mod activity;
mod encounter;
mod map;
mod parse;
mod profile;
mod render;
mod state;
mod turns;

use canonical::letter::Outcome;

use crate::message::MessageType;
pub(crate) use render::{is_announced, render};

pub(super) const MESSAGE: MessageType = MessageType {
    event: "hospital-notification-message",
    convert: |message| {
        let (header, notification, notices) = parse::notification(message)?;
        let frame = message.frame(header, notices);
        Ok(Outcome::Event(Box::new(map::event(frame, notification))))
    },
};
