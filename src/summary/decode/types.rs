//! Types, declared types, type parameters.

use super::super::bytes::{Reader, text};
use super::super::format::{
    BASICS, COMPARABLE, ERROR, MAX_TYPE_DEPTH, Numbered, PREDECLARED, Section, ty as kind,
};
use super::files::{source_file, version};
use super::open::Opened;
use super::{Decoder, ItemRef, PackageOrigin};
use crate::source::Damaged;
use crate::source::pos::FileId;
use crate::symbol::Symbol;
use crate::syntax::ast::ChanDir;
use crate::types::store::{
    Basic, Field, Interface, Method, NamedId, ObjId, ObjectKind, Param, PkgId, Signature, Term,
    Type, TypeId,
};

const NOWHERE: Damaged = Damaged::new("a reference leads nowhere");

impl Decoder<'_> {
    pub(super) fn opened(&self, package: usize) -> Result<&Opened, Damaged> {
        self.state.opened.get(package).ok_or(NOWHERE)
    }

    pub(super) fn opened_mut(&mut self, package: usize) -> Result<&mut Opened, Damaged> {
        self.state.opened.get_mut(package).ok_or(NOWHERE)
    }

    /// A string as a symbol.
    pub(super) fn symbol(&mut self, package: usize, index: u32) -> Result<Symbol, Damaged> {
        let opened = self.opened_mut(package)?;
        if let Some(&Some(known)) = opened.symbols.get(index as usize) {
            return Ok(known);
        }
        let symbol = Symbol::new(text(opened.text(index)?)?);
        *opened.symbols.get_mut(index as usize).ok_or(NOWHERE)? = Some(symbol);
        Ok(symbol)
    }

    pub(super) fn read_symbol(
        &mut self,
        package: usize,
        r: &mut Reader<'_>,
    ) -> Result<Symbol, Damaged> {
        let index = r.u32()?;
        self.symbol(package, index)
    }

    /// A package that is referred to.
    pub(super) fn pkg(&mut self, package: usize, index: u32) -> Result<PkgId, Damaged> {
        if let Some(&Some(known)) = self.opened(package)?.packages.get(index as usize) {
            return Ok(known);
        }
        let item = self.opened(package)?.item(Section::Packages, index)?;
        let mut r = item.reader();
        let path = self.read_symbol(package, &mut r)?;
        let name = self.read_symbol(package, &mut r)?;
        let id = self.types.package_id(path);
        if !name.is_empty() {
            let _ = self.types.package(id).name.set(name);
        }
        *self.opened_mut(package)?.packages.get_mut(index as usize).ok_or(NOWHERE)? = Some(id);
        Ok(id)
    }

    fn read_pkg_opt(
        &mut self,
        package: usize,
        r: &mut Reader<'_>,
    ) -> Result<Option<PkgId>, Damaged> {
        match r.u32()?.checked_sub(1) {
            Some(index) => self.pkg(package, index).map(Some),
            None => Ok(None),
        }
    }

    /// A file, which gets its place in the source map.
    pub(super) fn file(&mut self, package: usize, index: u32) -> Result<FileId, Damaged> {
        if let Some(&Some(known)) = self.opened(package)?.files.get(index as usize) {
            return Ok(known);
        }
        let opened = self.opened(package)?;
        let item = opened.item(Section::Files, index)?;
        let file = source_file(&*self.library.provider, opened.path, item.reader())?;
        let id = self.library.sources.now().add(file);
        *self.opened_mut(package)?.files.get_mut(index as usize).ok_or(NOWHERE)? = Some(id);
        Ok(id)
    }

    /// The language version of a file, and whether the file itself asks for it.
    pub(super) fn file_version(
        &self,
        package: usize,
        index: u32,
    ) -> Result<((u32, u32), bool), Damaged> {
        let item = self.opened(package)?.item(Section::Files, index)?;
        let mut r = item.reader();
        r.block()?;
        version(&mut r)
    }

    /// A type.
    pub(super) fn ty(&mut self, package: usize, index: u32) -> Result<TypeId, Damaged> {
        self.type_at(package, index, 0)
    }

    pub(super) fn read_type(
        &mut self,
        package: usize,
        r: &mut Reader<'_>,
    ) -> Result<TypeId, Damaged> {
        let index = r.u32()?;
        self.type_at(package, index, 0)
    }

    pub(super) fn read_types(
        &mut self,
        package: usize,
        r: &mut Reader<'_>,
    ) -> Result<Box<[TypeId]>, Damaged> {
        (0..r.count()?).map(|_| self.read_type(package, r)).collect()
    }

    fn type_at(&mut self, package: usize, index: u32, depth: u32) -> Result<TypeId, Damaged> {
        let Some(own) = index.checked_sub(PREDECLARED) else {
            return Ok(match index {
                ERROR => self.types.universe.error(),
                COMPARABLE => self.types.universe.comparable(),
                basic => {
                    debug_assert!(basic < BASICS);
                    self.types.basic(Basic::of_number(basic as u8).unwrap_or(Basic::Invalid))
                }
            });
        };
        if let Some(&Some(known)) = self.opened(package)?.types.get(own as usize) {
            return Ok(known);
        }
        if depth > MAX_TYPE_DEPTH {
            return Err(Damaged::new("types nest too deeply"));
        }
        let item = self.opened(package)?.item(Section::Types, own)?;
        let ty = self.type_record(package, item.reader(), depth + 1)?;
        *self.opened_mut(package)?.types.get_mut(own as usize).ok_or(NOWHERE)? = Some(ty);
        Ok(ty)
    }

    fn type_record(
        &mut self,
        package: usize,
        mut r: Reader<'_>,
        depth: u32,
    ) -> Result<TypeId, Damaged> {
        let types = self.types;
        let r = &mut r;
        let ty = match r.byte()? {
            kind::NAMED => {
                let index = r.u32()?;
                return Ok(self.named(ItemRef { package, index })?.1);
            }
            kind::NAMED_FOREIGN => {
                let index = r.u32()?;
                return self.foreign_named(package, index, depth);
            }
            kind::INSTANCE => {
                let origin = self.component(package, r, depth)?;
                let targs = self.components(package, r, depth)?;
                return Ok(match types.get(origin) {
                    Type::Named(id) => types.instance(*id, &targs),
                    _ => types.invalid(),
                });
            }
            kind::TYPE_PARAM => {
                let index = r.u32()?;
                return self.tparam(ItemRef { package, index });
            }
            kind::TYPE_PARAM_FOREIGN => {
                let owner = r.u32()?;
                let index = r.u32()?;
                return self.foreign_tparam(package, owner, index);
            }
            kind::POINTER => Type::Pointer(self.component(package, r, depth)?),
            kind::SLICE => Type::Slice(self.component(package, r, depth)?),
            kind::ARRAY => Type::Array { elem: self.component(package, r, depth)?, len: r.int()? },
            kind::MAP => Type::Map {
                key: self.component(package, r, depth)?,
                elem: self.component(package, r, depth)?,
            },
            kind::CHAN => Type::Chan {
                dir: numbered::<ChanDir>(r)?,
                elem: self.component(package, r, depth)?,
            },
            kind::STRUCT => Type::Struct(
                (0..r.count()?).map(|_| self.field(package, r, depth)).collect::<Result<_, _>>()?,
            ),
            kind::TUPLE => Type::Tuple(self.components(package, r, depth)?),
            kind::SIGNATURE => {
                let variadic = r.bool()?;
                Type::Signature(Signature {
                    tparams: self.components(package, r, depth)?,
                    params: self.params(package, r, depth)?,
                    results: self.params(package, r, depth)?,
                    variadic,
                })
            }
            kind::INTERFACE => {
                let flags = r.byte()?;
                let methods = (0..r.count()?)
                    .map(|_| {
                        Ok(Method {
                            name: self.read_symbol(package, r)?,
                            pkg: self.read_pkg_opt(package, r)?,
                            sig: self.component(package, r, depth)?,
                        })
                    })
                    .collect::<Result<_, Damaged>>()?;
                Type::Interface(Interface {
                    methods,
                    embeds: self.components(package, r, depth)?,
                    implicit: flags & 1 != 0,
                    is_any: flags & 2 != 0,
                    is_comparable: flags & 4 != 0,
                })
            }
            kind::UNION => Type::Union(
                (0..r.count()?)
                    .map(|_| {
                        let tilde = r.bool()?;
                        Ok(Term { tilde, ty: self.component(package, r, depth)? })
                    })
                    .collect::<Result<_, Damaged>>()?,
            ),
            kind::UNKNOWN => return Ok(types.invalid()),
            _ => return Err(Damaged::new("a type of an unknown kind")),
        };
        Ok(types.intern(ty))
    }

    fn component(
        &mut self,
        package: usize,
        r: &mut Reader<'_>,
        depth: u32,
    ) -> Result<TypeId, Damaged> {
        let index = r.u32()?;
        self.type_at(package, index, depth)
    }

    fn components(
        &mut self,
        package: usize,
        r: &mut Reader<'_>,
        depth: u32,
    ) -> Result<Box<[TypeId]>, Damaged> {
        (0..r.count()?).map(|_| self.component(package, r, depth)).collect()
    }

    fn params(
        &mut self,
        package: usize,
        r: &mut Reader<'_>,
        depth: u32,
    ) -> Result<Box<[Param]>, Damaged> {
        (0..r.count()?)
            .map(|_| {
                let name = self.read_symbol(package, r)?;
                Ok(Param { name, ty: self.component(package, r, depth)? })
            })
            .collect()
    }

    fn field(&mut self, package: usize, r: &mut Reader<'_>, depth: u32) -> Result<Field, Damaged> {
        let flags = r.byte()?;
        let name = self.read_symbol(package, r)?;
        let pkg = self.read_pkg_opt(package, r)?;
        let ty = self.component(package, r, depth)?;
        let tag = if flags & 2 != 0 { self.read_symbol(package, r)? } else { Symbol::EMPTY };
        Ok(Field { name, pkg, ty, embedded: flags & 1 != 0, tag })
    }

    /// A declared type of the package.
    pub(super) fn named(&mut self, place: ItemRef) -> Result<(NamedId, TypeId), Damaged> {
        let ItemRef { package, index } = place;
        if let Some(&Some(known)) = self.opened(package)?.named.get(index as usize) {
            return Ok(known);
        }
        let item = self.opened(package)?.item(Section::Named, index)?;
        let obj = self.own_object(package, &mut item.reader())?;
        let named = self.types.pending_named(obj);
        self.state.named.insert(named.0, place);
        *self.opened_mut(package)?.named.get_mut(index as usize).ok_or(NOWHERE)? = Some(named);
        Ok(named)
    }

    /// Reads what a declared type is.
    pub(super) fn complete_named(&mut self, place: ItemRef, id: NamedId) -> Result<(), Damaged> {
        let ItemRef { package, index } = place;
        let item = self.opened(package)?.item(Section::Named, index)?;
        let mut r = item.reader();
        r.u32()?; // the object
        let named = self.types.named_head(id);
        let _ = named.tparams.set(self.read_types(package, &mut r)?);
        let _ = named.implicit_tparams.set(self.read_types(package, &mut r)?);
        let _ = named.underlying.set(self.read_type(package, &mut r)?);
        let methods: Box<[ObjId]> =
            (0..r.count()?).map(|_| self.own_object(package, &mut r)).collect::<Result<_, _>>()?;
        let _ = named.methods.set(methods);
        Ok(())
    }

    /// A type parameter of the package. Its constraint is read when the current work is done.
    fn tparam(&mut self, place: ItemRef) -> Result<TypeId, Damaged> {
        let ItemRef { package, index } = place;
        self.state.unsettled.push(place);
        if let Some(&Some((_, known))) = self.opened(package)?.tparams.get(index as usize) {
            return Ok(known);
        }
        let item = self.opened(package)?.item(Section::TypeParams, index)?;
        let mut r = item.reader();
        let obj = self.own_object(package, &mut r)?;
        let tparam = self.types.new_tparam(obj, r.u32()?);
        *self.opened_mut(package)?.tparams.get_mut(index as usize).ok_or(NOWHERE)? = Some(tparam);
        Ok(tparam.1)
    }

    /// Reads the constraints of type parameters.
    pub(super) fn settle(&mut self) {
        while let Some(place) = self.state.unsettled.pop() {
            let done = self.settle_one(place);
            self.note(place.package, done);
        }
    }

    fn settle_one(&mut self, ItemRef { package, index }: ItemRef) -> Result<(), Damaged> {
        let Some(&Some((id, _))) = self.opened(package)?.tparams.get(index as usize) else {
            return Ok(());
        };
        let constraint = &self.types.tparam(id).constraint;
        if constraint.get().is_some() {
            return Ok(());
        }
        let item = self.opened(package)?.item(Section::TypeParams, index)?;
        let mut r = item.reader();
        r.u32()?; // the object
        r.u32()?; // the index
        let ty = self.read_type(package, &mut r);
        let _ = constraint.set(*ty.as_ref().unwrap_or(&self.types.invalid()));
        ty.map(|_| ())
    }

    /// A declared type of another package, by the foreign object of its name.
    fn foreign_named(&mut self, package: usize, index: u32, depth: u32) -> Result<TypeId, Damaged> {
        let Some(obj) = self.foreign(package, index)? else { return Ok(self.types.invalid()) };
        match self.state.objects.get(&obj).copied() {
            Some(place) => match self.type_of(place)? {
                Some(index) => self.type_at(place.package, index, depth),
                None => Ok(self.types.invalid()),
            },
            None => {
                let ty = self.types.object_head(obj).ty.get();
                Ok(ty.copied().unwrap_or_else(|| self.types.invalid()))
            }
        }
    }

    /// A type parameter of a function or type of another package.
    fn foreign_tparam(
        &mut self,
        package: usize,
        owner: u32,
        index: u32,
    ) -> Result<TypeId, Damaged> {
        let invalid = self.types.invalid();
        let Some(obj) = self.foreign(package, owner)? else { return Ok(invalid) };
        let list = self.tparams_of(obj)?;
        Ok(list.get(index as usize).copied().unwrap_or(invalid))
    }

    /// The type parameters of a generic function, type or alias.
    fn tparams_of(&mut self, obj: ObjId) -> Result<Box<[TypeId]>, Damaged> {
        let types = self.types;
        let object = types.object_head(obj);
        let place = self.state.objects.get(&obj).copied();
        if let Some(place) = place {
            // Its type, and of an alias its type parameters, is all that it needs.
            self.complete_object(place, obj)?;
        }
        if let ObjectKind::TypeName { alias: true, alias_tparams } = &object.kind {
            return Ok(alias_tparams.get().cloned().unwrap_or_default());
        }
        let Some(&ty) = object.ty.get() else { return Ok(Box::default()) };
        Ok(match types.get(ty) {
            Type::Signature(sig) => sig.tparams.clone(),
            Type::Named(id) => {
                if let Some(&place) = self.state.named.get(id) {
                    self.complete_named(place, *id)?;
                }
                types.named_head(*id).tparams.get().cloned().unwrap_or_default()
            }
            _ => Box::default(),
        })
    }

    /// Where the package that a reference leads to comes from.
    pub(super) fn known(&mut self, package: usize, index: u32) -> Result<PackageOrigin, Damaged> {
        let id = self.pkg(package, index)?;
        Ok(self.open(id))
    }
}

/// A variant of an enum by its number.
pub(super) fn numbered<T: Numbered>(r: &mut Reader<'_>) -> Result<T, Damaged> {
    T::of_number(r.byte()?).ok_or(Damaged::new("a number without meaning"))
}
