//! A document that was read and is not settled yet, and what is said of it if it is kept.

use std::time::Instant;

use broker::Turn;
use canonical::event::Standard;
use canonical::letter::{Format, LetterHead};
use canonical::organisation::{Organisation, OrganisationId};
use canonical::refusal::Refusal;
use jiff::Timestamp;
use telemetry::occurrences::intake::{LetterOutcome as Occurred, LetterSettled};

use crate::document::Document;
use crate::labels::Lane;
use crate::publish::{Channel, Unavailable};
use crate::read::{Fate, Prepared, Reading};
use crate::reception::{Asked, LetterOutcome, LetterResult, Reception};
use crate::spool::Spool;
use crate::translate::rest;

/// A document with what was read in it.
pub(crate) struct Arrival {
    /// When it came.
    pub(crate) begun: Instant,
    pub(crate) channel: Channel,
    pub(crate) document: Document,
    /// What is asked for with it, if it is a request.
    pub(crate) request: Option<rest::Request>,
    /// Without its letters.
    pub(crate) reading: Reading,
    pub(crate) letters: Vec<Prepared>,
}

/// What keeping a document takes.
pub(crate) struct Kept {
    pub(crate) channel: Channel,
    pub(crate) lanes: Vec<Lane>,
    organisation: OrganisationId,
    document: Document,
    request: Option<rest::Request>,
    asked: Option<Asked>,
    standard: Standard,
    format: Format,
    letters: Vec<(LetterHead, LetterOutcome)>,
    refusals: Vec<Refusal>,
}

impl Arrival {
    /// The lanes of its letters and receipts that are to be published, each once.
    pub(crate) fn lanes(&self) -> Vec<Lane> {
        let lane = |letter: &Prepared| match &letter.fate {
            Fate::Publish { labels, .. } => Some(labels.lane),
            Fate::Receipt(receipt) => Some(Lane::of_receipt(receipt)),
            Fate::Refused(_) => None,
        };
        let notification = self.reading.asked.as_ref().and_then(|asked| asked.notification.as_ref());
        let of_letters = self.letters.iter().filter_map(lane);
        let mut lanes: Vec<_> = of_letters.chain(notification.map(Lane::of_notification)).collect();
        lanes.sort_unstable();
        lanes.dedup();
        lanes
    }
}

impl Kept {
    pub(crate) fn of(caller: &Organisation, arrival: &Arrival, lanes: Vec<Lane>) -> Self {
        let outcome = |fate: &Fate| match fate {
            Fate::Publish { .. } | Fate::Receipt(_) => LetterOutcome::Kept,
            Fate::Refused(refusals) => LetterOutcome::Refused(refusals.clone()),
        };
        Self {
            channel: arrival.channel,
            lanes,
            organisation: caller.id.clone(),
            document: arrival.document.clone(),
            request: arrival.request.clone(),
            asked: arrival.reading.asked.clone(),
            standard: arrival.reading.standard,
            format: arrival.reading.format,
            letters: arrival.letters.iter().map(|letter| (letter.head.clone(), outcome(&letter.fate))).collect(),
            refusals: arrival.reading.refusals.clone(),
        }
    }

    /// Keeps it, in a task of its own: a caller that leaves gives the turn up only when it is known whether it is kept.
    pub(crate) async fn keep(self, spool: Spool, turn: Turn, at: Timestamp) -> Result<Reception, Unavailable> {
        let Self { channel, lanes, organisation, document, request, asked, standard, format, letters, refusals } = self;
        let keeping = tokio::spawn(async move {
            let kept = spool.keep((organisation, channel), lanes, (document, request), at).await;
            drop(turn);
            kept
        });
        let id = keeping.await.map_err(|_| Unavailable { reason: "stopping" })??;
        let letters = letters.into_iter().map(|(head, outcome)| {
            if outcome == LetterOutcome::Kept {
                let (type_code, outcome) = (head.type_code.as_str(), Occurred::Kept);
                LetterSettled { standard, type_code, outcome, event: None, codes: &[] }.emit();
            }
            LetterResult { head, outcome, event_id: None, is_late: false }
        });
        let letters = letters.collect();
        Ok(Reception {
            standard,
            format,
            letters,
            refusals,
            receipts: Vec::new(),
            later: Some(id),
            asked: asked.map(Box::new),
        })
    }
}
