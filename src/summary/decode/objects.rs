//! Objects, constants and parameter tags.

use std::sync::{Arc, OnceLock};

use dashu::integer::{IBig, UBig};
use dashu::rational::RBig;
use rustc_hash::FxHashSet;

use super::super::bytes::Reader;
use super::super::format::{Section, foreign, func, obj as kind, value as value_kind};
use super::types::numbered;
use super::{Decoder, FuncName, ItemRef, PackageOrigin};
use crate::escape::effects::Effects;
use crate::escape::{FuncTags, Leaks};
use crate::ir::package::Inlinable;
use crate::source::Damaged;
use crate::source::pos::{FileId, Pos};
use crate::symbol::Symbol;
use crate::types::anchor::{AnchorId, AnchoredPos};
use crate::types::constant::{BigFloat, Value};
use crate::types::store::{
    DeclRef, DeclSlot, FuncInfo, ObjId, Object, ObjectKind, Receiver, Type, TypeId, VarKind,
};

const NOWHERE: Damaged = Damaged::new("a reference leads nowhere");
/// Exponents of two beyond this are no constant of Go.
const MAX_EXP: i64 = 1 << 40;

/// An object as far as it is known without its type: the beginning of its record.
struct Head {
    object: Object,
    /// The reference to the type; what comes after it is still to be read.
    ty: Option<u32>,
    /// Of a function, if it can be inlined.
    inlinable: Option<Inlinable>,
}

/// The table of a summary that a reference to an object counts in.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum ObjectTable {
    /// The package's own objects.
    Own,
    /// Those of other packages that it names.
    Foreign,
}

