//! Words of closed lists, and identifiers.

use canonical::identifier::{Gln, PartyIdentifier};
use exchange::convert::LeadingEpisode;
use telemetry::{Level, LogFormat};

/// The value of a closed list with this word.
pub(super) fn word<T: Copy>(text: &str, all: &[T], word: impl Fn(T) -> &'static str) -> Result<T, String> {
    all.iter().copied().find(|value| word(*value) == text).ok_or_else(|| {
        let words: Vec<_> = all.iter().map(|value| word(*value)).collect();
        format!("\"{text}\" is not one of: {}", words.join(", "))
    })
}

pub(super) const fn episode_word(episode: LeadingEpisode) -> &'static str {
    match episode {
        LeadingEpisode::Local => "local",
        LeadingEpisode::National => "national",
    }
}

pub(super) const fn format_word(format: LogFormat) -> &'static str {
    match format {
        LogFormat::Json => "json",
        LogFormat::Text => "text",
    }
}

pub(super) const fn level_word(level: Level) -> &'static str {
    match level {
        Level::Debug => "debug",
        Level::Error => "error",
        Level::Info => "info",
        Level::Warn => "warn",
    }
}

/// `scheme:value`. A GLN must have a right check digit here: letters may be wrong, configuration may not.
pub(super) fn identifier(text: &str) -> Result<PartyIdentifier, String> {
    let Some((scheme, value)) = text.rsplit_once(':').filter(|(scheme, value)| !scheme.is_empty() && !value.is_empty())
    else {
        return Err(format!("\"{text}\" is no identifier; write scheme:value, as in \"gln:5790999900010\""));
    };
    if value.chars().any(char::is_whitespace) {
        return Err(format!("\"{text}\" has a blank in it"));
    }
    if scheme == "gln" && !Gln::new(value).is_valid() {
        return Err(format!("{value} is no GLN: 13 digits, the last one a check digit"));
    }
    let known = ["cvr", "gln", "municipality", "provider", "shak", "sor"];
    if !known.contains(&scheme) && !scheme.contains(':') {
        return Err(format!("\"{scheme}\" is not one of: {}; or a URI", known.join(", ")));
    }
    Ok(PartyIdentifier::from_scheme(scheme, value))
}
