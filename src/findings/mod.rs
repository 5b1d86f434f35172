//! From verdicts to findings: plain data that reports print.
//!
//! A finding is one line of gc's output, at its place in the source as gc names it: `//line`
//! directives followed, paths shortened as the go command does. Lines that gc repeats (once for
//! each instance of a generic function) are one finding.

pub mod analysis;
pub mod arrange;
pub mod collect;
pub mod cost;
pub mod effects;
pub mod fingerprint;
pub mod flow;
pub mod frequency;
pub mod judge;
pub mod kind;
pub mod level;
pub mod map_memory;
pub mod record;
pub mod rules;
pub mod spell;
pub mod suggestion;

mod capacity;
mod case;
mod contexts;
mod cost_model;
mod growing_slices;
mod heap_path;
mod suggest;

use std::ops::{Deref, Range};
use std::path::Path;
use std::sync::Arc;

use self::cost::Cost;
use self::kind::FindingKind;
pub use self::kind::Step;
pub use self::level::Level;
use self::rules::{Reporting, Rule};
use self::suggestion::Help;
use crate::ir::node::FuncName;
use crate::source::DisplayPaths;
use crate::source::path::clean;
use crate::source::pos::{LineDirective, Pos, SourceMap};
use crate::symbol::Symbol;
use crate::types::store::Types;
use crate::types::unknown::Why;
use crate::visible::visible;

/// What gc prints about a place in the source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The place in the source itself.
    pub pos: Pos,
    /// The place as it is printed.
    pub place: PrintedPos,
    /// The function that it is about; where one was inlined, that around the call.
    pub function: FuncName,
    /// What it says.
    pub kind: FindingKind,
    /// Where code that was inlined stands itself: of the outermost inlined call first, what it
    /// led to. Empty for code that stands where it is reported.
    pub inlined: Vec<Pos>,
    /// What it rests on that isn't known; without, it is exact.
    pub assumed: Option<Assumed>,
}

impl Finding {
    /// What it says of memory.
    pub fn verdict(&self) -> Verdict {
        self.kind.verdict()
    }

    /// Where the code stands itself that it is about.
    pub fn origin(&self) -> Pos {
        origin(self.pos, &self.inlined)
    }
}

fn origin(pos: Pos, inlined: &[Pos]) -> Pos {
    inlined.last().copied().unwrap_or(pos)
}

/// The lines that bring something to the heap, each by a place on it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ways {
    /// Without what this line does, it would be on the stack.
    Only(Pos),
    /// Without what these lines do, in the order of the source, it would be on the stack; each of them
    /// is enough to bring it to the heap.
    Several(Vec<Pos>),
}

impl Ways {
    /// The places.
    pub fn places(&self) -> &[Pos] {
        match self {
            Ways::Only(pos) => std::slice::from_ref(pos),
            Ways::Several(all) => all,
        }
    }

    fn places_mut(&mut self) -> &mut [Pos] {
        match self {
            Ways::Only(pos) => std::slice::from_mut(pos),
            Ways::Several(all) => all,
        }
    }
}

/// A finding with its reasons: how it comes about, what it costs, and what helps.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explained {
    /// The finding itself, as gc prints it.
    pub finding: Finding,
    /// The line that gc prints, or would print. Text for people, for baselines and for
    /// fingerprints: what it says is told by [`Finding::kind`].
    pub headline: String,
    /// All of the expression that it is about, as bytes of the file, where its text is known.
    pub extent: Option<Range<u32>>,
    /// How the value gets to where it outlives its function, from the source on.
    pub steps: Vec<Step>,
    /// Why it is so.
    pub rule: Option<Rule>,
    /// What it costs at run time.
    pub cost: Option<Cost>,
    /// The decisive place, if it is known.
    pub cause: Option<Pos>,
    /// Where what holds it is made, if that is on the heap itself.
    pub holder: Option<Pos>,
    /// Of what is on the heap: the lines that bring it there, where there are few, and they aren't of
    /// the statement that makes it.
    pub ways: Option<Ways>,
    /// What helps against it.
    pub help: Help,
    /// How much it matters, if the user said so.
    pub level: Option<Level>,
    /// Where gc's line tells of several places in the source, or of several copies of inlined code:
    /// what is allocated at each of them, this one first. One may be passed without the others: the
    /// cost is that of one at least.
    pub several: Vec<Allocation>,
}

