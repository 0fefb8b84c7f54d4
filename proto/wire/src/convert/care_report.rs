//! The body of a care report.

use canonical::body::{CareItem, CareReport, CareService, Medicine};

use super::closed::Closed;
use super::part::{each, given, read_each, read_given};
use crate::{Error, v1};

impl From<&CareReport> for v1::CareReport {
    fn from(body: &CareReport) -> Self {
        let CareReport {
            report,
            admitted,
            discharged,
            practitioner,
            aids,
            treatments,
            services,
            medicines,
            treatment_ended,
            discharge_planned,
            function,
            problem_areas,
            needs,
            conference,
            diet,
            supply,
        } = body;
        Self {
            report: report.number(),
            admitted: given(admitted.as_ref()),
            discharged: given(discharged.as_ref()),
            practitioner: given(practitioner.as_deref()),
            aids: each(aids),
            treatments: each(treatments),
            services: each(services),
            medicines: each(medicines),
            treatment_ended: given(treatment_ended.as_ref()),
            discharge_planned: given(discharge_planned.as_ref()),
            function: given(function.as_ref()),
            problem_areas: each(problem_areas),
            needs: each(needs),
            conference: given(conference.as_ref()),
            diet: given(diet.as_ref()),
            supply: given(supply.as_ref()),
        }
    }
}

impl TryFrom<v1::CareReport> for CareReport {
    type Error = Error;

    fn try_from(message: v1::CareReport) -> Result<Self, Error> {
        let v1::CareReport {
            report,
            admitted,
            discharged,
            practitioner,
            aids,
            treatments,
            services,
            medicines,
            treatment_ended,
            discharge_planned,
            function,
            problem_areas,
            needs,
            conference,
            diet,
            supply,
        } = message;
        Ok(Self {
            report: Closed::read(report, "CareReport.report")?,
            admitted: read_given(admitted)?,
            discharged: read_given(discharged)?,
            practitioner: read_given(practitioner)?.map(Box::new),
            aids: read_each(aids)?,
            treatments: read_each(treatments)?,
            services: read_each(services)?,
            medicines: read_each(medicines)?,
            treatment_ended: read_given(treatment_ended)?,
            discharge_planned: read_given(discharge_planned)?,
            function: read_given(function)?,
            problem_areas: read_each(problem_areas)?,
            needs: read_each(needs)?,
            conference: read_given(conference)?,
            diet: read_given(diet)?,
            supply: read_given(supply)?,
        })
    }
}

impl From<&CareItem> for v1::CareItem {
    fn from(item: &CareItem) -> Self {
        let CareItem { code, list, agency, text } = item.clone();
        Self { code, list, agency, text }
    }
}

impl From<v1::CareItem> for CareItem {
    fn from(message: v1::CareItem) -> Self {
        let v1::CareItem { code, list, agency, text } = message;
        Self { code, list, agency, text }
    }
}

impl From<&CareService> for v1::CareService {
    fn from(service: &CareService) -> Self {
        let CareService { headline, text } = service;
        Self { headline: headline.clone(), text: given(text.as_ref()) }
    }
}

impl TryFrom<v1::CareService> for CareService {
    type Error = Error;

    fn try_from(message: v1::CareService) -> Result<Self, Error> {
        let v1::CareService { headline, text } = message;
        Ok(Self { headline, text: read_given(text)? })
    }
}

impl From<&Medicine> for v1::Medicine {
    fn from(medicine: &Medicine) -> Self {
        let Medicine { name, form, strength, dosage, indication } = medicine.clone();
        Self { name, form, strength, dosage, indication }
    }
}

impl From<v1::Medicine> for Medicine {
    fn from(message: v1::Medicine) -> Self {
        let v1::Medicine { name, form, strength, dosage, indication } = message;
        Self { name, form, strength, dosage, indication }
    }
}
