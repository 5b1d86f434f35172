//! What is asked of an analysis, and what was found out: plain data.
//!
//! ```text
//! Analysis
//!   roots     a package that a pattern names: its findings and errors, its calls, its graphs
//!   faults    a package whose analysis ended early
//!   missing   an import that wasn't found
//! ```

use std::fmt;
use std::sync::Arc;

use super::flow::FlowGraph;
use super::frequency::Frequencies;
use super::kind::Step;
use super::record::Record;
use super::{Explained, Finding, PrintedPos};
use crate::budget::Budget;
use crate::escape::effects::Effect;
use crate::source::pos::{FileId, Pos, SourceMap};
use crate::source::{DisplayPaths, Loaded, PackageId};
use crate::symbol::Symbol;
use crate::visible::visible;

/// How to analyze.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Options {
    /// How much to find out.
    pub detail: Detail,
    /// Which packages guards judge, which takes reasons.
    pub judged: Judged,
    /// Whether functions are inlined.
    pub inlining: Inlining,
    /// The number of threads; 0 for as many as there are processors.
    pub threads: usize,
}

impl Options {
    /// What to find out, without guards and on as many threads as there are processors.
    pub fn of(detail: Detail, inlining: Inlining) -> Options {
        Options { detail, judged: Judged::Nothing, inlining, threads: 0 }
    }
}

/// Whether functions are inlined.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Inlining {
    /// As in an ordinary build.
    On,
    /// As under `-l`: not in the packages named, whereas what they import is compiled as ever.
    Off,
}

/// How much to find out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Detail {
    /// The verdicts, as gc prints them under `-m`.
    Verdicts,
    /// The verdicts, and among them the explanations that gc prints under `-m=2`.
    Trace,
    /// The verdicts, each with the steps of its explanation.
    Steps,
    /// The same, and the graphs of all functions.
    Graphs,
    /// The records that gc makes under `-json`, and nothing else.
    Records,
}

/// Which of the packages named guards judge, beside what [`Detail`] asks for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Judged {
    /// None, or the detail asked for is enough.
    Nothing,
    /// Those with assertions.
    Asserting,
    /// All.
    Everything,
}

/// What was found out about the packages that patterns name.
pub struct Analysis {
    /// What was loaded.
    pub loaded: Loaded,
    /// The files.
    pub sources: Arc<SourceMap>,
    /// The packages named, in the order in which they were built: imports first.
    pub roots: Vec<RootReport>,
    /// The packages whose analysis ended early by a fault of ours. Of those that were named, the
    /// errors in the source that were found before are among the reports, and nothing else.
    pub faults: Vec<Fault>,
    /// The imports that weren't found, each path once.
    pub missing: Vec<Missing>,
    /// The steps that each package took which was analyzed ([`crate::budget`]), in the order of
    /// building.
    pub work: Vec<(PackageId, u64)>,
}

impl Analysis {
    /// The packages of which a part was left undone, since they take too much work.
    pub fn unfinished(&self) -> impl Iterator<Item = PackageId> {
        self.work.iter().filter(|(_, steps)| *steps > Budget::LIMIT).map(|(id, _)| *id)
    }

    /// Leaves what guards judge ([`Options::judged`]): the packages with reasons alone.
    pub fn keep_judged(&mut self) {
        self.roots.retain(|root| root.explained.is_some());
    }
}

/// An error of ours, which ended the analysis of a package.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The package.
    pub id: PackageId,
    /// What the panic said.
    pub message: String,
}

impl RootReport {
    /// The findings with reasons, in order of places; none unless they were asked for.
    pub fn explained(&self) -> &[Arc<Explained>] {
        self.explained.as_ref().map_or(&[], |explained| explained)
    }
}

/// What was found out about a package that a pattern names.
#[derive(Clone, Debug)]
pub struct RootReport {
    /// Which one.
    pub id: PackageId,
    /// What follows `# ` in its header: the import path.
    pub title: String,
    /// How its paths are printed.
    pub paths: DisplayPaths,
    /// Its files.
    pub files: Vec<FileId>,
    /// Where the functions are declared of which there is code, and what is compiled of them.
    pub compiled: Vec<(Pos, Compiled)>,
    /// The calls in it, in the order of their places; where assertions ask for them.
    pub calls: Vec<CallSite>,
    /// The statements that start goroutines; where assertions ask for them.
    pub goroutines: Vec<Pos>,
    /// Errors in its source, in order of their places.
    pub errors: Vec<SourceError>,
    /// Why gc doesn't compile it, and prints nothing about it, if that is so.
    pub uncompiled: Option<Uncompiled>,
    /// What gc prints of it, in order of places; empty unless that is asked for.
    pub findings: Vec<Finding>,
    /// The findings with reasons, in order of places, if that is asked for or guards judge it.
    pub explained: Option<Arc<Vec<Arc<Explained>>>>,
    /// How often its code runs, where the findings are to be ranked.
    pub frequencies: Arc<Frequencies>,
    /// The graphs of its functions, if asked for.
    pub graphs: Vec<FlowGraph>,
    /// The records that gc makes of it, if asked for.
    pub records: Vec<Record>,
}

/// Why gc doesn't compile a package.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Uncompiled {
    /// There are errors in its source.
    Errors,
    /// There are errors in a package that it imports, directly or not: its path.
    Import(Symbol),
}

/// What is compiled of a declared function.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Compiled {
    /// The function itself.
    Declared,
    /// An instance of a generic function.
    Instance,
}

/// An error in a user's source: of syntax or of types.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceError {
    /// The place in the source itself.
    pub pos: Pos,
    /// The place as it is printed.
    pub place: PrintedPos,
    /// The message, as gc prints it.
    pub message: String,
}

/// A call in a package that was named, and what it may do.
#[derive(Clone, Debug)]
pub struct CallSite {
    /// The place of the call in the source itself.
    pub pos: Pos,
    /// The function as the source spells it; one of another package with its path.
    pub name: String,
    /// How it is called.
    pub called: Called,
    /// Its effects, each with the way to it.
    pub effects: Vec<(Effect, Vec<Step>)>,
}

/// How something is called.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Called {
    /// As a function; where that is declared, if its source is read.
    Function(Option<Pos>),
    /// Through an interface.
    Interface,
    /// As a function value.
    Value,
    /// Something of which nothing is known, since its package wasn't found.
    Missing,
}

/// An import that wasn't found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Missing {
    /// The import path.
    pub path: Symbol,
    /// Where it is imported first: in a package that a pattern names, if one imports it.
    pub place: PrintedPos,
    /// Why it wasn't found.
    pub reason: String,
}

impl fmt::Display for Missing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Missing { path, place, reason } = self;
        let path = visible(path.as_str());
        write!(
            f,
            "{place}: warning: could not import {path} ({reason}): what rests on it is assumed"
        )
    }
}
