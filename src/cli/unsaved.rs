//! `--stdin-filename`: text on standard input takes the place of a file within its package, as
//! editors want it before the file is saved.
//!
//! ```text
//! goesc check --stdin-filename sub/m.go < text    the package of directory sub, with this m.go
//! ```
//!
//! The file need not be on disk, nor its directory. Without patterns, the package that the file
//! belongs to is meant: with its tests if the file is one, and the file alone if the build of its
//! directory leaves it out.

use std::io;
use std::path::Path;

use super::{Action, Options, complain};
use crate::disk::{self, limit};
use crate::source::{Loaded, NamedFiles, Owner, Tests, select};
use crate::visible;

/// Reads the unsaved text, if there is any, and says where it belongs.
pub(super) fn read(options: &mut Options) -> Result<(), String> {
    let Some(name) = &options.unsaved else { return Ok(()) };
    let config = &mut options.config;
    let path = crate::source::path::absolute(&config.cwd, name);
    if path.extension().is_none_or(|extension| extension != "go") {
        return Err(format!("--stdin-filename: {} is not a Go file", visible::path(name)));
    }
    if path.is_dir() {
        return Err(format!("--stdin-filename: {} is a directory", visible::path(name)));
    }
    let text = disk::read_stream(io::stdin().lock(), limit::SOURCE)
        .map_err(|error| format!("standard input: {error}"))?;
    config.overlay.insert(path.clone(), text.into());
    if path.file_name().is_some_and(|name| name.as_encoded_bytes().ends_with(b"_test.go")) {
        config.tests = Tests::Include;
    }
    // What is explained names a file itself.
    if options.patterns.is_empty() && !matches!(options.action, Action::Explain(_)) {
        let dir = path.parent().unwrap_or(Path::new(""));
        let files = select::read_dir(config, dir, Owner::User, config.tests);
        let mut parts = [&files.files, &files.tests, &files.external_tests].into_iter().flatten();
        let belongs = parts.any(|file| file.path == path);
        let pattern = match config.named_files {
            NamedFiles::OnePackage | NamedFiles::OfTheirPackages if belongs => dir.display(),
            NamedFiles::OnePackage | NamedFiles::OfTheirPackages | NamedFiles::EachPackage => {
                name.display()
            }
        };
        options.patterns.push(pattern.to_string());
    }
    Ok(())
}

/// Says so if no package takes the unsaved file in, and tells whether that is so.
pub(super) fn report_unused(options: &Options, loaded: &Loaded) -> bool {
    let Some(name) = &options.unsaved else { return false };
    let is_unsaved = |path: &Path| options.config.overlay.contains_key(path);
    let mut files = loaded.packages.iter().flat_map(|(_, package)| &package.files);
    let unused = !files.any(|file| is_unsaved(&file.path));
    if unused {
        complain(&format!("{} is in none of the packages", visible::path(name)));
    }
    unused
}
