#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| auld_fuzz::seal(data));
