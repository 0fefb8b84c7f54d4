//! Closed lists: every value of the model has one number of the contract.

use canonical::action::{ActionKind, Priority};
use canonical::body::{ReportKind, StayClass, StayNotice, StayState, Turn};
use canonical::code::CodeRole;
use canonical::course::{HopRole, Relation};
use canonical::event::{Standard, Status};
use canonical::party::Channel;
use canonical::text::SectionKind;

use crate::{Error, v1};

/// A closed list of the model with its numbers in the contract.
pub(super) trait Closed: Sized {
    /// The number of this value.
    fn number(self) -> i32;

    /// The value with this number; the zero of a list is none.
    fn read(number: i32, field: &'static str) -> Result<Self, Error>;
}

macro_rules! closed_list {
    ($model:ident => $contract:ident { $($value:ident),+ $(,)? }) => {
        impl Closed for $model {
            fn number(self) -> i32 {
                match self { $(Self::$value => v1::$contract::$value as i32),+ }
            }

            fn read(number: i32, field: &'static str) -> Result<Self, Error> {
                match v1::$contract::try_from(number) {
                    $(Ok(v1::$contract::$value) => Ok(Self::$value),)+
                    Ok(v1::$contract::Unspecified) | Err(_) => Err(Error::Unlisted { field, number }),
                }
            }
        }
    };
}

closed_list!(ActionKind => ActionKind {
    Answer, ContactCitizen, ContinueMedicine, FollowUp, OfferRehabilitation, PauseServices, PrepareHome, ReceivePatient, ResumeServices,
    SendAdmissionReport, StopServices, Triage, VisitAtHome,
    VisitNewborn,
});
closed_list!(Channel => ContactChannel { Email, Fax, Telephone });
closed_list!(CodeRole => CodeRole {
    MainDiagnosis, MainDiagnosisAddition, Other, ReferralDiagnosis, ReferralDiagnosisAddition,
});
closed_list!(HopRole => HopRole { Removal, Revision, Source });
closed_list!(Priority => Priority { Elevated, Routine, Urgent });
closed_list!(Relation => LetterRelation { Answers, Cancels, Continues, Corrects, Forwards });
closed_list!(ReportKind => CareReportKind { Admission, Answer, CarePlan, Discharge });
closed_list!(SectionKind => SectionKind {
    AbilityAtDischarge, AbilitySummary, ActualMedicine, AmnioticFluid, Anamnesis, Bleeding, Booking, CareDescription, CauseOfAdmission, Cave, Clinical, ClinicalReason, Contagion,
    Examination, ExpectedCourse, FuturePlans, OnDischarge, Facts, FurtherInformation, HealthSummary, LastMenstruation, Message, Mobility, OnAids, OnBirth, OnMedicine, OnRelatives,
    OnServices, Other, Recommendation, RelativesInformed, Supplementary, Triage, InformationToPatient, OnDiagnoses, PatientSafety,
    PracticalInformation, RehabilitationDeadline, RehabilitationNeed,
});
closed_list!(Standard => Standard { Fhir, MedcomXml });
closed_list!(Status => LetterStatus { Cancelled, Corrected, Original });
closed_list!(StayClass => StayClass { Acute, Inpatient });
closed_list!(StayNotice => StayNotice {
    Admitted, ArrivedAcute, Died, Discharged, LeaveEnded, LeaveStarted, Transferred, TreatmentEnds,
});
closed_list!(StayState => StayState { EnteredInError, Finished, InProgress, OnLeave });
closed_list!(Turn => Turn { Forward, New, Reply, Unstated });
