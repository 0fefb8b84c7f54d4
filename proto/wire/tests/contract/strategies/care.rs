//! Bodies of municipality and hospital around a stay.

use canonical::body::{CareItem, CareReport, CareService, Medicine, ReportKind};
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;

use super::party::party;
use super::text::text;
use super::value::{few, maybe_moment, maybe_word};

pub(super) fn care_report() -> BoxedStrategy<CareReport> {
    let report = select(vec![ReportKind::Admission, ReportKind::Answer, ReportKind::Discharge]);
    let practitioner = option::of(party().prop_map(Box::new));
    let lists = (few(item()), few(item()), few(service()), few(medicine()));
    (report, maybe_moment(), maybe_moment(), practitioner, lists)
        .prop_map(|(report, admitted, discharged, practitioner, (aids, treatments, services, medicines))| CareReport {
            report,
            admitted,
            discharged,
            practitioner,
            aids,
            treatments,
            services,
            medicines,
        })
        .boxed()
}

fn item() -> BoxedStrategy<CareItem> {
    (maybe_word(), maybe_word(), maybe_word(), maybe_word())
        .prop_map(|(code, list, agency, text)| CareItem { code, list, agency, text })
        .boxed()
}

fn service() -> BoxedStrategy<CareService> {
    (maybe_word(), option::of(text())).prop_map(|(headline, text)| CareService { headline, text }).boxed()
}

fn medicine() -> BoxedStrategy<Medicine> {
    (maybe_word(), maybe_word(), maybe_word(), maybe_word(), maybe_word())
        .prop_map(|(name, form, strength, dosage, indication)| Medicine { name, form, strength, dosage, indication })
        .boxed()
}
