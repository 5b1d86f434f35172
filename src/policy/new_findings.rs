//! Which findings are new: not in a baseline, and on a line that changed.
//!
//! ```go
//! func f() *T {
//!     t := T{}     // moved to heap: t
//!     return &t    // this line changed: the finding is new, since it is due to it
//! }
//! ```
//!
//! A finding counts as on a changed line if its own changed, or that of its cause.

use std::collections::BTreeSet;
use std::path::Path;

use rustc_hash::{FxHashMap, FxHashSet};

use super::baseline::BaselineLines;
use super::nolint::Suppressible;
use super::{KnownFindings, Settings, is_whole};
use crate::findings::Explained;
use crate::findings::analysis::{Analysis, RootReport};
use crate::findings::fingerprint::{Fingerprint, fingerprints};
use crate::source::pos::{FileId, Pos, SourceMap};
use crate::syntax::directive_usage::Author;

/// Tells what is new.
pub(super) struct NewFindings<'a> {
    analysis: &'a Analysis,
    settings: &'a Settings,
    sources: &'a SourceMap,
    excluded: FxHashMap<FileId, bool>,
    seen: FxHashSet<Fingerprint>,
    lines: BaselineLines,
}

impl<'a> NewFindings<'a> {
    pub(super) fn new(analysis: &'a Analysis, settings: &'a Settings) -> NewFindings<'a> {
        NewFindings {
            analysis,
            settings,
            sources: &analysis.sources,
            excluded: FxHashMap::default(),
            seen: FxHashSet::default(),
            lines: BaselineLines::default(),
        }
    }

    /// The fingerprints of a package's findings, if they are of use.
    pub(super) fn keys(&mut self, root: &RootReport) -> Vec<Option<Fingerprint>> {
        let keys = match self.settings.known {
            KnownFindings::Nothing => Vec::new(),
            KnownFindings::Baseline(_) | KnownFindings::Everything => {
                fingerprints(&root.title, root.explained())
            }
        };
        self.seen.extend(keys.iter().flatten());
        keys
    }

    /// Whether a file is of those of which something is to be reported: a file of a package that was
    /// not named doesn't matter to that.
    pub(super) fn is_asked_for(&self, file: FileId) -> bool {
        self.analysis.loaded.is_asked_for(Path::new(&self.sources.file(file).path))
    }

    /// Whether nothing is reported of a file: it is excluded, or cgo has written it.
    pub(super) fn is_excluded(&mut self, file: FileId) -> bool {
        let (sources, excluded) = (self.sources, &self.settings.excluded);
        let known = self.excluded.entry(file);
        *known.or_insert_with(|| {
            let path = &sources.file(file).path;
            excluded.contains(Path::new(path)) || Author::of(path) == Author::Cgo
        })
    }

    /// Whether a finding is new. Where only those are wanted, what nobody would miss isn't.
    pub(super) fn is_new(
        &mut self,
        root: &RootReport,
        finding: &Explained,
        key: Option<&Option<Fingerprint>>,
    ) -> bool {
        let key = key.copied().flatten();
        let is_known = match (&self.settings.known, key) {
            (KnownFindings::Nothing, _) => false,
            (_, _) if !Suppressible::Finding(finding).matters() => true,
            (_, None) => true,
            (KnownFindings::Baseline(baseline), Some(key)) => baseline.contains(key),
            (KnownFindings::Everything, Some(key)) => {
                self.lines.add(&root.title, key, finding);
                true
            }
        };
        if is_known {
            return false;
        }
        self.settings.changes.is_none()
            || Suppressible::Finding(finding).matters()
                && (self.has_changed(finding.pos)
                    || finding.cause.is_some_and(|c| self.has_changed(c)))
    }

    fn has_changed(&self, pos: Pos) -> bool {
        let Some(changes) = &self.settings.changes else { return true };
        changes.contains(pos.file, self.sources.file(pos.file).line_col(pos.offset).line)
    }

    /// How many findings of the baseline are gone from the packages that are understood.
    pub(super) fn gone(&self) -> usize {
        let KnownFindings::Baseline(baseline) = &self.settings.known else { return 0 };
        let whole = self.analysis.roots.iter().filter(|root| is_whole(self.analysis, root));
        let packages: BTreeSet<&str> = whole.map(|root| root.title.as_str()).collect();
        baseline.gone(&packages, |key| self.seen.contains(&key))
    }

    pub(super) fn into_lines(self) -> BaselineLines {
        self.lines
    }
}
