//! The same clinical event in both standards: by which keys its two letters find each other, whichever comes first.
//!
//! Two kinds of evidence count, and nothing less (decision 0026). A copy that was made here is known by its id, which follows
//! from the event. Else both letters must say everything that the two standards share and that tells one event from another:
//! of a stay, its id, what happened and when; of a letter, who wrote to whom, when, and the whole text.
//!
//! Standard: MedCom, map between OIOXML and HospitalNotification; mapping tables XDIS91, CareCommunication, January 2026.

use canonical::body::{Body, Correspondence, HospitalStay, StayNotice, Turn};
use canonical::copy::{CopyOf, bare, letter_id, named};
use canonical::digest::Digest;
use canonical::event::{Standard, Status};
use canonical::identifier::PartyIdentifier;
use canonical::moment::Certainty;
use canonical::{Event, Moment};
use journal::LinkRelation;

use super::{LIMIT, Links, Thread, key, same_writing};

/// Stands before a text of high priority where the standard has no field for it: it is no part of what was written.
///
/// Standard: mapping XDIS91, CareCommunication, row "Priority".
const URGENT: &str = "Denne meddelelse har høj prioritet.";

impl Thread<'_> {
    /// Offers and seeks what is certain of the other letter about the same event.
    pub(super) fn same(&self, links: &mut Links) {
        let said = match &self.event.body {
            Body::Correspondence(correspondence) => written(self.event, correspondence).into_iter().collect(),
            Body::HospitalStay(stay) => happened(self.event, stay),
            _ => return,
        };
        self.copy(links);
        if self.patient.is_none() || self.sender.is_empty() {
            return;
        }
        let own = self.event.source.standard;
        for said in said {
            let of = |standard: Standard| {
                let parts = [standard.word(), &self.sender].into_iter().chain(said.iter().map(String::as_str));
                self.of_patient("same", &parts.collect::<Vec<_>>())
            };
            links.offers.push(of(own));
            links.seeks.push((LinkRelation::SameAs, of(other(own))));
        }
    }

    /// The id of the copy that is made of this event for receivers of the other standard: it may have come back before its
    /// original, or come later, and whoever answers the copy names it.
    fn copy(&self, links: &mut Links) {
        let own = same_writing(&self.event.source.letter_id);
        let copy = same_writing(&letter_id(CopyOf::Letter, self.event.id, other(self.event.source.standard)));
        for identifier in self.event.sender.identifiers.iter().take(LIMIT) {
            let of = |what: &str, id: &str| key(what, &[identifier.scheme(), identifier.value(), id]);
            links.offers.extend([of("copy", &copy), of("letter", &copy)]);
            links.seeks.push((LinkRelation::SameAs, of("copy", &own)));
            links.seeks.push((LinkRelation::SameAs, of("letter", &copy)));
        }
        links.offers.push(self.of_patient("letter", &[&copy]));
        if matches!(self.event.body, Body::Correspondence(_)) && self.event.course.conversation.is_none() {
            let conversation = bare(&named(CopyOf::Conversation, self.event.id));
            links.offers.push(self.of_patient("conversation", &[&conversation]));
        }
    }
}

/// What a letter says, as the mapping tables carry it over: whoever wrote the same to the same receivers in the same minute, with as
/// many files, wrote it once. Of an answer the tables do not say how its text becomes a letter's.
fn written(event: &Event, said: &Correspondence) -> Option<Vec<String>> {
    let is_whole = match event.source.standard {
        Standard::Fhir => said.turn == Turn::New && said.segments.len() == 1,
        Standard::MedcomXml => said.turn == Turn::Unstated,
    };
    let mut text: String = said.segments.iter().map(|segment| segment.text.plain()).collect();
    text.retain(|letter| !letter.is_whitespace());
    let urgent: String = URGENT.split_whitespace().collect();
    let text = text.strip_prefix(&urgent).unwrap_or(&text);
    let (receivers, files) = (receivers(event)?, event.attachments.len().to_string());
    let at = minute(event.times.authored.as_ref())?;
    (is_whole && !text.is_empty() && event.status == Status::Original)
        .then(|| vec!["letter".to_owned(), at, receivers, files, Digest::of(text.as_bytes()).to_string()])
}

/// What happened during a stay, once for each id that the letter gives it.
fn happened(event: &Event, stay: &HospitalStay) -> Vec<Vec<String>> {
    let Some(at) = minute(event.times.occurred.as_ref()) else { return Vec::new() };
    let status = match event.status {
        Status::Cancelled => "cancelled".to_owned(),
        // A correction may be of the department alone.
        Status::Corrected => match department(event, stay) {
            Some(department) => format!("corrected {department}"),
            None => return Vec::new(),
        },
        Status::Original => "original".to_owned(),
    };
    let course = &event.course;
    let named = course.notification.iter().map(|id| same_writing(id));
    let mut ids: Vec<String> = named.chain(course.episodes.iter().map(|episode| episode.value.clone())).collect();
    ids.sort_unstable();
    ids.dedup();
    let said = |id| vec!["stay".to_owned(), id, notice(stay.notice).to_owned(), status.clone(), at.clone()];
    ids.into_iter().filter(|id| !id.is_empty()).take(LIMIT).map(said).collect()
}

/// The SOR code of the department in charge.
fn department(event: &Event, stay: &HospitalStay) -> Option<String> {
    let party = stay.ward.as_deref().unwrap_or(&event.sender);
    let mut codes = party.identifiers.iter().filter(|one| matches!(one, PartyIdentifier::Sor(_)));
    codes.next().map(|code| code.value().to_owned())
}

/// All receivers by their location numbers; `None` if one has none.
fn receivers(event: &Event) -> Option<String> {
    let mut numbers = Vec::new();
    for receiver in &event.receivers {
        numbers.push(receiver.gln()?.as_str());
    }
    numbers.sort_unstable();
    numbers.dedup();
    (!numbers.is_empty()).then(|| numbers.join(" "))
}

/// One standard writes times to the minute, the other to the second and finer. A day without a time, and an hour that came twice,
/// tell nothing.
fn minute(at: Option<&Moment>) -> Option<String> {
    let at = at.filter(|at| at.certainty == Certainty::Exact);
    at.map(|at| at.instant.as_second().div_euclid(60).to_string())
}

const fn other(standard: Standard) -> Standard {
    match standard {
        Standard::Fhir => Standard::MedcomXml,
        Standard::MedcomXml => Standard::Fhir,
    }
}

const fn notice(notice: StayNotice) -> &'static str {
    match notice {
        StayNotice::Admitted => "admitted",
        StayNotice::ArrivedAcute => "arrived-acute",
        StayNotice::Died => "died",
        StayNotice::Discharged => "discharged",
        StayNotice::LeaveEnded => "leave-ended",
        StayNotice::LeaveStarted => "leave-started",
        StayNotice::Transferred => "transferred",
        StayNotice::TreatmentEnds => "treatment-ends",
    }
}

#[cfg(test)]
mod tests;
