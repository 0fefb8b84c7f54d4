//! What municipality and hospital tell each other around a stay.

use canonical::Event;
use canonical::body::{Body, CareItem, CareReport, CareService, Medicine, ReportKind};
use canonical::event::Standard;
use canonical::text::{SectionKind, Text};

use super::header::{at, clinic, event, hospital, municipality, section};

/// A report with everything that only such reports state.
pub(super) fn care_report() -> Event {
    let word = |word: &str| Some(word.to_owned());
    let body = CareReport {
        report: ReportKind::Discharge,
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
        ..event(Standard::MedcomXml, "XDIS18", Some("XD1830C"), Body::CareReport(body))
    }
}
