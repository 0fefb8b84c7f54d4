//! Turns planned entries into offers: loads their content, decides access again, and records both.

use std::collections::HashMap;
use std::sync::Arc;

use access::{Decision, Facts, Policy, chosen, decide};
use canonical::EventId;
use canonical::event::Standard;
use canonical::organisation::Organisation;
use canonical::relation::CareRelation;
use jiff::Timestamp;
use journal::{AuditAction, AuditRow, Journal, Labels, LinkRelation, Offer, PatientKey, StoredEntry, SubscriptionId};

use crate::lanes::Planned;
use crate::stream::Offered;

/// Makes the offers of one organisation.
pub(crate) struct Offering {
    pub(crate) journal: Arc<dyn Journal>,
    pub(crate) organisation: Organisation,
    pub(crate) policy: Arc<Policy>,
    /// The one standard in which the subscriber wants what came in both, if it chose one.
    pub(crate) standard: Option<Standard>,
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
        let decisions = self.decide(&entries.iter().map(|entry| &entry.event.labels).collect::<Vec<_>>(), at).await?;
        let decisions = self.choose(subscription, &entries, decisions, at).await?;
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
    async fn decide(&self, events: &[&Labels], at: Timestamp) -> Result<Vec<Decision>, journal::Error> {
        let mut decisions: Vec<Decision> = events.iter().map(|labels| self.decide_one(labels, &[], at)).collect();
        let doubtful = events.iter().zip(&decisions).filter(|(_, decision)| !decision.permits());
        let mut patients: Vec<PatientKey> = doubtful.flat_map(|(labels, _)| labels.patients.iter().copied()).collect();
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
        for (labels, decision) in events.iter().zip(&mut decisions).filter(|(_, decision)| !decision.permits()) {
            let known: Vec<_> =
                labels.patients.iter().filter_map(|patient| relations.get(patient)).flatten().cloned().collect();
            *decision = self.decide_one(labels, &known, at);
        }
        Ok(decisions)
    }

    /// Withholds what the subscriber gets in the standard that it chose. What has not come in it is waited for by nobody.
    async fn choose(
        &self,
        subscription: SubscriptionId,
        entries: &[StoredEntry],
        decisions: Vec<Decision>,
        at: Timestamp,
    ) -> Result<Vec<Decision>, journal::Error> {
        let has_other = |entry: &&StoredEntry| entry.links.iter().any(|link| link.relation == LinkRelation::SameAs);
        let linked: Vec<EventId> = entries.iter().filter(has_other).map(|entry| entry.event.labels.id).collect();
        let Some(standard) = self.standard.filter(|_| !linked.is_empty()) else { return Ok(decisions) };
        let others = self.journal.entered_in(subscription, standard, &linked).await?;
        let theirs = self.decide(&others.iter().map(|(_, row)| &row.labels).collect::<Vec<_>>(), at).await?;
        let weighed = entries.iter().zip(decisions).map(|(entry, decision)| {
            let its_own = others.iter().zip(&theirs).filter(|((of, _), _)| *of == entry.event.labels.id);
            chosen(decision, its_own.map(|(_, decision)| *decision))
        });
        Ok(weighed.collect())
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
