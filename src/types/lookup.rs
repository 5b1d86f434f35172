//! Fields and methods by name, and whether a type has the methods of an interface
//! (`types2/lookup.go`).
//!
//! Embedded fields are searched by depth: a name at a lesser depth hides deeper ones, two of
//! the same depth are ambiguous.
//!
//! ```go
//! type A struct{ x int }
//! type B struct{ *A; y int }
//! func (b *B) M() { b.x, b.y = 1, 2 }   // paths [0 0] and [1]
//! ```

use rustc_hash::{FxHashMap, FxHashSet};

use super::display::Qualifier;
use super::name_index::{NameIndex, NamePlaces};
use super::store::{Field, Method, ObjId, ObjectKind, PkgId, Type, TypeId, Types};
use crate::symbol::Symbol;

/// Who completes declarations that aren't checked yet: the checker of the package.
pub trait Resolver {
    /// Checks the declaration of an object, so that its type is set.
    fn obj_decl(&mut self, obj: ObjId);
}

/// The resolver of a store in which everything is checked.
#[derive(Debug)]
pub struct Complete;

impl Resolver for Complete {
    fn obj_decl(&mut self, _: ObjId) {}
}

/// The surroundings of a question about types.
pub struct Ctx<'r> {
    /// Who completes declarations.
    pub resolver: &'r mut dyn Resolver,
    /// How messages name types.
    pub qual: Qualifier,
    /// The language version: `(1, 21)`.
    pub version: (u32, u32),
}

/// What a selector finds.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Lookup {
    /// A struct field.
    Field {
        /// Field indices from the operand on, the field's own last.
        path: Box<[u32]>,
        /// Its type.
        ty: TypeId,
        /// Whether the path goes through a pointer.
        indirect: bool,
        /// Whether it is an embedded field.
        embedded: bool,
    },
    /// A method.
    Method {
        /// Field indices from the operand to the embedded field that has the method.
        path: Box<[u32]>,
        /// The type that has the method: a declared type, an interface or a type parameter.
        recv: TypeId,
        /// The declared function; absent for methods of interfaces.
        method: Option<ObjId>,
        /// The index among the methods of the declared type or of the type set.
        index: u32,
        /// The signature without receiver; absent if the declaration isn't checked yet.
        sig: Option<TypeId>,
        /// Whether the path goes through a pointer.
        indirect: bool,
        /// The method's name, which may differ from what is looked for in case.
        name: Symbol,
    },
    /// Several of the same depth; the path leads to one of them.
    Ambiguous(Box<[u32]>),
    /// A method with a pointer receiver, of a value that isn't addressable.
    PtrRecv,
    /// Nothing.
    NotFound,
}

/// So many embedded types are followed: more only in a type that expands without end.
const MAX_EMBEDDED: usize = 4_000;

/// Whether two names are the same identifier: those that aren't exported belong to their
/// package. `fold_case` ignores case and, then, packages.
pub fn same_id(
    a: Symbol,
    a_pkg: Option<PkgId>,
    b: Symbol,
    b_pkg: Option<PkgId>,
    fold_case: bool,
) -> bool {
    if a == b {
        return a_pkg == b_pkg || fold_case || a.is_exported();
    }
    fold_case && a.as_str().to_lowercase() == b.as_str().to_lowercase()
}

/// What a type itself has of a name.
enum OwnMember {
    Method { obj: ObjId, index: usize },
    Field { index: usize },
    InterfaceMethod { index: usize, method: Method },
}

/// An embedded type at the depth that is being searched.
struct Embedded {
    ty: TypeId,
    /// The last step of the path, an index into [`Search::steps`].
    step: Option<u32>,
    indirect: bool,
    /// Whether the type occurs several times at its depth.
    multiples: bool,
}

/// EmbeddedScan embedded fields of a struct are looked at.
#[derive(Clone, Copy, PartialEq, Eq)]
enum EmbeddedScan {
    All,
    /// Of a struct with many, those that have the name themselves.
    Promising,
}

struct Search<'t> {
    types: &'t Types,
    pkg: Option<PkgId>,
    name: Symbol,
    fold_case: bool,
    /// Steps of paths: the field index and the step before.
    steps: Vec<(u32, Option<u32>)>,
    /// Declared types at lesser depths, canonically.
    seen: FxHashSet<TypeId>,
}

