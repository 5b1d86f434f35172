//! What can be reached from a package in those that it imports, directly or not: what its importers
//! may come upon, though they import it alone.
//!
//! In goes the whole summary of the package, and parts of those below it. Out comes of each of these
//! what the summary names, and what that refers to. Of the functions that are reached, the bodies come
//! along that somebody above may look into: those of generic ones, and those that the package passes
//! on ([`crate::passes::inline::exports`]).

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;

use super::{LINKED, Part, PartItem};
use crate::summary::bytes::{Reader, Writer};
use crate::summary::format::{Section, foreign, func, obj as kind};

/// Parts of the summaries of packages, by import path.
pub type Parts = BTreeMap<String, Part>;

/// Writes, of each package of `below` of which something can be reached from a whole summary, that
/// part: `write` is given the path and the bytes, in the order of paths.
pub fn reached(own: &Part, below: &Parts, mut write: impl FnMut(&str, &[u8])) {
    let mut search = Search::new(below);
    for item in &own.lists[Section::Foreign as usize].items {
        search.foreign(own, item.index);
    }
    search.passed_on(own);
    search.run();
    for package in &search.packages {
        if package.is_reached {
            let mut w = Writer::default();
            package.part.write_chosen(&mut w, &|section, item| package.has(section, item));
            write(package.path, &w.bytes);
        }
    }
}

struct Search<'a> {
    packages: Vec<Package<'a>>,
    numbers: FxHashMap<&'a str, usize>,
    /// Items whose links are to be followed: package, number among all that can be linked to.
    open: Vec<(usize, u64)>,
}

struct Package<'a> {
    path: &'a str,
    part: &'a Part,
    bases: [u64; LINKED.len() + 1],
    /// What is reached, by number among all that can be linked to.
    seen: Vec<bool>,
    is_reached: bool,
    /// The objects that names at package level mean, when somebody has asked.
    scope: Option<FxHashMap<&'a str, u32>>,
}

impl<'a> Package<'a> {
    fn number(&self, section: Section, index: u32) -> u64 {
        let at = LINKED.iter().position(|own| *own == section).unwrap_or(LINKED.len());
        self.bases[at] + u64::from(index)
    }

    fn place(&self, number: u64) -> Option<(Section, u32)> {
        let at = self.bases.partition_point(|&base| base <= number).checked_sub(1)?;
        Some((*LINKED.get(at)?, (number - self.bases[at]) as u32))
    }

    fn has(&self, section: Section, item: &PartItem) -> bool {
        let number = match section {
            Section::Scope => {
                let object = self.part.slice(item.record).unwrap_or_default();
                Reader::new(object).u32().map(|object| self.number(Section::Objects, object))
            }
            _ => Ok(self.number(section, item.index)),
        };
        number.is_ok_and(|number| self.seen.get(number as usize) == Some(&true))
    }

    /// The name of an object, and what follows it in its record.
    fn head(&self, object: u32) -> Option<(u8, &'a str, Reader<'a>)> {
        let part: &'a Part = self.part;
        let mut r = Reader::new(part.record(Section::Objects, object)?);
        let kind = r.byte().ok()?;
        let name = part.text(r.u32().ok()?)?;
        Some((kind, name, r))
    }

    fn in_scope(&mut self, name: &str) -> Option<u32> {
        if self.scope.is_none() {
            let part: &'a Part = self.part;
            let items = part.lists[Section::Scope as usize].items.iter();
            let named = items.filter_map(|item| {
                let object = Reader::new(part.slice(item.record)?).u32().ok()?;
                Some((self.head(object)?.1, object))
            });
            self.scope = Some(named.collect());
        }
        self.scope.as_ref()?.get(name).copied()
    }

    /// The method of a type that is declared at package level.
    fn method(&self, base: u32, name: &str) -> Option<u32> {
        let objects = self.part.lists[Section::Objects as usize].items.iter();
        let mut methods = objects.filter(|item| {
            let Some((kind, own, mut r)) = self.head(item.index) else { return false };
            let is_method = matches!(kind, kind::METHOD | kind::POINTER_METHOD) && own == name;
            let mut receiver = || {
                r.byte().ok()?;
                let named = self.part.record(Section::Named, r.u32().ok()?)?;
                Reader::new(named).u32().ok()
            };
            is_method && receiver() == Some(base << 1)
        });
        methods.next().map(|item| item.index)
    }

