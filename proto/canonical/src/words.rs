//! Stable words for the values of a closed list.

/// Defines `word` and `from_word` for an enum whose variants have stable words.
macro_rules! words {
    ($name:ident { $($variant:ident => $word:literal),+ $(,)? }) => {
        impl $name {
            /// Every value, in the order of their names.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The stable word in configuration, labels and the public contract.
            #[must_use]
            pub const fn word(self) -> &'static str {
                match self { $(Self::$variant => $word),+ }
            }

            /// The value with this word.
            #[must_use]
            pub fn from_word(word: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|value| value.word() == word)
            }
        }
    };
}
pub(crate) use words;
