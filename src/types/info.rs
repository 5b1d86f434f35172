//! What the checker found out about a package: the input of the lowering.

use std::fmt::Debug;
use std::rc::Rc;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::anchor::AnchorId;
use super::constant::Value;
use super::store::{Builtin, DeclRef, ObjId, PkgId, TypeId, Types};
use crate::id::Arena;
use crate::source::pos::Pos;
use crate::symbol::Symbol;
use crate::syntax::ast::{self, ClauseId, ExprId, Offset};

/// A checked package.
#[derive(Debug)]
pub struct Package {
    /// The package.
    pub id: PkgId,
    /// The import path.
    pub path: Symbol,
    /// The name.
    pub name: Symbol,
    /// Package-level objects by name. Blank ones, methods and `init` functions are not in it.
    pub scope: Arc<FxHashMap<Symbol, ObjId>>,
    /// The directly imported packages that were found, in order of their paths.
    pub imports: Vec<Arc<Package>>,
    /// The files, in the order in which they were given.
    pub files: Vec<CheckedFile>,
    /// Package-level variable initializations in execution order (`types2/initorder.go`).
    pub init_order: Vec<Initializer>,
    /// Errors in source order.
    pub errors: Vec<TypeError>,
    /// Imports that could not be resolved, each path once, in the order of paths.
    pub missing_imports: Vec<MissingImport>,
    /// Whether its generic code, or that of a package that it imports, needs infinitely many
    /// instances, which is among the errors.
    pub is_endless: bool,
    /// Whether it has objects of the same package as it was before an edit.
    pub lineage: Lineage,
    /// Of a package that comes from a summary: its files, each with one function.
    pub lazy_files: Option<Box<dyn LazyFiles>>,
}

impl Package {
    /// Whether what imports the one can take the other for it: the objects are the same, and
    /// nothing but bodies of functions, and places, differ.
    pub fn declares_the_same(&self, other: &Package) -> bool {
        Arc::ptr_eq(&self.scope, &other.scope)
    }

    /// Whether one is the other one after edits: what didn't change are the same objects.
    pub fn is_edit_of(&self, other: &Package) -> bool {
        Arc::ptr_eq(&self.lineage.0, &other.lineage.0)
    }

    /// The package with further errors.
    pub fn with_errors(&self, errors: Vec<TypeError>) -> Package {
        Package {
            id: self.id,
            path: self.path,
            name: self.name,
            scope: Arc::clone(&self.scope),
            imports: self.imports.clone(),
            files: self.files.clone(),
            init_order: self.init_order.clone(),
            errors: self.errors.iter().cloned().chain(errors).collect(),
            missing_imports: self.missing_imports.clone(),
            is_endless: self.is_endless,
            lineage: self.lineage.clone(),
            lazy_files: None,
        }
    }

    /// A file.
    pub fn file(&self, types: &Types, index: u32) -> Option<&CheckedFile> {
        match &self.lazy_files {
            Some(files) => files.file(types, index),
            None => self.files.get(index as usize),
        }
    }

    /// A top-level declaration.
    pub fn decl(&self, types: &Types, decl: DeclRef) -> Option<CheckedDecl<'_>> {
        self.file(types, decl.file)?.decl(decl.index)
    }
}

/// What packages have in common of which one is an edit of the other ([`Package::is_edit_of`]).
#[derive(Clone, Default, Debug)]
pub struct Lineage(Arc<()>);

/// Files that are read when they are asked for.
pub trait LazyFiles: Debug + Send + Sync {
    /// A file; absent if there is none.
    fn file(&self, types: &Types, index: u32) -> Option<&CheckedFile>;
}

/// All checked packages of an analysis.
pub trait Packages: Sync {
    /// The package, if it was checked or comes from a summary.
    fn package(&self, types: &Types, id: PkgId) -> Option<&Package>;

