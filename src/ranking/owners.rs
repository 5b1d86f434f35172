//! How often code runs, asked of the package that it is in.

use rustc_hash::FxHashMap;

use crate::findings::Explained;
use crate::findings::analysis::Analysis;
use crate::findings::frequency::{Cold, Frequencies, Frequency};
use crate::findings::rules::Rule;
use crate::source::pos::{FileId, Pos};

/// How often places run, in any package that was named.
pub(super) struct Owners<'a> {
    by_file: FxHashMap<FileId, &'a Frequencies>,
}

impl<'a> Owners<'a> {
    pub(super) fn of(analysis: &'a Analysis) -> Owners<'a> {
        let files = analysis
            .roots
            .iter()
            .flat_map(|root| root.files.iter().map(|&file| (file, &*root.frequencies)));
        Owners { by_file: files.collect() }
    }

    /// Whether a file is of a package that was named.
    pub(super) fn are_of(&self, file: FileId) -> bool {
        self.by_file.contains_key(&file)
    }

    /// How often a place runs.
    pub(super) fn at(&self, pos: Pos) -> Frequency {
        self.by_file.get(&pos.file).map_or(Frequency::UNKNOWN, |frequencies| frequencies.at(pos))
    }

    /// How often a finding's place runs. What panics is cold, also in code that was inlined, of which the
    /// source isn't looked through.
    pub(super) fn of_finding(&self, finding: &Explained) -> Frequency {
        let frequency = self.at(finding.pos);
        match finding.rule {
            Some(Rule::PanicArgument) => Frequency { cold: Some(Cold::Fatal), ..frequency },
            _ => frequency,
        }
    }

    /// How many calls there are of the function that a place is in, if all are seen.
    pub(super) fn calls(&self, pos: Pos) -> Option<usize> {
        self.by_file.get(&pos.file)?.calls(pos)
    }

    /// Whether a place is the head of a function.
    pub(super) fn is_head(&self, pos: Pos) -> bool {
        self.by_file.get(&pos.file).is_some_and(|frequencies| frequencies.is_head(pos))
    }
}
