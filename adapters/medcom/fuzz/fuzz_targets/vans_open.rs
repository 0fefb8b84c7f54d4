//! Any bytes as a transport envelope: no panic, the same result twice.
#![no_main]

use canonical::letter::Limits;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let limits = Limits::default();
    assert_eq!(medcom::vans::open(bytes, &limits), medcom::vans::open(bytes, &limits));
});
