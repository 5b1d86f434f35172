//! Summaries of many packages for several targets in one file. Packages that are the same for
//! several targets are there once, and those that differ are packed beside that of the first target.
//!
//! ```text
//! magic, version | checksum of the index | length of the index | index | packed summaries, places
//! index: paths, in order; summaries, then places: length, packed length, how, checksum, beside which;
//!        targets: key, then for each package its path, summary and places
//! ```
//!
//! Opening reads the index. A summary is checked and unpacked when it is asked for.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use super::Encoded;
use super::beside;
use super::bytes::{Reader, Writer, checksum};
use super::format::VERSION;
use super::frame::{Key, pack, unpack};
use crate::profile::Arch;
use crate::source::{Damaged, Provider};
use crate::symbol::Symbol;

const MAGIC: &[u8; 8] = b"goescst2";

/// How bytes are packed that are packed beside others; what else there is, `frame` knows.
const BESIDE: u8 = 2;

/// The packages of a target: path and summary.
pub type Packages = Vec<(String, Encoded)>;

/// Blocks of bytes, each once.
#[derive(Default)]
struct Blocks<'a> {
    list: Vec<&'a [u8]>,
    numbers: BTreeMap<&'a [u8], usize>,
    /// The block that each may be like.
    others: Vec<Option<usize>>,
}

impl<'a> Blocks<'a> {
    /// Adds a block that may be like another one, and returns its number.
    fn add(&mut self, block: &'a [u8], other: Option<usize>) -> usize {
        let next = self.list.len();
        let number = *self.numbers.entry(block).or_insert(next);
        if number == next {
            self.list.push(block);
            self.others.push(other);
        }
        number
    }

    /// Packed, with what the index has of them.
    fn pack(&self, index: &mut Writer) -> Vec<Vec<u8>> {
        index.len(self.list.len());
        let packed = self.list.iter().zip(&self.others).map(|(block, other)| {
            let (how, alone) = pack(block);
            // That one is unpacked by itself.
            let other = other.filter(|&other| self.others[other].is_none());
            let near = other.map(|other| (other, beside::pack(block, self.list[other])));
            let near = near.filter(|(_, packed)| packed.len() < alone.len());
            let (how, packed, other) = match near {
                Some((other, packed)) => (BESIDE, packed, Some(other)),
                None => (how, alone, None),
            };
            index.len(block.len());
            index.len(packed.len());
            index.byte(how);
            index.raw(&checksum(&packed).to_le_bytes());
            if let Some(other) = other {
                index.len(other);
            }
            packed
        });
        packed.collect()
    }
}

/// An archive as the bytes of a file.
pub fn build(targets: &[(Key, Packages)]) -> Vec<u8> {
    let mut paths: Vec<&str> =
        targets.iter().flat_map(|(_, list)| list.iter().map(|(path, _)| &**path)).collect();
    paths.sort_unstable();
    paths.dedup();
    // In the order of paths, those of the first target first.
    let (mut summaries, mut places) = (Blocks::default(), Blocks::default());
    let mut lists: Vec<Vec<[usize; 3]>> = vec![Vec::new(); targets.len()];
    for (path_number, path) in paths.iter().enumerate() {
        let mut first: Option<[usize; 2]> = None;
        for ((_, packages), list) in targets.iter().zip(&mut lists) {
            let Some((_, encoded)) = packages.iter().find(|(own, _)| own == path) else {
                continue;
            };
            let summary = summaries.add(&encoded.summary, first.map(|[summary, _]| summary));
            let place = places.add(&encoded.places, first.map(|[_, place]| place));
            first.get_or_insert([summary, place]);
            list.push([path_number, summary, place]);
        }
    }
    let mut index = Writer::default();
    index.len(paths.len());
    for path in &paths {
        index.block(path.as_bytes());
    }
    let packed = [summaries.pack(&mut index), places.pack(&mut index)];
    index.len(targets.len());
    for ((key, _), list) in targets.iter().zip(&lists) {
        key.write(&mut index);
        index.len(list.len());
        list.iter().flatten().for_each(|&number| index.len(number));
    }
    let mut w = Writer::default();
    w.raw(MAGIC);
    w.byte(VERSION);
    w.raw(&checksum(&index.bytes).to_le_bytes());
    w.block(&index.bytes);
    packed.iter().flatten().for_each(|packed| w.raw(packed));
    w.bytes
}

