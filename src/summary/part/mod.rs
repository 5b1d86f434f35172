//! Some items of a summary, with what they refer to: what one package hands on of another one.
//!
//! A package that imports p alone may be handed values of types that p has from elsewhere. Then it
//! needs of that package what can be reached from p, and nothing more. The items are those of the
//! whole summary, byte for byte, and keep their numbers. So several parts of one summary, handed on
//! by several packages, are put together without a look at what they say.
//!
//! ```go
//! package p                                  // hands on, of package r:
//! func New() *r.T { return new(r.T) }        // T, its methods, and all that these mention
//! ```
//!
//! | module | holds |
//! |---|---|
//! | [`reach`] | what can be reached from a package in those that it imports |
//! | [`merge`] | from parts to a summary |

pub mod merge;
pub mod reach;

use std::ops::Range;
use std::sync::Arc;

use super::bytes::{Reader, Writer};
use super::decode::{List, sections};
use super::format::{SECTIONS, Section};
use super::links::{Link, Links};
use crate::source::Damaged;

/// The lists whose items refer to others or are referred to, in the order in which these are counted.
const LINKED: [Section; 9] = [
    Section::Strings,
    Section::Packages,
    Section::Files,
    Section::Foreign,
    Section::Objects,
    Section::Named,
    Section::TypeParams,
    Section::Types,
    Section::Bodies,
];

/// Some items of a summary, or all.
#[derive(Clone, Debug)]
pub struct Part {
    bytes: Arc<Vec<u8>>,
    lists: [PartList; SECTIONS],
    /// What the package passes on, of a whole summary: a section, which is no list.
    passed_on: Range<usize>,
    is_whole: bool,
}

/// Some items of a list, by their index.
#[derive(Clone, Default, Debug)]
struct PartList {
    /// The number of items of the whole list.
    count: u32,
    items: Vec<PartItem>,
}

/// An item: where in the bytes its record is, and what it refers to.
#[derive(Clone, Copy, Debug)]
struct PartItem {
    index: u32,
    record: (u32, u32),
    links: (u32, u32),
}

const TOO_LONG: Damaged = Damaged::new("it is too long");
/// No list has more items.
const MAX_ITEMS: u32 = 1 << 22;

fn range(start: usize, end: usize) -> Result<(u32, u32), Damaged> {
    match (u32::try_from(start), u32::try_from(end)) {
        (Ok(start), Ok(end)) => Ok((start, end)),
        _ => Err(TOO_LONG),
    }
}

impl Part {
    /// All of a summary.
    pub fn whole(summary: Vec<u8>, links: &Links) -> Result<Part, Damaged> {
        let mut lists: [PartList; SECTIONS] = Default::default();
        let sections = sections::<SECTIONS>(&summary)?;
        let passed_on = sections[Section::PassedOn as usize].clone();
        for (index, (own, place)) in lists.iter_mut().zip(&sections).enumerate() {
            let section = summary.get(place.clone()).unwrap_or_default();
            if index == Section::Scope as usize {
                let mut r = Reader::new(section);
                for number in 0..r.count()? {
                    let start = place.end - r.rest();
                    r.u32()?;
                    let record = range(start, place.end - r.rest())?;
                    own.items.push(PartItem { index: number as u32, record, links: (0, 0) });
                }
                own.count = own.items.len() as u32;
            } else if index != Section::PassedOn as usize {
                let list = List::read(section, place.start)?;
                own.count = u32::try_from(list.len()).map_err(|_| TOO_LONG)?;
                for number in 0..own.count {
                    let at = list.range(number)?;
                    let record = range(at.start, at.end)?;
                    own.items.push(PartItem { index: number, record, links: (0, 0) });
                }
            }
        }
        let mut part = Part { bytes: Arc::default(), lists, passed_on, is_whole: true };
        let mut w = Writer { bytes: summary };
        let bases = part.bases();
        for section in LINKED {
            for item in &mut part.lists[section as usize].items {
                let start = w.bytes.len();
                write_links(&mut w, &bases, links.of(section, item.index));
                item.links = range(start, w.bytes.len())?;
            }
        }
        part.bytes = Arc::new(w.bytes);
        Ok(part)
    }

    /// Whether it is all of the summary.
    pub fn is_whole(&self) -> bool {
        self.is_whole
    }

    /// Where the items of each list begin, where all that can be linked to are counted one after the
    /// other; at the end, how many there are.
    fn bases(&self) -> [u64; LINKED.len() + 1] {
        let mut bases = [0; LINKED.len() + 1];
        for (at, section) in LINKED.iter().enumerate() {
            bases[at + 1] = bases[at] + u64::from(self.lists[*section as usize].count);
        }
        bases
    }

