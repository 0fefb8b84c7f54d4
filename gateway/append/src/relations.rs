//! Care relations of many patients, read at once.

use std::collections::HashMap;

use canonical::relation::CareRelation;
use journal::{Journal, Labels, PatientKey};

/// Care relations by patient.
#[derive(Debug, Default)]
pub(crate) struct Relations(HashMap<PatientKey, Vec<CareRelation>>);

impl Relations {
    /// Reads those of all the events' patients.
    pub(crate) async fn read<'a>(
        journal: &dyn Journal,
        events: impl Iterator<Item = &'a Labels>,
    ) -> Result<Self, journal::Error> {
        let mut patients: Vec<PatientKey> = events.flat_map(|labels| labels.patients.iter().copied()).collect();
        patients.sort_unstable();
        patients.dedup();
        let mut relations = Self::default();
        if !patients.is_empty() {
            for row in journal.relations(&patients).await? {
                relations.0.entry(row.patient).or_default().push(row.relation);
            }
        }
        Ok(relations)
    }

    /// Those of one event's patient, of all organisations.
    pub(crate) fn of(&self, labels: &Labels) -> Vec<CareRelation> {
        labels.patients.iter().filter_map(|patient| self.0.get(patient)).flatten().cloned().collect()
    }

    #[cfg(test)]
    pub(crate) fn from_rows(rows: impl IntoIterator<Item = (PatientKey, CareRelation)>) -> Self {
        let mut relations = Self::default();
        for (patient, relation) in rows {
            relations.0.entry(patient).or_default().push(relation);
        }
        relations
    }
}