/// An opened archive.
pub struct Archive {
    bytes: Arc<dyn AsRef<[u8]> + Send + Sync>,
    /// Where each path is.
    paths: Vec<(u32, u32)>,
    summaries: Vec<Packed>,
    places: Vec<Packed>,
    targets: Vec<(Key, Vec<Entry>)>,
}

/// A package of a target: the numbers of its path, its summary and its places.
#[derive(Clone, Copy, Debug)]
struct Entry {
    path: u32,
    summary: u32,
    places: u32,
}

#[derive(Clone, Copy, Debug)]
struct Packed {
    start: usize,
    packed: usize,
    len: usize,
    how: u8,
    checksum: u64,
    /// The block beside which it is packed.
    other: Option<u32>,
}

impl fmt::Debug for Archive {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Archive").field("targets", &self.keys().collect::<Vec<_>>()).finish()
    }
}

/// How much a package takes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Size {
    /// Bytes of the summary.
    pub bytes: usize,
    /// Bytes in the archive.
    pub packed: usize,
}

impl Archive {
    /// Reads the index of an archive.
    pub fn open(bytes: Arc<dyn AsRef<[u8]> + Send + Sync>) -> Result<Archive, Damaged> {
        let all: &[u8] = (*bytes).as_ref();
        let mut r = Reader::new(all);
        if r.take(MAGIC.len())? != MAGIC {
            return Err(Damaged::new("it isn't an archive"));
        }
        if r.byte()? != VERSION {
            return Err(Damaged::new("it is of another version"));
        }
        let sum = r.take(8)?;
        let index = r.block()?;
        if checksum(index).to_le_bytes() != sum {
            return Err(Damaged::new("its checksum is wrong"));
        }
        let mut start = all.len() - r.rest();
        let base = start - index.len();
        let at = |r: &Reader<'_>| base + index.len() - r.rest();
        let mut r = Reader::new(index);
        let mut paths = Vec::new();
        for _ in 0..r.count()? {
            let path = r.text()?;
            paths.push(((at(&r) - path.len()) as u32, path.len() as u32));
        }
        let mut blocks = |r: &mut Reader<'_>| -> Result<Vec<Packed>, Damaged> {
            let count = r.count()?;
            let mut blocks = Vec::with_capacity(count);
            for _ in 0..count {
                let (len, packed) = (r.u32()? as usize, r.u32()? as usize);
                let how = r.byte()?;
                let mut sum = [0; 8];
                sum.copy_from_slice(r.take(8)?);
                let checksum = u64::from_le_bytes(sum);
                let other = if how == BESIDE { Some(r.u32()?) } else { None };
                blocks.push(Packed { start, packed, len, how, checksum, other });
                start = start.checked_add(packed).ok_or(Damaged::new("it is too long"))?;
            }
            Ok(blocks)
        };
        let (summaries, places) = (blocks(&mut r)?, blocks(&mut r)?);
        let mut targets = Vec::new();
        for _ in 0..r.count()? {
            let key = Key::read(&mut r)?;
            let list = (0..r.count()?)
                .map(|_| Ok(Entry { path: r.u32()?, summary: r.u32()?, places: r.u32()? }))
                .collect::<Result<_, Damaged>>()?;
            targets.push((key, list));
        }
        Ok(Archive { bytes, paths, summaries, places, targets })
    }

    /// The builds that the archive is for.
    pub fn keys(&self) -> impl Iterator<Item = &Key> {
        self.targets.iter().map(|(key, _)| key)
    }

    fn all(&self) -> &[u8] {
        (*self.bytes).as_ref()
    }

    fn path(&self, number: u32) -> &str {
        let range = self.paths.get(number as usize);
        let bytes = range.and_then(|&(start, len)| {
            self.all().get(start as usize..start as usize + len as usize)
        });
        std::str::from_utf8(bytes.unwrap_or_default()).unwrap_or_default()
    }

    /// The packages for the build of this number, in the order of their paths, and how much they
    /// take.
    pub fn packages(&self, target: usize) -> impl Iterator<Item = (&str, Size)> {
        let list = self.targets.get(target).into_iter().flat_map(|(_, list)| list);
        list.filter_map(|entry| {
            let summary = self.summaries.get(entry.summary as usize)?;
            let places = self.places.get(entry.places as usize)?;
            let bytes = summary.len + places.len;
            Some((self.path(entry.path), Size { bytes, packed: summary.packed + places.packed }))
        })
    }

    fn find(&self, target: usize, path: &str) -> Option<Entry> {
        let (_, list) = self.targets.get(target)?;
        let at = list.binary_search_by(|entry| self.path(entry.path).cmp(path)).ok()?;
        list.get(at).copied()
    }

    /// Whether there is a summary of a package for the build of this number.
    pub fn contains(&self, target: usize, path: &str) -> bool {
        self.find(target, path).is_some()
    }

    /// The summary of a package for the build of this number.
    pub fn summary(&self, target: usize, path: &str) -> Option<Result<Vec<u8>, Damaged>> {
        let entry = self.find(target, path)?;
        Some(self.unpack(&self.summaries, entry.summary))
    }

    /// The places that go with the summary of a package.
    pub fn places(&self, target: usize, path: &str) -> Option<Result<Vec<u8>, Damaged>> {
        let entry = self.find(target, path)?;
        Some(self.unpack(&self.places, entry.places))
    }

    /// A block of a list, by its number.
    fn unpack(&self, list: &[Packed], number: u32) -> Result<Vec<u8>, Damaged> {
        let block =
            |number: u32| list.get(number as usize).ok_or(Damaged::new("a block is missing"));
        let one = block(number)?;
        match one.other.map(block).transpose()? {
            None => unpack(one.how, one.len, self.packed(one)?),
            Some(other) if other.other.is_none() => {
                let other = unpack(other.how, other.len, self.packed(other)?)?;
                beside::unpack(self.packed(one)?, one.len, &other)
            }
            Some(_) => Err(Damaged::new("it is packed in an unknown way")),
        }
    }

    fn packed(&self, one: &Packed) -> Result<&[u8], Damaged> {
        let end = one.start.checked_add(one.packed);
        let packed = end.and_then(|end| self.all().get(one.start..end));
        match packed {
            None => Err(Damaged::new("it ends too early")),
            Some(packed) if checksum(packed) != one.checksum => {
                Err(Damaged::new("its checksum is wrong"))
            }
            Some(packed) => Ok(packed),
        }
    }
}

