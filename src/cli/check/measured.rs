//! The profile that is put beside what is predicted: `--profile`, and what `--fail-on 5%` makes of it.

use std::fmt::Display;
use std::io;
use std::path::Path;

use rustc_hash::FxHashSet;

use super::job::Stop;
use crate::disk;
use crate::findings::analysis::Analysis;
use crate::policy::fail_on::Share;
use crate::pprof::{self, LineId, Measure, Measured, Profile};
use crate::visible;

/// Reads a profile.
pub(super) fn read(path: &Path) -> Result<Profile, Stop> {
    let wrong = |error: &dyn Display| Stop::tell(&format_args!("{}: {error}", visible::path(path)));
    let bytes = disk::read_given(path, disk::limit::PROFILE).map_err(|error| {
        let shown = visible::path(path);
        let why = disk::words::unread(&error);
        let help = match error.kind() {
            io::ErrorKind::NotFound => {
                format!(
                    "; go test -bench . -memprofile {shown} writes one, as does /debug/pprof/allocs"
                )
            }
            _ => String::new(),
        };
        Stop::tell(&format_args!("--profile {shown}: {why}{help}"))
    })?;
    pprof::read(bytes).map_err(|error| wrong(&error))
}

/// How many lines that hold a share of the bytes of a profile have findings left.
pub(super) fn heavy(analysis: &Analysis, measured: &Measured, share: Share) -> Result<usize, Stop> {
    if measured.measure == Measure::Time {
        return Err(Stop::tell(&format_args!(
            "--fail-on {share}: the profile has times and no bytes; take one of the heap or of allocs"
        )));
    }
    let is_heavy =
        |line: LineId| share.is_reached(measured.line(line).amount.size, measured.total.size);
    let findings = analysis.roots.iter().flat_map(|root| root.explained());
    let lines = findings.flat_map(|finding| measured.lines_of(finding)).copied();
    let heavy: FxHashSet<LineId> = lines.filter(|line| is_heavy(*line)).collect();
    Ok(heavy.len())
}
