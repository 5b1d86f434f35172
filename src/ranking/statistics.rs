//! How much there is of what: by rule, by function, by file and by package.

use rustc_hash::FxHashMap;

use super::place::Place;
use crate::findings::analysis::Analysis;

/// What findings are counted by.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Key {
    /// Their rule.
    Rule,
    /// The function that they stand in.
    Function,
    /// The file.
    File,
    /// The package.
    Package,
}

impl Key {
    /// All of them, in the order in which they are printed.
    pub const ALL: [Key; 4] = [Key::Rule, Key::Function, Key::File, Key::Package];
}

/// What findings with something in common come to.
#[derive(Clone, PartialEq, Debug)]
pub struct Row {
    /// What they have in common.
    pub name: String,
    /// How many there are.
    pub count: usize,
    /// The bytes of those of which it is known, each passed once.
    pub bytes: i64,
    /// What they weigh: an estimate.
    pub weight: f64,
}

/// Counts findings, the heaviest row first.
pub fn count(analysis: &Analysis, places: &[Place<'_>], key: Key) -> Vec<Row> {
    let mut rows: FxHashMap<String, Row> = FxHashMap::default();
    for place in places {
        let finding = place.finding;
        let root = &analysis.roots[place.root];
        let name = match key {
            Key::Rule => finding.rule.map_or("(none)", |rule| rule.name()).to_owned(),
            Key::Function => format!("{}.{}", root.title, finding.function.name.as_str()),
            Key::File => finding.place.path.clone(),
            Key::Package => root.title.clone(),
        };
        let row = rows.entry(name.clone()).or_insert(Row { name, count: 0, bytes: 0, weight: 0.0 });
        row.count += 1;
        let bytes = finding.cost.and_then(|cost| cost.heap_bytes()).unwrap_or(0);
        row.bytes = row.bytes.saturating_add(bytes);
        row.weight += place.weight;
    }
    let mut rows: Vec<Row> = rows.into_values().collect();
    rows.sort_unstable_by(|a, b| {
        let heavier = b.weight.total_cmp(&a.weight).then(b.count.cmp(&a.count));
        heavier.then_with(|| a.name.cmp(&b.name))
    });
    rows
}
