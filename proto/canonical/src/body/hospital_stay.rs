//! A notice about a hospital stay (da. advis om sygehusophold): the patient came, left, is about to leave, or died.

use crate::Moment;
use crate::party::Party;

/// The facts of a notice: MedCom `NotificationOfAdmission`, `NotificationOfDischarge` and the notice that treatment
/// ends (XDIS19), FHIR HospitalNotification.
///
/// Whether the notice is new, corrects or cancels an earlier one is the event's status.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HospitalStay {
    /// What the notice announces.
    pub notice: StayNotice,
    /// The state of the stay after it, as the sender states it.
    pub state: StayState,
    /// Inpatient or acute outpatient.
    pub class: StayClass,
    /// When the patient came.
    pub admitted: Option<Moment>,
    /// When the patient left or died.
    pub discharged: Option<Moment>,
    /// When leave began.
    pub leave_started: Option<Moment>,
    /// When leave ended.
    pub leave_ended: Option<Moment>,
    /// MedCom's word for where the patient went (`udskrevet_til_hjemmet`, …), a closed list of its type.
    pub destination: Option<String>,
    /// The department in charge, where it differs from the sender.
    pub ward: Option<Box<Party>>,
    /// Who wants the admission report (da. indlæggelsesrapport), if it is asked for.
    pub report_to: Option<Box<Party>>,
    /// When treatment is finished, or is expected to be (MedCom `EndOfTreatment`).
    pub treatment_ended: Option<Moment>,
    /// When the patient is to leave (MedCom `PlannedDischarge`).
    pub discharge_planned: Option<Moment>,
    /// When those concerned meet to plan the discharge (MedCom `PlanConference`).
    pub conference: Option<Moment>,
    /// The patient's own doctor (MedCom `FamilyDoctor`).
    pub practitioner: Option<Box<Party>>,
}

impl HospitalStay {
    /// A stay of which nothing else is known.
    #[must_use]
    pub const fn plain(notice: StayNotice, state: StayState, class: StayClass) -> Self {
        Self {
            notice,
            state,
            class,
            admitted: None,
            discharged: None,
            leave_started: None,
            leave_ended: None,
            destination: None,
            ward: None,
            report_to: None,
            treatment_ended: None,
            discharge_planned: None,
            conference: None,
            practitioner: None,
        }
    }
}

/// What a notice announces.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum StayNotice {
    /// Admitted as an inpatient (FHIR STIN, XDIS20).
    Admitted,
    /// Arrived as an acute outpatient (FHIR STAA).
    ArrivedAcute,
    /// Died (FHIR MORS, MedCom `doed`).
    Died,
    /// Discharged to the home or the primary sector (FHIR SLHJ, XDIS17).
    Discharged,
    /// Back from leave (FHIR SLOR).
    LeaveEnded,
    /// Gone on leave (FHIR STOR).
    LeaveStarted,
    /// Moved on to another department or hospital: the stay goes on elsewhere (XDIS17).
    Transferred,
    /// Treatment is finished or will be, and discharge is planned (XDIS19).
    TreatmentEnds,
}

/// The state of a stay.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum StayState {
    /// The patient is away for a time.
    OnLeave,
    /// It was entered by mistake.
    EnteredInError,
    /// It is over.
    Finished,
    /// The patient is there.
    InProgress,
}

/// The class of a stay.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum StayClass {
    /// Acute outpatient (`EMER`).
    Acute,
    /// Inpatient (`IMP`).
    Inpatient,
}
