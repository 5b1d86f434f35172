//! Any bytes are read as a profile, compressed or not.

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    match goesc::pprof::read(bytes.to_vec()) {
        Ok(profile) => {
            for line in &profile.lines {
                assert!(line.amount.size <= i64::MAX as u64, "sums are of signed numbers");
                assert!(!line.functions.is_empty(), "a line is a function's");
            }
        }
        Err(error) => assert!(!error.to_string().is_empty(), "an error says something"),
    }
});
