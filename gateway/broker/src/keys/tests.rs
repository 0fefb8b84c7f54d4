//! Sealing and opening.

use proptest::prelude::*;

use super::*;

fn ring(keys: &[&OpeningKey]) -> Keyring {
    Keyring::new(keys.iter().map(|key| (*key).clone()).collect())
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn bytes(hex: &str) -> Vec<u8> {
    let digits = |pair: &[u8]| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap();
    hex.as_bytes().chunks(2).map(digits).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn what_was_sealed_is_opened(plain: Vec<u8>, associated: Vec<u8>) {
        let key = OpeningKey::generate();
        let sealed = key.sealing_key().seal(&associated, &plain).unwrap();
        prop_assert_eq!(sealed.len(), HEAD + plain.len() + TAG);
        prop_assert_eq!(ring(&[&key]).open(&associated, &sealed).unwrap(), plain);
    }

    #[test]
    fn nothing_that_comes_makes_it_panic(sealed: Vec<u8>) {
        let key = OpeningKey::generate();
        prop_assert!(ring(&[&key]).open(b"", &sealed).is_err());
    }
}

#[test]
fn a_change_of_any_byte_is_noticed() {
    let key = OpeningKey::generate();
    let sealed = key.sealing_key().seal(b"event", b"a letter").unwrap();
    for place in 0..sealed.len() {
        let mut changed = sealed.to_vec();
        changed[place] ^= 1;
        assert!(ring(&[&key]).open(b"event", &changed).is_err(), "{place}");
    }
    for length in 0..sealed.len() {
        assert!(ring(&[&key]).open(b"event", &sealed[..length]).is_err(), "{length}");
    }
}

#[test]
fn a_body_belongs_to_its_message() {
    let key = OpeningKey::generate();
    let sealed = key.sealing_key().seal(b"one", b"a letter").unwrap();
    assert_eq!(ring(&[&key]).open(b"two", &sealed), Err(SealError::Tampered));
}

#[test]
fn a_keyring_opens_what_was_sealed_to_any_of_its_keys() {
    let (old, new, foreign) = (OpeningKey::generate(), OpeningKey::generate(), OpeningKey::generate());
    let ring = ring(&[&new, &old]);
    for key in [&old, &new] {
        let sealed = key.sealing_key().seal(b"event", b"a letter").unwrap();
        assert_eq!(ring.open(b"event", &sealed).unwrap(), "a letter");
    }
    let sealed = foreign.sealing_key().seal(b"event", b"a letter").unwrap();
    assert_eq!(ring.open(b"event", &sealed), Err(SealError::KeyUnknown));
    assert!(ring.sealing_keys().next() == Some(new.sealing_key()));
}

#[test]
fn two_seals_of_the_same_are_different() {
    let key = OpeningKey::generate().sealing_key();
    assert_ne!(key.seal(b"event", b"a letter").unwrap(), key.seal(b"event", b"a letter").unwrap());
}

#[test]
fn a_key_survives_being_written_down_and_says_nothing() {
    let key = OpeningKey::generate();
    let again = OpeningKey::from_bytes(&key.to_bytes()).unwrap();
    assert_eq!(again.sealing_key(), key.sealing_key());
    assert_eq!(SealingKey::from_bytes(key.sealing_key().bytes()), key.sealing_key());
    assert_eq!(key.sealing_key().id().len(), 16);
    let said = format!("{key:?} {:?}", ring(&[&key]));
    assert!(!said.contains(&hex(&key.to_bytes())) && !said.contains(&format!("{:?}", key.to_bytes())), "{said}");
}

#[test]
fn bytes_that_are_no_key_seal_nothing() {
    assert_eq!(SealingKey::from_bytes([0; 32]).seal(b"event", b"a letter"), Err(SealError::Malformed));
}

/// What is under way when a program is replaced must still open afterwards.
#[test]
fn what_the_first_version_sealed_still_opens() {
    let key = OpeningKey::from_bytes(&[7; 32]).unwrap();
    let sealed = bytes(SEALED_BY_THE_FIRST);
    assert_eq!(ring(&[&key]).open(b"event", &sealed).unwrap(), "a letter");
}

const SEALED_BY_THE_FIRST: &str = "0113be4feaeaf204c7e24ae4f8fc9626de61281767da5cfd9b04c78ffbea7317bf098813ea0b86c5258f26\
    a43ef3d5b1f8a9aaf6846fc770b861445e2f811e6e17";
