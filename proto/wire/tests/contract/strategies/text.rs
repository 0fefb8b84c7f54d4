//! Structured text.

use canonical::text::{Inline, Section, SectionKind, Style, Text};
use proptest::prelude::*;
use proptest::sample::select;

use super::value::{few, maybe_moment, maybe_word, secret};

pub(crate) fn section() -> BoxedStrategy<Section> {
    let kind = select(vec![
        SectionKind::AbilityAtDischarge,
        SectionKind::AbilitySummary,
        SectionKind::ActualMedicine,
        SectionKind::AmnioticFluid,
        SectionKind::Anamnesis,
        SectionKind::Bleeding,
        SectionKind::Booking,
        SectionKind::CareDescription,
        SectionKind::CauseOfAdmission,
        SectionKind::Cave,
        SectionKind::ClinicalReason,
        SectionKind::Clinical,
        SectionKind::Contagion,
        SectionKind::Examination,
        SectionKind::ExpectedCourse,
        SectionKind::Facts,
        SectionKind::FuturePlans,
        SectionKind::FurtherInformation,
        SectionKind::HealthSummary,
        SectionKind::InformationToPatient,
        SectionKind::LastMenstruation,
        SectionKind::Message,
        SectionKind::Mobility,
        SectionKind::OnAids,
        SectionKind::OnBirth,
        SectionKind::OnDiagnoses,
        SectionKind::OnDischarge,
        SectionKind::OnMedicine,
        SectionKind::OnRelatives,
        SectionKind::OnServices,
        SectionKind::Other,
        SectionKind::PatientSafety,
        SectionKind::PracticalInformation,
        SectionKind::Recommendation,
        SectionKind::RehabilitationDeadline,
        SectionKind::RehabilitationNeed,
        SectionKind::RelativesInformed,
        SectionKind::Supplementary,
        SectionKind::Triage,
    ]);
    (kind, maybe_word(), maybe_moment(), text())
        .prop_map(|(kind, title, signed, text)| Section { kind, title, signed, text })
        .boxed()
}

pub(crate) fn text() -> BoxedStrategy<Text> {
    few(inline()).prop_map(Text).boxed()
}

fn inline() -> BoxedStrategy<Inline> {
    let leaf = prop_oneof![Just(Inline::Break), Just(Inline::Space), secret().prop_map(Inline::Words)];
    leaf.prop_recursive(4, 8, 2, |inner| {
        let style = select(vec![Style::Bold, Style::Center, Style::Italic, Style::Right, Style::Underline]);
        prop_oneof![
            few(inner.clone()).prop_map(Inline::Fixed),
            (style, few(inner)).prop_map(|(style, inner)| Inline::Styled(style, inner)),
        ]
    })
    .boxed()
}
