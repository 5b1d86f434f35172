//! From records to lines: which line of the source each sample belongs to.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::AddAssign;

use rustc_hash::FxHashMap;

use super::ReadError;
use super::names::Place;
use super::proto::{self, Kind, Record, Records};

/// The most strings, functions, locations and frames of locations that are read, all together.
/// Programs have some ten thousand.
const MOST_RECORDS: usize = 1 << 24;

/// What a profile measures.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Measure {
    /// Memory that was allocated: bytes and objects, since the program began.
    Allocated,
    /// Memory that was in use when the profile was made: bytes and objects.
    InUse,
    /// Time of a processor: nanoseconds and samples. It says how often code runs, and nothing of
    /// memory.
    Time,
}

/// How much was measured. What it means, the profile's [`Measure`] says.
///
/// Heap profiles have estimates, which the runtime makes of one sample in 512 KiB; under
/// `-memprofilerate=1` (`runtime.MemProfileRate`), they have all that was allocated, but for one
/// thing: objects without pointers of less than 16 bytes share blocks of 16 bytes, and the profile
/// has the one that a block was made for, with 16 bytes.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct Amount {
    /// Bytes, or nanoseconds.
    pub size: u64,
    /// Objects, or samples.
    pub count: u64,
}

impl AddAssign for Amount {
    fn add_assign(&mut self, other: Amount) {
        self.size = self.size.saturating_add(other.size);
        self.count = self.count.saturating_add(other.count);
    }
}

/// What was measured, by line.
///
/// A sample is of a stack of frames. It belongs to the innermost frame outside of the runtime, where
/// calls that were inlined have frames of their own: to the line that has the allocation, not to one
/// that calls for it. A profile has no columns, so all that a line allocates is one amount.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Profile {
    /// What is measured.
    pub measure: Measure,
    /// All of it.
    pub total: Amount,
    /// By line, in the order of paths and lines. What was measured without any frame that has a
    /// function is in [`Profile::total`] alone.
    pub lines: Vec<ProfileLine>,
}

/// What was measured of a line.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ProfileLine {
    /// The file as the compiler knew it: an absolute path, or with `-trimpath` an import path and a
    /// name.
    pub path: String,
    /// The line, from 1; 0 where the profile has none.
    pub line: u32,
    /// The functions that the samples are of, by name.
    pub functions: Vec<FunctionName>,
    /// How much.
    pub amount: Amount,
    /// Where in the runtime it was, or how it came there.
    pub within: Within,
}

#[cfg(test)]
impl ProfileLine {
    /// A line of a function in m.go.
    pub(super) fn of_one(line: u32, function: FunctionName) -> ProfileLine {
        ProfileLine {
            path: "/m/m.go".to_owned(),
            line,
            functions: vec![function],
            amount: Amount { size: 64, count: 1 },
            within: Within::Code,
        }
    }
}

/// How samples of a line came to the runtime.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Within {
    /// From code that isn't the runtime's, by what the compiler makes of it or by a call.
    Code,
    /// By a call of a function of another package that the runtime has: its name.
    Linked(String),
    /// The stack is all of the runtime.
    Runtime,
}

/// A function as a profile names it.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct FunctionName {
    /// Its name with its import path: `net/http.(*Server).Serve`.
    pub name: String,
    /// The line on which it begins, from 1; 0 where the profile has none.
    pub start_line: u32,
}

