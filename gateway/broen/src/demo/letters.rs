//! The letters of the demo. Test persons only; every text is made up.

use bytes::Bytes;
use canonical::Kind;

use super::cast::Actor;

/// A letter and what must become of it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Letter {
    /// What it is, for people.
    pub(super) title: &'static str,
    pub(super) from: Actor,
    pub(super) to: Actor,
    /// Who else gets its event, by care relation.
    pub(super) also: Option<Actor>,
    pub(super) kind: Kind,
    /// The letter type in its standard.
    pub(super) type_code: &'static str,
    /// Its id in its standard.
    pub(super) letter_id: &'static str,
    pub(super) receipt: Receipt,
    content: &'static str,
}

/// The receipt that is due.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Receipt {
    /// It follows when the receiver has answered.
    Follows,
    /// The sender asked for none.
    None,
    /// The receiver has taken responsibility.
    Positive,
}

pub(super) const REFERRAL: Letter = Letter {
    title: "referral",
    from: Actor::Clinic,
    to: Actor::Hospital,
    also: None,
    kind: Kind::Referral,
    type_code: "XREF01",
    letter_id: "DEMOHEN0000001",
    receipt: Receipt::Positive,
    content: include_str!("letters/referral.xml"),
};

pub(super) const ADMISSION_NOTICE: Letter = Letter {
    title: "admission notice",
    from: Actor::Hospital,
    to: Actor::Municipality,
    also: None,
    kind: Kind::HospitalStay,
    type_code: "XDIS20",
    letter_id: "DEMOADV0000001",
    receipt: Receipt::None,
    content: include_str!("letters/admission_notice.xml"),
};

pub(super) const DISCHARGE_LETTER: Letter = Letter {
    title: "discharge letter",
    from: Actor::Hospital,
    to: Actor::Clinic,
    also: Some(Actor::Municipality),
    kind: Kind::DischargeLetter,
    type_code: "XDIS01",
    letter_id: "DEMOEPI0000001",
    receipt: Receipt::Positive,
    content: include_str!("letters/discharge_letter.xml"),
};

pub(super) const DISCHARGE_NOTICE: Letter = Letter {
    title: "discharge notice",
    from: Actor::Hospital,
    to: Actor::Municipality,
    also: None,
    kind: Kind::HospitalStay,
    type_code: "XDIS17",
    letter_id: "DEMOADV0000002",
    receipt: Receipt::None,
    content: include_str!("letters/discharge_notice.xml"),
};

pub(super) const CORRESPONDENCE: Letter = Letter {
    title: "correspondence",
    from: Actor::Municipality,
    to: Actor::Clinic,
    also: None,
    kind: Kind::Correspondence,
    type_code: "XDIS91",
    letter_id: "DEMOKOR0000001",
    receipt: Receipt::Positive,
    content: include_str!("letters/correspondence.xml"),
};

pub(super) const CARE_COMMUNICATION: Letter = Letter {
    title: "correspondence in FHIR",
    from: Actor::Clinic,
    to: Actor::Municipality,
    also: None,
    kind: Kind::Correspondence,
    type_code: "care-communication-message",
    letter_id: "9c93d4e5-f607-4182-9d9e-0f1a2b3c4d5e",
    receipt: Receipt::Positive,
    content: include_str!("letters/care_communication.json"),
};

pub(super) const ADMISSION_NOTIFICATION: Letter = Letter {
    title: "admission notice in FHIR",
    from: Actor::Hospital,
    to: Actor::Municipality,
    also: None,
    kind: Kind::HospitalStay,
    type_code: "hospital-notification-message",
    letter_id: "3b52e9c1-7d04-4f86-b1a3-0c9d8e7f6a51",
    receipt: Receipt::Positive,
    content: include_str!("letters/admission_notification.json"),
};

pub(super) const DISCHARGE_NOTIFICATION: Letter = Letter {
    title: "discharge notice in FHIR",
    from: Actor::Hospital,
    to: Actor::Municipality,
    also: None,
    kind: Kind::HospitalStay,
    type_code: "hospital-notification-message",
    letter_id: "8e14f7b2-2c95-4a60-8d37-1f0e9d8c7b62",
    receipt: Receipt::Positive,
    content: include_str!("letters/discharge_notification.json"),
};

/// From a practice that has XML to a town that only takes FHIR.
pub(super) const LETTER_TO_FHIR: Letter = Letter {
    title: "letter in XML",
    from: Actor::Practice,
    to: Actor::Town,
    also: None,
    kind: Kind::Correspondence,
    type_code: "XDIS91",
    letter_id: "DEMOKOR0000002",
    receipt: Receipt::Follows,
    content: include_str!("letters/letter_to_fhir.xml"),
};

/// And back.
pub(super) const MESSAGE_TO_XML: Letter = Letter {
    title: "message in FHIR",
    from: Actor::Town,
    to: Actor::Practice,
    also: None,
    kind: Kind::Correspondence,
    type_code: "care-communication-message",
    letter_id: "ada4e5f6-f607-4182-9d9e-0f1a2b3c4d5e",
    receipt: Receipt::Follows,
    content: include_str!("letters/message_to_xml.json"),
};

/// Sent before the gateway is killed.
pub(super) const BEFORE: [Letter; 5] = [REFERRAL, ADMISSION_NOTICE, DISCHARGE_LETTER, DISCHARGE_NOTICE, CORRESPONDENCE];

/// Sent after it was started again.
pub(super) const AFTER: [Letter; 3] = [CARE_COMMUNICATION, ADMISSION_NOTIFICATION, DISCHARGE_NOTIFICATION];

/// A discharge letter with three mistakes, each with the code it must be refused with.
pub(super) const BROKEN: (&str, [&str; 3]) =
    (include_str!("letters/broken_discharge_letter.xml"), ["patient-id-malformed", "date-malformed", "code-unknown"]);

impl Letter {
    /// The letter as its sender hands it over.
    pub(super) fn document(&self) -> Bytes {
        Bytes::from_static(self.content.as_bytes())
    }

    /// The same letter in an envelope of its own, as a sender that saw no receipt sends it again.
    pub(super) fn resent(&self) -> Bytes {
        let again = self.content.replacen("DEMOENV", "DEMOAGN", 1);
        Bytes::from(again.into_bytes())
    }

    /// Whether its event reaches this organisation.
    pub(super) fn reaches(&self, actor: Actor) -> bool {
        self.to == actor || self.also == Some(actor)
    }
}

#[cfg(test)]
mod tests;
