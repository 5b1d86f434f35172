//! The files that arguments name: each for one thing alone, so that nothing is written over what is
//! read.
//!
//! ```text
//! goesc unit --json a.go ... a.go             a.go would be lost
//! goesc unit --json out --sarif ./out ...     one of them would be
//! goesc unit ... a/a.go ./a/a.go              one file, twice
//! ```

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use super::args::UnitArgs;
use crate::visible;

/// A file, and what it is named for: `--json`, or nothing if it is a Go file.
type Named<'a> = (&'static str, &'a Path);

/// Complains of a file that is written and named for something else as well. Beside what the arguments say,
/// `read` are files that are read.
pub(super) fn check_outputs<'a>(
    args: &'a UnitArgs,
    read: impl IntoIterator<Item = Named<'a>>,
    root: &Path,
) -> Result<(), String> {
    let mut known: BTreeMap<PathBuf, Named<'a>> = BTreeMap::new();
    let files = args.files.iter().map(|file| ("", &**file));
    let imports = args.imports.iter().map(|(_, file)| ("--import", &**file));
    let config = args.config.iter().map(|file| ("--config", &**file));
    for named in files.chain(imports).chain(config).chain(read) {
        known.entry(place(root, named.1)).or_insert(named);
    }
    let outputs = [("--summary", &args.summary), ("--json", &args.json), ("--sarif", &args.sarif)];
    for (option, file) in outputs {
        let Some(file) = file else { continue };
        if let Some((other, same)) = known.insert(place(root, file), (option, file)) {
            let same = format!("{other} {}", visible::path(same));
            return Err(format!(
                "{option} {}: it is the same file as {}, and nothing is written",
                visible::path(file),
                same.trim_start()
            ));
        }
    }
    Ok(())
}

/// Complains of a Go file that is named twice: of each, what it is called, and how it is named.
pub(super) fn check_files<'a>(
    files: impl Iterator<Item = (&'a Path, &'a Path)>,
) -> Result<(), String> {
    let mut known = BTreeSet::new();
    for (called, named) in files {
        if !known.insert(called) {
            return Err(format!("{}: it is named twice", visible::path(named)));
        }
    }
    Ok(())
}

/// Where a file is, links followed; of one that isn't there, where it would be.
fn place(root: &Path, file: &Path) -> PathBuf {
    let path = root.join(file);
    let above = || {
        let dir = path.parent().filter(|dir| !dir.as_os_str().is_empty());
        let dir = fs::canonicalize(dir.unwrap_or(Path::new("."))).ok()?;
        Some(dir.join(path.file_name()?))
    };
    fs::canonicalize(&path).ok().or_else(above).unwrap_or(path)
}