    fn item(&self, section: Section, index: u32) -> Option<&PartItem> {
        let items = &self.lists[section as usize].items;
        if let Some(item) = items.get(index as usize).filter(|item| item.index == index) {
            return Some(item);
        }
        let at = items.binary_search_by_key(&index, |item| item.index).ok()?;
        items.get(at)
    }

    fn record(&self, section: Section, index: u32) -> Option<&[u8]> {
        self.slice(self.item(section, index)?.record)
    }

    fn slice(&self, (start, end): (u32, u32)) -> Option<&[u8]> {
        self.bytes.get(start as usize..end as usize)
    }

    /// The text of a string.
    fn text(&self, index: u32) -> Option<&str> {
        std::str::from_utf8(self.record(Section::Strings, index)?).ok()
    }

    /// What an item refers to, where all that can be linked to are counted one after the other.
    fn links(&self, section: Section, index: u32) -> impl Iterator<Item = u64> {
        let bytes = self.item(section, index).and_then(|item| self.slice(item.links));
        let mut r = Reader::new(bytes.unwrap_or_default());
        let mut last: u64 = 0;
        std::iter::from_fn(move || {
            last = last.checked_add(r.uint().ok()?)?;
            Some(last)
        })
    }

    /// Writes some items of each list: those that `is_chosen` says.
    fn write_chosen(&self, w: &mut Writer, is_chosen: &dyn Fn(Section, &PartItem) -> bool) {
        w.byte(0);
        self.write_items(w, is_chosen);
        w.block(&[]);
    }

    /// Writes all items.
    pub fn write(&self, w: &mut Writer) {
        w.byte(u8::from(self.is_whole));
        self.write_items(w, &|_, _| true);
        w.block(self.bytes.get(self.passed_on.clone()).unwrap_or_default());
    }

    fn write_items(&self, w: &mut Writer, is_chosen: &dyn Fn(Section, &PartItem) -> bool) {
        for section in LINKED.into_iter().chain([Section::Scope]) {
            let list = &self.lists[section as usize];
            let chosen: Vec<&PartItem> =
                list.items.iter().filter(|item| is_chosen(section, item)).collect();
            w.uint(u64::from(list.count));
            w.len(chosen.len());
            // What is alike stands together: it is packed better so.
            if chosen.len() != list.count as usize {
                let mut next = 0;
                for item in &chosen {
                    w.uint(u64::from(item.index - next));
                    next = item.index + 1;
                }
            }
            let length = |(start, end): (u32, u32)| u64::from(end - start);
            chosen.iter().for_each(|item| w.uint(length(item.record)));
            if section != Section::Strings && section != Section::Scope && section != Section::Files
            {
                chosen.iter().for_each(|item| w.uint(length(item.links)));
            }
            let slice = |place| self.slice(place).unwrap_or_default();
            chosen.iter().for_each(|item| w.raw(slice(item.record)));
            chosen.iter().for_each(|item| w.raw(slice(item.links)));
        }
    }

    /// Reads what [`Part::write`] wrote, from all the bytes of a buffer on.
    pub fn read(bytes: &Arc<Vec<u8>>, r: &mut Reader<'_>) -> Result<Part, Damaged> {
        let is_whole = r.bool()?;
        let mut lists: [PartList; SECTIONS] = Default::default();
        for section in LINKED.into_iter().chain([Section::Scope]) {
            let list = &mut lists[section as usize];
            list.count = r.u32()?;
            let chosen = r.count()?;
            if chosen > list.count as usize || list.count > MAX_ITEMS {
                return Err(Damaged::new("a list is longer than it is"));
            }
            list.items.reserve(chosen);
            let mut next: u32 = 0;
            for number in 0..chosen {
                let index = match chosen == list.count as usize {
                    true => number as u32,
                    false => next.checked_add(r.u32()?).ok_or(TOO_LONG)?,
                };
                if index >= list.count {
                    return Err(Damaged::new("an item is beyond its list"));
                }
                next = index + 1;
                list.items.push(PartItem { index, record: (0, 0), links: (0, 0) });
            }
            // Lengths for now.
            for item in &mut list.items {
                item.record.1 = r.u32()?;
            }
            if section != Section::Strings && section != Section::Scope && section != Section::Files
            {
                for item in &mut list.items {
                    item.links.1 = r.u32()?;
                }
            }
            let mut place = |length: u32| {
                let start = bytes.len() - r.rest();
                r.take(length as usize)?;
                range(start, start + length as usize)
            };
            for item in &mut list.items {
                item.record = place(item.record.1)?;
            }
            for item in &mut list.items {
                item.links = place(item.links.1)?;
            }
        }
        let passed_on = r.block()?.len();
        let end = bytes.len() - r.rest();
        Ok(Part { bytes: Arc::clone(bytes), lists, passed_on: end - passed_on..end, is_whole })
    }
}

