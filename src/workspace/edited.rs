//! A package that is being edited: what its parser and its checker start from.
//!
//! ```text
//! an editor opens a/x.go     a is parsed and checked once more, and all that this made is kept
//! a body in a/x.go changes   x.go is parsed from the last tree; that body alone is checked
//! a signature changes        x.go is parsed from the last tree; it and bodies that name it are checked
//! a type changes             x.go is parsed from the last tree; a is checked as a whole
//! ```
//!
//! Only packages of which a text was set are kept this way, as it takes ten times the room of
//! their text. What changed is found by comparing texts, so that it doesn't matter in which way
//! they became what they are.

use std::ops::Range;
use std::sync::Arc;

use rayon::prelude::*;

use super::functions::KnownFunctions;
use crate::fault::{isolate, trip};
use crate::source::pos::{FileId, Pos, SourceMap};
use crate::syntax::SyntaxError;
use crate::syntax::ast;
use crate::syntax::edit::{Edit, EditedFile};
use crate::types::check::Input;
use crate::types::check::recheck::EditedPackage;
use crate::types::info::Package;

/// A package that is being edited.
#[derive(Default)]
pub(super) struct Edited {
    files: Vec<Text>,
    package: Option<EditedPackage>,
    /// What is known of its functions.
    pub(super) functions: Option<KnownFunctions>,
}

/// A file, and what the parser last made of it.
struct Text {
    path: String,
    file: EditedFile,
    tree: ast::File,
    errors: Vec<SyntaxError>,
}

/// Whether a package may have changed in more than the texts of its files.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Since {
    /// Texts alone changed: files have the same names, and imports mean the same objects.
    Texts,
    /// More did.
    More,
}

impl Edited {
    /// The files of the package as it was checked.
    pub(super) fn files(&self) -> impl Iterator<Item = FileId> {
        let packages = self.package.iter().map(EditedPackage::package);
        packages.flat_map(|package| package.files.iter().map(|file| file.ast.id))
    }

    /// Parses the files of these ids again, as far as their texts changed.
    pub(super) fn parse(&mut self, sources: &SourceMap, ids: &[FileId]) -> ParsedPackage {
        let mut before = std::mem::take(&mut self.files);
        let files: Vec<(FileId, Option<Text>)> = ids
            .iter()
            .map(|&id| {
                let path = &sources.file(id).path;
                let known = before.iter().position(|text| text.path == *path);
                (id, known.map(|at| before.swap_remove(at)))
            })
            .collect();
        let parsed: Vec<Result<Text, String>> = files
            .into_par_iter()
            .map(|(id, known)| {
                isolate(|| {
                    trip("parse", &sources.file(id).path);
                    Text::parse(sources, id, known)
                })
            })
            .collect();
        let mut package = ParsedPackage::default();
        for text in parsed {
            match text {
                Ok(text) => {
                    package.add(text.tree.clone(), text.errors.clone());
                    self.files.push(text);
                }
                Err(message) => package.fault = Some(message),
            }
        }
        package
    }

    /// Checks the package again: what changed alone, where that can be.
    pub(super) fn check(&mut self, input: Input<'_>, since: Since) -> Arc<Package> {
        let checked = match (self.package.take(), since) {
            (Some(mut package), Since::Texts) => {
                package.recheck(input.types, input.sources, input.files);
                package
            }
            (Some(_) | None, Since::Texts | Since::More) => EditedPackage::check(input),
        };
        let package = Arc::clone(checked.package());
        self.package = Some(checked);
        package
    }
}

impl Text {
    fn parse(sources: &SourceMap, id: FileId, known: Option<Text>) -> Text {
        let source = sources.file(id);
        let (mut file, parsed) = match known {
            Some(known) if **known.file.text() == *source.text => {
                let tree = ast::File { id, ..known.tree };
                return Text { tree, ..known };
            }
            Some(mut known) => {
                let edit = difference(known.file.text(), &source.text);
                let parsed = known.file.reparse(id, &[edit]);
                (known.file, parsed)
            }
            None => EditedFile::parse(id, Arc::clone(&source.text)),
        };
        file.share(&source.text);
        source.set_line_directives(parsed.line_directives);
        Text { path: source.path.clone(), file, tree: parsed.file, errors: parsed.errors }
    }
}

/// What the parser made of a package.
#[derive(Default)]
pub(super) struct ParsedPackage {
    pub(super) files: Vec<ast::File>,
    pub(super) errors: Vec<(Pos, String)>,
    /// The panic of the parser over a file, which isn't among `files` then.
    pub(super) fault: Option<String>,
}

impl ParsedPackage {
    /// Adds a file, with its errors.
    pub(super) fn add(&mut self, tree: ast::File, errors: Vec<SyntaxError>) {
        let at = |offset| Pos { file: tree.id, offset };
        self.errors.extend(errors.into_iter().map(|error| (at(error.offset), error.message)));
        self.files.push(tree);
    }
}

/// The one edit that makes a text of another: what is between what they begin and end with alike.
fn difference(old: &[u8], new: &[u8]) -> Edit {
    let same = |(a, b): &(&u8, &u8)| a == b;
    let start = old.iter().zip(new).take_while(same).count();
    let (old_rest, new_rest) = (&old[start..], &new[start..]);
    let end = old_rest.iter().rev().zip(new_rest.iter().rev()).take_while(same).count();
    let Range { start, end } = start..old.len() - end;
    let text = new_rest[..new_rest.len() - (old.len() - end)].into();
    Edit { range: start as u32..end as u32, text }
}

#[cfg(test)]
mod tests {
    use super::difference;

    #[test]
    fn a_difference_is_between_what_is_alike() {
        let of = |old: &str, new: &str| {
            let edit = difference(old.as_bytes(), new.as_bytes());
            (edit.range, String::from_utf8_lossy(&edit.text).into_owned())
        };
        assert_eq!(of("abc", "abc"), (3..3, String::new()));
        assert_eq!(of("abc", "axc"), (1..2, "x".to_owned()));
        assert_eq!(of("aa", "aaa"), (2..2, "a".to_owned()));
        assert_eq!(of("aaa", "aa"), (2..3, String::new()));
        assert_eq!(of("", "new"), (0..0, "new".to_owned()));
        assert_eq!(of("old", ""), (0..3, String::new()));
    }
}
