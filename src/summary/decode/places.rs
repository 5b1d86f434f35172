//! Where methods stand that come from summaries, read when reasons ask for it.

use std::rc::Rc;

use super::super::bytes::{Reader, text};
use super::super::format::{PLACES, Places, place};
use super::files::source_file;
use super::open::{Item, List, sections};
use super::{Decoder, ItemRef, SessionLibrary};
use crate::source::Damaged;
use crate::source::pos::{FileId, Pos};
use crate::symbol::Symbol;
use crate::types::info::{MethodPlace, Package, Packages, ParamPlaces};
use crate::types::store::{ObjId, PkgId, Types};
use std::sync::Arc;

const NOWHERE: Damaged = Damaged::new("a reference leads nowhere");

/// A library that tells where methods stand, too.
#[derive(Clone, Copy, Debug)]
pub struct Placed<'l>(pub &'l SessionLibrary);

/// The places of an opened summary.
pub(super) struct OpenedPlaces {
    bytes: Arc<Vec<u8>>,
    lists: [List; PLACES],
    files: Box<[Option<FileId>]>,
}

impl OpenedPlaces {
    fn new(bytes: Vec<u8>) -> Result<OpenedPlaces, Damaged> {
        let mut lists: [List; PLACES] = Default::default();
        for (list, range) in lists.iter_mut().zip(sections::<PLACES>(&bytes)?) {
            let start = range.start;
            *list = List::read(bytes.get(range).unwrap_or_default(), start)?;
        }
        let files = vec![None; lists[Places::Files as usize].len()].into();
        Ok(OpenedPlaces { bytes: Arc::new(bytes), lists, files })
    }

    fn item(&self, list: Places, index: u32) -> Result<Item, Damaged> {
        let range = self.lists[list as usize].range(index)?;
        Ok(Item { bytes: Arc::clone(&self.bytes), range })
    }
}

impl Packages for Placed<'_> {
    fn package(&self, types: &Types, id: PkgId) -> Option<&Package> {
        self.0.package(types, id)
    }

    fn method_place(&self, types: &Types, method: ObjId) -> Option<ParamPlaces> {
        let found = self.0.with(types, |decoder| decoder.placed(method, 0))?;
        match found {
            MethodPlace::Here(_, places) => Some(Rc::unwrap_or_clone(places)),
            MethodPlace::Elsewhere(_) => None,
        }
    }

    fn interface_place(
        &self,
        types: &Types,
        interface: ObjId,
        method: Symbol,
    ) -> Option<MethodPlace> {
        let ty = *types.object(interface).ty.get()?;
        let set = types.type_set(ty);
        let number = set.methods.iter().position(|own| own.name == method)?;
        self.0.with(types, |decoder| decoder.placed(interface, number))
    }
}

impl Decoder<'_> {
    /// Where the method of an object stands that has this number: of a method itself the first.
    fn placed(&mut self, obj: ObjId, number: usize) -> Option<MethodPlace> {
        let place = *self.state.objects.get(&obj)?;
        let found = self.read_place(place, number);
        self.note(place.package, found).flatten()
    }

    /// The places of a package; none if its summary came without.
    fn places(&mut self, package: usize) -> Result<Option<&mut OpenedPlaces>, Damaged> {
        let opened = self.opened(package)?;
        if opened.places.is_none() {
            let bytes = self.library.provider.places(opened.path);
            let places = bytes.map(|bytes| bytes.and_then(OpenedPlaces::new)).transpose();
            // After damage nobody asks again.
            let (places, damaged) = match places {
                Ok(places) => (places, None),
                Err(damaged) => (None, Some(damaged)),
            };
            self.opened_mut(package)?.places = Some(places);
            if let Some(damaged) = damaged {
                return Err(damaged);
            }
        }
        Ok(self.opened_mut(package)?.places.as_mut().and_then(Option::as_mut))
    }

    fn read_place(
        &mut self,
        place: ItemRef,
        number: usize,
    ) -> Result<Option<MethodPlace>, Damaged> {
        let ItemRef { package, index } = place;
        let id = self.opened(package)?.id;
        let Some(places) = self.places(package)? else { return Ok(None) };
        if places.lists[Places::Objects as usize].len() <= index as usize {
            return Ok(None);
        }
        let item = places.item(Places::Objects, index)?;
        let mut r = item.reader();
        if r.is_empty() {
            return Ok(None);
        }
        for _ in 0..number {
            skip(&mut r)?;
        }
        Ok(match r.byte()? {
            place::UNKNOWN => None,
            place::HERE => Some(MethodPlace::Here(id, Rc::new(self.here(package, &mut r)?))),
            place::ELSEWHERE => {
                let path = self.place_string(package, r.u32()?)?;
                let name = self.place_string(package, r.u32()?)?;
                let pkg = self.types.package_id(path);
                let known = self.open(pkg);
                self.member(known, name)?.map(MethodPlace::Elsewhere)
            }
            _ => return Err(Damaged::new("a place of an unknown kind")),
        })
    }

    fn here(&mut self, package: usize, r: &mut Reader<'_>) -> Result<ParamPlaces, Damaged> {
        let file = r.u32()?;
        let file = self.place_file(package, file)?;
        let mut last = 0i64;
        let mut place = |r: &mut Reader<'_>| -> Result<Pos, Damaged> {
            last = last.checked_add(r.int()?).ok_or(NOWHERE)?;
            let offset = u32::try_from(last).map_err(|_| NOWHERE)?;
            Ok(Pos { file, offset })
        };
        let recv = match r.u32()? {
            0 => None,
            1 => Some((None, place(r)?)),
            name => Some((Some(self.place_string(package, name - 2)?), place(r)?)),
        };
        let mut list = |r: &mut Reader<'_>| -> Result<Vec<Pos>, Damaged> {
            (0..r.count()?).map(|_| place(r)).collect()
        };
        Ok(ParamPlaces { func: None, recv, params: list(r)?, results: list(r)? })
    }

    fn place_string(&mut self, package: usize, index: u32) -> Result<Symbol, Damaged> {
        let places = self.places(package)?.ok_or(NOWHERE)?;
        let range = places.lists[Places::Strings as usize].range(index)?;
        Ok(Symbol::new(text(places.bytes.get(range).ok_or(NOWHERE)?)?))
    }

    fn place_file(&mut self, package: usize, index: u32) -> Result<FileId, Damaged> {
        let path = self.opened(package)?.path;
        let library = self.library;
        let places = self.places(package)?.ok_or(NOWHERE)?;
        let file = places.files.get(index as usize).ok_or(NOWHERE)?;
        if let Some(known) = *file {
            return Ok(known);
        }
        let item = places.item(Places::Files, index)?;
        let file = library.sources.now().add(source_file(&*library.provider, path, item.reader())?);
        places.files[index as usize] = Some(file);
        Ok(file)
    }
}

/// Passes over the place of a method.
fn skip(r: &mut Reader<'_>) -> Result<(), Damaged> {
    match r.byte()? {
        place::HERE => {
            r.u32()?;
            if r.u32()? != 0 {
                r.int()?;
            }
            for _ in 0..2 {
                for _ in 0..r.count()? {
                    r.int()?;
                }
            }
        }
        place::ELSEWHERE => {
            r.u32()?;
            r.u32()?;
        }
        _ => {}
    }
    Ok(())
}
