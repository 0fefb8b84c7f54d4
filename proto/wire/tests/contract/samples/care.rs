//! What municipality and hospital tell each other around a stay.

use canonical::action::{Action, ActionKind, Due};
use canonical::body::{
    Ability, Body, CareItem, CareNeed, CareReport, CareService, Conference, Diet, Function, Medicine, MedicineSupply,
    ProblemArea, ReportKind,
};
use canonical::code::Concept;
use canonical::event::Standard;
use canonical::text::{SectionKind, Text};
use canonical::{Event, Moment};

use super::header::{at, clinic, date, event, hospital, municipality, section};

/// A report with everything that only such reports state.
pub(super) fn care_report() -> Event {
    let word = |word: &str| Some(word.to_owned());
    let body = CareReport {
        admitted: Some(at("2026-03-08T22:10")),
        discharged: Some(at("2026-03-12T14:35")),
        practitioner: Some(Box::new(clinic())),
        aids: vec![CareItem { code: word("09"), list: word("HMI"), agency: word("SOC"), text: word("Rollator") }],
        treatments: vec![CareItem { text: word("Vanddrivende behandling"), ..CareItem::default() }],
        services: vec![CareService { headline: word("Bad"), text: Some(Text::from_plain("To gange om ugen.")) }],
        medicines: vec![Medicine {
            name: word("Furosemid"),
            form: word("tablet"),
            strength: word("40 mg"),
            dosage: word("1 tablet morgen"),
            indication: word("væskeophobning"),
        }],
        ..CareReport::new(ReportKind::Discharge)
    };
    let texts = [
        (SectionKind::CauseOfAdmission, "Tiltagende åndenød."),
        (SectionKind::Facts, "Rollator"),
        (SectionKind::HealthSummary, "Hjertesvigt."),
        (SectionKind::Mobility, "Går med rollator."),
        (SectionKind::OnAids, "Står i hjemmet."),
        (SectionKind::OnMedicine, "Medgivet til to døgn."),
        (SectionKind::OnServices, "Nøgleboks."),
        (SectionKind::RelativesInformed, "Sønnen er orienteret."),
    ];
    Event {
        sender: hospital(),
        receivers: vec![municipality()],
        narrative: texts.map(|(kind, text)| section(kind, Text::from_plain(text))).into(),
        ..event(Standard::MedcomXml, "XDIS18", Some("XD1830C"), Body::CareReport(Box::new(body)))
    }
}

/// A care plan, with what the municipality family states.
pub(super) fn care_plan() -> Event {
    let term = |code: &str, system: &str, display: &str| Concept {
        system: Some(system.to_owned()),
        code: code.to_owned(),
        display: Some(display.to_owned()),
    };
    let day = || Moment::from_date(date(), "2026-03-08");
    let text = |text: &str| Some(Text::from_plain(text));
    let body = CareReport {
        treatment_ended: Some(at("2026-03-12T10:00")),
        discharge_planned: Some(at("2026-03-12T13:00")),
        function: Some(Function {
            changed: day(),
            relevance: Some("ikke_relevant".to_owned()),
            abilities: vec![Ability {
                concept: term("FA510", "icf", "Vaske sig"),
                score: Some("lette".to_owned()),
                comment: text("Hjælp til bad"),
            }],
        }),
        problem_areas: vec![ProblemArea {
            area: term("B-12345", "medcom", "Ernæring"), text: text("Små måltider.")
        }],
        needs: vec![CareNeed { name: "HomeChanges".to_owned(), text: Text::from_plain("Toiletforhøjer.") }],
        conference: Some(Conference {
            state: Some("forslag".to_owned()),
            at: Some(at("2026-03-11T10:00")),
            video: Some(true),
            comment: text("Med visitator"),
        }),
        diet: Some(Diet { lunch_box: Some(true), shopping: Some(false) }),
        supply: Some(MedicineSupply {
            until: day(),
            comment: text("Medgivet"),
            delivered: Some(true),
            doses_reordered: Some(false),
        }),
        ..CareReport::new(ReportKind::CarePlan)
    };
    let texts = [
        (SectionKind::Contagion, "Ingen kendt."),
        (SectionKind::ExpectedCourse, "Til eget hjem."),
        (SectionKind::FuturePlans, "Kontrol hos egen læge."),
        (SectionKind::OnDischarge, "Aftalt med visitator."),
    ];
    Event {
        sender: hospital(),
        receivers: vec![municipality()],
        actions: vec![asked(ActionKind::PrepareHome), asked(ActionKind::ContinueMedicine)],
        narrative: texts.map(|(kind, text)| section(kind, Text::from_plain(text))).into(),
        ..event(Standard::MedcomXml, "XDIS21", Some("XD2134C"), Body::CareReport(Box::new(body)))
    }
}

fn asked(kind: ActionKind) -> Action {
    let due = Some(Due { at: at("2026-03-12T13:00"), derived: false });
    Action { kind, priority: None, priority_word: None, responsible: None, text: None, due }
}