impl Decoder<'_> {
    /// An object of the package.
    pub(super) fn object(&mut self, place: ItemRef) -> Result<ObjId, Damaged> {
        let ItemRef { package, index } = place;
        if let Some(&Some(known)) = self.opened(package)?.objects.get(index as usize) {
            return Ok(known);
        }
        let item = self.opened(package)?.item(Section::Objects, index)?;
        let Head { object, .. } = self.head(package, &mut item.reader())?;
        let id = self.types.pending_object(object);
        self.state.objects.insert(id, place);
        *self.opened_mut(package)?.objects.get_mut(index as usize).ok_or(NOWHERE)? = Some(id);
        Ok(id)
    }

    /// The object that a reference to one of the package's own names.
    pub(super) fn own_object(
        &mut self,
        package: usize,
        r: &mut Reader<'_>,
    ) -> Result<ObjId, Damaged> {
        let number = r.u32()?;
        if number & 1 != 0 {
            return Err(NOWHERE);
        }
        self.object(ItemRef { package, index: number >> 1 })
    }

    /// Reads the beginning of an object's record; its type comes next.
    fn head(&mut self, package: usize, r: &mut Reader<'_>) -> Result<Head, Damaged> {
        let kind = r.byte()?;
        let name = self.read_symbol(package, r)?;
        let mut pos = None;
        let mut inlinable = None;
        let kind = match kind {
            kind::CONST => ObjectKind::Const(OnceLock::new()),
            kind::TYPE_NAME | kind::ALIAS => {
                pos = self.position(package, r)?;
                ObjectKind::TypeName { alias: kind == kind::ALIAS, alias_tparams: OnceLock::new() }
            }
            kind::VAR => ObjectKind::Var(numbered::<VarKind>(r)?),
            kind::FUNC | kind::METHOD | kind::POINTER_METHOD => {
                let flags = r.byte()?;
                let recv = if kind == kind::FUNC {
                    OnceLock::new()
                } else {
                    let index = r.u32()?;
                    let base = self.named(ItemRef { package, index })?.0;
                    OnceLock::from(Receiver { base, pointer: kind == kind::POINTER_METHOD })
                };
                let mut decl = DeclSlot::default();
                if flags & func::SOURCE != 0 {
                    decl = DeclSlot::new(DeclRef { file: r.u32()?, index: 0 });
                }
                if flags & func::GENERIC != 0 {
                    pos = self.position(package, r)?;
                }
                if flags & func::INLINABLE != 0 {
                    let cost = i32::try_from(r.u32()?);
                    inlinable = Some(Inlinable {
                        cost: cost.map_err(|_| Damaged::new("a cost is too high"))?,
                        can_delay_results: flags & func::DELAY_RESULTS != 0,
                    });
                }
                ObjectKind::Func(FuncInfo { recv, decl, has_body: flags & func::BODY != 0 })
            }
            kind::LABEL => ObjectKind::Label,
            _ => return Err(Damaged::new("an object of an unknown kind")),
        };
        let ty = if r.is_empty() { None } else { Some(r.u32()?) };
        let pkg = Some(self.opened(package)?.id);
        Ok(Head { object: Object { name, pkg, pos, ty: OnceLock::new(), kind }, ty, inlinable })
    }

    fn position(
        &mut self,
        package: usize,
        r: &mut Reader<'_>,
    ) -> Result<Option<AnchoredPos>, Damaged> {
        let Some(file) = r.u32()?.checked_sub(1) else { return Ok(None) };
        let offset = r.u32()?;
        let file = self.file(package, file)?;
        Ok(Some(AnchoredPos { anchor: self.anchor(file), offset }))
    }

    /// What the objects of a file stand by: their offsets are those of the file.
    pub(super) fn anchor(&mut self, file: FileId) -> AnchorId {
        let types = self.types;
        let anchors = &mut self.state.anchors;
        *anchors.entry(file).or_insert_with(|| types.new_anchor(Pos { file, offset: 0 }))
    }

    /// The index of an object's type.
    pub(super) fn type_of(&mut self, place: ItemRef) -> Result<Option<u32>, Damaged> {
        let item = self.opened(place.package)?.item(Section::Objects, place.index)?;
        Ok(self.head(place.package, &mut item.reader())?.ty)
    }

    /// Reads the type of an object, and its value.
    pub(super) fn complete_object(&mut self, place: ItemRef, id: ObjId) -> Result<(), Damaged> {
        let ItemRef { package, index } = place;
        let types = self.types;
        let object = types.object_head(id);
        let item = self.opened(package)?.item(Section::Objects, index)?;
        let mut r = item.reader();
        let Head { ty, .. } = self.head(package, &mut r)?;
        match &object.kind {
            ObjectKind::Const(value) => {
                let _ = value.set(read_value(&mut r, 0)?);
            }
            ObjectKind::TypeName { alias: true, alias_tparams } => {
                let _ = alias_tparams.set(self.read_types(package, &mut r)?);
            }
            ObjectKind::TypeName { alias: false, alias_tparams } => {
                let _ = alias_tparams.set(Box::default());
            }
            ObjectKind::PkgName(_)
            | ObjectKind::Var(_)
            | ObjectKind::Func(_)
            | ObjectKind::Label
            | ObjectKind::Builtin(_)
            | ObjectKind::Nil => {}
        }
        if let Some(ty) = ty {
            let ty = self.ty(package, ty)?;
            let _ = object.ty.set(ty);
        }
        Ok(())
    }

    /// The parameter tags of a function.
    pub(super) fn tags(&mut self, place: ItemRef) -> Result<Option<Arc<FuncTags>>, Damaged> {
        let item = self.opened(place.package)?.item(Section::Objects, place.index)?;
        let mut r = item.reader();
        let Head { object, .. } = self.head(place.package, &mut r)?;
        let ObjectKind::Func(_) = object.kind else { return Ok(None) };
        let flags = r.byte()?;
        if flags & 1 == 0 {
            return Ok(None);
        }
        let params = (0..r.count()?).map(|_| read_leaks(&mut r)).collect::<Result<_, _>>()?;
        Ok(Some(Arc::new(FuncTags {
            params,
            assumptions: Box::default(),
            uintptr_keep_alive: flags & 2 != 0,
            uintptr_escapes: flags & 4 != 0,
            effects: Effects::from_bits(flags >> 3),
        })))
    }

    /// The cost of a function, if it can be inlined.
    pub(super) fn inlinable(&mut self, place: ItemRef) -> Result<Option<Inlinable>, Damaged> {
        let item = self.opened(place.package)?.item(Section::Objects, place.index)?;
        Ok(self.head(place.package, &mut item.reader())?.inlinable)
    }

    /// Whether a package passes on a function of another one.
    pub(super) fn passes_on(&mut self, package: usize, func: FuncName) -> Result<bool, Damaged> {
        if let Some(passes_on) = &self.opened(package)?.passes_on {
            return Ok(passes_on.contains(&func));
        }
        let item = self.opened(package)?.passed_on();
        let mut r = item.reader();
        let mut passes_on = FxHashSet::default();
        for _ in 0..r.count()? {
            let pkg = r.u32()?;
            passes_on.insert(FuncName {
                pkg: self.pkg(package, pkg)?,
                base: self.read_symbol(package, &mut r)?,
                name: self.read_symbol(package, &mut r)?,
            });
        }
        let found = passes_on.contains(&func);
        self.opened_mut(package)?.passes_on = Some(passes_on);
        Ok(found)
    }

    /// The object that a reference names, of this package or another one.
    pub(super) fn object_ref(
        &mut self,
        package: usize,
        table: ObjectTable,
        index: u32,
    ) -> Result<Option<ObjId>, Damaged> {
        match table {
            ObjectTable::Own => self.object(ItemRef { package, index }).map(Some),
            ObjectTable::Foreign => self.foreign(package, index),
        }
    }

    /// An object of another package; absent if it isn't to be found.
    pub(super) fn foreign(&mut self, package: usize, index: u32) -> Result<Option<ObjId>, Damaged> {
        if let Some(&Some(known)) = self.opened(package)?.foreign.get(index as usize) {
            return Ok(known);
        }
        let item = self.opened(package)?.item(Section::Foreign, index)?;
        let obj = self.find_foreign(package, index, item.reader())?;
        *self.opened_mut(package)?.foreign.get_mut(index as usize).ok_or(NOWHERE)? = Some(obj);
        Ok(obj)
    }

    fn find_foreign(
        &mut self,
        package: usize,
        index: u32,
        mut r: Reader<'_>,
    ) -> Result<Option<ObjId>, Damaged> {
        let universe = &self.types.universe;
        Ok(match r.byte()? {
            foreign::UNIVERSE => universe.scope.get(&self.read_symbol(package, &mut r)?).copied(),
            foreign::UNSAFE => {
                universe.unsafe_scope.get(&self.read_symbol(package, &mut r)?).copied()
            }
            foreign::SCOPE => {
                let known = r.u32()?;
                let known = self.known(package, known)?;
                let name = self.read_symbol(package, &mut r)?;
                self.member(known, name)?
            }
            foreign::METHOD => {
                let base = r.u32()?;
                // Those that it refers to come before it.
                if base >= index {
                    return Err(NOWHERE);
                }
                let base = self.foreign(package, base)?;
                let name = self.read_symbol(package, &mut r)?;
                match base {
                    Some(base) => self.method(base, name)?,
                    None => None,
                }
            }
            foreign::UNKNOWN => None,
            _ => return Err(Damaged::new("an object of an unknown kind")),
        })
    }

    /// The package-level object of this name.
    pub(super) fn member(
        &mut self,
        known: PackageOrigin,
        name: Symbol,
    ) -> Result<Option<ObjId>, Damaged> {
        let package = match known {
            PackageOrigin::Missing => return Ok(None),
            PackageOrigin::Checked(id) => {
                let package = self.state.checked.get(&id);
                return Ok(package.and_then(|package| package.scope.get(&name).copied()));
            }
            PackageOrigin::Opened(index) => index,
        };
        let opened = self.opened(package)?;
        let name_of = |number: u32| -> Result<&[u8], Damaged> {
            let range = opened.list(Section::Objects).range(number)?;
            let mut r = Reader::new(opened.bytes.get(range).unwrap_or_default());
            r.byte()?;
            opened.text(r.u32()?)
        };
        let wanted = name.as_str().as_bytes();
        let (mut low, mut high) = (0, opened.scope.len());
        while low < high {
            let middle = (low + high) / 2;
            let index = opened.scope[middle];
            match name_of(index)?.cmp(wanted) {
                std::cmp::Ordering::Less => low = middle + 1,
                std::cmp::Ordering::Greater => high = middle,
                std::cmp::Ordering::Equal => {
                    return self.object(ItemRef { package, index }).map(Some);
                }
            }
        }
        Ok(None)
    }

    /// The method of this name that is declared on the type of a type name.
    fn method(&mut self, base: ObjId, name: Symbol) -> Result<Option<ObjId>, Damaged> {
        let types = self.types;
        if let Some(&place) = self.state.objects.get(&base) {
            self.complete_object(place, base)?;
        }
        let ty: Option<TypeId> = types.object_head(base).ty.get().copied();
        let Some(Type::Named(id)) = ty.map(|ty| types.get(ty)) else { return Ok(None) };
        if let Some(&place) = self.state.named.get(id) {
            self.complete_named(place, *id)?;
        }
        let mut methods = types.named_head(*id).methods.get().into_iter().flatten();
        Ok(methods.find(|&&method| types.object_head(method).name == name).copied())
    }
}