/// The packages of one of an archive's targets.
#[derive(Clone, Debug)]
pub struct Summaries {
    archive: Arc<Archive>,
    target: usize,
    /// Whether the packages are those of the build that was asked for, and not of one that comes
    /// close to it.
    pub exact: bool,
    /// The directory of the source that they were made from, for positions.
    root: Arc<str>,
}

impl Summaries {
    /// The packages for a build, or for the one of the same release that is nearest to it: of the
    /// same operating system first, then of the same architecture, then of words of the same size.
    pub fn nearest(archive: Arc<Archive>, key: &Key, root: &str) -> Option<Summaries> {
        let nearness = |own: &Key| {
            (
                own == key,
                own.goos == key.goos,
                own.goarch == key.goarch,
                Arch::of(&own.goarch).sizes == Arch::of(&key.goarch).sizes,
                own.inlining == key.inlining,
            )
        };
        let candidates = archive.keys().enumerate().filter(|(_, own)| own.release == key.release);
        let mut best: Option<(usize, &Key)> = None;
        for (target, own) in candidates {
            if best.is_none_or(|(_, best)| nearness(own) > nearness(best)) {
                best = Some((target, own));
            }
        }
        let (target, own) = best?;
        let exact = own == key;
        Some(Summaries { target, exact, root: root.into(), archive })
    }

    /// The build that the packages are of.
    pub fn key(&self) -> Option<&Key> {
        self.archive.keys().nth(self.target)
    }
}

