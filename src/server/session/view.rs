//! A moment of the session, of which requests are asked: texts, settings, and what was found out
//! about them, once for all that ask.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use rustc_hash::FxHashMap;

use super::capabilities::Capabilities;
use super::document::{Document, Place};
use super::position::Encoding;
use super::settings::{Mode, Settings};
use crate::findings::analysis::{Analysis, Detail, Judged, RootReport};
use crate::policy::{self, Judgement, Settings as Guards, Standing};
use crate::report::complaint;
use crate::report::editor::NewFindings;
use crate::source::LeftOut;
use crate::source::pos::FileId;
use crate::workspace::{Cancelled, Snapshot};

/// A build at a moment.
#[derive(Clone)]
pub(in crate::server) struct View {
    /// The number of the moment: those of one build are in the order of time.
    pub(in crate::server) moment: u64,
    pub(in crate::server) snapshot: Snapshot,
    /// What is asked about as a whole, besides all of the folder where that is shown.
    pub(super) patterns: Vec<String>,
    /// The documents of the build, in the order of their addresses.
    pub(in crate::server) documents: Vec<Arc<Document>>,
    pub(in crate::server) settings: Arc<Settings>,
    pub(super) guards: Arc<Guards>,
    pub(in crate::server) new: NewFindings,
    pub(in crate::server) capabilities: Arc<Capabilities>,
    pub(in crate::server) encoding: Encoding,
    /// Files and directories of which allocations are hidden.
    pub(in crate::server) hidden: Arc<Hidden>,
    /// Whether errors of source are shown.
    pub(in crate::server) source_errors: bool,
    /// What was found out last.
    pub(super) last: Arc<Last>,
}

/// What was found out last, in which moment.
pub(super) type Last = Mutex<Option<(u64, Arc<Picture>)>>;

/// Files and directories of which allocations are hidden, or shown against the settings.
#[derive(Clone, Default, Debug)]
pub(in crate::server) struct Hidden {
    /// The innermost counts.
    places: Vec<(PathBuf, Visibility)>,
}

/// Whether allocations are shown.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(in crate::server) enum Visibility {
    Shown,
    Hidden,
}

impl Hidden {
    /// Whether allocations in a file are shown, where settings say nothing else.
    pub(in crate::server) fn of(&self, path: &Path, settings: &Settings) -> Visibility {
        let above = self.places.iter().filter(|(place, _)| path.starts_with(place));
        let innermost = above.max_by_key(|(place, _)| place.components().count());
        match (innermost, settings.allocations) {
            (Some((_, visibility)), _) => *visibility,
            (None, true) => Visibility::Shown,
            (None, false) => Visibility::Hidden,
        }
    }

    /// Sets it for a file or a directory, and for all below it.
    pub(super) fn set(&mut self, place: &Path, visibility: Visibility) {
        self.places.retain(|(known, _)| !known.starts_with(place));
        self.places.push((place.to_owned(), visibility));
    }
}

/// What was found out in a moment.
pub(in crate::server) struct Picture {
    /// The packages of directories, and the files that are packages by themselves.
    pub(in crate::server) parts: Vec<Part>,
    /// The files that the build leaves out for what they ask of it.
    left_out: FxHashMap<PathBuf, LeftOut>,
}

/// An analysis, and what guards say of it.
pub(in crate::server) struct Part {
    pub(in crate::server) analysis: Arc<Analysis>,
    pub(in crate::server) judgement: Judgement,
    /// By the path of a file: the packages that have findings in it, as indices, and the file as they
    /// know it.
    speakers: FxHashMap<String, Vec<(usize, FileId)>>,
}

/// A file as a package has it.
#[derive(Clone, Copy)]
pub(in crate::server) struct Found<'a> {
    pub(in crate::server) part: &'a Part,
    pub(in crate::server) root: &'a RootReport,
    pub(in crate::server) standings: &'a [Standing],
    pub(in crate::server) file: FileId,
}

impl Picture {
    /// Why the build leaves a file out, if it does for what the file asks of it.
    pub(in crate::server) fn left_out(&self, path: &Path) -> Option<&LeftOut> {
        self.left_out.get(path)
    }

