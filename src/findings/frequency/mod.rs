//! How often code runs, as far as the source tells: an estimate, by which findings are ranked.
//!
//! ```go
//! func parse(lines []string) error {
//!     for _, line := range lines {         // ten times, for want of a better number
//!         if line == "" {
//!             return errors.New("empty")   // cold: this makes an error
//!         }
//!         field(line)                      // so field runs ten times as often as parse
//!     }
//!     return nil
//! }
//!
//! var table = build()                      // cold: it runs once
//! ```
//!
//! [`regions`] finds loops and cold code in one declaration, [`kept`] what is made once to be used often,
//! [`callers`] how often the functions of a
//! package are called by it. gc has nothing like it without a profile; the numbers are ours.

mod callers;
mod declaration;
mod kept;
mod regions;

use rustc_hash::FxHashMap;

use self::callers::{Called, Callers};
use self::regions::{Region, Regions};
use super::cost::{Cost, When};
use crate::source::pos::{FileId, Pos};
use crate::syntax::ast::{DeclKind, Offset};
use crate::types::info::{CheckedDecl, CheckedFile, Package};
use crate::types::store::Types;

/// How many rounds a loop is taken to make.
const ROUNDS: f64 = 10.0;

/// As many nested loops count, and no more.
const MAX_LOOPS: u32 = 3;

/// How often what is made to be kept is taken to be used.
const USES: f64 = 10.0;

/// No function is taken to be called more often than this.
const MAX_CALLS: f64 = 100.0;

/// Why code hardly ever runs.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Cold {
    /// It makes an error, or returns one.
    Error,
    /// It ends the program, or panics.
    Fatal,
    /// It runs once: `init`, the set-up of `main`, package variables, `sync.Once`.
    Once,
}

impl Cold {
    /// In a word or two.
    pub fn name(self) -> &'static str {
        match self {
            Cold::Error => "error path",
            Cold::Fatal => "panic path",
            Cold::Once => "runs once",
        }
    }
}

/// How often a place runs.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Frequency {
    /// How many loops of its function are around it.
    pub loop_depth: u32,
    /// How often it runs for each time that its function is called: an estimate.
    pub rounds: f64,
    /// How often it runs for each time that its package is asked for something: an estimate.
    pub times: f64,
    /// How many places of its package name its function.
    pub uses: f64,
    /// Why it hardly ever runs, if so.
    pub cold: Option<Cold>,
}

impl Frequency {
    /// Of code of which nothing is known.
    pub const UNKNOWN: Frequency =
        Frequency { loop_depth: 0, rounds: 1.0, times: 1.0, uses: 0.0, cold: None };

    /// What something of this cost weighs here: its bytes, and how often it is estimated to take
    /// them. What is cold weighs nothing.
    pub fn weight(&self, cost: Cost) -> f64 {
        match self.cold {
            Some(_) => 0.0,
            None => self.weight_of(cost, self.times),
        }
    }

    /// What it weighs if it runs so often.
    ///
    /// The fourth root of how often: of programs that were measured (docs/RANKING.md), what loops and
    /// calls say to run ten times as often ran twice as often, and bytes are known mostly. And the fifth
    /// root of how many places name the function: what is used all over a package is called more.
    pub fn weight_of(&self, cost: Cost, times: f64) -> f64 {
        expected_bytes(cost) * times.sqrt().sqrt() * self.uses.max(1.0).powf(0.2)
    }
}

/// The bytes that something of this cost takes each time that it is passed, estimated where that
/// depends on values.
fn expected_bytes(cost: Cost) -> f64 {
    let share = match cost.when {
        When::Never => 0.0,
        when if when.is_usual() => 1.0,
        _ => 0.5,
    };
    cost.expected_bytes().max(0) as f64 * share
}

/// How often the places of a package run.
#[derive(Debug, Default)]
pub struct Frequencies {
    files: FxHashMap<FileId, Vec<DeclFrequency>>,
}

/// How often the places of a top-level declaration run.
#[derive(Debug)]
struct DeclFrequency {
    /// Its first byte and the one after its last, in the file.
    start: u32,
    end: u32,
    /// Where the body of a function begins.
    body: Option<u32>,
    regions: Regions,
    /// How often it is called, and whether it is cold for that.
    called: Called,
    /// How many calls of it there are, if all of them are seen.
    calls: Option<usize>,
    /// How many places name it.
    uses: u32,
}

impl Frequencies {
    /// Estimates how often the places of a package run.
    pub fn of(types: &Types, package: &Package) -> Frequencies {
        let decls = package.files.iter().flat_map(CheckedFile::decls);
        let decls: Vec<_> = decls.map(|decl| (decl, Regions::of(types, decl))).collect();
        let callers = Callers::of(types, package, &decls);
        let mut files: FxHashMap<FileId, Vec<DeclFrequency>> = FxHashMap::default();
        for (decl, regions) in decls {
            let called = callers.of_declaration(decl);
            files.entry(decl.file.ast.id).or_default().push(DeclFrequency {
                start: decl.base,
                end: decl.base + decl.ast.len,
                body: body_of(decl).map(|offset| decl.base + offset),
                regions,
                called,
                calls: callers.calls_of(decl),
                uses: callers.uses_of(types, decl),
            });
        }
        Frequencies { files }
    }

    /// How often a place runs. Of files that aren't the package's, nothing is known.
    pub fn at(&self, pos: Pos) -> Frequency {
        self.find(pos).unwrap_or(Frequency::UNKNOWN)
    }

    /// How many calls there are of the function that a place is in; nothing if there may be some
    /// that aren't seen.
    pub fn calls(&self, pos: Pos) -> Option<usize> {
        self.decl(pos)?.calls
    }

    /// Whether a place is the head of a function, where the compiler has what it makes for it: wrappers,
    /// which call it for others.
    pub fn is_head(&self, pos: Pos) -> bool {
        self.decl(pos).and_then(|decl| decl.body).is_some_and(|body| pos.offset < body)
    }

    fn decl(&self, pos: Pos) -> Option<&DeclFrequency> {
        let decls = self.files.get(&pos.file)?;
        let after = decls.partition_point(|decl| decl.start <= pos.offset);
        Some(&decls[after.checked_sub(1)?]).filter(|decl| pos.offset < decl.end)
    }

    fn find(&self, pos: Pos) -> Option<Frequency> {
        let decl = self.decl(pos)?;
        let region = decl.regions.at(pos.offset - decl.start);
        Some(Frequency {
            loop_depth: region.loops,
            rounds: rounds(region),
            times: decl.called.times_in(region),
            uses: f64::from(decl.uses),
            cold: decl.called.cold_in(region),
        })
    }
}

/// Where the body of a function begins in its declaration.
fn body_of(decl: CheckedDecl<'_>) -> Option<Offset> {
    match decl.ast.first()?.kind {
        DeclKind::Func { body: Some(body), .. } => Some(decl.ast.stmts[body].pos),
        _ => None,
    }
}

/// How often a part of a function runs when that is called.
fn rounds(region: Region) -> f64 {
    let rounds = ROUNDS.powi(region.loops.min(MAX_LOOPS) as i32);
    match region.is_kept {
        true => rounds / USES,
        false => rounds,
    }
}
