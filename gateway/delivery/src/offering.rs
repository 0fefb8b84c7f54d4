//! Turns planned entries into offers: loads their content, decides access again, and records both.

use std::collections::HashMap;
use std::sync::Arc;

use access::{Decision, Facts, Policy, decide};
use canonical::organisation::Organisation;
use canonical::relation::CareRelation;
use jiff::Timestamp;
use journal::{AuditAction, AuditRow, Journal, Labels, Offer, PatientKey, StoredEntry, SubscriptionId};

use crate::lanes::Planned;
use crate::stream::Offered;

/// Makes the offers of one organisation.
pub(crate) struct Offering {
    pub(crate) journal: Arc<dyn Journal>,
    pub(crate) organisation: Organisation,
    pub(crate) policy: Arc<Policy>,
}

impl Offering {
    /// The offers, in the order of their numbers. They are recorded before they are given.
    pub(crate) async fn make(
        &self,
        (subscription, epoch): (SubscriptionId, u64),
        planned: &[Planned],
        at: Timestamp,
    ) -> Result<Vec<Offered>, journal::Error> {
        let attempts: HashMap<u64, u32> = planned.iter().map(|entry| (entry.number, entry.attempt)).collect();
        let numbers: Vec<u64> = planned.iter().map(|entry| entry.number).collect();
        let entries = self.journal.entries(subscription, &numbers).await?;
        if entries.len() != numbers.len() {
            // Entries disappear only with their subscription.
            return Err(journal::Error::NotFound);
        }
        let decisions = self.decide(&entries, at).await?;
        let offered: Vec<Offered> = entries
            .into_iter()
            .zip(decisions)
            .map(|(entry, decision)| {
                let attempt = attempts.get(&entry.number).copied().unwrap_or(1);
                Offered { entry, attempt, decision }
            })
            .collect();
        // An entry of which nothing is recorded is in its first attempt.
        let repeated = offered.iter().filter(|offered| offered.attempt > 1);
        let offers = repeated.map(|o| Offer { number: o.entry.number, attempts: o.attempt }).collect();
        let audit = offered.iter().map(|offered| self.audit(offered, at)).collect();
        self.journal.record_offers(subscription, epoch, offers, audit).await?;
        Ok(offered)
    }

    /// Care relations are read only for entries that are neither addressed to the organisation nor its own.
    async fn decide(&self, entries: &[StoredEntry], at: Timestamp) -> Result<Vec<Decision>, journal::Error> {
        let mut decisions: Vec<Decision> =
            entries.iter().map(|entry| self.decide_one(&entry.event.labels, &[], at)).collect();
        let doubtful = || entries.iter().zip(&decisions).filter(|(_, decision)| !decision.permits());
        let mut patients: Vec<PatientKey> =
            doubtful().flat_map(|(entry, _)| entry.event.labels.patients.iter().copied()).collect();
        if patients.is_empty() {
            return Ok(decisions);
        }
        patients.sort_unstable();
        patients.dedup();
        let mut relations: HashMap<PatientKey, Vec<CareRelation>> = HashMap::new();
        for row in self.journal.relations(&patients).await? {
            if row.relation.organisation == self.organisation.id {
                relations.entry(row.patient).or_default().push(row.relation);
            }
        }
        for (entry, decision) in entries.iter().zip(&mut decisions).filter(|(_, decision)| !decision.permits()) {
            let labels = &entry.event.labels;
            let known: Vec<_> =
                labels.patients.iter().filter_map(|patient| relations.get(patient)).flatten().cloned().collect();
            *decision = self.decide_one(labels, &known, at);
        }
        Ok(decisions)
    }

    fn decide_one(&self, labels: &Labels, relations: &[CareRelation], at: Timestamp) -> Decision {
        let facts = Facts { kind: labels.kind, sender: &labels.sender, receivers: &labels.receivers };
        decide(&self.policy, &self.organisation, &facts, relations, at)
    }

    fn audit(&self, Offered { entry, decision, attempt: _ }: &Offered, at: Timestamp) -> AuditRow {
        AuditRow {
            at,
            organisation: self.organisation.id.to_string(),
            action: AuditAction::Offer,
            event: Some(entry.event.labels.id),
            patient: entry.event.labels.patients.first().copied(),
            permitted: decision.permits(),
            ground: decision.word().to_owned(),
        }
    }
}