impl Search<'_> {
    fn hit(&self, ty: TypeId) -> Option<OwnMember> {
        let types = self.types;
        if let Type::Named(_) = types.get(ty)
            && let Some((index, obj)) =
                types.lookup_declared_method(ty, self.pkg, self.name, self.fold_case)
        {
            return Some(OwnMember::Method { obj, index });
        }
        match types.under_type(ty) {
            Type::Struct(fields) => types
                .field_of(types.underlying(ty), fields, self.pkg, self.name, self.fold_case)
                .map(|index| OwnMember::Field { index }),
            Type::Interface(_) => types
                .type_set(ty)
                .lookup_method(self.pkg, self.name, self.fold_case)
                .map(|(index, method)| OwnMember::InterfaceMethod { index, method }),
            _ => None,
        }
    }

    fn path(&self, mut step: Option<u32>, last: Option<usize>) -> Box<[u32]> {
        let mut path: Vec<u32> = Vec::new();
        path.extend(last.map(|last| last as u32));
        while let Some((index, before)) = step.and_then(|at| self.steps.get(at as usize)).copied() {
            path.push(index);
            step = before;
        }
        path.reverse();
        path.into()
    }

    fn found(&self, e: &Embedded, hit: OwnMember, addressable: bool) -> Lookup {
        let types = self.types;
        match hit {
            OwnMember::Method { obj, index } => {
                if types.has_ptr_recv(obj) && !e.indirect && !addressable {
                    return Lookup::PtrRecv;
                }
                Lookup::Method {
                    path: self.path(e.step, None),
                    recv: e.ty,
                    method: Some(obj),
                    index: index as u32,
                    sig: types.method_signature(e.ty, obj),
                    indirect: e.indirect,
                    name: types.object(obj).name,
                }
            }
            OwnMember::InterfaceMethod { index, method } => Lookup::Method {
                path: self.path(e.step, None),
                recv: e.ty,
                method: None,
                index: index as u32,
                sig: Some(method.sig),
                indirect: e.indirect,
                name: method.name,
            },
            OwnMember::Field { index } => match types.under_struct(e.ty).and_then(|f| f.get(index))
            {
                Some(field) => Lookup::Field {
                    path: self.path(e.step, Some(index)),
                    ty: field.ty,
                    indirect: e.indirect,
                    embedded: field.embedded,
                },
                None => Lookup::NotFound,
            },
        }
    }

    fn run(&mut self, first: Embedded, addressable: bool) -> Lookup {
        if let Some(hit) = self.hit(first.ty) {
            return self.found(&first, hit, addressable);
        }
        self.remember(first.ty);
        let mut parents = vec![first];
        loop {
            // Of long lists of embedded fields, first those that have the name.
            if !self.fold_case
                && parents.iter().any(|parent| self.types.embedded_names(parent.ty).is_some())
            {
                let some = self.below(&parents, EmbeddedScan::Promising);
                if let Some(found) = self.among(some, addressable, None) {
                    return found;
                }
            }
            let all = self.below(&parents, EmbeddedScan::All);
            if all.is_empty() || self.seen.len() > MAX_EMBEDDED {
                return Lookup::NotFound;
            }
            parents.clear();
            if let Some(found) = self.among(all, addressable, Some(&mut parents)) {
                return found;
            }
        }
    }

    /// What is found among embedded types of the same depth. Without it, those are the `parents`
    /// of the next depth that aren't of a lesser one as well.
    fn among(
        &mut self,
        embedded: Vec<Embedded>,
        addressable: bool,
        mut parents: Option<&mut Vec<Embedded>>,
    ) -> Option<Lookup> {
        let mut found: Option<(Embedded, OwnMember)> = None;
        for e in embedded {
            if self.types.as_named(e.ty).is_some() {
                let is_new = match parents {
                    Some(_) => self.remember(e.ty),
                    None => !self.seen.contains(&self.types.canon(e.ty)),
                };
                if !is_new {
                    continue;
                }
            }
            match self.hit(e.ty) {
                Some(hit) => {
                    if found.is_some() || e.multiples {
                        let last = match hit {
                            OwnMember::Method { index, .. }
                            | OwnMember::Field { index }
                            | OwnMember::InterfaceMethod { index, .. } => index,
                        };
                        return Some(Lookup::Ambiguous(self.path(e.step, Some(last))));
                    }
                    found = Some((e, hit));
                }
                None => {
                    if let Some(parents) = &mut parents {
                        parents.push(e);
                    }
                }
            }
        }
        found.map(|(e, hit)| self.found(&e, hit, addressable))
    }

    /// Whether a declared type is met for the first time.
    fn remember(&mut self, ty: TypeId) -> bool {
        self.seen.insert(self.types.canon(ty))
    }

    /// The types that others embed, each once.
    fn below(&mut self, parents: &[Embedded], which: EmbeddedScan) -> Vec<Embedded> {
        let mut list = Vec::new();
        for parent in parents {
            self.embed(parent, which, &mut list);
        }
        self.consolidate(list)
    }

    fn embed(&mut self, e: &Embedded, which: EmbeddedScan, next: &mut Vec<Embedded>) {
        let types = self.types;
        let Some(fields) = types.under_struct(e.ty) else { return };
        let mut add = |i: usize, field: &Field| {
            let (ty, is_ptr) = types.deref(field.ty);
            let step = self.steps.len() as u32;
            self.steps.push((i as u32, e.step));
            next.push(Embedded {
                ty,
                step: Some(step),
                indirect: e.indirect || is_ptr,
                multiples: e.multiples,
            });
        };
        if which == EmbeddedScan::Promising
            && let Some(names) = types.embedded_names(e.ty)
        {
            for &place in names.with(self.name) {
                if let Some(field) = fields.get(place as usize) {
                    add(place as usize, field);
                }
            }
            return;
        }
        for (i, field) in fields.iter().enumerate() {
            if field.embedded {
                add(i, field);
            }
        }
    }

    /// Each type of a depth once, with a mark on those that occur more often.
    fn consolidate(&self, list: Vec<Embedded>) -> Vec<Embedded> {
        if list.len() <= 1 {
            return list;
        }
        let mut out: Vec<Embedded> = Vec::with_capacity(list.len());
        let mut known: FxHashMap<TypeId, usize> = FxHashMap::default();
        // Types without a canonical id, which few are, are compared with each other.
        let mut others: Vec<usize> = Vec::new();
        for e in list {
            let place = match self.types.try_canon(e.ty) {
                Some(canon) => *known.entry(canon).or_insert(out.len()),
                None => {
                    let same = |&at: &usize| self.types.identical(out[at].ty, e.ty);
                    others.iter().copied().find(same).unwrap_or_else(|| {
                        others.push(out.len());
                        out.len()
                    })
                }
            };
            match out.get_mut(place) {
                Some(other) => other.multiples = true,
                None => out.push(e),
            }
        }
        out
    }
}

