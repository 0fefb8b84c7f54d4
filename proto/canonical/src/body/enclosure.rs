//! An enclosure (da. bilag): files that are sent by themselves.

use crate::Personal;

/// The facts of an enclosure (XBIN01, XBIN02). The files are the event's attachments.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Enclosure {
    /// Whether it is about a system and not about a patient (MedCom `SystemInformation`).
    pub about_system: bool,
    /// A word on what the files hold (MedCom `Contents`).
    pub contents: Option<Personal<String>>,
}
