//! A notification of a birth (da. fødselsanmeldelse): a hospital tells a municipality's health visitors of mother and
//! child.

use crate::code::Code;
use crate::identifier::PatientIdentifier;
use crate::party::Party;
use crate::text::Text;
use crate::{Moment, Personal};

/// The facts of a birth (XDIS32). The patient is the mother, and the partner is among her relatives; diagnoses and procedures of
/// the birth are in the event's codes, the texts in its narrative; there the facts stand once more, in readable words.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct BirthNotification {
    /// The mother's marital status (MedCom `MaritalStatus`, `gift`): an open list.
    pub marital_status: Option<String>,
    /// Whether the mother needs an interpreter, and of which language.
    pub interpretation: Option<Interpretation>,
    /// The mother's own doctor (MedCom `Practitioner`).
    pub practitioner: Option<Box<Party>>,
    /// The midwife who knows the mother (MedCom `OwnMaternityMother`).
    pub own_midwife: Option<Box<Party>>,
    /// The midwife who was at the birth (MedCom `BirthMaternityMother`).
    pub birth_midwife: Option<Box<Party>>,
    /// The pregnancy.
    pub pregnancy: Pregnancy,
    /// How long the pregnancy was at the birth, whole weeks: 1 to 53 by the standard.
    pub gestation_weeks: Option<i32>,
    /// The days beyond the whole weeks: 0 to 6 by the standard.
    pub gestation_days: Option<i32>,
    /// The visit or call of a midwife that was agreed, in the sender's words (MedCom `MaternityMotherAppointment`).
    pub midwife_appointment: Option<Personal<String>>,
    /// The children, in the letter's order.
    pub children: Vec<Newborn>,
}

/// Whether somebody needs an interpreter.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Interpretation {
    /// MedCom's word where there is no language to name (`tolkebehov_nej`, `tolkebehov_uafklaret`): an open list.
    pub need: Option<String>,
    /// The language, by ISO 639.
    pub language: Option<String>,
    /// The language in words.
    pub language_name: Option<String>,
}

/// A pregnancy.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Pregnancy {
    /// When the last menstruation began (MedCom `DateOfLastMenstruation`).
    pub last_menstruation: Option<Moment>,
    /// When the birth was due (MedCom `DateofDelivery`, da. termin).
    pub due: Option<Moment>,
    /// Diagnoses of the pregnancy: the main one, and additions to it.
    pub codes: Vec<Code>,
    /// What was examined and done, in the letter's order.
    pub investigations: Vec<Investigation>,
}

/// Something that was examined or done in a pregnancy.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Investigation {
    /// When.
    pub at: Option<Moment>,
    /// What was found or done, as codes.
    pub codes: Vec<Code>,
    /// The sender's words on it.
    pub text: Option<Text>,
}

/// A newborn child. MedCom states it in two lists, `ChildRelation` and `ChildInfo`, of which the first of one belongs to the
/// first of the other.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Newborn {
    /// The child's own identifier, if it has one already.
    pub identifier: Option<PatientIdentifier>,
    /// MedCom's `RelationCode`, where it is another than the standard's `barn`.
    pub relation: Option<String>,
    /// When the child was born.
    pub born: Option<Moment>,
    /// Whether the child was dead at birth (MedCom `BirthStatus1`, `levendefødt` or `dødfødt`).
    pub stillborn: Option<bool>,
    /// Whether the child was born alone (MedCom `BirthStatus2`, `enkeltfødt` or `flerfødt`): an open list.
    pub plurality: Option<String>,
    /// MedCom's `Gender`, `pige` or `dreng`: an open list.
    pub sex: Option<String>,
    /// Diagnoses of the child: the main one, additions to it, and others.
    pub codes: Vec<Code>,
    /// Weight at birth in grams.
    pub weight_grams: Option<i32>,
    /// Length at birth in centimetres.
    pub length_centimetres: Option<i32>,
    /// Circumference of the head at birth in centimetres.
    pub head_centimetres: Option<i32>,
    /// The Apgar score.
    pub apgar: Option<Apgar>,
    /// What else there is to say of the child (MedCom `ChildAdditionalInfo`).
    pub text: Option<Text>,
    /// Where the child was transferred to, in the sender's words (MedCom `ChildTransferral`).
    pub transferral: Option<Personal<String>>,
}

/// An Apgar score: 0 to 10 points, as stated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Apgar {
    /// After one minute.
    pub after_one_minute: Option<i32>,
    /// After five minutes.
    pub after_five_minutes: Option<i32>,
    /// After ten minutes.
    pub after_ten_minutes: Option<i32>,
    /// After how many minutes the score was ten.
    pub minutes_to_ten: Option<i32>,
}
