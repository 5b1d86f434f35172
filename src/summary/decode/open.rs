//! A summary of which it is known where everything is.

use std::ops::Range;
use std::sync::Arc;

use rustc_hash::FxHashSet;

use super::super::bytes::Reader;
use super::super::format::{SECTIONS, Section};
use super::FuncName;
use super::places::OpenedPlaces;
use crate::source::Damaged;
use crate::source::pos::FileId;
use crate::symbol::Symbol;
use crate::types::store::{NamedId, ObjId, PkgId, TypeId, TypeParamId};

/// An opened summary, and the ids that its things have got.
pub(super) struct Opened {
    pub(super) id: PkgId,
    pub(super) path: Symbol,
    pub(super) bytes: Arc<Vec<u8>>,
    lists: [List; SECTIONS],
    /// Package-level objects in the order of their names.
    pub(super) scope: Vec<u32>,
    pub(super) symbols: Box<[Option<Symbol>]>,
    pub(super) packages: Box<[Option<PkgId>]>,
    pub(super) files: Box<[Option<FileId>]>,
    pub(super) foreign: Box<[Option<Option<ObjId>>]>,
    pub(super) objects: Box<[Option<ObjId>]>,
    pub(super) named: Box<[Option<(NamedId, TypeId)>]>,
    pub(super) tparams: Box<[Option<(TypeParamId, TypeId)>]>,
    pub(super) types: Box<[Option<TypeId>]>,
    /// The package as a whole, by its index in the library.
    pub(super) whole: Option<usize>,
    /// Where the functions are that it passes on, which are no list.
    passed_on: Range<usize>,
    /// Those functions, when somebody has asked for them.
    pub(super) passes_on: Option<FxHashSet<FuncName>>,
    /// Where methods stand, when somebody has asked for it; none if the summary came without.
    pub(super) places: Option<Option<OpenedPlaces>>,
}

/// Where the items of a list are: from each start to the next.
#[derive(Default)]
pub(in crate::summary) struct List {
    starts: Box<[u32]>,
}

impl List {
    /// The list that these bytes are, which begin at `base`.
    pub(in crate::summary) fn read(section: &[u8], base: usize) -> Result<List, Damaged> {
        const WRONG: Damaged = Damaged::new("a list is longer than its section");
        let mut r = Reader::new(section);
        let count = r.count()?;
        let mut starts = Vec::with_capacity(count + 1);
        let mut len: u64 = 0;
        for _ in 0..count {
            starts.push(len as u32);
            len += u64::from(r.u32()?);
        }
        if len != r.rest() as u64 {
            return Err(WRONG);
        }
        starts.push(len as u32);
        let first = u32::try_from(base + section.len() - r.rest()).map_err(|_| WRONG)?;
        for start in &mut starts {
            *start = start.checked_add(first).ok_or(WRONG)?;
        }
        Ok(List { starts: starts.into() })
    }

    /// The number of items.
    pub(in crate::summary) fn len(&self) -> usize {
        self.starts.len().saturating_sub(1)
    }

    /// Where an item is.
    pub(in crate::summary) fn range(&self, index: u32) -> Result<Range<usize>, Damaged> {
        match self.starts.get(index as usize..).and_then(|starts| starts.get(..2)) {
            Some(&[start, end]) => Ok(start as usize..end as usize),
            _ => Err(Damaged::new("a reference leads nowhere")),
        }
    }
}

/// Where so many sections are, which are all.
pub(in crate::summary) fn sections<const N: usize>(
    bytes: &[u8],
) -> Result<[Range<usize>; N], Damaged> {
    let mut sections = [const { 0..0 }; N];
    let mut r = Reader::new(bytes);
    for section in &mut sections {
        let block = r.block()?;
        let end = bytes.len() - r.rest();
        *section = end - block.len()..end;
    }
    match r.is_empty() {
        true => Ok(sections),
        false => Err(Damaged::new("it goes on after its end")),
    }
}

impl Opened {
    pub(super) fn new(id: PkgId, path: Symbol, bytes: Vec<u8>) -> Result<Opened, Damaged> {
        let sections = sections::<SECTIONS>(&bytes)?;
        let mut lists: [List; SECTIONS] = Default::default();
        let mut scope = Vec::new();
        let passed_on = sections[Section::PassedOn as usize].clone();
        for (index, (list, range)) in lists.iter_mut().zip(sections).enumerate() {
            let start = range.start;
            let section = bytes.get(range).unwrap_or_default();
            if index == Section::Scope as usize {
                let mut r = Reader::new(section);
                for _ in 0..r.count()? {
                    scope.push(r.u32()?);
                }
            } else if index != Section::PassedOn as usize {
                *list = List::read(section, start)?;
            }
        }
        let len = |section: Section| lists[section as usize].len();
        Ok(Opened {
            id,
            path,
            scope,
            symbols: vec![None; len(Section::Strings)].into(),
            packages: vec![None; len(Section::Packages)].into(),
            files: vec![None; len(Section::Files)].into(),
            foreign: vec![None; len(Section::Foreign)].into(),
            objects: vec![None; len(Section::Objects)].into(),
            named: vec![None; len(Section::Named)].into(),
            tparams: vec![None; len(Section::TypeParams)].into(),
            types: vec![None; len(Section::Types)].into(),
            lists,
            bytes: Arc::new(bytes),
            whole: None,
            passed_on,
            passes_on: None,
            places: None,
        })
    }

    pub(super) fn list(&self, section: Section) -> &List {
        &self.lists[section as usize]
    }

    /// The bytes of an item, and where in them it is.
    pub(super) fn item(&self, section: Section, index: u32) -> Result<Item, Damaged> {
        let range = self.list(section).range(index)?;
        Ok(Item { bytes: Arc::clone(&self.bytes), range })
    }

    /// The bytes of the functions that it passes on.
    pub(super) fn passed_on(&self) -> Item {
        Item { bytes: Arc::clone(&self.bytes), range: self.passed_on.clone() }
    }

    /// The text of a string.
    pub(super) fn text(&self, index: u32) -> Result<&[u8], Damaged> {
        let range = self.list(Section::Strings).range(index)?;
        self.bytes.get(range).ok_or(Damaged::new("a string is missing"))
    }
}

/// An item of a list. It holds on to the bytes, so that reading may open other packages.
pub(super) struct Item {
    pub(super) bytes: Arc<Vec<u8>>,
    pub(super) range: Range<usize>,
}

impl Item {
    pub(super) fn reader(&self) -> Reader<'_> {
        Reader::new(self.bytes.get(self.range.clone()).unwrap_or_default())
    }
}
