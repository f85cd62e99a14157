#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    mastery_fuzz::note(bytes);
});