/// Links as the differences of their numbers.
fn write_links(w: &mut Writer, bases: &[u64; LINKED.len() + 1], links: &[Link]) {
    let number = |&(section, index): &Link| {
        let at = LINKED.iter().position(|own| *own == section).unwrap_or(LINKED.len());
        bases[at] + u64::from(index)
    };
    let mut numbers: Vec<u64> = links.iter().map(number).collect();
    numbers.sort_unstable();
    let mut last = 0;
    for number in numbers {
        w.uint(number - last);
        last = number;
    }
}

#[cfg(test)]
mod tests {
    use super::super::format::{foreign, func, obj as kind};
    use super::merge::{summary, union};
    use super::reach::{Parts, reached};
    use super::*;

    /// A list of a summary.
    fn list(items: &[&[u8]]) -> Vec<u8> {
        let mut w = Writer::default();
        w.len(items.len());
        items.iter().for_each(|item| w.len(item.len()));
        items.iter().for_each(|item| w.raw(item));
        w.bytes
    }

    /// A summary of the given sections; the others have nothing.
    fn sections_of(given: &[(Section, Vec<u8>)]) -> Vec<u8> {
        let mut w = Writer::default();
        for section in Section::ALL {
            let found = given.iter().find(|(own, _)| *own == section);
            w.block(found.map_or(&[0], |(_, bytes)| bytes));
        }
        w.bytes
    }

    /// Package p with functions F and g, which F names, and H, which nobody does.
    fn below() -> Part {
        let object = |name: u8| [kind::FUNC, name, func::BODY, 0];
        let objects = [object(1), object(2), object(3)];
        let bytes = sections_of(&[
            (Section::Strings, list(&[b"p", b"F", b"g", b"H"])),
            (Section::Packages, list(&[&[0, 0]])),
            (Section::Objects, list(&[&objects[0], &objects[1], &objects[2]])),
            (Section::Scope, vec![3, 0, 2, 1]),
        ]);
        let mut links = Links::default();
        links.push(Section::Packages, vec![(Section::Strings, 0)]);
        links.push(Section::Objects, vec![(Section::Objects, 1), (Section::Strings, 1)]);
        links.push(Section::Objects, vec![(Section::Strings, 2)]);
        links.push(Section::Objects, vec![(Section::Strings, 3)]);
        Part::whole(bytes, &links).expect("a summary")
    }

    /// A package that names p.F.
    fn above() -> Part {
        let bytes = sections_of(&[
            (Section::Strings, list(&[b"q", b"p", b"F"])),
            (Section::Packages, list(&[&[0, 0], &[1, 1]])),
            (Section::Foreign, list(&[&[foreign::SCOPE, 1, 2]])),
        ]);
        Part::whole(bytes, &Links::default()).expect("a summary")
    }

    fn handed_on(own: &Part, below: Part) -> Vec<Vec<u8>> {
        let parts = Parts::from([("p".to_owned(), below)]);
        let mut found = Vec::new();
        reached(own, &parts, |path, part| {
            assert_eq!(path, "p");
            found.push(part.to_owned());
        });
        found
    }

    fn read(bytes: &[u8]) -> Result<Part, Damaged> {
        let bytes = Arc::new(bytes.to_vec());
        let mut r = Reader::new(&bytes);
        Part::read(&bytes, &mut r)
    }

    #[test]
    fn a_summary_survives() {
        let part = below();
        let mut w = Writer::default();
        part.write(&mut w);
        let again = read(&w.bytes).expect("a part");
        assert!(again.is_whole());
        assert_eq!(summary(&again), summary(&part));
    }

    #[test]
    fn what_is_named_is_handed_on_with_what_that_names() {
        let handed = handed_on(&above(), below());
        let part = read(&handed[0]).expect("a part");
        let has = |name: &str| (0..4).any(|index| part.text(index) == Some(name));
        assert!(has("F") && has("g") && has("p") && !has("H") && !part.is_whole());
        assert_eq!(part.lists[Section::Objects as usize].items.len(), 2);
        assert_eq!(part.lists[Section::Scope as usize].items.len(), 2);
        // From there on, it is handed on as it is.
        assert_eq!(handed_on(&above(), part.clone()), handed);
        // Parts of one summary are put together by the numbers of their items.
        let same = union(&[part.clone(), part.clone()]).expect("a part");
        assert_eq!(summary(&same), summary(&part));
        let all = union(&[part, below()]).expect("a part");
        assert_eq!(summary(&all), summary(&below()));
    }

    #[test]
    fn damage_is_no_panic() {
        let mut w = Writer::default();
        below().write(&mut w);
        for at in 0..w.bytes.len() {
            for flip in [1, 0x7f, 0xff] {
                let mut damaged = w.bytes.clone();
                damaged[at] ^= flip;
                let Ok(part) = read(&damaged) else { continue };
                summary(&part);
                handed_on(&above(), part);
            }
            assert!(read(&w.bytes[..at]).is_err(), "cut at {at}");
        }
    }
}
