//! Care relations as stored.

use canonical::relation::CareRelation;

use crate::PatientKey;

/// The journal's own number of a care relation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RelationId(pub i64);

/// A stored care relation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RelationRow {
    /// Its number.
    pub id: RelationId,
    /// The patient in the index.
    pub patient: PatientKey,
    /// What was recorded.
    pub relation: CareRelation,
}
