//! How an event finds the earlier ones it belongs to: correlation values, as opaque keys.
//!
//! An event *offers* the keys by which later ones find it, and *seeks* keys that earlier ones offered. The letter that is
//! named outright ([`Course::follows`](canonical::course::Course)) is trusted before any correlation.

mod same;

use canonical::attachment::AttachmentContent;
use canonical::body::{StayNotice, Turn};
use canonical::course::{Course, Episode, Follows, Relation};
use canonical::digest::Digest;
use canonical::event::{Standard, Status};
use canonical::{Body, Event, Kind};
use journal::{Labels, LinkRelation, PatientKey};

/// Attachments, episodes and named letters of one event that take part; no honest letter has more.
const LIMIT: usize = 32;

/// The keys of one event.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Links {
    pub(crate) offers: Vec<Digest>,
    pub(crate) seeks: Vec<(LinkRelation, Digest)>,
    /// What it may replace, by so little that it is no more than a guess.
    pub(crate) guesses: Vec<(LinkRelation, Digest)>,
}

/// The keys of an event. Values that are unique only by chance are bound to their sender or their patient.
pub(crate) fn links(event: &Event, labels: &Labels) -> Links {
    let thread = Thread { event, sender: event.identity().sender, patient: labels.patients.first().copied() };
    let mut links = Links::default();
    thread.letter(&mut links);
    thread.death(&mut links);
    thread.revision(&mut links);
    thread.conversation(&mut links);
    thread.referral(&mut links);
    thread.attachments(&mut links);
    thread.same(&mut links);
    links.offers.sort_unstable();
    links.offers.dedup();
    links.seeks.sort_unstable();
    links.seeks.dedup();
    links.guesses.sort_unstable();
    links.guesses.dedup();
    links
}

struct Thread<'a> {
    event: &'a Event,
    sender: String,
    patient: Option<PatientKey>,
}

