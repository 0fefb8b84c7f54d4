//! Properties of encoding, over generated events of every body.

use proptest::prelude::*;
use prost::Message;

use crate::reflection;
use crate::strategies::event;

proptest! {
    #![proptest_config(ProptestConfig { cases: 192, ..ProptestConfig::default() })]

    #[test]
    fn an_event_reads_back_as_it_was(event in event()) {
        prop_assert_eq!(wire::decode(&wire::encode(&event)), Ok(event));
    }

    #[test]
    fn equal_events_give_equal_bytes(event in event()) {
        let bytes = wire::encode(&event);
        let again = wire::decode(&bytes).map(|event| wire::encode(&event));
        prop_assert_eq!(wire::encode(&event), bytes.clone());
        prop_assert_eq!(again, Ok(bytes));
    }

    #[test]
    fn a_client_without_generated_code_encodes_the_same_bytes(event in event()) {
        let bytes = wire::encode(&event);
        prop_assert_eq!(reflection::event(&bytes).encode_to_vec(), bytes);
    }

    #[test]
    fn damaged_bytes_are_an_error_or_another_event(event in event(), at in any::<prop::sample::Index>(), byte: u8) {
        let mut bytes = wire::encode(&event).to_vec();
        let at = at.index(bytes.len());
        bytes[at] = byte;
        if let Ok(read) = wire::decode(&bytes) {
            prop_assert_eq!(wire::decode(&wire::encode(&read)), Ok(read));
        }
    }

    #[test]
    fn a_cut_event_is_never_the_whole_one(event in event(), at in any::<prop::sample::Index>()) {
        let bytes = wire::encode(&event);
        let cut = &bytes[..at.index(bytes.len())];
        prop_assert_ne!(wire::decode(cut), Ok(event));
    }

    #[test]
    fn any_bytes_are_read_without_panic(bytes in prop::collection::vec(any::<u8>(), 0..512)) {
        if let Err(error) = wire::decode(&bytes) {
            prop_assert!(!error.code().is_empty());
        }
    }
}
