//! `[conversion]`: letters for receivers of the other standard, and what MedCom leaves of that to a site.

use std::time::Duration;

use canonical::identifier::PartyIdentifier;
use exchange::Pairing;
use exchange::convert::{LeadingEpisode, Settings};
use jiff::SignedDuration;

use super::fields::Fields;
use super::words::{episode_word, identifier, word};

/// `[conversion]`: letters for receivers of the other standard.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Conversion {
    /// `other_half`: how long a letter and the one with its files wait for each other. **Default** `"1h"`, which is what MedCom says;
    /// 0 s to 1 d.
    pub(crate) other_half: Duration,
    /// `at_once`: senders whose files wait for nothing, by any of their identifiers: the referral hotel (da. Henvisningshotellet).
    /// **Default**: none.
    pub(crate) at_once: Vec<PartyIdentifier>,
    /// `episode`: which of several episodes a letter names: `"national"`, that of the register LPR3, or `"local"`, the sender's own.
    /// **Default** `"national"`.
    pub(crate) episode: LeadingEpisode,
    /// `receipt`: the shortest wait for the receipt of a converted letter before it is posted again. **Default** `"2h"`, which is what
    /// MedCom says; 1 s to 7 d.
    pub(crate) receipt: Duration,
}

impl Conversion {
    /// As the rooms want it.
    pub(crate) fn settings(&self) -> (Pairing, Settings) {
        let patience = SignedDuration::try_from(self.other_half).unwrap_or(SignedDuration::MAX);
        (Pairing { patience, at_once: self.at_once.clone() }, Settings { leading_episode: self.episode })
    }
}

pub(super) fn conversion(fields: &Fields<'_>) -> Conversion {
    let (minutes, days) =
        (|minutes: u64| Duration::from_secs(60 * minutes), |days: u64| Duration::from_secs(86_400 * days));
    let episodes = [LeadingEpisode::Local, LeadingEpisode::National];
    Conversion {
        other_half: fields.duration("other_half", minutes(60), Duration::ZERO..=days(1)),
        at_once: fields.list("at_once", identifier),
        episode: fields.text("episode", |text| word(text, &episodes, episode_word)).unwrap_or_default(),
        receipt: fields.duration("receipt", minutes(120), Duration::from_secs(1)..=days(7)),
    }
}