/// What is allocated at one of several places of which gc prints one line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Allocation {
    /// The place in the source.
    pub pos: Pos,
    /// Where inlined code stands itself, as [`Finding::inlined`] has it.
    pub inlined: Vec<Pos>,
    /// What it costs by itself.
    pub cost: Cost,
}

impl Explained {
    /// The finding in files that were read again: each place has become the one that `moved` says,
    /// and is printed as `printed` says, unless its file has the text that it had. What stays as it
    /// is stays the same object.
    pub(crate) fn relocate(
        self: &mut Arc<Self>,
        moved: &impl Fn(Pos) -> Pos,
        printed: &impl Fn(Pos) -> Option<PrintedPos>,
    ) {
        let stays = |pos: Pos| moved(pos) == pos;
        let places = [self.pos].into_iter().chain(self.inlined.iter().copied());
        let steps = self.steps.iter().map(|step| step.pos);
        let place = printed(moved(self.pos));
        let ways = self.ways.iter().flat_map(Ways::places).copied();
        let several = self.several.iter().flat_map(Allocation::places).copied();
        let reasons = steps.chain(self.cause).chain(self.holder).chain(ways);
        if places.chain(reasons).chain(several).all(stays)
            && place.as_ref().is_none_or(|place| *place == self.place)
        {
            return;
        }
        Arc::make_mut(self).relocate_places(moved, place);
    }

    fn relocate_places(&mut self, moved: &impl Fn(Pos) -> Pos, place: Option<PrintedPos>) {
        let at = self.finding.pos;
        if let Some(extent) = &mut self.extent {
            let start = moved(Pos { file: at.file, offset: extent.start }).offset;
            *extent = start..start + (extent.end - extent.start);
        }
        self.finding.pos = moved(at);
        if let Some(place) = place {
            self.finding.place = place;
        }
        let steps = self.steps.iter_mut().map(|step| &mut step.pos);
        let inlined = self.finding.inlined.iter_mut();
        let ways = self.ways.iter_mut().flat_map(Ways::places_mut);
        let reasons = [&mut self.cause, &mut self.holder].into_iter().flatten();
        let several = self.several.iter_mut().flat_map(Allocation::places_mut);
        for pos in steps.chain(inlined).chain(reasons).chain(ways).chain(several) {
            *pos = moved(*pos);
        }
    }
}

/// What a finding tells of, or one of several things of which it tells.
#[derive(Clone, Copy, Debug)]
pub struct Told<'a> {
    /// The place in the source.
    pub pos: Pos,
    /// Where inlined code stands itself, as [`Finding::inlined`] has it.
    pub inlined: &'a [Pos],
    /// What it costs by itself.
    pub cost: Option<Cost>,
}

impl Told<'_> {
    /// Where the code stands itself.
    pub fn origin(&self) -> Pos {
        origin(self.pos, self.inlined)
    }
}

impl Allocation {
    fn of(finding: &Explained) -> Allocation {
        let cost = finding.cost.unwrap_or(Cost::NOTHING);
        Allocation { pos: finding.pos, inlined: finding.inlined.clone(), cost }
    }

    fn places(&self) -> impl Iterator<Item = &Pos> {
        std::iter::once(&self.pos).chain(&self.inlined)
    }

    fn places_mut(&mut self) -> impl Iterator<Item = &mut Pos> {
        std::iter::once(&mut self.pos).chain(&mut self.inlined)
    }
}

impl Deref for Explained {
    type Target = Finding;

    fn deref(&self) -> &Finding {
        &self.finding
    }
}

impl Explained {
    /// Whether it is about memory that is allocated at run time: what counts as an allocation.
    pub fn is_allocation(&self) -> bool {
        self.cost.is_some_and(|cost| cost.allocates())
    }

    /// All that it tells of: each of [`several`](Self::several), or itself.
    pub fn told(&self) -> impl Iterator<Item = Told<'_>> {
        let own = Told { pos: self.pos, inlined: &self.inlined, cost: self.cost };
        let own = self.several.is_empty().then_some(own);
        let several = self.several.iter();
        own.into_iter().chain(several.map(|Allocation { pos, inlined, cost }| Told {
            pos: *pos,
            inlined,
            cost: Some(*cost),
        }))
    }

    /// Whether it is of a rule whose findings count, but are shown only where they are asked for.
    pub fn is_on_request(&self) -> bool {
        self.rule.is_some_and(|rule| rule.definition().reporting == Reporting::OnRequest)
    }

    /// The level at which it is reported, if it is: what allocates is a hint unless the user said
    /// otherwise.
    pub fn reported_level(&self) -> Option<Level> {
        let unsaid = || (self.is_allocation() && !self.is_on_request()).then_some(Level::Hint);
        self.level.or_else(unsaid).filter(|level| *level != Level::Off)
    }

    /// Whether it is shown where not all are.
    pub fn is_reported(&self) -> bool {
        self.reported_level().is_some()
    }
}

