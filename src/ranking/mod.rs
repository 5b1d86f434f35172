//! Which findings matter first: what stands for the same place is one, what hardly ever runs or isn't
//! the user's is left out and counted, and the rest is ordered by what it takes.
//!
//! ```go
//! func (s *set) add(k string) { s.m[k] = &item{k} }    // one finding: 24 bytes, ten times
//! for _, k := range keys { s.add(k) }                  // its copy here, if add is inlined, is that one
//! ```
//!
//! Comes in: an analysis of which guards have left what is to be reported. Goes out: [`Ranking`], the
//! findings to show, in order, and how many of the others there are for each reason. Nothing is decided
//! here for machines: gc's lines, JSON and SARIF have all findings.

mod copies;
pub mod fold;
mod groups;
mod owners;
mod place;
pub mod statistics;

use rustc_hash::{FxHashMap, FxHashSet};

use self::copies::Origins;
use self::owners::Owners;
use crate::findings::analysis::Analysis;
use crate::findings::frequency::Cold;
use crate::findings::rules::Rule;
use crate::findings::{Explained, Level};
use crate::pprof::{LineId, Measured};
use crate::source::pos::{FileId, Pos};

pub use self::groups::{Group, Groups};
use self::place::folded;
pub use self::place::{Basis, InlinedCalls, Place};

/// From how many findings on the heaviest alone are shown, unless the user says otherwise.
pub const MANY: usize = 50;

/// How many are shown then.
pub const HEAVIEST: usize = 20;

/// In which order findings are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// File by file.
    Place,
    /// By weight, the heaviest first.
    Weight,
}

/// Which findings are asked for.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Wanted {
    /// The order; by place where there are few, unless the user says.
    pub order: Option<Order>,
    /// How many at most.
    pub top: Option<usize>,
    /// Those of these rules alone; all if there are none.
    pub rules: Vec<Rule>,
    /// Those that take so many bytes or more each time, or an unknown number.
    pub min_bytes: Option<i64>,
    /// What is shown.
    pub shown: FindingFilter,
}

/// Which findings are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum FindingFilter {
    /// Those that allocate at run time, each place once.
    #[default]
    Allocations,
    /// All.
    Everything,
}

impl FindingFilter {
    /// Whether a finding is among them.
    pub fn shows(self, finding: &Explained) -> bool {
        self == FindingFilter::Everything || finding.is_reported()
    }
}

/// Why findings aren't shown, and how many of them there are.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Hidden {
    /// Nothing is allocated.
    pub harmless: usize,
    /// They are copies of a place that is shown or counted itself.
    pub copies: usize,
    /// They are in packages that weren't named, or in code that the compiler made.
    pub elsewhere: usize,
    /// They are on error paths.
    pub errors: usize,
    /// They end the program.
    pub fatal: usize,
    /// They run once.
    pub once: usize,
    /// Insertions into maps, which may have to grow: shown on request.
    pub growth: usize,
    /// The rule or the number of bytes isn't asked for.
    pub unasked: usize,
    /// They are lighter than those shown.
    pub lighter: usize,
    /// They are told elsewhere, and so not hidden from anybody.
    pub told: usize,
}

impl Hidden {
    /// Those that allocate.
    pub fn allocations(&self) -> usize {
        let Hidden {
            copies,
            elsewhere,
            errors,
            fatal,
            once,
            growth,
            unasked,
            lighter,
            harmless: _,
            told: _,
        } = self;
        copies + elsewhere + errors + fatal + once + growth + unasked + lighter
    }
}

/// The findings to show, and what there is beside them.
#[derive(Debug)]
pub struct Ranking<'a> {
    /// Those to show, in order.
    pub places: Vec<Place<'a>>,
    /// Those that would be shown if no number was set.
    pub all: Vec<Place<'a>>,
    /// Those that are shown on request alone, and count as all others do.
    pub on_request: Vec<Place<'a>>,
    /// The order.
    pub order: Order,
    /// How many findings allocate, copies and all.
    pub allocations: usize,
    /// How many files they are in.
    pub files: usize,
    /// Those that aren't shown.
    pub hidden: Hidden,
}

