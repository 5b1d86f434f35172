//! The profile that is put beside what is predicted: `--profile`.

use std::path::Path;

use super::job::Stop;
use crate::disk;
use crate::findings::analysis::Analysis;
use crate::pprof::{self, Measured, ReadError};
use crate::visible;

/// Reads a profile, and puts it beside all that is predicted: before guards leave some of it out.
pub(super) fn measure(profile: &Path, analysis: &Analysis) -> Result<Measured, Stop> {
    let wrong = |error: &dyn std::fmt::Display| {
        Stop::tell(&format_args!("{}: {error}", visible::path(profile)))
    };
    let bytes = disk::read_given(profile, disk::limit::PROFILE).map_err(|error| wrong(&error))?;
    let profile = pprof::read(bytes).map_err(|error: ReadError| wrong(&error))?;
    Ok(Measured::of(&profile, analysis))
}
