//! What routing and order need to know of a letter.

use canonical::digest::Digest;
use canonical::identifier::{PartyIdentifier, PatientIdentifier};
use canonical::notification::Notification;
use canonical::receipt::IncomingReceipt;
use canonical::{Event, Kind};

/// What is known of a letter without opening its event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Labels {
    /// Its kind.
    pub kind: Kind,
    /// The identifiers of its sender.
    pub sender: Vec<PartyIdentifier>,
    /// The identifiers of each receiver.
    pub receivers: Vec<Vec<PartyIdentifier>>,
    /// Where it stands in line.
    pub lane: Lane,
}

/// What letters are kept in order by: the leading patient, or the sender of a letter that is about nobody; a receipt alone. A digest, so
/// that it can stand on disk.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Lane(pub [u8; 32]);

impl Labels {
    pub(crate) fn of(event: &Event) -> Self {
        Self {
            kind: event.body.kind(),
            sender: event.sender.identifiers.clone(),
            receivers: event.receivers.iter().map(|receiver| receiver.identifiers.clone()).collect(),
            lane: Lane::of(event),
        }
    }
}

impl Lane {
    /// Receipts stand in nobody's way: each is in a line of its own.
    pub(crate) fn of_receipt(receipt: &IncomingReceipt) -> Self {
        let Digest(lane) = Digest::of_parts("broen/lane/receipt/1", &[&receipt.fingerprint.0]);
        Self(lane)
    }

    /// Notifications of one subscription are in one line.
    pub(crate) fn of_notification(notification: &Notification) -> Self {
        let Digest(lane) = Digest::of_parts("broen/lane/notification/1", &[notification.subscription.as_bytes()]);
        Self(lane)
    }

    /// The gateways digest under a secret key and this one without; both follow the same identifier.
    fn of(event: &Event) -> Self {
        let identifiers = event.subject.iter().flat_map(|subject| &subject.identifiers);
        let leading = identifiers.into_iter().find(|identifier| PatientIdentifier::names_a_person(identifier));
        let Digest(lane) = match leading {
            Some(patient) => {
                let (family, value) = patient.lookup();
                Digest::of_parts("broen/lane/patient/1", &[family.as_bytes(), value.as_bytes()])
            }
            None => Digest::of_parts("broen/lane/sender/1", &[event.identity().sender.as_bytes()]),
        };
        Self(lane)
    }
}
