//! What was measured beside what is predicted.
//!
//! ```text
//! profile   m.go:7  640 bytes          m.go:9  48 bytes           /usr/local/go/src/os/dir.go:30
//! findings  m.go:7:9, m.go:7:20        none: why?                 of a package that isn't named
//! ```

use std::collections::BTreeSet;

use rustc_hash::FxHashMap;

use super::files::{FileIndex, Files};
use super::fit::{self, Misfit};
use super::names::package;
use super::profile::{Amount, Measure, Profile, ProfileLine, Within};
use crate::define_ids;
use crate::findings::analysis::Analysis;
use crate::findings::kind::{FindingKind, Form};
use crate::findings::{Explained, Finding, Told};
use crate::id::Id;
use crate::source::pos::Pos;

define_ids! {
    /// A line of a [`Measured`].
    pub LineId;
}

/// A profile beside an analysis: each line that was measured, and whether an allocation is predicted
/// there.
///
/// The bytes of a line stand once, for all the findings that it has: a profile has no columns. A
/// finding of code that was inlined counts at the line where that code stands itself, which is where
/// a profile has it, too.
#[derive(Debug)]
pub struct Measured {
    /// What was measured.
    pub measure: Measure,
    /// All of the profile.
    pub total: Amount,
    /// The allocations that are predicted of which the profile has nothing: their code didn't run,
    /// they cost nothing then, or they were below what is sampled.
    pub unmeasured: usize,
    lines: Vec<MeasuredLine>,
    /// The lines of findings that allocate, sorted.
    by_finding: FxHashMap<FindingKey, Vec<LineId>>,
}

/// Where a finding is printed, and where its code stands.
type FindingKey = (Pos, Pos);

/// A line that was measured.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct MeasuredLine {
    /// The file: the path of one that was analyzed, or else that of the profile.
    pub path: String,
    /// The line, from 1; 0 where the profile has none.
    pub line: u32,
    /// The functions that were running, by name, sorted.
    pub functions: Vec<String>,
    /// How much was measured, altogether.
    pub amount: Amount,
    /// Whether a pattern names its package.
    pub is_named: bool,
    /// What is predicted of it.
    pub standing: Standing,
}

/// What is predicted of a line that was measured.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Standing {
    /// An allocation at least.
    Predicted,
    /// None.
    Unpredicted(Absence),
    /// The file is another one than that which was measured.
    Unfit(Misfit),
}

/// Why nothing is predicted of a line.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Absence {
    /// The runtime allocates of itself: for goroutines, for timers, for the program to begin.
    Runtime,
    /// It calls a function of the runtime that allocates: by this name.
    RuntimeCall(String),
    /// It has an operation on channels, which may have to wait: the runtime notes who waits.
    Waiting,
    /// cgo made it.
    Cgo,
    /// It is in assembly.
    Assembly,
    /// The compiler made the function: a wrapper.
    Wrapper,
    /// It is in a package that no pattern names: its import path.
    OtherPackage(String),
    /// No reason is known.
    Unknown,
}

impl Measured {
    /// Puts a profile beside an analysis with reasons.
    pub fn of(profile: &Profile, analysis: &Analysis) -> Measured {
        let files = Files::of(analysis);
        let mut lines: Vec<MeasuredLine> = Vec::new();
        let mut spots: FxHashMap<(FileIndex, u32), LineId> = FxHashMap::default();
        for measured in &profile.lines {
            let found = files.find(measured);
            // Of several roots, files may be one.
            if let Some(&id) = found.and_then(|file| spots.get(&(file, measured.line))) {
                lines[id.index()].take(measured);
                continue;
            }
            if let Some(file) = found {
                spots.insert((file, measured.line), LineId::from_index(lines.len()));
            }
            lines.push(MeasuredLine::of(measured, found, &files, analysis));
        }
        let mut measured = Measured {
            measure: profile.measure,
            total: profile.total,
            unmeasured: 0,
            lines,
            by_finding: FxHashMap::default(),
        };
        for root in &analysis.roots {
            for finding in root.explained() {
                if finding.cost.is_some_and(|cost| cost.allocates()) {
                    let own = measured.lines_at(&places(finding, analysis, &files), &spots);
                    if own.is_empty() {
                        measured.unmeasured += 1;
                        continue;
                    }
                    // Of a place, there may be several.
                    let known = measured.by_finding.entry(key(finding)).or_default();
                    known.extend(own);
                    known.sort_unstable_by_key(|id| id.index());
                    known.dedup();
                }
            }
        }
        measured
    }