/// Reads a profile that isn't compressed.
pub(super) fn read(bytes: &[u8]) -> Result<Profile, ReadError> {
    let tables = Tables::read(bytes)?;
    let (measure, columns) = tables.measure()?;
    let mut sums: FxHashMap<Key, Sum> = FxHashMap::default();
    let mut total = Sum::default();
    for record in Records::of(bytes) {
        let record = record?;
        if record.kind != Kind::Sample {
            continue;
        }
        let sample: proto::Sample = record.decode()?;
        let (values, types) = (sample.values.len(), tables.types.len());
        if values != types {
            return Err(ReadError::Values { at: record.at, values, types });
        }
        let value = |column: usize| sample.values.get(column).copied().unwrap_or(0);
        let more = Sum { size: value(columns.size), count: value(columns.count) };
        let key = tables.attribute(&record, &sample)?;
        total.add(more);
        if let Some(key) = key {
            sums.entry(key).or_default().add(more);
        }
    }
    let mut lines: BTreeMap<(&str, u32), ProfileLine> = BTreeMap::new();
    let mut sums: Vec<(Key, Sum)> = sums.into_iter().collect();
    sums.sort_unstable_by_key(|(key, _)| *key);
    for (key, sum) in sums {
        let amount = sum.amount();
        if amount == Amount::default() {
            continue;
        }
        let function = &tables.functions[key.function];
        let within = match key.within {
            KeyWithin::Code => Within::Code,
            KeyWithin::Linked(callee) => {
                Within::Linked(tables.functions[callee].name.clone().into_owned())
            }
            KeyWithin::Runtime => Within::Runtime,
        };
        let name = function.name.clone().into_owned();
        let name = FunctionName { name, start_line: function.start_line };
        let line = lines.entry((&function.file, key.line)).or_insert_with(|| ProfileLine {
            path: function.file.clone().into_owned(),
            line: key.line,
            functions: Vec::new(),
            amount: Amount::default(),
            within: within.clone(),
        });
        line.amount += amount;
        line.functions.push(name);
        // What the compiler made is what is looked for.
        line.within = within.min(line.within.clone());
    }
    let mut lines: Vec<ProfileLine> = lines.into_values().collect();
    for line in &mut lines {
        line.functions.sort_unstable();
        line.functions.dedup();
    }
    Ok(Profile { measure, total: total.amount(), lines })
}

/// What samples are summed by. The indices are those of functions.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
struct Key {
    function: usize,
    line: u32,
    within: KeyWithin,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum KeyWithin {
    Code,
    Linked(usize),
    Runtime,
}

/// A sum under way. The difference of two profiles has negative values.
#[derive(Clone, Copy, Default)]
struct Sum {
    size: i64,
    count: i64,
}

impl Sum {
    fn add(&mut self, other: Sum) {
        self.size = self.size.saturating_add(other.size);
        self.count = self.count.saturating_add(other.count);
    }

    /// What is less than nothing is nothing.
    fn amount(self) -> Amount {
        let known = |value: i64| u64::try_from(value).unwrap_or(0);
        Amount { size: known(self.size), count: known(self.count) }
    }
}

/// The values of samples that count, by their index.
struct Columns {
    size: usize,
    count: usize,
}

struct Function<'a> {
    name: Cow<'a, str>,
    file: Cow<'a, str>,
    start_line: u32,
    place: Place,
}

impl Function<'_> {
    /// Whether it is one of the runtime that allocates for all others.
    fn allocates(&self) -> bool {
        self.file.ends_with("runtime/malloc.go") || self.file.ends_with("runtime/slice.go")
    }
}

/// What samples refer to.
struct Tables<'a> {
    /// The names of the values of samples.
    types: Vec<Cow<'a, str>>,
    functions: Vec<Function<'a>>,
    /// Frames by the id of their location, the innermost first: the index of a function, and a line.
    locations: FxHashMap<u64, Vec<(usize, u32)>>,
}

