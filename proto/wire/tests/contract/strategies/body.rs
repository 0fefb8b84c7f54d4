//! Bodies.

use canonical::body::{
    Body, Correspondence, DischargeLetter, Document, HospitalStay, ReceivedReferral, Referral, Segment, StayClass,
    StayNotice, StayState, Triage, Turn,
};
use canonical::code::Concept;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;

use super::party::{party, person};
use super::text::text;
use super::value::{few, maybe_moment, maybe_secret, maybe_word, word};

pub(crate) fn body() -> BoxedStrategy<Body> {
    prop_oneof![
        correspondence().prop_map(Body::Correspondence),
        discharge_letter().prop_map(Body::DischargeLetter),
        (word(), maybe_secret()).prop_map(|(name, title)| Body::Document(Document { name, title })),
        hospital_stay().prop_map(Body::HospitalStay),
        referral().prop_map(Body::Referral),
    ]
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

fn concept() -> BoxedStrategy<Concept> {
    (maybe_word(), word(), maybe_word()).prop_map(|(system, code, display)| Concept { system, code, display }).boxed()
}

fn segment() -> BoxedStrategy<Segment> {
    (maybe_word(), maybe_moment(), option::of(person()), any::<Option<bool>>(), text())
        .prop_map(|(id, written, author, is_new, text)| Segment { id, written, author, is_new, text })
        .boxed()
}

fn discharge_letter() -> BoxedStrategy<DischargeLetter> {
    let referral = (maybe_word(), maybe_moment()).prop_map(|(id, received)| ReceivedReferral { id, received });
    (maybe_moment(), maybe_moment(), option::of(referral))
        .prop_map(|(admitted, discharged, referral)| DischargeLetter { admitted, discharged, referral })
        .boxed()
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
    ]);
    let state = select(vec![StayState::OnLeave, StayState::EnteredInError, StayState::Finished, StayState::InProgress]);
    let class = select(vec![StayClass::Acute, StayClass::Inpatient]);
    let times = (maybe_moment(), maybe_moment(), maybe_moment(), maybe_moment());
    let places = (maybe_word(), option::of(party().prop_map(Box::new)), option::of(party().prop_map(Box::new)));
    ((notice, state, class), times, places)
        .prop_map(|((notice, state, class), times, places)| {
            let (admitted, discharged, leave_started, leave_ended) = times;
            let (destination, ward, report_to) = places;
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
            }
        })
        .boxed()
}

fn referral() -> BoxedStrategy<Referral> {
    let triage = (word(), text()).prop_map(|(step, note)| Triage { step, note });
    (maybe_word(), maybe_word(), maybe_word(), few(triage))
        .prop_map(|(setting, transport, hospital_choice, triage)| Referral {
            setting,
            transport,
            hospital_choice,
            triage,
        })
        .boxed()
}