impl Types {
    /// Whether two names are the same identifier, as [`same_id`].
    pub fn same_id(
        &self,
        a: Symbol,
        a_pkg: Option<PkgId>,
        b: Symbol,
        b_pkg: Option<PkgId>,
        fold_case: bool,
    ) -> bool {
        same_id(a, a_pkg, b, b_pkg, fold_case)
    }

    /// The field or method `ty.name`, as package `pkg` sees it.
    pub fn lookup_field_or_method(
        &self,
        ty: TypeId,
        addressable: bool,
        pkg: Option<PkgId>,
        name: Symbol,
        fold_case: bool,
    ) -> Lookup {
        // A declared pointer type has the fields of what it points to, but no methods.
        if let Type::Named(_) = self.get(ty)
            && let under = self.underlying(ty)
            && let Type::Pointer(_) = self.get(under)
        {
            return match self.lookup_impl(under, false, pkg, name, fold_case) {
                Lookup::Method { .. } => Lookup::NotFound,
                other => other,
            };
        }
        self.lookup_impl(ty, addressable, pkg, name, fold_case)
    }

    pub(super) fn lookup_impl(
        &self,
        ty: TypeId,
        addressable: bool,
        pkg: Option<PkgId>,
        name: Symbol,
        fold_case: bool,
    ) -> Lookup {
        if name.is_blank() {
            return Lookup::NotFound;
        }
        let (ty, indirect) = self.deref(ty);
        if indirect && self.is_interface(ty) {
            return Lookup::NotFound;
        }
        let mut search = Search {
            types: self,
            pkg,
            name,
            fold_case,
            steps: Vec::new(),
            seen: FxHashSet::default(),
        };
        search.run(Embedded { ty, step: None, indirect, multiples: false }, addressable)
    }

    /// The method of this name that is declared on a type or on the origin of an instance, with
    /// its index.
    pub fn lookup_declared_method(
        &self,
        ty: TypeId,
        pkg: Option<PkgId>,
        name: Symbol,
        fold_case: bool,
    ) -> Option<(usize, ObjId)> {
        let id = self.as_named(ty)?;
        let named = self.named(self.origin(id));
        let methods = named.methods.get()?;
        let index = named.method_index.get_or_init(|| {
            NameIndex::of(methods.iter().map(|&obj| self.object(obj).name)).map(Box::new)
        });
        let from = match index {
            Some(index) if !fold_case => index.first(name)?,
            _ => 0,
        };
        let found = |&obj: &ObjId| {
            let object = self.object(obj);
            same_id(object.name, object.pkg, name, pkg, fold_case)
        };
        let at = from + methods.get(from..)?.iter().position(found)?;
        Some((at, methods[at]))
    }

    /// The field of this name among those of a struct type.
    fn field_of(
        &self,
        ty: TypeId,
        fields: &[Field],
        pkg: Option<PkgId>,
        name: Symbol,
        fold_case: bool,
    ) -> Option<usize> {
        let index = self
            .facts(ty)
            .fields
            .get_or_init(|| NameIndex::of(fields.iter().map(|field| field.name)).map(Box::new));
        let from = match index {
            Some(index) if !fold_case => index.first(name)?,
            _ => 0,
        };
        Some(from + field_index(fields.get(from..)?, pkg, name, fold_case)?)
    }