    /// The lines of a finding, which are predicted by it.
    fn lines_at(
        &mut self,
        places: &Places<'_>,
        spots: &FxHashMap<(FileIndex, u32), LineId>,
    ) -> Vec<LineId> {
        let mut own = Vec::new();
        for outwards in &places.outwards {
            let mut first = None;
            for spot in outwards {
                let Some(&id) = spots.get(spot) else { continue };
                if self.lines[id.index()].predict() {
                    first = first.or(Some(id));
                }
            }
            own.extend(first.filter(|id| !own.contains(id)));
        }
        for spot in &places.entries {
            let Some(&id) = spots.get(spot) else { continue };
            let line = &mut self.lines[id.index()];
            if line.is_of(places.function) && line.predict() && !own.contains(&id) {
                own.push(id);
            }
        }
        own
    }

    /// The lines of a finding at which something was measured: one as a rule, several of the entries
    /// of a map's literal.
    pub fn lines_of(&self, finding: &Finding) -> &[LineId] {
        self.by_finding.get(&key(finding)).map_or(&[], |lines| lines)
    }

    /// The lines of a finding and of copies of it, each given by where it is found, and where its code
    /// stands.
    pub fn lines_with_copies(
        &self,
        finding: &Finding,
        copies: impl Iterator<Item = (Pos, Pos)>,
    ) -> Vec<LineId> {
        let mut lines = self.lines_of(finding).to_vec();
        for copy in copies {
            lines.extend(self.by_finding.get(&copy).into_iter().flatten());
        }
        lines.sort_unstable_by_key(|id| id.index());
        lines.dedup();
        lines
    }

    /// What was measured of the lines of a finding: not of the finding alone, if they have others.
    pub fn amount_of(&self, finding: &Finding) -> Option<Amount> {
        let lines = self.lines_of(finding);
        (!lines.is_empty()).then(|| sum(lines.iter().map(|&id| self.line(id))))
    }

    /// What was measured of findings together, the amount of each line once.
    pub fn sum_of<'a>(&self, findings: impl IntoIterator<Item = &'a Finding>) -> Amount {
        let ids = findings.into_iter().flat_map(|finding| self.lines_of(finding));
        let ids: BTreeSet<usize> = ids.map(|id| id.index()).collect();
        sum(ids.into_iter().map(|index| &self.lines[index]))
    }

    /// A line.
    pub fn line(&self, id: LineId) -> &MeasuredLine {
        &self.lines[id.index()]
    }

    /// All lines, in the order of the profile.
    pub fn lines(&self) -> &[MeasuredLine] {
        &self.lines
    }

    /// What was measured of lines with a predicted allocation.
    pub fn predicted(&self) -> Amount {
        sum(self.lines.iter().filter(|line| line.standing == Standing::Predicted))
    }

    /// What was measured of lines of packages that patterns name.
    pub fn named(&self) -> Amount {
        sum(self.lines.iter().filter(|line| line.is_named))
    }

    /// What was measured of these lines of packages that patterns name where an allocation is
    /// predicted.
    pub fn predicted_of_named(&self) -> Amount {
        let predicted = |line: &&MeasuredLine| line.standing == Standing::Predicted;
        sum(self.lines.iter().filter(|line| line.is_named).filter(predicted))
    }

    /// The lines without a predicted allocation, the largest amount first.
    pub fn unpredicted(&self) -> Vec<(&MeasuredLine, &Absence)> {
        self.heaviest(|line| match &line.standing {
            Standing::Unpredicted(why) => Some(why),
            Standing::Predicted | Standing::Unfit(_) => None,
        })
    }

    /// The lines that don't fit the source, the largest amount first.
    pub fn unfit(&self) -> Vec<(&MeasuredLine, &Misfit)> {
        self.heaviest(|line| match &line.standing {
            Standing::Unfit(why) => Some(why),
            Standing::Predicted | Standing::Unpredicted(_) => None,
        })
    }

    fn heaviest<'a, T>(
        &'a self,
        pick: impl Fn(&'a MeasuredLine) -> Option<&'a T>,
    ) -> Vec<(&'a MeasuredLine, &'a T)> {
        let picked = self.lines.iter().filter_map(|line| Some((line, pick(line)?)));
        let mut picked: Vec<(&MeasuredLine, &T)> = picked.collect();
        // Those alike stay in the order of the profile.
        picked.sort_by_key(|(line, _)| std::cmp::Reverse(line.amount.size));
        picked
    }
}

fn sum<'a>(lines: impl Iterator<Item = &'a MeasuredLine>) -> Amount {
    lines.fold(Amount::default(), |mut sum, line| {
        sum += line.amount;
        sum
    })
}

