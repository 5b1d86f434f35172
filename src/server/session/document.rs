//! A document that a client has open.

use std::path::PathBuf;

use super::position::Lines;

/// A document as a client has it. A change makes another one.
#[derive(Clone, Debug)]
pub(in crate::server) struct Document {
    /// Its address, as the client writes it.
    pub(in crate::server) uri: String,
    /// Its path: on disk, or made up for what is on no disk.
    pub(in crate::server) path: PathBuf,
    /// Where it belongs.
    pub(in crate::server) place: Place,
    /// The client's number of its text.
    pub(in crate::server) version: i32,
    /// The text.
    pub(in crate::server) lines: Lines,
}

/// Where a document belongs.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(in crate::server) enum Place {
    /// It is a Go file of a directory.
    Directory,
    /// It is Go, and on no disk: a package by itself.
    Nowhere,
    /// It is another file: go.mod, go.work.
    NoGo,
}

impl Document {
    /// Whether it is a test file.
    pub(in crate::server) fn is_test(&self) -> bool {
        let name = self.path.file_name().unwrap_or_default();
        name.as_encoded_bytes().ends_with(b"_test.go")
    }

    /// The directory that it is in, as a pattern.
    pub(super) fn directory(&self) -> Option<String> {
        match self.place {
            Place::Directory => Some(self.path.parent()?.to_string_lossy().into_owned()),
            Place::Nowhere | Place::NoGo => None,
        }
    }
}