    /// EmbeddedScan embedded fields of a struct type have a name themselves, if there are many of them and
    /// all are known.
    fn embedded_names(&self, ty: TypeId) -> Option<&NamePlaces> {
        let under = self.underlying(ty);
        let Type::Struct(fields) = self.get(under) else { return None };
        if !NamePlaces::are_worth_it(fields.len()) {
            return None;
        }
        let facts = self.facts(under);
        if let Some(known) = facts.embedded.get() {
            return known.as_deref();
        }
        let places = || (0..fields.len() as u32).filter(|&i| fields[i as usize].embedded);
        let index = match NamePlaces::are_worth_it(places().count()) {
            false => None,
            true => Some(Box::new(NamePlaces::of(places(), |place, names| {
                self.own_names(self.deref(fields[place as usize].ty).0, names)
            })?)),
        };
        facts.embedded.get_or_init(|| index).as_deref()
    }

    /// Adds the names of a type's own fields and methods; none if it isn't declared yet.
    fn own_names(&self, ty: TypeId, names: &mut Vec<Symbol>) -> Option<()> {
        if let Some(id) = self.as_named(ty) {
            let methods = self.named(self.origin(id)).methods.get()?;
            names.extend(methods.iter().map(|&method| self.object(method).name));
        }
        let under = self.try_underlying(ty)?;
        match self.get(under) {
            Type::Struct(fields) => names.extend(fields.iter().map(|field| field.name)),
            Type::Interface(_) => {
                names.extend(self.final_type_set(under)?.methods.iter().map(|method| method.name));
            }
            _ => {}
        }
        Some(())
    }

    /// Whether a declared method has a pointer receiver.
    pub fn has_ptr_recv(&self, method: ObjId) -> bool {
        match &self.object(method).kind {
            ObjectKind::Func(info) => info.recv.get().is_some_and(|recv| recv.pointer),
            _ => false,
        }
    }

    /// What a pointer literal points to, and whether it is one.
    #[inline]
    pub fn deref(&self, ty: TypeId) -> (TypeId, bool) {
        match self.get(ty) {
            Type::Pointer(elem) => (*elem, true),
            _ => (ty, false),
        }
    }

    /// The struct that a pointer points to; any other type itself.
    pub fn deref_struct_ptr(&self, ty: TypeId) -> TypeId {
        match self.under_pointer(ty) {
            Some(elem) if self.under_struct(elem).is_some() => elem,
            _ => ty,
        }
    }

    /// Whether the underlying type is a pointer to an interface.
    pub fn is_interface_ptr(&self, ty: TypeId) -> bool {
        self.under_pointer(ty).is_some_and(|elem| self.is_interface(elem))
    }

    /// Why a pointer to an interface has no methods.
    pub fn interface_ptr_error(&self, ty: TypeId, qual: impl Into<Qualifier>) -> String {
        let what = match self.under_pointer(ty) {
            Some(elem) if self.is_type_param(elem) => "type parameter, not type parameter",
            _ => "interface, not interface",
        };
        format!("type {} is pointer to {what}", self.type_string(ty, qual))
    }

    /// Whether something unknown is embedded, which might have any field or method.
    pub fn has_invalid_embedded_fields(&self, ty: TypeId) -> bool {
        let whole = ty;
        self.any_part(whole, |ty, parts| {
            if ty != whole && !(self.is_valid(ty) && self.is_valid(self.deref(ty).0)) {
                return true;
            }
            if let Some(fields) = self.under_struct(self.deref_struct_ptr(ty)) {
                let embedded = fields.iter().filter(|field| field.embedded);
                parts.extend(embedded.map(|field| field.ty));
            }
            false
        })
    }

    /// The names along a path of field indices, joined by dots.
    pub fn field_path(&self, mut ty: TypeId, path: &[u32]) -> String {
        let mut names = Vec::new();
        for &index in path {
            let Some(field) = self
                .under_struct(self.deref_struct_ptr(ty))
                .and_then(|fields| fields.get(index as usize))
            else {
                break;
            };
            names.push(field.name.as_str());
            ty = field.ty;
        }
        names.join(".")
    }
}

/// The field of this name among those of a struct.
pub fn field_index(
    fields: &[Field],
    pkg: Option<PkgId>,
    name: Symbol,
    fold_case: bool,
) -> Option<usize> {
    if name.is_blank() {
        return None;
    }
    fields.iter().position(|f| same_id(f.name, f.pkg, name, pkg, fold_case))
}
