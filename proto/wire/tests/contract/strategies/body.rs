//! Bodies.

use canonical::body::{
    Body, Booking, Correspondence, DiagnosticReport, DischargeLetter, Document, Enclosure, HospitalStay, MunicipalNote,
    Particular, ReceivedReferral, Referral, Segment, StayClass, StayNotice, StayState, Triage, Turn,
};
use canonical::code::Concept;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;

use super::birth::birth_notification;
use super::care::care_report;
use super::observed::observations;
use super::party::{party, person};
use super::plan::rehabilitation_plan;
use super::text::text;
use super::value::{few, maybe_moment, maybe_secret, maybe_word, word};

pub(crate) fn body() -> BoxedStrategy<Body> {
    prop_oneof![
        birth_notification().prop_map(|birth| Body::BirthNotification(Box::new(birth))),
        booking().prop_map(Body::Booking),
        care_report().prop_map(|report| Body::CareReport(Box::new(report))),
        correspondence().prop_map(Body::Correspondence),
        diagnostic_report().prop_map(Body::DiagnosticReport),
        discharge_letter().prop_map(Body::DischargeLetter),
        (word(), maybe_secret()).prop_map(|(name, title)| Body::Document(Document { name, title })),
        enclosure().prop_map(Body::Enclosure),
        hospital_stay().prop_map(Body::HospitalStay),
        municipal_note().prop_map(Body::MunicipalNote),
        observations().prop_map(|report| Body::Observations(Box::new(report))),
        referral().prop_map(Body::Referral),
        rehabilitation_plan().prop_map(|plan| Body::RehabilitationPlan(Box::new(plan))),
    ]
    .boxed()
}

fn booking() -> BoxedStrategy<Booking> {
    (maybe_moment(), option::of(received_referral()))
        .prop_map(|(confirmed, referral)| Booking { confirmed, referral })
        .boxed()
}

fn correspondence() -> BoxedStrategy<Correspondence> {
    let turn = select(vec![Turn::Forward, Turn::New, Turn::Reply, Turn::Unstated]);
    let people = (option::of(person()), option::of(person()));
    (maybe_secret(), option::of(concept()), turn, people, few(segment()))
        .prop_map(|(subject, category, turn, (from, to), segments)| Correspondence {
            subject,
            category,
            turn,
            from,
            to,
            segments,
        })
        .boxed()
}

pub(super) fn concept() -> BoxedStrategy<Concept> {
    (maybe_word(), word(), maybe_word()).prop_map(|(system, code, display)| Concept { system, code, display }).boxed()
}

fn segment() -> BoxedStrategy<Segment> {
    (maybe_word(), maybe_moment(), option::of(person()), any::<Option<bool>>(), text())
        .prop_map(|(id, written, author, is_new, text)| Segment { id, written, author, is_new, text })
        .boxed()
}

fn diagnostic_report() -> BoxedStrategy<DiagnosticReport> {
    (maybe_moment(), maybe_moment(), option::of(received_referral()))
        .prop_map(|(started, ended, referral)| DiagnosticReport { started, ended, referral })
        .boxed()
}

fn discharge_letter() -> BoxedStrategy<DischargeLetter> {
    (maybe_moment(), maybe_moment(), option::of(received_referral()))
        .prop_map(|(admitted, discharged, referral)| DischargeLetter { admitted, discharged, referral })
        .boxed()
}

fn received_referral() -> BoxedStrategy<ReceivedReferral> {
    (maybe_word(), maybe_moment()).prop_map(|(id, received)| ReceivedReferral { id, received }).boxed()
}

fn enclosure() -> BoxedStrategy<Enclosure> {
    (any::<bool>(), maybe_secret()).prop_map(|(about_system, contents)| Enclosure { about_system, contents }).boxed()
}

fn hospital_stay() -> BoxedStrategy<HospitalStay> {
    let notice = select(vec![
        StayNotice::Admitted,
        StayNotice::ArrivedAcute,
        StayNotice::Died,
        StayNotice::Discharged,
        StayNotice::LeaveEnded,
        StayNotice::LeaveStarted,
        StayNotice::Transferred,
        StayNotice::TreatmentEnds,
    ]);
    let state = select(vec![StayState::OnLeave, StayState::EnteredInError, StayState::Finished, StayState::InProgress]);
    let class = select(vec![StayClass::Acute, StayClass::Inpatient]);
    let times = (maybe_moment(), maybe_moment(), maybe_moment(), maybe_moment());
    let planned = (maybe_moment(), maybe_moment(), maybe_moment());
    let place = || option::of(party().prop_map(Box::new));
    let places = (maybe_word(), place(), place(), place());
    ((notice, state, class), times, planned, places)
        .prop_map(|((notice, state, class), times, planned, places)| {
            let (admitted, discharged, leave_started, leave_ended) = times;
            let (treatment_ended, discharge_planned, conference) = planned;
            let (destination, ward, report_to, practitioner) = places;
            HospitalStay {
                notice,
                state,
                class,
                admitted,
                discharged,
                leave_started,
                leave_ended,
                destination,
                ward,
                report_to,
                treatment_ended,
                discharge_planned,
                conference,
                practitioner,
            }
        })
        .boxed()
}

fn municipal_note() -> BoxedStrategy<MunicipalNote> {
    let times = (maybe_moment(), maybe_moment(), maybe_moment());
    (maybe_word(), times, option::of(received_referral()), option::of(person()))
        .prop_map(|(category, (started, ended, signed), referral, signed_by)| MunicipalNote {
            category,
            started,
            ended,
            referral,
            signed,
            signed_by,
        })
        .boxed()
}

fn referral() -> BoxedStrategy<Referral> {
    let triage = (word(), text()).prop_map(|(step, note)| Triage { step, note });
    let particular = (word(), word()).prop_map(|(name, value)| Particular { name, value });
    (maybe_word(), maybe_word(), maybe_word(), few(triage), maybe_word(), few(particular))
        .prop_map(|(setting, transport, hospital_choice, triage, category, particulars)| Referral {
            setting,
            transport,
            hospital_choice,
            triage,
            category,
            particulars,
        })
        .boxed()
}
