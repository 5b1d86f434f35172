//! Where the parameters of methods stand in the source. gc's wrappers of a method have theirs
//! there, whichever package makes the wrapper; only reasons (-m=2) tell them.
//!
//! ```go
//! func (b *Buffer) Next(n int) []byte     // its own declaration: b, n, and a result without a name
//! type Closer interface{ Close() error }  // Closer.Close: in the declaration of Closer
//! type File interface{ Closer }           // File.Close: the same place
//! ```
//!
//! A package that comes from a summary has the places of what it declares in a part of its own
//! ([`Packages::method_place`], [`Packages::interface_place`]).

use std::cell::{OnceCell, RefCell};
use std::collections::hash_map::Entry;
use std::rc::Rc;

use rustc_hash::FxHashMap;

use super::info::{CheckedDecl, MethodPlace, Package, Packages, ParamPlaces};
use super::store::{DeclRef, NamedId, ObjId, ObjectKind, PkgId, Type, TypeId, Types};
use crate::source::pos::FileId;
use crate::symbol::Symbol;
use crate::syntax::ast::{Decl, DeclKind, ExprId, ExprKind, FieldId};

/// How deep embedded interfaces are: more is no program.
const MAX_INTERFACES: u32 = 20_000;

/// An interface literal in the source: package, file, index of the declaration, and expression.
type Literal = (PkgId, FileId, u32, ExprId);

/// A type's declaration: its index in the file, and the expression on the right side.
type Declaration = (u32, ExprId);

/// Finds out where methods stand, and remembers it.
#[derive(Default)]
pub struct Finder {
    /// The package that alone is looked into, if it is only one.
    only: Option<PkgId>,
    /// Where an interface without a name was written, the first time.
    literals: RefCell<FxHashMap<TypeId, Literal>>,
    methods: RefCell<FxHashMap<(TypeId, Symbol), Option<MethodPlace>>>,
    /// What interface types in the source consist of, by file, index of the declaration in it, and
    /// expression.
    elements: RefCell<FxHashMap<(FileId, u32, ExprId), Rc<Elements>>>,
    /// The types that a file declares.
    declarations: RefCell<FxHashMap<FileId, FxHashMap<ObjId, Declaration>>>,
}

/// The elements of an interface type.
#[derive(Default)]
struct Elements {
    methods: FxHashMap<Symbol, ExprId>,
    embedded: Vec<ExprId>,
    /// Of many that are embedded, if their types are known: the index of the first with a method.
    first: OnceCell<Option<FxHashMap<Symbol, u32>>>,
}

/// So many embedded interfaces are asked for a method one after another.
const FEW_EMBEDDED: usize = 16;

impl Elements {
    /// Which embedded element is the first with a method, if there are many.
    fn first_with(&self, types: &Types, decl: CheckedDecl<'_>) -> Option<&FxHashMap<Symbol, u32>> {
        if self.embedded.len() <= FEW_EMBEDDED {
            return None;
        }
        let find = || {
            let mut first = FxHashMap::default();
            for (at, &embedded) in self.embedded.iter().enumerate() {
                let ty = decl.facts.exprs.get(embedded)?.as_ref()?.ty;
                for method in &types.type_set(ty).methods {
                    first.entry(method.name).or_insert(at as u32);
                }
            }
            Some(first)
        };
        self.first.get_or_init(find).as_ref()
    }
}

/// Where the parameters of a declared function stand, its receiver included.
pub fn of_declaration(decl: CheckedDecl<'_>) -> Option<ParamPlaces> {
    let ast = decl.ast;
    let Some(&Decl { kind: DeclKind::Func { recv, ty, .. }, pos, .. }) = ast.first() else {
        return None;
    };
    let mut places = of_signature(decl, ty);
    places.func = Some(decl.pos(pos));
    if let Some(recv) = recv.and_then(|recv| ast.fields.get(recv)) {
        places.recv = Some((recv.name.map(|name| ast.name(name)), decl.pos(recv.pos)));
    }
    Some(places)
}

