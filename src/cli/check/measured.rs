//! The profile that is put beside what is predicted: `--profile`.

use std::fmt::Display;
use std::path::Path;

use super::job::Stop;
use crate::disk;
use crate::pprof::{self, Profile};
use crate::visible;

/// Reads a profile.
pub(super) fn read(path: &Path) -> Result<Profile, Stop> {
    let wrong = |error: &dyn Display| Stop::tell(&format_args!("{}: {error}", visible::path(path)));
    let bytes = disk::read_given(path, disk::limit::PROFILE).map_err(|error| wrong(&error))?;
    pprof::read(bytes).map_err(|error| wrong(&error))
}