    /// Where the parameters of a method stand that comes from a summary without its body, if
    /// somebody wants to know.
    fn method_place(&self, _types: &Types, _method: ObjId) -> Option<ParamPlaces> {
        None
    }

    /// Where a method of a declared interface stands that comes from a summary, by the name of the
    /// interface's type and its own, if somebody wants to know.
    fn interface_place(
        &self,
        _types: &Types,
        _interface: ObjId,
        _method: Symbol,
    ) -> Option<MethodPlace> {
        None
    }
}

/// Where the parameters of a method stand.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct ParamPlaces {
    /// Of a declared function whose body is at hand: where it stands itself. A dictionary is
    /// declared there.
    pub func: Option<Pos>,
    /// Of a declared method: the receiver's name, if it has one, and where it stands.
    pub recv: Option<(Option<Symbol>, Pos)>,
    /// The parameters, one a name.
    pub params: Vec<Pos>,
    /// The results, one a name.
    pub results: Vec<Pos>,
}

/// Where a method of an interface is declared.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum MethodPlace {
    /// In this package, with its parameters at these places.
    Here(PkgId, Rc<ParamPlaces>),
    /// In a declared interface of another package, by the name of its type.
    Elsewhere(ObjId),
}

impl Packages for FxHashMap<PkgId, Arc<Package>> {
    fn package(&self, _: &Types, id: PkgId) -> Option<&Package> {
        self.get(&id).map(|package| &**package)
    }
}

/// A file with what is known of its declarations.
#[derive(Clone, Debug)]
pub struct CheckedFile {
    /// The tree.
    pub ast: ast::File,
    /// The language version: the package's, or the file's own.
    pub version: (u32, u32),
    /// What is known of each of [`ast::File::decls`].
    pub facts: Vec<Arc<DeclFacts>>,
}

impl CheckedFile {
    /// The top-level declaration of an index.
    pub fn decl(&self, index: u32) -> Option<CheckedDecl<'_>> {
        let placed = self.ast.decls.get(index as usize)?;
        let facts = self.facts.get(index as usize)?;
        Some(CheckedDecl { file: self, index, base: placed.base, ast: &placed.decl, facts })
    }

    /// All top-level declarations in source order.
    pub fn decls(&self) -> impl Iterator<Item = CheckedDecl<'_>> {
        (0..self.ast.decls.len() as u32).filter_map(|index| self.decl(index))
    }
}

/// What is known of the nodes of a top-level declaration. It holds nothing that an edit elsewhere
/// in the file changes.
#[derive(Debug)]
pub struct DeclFacts {
    /// What the objects that it declares stand by.
    pub anchor: AnchorId,
    /// Type, mode and value of each expression of the tree.
    pub exprs: Arena<ExprId, Option<TypeAndValue>>,
    /// What each name declares or refers to, selected names included. Blank names that declare
    /// a variable have an object too; the symbolic variable of a type switch has none.
    pub objects: Arena<ExprId, Option<ObjId>>,
    /// How each [`ast::ExprKind::Selector`] that isn't a qualified identifier was resolved.
    pub selections: FxHashMap<ExprId, Selection>,
    /// The type arguments of each use of a generic function (by the used name, the selected one
    /// included), inferred ones too, and the instantiated signature.
    pub instances: FxHashMap<ExprId, Instance>,
    /// The variable that each clause of a type switch declares implicitly.
    pub clause_vars: FxHashMap<ClauseId, ObjId>,
}

impl DeclFacts {
    /// Of a declaration of which nothing is known yet.
    pub fn new(anchor: AnchorId, decl: &ast::TopLevel) -> DeclFacts {
        let len = decl.exprs.len();
        DeclFacts {
            anchor,
            exprs: Arena::filled(None, len),
            objects: Arena::filled(None, len),
            selections: FxHashMap::default(),
            instances: FxHashMap::default(),
            clause_vars: FxHashMap::default(),
        }
    }

    /// The object that a name declares or refers to.
    pub fn object(&self, name: ExprId) -> Option<ObjId> {
        self.objects.get(name).copied().flatten()
    }
}