/// Where the parameters of a function type stand.
fn of_signature(decl: CheckedDecl<'_>, ty: ExprId) -> ParamPlaces {
    let mut places = ParamPlaces::default();
    if let ExprKind::FuncType { params, results } = &decl.ast.exprs[ty].kind {
        let place = |&field: &FieldId| decl.pos(decl.ast.fields[field].pos);
        places.params = params.iter().map(place).collect();
        places.results = results.iter().map(place).collect();
    }
    places
}

impl Finder {
    /// One that knows nothing of other packages than this one.
    pub fn within(package: PkgId) -> Finder {
        Finder { only: Some(package), ..Finder::default() }
    }

    /// Notes where an interface without a name is written: the expression of a declaration of a
    /// package.
    pub fn note_literal(
        &self,
        types: &Types,
        packages: &dyn Packages,
        (ty, literal): (TypeId, ExprId),
        package: &Package,
        decl: CheckedDecl<'_>,
    ) {
        let canon = types.canon(ty);
        let place = (package.id, decl.file.ast.id, decl.index, literal);
        match self.literals.borrow_mut().entry(canon) {
            Entry::Occupied(_) => return,
            Entry::Vacant(entry) => entry.insert(place),
        };
        // The declaration won't be found again among the bodies of a summary.
        if package.lazy_files.is_some() {
            let search = Search { finder: self, types, packages };
            for method in &types.type_set(canon).methods {
                let found = search.within(decl, literal, package.id, method.name, 0);
                self.methods.borrow_mut().insert((canon, method.name), found);
            }
        }
    }

    /// Where the parameters of a declared method stand, receiver included.
    pub fn method(
        &self,
        types: &Types,
        packages: &dyn Packages,
        method: ObjId,
    ) -> Option<ParamPlaces> {
        let object = types.object(method);
        let ObjectKind::Func(func) = &object.kind else { return None };
        let package = packages.package(types, object.pkg?)?;
        let declared = func.decl.get().and_then(|DeclRef { file, index }| {
            of_declaration(package.file(types, file)?.decl(index)?)
        });
        declared.or_else(|| packages.method_place(types, method))
    }

    /// Where a method of an interface stands.
    pub fn interface(
        &self,
        types: &Types,
        packages: &dyn Packages,
        interface: TypeId,
        name: Symbol,
    ) -> Option<MethodPlace> {
        Search { finder: self, types, packages }.interface(interface, name, 0)
    }
}

/// What a search needs.
#[derive(Clone, Copy)]
struct Search<'a> {
    finder: &'a Finder,
    types: &'a Types,
    packages: &'a dyn Packages,
}

impl<'a> Search<'a> {
    fn interface(self, interface: TypeId, name: Symbol, depth: u32) -> Option<MethodPlace> {
        let interface = match self.types.get(interface) {
            Type::Named(_) => interface,
            _ => self.types.canon(interface),
        };
        let key = (interface, name);
        if let Some(known) = self.finder.methods.borrow().get(&key) {
            return known.clone();
        }
        if depth > MAX_INTERFACES {
            return None;
        }
        // An interface that embeds itself has nothing there.
        self.finder.methods.borrow_mut().insert(key, None);
        let found = self.find(interface, name, depth);
        self.finder.methods.borrow_mut().insert(key, found.clone());
        found
    }