impl Provider for Summaries {
    fn contains(&self, path: &str) -> bool {
        self.archive.contains(self.target, path)
    }

    fn summary(&self, path: Symbol) -> Option<Result<Vec<u8>, Damaged>> {
        self.archive.summary(self.target, path.as_str())
    }

    fn places(&self, path: Symbol) -> Option<Result<Vec<u8>, Damaged>> {
        self.archive.places(self.target, path.as_str())
    }

    fn dir(&self, path: Symbol) -> String {
        format!("{}/{path}", self.root)
    }

    fn stands_in(&self) -> Option<Symbol> {
        let own = self.key().filter(|_| !self.exact)?;
        Some(Symbol::new(&format!("{}/{}", own.goos, own.goarch)))
    }

    fn text(&self, _: Symbol, _: &str) -> Option<Arc<[u8]>> {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(goos: &str) -> Key {
        Key {
            release: "1.27".to_owned(),
            goos: goos.to_owned(),
            goarch: "amd64".to_owned(),
            tool_tags: Vec::new(),
            inlining: false,
        }
    }

    fn archive() -> Vec<u8> {
        let entry = |path: &str, summary: &[u8]| {
            let places = [b"places of ", path.as_bytes()].concat();
            (path.to_owned(), Encoded { summary: summary.to_vec(), places })
        };
        build(&[
            (key("linux"), vec![entry("b", b"same"), entry("a", b"one")]),
            (key("windows"), vec![entry("c", b"only here"), entry("b", b"same")]),
        ])
    }

    #[test]
    fn what_differs_is_packed_beside_the_first() {
        let bytes = |seed: u32| -> Vec<u8> {
            (0..5000u32)
                .map(|i| {
                    (i.wrapping_mul(2_654_435_761).rotate_left(9) >> 8) as u8 ^ (i == seed) as u8
                })
                .collect()
        };
        let entry = |seed| {
            vec![("a".to_owned(), Encoded { summary: bytes(seed), places: bytes(seed + 1) })]
        };
        let targets =
            [(key("linux"), entry(1)), (key("windows"), entry(9)), (key("darwin"), entry(99))];
        let packed = build(&targets);
        let archive = Archive::open(Arc::new(packed)).expect("an archive");
        for (target, (_, packages)) in targets.iter().enumerate() {
            let encoded = &packages[0].1;
            assert_eq!(archive.summary(target, "a"), Some(Ok(encoded.summary.clone())));
            assert_eq!(archive.places(target, "a"), Some(Ok(encoded.places.clone())));
        }
        let (first, second) = (archive.summaries[0], archive.summaries[1]);
        assert_eq!((first.other, second.other), (None, Some(0)));
        assert!(second.packed < 200, "{}", second.packed);
    }

    #[test]
    fn packages_are_found_by_target_and_path() {
        let archive = Archive::open(Arc::new(archive())).expect("an archive");
        let list = |target| archive.packages(target).map(|(path, _)| path).collect::<Vec<_>>();
        assert_eq!((list(0), list(1), list(2)), (vec!["a", "b"], vec!["b", "c"], vec![]));
        assert_eq!(archive.summary(0, "a"), Some(Ok(b"one".to_vec())));
        assert_eq!(archive.summary(0, "b"), archive.summary(1, "b"));
        assert_eq!(archive.summary(0, "c"), None);
        assert_eq!(archive.summaries.len(), 3);
        assert_eq!(archive.places(1, "b"), Some(Ok(b"places of b".to_vec())));
    }

    #[test]
    fn damage_is_an_error() {
        let bytes = archive();
        for i in 0..bytes.len() {
            let mut damaged = bytes.clone();
            damaged[i] ^= 1;
            let all_right = Archive::open(Arc::new(damaged)).is_ok_and(|archive| {
                (0..2).all(|target| {
                    archive.packages(target).all(|(path, _)| {
                        archive.summary(target, path).is_some_and(|summary| summary.is_ok())
                            && archive.places(target, path).is_some_and(|places| places.is_ok())
                    })
                })
            });
            assert!(!all_right, "byte {i}");
        }
    }
}