impl Thread<'_> {
    /// The letter itself, as its sender and its id name it; and the letters it says it follows.
    fn letter(&self, links: &mut Links) {
        let own = same_writing(&self.event.source.letter_id);
        for own in self.resource().into_iter().chain([own.as_str()]) {
            for identifier in self.event.sender.identifiers.iter().take(LIMIT) {
                links.offers.push(key("letter", &[identifier.scheme(), identifier.value(), own]));
            }
            links.offers.push(self.of_patient("letter", &[own]));
            links.offers.push(key("own-letter", &[&self.sender, own]));
        }
        for Follows { relation, sender, letter_id } in self.event.course.follows.iter().take(LIMIT) {
            let earlier = same_writing(letter_id);
            let found_by = match (relation, sender) {
                // Nobody takes back or replaces what somebody else has said.
                (Relation::Cancels | Relation::Corrects, _) => key("own-letter", &[&self.sender, &earlier]),
                (_, Some(sender)) => key("letter", &[sender.scheme(), sender.value(), &earlier]),
                (_, None) => self.of_patient("letter", &[&earlier]),
            };
            links.seeks.push((named(*relation), found_by));
        }
    }

    /// A death has no activity of its own in FHIR: one that is corrected says no more than that it goes on from a death.
    fn death(&self, links: &mut Links) {
        let Body::HospitalStay(stay) = &self.event.body else { return };
        if stay.notice != StayNotice::Died || self.event.status == Status::Cancelled {
            return;
        }
        let death = |letter_id: &str| key("own-death", &[&self.sender, &same_writing(letter_id)]);
        links.offers.push(death(&self.event.source.letter_id));
        let earlier = self.event.course.follows.iter().take(LIMIT);
        let earlier = earlier.filter(|follows| follows.relation == Relation::Continues);
        links.seeks.extend(earlier.map(|follows| (LinkRelation::Corrects, death(&follows.letter_id))));
    }

    /// The resource that this is a version of: whoever names it without one means them all.
    fn resource(&self) -> Option<&str> {
        let (resource, _version) = self.event.source.letter_id.split_once("/_history/")?;
        (self.event.source.standard == Standard::Fhir).then_some(resource)
    }

    /// A correction or cancellation that does not name its letter replaces one of the same chain.
    fn revision(&self, links: &mut Links) {
        let (keys, is_guess) = self.chain();
        let seeks = match self.event.status {
            Status::Cancelled => Some(LinkRelation::Cancels),
            Status::Corrected => Some(LinkRelation::Corrects),
            Status::Original => None,
        };
        let names_it = |relation| self.event.course.follows.iter().any(|follows| named(follows.relation) == relation);
        if let Some(relation) = seeks.filter(|relation| !names_it(*relation)) {
            let sought = if is_guess { &mut links.guesses } else { &mut links.seeks };
            sought.extend(keys.iter().map(|found_by| (relation, *found_by)));
        }
        // What takes a letter back is nothing that could itself be corrected.
        if self.event.status != Status::Cancelled {
            links.offers.extend(keys);
        }
    }

    /// The chain of notices about one phase of a stay; for other letters, the type of letter within an episode or about a
    /// referral. Without these only the type of letter about the patient is left, which is no more than a guess.
    fn chain(&self) -> (Vec<Digest>, bool) {
        if let (Body::HospitalStay(stay), Some(notification)) = (&self.event.body, &self.event.course.notification) {
            return (vec![key("stay", &[&self.sender, &same_writing(notification), phase(stay.notice)])], false);
        }
        let kind = &self.event.source.type_code;
        let Course { episodes, referral, .. } = &self.event.course;
        match (episodes.as_slice(), referral, &self.patient) {
            ([], Some(referral), _) => {
                let about = [self.sender.as_str(), kind, &same_writing(referral)];
                (vec![self.of_patient("about-referral", &about)], false)
            }
            ([], None, Some(_)) => (vec![self.of_patient("about-patient", &[&self.sender, kind])], true),
            (episodes, ..) => {
                let of_episode = |episode: &Episode| self.of_patient("episode", &[&self.sender, kind, &episode.value]);
                (episodes.iter().take(LIMIT).map(of_episode).collect(), false)
            }
        }
    }

    fn conversation(&self, links: &mut Links) {
        let Some(conversation) = &self.event.course.conversation else { return };
        let found_by = self.of_patient("conversation", &[&same_writing(conversation)]);
        links.offers.push(found_by);
        let Body::Correspondence(correspondence) = &self.event.body else { return };
        let relation = match correspondence.turn {
            Turn::Forward => LinkRelation::Forwards,
            Turn::New => return,
            Turn::Reply => LinkRelation::Answers,
            Turn::Unstated => LinkRelation::Continues,
        };
        if self.event.course.follows.is_empty() {
            links.seeks.push((relation, found_by));
        }
    }

    /// A referral, and the letters that answer it.
    fn referral(&self, links: &mut Links) {
        let named = self.event.course.referral.as_deref().map(same_writing);
        if self.event.body.kind() == Kind::Referral {
            links.offers.push(self.of_patient("referral", &[&same_writing(&self.event.source.letter_id)]));
            links.offers.extend(named.map(|named| self.of_patient("referral", &[&named])));
        } else {
            links.seeks.extend(named.map(|named| (LinkRelation::Answers, self.of_patient("referral", &[&named]))));
        }
    }

    /// A letter that waits for an attachment, and the one that carries it; either may come first.
    fn attachments(&self, links: &mut Links) {
        for attachment in self.event.attachments.iter().take(LIMIT) {
            let Some(id) = attachment.id.as_deref().map(same_writing) else { continue };
            let (here, there) = match attachment.content {
                AttachmentContent::Elsewhere => ("attachment-wanted", "attachment-carried"),
                AttachmentContent::Inline { .. } | AttachmentContent::Original { .. } => {
                    ("attachment-carried", "attachment-wanted")
                }
                AttachmentContent::RecordViewer | AttachmentContent::Url(_) => continue,
            };
            links.offers.push(key(here, &[&self.sender, &id]));
            links.seeks.push((LinkRelation::Attaches, key(there, &[&self.sender, &id])));
        }
    }

    fn of_patient(&self, what: &str, values: &[&str]) -> Digest {
        let patient: &[u8] = self.patient.as_ref().map_or(&[], |patient| &patient.0);
        let values = values.iter().map(|value| value.as_bytes());
        let parts: Vec<&[u8]> = [what.as_bytes(), b"patient", patient].into_iter().chain(values).collect();
        Digest::of_parts("broen/link/1", &parts)
    }
}

fn key(what: &str, values: &[&str]) -> Digest {
    let parts: Vec<&[u8]> = std::iter::once(what).chain(values.iter().copied()).map(str::as_bytes).collect();
    Digest::of_parts("broen/link/1", &parts)
}

/// UUIDs in one writing, because the standards write them differently; anything else as it is.
fn same_writing(id: &str) -> String {
    Episode::new(None, id).value
}

const fn named(relation: Relation) -> LinkRelation {
    match relation {
        Relation::Answers => LinkRelation::Answers,
        Relation::Cancels => LinkRelation::Cancels,
        Relation::Continues => LinkRelation::Continues,
        Relation::Corrects => LinkRelation::Corrects,
        Relation::Forwards => LinkRelation::Forwards,
    }
}

/// Notices of one stay share an identifier; a correction is of the same phase as what it corrects.
const fn phase(notice: StayNotice) -> &'static str {
    match notice {
        StayNotice::Admitted | StayNotice::ArrivedAcute => "in",
        StayNotice::Died | StayNotice::Discharged | StayNotice::Transferred => "out",
        StayNotice::LeaveEnded => "leave-ended",
        StayNotice::LeaveStarted => "leave-started",
        StayNotice::TreatmentEnds => "treatment-ends",
    }
}

#[cfg(test)]
mod tests;