    fn find(self, interface: TypeId, name: Symbol, depth: u32) -> Option<MethodPlace> {
        let types = self.types;
        let Type::Named(id) = types.get(interface) else {
            let (pkg, at, index, ty) = self.finder.literals.borrow().get(&interface).copied()?;
            let package = self.packages.package(types, pkg)?;
            let file = match &package.lazy_files {
                Some(_) => None,
                None => package.files.iter().find(|file| file.ast.id == at),
            };
            return self.within(file?.decl(index)?, ty, pkg, name, depth);
        };
        let obj = types.named(*id).obj;
        let pkg = types.object(obj).pkg?;
        if self.finder.only.is_some_and(|only| only != pkg) {
            return Some(MethodPlace::Elsewhere(obj));
        }
        if let Some((decl, ty)) = self.declaration(*id) {
            return self.within(decl, ty, pkg, name, depth);
        }
        match self.packages.interface_place(types, obj, name)? {
            MethodPlace::Elsewhere(obj) => {
                let ty = *types.object(obj).ty.get()?;
                self.interface(ty, name, depth + 1)
            }
            here @ MethodPlace::Here(..) => Some(here),
        }
    }

    fn within(
        self,
        decl: CheckedDecl<'_>,
        ty: ExprId,
        pkg: PkgId,
        name: Symbol,
        depth: u32,
    ) -> Option<MethodPlace> {
        let ty = decl.ast.unparen(ty);
        let Some(elements) = self.elements(decl, ty) else {
            let named = decl.facts.exprs.get(ty)?.as_ref()?.ty;
            return self.interface(named, name, depth + 1);
        };
        // What is declared here comes before what is embedded, wherever they stand.
        if let Some(&method) = elements.methods.get(&name) {
            return Some(MethodPlace::Here(pkg, Rc::new(of_signature(decl, method))));
        }
        let from = match elements.first_with(self.types, decl) {
            Some(first) => *first.get(&name)? as usize,
            None => 0,
        };
        let has = |embedded: ExprId| {
            let ty = decl.facts.exprs.get(embedded)?.as_ref()?.ty;
            let set = self.types.type_set(ty);
            Some(set.methods.iter().any(|method| method.name == name))
        };
        let mut embedded = elements.embedded.iter().skip(from);
        embedded.find_map(|&embedded| {
            // Of what other packages declare, nothing else tells.
            if self.finder.only.is_some() && has(embedded) == Some(false) {
                return None;
            }
            self.within(decl, embedded, pkg, name, depth + 1)
        })
    }

    /// What an interface type in the source consists of; none for another type.
    fn elements(self, decl: CheckedDecl<'_>, ty: ExprId) -> Option<Rc<Elements>> {
        let ast = decl.ast;
        let ExprKind::InterfaceType(list) = &ast.exprs[ty].kind else { return None };
        let mut known = self.finder.elements.borrow_mut();
        let key = (decl.file.ast.id, decl.index, ty);
        let elements = known.entry(key).or_insert_with(|| {
            let mut elements = Elements::default();
            for &element in list {
                let element = &ast.fields[element];
                match element.name {
                    Some(method) => {
                        let method = ast.name(method);
                        elements.methods.entry(method).or_insert(element.ty);
                    }
                    None => elements.embedded.push(element.ty),
                }
            }
            Rc::new(elements)
        });
        Some(Rc::clone(elements))
    }

    /// Where a type is declared: the declaration, and the expression on the right side.
    fn declaration(self, id: NamedId) -> Option<(CheckedDecl<'a>, ExprId)> {
        let types = self.types;
        let obj = types.named(id).obj;
        let object = types.object(obj);
        let (pkg, pos) = (object.pkg?, types.pos(object)?);
        let package = self.packages.package(types, pkg)?;
        let file = package.files.iter().find(|file| file.ast.id == pos.file)?;
        let mut declarations = self.finder.declarations.borrow_mut();
        let declared = declarations.entry(pos.file).or_insert_with(|| {
            let declared = |checked: CheckedDecl<'_>, decl: &Decl| match decl.kind {
                DeclKind::Type { name, ty, .. } => {
                    Some((checked.facts.object(name)?, (checked.index, ty)))
                }
                _ => None,
            };
            let decls = file.decls().flat_map(|checked| {
                checked.ast.decls.iter().filter_map(move |(_, decl)| declared(checked, decl))
            });
            decls.collect()
        });
        let &(index, ty) = declared.get(&obj)?;
        Some((file.decl(index)?, ty))
    }
}
