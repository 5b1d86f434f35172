//! What a program did when it ran: profiles of pprof, as `go test -memprofile`, `-cpuprofile` and
//! `/debug/pprof/allocs` give them, beside what is predicted.
//!
//! ```text
//! bytes -> gzip -> proto -> profile          lines of files as the compiler knew them, with bytes
//! profile, analysis -> files, fit -> measured                     the same beside what is predicted
//! ```
//!
//! A profile may come from anywhere: whatever is wrong with it is a [`ReadError`], and what it takes in
//! memory has a limit.

mod error;
mod files;
mod fit;
mod gzip;
mod measured;
mod names;
mod profile;
mod proto;
#[cfg(test)]
mod tests;

pub use error::ReadError;
pub use fit::Misfit;
pub use measured::{Absence, LineId, Measured, MeasuredLine, Standing};
pub use names::package;
pub use profile::{Amount, FunctionName, Measure, Profile, ProfileLine, Within};

/// The largest profile that is read, in bytes, decompressed. Those of large servers have some 10 MB.
pub const MOST_BYTES: u64 = 1 << 30;

/// Reads a profile, compressed by gzip or not.
pub fn read(bytes: Vec<u8>) -> Result<Profile, ReadError> {
    let bytes = gzip::plain(bytes, MOST_BYTES)?;
    if bytes.starts_with(b"heap profile:") {
        return Err(ReadError::Text);
    }
    profile::read(&bytes)
}