/// Where a profile may have a finding.
struct Places<'a> {
    /// Of each allocation, where the code stands, and then the calls that it came by: what the compiler
    /// makes of a call itself belongs to that.
    outwards: Vec<Vec<(FileIndex, u32)>>,
    /// The lines of the entries of a map's literal, each of which may make the map grow.
    entries: Vec<(FileIndex, u32)>,
    /// The function that the finding is in, as gc spells it.
    function: &'a str,
}

fn places<'a>(finding: &'a Explained, analysis: &Analysis, files: &Files<'_>) -> Places<'a> {
    let outwards = |told: Told<'_>| {
        let places = told.inlined.iter().rev().copied().chain([told.pos]);
        places.filter_map(|pos| files.spot(pos)).collect()
    };
    let mut places = Places {
        outwards: finding.told().map(outwards).collect(),
        entries: Vec::new(),
        function: finding.function.name.as_str(),
    };
    let is_map_literal = match &finding.kind {
        FindingKind::Escapes(subject) | FindingKind::Stays(subject) => {
            subject.form == Form::MapLiteral
        }
        _ => false,
    };
    let extent = finding.extent.as_ref().filter(|_| is_map_literal && finding.inlined.is_empty());
    if let Some(extent) = extent {
        let file = finding.pos.file;
        let starts = &analysis.sources.file(file).line_starts;
        let first = starts.partition_point(|&start| start <= extent.start);
        let inside = starts[first..].iter().take_while(|&&start| start < extent.end);
        places.entries = inside.filter_map(|&offset| files.spot(Pos { file, offset })).collect();
    }
    places
}

impl MeasuredLine {
    fn of(
        measured: &ProfileLine,
        found: Option<FileIndex>,
        files: &Files<'_>,
        analysis: &Analysis,
    ) -> MeasuredLine {
        let known = found.map(|index| files.get(index));
        let is_named = known.is_some_and(|known| known.is_named);
        // Other packages, the standard library among them, may be of another version.
        let file = known.and_then(|known| known.file).filter(|_| is_named);
        let file = file.map(|id| analysis.sources.file(id));
        let misfit = file.and_then(|file| fit::misfit(file, measured));
        let waits = file.is_some_and(|file| fit::may_wait(file, measured.line));
        MeasuredLine {
            path: known.map_or(&measured.path, |known| &known.path).clone(),
            line: measured.line,
            functions: measured.functions.iter().map(|function| function.name.clone()).collect(),
            amount: measured.amount,
            is_named,
            standing: match misfit {
                Some(misfit) => Standing::Unfit(misfit),
                None if is_named && measured.within == Within::Code => {
                    Standing::Unpredicted(match waits {
                        true => Absence::Waiting,
                        false => Absence::Unknown,
                    })
                }
                None => Standing::Unpredicted(Absence::of(measured, is_named)),
            },
        }
    }

    /// Notes that an allocation is predicted, of a line that fits the source.
    fn predict(&mut self) -> bool {
        let fits = !matches!(self.standing, Standing::Unfit(_));
        if fits {
            self.standing = Standing::Predicted;
        }
        fits
    }

    /// Whether it is of code of a function itself, and not of a function literal in it.
    fn is_of(&self, function: &str) -> bool {
        let literal = |name: &str| {
            let last = name.rsplit('.').next().unwrap_or_default();
            last.strip_prefix("func").is_some_and(|rest| rest.parse::<u32>().is_ok())
        };
        literal(function) || !self.functions.iter().any(|name| literal(name))
    }

    /// Takes what was measured of the same line under another path.
    fn take(&mut self, other: &ProfileLine) {
        self.amount += other.amount;
        self.functions.extend(other.functions.iter().map(|function| function.name.clone()));
        self.functions.sort_unstable();
        self.functions.dedup();
    }
}

impl Absence {
    /// Why nothing is predicted of a line.
    fn of(line: &ProfileLine, is_named: bool) -> Absence {
        let function = line.functions.first().map_or("", |function| &function.name);
        let name = line.path.rsplit('/').next().unwrap_or_default();
        match &line.within {
            Within::Runtime => Absence::Runtime,
            Within::Code | Within::Linked(_) if name.starts_with("_cgo_") => Absence::Cgo,
            Within::Code | Within::Linked(_) if name.ends_with(".s") => Absence::Assembly,
            Within::Code | Within::Linked(_) if name == "<autogenerated>" => Absence::Wrapper,
            Within::Linked(callee) if is_named => Absence::RuntimeCall(callee.clone()),
            Within::Code | Within::Linked(_) => {
                Absence::OtherPackage(package(function).into_owned())
            }
        }
    }
}

fn key(finding: &Finding) -> FindingKey {
    (finding.pos, finding.origin())
}