/// Ranks the findings of an analysis: by what a profile has of them, if there is one. What is told
/// elsewhere takes nobody's place.
pub fn rank<'a>(
    analysis: &'a Analysis,
    wanted: &Wanted,
    measured: Option<&Measured>,
    is_told: &dyn Fn(&Explained) -> bool,
) -> Ranking<'a> {
    let owners = Owners::of(analysis);
    let folded = folded(analysis);
    let reported = |place: &Place<'_>| place.finding.is_allocation();
    let allocations = folded.iter().filter(|place| reported(place)).count();
    let files: FxHashSet<FileId> =
        folded.iter().filter(|place| reported(place)).map(|place| place.finding.pos.file).collect();
    let mut hidden = Hidden::default();
    let (mut places, mut grown) = (Vec::new(), Vec::new());
    let origins = Origins::of(&folded, &owners);
    for mut place in folded {
        let finding = place.finding;
        place.frequency = owners.of_finding(finding);
        let is_said = finding.level.is_some_and(|level| level > Level::Hint);
        if wanted.shown == FindingFilter::Everything && !wanted.asks_for(finding) {
            match finding.is_allocation() {
                true => hidden.unasked += 1,
                false => hidden.harmless += 1,
            }
            continue;
        }
        if wanted.shown == FindingFilter::Everything || is_said && finding.is_reported() {
            origins.weigh(&mut place, &owners);
            places.push(place);
            continue;
        }
        let is_asked_for = finding.rule.is_some_and(|rule| wanted.rules.contains(&rule))
            && finding.cost.is_some_and(|cost| cost.allocates());
        if !finding.is_allocation() && !finding.is_reported() && !is_asked_for {
            hidden.harmless += 1;
        } else if !owners.are_of(finding.pos.file) || finding.pos == Pos::autogenerated() {
            hidden.elsewhere += 1;
        } else if origins.has_origin_of(&place) {
            hidden.copies += 1;
        } else if let Some(cold) = origins.weigh(&mut place, &owners)
            && measured.is_none_or(|measured| lines_of(finding, &origins, measured).is_empty())
        {
            match cold {
                Cold::Error => hidden.errors += 1,
                Cold::Fatal => hidden.fatal += 1,
                Cold::Once => hidden.once += 1,
            }
        } else if finding.is_on_request()
            && !finding.is_reported()
            && wanted.rules.is_empty()
            && measured.is_none_or(|measured| lines_of(finding, &origins, measured).is_empty())
        {
            grown.push(place);
        } else if !wanted.asks_for(finding) {
            hidden.unasked += 1;
        } else {
            places.push(place);
        }
    }
    if let Some(measured) = measured {
        weigh_measured(&mut places, &origins, measured);
    }
    // Among the heaviest, what is shown on request has the place that it weighs.
    if wanted.few(places.len()).is_some() {
        places.append(&mut grown);
        places.sort_unstable_by_key(|place| (place.root, place.index));
    }
    // What is shown on request, or told elsewhere, counts as all else does.
    hidden.growth = grown.len();
    let all = places.clone();
    places.retain(|place| !is_told(place.finding));
    hidden.told = all.len() - places.len();
    let few = wanted.few(places.len());
    let by_weight = few.is_some() || measured.is_some();
    let order = wanted.order.unwrap_or(match wanted.shown {
        FindingFilter::Allocations if by_weight => Order::Weight,
        FindingFilter::Allocations | FindingFilter::Everything => Order::Place,
    });
    let few = few.unwrap_or(usize::MAX);
    by_precedence(&mut places);
    // What the user set a level for is shown in any case.
    let said = places.iter().take_while(|place| place.precedence() == f64::INFINITY).count();
    let few = few.max(said);
    hidden.lighter = places.len().saturating_sub(few);
    if hidden.lighter > 0 {
        if measured.is_none() {
            places = lines_first(places, analysis);
        }
        places.truncate(few);
        by_precedence(&mut places);
    }
    if order == Order::Place {
        places.sort_unstable_by_key(|place| (place.root, place.index));
    }
    Ranking { places, all, on_request: grown, order, allocations, files: files.len(), hidden }
}

impl<'a> Ranking<'a> {
    /// All that [`statistics`] count.
    pub fn counted(&self) -> Vec<Place<'a>> {
        self.all.iter().chain(&self.on_request).cloned().collect()
    }
}

impl Wanted {
    /// How many places to show of so many; nothing where that is all.
    fn few(&self, places: usize) -> Option<usize> {
        let are_many = places > MANY && self.shown == FindingFilter::Allocations;
        self.top.or((are_many && self.order.is_none()).then_some(HEAVIEST))
    }

    fn asks_for(&self, finding: &Explained) -> bool {
        let is_of_rule =
            self.rules.is_empty() || finding.rule.is_some_and(|rule| self.rules.contains(&rule));
        let bytes = finding.cost.and_then(|cost| cost.known_bytes());
        is_of_rule && bytes.zip(self.min_bytes).is_none_or(|(bytes, least)| bytes >= least)
    }
}

/// Equals stay in the order of places.
fn by_precedence(places: &mut [Place<'_>]) {
    places.sort_by(|a, b| b.precedence().total_cmp(&a.precedence()));
}

/// The places with the heaviest of each line of the source first, what has a level before them; then
/// the others. A look at a line shows all that it has: where few are shown, they are of as many lines.
fn lines_first<'a>(places: Vec<Place<'a>>, analysis: &Analysis) -> Vec<Place<'a>> {
    let mut seen: FxHashSet<(FileId, u32)> = FxHashSet::default();
    let (mut first, others): (Vec<_>, Vec<_>) = places.into_iter().partition(|place| {
        let origin = place.finding.origin();
        let line = analysis.sources.file(origin.file).line_col(origin.offset).line;
        let is_first = seen.insert((origin.file, line));
        is_first || place.precedence() == f64::INFINITY
    });
    first.extend(others);
    first
}

/// The lines of a finding and its copies at which something was measured: what the compiler makes of a
/// call is measured there, also where the code is another place's.
fn lines_of(finding: &Explained, origins: &Origins, measured: &Measured) -> Vec<LineId> {
    measured.lines_with_copies(finding, origins.copies_of(finding))
}

/// Gives places the weight that was measured. That of a line is divided among those that it has, as
/// a profile knows no columns.
fn weigh_measured(places: &mut [Place<'_>], origins: &Origins, measured: &Measured) {
    let lines: Vec<Vec<LineId>> =
        places.iter().map(|place| lines_of(place.finding, origins, measured)).collect();
    let mut sharing: FxHashMap<LineId, u32> = FxHashMap::default();
    for &line in lines.iter().flatten() {
        *sharing.entry(line).or_default() += 1;
    }
    for (place, lines) in places.iter_mut().zip(lines) {
        let share = |&id: &LineId| {
            let places = sharing.get(&id).copied().unwrap_or(1);
            measured.line(id).amount.size as f64 / f64::from(places)
        };
        place.weight = lines.iter().map(share).sum();
        place.basis = Basis::Profile;
    }
}
