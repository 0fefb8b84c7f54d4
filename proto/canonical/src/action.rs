//! What a letter asks of whom, and by when.

use crate::Moment;
use crate::party::Party;
use crate::text::Text;

/// Something the sender asks a receiver to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Action {
    /// What is asked, as a stable word.
    pub kind: ActionKind,
    /// How urgent it is.
    pub priority: Option<Priority>,
    /// The sender's own word for the urgency (`Akut`, `høj_prioritet`, `asap`).
    pub priority_word: Option<String>,
    /// Who is asked; `None` means the addressed receiver.
    pub responsible: Option<Party>,
    /// What is asked, in the sender's words.
    pub text: Option<Text>,
    /// The deadline, where the standard states one as a time.
    pub due: Option<Due>,
}

impl Action {
    /// A request without text, priority or deadline, to the addressed receiver.
    #[must_use]
    pub const fn plain(kind: ActionKind) -> Self {
        Self { kind, priority: None, priority_word: None, responsible: None, text: None, due: None }
    }
}

/// A deadline.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Due {
    /// The end of the time allowed.
    pub at: Moment,
    /// Whether a published rule gave it (`true`) or the letter states it (`false`).
    pub derived: bool,
}

/// The kinds of request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ActionKind {
    /// Answer the correspondence.
    Answer,
    /// Contact the citizen: the municipality is to take the first step (XREF15).
    ContactCitizen,
    /// See to it that medicine goes on when what the patient took home is used up (XDIS18).
    ContinueMedicine,
    /// Follow up on the patient: after a discharge, or where a municipality asks for it (XLA211).
    FollowUp,
    /// Offer rehabilitation to the patient (GGOP).
    OfferRehabilitation,
    /// Pause home-care services, because the patient is away.
    PauseServices,
    /// Prepare the home for a patient who is about to leave (XDIS21).
    PrepareHome,
    /// Take the patient home: services must be ready (XDIS19).
    ReceivePatient,
    /// Resume home-care services, because the patient is back.
    ResumeServices,
    /// Send the admission report (da. indlæggelsesrapport).
    SendAdmissionReport,
    /// Triage the referral (da. visitere).
    Triage,
    /// Stop services, because the patient is dead.
    StopServices,
    /// Visit the patient at home: acute municipal nursing (XREF22).
    VisitAtHome,
    /// Visit a newborn child at home: health visitors (XDIS32).
    VisitNewborn,
}

/// Urgency in one scale; the sender's word stands beside it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Priority {
    /// Ordinary (MedCom `Rutine`, `rutine`, `elektiv`; FHIR `routine`).
    Routine,
    /// Sooner than ordinary (MedCom `Subakut`, `saerlige_forhold`).
    Elevated,
    /// As soon as possible (MedCom `Akut`, `akut`, `høj_prioritet`; FHIR `asap`, `urgent`).
    Urgent,
}