/// What a finding rests on that isn't known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Assumed {
    /// Members of a package that wasn't found, by its import path.
    Import(Symbol),
    /// What an error in the source leaves open.
    Error,
    /// What is left undone of a package that takes too much work.
    Budget,
    /// The standard library of this target, which stands in for that of the one built for.
    Library(Symbol),
}

impl Assumed {
    /// What a reason for assumption rests on.
    pub fn of(types: &Types, why: Why) -> Assumed {
        match why {
            Why::Import(pkg) => Assumed::Import(types.package(pkg).path),
            Why::Error => Assumed::Error,
            Why::Budget => Assumed::Budget,
            Why::Library(target) => Assumed::Library(target),
        }
    }
}

impl std::fmt::Display for Assumed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Assumed::Import(path) => write!(f, "nothing is known of package {path}"),
            Assumed::Error => f.write_str("the source has an error here"),
            Assumed::Budget => f.write_str("the package takes too much work"),
            Assumed::Library(target) => {
                write!(f, "the standard library is that of {target}, which may differ")
            }
        }
    }
}

/// What a finding says of memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Verdict {
    /// Something is allocated on the heap.
    Heap,
    /// Something stays on the stack.
    Stack,
    /// A parameter's pointers outlive the call.
    Leak,
    /// Anything else: an optimization that was made.
    Note,
    /// Nothing of its own: a line of the trace that explains others.
    Trace,
    /// Something that the runtime may allocate of which gc prints nothing.
    Silent,
}

/// A place as it is printed.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PrintedPos {
    /// The file.
    pub path: String,
    /// The line, from 1.
    pub line: u32,
    /// The byte column, from 1; 0 where none is printed.
    pub column: u32,
}

impl PrintedPos {
    /// The first column that gc doesn't print: its positions hold no larger one
    /// (`cmd/internal/src`, `colMax`).
    pub const FIRST_WITHOUT_COLUMN: u32 = crate::source::pos::FIRST_WITHOUT_COLUMN;

    /// The place of a position.
    pub fn of(sources: &SourceMap, paths: &DisplayPaths, pos: Pos) -> PrintedPos {
        let file = sources.file(pos.file);
        let physical = file.line_col(pos.offset);
        let directives = file.line_directives();
        let at = directives.partition_point(|directive| directive.offset <= pos.offset);
        let (path, line, mut column) = match at.checked_sub(1).map(|at| &directives[at]) {
            None => (paths.display(&file.path), physical.line, physical.column),
            Some(directive) => {
                let start = file.line_col(directive.offset);
                let line = directive.line + (physical.line - start.line);
                let column = match directive.column {
                    0 => 0,
                    column if physical.line == start.line => {
                        column + (physical.column - start.column)
                    }
                    _ => physical.column,
                };
                (paths.display(&named_by(directive, &file.path)), line, column)
            }
        };
        if column >= PrintedPos::FIRST_WITHOUT_COLUMN {
            column = 0;
        }
        PrintedPos { path, line, column }
    }
}

/// The path that a `//line` directive in a file names (`syntax/parser.go`, `updateBase`): one that
/// isn't absolute is seen from the directory of the file.
fn named_by(directive: &LineDirective, file: &str) -> String {
    match (directive.path.as_str(), directive.column) {
        // gc prints two question marks for no name.
        ("", 0) => "??".to_owned(),
        // `/*line :1:1*/`: the file that is reported before, here the file itself.
        ("", _) => file.to_owned(),
        ("<autogenerated>", _) => directive.path.clone(),
        (path, _) => {
            let dir = Path::new(file).parent().unwrap_or(Path::new(""));
            clean(&dir.join(path)).to_string_lossy().into_owned()
        }
    }
}

impl std::fmt::Display for PrintedPos {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let path = visible(&self.path);
        match self.column {
            0 => write!(f, "{path}:{}", self.line),
            column => write!(f, "{path}:{}:{column}", self.line),
        }
    }
}
