//! What helps against each allocation in the code where it is: with the user's names and types, and only
//! where it applies. What fits no case here keeps the general text of its rule, unless that is known
//! not to apply.
//!
//! ```go
//! func ids(items []item) (ids []string) {
//!     for _, it := range items {
//!         ids = append(ids, it.id) // ids = make([]string, 0, len(items))
//!     }
//!     return ids
//! }
//! ```
//!
//! Suggestions are read off the source and its types, not off the IR: what is suggested is to be
//! written there. In code that was inlined, the place is another function's, and nothing is said.

mod callees;
mod conversions;
mod literals;
mod room;
mod scene;
mod values;

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use self::scene::Scene;
use super::rules::Rule;
use super::suggestion::Help;
use super::{Explained, Verdict};
use crate::id::Id;
use crate::ir::func::FuncId;
use crate::ir::package::Threads;
use crate::source::pos::{FileId, SourceMap};
use crate::types::info::{CheckedFile, Package};
use crate::types::store::Types;

/// How many declarations are worth another thread.
const DECLARATIONS_AT_ONCE: usize = 8;

/// A finding that something may help against.
struct Helpable {
    /// The declaration that it stands in: the file, and the index there.
    decl: (FileId, u32),
    /// Its index among the findings.
    finding: usize,
}

/// Finds what helps against findings of a package.
pub(super) fn suggest(
    types: &Types,
    package: &Package,
    sources: &SourceMap,
    threads: Threads,
    findings: &mut [(FuncId, Explained)],
) {
    let files: FxHashMap<FileId, &CheckedFile> =
        package.files.iter().map(|file| (file.ast.id, file)).collect();
    let mut helpable = Vec::new();
    for (index, (_, finding)) in findings.iter().enumerate() {
        let told = matches!(finding.verdict(), Verdict::Heap | Verdict::Stack | Verdict::Silent);
        if !told || finding.rule.is_none() || !finding.cost.is_some_and(|cost| cost.allocates()) {
            continue;
        }
        let Some(file) = files.get(&finding.pos.file) else { continue };
        let decls = &file.ast.decls;
        let after = decls.partition_point(|placed| placed.base <= finding.pos.offset);
        if let Some(decl) = after.checked_sub(1) {
            helpable.push(Helpable { decl: (finding.pos.file, decl as u32), finding: index });
        }
    }
    helpable.sort_unstable_by_key(|one| (one.decl.0.index(), one.decl.1, one.finding));
    let by_decl: Vec<&[Helpable]> = helpable.chunk_by(|a, b| a.decl == b.decl).collect();
    let helps = |in_decl: &[Helpable]| -> Option<Vec<Help>> {
        let (file, decl) = in_decl.first()?.decl;
        let text = &sources.file(file).text;
        let decl = files.get(&file).and_then(|file| file.decl(decl));
        let decl = decl.filter(|_| !text.is_empty())?;
        let scene = Scene::new(types, package.id, decl, text);
        Some(in_decl.iter().map(|one| scene.help(&findings[one.finding].1)).collect())
    };
    let found = by_decl.par_iter().with_min_len(threads.at_once(DECLARATIONS_AT_ONCE));
    let found: Vec<Option<Vec<Help>>> = found.map(|in_decl| helps(in_decl)).collect();
    for (in_decl, helps) in by_decl.iter().zip(found) {
        for (one, help) in in_decl.iter().zip(helps.into_iter().flatten()) {
            findings[one.finding].1.help = help;
        }
    }
}

impl Scene<'_> {
    fn help(&self, finding: &Explained) -> Help {
        let Some(rule) = finding.rule else { return Help::General };
        // The code is another function's: what helps there doesn't help here.
        if !finding.inlined.is_empty() {
            return Help::Nothing;
        }
        let Some(at) = self.offset(finding.pos) else { return Help::General };
        let found = match rule {
            Rule::ReturnedAddress => self.returned(finding, at),
            Rule::MapStore | Rule::ChannelSend => self.held(finding, at),
            Rule::SliceAppend => self.appended(finding, at),
            Rule::HeapStore => self.stored(finding, at),
            Rule::MapGrowth => self.map_entry(at),
            Rule::DynamicSize => self.dynamic_size(finding, at),
            Rule::UnknownCallee => self.unknown_call(finding, at),
            Rule::InterfaceConversion => self.boxed(at),
            Rule::StringConversion => self.converted(at),
            Rule::StringConcatenation => self.concatenated(at),
            Rule::EscapingClosure => self.literal(at),
            Rule::ClosureCapture => self.captured(finding, at),
            Rule::LoopVariable => self.outlived(finding),
            Rule::LeakingArgument => self.kept(finding, at),
            Rule::GoroutineArgument => self.started(finding, at),
            Rule::MethodValue => self.bound(at),
            Rule::LargeValue => self.large(finding, at),
            Rule::OuterVariable => self.stored_outside(finding),
            // That these allocate is no fault of the code around them.
            Rule::PanicArgument | Rule::MovedSlice => Some(Help::Nothing),
            _ => None,
        };
        found.unwrap_or(Help::General)
    }
}
