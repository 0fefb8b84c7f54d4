//! What the mapping tables leave to whoever converts.

/// Choices of a site.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Settings {
    /// Which episode a letter names where the message has several.
    pub leading_episode: LeadingEpisode,
}

/// Which of several episode identifiers leads: MedCom's mapping table says one, and its test protocol the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum LeadingEpisode {
    /// The sender's own (test protocol, step 3.2.7.4).
    Local,
    /// That of the national patient register LPR3 (mapping CareCommunication, XDIS91, row "Episode of care identifier").
    #[default]
    National,
}