    /// Whether the body of an object comes along wherever the object does.
    fn is_generic(&self, object: u32) -> bool {
        self.head(object).is_some_and(|(kind, _, mut r)| {
            matches!(kind, kind::FUNC | kind::METHOD | kind::POINTER_METHOD)
                && r.byte().is_ok_and(|flags| flags & func::GENERIC != 0)
        })
    }
}

impl<'a> Search<'a> {
    fn new(below: &'a Parts) -> Search<'a> {
        let packages: Vec<Package<'a>> = below
            .iter()
            .map(|(path, part)| {
                let bases = part.bases();
                let seen = Vec::new();
                Package { path, part, bases, seen, is_reached: false, scope: None }
            })
            .collect();
        let numbers = packages.iter().enumerate().map(|(number, own)| (own.path, number)).collect();
        Search { packages, numbers, open: Vec::new() }
    }

    fn reach(&mut self, package: usize, number: u64) {
        let Some(own) = self.packages.get_mut(package) else { return };
        if !own.is_reached {
            own.is_reached = true;
            let count = own.bases[LINKED.len()];
            // No list is longer than the part of it that there is, unless the bytes are damaged.
            own.seen = vec![false; usize::try_from(count).unwrap_or(0)];
            // The package's own name.
            self.reach(package, self.packages[package].number(Section::Packages, 0));
            return self.reach(package, number);
        }
        if let Some(seen) = own.seen.get_mut(number as usize)
            && !std::mem::replace(seen, true)
        {
            self.open.push((package, number));
        }
    }

    fn run(&mut self) {
        while let Some((package, number)) = self.open.pop() {
            let own = &self.packages[package];
            let Some((section, index)) = own.place(number) else { continue };
            let part = own.part;
            let leaves_bodies = section == Section::Objects && !own.is_generic(index);
            for link in part.links(section, index) {
                let is_body = self.packages[package]
                    .place(link)
                    .is_some_and(|(section, _)| section == Section::Bodies);
                if !(leaves_bodies && is_body) {
                    self.reach(package, link);
                }
            }
            if section == Section::Foreign {
                self.foreign(part, index);
            }
        }
    }

    /// Follows the name of something at the level of another package. Of a method, the type that it is
    /// declared on is named as well, and has all its methods.
    fn foreign(&mut self, part: &Part, index: u32) {
        let found = || {
            let mut r = Reader::new(part.record(Section::Foreign, index)?);
            if r.byte().ok()? != foreign::SCOPE {
                return None;
            }
            let (package, name) = (r.u32().ok()?, r.u32().ok()?);
            let package = *self.numbers.get(path(part, package)?)?;
            Some((package, part.text(name)?))
        };
        let Some((package, name)) = found() else { return };
        if let Some(object) = self.packages[package].in_scope(name) {
            self.reach(package, self.packages[package].number(Section::Objects, object));
        }
    }

    /// The functions of other packages that a package passes on, with their bodies.
    fn passed_on(&mut self, own: &Part) {
        let section = own.bytes.get(own.passed_on.clone()).unwrap_or_default();
        let mut r = Reader::new(section);
        for _ in 0..r.count().unwrap_or(0) {
            let numbers = [r.u32(), r.u32(), r.u32()];
            let [Ok(package), Ok(base), Ok(name)] = numbers else { return };
            let found = || {
                let package = *self.numbers.get(path(own, package)?)?;
                Some((package, own.text(base)?, own.text(name)?))
            };
            let Some((package, base, name)) = found() else { continue };
            let from = &mut self.packages[package];
            let object = match base {
                "" => from.in_scope(name),
                _ => from.in_scope(base).and_then(|base| from.method(base, name)),
            };
            let Some(object) = object else { continue };
            let (from, part) = (&self.packages[package], self.packages[package].part);
            let number = from.number(Section::Objects, object);
            let bodies = from.number(Section::Bodies, 0)..;
            self.reach(package, number);
            let of_object = part.links(Section::Objects, object);
            for body in of_object.filter(|link| bodies.contains(link)) {
                self.reach(package, body);
            }
        }
    }
}

/// The path of a package that a summary refers to.
fn path(part: &Part, package: u32) -> Option<&str> {
    let mut r = Reader::new(part.record(Section::Packages, package)?);
    part.text(r.u32().ok()?)
}
