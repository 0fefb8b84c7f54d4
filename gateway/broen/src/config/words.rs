//! Words of closed lists.

use telemetry::{Level, LogFormat};

/// The value of a closed list with this word.
pub(super) fn word<T: Copy>(text: &str, all: &[T], word: impl Fn(T) -> &'static str) -> Result<T, String> {
    all.iter().copied().find(|value| word(*value) == text).ok_or_else(|| {
        let words: Vec<_> = all.iter().map(|value| word(*value)).collect();
        format!("\"{text}\" is not one of: {}", words.join(", "))
    })
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
