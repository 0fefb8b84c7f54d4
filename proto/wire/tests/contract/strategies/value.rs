//! Single values.

use canonical::digest::Digest;
use canonical::moment::Certainty;
use canonical::{Moment, Personal};
use jiff::Timestamp;
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;

/// Any text, empty too, with letters of every script.
pub(crate) fn word() -> BoxedStrategy<String> {
    prop_oneof!["[ -~æøåÆØÅ]{0,12}", "\\PC{0,6}", Just("\u{0}\r\n".to_owned())].boxed()
}

pub(crate) fn maybe_word() -> BoxedStrategy<Option<String>> {
    option::of(word()).boxed()
}

pub(crate) fn secret() -> BoxedStrategy<Personal<String>> {
    word().prop_map(Personal::new).boxed()
}

pub(crate) fn maybe_secret() -> BoxedStrategy<Option<Personal<String>>> {
    option::of(secret()).boxed()
}

pub(crate) fn digest() -> BoxedStrategy<Digest> {
    any::<[u8; 32]>().prop_map(Digest).boxed()
}

pub(crate) fn few<S: Strategy + 'static>(items: S) -> BoxedStrategy<Vec<S::Value>> {
    vec(items, 0..3).boxed()
}

fn instant() -> BoxedStrategy<Timestamp> {
    let all_time = Timestamp::MIN.as_nanosecond()..=Timestamp::MAX.as_nanosecond();
    all_time.prop_map(|nanosecond| Timestamp::from_nanosecond(nanosecond).expect("within all time")).boxed()
}

pub(crate) fn moment() -> BoxedStrategy<Moment> {
    let certainty = prop_oneof![
        instant().prop_map(|later| Certainty::Ambiguous { later }),
        Just(Certainty::DateOnly),
        Just(Certainty::Exact),
        Just(Certainty::Skipped),
    ];
    (instant(), word(), certainty)
        .prop_map(|(instant, written, certainty)| Moment { instant, written, certainty })
        .boxed()
}

pub(crate) fn maybe_moment() -> BoxedStrategy<Option<Moment>> {
    option::of(moment()).boxed()
}