    /// A file as packages have it: those that it is compiled with, of which there are two where tests
    /// are, and then those that compile a generic function of it.
    pub(in crate::server) fn find(&self, path: &Path) -> Vec<Found<'_>> {
        let path = path.to_string_lossy();
        let mut found = Vec::new();
        let mut others = Vec::new();
        for part in &self.parts {
            let sources = &part.analysis.sources;
            let speakers = part.speakers.get(&*path).map_or(&[][..], Vec::as_slice);
            for (number, root) in part.analysis.roots.iter().enumerate() {
                let mut files = root.files.iter().copied();
                let own = files.find(|&file| *sources.file(file).path == *path);
                let spoken = || speakers.iter().find(|(speaker, _)| *speaker == number);
                let (file, list) = match (own, spoken()) {
                    (Some(file), _) => (file, &mut found),
                    (None, Some(&(_, file))) => (file, &mut others),
                    (None, None) => continue,
                };
                let standings = part.judgement.standings.get(number);
                let standings = standings.map_or(&[][..], Vec::as_slice);
                list.push(Found { part, root, standings, file });
            }
        }
        // A file that no package has is none of what is worked on.
        if !found.is_empty() {
            found.append(&mut others);
        }
        found
    }
}

impl Part {
    fn of(analysis: Arc<Analysis>, guards: &Guards) -> Part {
        let judgement = policy::judgement(&analysis, guards, complaint::message);
        let mut speakers: FxHashMap<String, Vec<(usize, FileId)>> = FxHashMap::default();
        for (number, root) in analysis.roots.iter().enumerate() {
            let mut last = None;
            for finding in root.explained() {
                let file = finding.pos.file;
                if last.replace(file) == Some(file) {
                    continue;
                }
                let path = analysis.sources.file(file).path.clone();
                let known = speakers.entry(path).or_default();
                if known.last() != Some(&(number, file)) {
                    known.push((number, file));
                }
            }
        }
        Part { analysis, judgement, speakers }
    }
}

impl View {
    /// What there is to be found out in this moment. Whoever asks meanwhile waits for the same.
    pub(in crate::server) fn picture(&self) -> Result<Arc<Picture>, Cancelled> {
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        match &*last {
            Some((moment, picture)) if *moment == self.moment => return Ok(Arc::clone(picture)),
            Some((moment, _)) if *moment > self.moment => return Err(Cancelled),
            Some(_) | None => {}
        }
        let picture = Arc::new(self.find_out()?);
        let before = last.replace((self.moment, Arc::clone(&picture)));
        self.snapshot.let_go(before);
        Ok(picture)
    }

    fn find_out(&self) -> Result<Picture, Cancelled> {
        let mut parts = Vec::new();
        let mut patterns = self.patterns.clone();
        if self.settings.diagnostics.mode == Mode::Workspace {
            patterns.extend(self.snapshot.all_patterns());
        }
        if !patterns.is_empty() {
            let named = self.snapshot.named(&patterns, Detail::Steps, Judged::Nothing)?;
            parts.push(Part::of(named, &self.guards));
        }
        let picture = Picture { parts, left_out: FxHashMap::default() };
        // What a build leaves out is a package by itself.
        let go = self.documents.iter().filter(|document| document.place != Place::NoGo);
        let left = go.filter(|document| picture.find(&document.path).is_empty());
        let left: Vec<String> =
            left.map(|document| document.path.to_string_lossy().into_owned()).collect();
        let mut left_out = FxHashMap::default();
        for path in &left {
            match self.snapshot.left_out(Path::new(path)) {
                Some(why @ (LeftOut::Platform { .. } | LeftOut::Tags)) => {
                    left_out.insert(PathBuf::from(path), why);
                }
                Some(LeftOut::Test | LeftOut::Name) | None => {}
            }
        }
        let Picture { mut parts, .. } = picture;
        if !left.is_empty() {
            let alone = self.snapshot.each_file(&left, Detail::Steps)?;
            parts.push(Part::of(alone, &self.guards));
        }
        Ok(Picture { parts, left_out })
    }

    /// Whether allocations in a file are shown.
    pub(in crate::server) fn visibility(&self, path: &Path) -> Visibility {
        self.hidden.of(path, &self.settings)
    }
}
