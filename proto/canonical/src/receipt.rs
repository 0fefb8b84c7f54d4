//! Receipts that come in: what somebody says about letters that were sent.

use jiff::Timestamp;

use crate::Personal;
use crate::digest::Digest;
use crate::identifier::PartyIdentifier;
use crate::organisation::OrganisationId;
use crate::words::words;

/// A receipt that came in: somebody answers letters that were sent through here. It is never answered itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IncomingReceipt {
    /// The digest of its content without transmission fields.
    pub fingerprint: Digest,
    /// Which of the standards' receipts it is.
    pub form: ReceiptForm,
    /// What it says.
    pub verdict: Verdict,
    /// Its own id, if it has one.
    pub receipt_id: Option<String>,
    /// Who says it, as the receipt has it; who handed it over is another question.
    pub sender: Option<PartyIdentifier>,
    /// The envelope it answers, if named: MedCom `Envelope/Identifier`, or that of the network for its own receipts.
    pub envelope_id: Option<String>,
    /// The message of the network it answers, if named (`MetaInformation/Identifier`).
    pub message_id: Option<String>,
    /// The letters it answers; none where it answers whatever was in the envelope.
    pub letters: Vec<AnsweredLetter>,
    /// Reasons that hold for everything it answers.
    pub reasons: Vec<Reason>,
    /// Who sent the letters it answers, if named. Some senders of receipts do not swap the parties.
    pub original_sender: Option<PartyIdentifier>,
    /// Whom the letters were for, if named.
    pub original_receiver: Option<PartyIdentifier>,
}

/// A letter that a receipt names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AnsweredLetter {
    /// Its id.
    pub letter_id: String,
    /// Other ids that may be meant instead: published acknowledgements name one message differently in two places.
    pub or_letter_id: Option<String>,
    /// Reasons that hold for it alone.
    pub reasons: Vec<Reason>,
}

/// Why a letter was refused. Both parts are optional in the standards.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Reason {
    /// MedCom `RefuseCode`, the number of a VANS `Error`, the code of a FHIR issue: an open list.
    pub code: Option<String>,
    /// In the words of whoever refuses; it may quote the letter.
    pub text: Option<Personal<String>>,
}

/// The standards' receipts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ReceiptForm {
    /// FHIR Acknowledgement.
    Acknowledgement,
    /// VANS `NegativeMessage`: the receiver's system rejects what came.
    NegativeMessage,
    /// VANS `NegativeVans`: the network could not deliver.
    NegativeVans,
    /// VANS `PositiveMessage`.
    PositiveMessage,
    /// EHMI `ReceiptAcknowledgement`: the receiver's system has what came.
    ReceiptAcknowledgement,
    /// EHMI `ReceiptException`: the receiver's system rejects what came.
    ReceiptException,
    /// MedCom `NegativeVansReceipt`: the network could not deliver.
    Xctl01,
    /// MedCom `NegativeReceipt`.
    Xctl02,
    /// MedCom `PositiveReceipt`.
    Xctl03,
}

/// The verdict of a receipt.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Verdict {
    /// Refused.
    Negative,
    /// Taken over.
    Positive,
    /// The receiver had a technical error; send again.
    Transient,
}

/// A receipt with how it came in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReceivedReceipt {
    /// What it says.
    pub receipt: IncomingReceipt,
    /// When it was accepted.
    pub at: Timestamp,
    /// The organisation whose certificate handed it over.
    pub submitted_by: OrganisationId,
    /// The door it came through: `amqp`, `folder`, `grpc`, `https`.
    pub channel: String,
}

impl ReceiptForm {
    /// Whether it answers an envelope of the network, and no letter.
    #[must_use]
    pub const fn is_of_transport(self) -> bool {
        match self {
            Self::NegativeMessage
            | Self::NegativeVans
            | Self::PositiveMessage
            | Self::ReceiptAcknowledgement
            | Self::ReceiptException => true,
            Self::Acknowledgement | Self::Xctl01 | Self::Xctl02 | Self::Xctl03 => false,
        }
    }
}

words!(ReceiptForm {
    Acknowledgement => "acknowledgement",
    NegativeMessage => "negative-message",
    NegativeVans => "negative-vans",
    PositiveMessage => "positive-message",
    ReceiptAcknowledgement => "receipt-acknowledgement",
    ReceiptException => "receipt-exception",
    Xctl01 => "xctl01",
    Xctl02 => "xctl02",
    Xctl03 => "xctl03",
});

words!(Verdict {
    Negative => "negative",
    Positive => "positive",
    Transient => "transient",
});
