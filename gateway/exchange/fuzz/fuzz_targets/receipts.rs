//! See `checks::receipts`.
#![no_main]

#[path = "../checks/mod.rs"]
#[allow(dead_code, unused_imports, reason = "each target makes one check")]
mod checks;
#[path = "../../../../adapters/fhir/fuzz/mutate/mod.rs"]
#[allow(dead_code, unused_imports, reason = "each target changes one sort of document")]
mod mutate;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| checks::receipts(bytes));
libfuzzer_sys::fuzz_mutator!(|data: &mut [u8], size: usize, max_size: usize, seed: u32| {
    mutate::in_place(mutate::changed, data, size, max_size, seed)
});
