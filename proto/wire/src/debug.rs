//! `Debug` of the messages that hold personal data: the name of the message, nothing else.

use std::fmt::{Debug, Formatter, Result};

use crate::{transport, v1};

macro_rules! say_nothing {
    ($($message:ty => $name:literal),+ $(,)?) => {
        $(
            impl Debug for $message {
                fn fmt(&self, f: &mut Formatter<'_>) -> Result {
                    f.write_str(concat!($name, "(<personal>)"))
                }
            }
        )+
    };
}

// The same lists stand in `build.rs`; a message that is in one only does not compile.
say_nothing! {
    transport::PublishedAnswer => "PublishedAnswer",
    transport::PublishedLetter => "PublishedLetter",
    transport::PublishedOriginal => "PublishedOriginal",
    transport::PublishedReason => "PublishedReason",
    transport::PublishedReasons => "PublishedReasons",
    transport::PublishedReceipt => "PublishedReceipt",
    v1::Address => "Address",
    v1::Attachment => "Attachment",
    v1::attachment::Content => "Content",
    v1::AttachmentInline => "AttachmentInline",
    v1::BirthNotification => "BirthNotification",
    v1::CareOf => "CareOf",
    v1::Contact => "Contact",
    v1::ContactPoint => "ContactPoint",
    v1::Control => "Control",
    v1::Correspondence => "Correspondence",
    v1::Document => "Document",
    v1::Enclosure => "Enclosure",
    v1::GetOriginalResponse => "GetOriginalResponse",
    v1::Inline => "Inline",
    v1::Newborn => "Newborn",
    v1::Observation => "Observation",
    v1::observation::Value => "Value",
    v1::Observations => "Observations",
    v1::PatientIdentifier => "PatientIdentifier",
    v1::Person => "Person",
    v1::Quantity => "Quantity",
    v1::ReadBlobResponse => "ReadBlobResponse",
    v1::Receipt => "Receipt",
    v1::ReceiptReason => "ReceiptReason",
    v1::ReceivedReceipt => "ReceivedReceipt",
    v1::RehabilitationPlan => "RehabilitationPlan",
    v1::Relative => "Relative",
    v1::RenderEventResponse => "RenderEventResponse",
    v1::RenderedLetter => "RenderedLetter",
    v1::Requester => "Requester",
    v1::Section => "Section",
    v1::Subject => "Subject",
    v1::SubmitRequest => "SubmitRequest",
    v1::Verbatim => "Verbatim",
}
