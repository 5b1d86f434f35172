//! The files of an analysis, as a profile may name them: a profile comes from another machine, from
//! a build with `-trimpath`, from another root.
//!
//! ```text
//! /w/m/sub/s.go                 the same path
//! /build/m/sub/s.go             the file s.go of the package that the function belongs to
//! example.com/m/sub/s.go        the same, with -trimpath
//! example.com/d@v1.2.0/d.go     the same, of a module
//! ```

use std::path::Path;

use rustc_hash::FxHashMap;

use super::names::package;
use super::profile::ProfileLine;
use crate::findings::PrintedPos;
use crate::findings::analysis::Analysis;
use crate::source::DisplayPaths;
use crate::source::pos::{FileId, Pos, SourceFile, SourceMap};

/// The package of files that are named on a command line.
const OF_FILES: &str = "command-line-arguments";

/// A file by its index.
pub(super) type FileIndex = usize;

/// A file, or what a `//line` directive says is one.
#[derive(Debug)]
pub(super) struct Known {
    /// The path, absolute; below `$GOROOT/src` where that is embedded.
    pub(super) path: String,
    /// The file, if it is one.
    pub(super) file: Option<FileId>,
    /// Whether a pattern names its package.
    pub(super) is_named: bool,
    /// The import paths of packages that it is of.
    packages: Vec<String>,
    /// Whether it is of a command.
    is_main: bool,
}

/// All files.
pub(super) struct Files<'a> {
    sources: &'a SourceMap,
    known: Vec<Known>,
    by_path: FxHashMap<String, FileIndex>,
    by_name: FxHashMap<String, Vec<FileIndex>>,
    /// Of files without directives.
    by_id: FxHashMap<FileId, FileIndex>,
}

impl<'a> Files<'a> {
    /// Those of an analysis.
    pub(super) fn of(analysis: &'a Analysis) -> Files<'a> {
        let sources = &*analysis.sources;
        let mut files = Files {
            sources,
            known: Vec::new(),
            by_path: FxHashMap::default(),
            by_name: FxHashMap::default(),
            by_id: FxHashMap::default(),
        };
        let mut packages: FxHashMap<&Path, Vec<(String, bool)>> = FxHashMap::default();
        for (_, package) in analysis.loaded.packages.iter() {
            let of = (package.import_path.to_string(), package.name.as_str() == "main");
            for file in &package.files {
                packages.entry(&file.path).or_default().push(of.clone());
            }
        }
        for (id, file) in sources.iter() {
            let packages = packages.get(Path::new(&file.path)).map_or(&[][..], |of| of);
            files.add(id, file, packages);
        }
        for root in &analysis.roots {
            for &id in &root.files {
                for path in files.paths(id) {
                    if let Some(&index) = files.by_path.get(&path) {
                        files.known[index].is_named = true;
                    }
                }
            }
        }
        files
    }

    fn add(&mut self, id: FileId, file: &SourceFile, packages: &[(String, bool)]) {
        for path in self.paths(id) {
            let index = *self.by_path.entry(path.clone()).or_insert_with(|| {
                let index = self.known.len();
                let name = path.rsplit('/').next().unwrap_or_default();
                self.by_name.entry(name.to_owned()).or_default().push(index);
                let is_main = packages.iter().any(|(_, is_main)| *is_main);
                let packages = packages.iter().map(|(path, _)| path.clone()).collect();
                self.known.push(Known { path, file: None, is_named: false, packages, is_main });
                index
            });
            let known = &mut self.known[index];
            if known.path == file.path {
                known.file.get_or_insert(id);
            }
            if file.line_directives().is_empty() {
                self.by_id.insert(id, index);
            }
        }
    }

    /// The path of a file, and those that its directives name.
    fn paths(&self, id: FileId) -> Vec<String> {
        let file = self.sources.file(id);
        let mut paths = vec![file.path.clone()];
        for directive in file.line_directives() {
            let pos = Pos { file: id, offset: directive.offset };
            let path = PrintedPos::of(self.sources, &DisplayPaths::absolute(), pos).path;
            if !paths.contains(&path) {
                paths.push(path);
            }
        }
        paths
    }

    /// A file by its index.
    pub(super) fn get(&self, index: FileIndex) -> &Known {
        &self.known[index]
    }

    /// The file and the line of a place, as the compiler writes them into a program.
    pub(super) fn spot(&self, pos: Pos) -> Option<(FileIndex, u32)> {
        if let Some(&index) = self.by_id.get(&pos.file) {
            return Some((index, self.sources.file(pos.file).line_col(pos.offset).line));
        }
        let place = PrintedPos::of(self.sources, &DisplayPaths::absolute(), pos);
        Some((*self.by_path.get(&place.path)?, place.line))
    }

    /// The file of a line of a profile.
    pub(super) fn find(&self, line: &ProfileLine) -> Option<FileIndex> {
        if let Some(&index) = self.by_path.get(&line.path) {
            return Some(index);
        }
        let package = package(&line.functions.first()?.name);
        let wanted = elements(&line.path);
        let name = wanted.last()?;
        let is_trimmed = !line.path.starts_with('/') && !line.path.contains(":/");
        let candidates = self.by_name.get(*name)?.iter().copied().filter(|&index| {
            let known = &self.known[index];
            known.may_be_of(&package) && (!is_trimmed || known.may_be_trimmed(&wanted))
        });
        let ranked = candidates.map(|index| (common(&wanted, &self.known[index].path), index));
        let mut ranked: Vec<(usize, FileIndex)> = ranked.collect();
        ranked.sort_unstable_by(|a, b| b.cmp(a));
        match ranked[..] {
            [(_, only)] => Some(only),
            [(longest, first), (next, _), ..] if longest > next => Some(first),
            _ => None,
        }
    }
}

impl Known {
    /// Whether it may be of the package that the name of a function has.
    fn may_be_of(&self, package: &str) -> bool {
        if self.packages.is_empty() {
            // Of what is embedded there are paths alone.
            let dir = self.path.rsplit_once('/').map_or("", |(dir, _)| dir);
            return dir.strip_suffix(package).is_some_and(|above| above.ends_with('/'));
        }
        let is_of = |own: &String| own == package || own == OF_FILES;
        self.packages.iter().any(is_of) || (package == "main" && self.is_main)
    }

    /// Whether it may have a path that `-trimpath` made.
    fn may_be_trimmed(&self, path: &[&str]) -> bool {
        let dir = path.split_last().map_or(&[][..], |(_, dir)| dir);
        let is_of = |own: &String| own == OF_FILES || own.split('/').eq(dir.iter().copied());
        self.packages.is_empty() || dir == [OF_FILES] || self.packages.iter().any(is_of)
    }
}

/// The elements of a path, without the versions of modules.
fn elements(path: &str) -> Vec<&str> {
    let plain = |element: &'_ str| element.find('@').unwrap_or(element.len());
    path.split('/').map(|element| &element[..plain(element)]).collect()
}

/// How many of their last elements two paths share.
fn common(a: &[&str], b: &str) -> usize {
    a.iter().rev().zip(elements(b).iter().rev()).take_while(|(a, b)| a == b).count()
}
