//! What the system says of a file, in words: what to look at, and no numbers of errors.

use std::io::{self, ErrorKind};
use std::path::Path;

use super::Unfit;
use crate::visible;

/// Why a file can't be read.
pub fn unread(error: &io::Error) -> String {
    match error.kind() {
        _ if Unfit::of(error).is_some() => error.to_string(),
        ErrorKind::NotFound => "there is no such file".to_owned(),
        ErrorKind::PermissionDenied => "it can't be read: permission denied".to_owned(),
        ErrorKind::IsADirectory => "it is a directory, not a file".to_owned(),
        ErrorKind::NotADirectory => "a part of its path is a file, not a directory".to_owned(),
        // One of ours.
        _ if error.get_ref().is_some() => error.to_string(),
        kind => format!("it can't be read: {kind}"),
    }
}

/// Why a file, or a directory with files, can't be written.
pub fn unwritten(path: &Path, error: &io::Error) -> String {
    let parent = path.parent().filter(|parent| *parent != Path::new(""));
    match (error.kind(), parent) {
        (ErrorKind::NotFound, Some(parent)) if !parent.exists() => {
            format!("there is no directory {} to write it to", visible::path(parent))
        }
        (ErrorKind::NotFound, _) => "there is no such file or directory".to_owned(),
        (ErrorKind::PermissionDenied, _) => "it can't be written: permission denied".to_owned(),
        (ErrorKind::IsADirectory, _) => "it is a directory, not a file".to_owned(),
        (ErrorKind::NotADirectory, _) => "a part of its path is a file, not a directory".to_owned(),
        _ if error.get_ref().is_some() => error.to_string(),
        (kind, _) => format!("it can't be written: {kind}"),
    }
}