/// A constant.
pub(super) fn read_value(r: &mut Reader<'_>, depth: u32) -> Result<Value, Damaged> {
    Ok(match r.byte()? {
        value_kind::UNKNOWN => Value::Unknown,
        value_kind::FALSE => Value::Bool(false),
        value_kind::TRUE => Value::Bool(true),
        value_kind::STRING => Value::string(r.block()?),
        value_kind::INT64 => Value::Int64(r.int()?),
        value_kind::INT => Value::from_big(IBig::from_le_bytes(r.block()?)),
        value_kind::RAT => {
            let num = IBig::from_le_bytes(r.block()?);
            let den = UBig::from_le_bytes(r.block()?);
            if den.is_zero() {
                return Err(Damaged::new("a fraction without a denominator"));
            }
            Value::Rat(Arc::new(RBig::from_parts(num, den)))
        }
        value_kind::FLOAT => {
            let mant = IBig::from_le_bytes(r.block()?);
            Value::Float(Arc::new(BigFloat::new(mant, r.int()?.clamp(-MAX_EXP, MAX_EXP))))
        }
        value_kind::COMPLEX if depth == 0 => {
            let real = read_value(r, depth + 1)?;
            let imag = read_value(r, depth + 1)?;
            Value::Complex(Arc::new((real, imag)))
        }
        _ => return Err(Damaged::new("a constant of an unknown kind")),
    })
}

/// The places that a parameter reaches.
fn read_leaks(r: &mut Reader<'_>) -> Result<Leaks, Damaged> {
    let mask = r.byte()?;
    let mut bytes = [0; 8];
    for (i, byte) in bytes.iter_mut().enumerate() {
        if mask & 1 << i != 0 {
            *byte = r.byte()?;
        }
    }
    Ok(Leaks::from_bytes(bytes))
}