/// A top-level declaration where it stands, with what is known of it.
#[derive(Clone, Copy, Debug)]
pub struct CheckedDecl<'a> {
    /// The file that it stands in.
    pub file: &'a CheckedFile,
    /// The index in the file.
    pub index: u32,
    /// Where its offsets count from.
    pub base: Offset,
    /// The tree.
    pub ast: &'a ast::TopLevel,
    /// What is known of its nodes.
    pub facts: &'a DeclFacts,
}

impl CheckedDecl<'_> {
    /// The position of an offset of the declaration.
    #[inline]
    pub fn pos(&self, offset: Offset) -> Pos {
        Pos { file: self.file.ast.id, offset: self.base + offset }
    }

    /// The function that it declares, if it is the declaration of one.
    pub fn function(&self) -> Option<ObjId> {
        match self.ast.first()?.kind {
            ast::DeclKind::Func { name, .. } => self.facts.object(name),
            _ => None,
        }
    }
}

/// An import of a package that wasn't found.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct MissingImport {
    /// The import path.
    pub path: Symbol,
    /// Where it is imported first.
    pub pos: Pos,
}

/// What is known of an expression.
#[derive(Clone, Debug)]
pub struct TypeAndValue {
    /// How it may be used.
    pub mode: Mode,
    /// Its type; the final one, where an untyped expression was converted.
    pub ty: TypeId,
    /// Its value, if it is constant.
    pub value: Option<Value>,
}

/// How an expression may be used (`types2/operand.go`).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Mode {
    /// Unknown, because of an error or a missing import.
    Invalid,
    /// A call without result.
    NoValue,
    /// A built-in function.
    Builtin(Builtin),
    /// A type.
    TypExpr,
    /// A constant.
    Constant,
    /// Addressable.
    Variable,
    /// `m[k]`: not addressable, but assignable, and may yield a second value.
    MapIndex,
    /// A value.
    Value,
    /// The untyped `nil`.
    NilValue,
    /// Like a value, may yield a second value: `x.(T)`, `<-c`.
    CommaOk,
}

/// How `x.f` was resolved.
#[derive(Clone, Debug)]
pub struct Selection {
    /// Field, method value or method expression.
    pub kind: SelectionKind,
    /// The type of `x`.
    pub recv: TypeId,
    /// Field indices from `x` on through embedded fields; for a field the last is its own, for
    /// a method all lead to the embedded field that has it.
    pub path: Box<[u32]>,
    /// The selected method: a declared function, absent for methods of interfaces and type
    /// parameters.
    pub method: Option<ObjId>,
    /// The type of the selected field, or the signature of the method after substitution,
    /// without receiver.
    pub ty: TypeId,
    /// Whether the path from `x` to the field or to the method's receiver goes through a pointer.
    pub indirect: bool,
}

/// The kinds of selections.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum SelectionKind {
    /// `x.f` is a struct field.
    Field,
    /// `x.f` is a method of the value `x`, called or not.
    Method,
    /// `T.f` is a function with the receiver as its first parameter.
    MethodExpr,
}

/// An instantiation of a generic function.
#[derive(Clone, Debug)]
pub struct Instance {
    /// The type arguments.
    pub targs: Box<[TypeId]>,
    /// The signature with them.
    pub ty: TypeId,
}

/// `lhs = rhs` of package-level variables.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Initializer {
    /// The variables, blank ones included.
    pub lhs: Box<[ObjId]>,
    /// The top-level declaration of the expression.
    pub decl: DeclRef,
    /// The expression.
    pub rhs: ExprId,
}

/// An error in the user's code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TypeError {
    /// Where.
    pub pos: Pos,
    /// What, in gc's words where they are known.
    pub message: String,
    /// Whether it doesn't keep gc from compiling: unused imports and variables do, so this is
    /// for what follows from a missing import.
    pub soft: bool,
}
