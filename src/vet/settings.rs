//! The goesc.toml that governs a package: that beside the go.work or go.mod above it, or above that.
//!
//! The go command knows nothing of this file, and keeps results. So its text is part of what goesc says
//! it is (`-V=full`), which is asked once, where the go command was started: whatever is checked from
//! there is governed by the same file as long as it is of the same workspace or module.

use std::path::{Path, PathBuf};

use twox_hash::XxHash3_64;

use crate::disk::{self, limit};
use crate::policy::config::{self, ConfigFile, ConfigFileError};
use crate::source::Environment;

/// The file that governs a directory, if there is one.
fn governing(environment: &Environment, dir: &Path) -> Option<PathBuf> {
    let named = environment.variables.get("GOWORK").map(String::as_str).unwrap_or_default();
    let above = |name: &str| dir.ancestors().find(|above| above.join(name).is_file());
    let workspace = match named {
        "off" => None,
        "" | "auto" => above("go.work"),
        file => Path::new(file).parent(),
    };
    config::find(workspace.or_else(|| above("go.mod")).unwrap_or(dir))
}

/// What governs a package in a directory says.
pub(super) fn read(
    environment: &Environment,
    dir: &Path,
) -> Result<Option<ConfigFile>, ConfigFileError> {
    governing(environment, dir).map(|path| ConfigFile::read(&path)).transpose()
}

/// A hash of what governs a directory, and of the baseline that it names.
pub(super) fn hash(environment: &Environment, dir: &Path) -> u64 {
    let Some(path) = governing(environment, dir) else { return 0 };
    let mut text = disk::read(&path, limit::SETTINGS).unwrap_or_default();
    let baseline = ConfigFile::read(&path).ok().and_then(|file| file.baseline);
    if let Some(baseline) = baseline {
        text.push(0);
        text.extend(disk::read(&baseline, limit::BASELINE).unwrap_or_default());
    }
    // Patterns in it are about paths below it.
    text.extend(path.as_os_str().as_encoded_bytes());
    XxHash3_64::oneshot(&text)
}