impl<'a> Tables<'a> {
    fn read(bytes: &'a [u8]) -> Result<Tables<'a>, ReadError> {
        // Records come in any order: strings, which the others name, last as a rule.
        let mut strings: Vec<&[u8]> = Vec::new();
        let mut left = Left(MOST_RECORDS);
        for record in Records::of(bytes) {
            let record = record?;
            if record.kind == Kind::String {
                left.take(&record, 1)?;
                strings.push(record.bytes);
            }
        }
        let string = |record: &Record<'_>, index: i64| {
            let text = usize::try_from(index).ok().and_then(|index| strings.get(index));
            let (what, at, count) = (record.kind.name(), record.at, strings.len());
            text.map(|text| String::from_utf8_lossy(text)).ok_or(ReadError::NoString {
                what,
                at,
                index,
                count,
            })
        };
        let mut tables =
            Tables { types: Vec::new(), functions: Vec::new(), locations: FxHashMap::default() };
        let mut functions: FxHashMap<u64, usize> = FxHashMap::default();
        for record in Records::of(bytes) {
            let record = record?;
            match record.kind {
                Kind::ValueType => {
                    left.take(&record, 1)?;
                    let ty: proto::ValueType = record.decode()?;
                    tables.types.push(string(&record, ty.name)?);
                }
                Kind::Function => {
                    left.take(&record, 1)?;
                    let function: proto::Function = record.decode()?;
                    if functions.insert(function.id, tables.functions.len()).is_some() {
                        return Err(twice(&record, function.id));
                    }
                    let (name, file) =
                        (string(&record, function.name)?, string(&record, function.file)?);
                    let start_line = line(&record, function.start_line)?;
                    let place = Place::of(&name, &file);
                    tables.functions.push(Function { name, file, start_line, place });
                }
                Kind::Sample | Kind::Location | Kind::String => {}
            }
        }
        for record in Records::of(bytes) {
            let record = record?;
            if record.kind != Kind::Location {
                continue;
            }
            let location: proto::Location = record.decode()?;
            left.take(&record, 1 + location.lines.len())?;
            let frame = |frame: &proto::Line| match functions.get(&frame.function) {
                Some(&function) => Ok((function, line(&record, frame.line)?)),
                None => Err(no_such(&record, "function", frame.function)),
            };
            let frames: Result<Vec<_>, ReadError> = location.lines.iter().map(frame).collect();
            if tables.locations.insert(location.id, frames?).is_some() {
                return Err(twice(&record, location.id));
            }
        }
        Ok(tables)
    }

    /// What the profile measures, and which values have it.
    fn measure(&self) -> Result<(Measure, Columns), ReadError> {
        let column = |name: &str| self.types.iter().position(|known| known == name);
        for (measure, size, count) in [
            (Measure::Allocated, "alloc_space", "alloc_objects"),
            (Measure::InUse, "inuse_space", "inuse_objects"),
            (Measure::Time, "cpu", "samples"),
        ] {
            if let (Some(size), Some(count)) = (column(size), column(count)) {
                return Ok((measure, Columns { size, count }));
            }
        }
        let found = match self.types.is_empty() {
            true => "nothing".to_owned(),
            false => self.types.join(", "),
        };
        Err(ReadError::Kind { found })
    }

    /// The frame that a sample belongs to.
    fn attribute(
        &self,
        record: &Record<'_>,
        sample: &proto::Sample,
    ) -> Result<Option<Key>, ReadError> {
        let mut within = KeyWithin::Code;
        // What is all of the runtime belongs to the first frame that isn't the allocator's.
        let mut innermost = None;
        let mut asks = None;
        for &id in &sample.locations {
            let frames = self.locations.get(&id).ok_or_else(|| no_such(record, "location", id))?;
            for &(function, line) in frames {
                innermost = innermost.or(Some((function, line)));
                asks = asks.or((!self.functions[function].allocates()).then_some((function, line)));
                match self.functions[function].place {
                    Place::Outside => return Ok(Some(Key { function, line, within })),
                    Place::Linked => within = KeyWithin::Linked(function),
                    Place::Inside => within = KeyWithin::Code,
                }
            }
        }
        let key = |(function, line)| Key { function, line, within: KeyWithin::Runtime };
        Ok(asks.or(innermost).map(key))
    }
}

/// How many records may come still.
struct Left(usize);

impl Left {
    fn take(&mut self, record: &Record<'_>, count: usize) -> Result<(), ReadError> {
        let many = || ReadError::Many { what: record.kind.name(), limit: MOST_RECORDS };
        self.0 = self.0.checked_sub(count).ok_or_else(many)?;
        Ok(())
    }
}

fn line(record: &Record<'_>, line: i64) -> Result<u32, ReadError> {
    let wrong = |_| ReadError::Line { what: record.kind.name(), at: record.at, line };
    u32::try_from(line).map_err(wrong)
}

fn twice(record: &Record<'_>, id: u64) -> ReadError {
    ReadError::Twice { what: record.kind.name(), at: record.at, id }
}

fn no_such(record: &Record<'_>, other: &'static str, id: u64) -> ReadError {
    ReadError::NoSuch { what: record.kind.name(), at: record.at, other, id }
}
