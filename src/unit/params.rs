//! Files of arguments: `goesc unit @b.params`. Each line is an argument as it is, without quotes, as
//! Bazel's `multiline` and most other tools have it.

use std::io;
use std::path::{Path, PathBuf};

use crate::disk::{self, limit};
use crate::visible;

/// The arguments with those in place of `@FILE` that stand in the file. Files in files aren't looked for.
pub fn expanded(words: Vec<String>, root: &Path) -> Result<Vec<String>, String> {
    let mut all = Vec::with_capacity(words.len());
    for word in words {
        match word.strip_prefix('@') {
            Some(file) => {
                let text = read(&root.join(file));
                let text = text.map_err(|error| format!("{}: {error}", visible::visible(file)))?;
                all.extend(text.lines().filter(|line| !line.is_empty()).map(str::to_owned));
            }
            None => all.push(word),
        }
    }
    Ok(all)
}

/// The files that words name.
pub fn named(words: &[String]) -> Vec<PathBuf> {
    words.iter().filter_map(|word| word.strip_prefix('@')).map(PathBuf::from).collect()
}

fn read(path: &Path) -> io::Result<String> {
    disk::read_text(disk::read(path, limit::ARGUMENTS))
}
