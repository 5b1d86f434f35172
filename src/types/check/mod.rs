//! The type checker of a package (`types2/check.go`).
//!
//! In come the syntax trees of a package and the packages that it imports, already checked; out
//! comes a [`Package`]: the type, mode and value of every expression, the object of every name,
//! the order of initialization, and the errors. For
//!
//! ```go
//! package p
//!
//! var x = f(1)
//!
//! func f(n int) string { return strings.Repeat("ab", n) }
//! ```
//!
//! package-level objects `x` and `f` are collected first; then declarations are checked, each when
//! it is first needed (`x` needs the signature of `f`); then the bodies of functions; then the
//! order of initialization and what is unused.
//!
//! The checker goes on after an error. What has an error has the unknown type, about which nothing
//! more is said.

mod assignments;
mod binary;
mod builtins;
mod call;
mod comparison;
mod consts;
mod conversions;
mod cycles;
mod decl;
mod errors;
mod expr;
mod exprstring;
mod index;
mod initorder;
mod interface;
mod labels;
mod literals;
mod missing;
mod modes;
mod mono;
mod operand;
mod range;
pub mod recheck;
mod record;
mod reports;
mod resolver;
mod returns;
mod scope;
mod selector;
mod shift;
mod signature;
mod stmt;
mod structs;
mod switches;
mod typexpr;
mod unary;
mod untyped;
mod validtype;
mod version;

use std::cell::Cell;
use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

pub use errors::{ErrorDesc, ErrorPos};
pub use operand::{Operand, Target};
pub use scope::{Scope, ScopeId};
pub use version::{GoVersion, Language};

use super::anchor::{AnchorId, AnchoredPos};
use super::constant::Value;
use super::display::Qualifier;
use super::info::{CheckedFile, DeclFacts, Initializer, MissingImport, Package, TypeError};
use super::lookup::{Ctx, Resolver};
use super::store::{
    DeclRef, NamedId, ObjId, Object, ObjectKind, PkgId, Type, TypeId, Types, VarKind,
};
use crate::id::Arena;
use crate::profile::language;
use crate::source::pos::{FileId, Pos, SourceMap};
use crate::symbol::Symbol;
use crate::syntax::ast::{self, DeclId, ExprId, Offset, PackageClause};
use mono::MonoGraph;
use reports::{Report, Stage};
use resolver::ImportInfo;

/// What [`check`] needs to know of a package.
pub struct Input<'t> {
    /// The store that all packages of the analysis share.
    pub types: &'t Types,
    /// The table of files, for positions inside messages.
    pub sources: &'t SourceMap,
    /// The package.
    pub pkg: PkgId,
    /// The import path.
    pub path: Symbol,
    /// The files.
    pub files: Vec<ast::File>,
    /// The imported packages by import path as written; those that are missing here are unknown.
    pub imports: FxHashMap<Symbol, Arc<Package>>,
    /// The versions of the language.
    pub language: Language,
}

/// The index of a package-level declaration in [`Checker::decls`].
pub type DeclIndex = u32;

/// The index of a top-level declaration in [`Checker::tops`].
pub type TopIndex = u32;

/// A top-level declaration of the package.
#[derive(Clone, Copy, Debug)]
pub struct Top<'a> {
    /// The index of the file.
    pub file: u32,
    /// The index in the file.
    index: u32,
    /// The file.
    id: FileId,
    /// Where its offsets count from.
    base: Offset,
    /// The same for the objects that it declares.
    anchor: AnchorId,
    /// The tree.
    pub ast: &'a ast::TopLevel,
}

/// The top-level declarations of files. `anchor` tells what the objects of one stand by, which has
/// its offsets count from a place.
fn tops_of<'a>(
    files: &'a [ast::File],
    mut anchor: impl FnMut(DeclRef, Pos) -> AnchorId,
) -> Vec<Top<'a>> {
    let mut tops = Vec::with_capacity(files.iter().map(|file| file.decls.len()).sum());
    for (number, file) in files.iter().enumerate() {
        for (index, placed) in file.decls.iter().enumerate() {
            let place = DeclRef { file: number as u32, index: index as u32 };
            tops.push(Top {
                file: place.file,
                index: place.index,
                id: file.id,
                base: placed.base,
                anchor: anchor(place, Pos { file: file.id, offset: placed.base }),
                ast: &placed.decl,
            });
        }
    }
    tops
}

impl Top<'_> {
    /// The position of an offset of the declaration.
    #[inline]
    pub fn pos(&self, offset: Offset) -> Pos {
        Pos { file: self.id, offset: self.base + offset }
    }

    /// What is known of it before it is checked.
    fn no_facts(&self) -> DeclFacts {
        DeclFacts::new(self.anchor, self.ast)
    }

    /// Which one of the package it is.
    pub fn place(&self) -> DeclRef {
        DeclRef { file: self.file, index: self.index }
    }
}

/// What is known of a package-level object before it is checked (`types2.declInfo`).
#[derive(Debug, Default)]
pub struct DeclInfo {
    /// The top-level declaration, an index into [`Checker::tops`].
    pub top: TopIndex,
    /// The scope of the file.
    pub scope: ScopeId,
    /// The language version there.
    pub version: GoVersion,
    /// The variables of `var a, b = f()`, otherwise empty.
    pub lhs: Box<[ObjId]>,
    /// The type of a constant or variable.
    pub vtyp: Option<ExprId>,
    /// The value of a constant or variable.
    pub init: Option<ExprId>,
    /// Whether the value is that of an earlier constant of the group.
    pub inherited: bool,
    /// The value of `iota`.
    pub iota: u32,
    /// The declaration of a type or function.
    pub decl: Option<DeclId>,
    /// The signature of a function, once it is checked.
    func: Option<Arc<FuncScope>>,
    /// The package-level objects that an initial value or a body refers to, in order.
    pub deps: Vec<ObjId>,
    dep_set: FxHashSet<ObjId>,
}

/// The context of what is being checked (`types2.environment`).
#[derive(Clone, Debug, Default)]
pub struct Environment {
    /// The current file, an index.
    pub file: u32,
    /// The current top-level declaration, one of the file's.
    pub top: TopIndex,
    /// When this is checked.
    stage: Stage,
    /// The package-level declaration whose value or body is checked.
    pub decl: Option<DeclIndex>,
    /// The innermost scope.
    pub scope: ScopeId,
    /// The language version.
    pub version: GoVersion,
    /// The value of `iota` in a constant declaration.
    pub iota: Option<Value>,
    /// The position of a constant with an inherited value: errors stand there.
    pub errpos: Option<Pos>,
    /// Whether a type parameter list is being checked.
    pub in_tparam_list: bool,
    /// Whether the type on the right side of an alias declaration is being checked: the types that
    /// it refers to are then declared, but their own right sides wait.
    pub in_alias: bool,
    /// The signature and results of the function whose body is checked.
    pub func: Option<Arc<FuncScope>>,
    /// Whether the function has labels.
    pub has_label: bool,
    /// Whether the expression has a call or receives (so that `len(x)` isn't constant).
    pub has_call_or_recv: bool,
    /// The type parameters of the enclosing functions, receivers' included.
    pub tparams: Arc<[TypeId]>,
    /// The local variables of the function so far.
    pub locals: Vec<ObjId>,
}

/// A function type with the objects of its parameters (`types2.Signature`'s scope and tuples).
#[derive(Clone, Debug)]
pub struct FuncScope {
    /// The [`Type::Signature`].
    pub sig: TypeId,
    /// The scope of the parameters and of the body.
    pub scope: ScopeId,
    /// How many names are declared there before those of the body.
    declared: usize,
    /// The receiver.
    pub recv: Option<ObjId>,
    /// Parameters, nameless ones included.
    pub params: Box<[ObjId]>,
    /// Results, nameless ones included.
    pub results: Box<[ObjId]>,
    /// Types of the results.
    pub result_types: Box<[TypeId]>,
    /// The type parameters in scope in the body.
    pub tparams: Arc<[TypeId]>,
}

/// What uses a name.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
enum UsedIn {
    /// A declaration, or the signature of a function.
    Declaration,
    /// The body of a function, or what else waits until declarations are complete.
    Body,
}

/// Work that waits until declarations are complete.
struct Action<'a> {
    file: u32,
    top: TopIndex,
    /// How often it was put off.
    generation: u32,
    version: GoVersion,
    run: Box<dyn FnOnce(&mut Checker<'a>) + 'a>,
}

/// What is left of a checker.
struct Outcome {
    init_order: Vec<Initializer>,
    pkg: PkgId,
    pkg_name: Symbol,
    import_map: FxHashMap<PkgId, Arc<Package>>,
    scope: Arc<FxHashMap<Symbol, ObjId>>,
    facts: Vec<DeclFacts>,
    versions: Vec<GoVersion>,
    errors: Vec<TypeError>,
    missing_imports: Vec<MissingImport>,
    is_endless: bool,
}

/// Checks a package.
pub fn check(input: Input<'_>) -> Package {
    check_and_keep(input, None)
}

/// Checks a package, and keeps what it takes to check bodies of it again.
fn check_and_keep(input: Input<'_>, keep: Option<&mut Option<recheck::KnownBodies>>) -> Package {
    let Input { types, sources, pkg, path, files, imports, language } = input;
    // The package may have been checked before, with another text.
    types.forget_aliases(pkg);
    let checked = {
        let tops = tops_of(&files, |_, base| types.new_anchor(base));
        let mut checker = Checker::new(types, sources, pkg, &files, tops, &imports, language);
        checker.facts = checker.tops.iter().map(Top::no_facts).collect();
        let init_order = checker.check_files();
        let scope = Arc::new(checker.scopes[checker.pkg_scope].iter().collect());
        if let Some(keep) = keep {
            *keep = recheck::KnownBodies::of(&mut checker);
        }
        Outcome {
            init_order,
            pkg: checker.pkg,
            pkg_name: checker.pkg_name,
            import_map: checker.import_map,
            scope,
            facts: checker.facts,
            versions: checker.file_versions,
            errors: reports::told(sources, &checker.reports),
            missing_imports: checker.missing_imports,
            is_endless: checker.is_endless,
        }
    };
    let Outcome {
        init_order,
        pkg,
        pkg_name,
        import_map,
        scope,
        facts,
        versions,
        mut errors,
        mut missing_imports,
        is_endless,
    } = checked;
    arrange(&mut errors, &files);
    missing_imports.sort_by_key(|missing| missing.path.as_str());
    let mut imported: Vec<Arc<Package>> = import_map.into_values().collect();
    imported.sort_by_key(|package| package.path.as_str());
    let is_endless = is_endless || imported.iter().any(|package| package.is_endless);
    let mut facts = facts.into_iter().map(Arc::new);
    let files = files
        .into_iter()
        .enumerate()
        .map(|(i, ast)| CheckedFile {
            version: versions.get(i).copied().unwrap_or(language.package),
            facts: facts.by_ref().take(ast.decls.len()).collect(),
            ast,
        })
        .collect();
    Package {
        id: pkg,
        path,
        name: pkg_name,
        scope,
        imports: imported,
        files,
        init_order,
        errors,
        missing_imports,
        is_endless,
        lazy_files: None,
    }
}

/// Sorts errors by place, and drops those that are there twice.
fn arrange(errors: &mut Vec<TypeError>, files: &[ast::File]) {
    let rank: FxHashMap<_, _> = files.iter().enumerate().map(|(i, f)| (f.id, i)).collect();
    errors.sort_by_key(|err| (rank.get(&err.pos.file).copied(), err.pos.offset));
    errors.dedup();
}

/// The state of the checking of one package.
pub struct Checker<'a> {
    /// The store.
    pub types: &'a Types,
    /// The table of files.
    pub sources: &'a SourceMap,
    /// The package.
    pub pkg: PkgId,
    /// The name of the package.
    pub pkg_name: Symbol,
    /// The syntax trees.
    pub files: &'a [ast::File],
    /// The top-level declarations of all files in order.
    pub tops: Vec<Top<'a>>,
    /// The index of the first one of each file.
    first_tops: Vec<TopIndex>,
    /// Where the files stand among them.
    file_ranks: FxHashMap<FileId, usize>,
    /// Imported packages by import path as written.
    pub(super) import_paths: &'a FxHashMap<Symbol, Arc<Package>>,
    /// Imported packages by identity.
    pub(super) import_map: FxHashMap<PkgId, Arc<Package>>,
    /// The versions of the language.
    pub language: Language,
    /// The context of what is being checked.
    pub env: Environment,
    /// Package-level declarations.
    pub decls: Vec<DeclInfo>,
    /// The declaration of each package-level object and method.
    pub obj_map: FxHashMap<ObjId, DeclIndex>,
    /// The keys of `obj_map` in source order.
    pub obj_list: Vec<ObjId>,
    /// Variables that are used. Only of local variables matters what is not.
    pub used_vars: FxHashSet<ObjId>,
    /// Names of imported packages that are used, each with the declaration that does.
    used_pkg_names: FxHashSet<(TopIndex, UsedIn, ObjId)>,
    /// Calls of `panic`, for the analysis of terminating statements.
    pub is_panic: FxHashSet<(TopIndex, ExprId)>,
    /// Operands of untyped type that are the left side of a shift.
    shift_lhs: FxHashSet<(TopIndex, ExprId)>,
    /// What is known of each top-level declaration.
    facts: Vec<DeclFacts>,
    scopes: Arena<ScopeId, Scope>,
    pkg_scope: ScopeId,
    file_scopes: Vec<ScopeId>,
    file_versions: Vec<GoVersion>,
    /// Files of another package.
    skipped_files: FxHashSet<u32>,
    delayed: Vec<Option<Action<'a>>>,
    /// The objects whose declarations are being checked.
    obj_path: Vec<ObjId>,
    obj_path_index: FxHashMap<ObjId, usize>,
    /// The signatures of functions on the path as far as they are known: their type parameters.
    provisional_sigs: FxHashMap<ObjId, TypeId>,
    /// How many of them are aliases.
    pending_aliases: u32,
    /// Types of which only the header was checked.
    pending_types: Vec<ObjId>,
    /// The scopes of their type parameters.
    tparam_scopes: FxHashMap<ObjId, ScopeId>,
    /// The right sides of type declarations of this package.
    from_rhs: FxHashMap<NamedId, TypeId>,
    /// Declared types, with their right sides, that wait for the underlying type of another.
    waiting: FxHashMap<NamedId, Vec<(NamedId, TypeId)>>,
    /// Where each instance was first instantiated.
    instance_pos: FxHashMap<TypeId, Pos>,
    /// Declared types that are known not to contain themselves.
    valid_types: FxHashSet<NamedId>,
    /// How many instances were looked into for types that contain themselves.
    valid_instances: usize,
    /// Interfaces that are known to be types of variables.
    var_types: FxHashSet<TypeId>,
    /// Types that are known to be keys of maps.
    map_keys: FxHashSet<TypeId>,
    /// The methods of each type name, with whether their receiver is a pointer.
    methods: FxHashMap<ObjId, Vec<(ObjId, bool)>>,
    imports: Vec<ImportInfo>,
    missing_imports: Vec<MissingImport>,
    /// Imports without a name, of packages that weren't found, in order of the source.
    unnamed_imports: Vec<missing::UnnamedImport>,
    /// Whether it was reported that generic code needs infinitely many instances.
    is_endless: bool,
    /// The package name through which a name of a file scope was imported with a dot.
    dot_imports: FxHashMap<(ScopeId, Symbol), ObjId>,
    /// Files with a dot import of an unknown package: any name may come from it.
    unknown_dot_import: FxHashMap<u32, PkgId>,
    mono: MonoGraph,
    stmt_depth: u32,
    reports: Vec<Report>,
    /// Whether a place was spelled for the message in the making.
    has_places: Cell<bool>,
    /// The numbers of declarations, by when their bodies are checked.
    ranks: FxHashMap<TopIndex, u32>,
}

impl<'a> Checker<'a> {
    fn new(
        types: &'a Types,
        sources: &'a SourceMap,
        pkg: PkgId,
        files: &'a [ast::File],
        tops: Vec<Top<'a>>,
        import_paths: &'a FxHashMap<Symbol, Arc<Package>>,
        language: Language,
    ) -> Checker<'a> {
        let mut scopes = Arena::new();
        let pkg_scope = scopes.push(Scope::default());
        let file_scopes =
            files.iter().map(|_| scopes.push(Scope::below(Some(pkg_scope)))).collect();
        let mut first_tops = Vec::with_capacity(files.len());
        let mut first = 0;
        for file in files {
            first_tops.push(first);
            first += file.decls.len() as TopIndex;
        }
        Checker {
            types,
            sources,
            pkg,
            pkg_name: Symbol::EMPTY,
            files,
            file_ranks: files.iter().enumerate().map(|(rank, file)| (file.id, rank)).collect(),
            import_paths,
            import_map: FxHashMap::default(),
            language,
            env: Environment::default(),
            decls: Vec::new(),
            obj_map: FxHashMap::default(),
            obj_list: Vec::new(),
            used_vars: FxHashSet::default(),
            used_pkg_names: FxHashSet::default(),
            is_panic: FxHashSet::default(),
            shift_lhs: FxHashSet::default(),
            facts: Vec::new(),
            tops,
            first_tops,
            scopes,
            pkg_scope,
            file_scopes,
            file_versions: Vec::new(),
            skipped_files: FxHashSet::default(),
            delayed: Vec::new(),
            obj_path: Vec::new(),
            obj_path_index: FxHashMap::default(),
            provisional_sigs: FxHashMap::default(),
            pending_aliases: 0,
            pending_types: Vec::new(),
            tparam_scopes: FxHashMap::default(),
            from_rhs: FxHashMap::default(),
            waiting: FxHashMap::default(),
            instance_pos: FxHashMap::default(),
            valid_types: FxHashSet::default(),
            valid_instances: 0,
            var_types: FxHashSet::default(),
            map_keys: FxHashSet::default(),
            methods: FxHashMap::default(),
            imports: Vec::new(),
            missing_imports: Vec::new(),
            unnamed_imports: Vec::new(),
            is_endless: false,
            dot_imports: FxHashMap::default(),
            unknown_dot_import: FxHashMap::default(),
            mono: MonoGraph::default(),
            stmt_depth: 0,
            reports: Vec::new(),
            has_places: Cell::new(false),
            ranks: FxHashMap::default(),
        }
    }

    /// Finds the name of the package and the language version of each file.
    fn init_files(&mut self) {
        let files = self.files;
        for (i, file) in files.iter().enumerate() {
            self.env.file = i as u32;
            let PackageClause { name, pos } = file.package;
            let at = Pos { file: file.id, offset: pos };
            if self.pkg_name.is_empty() {
                if name.is_blank() {
                    self.error(at, "invalid package name _");
                } else {
                    self.pkg_name = name;
                }
            } else if name != self.pkg_name {
                let message = format!("package {name}; expected package {}", self.pkg_name);
                self.error(at, message);
                self.skipped_files.insert(i as u32);
            }
            let mut version = self.language.package;
            if let Some(own) = file.go_version {
                version = own.max(language::FILE_VERSIONS);
                if own > self.language.newest {
                    let (major, minor) = own;
                    self.error(at, format!("file requires newer Go version go{major}.{minor}"));
                }
            }
            self.file_versions.push(version);
        }
        let _ = self.types.package(self.pkg).name.set(self.pkg_name);
    }

    fn check_files(&mut self) -> Vec<Initializer> {
        if self.files.is_empty() {
            return Vec::new();
        }
        self.init_files();
        self.collect_objects();
        self.direct_cycles();
        self.package_objects();
        self.finish_underlying();
        self.process_delayed(0);
        self.whole_package()
    }

    /// Checks what takes all bodies, and finds the order of initialization.
    fn whole_package(&mut self) -> Vec<Initializer> {
        self.env.stage = Stage::Package;
        let order = self.init_order();
        self.unused_imports();
        self.monomorph();
        order
    }

    /// The index of the file of a position among the files of the package.
    pub(super) fn file_rank(&self, pos: Pos) -> usize {
        self.file_ranks.get(&pos.file).copied().unwrap_or(usize::MAX)
    }

    /// How messages name types.
    pub fn qualifier(&self) -> Qualifier {
        Qualifier { pkg: Some(self.pkg) }
    }

    /// What the functions of the store need that may meet methods whose declarations are still to
    /// be checked.
    pub fn ctx(&mut self) -> Ctx<'_> {
        let (qual, version) = (self.qualifier(), self.env.version);
        Ctx { resolver: self, qual, version }
    }

    /// The tree of the current top-level declaration. It outlives the borrow of the checker.
    #[inline]
    pub fn ast(&self) -> &'a ast::TopLevel {
        self.tops[self.env.top as usize].ast
    }

    /// The top-level declarations of a file.
    pub(super) fn tops_of(&self, file: u32) -> std::ops::Range<TopIndex> {
        let start = self.first_tops[file as usize];
        start..start + self.files[file as usize].decls.len() as TopIndex
    }

    /// The expression of the current declaration.
    #[inline]
    pub fn expr_kind(&self, e: ExprId) -> &'a ast::ExprKind {
        &self.ast().exprs[e].kind
    }

    /// The position of an offset in the current declaration.
    #[inline]
    pub fn pos(&self, offset: Offset) -> Pos {
        self.tops[self.env.top as usize].pos(offset)
    }

    /// What objects at an offset in the current declaration stand at.
    pub(super) fn anchored(&self, offset: Offset) -> AnchoredPos {
        AnchoredPos { anchor: self.tops[self.env.top as usize].anchor, offset }
    }

    /// Where an object is declared.
    pub fn obj_pos(&self, obj: ObjId) -> Option<Pos> {
        self.types.pos(self.object(obj))
    }

    /// Notes that the current declaration uses the name of an imported package.
    pub(super) fn use_import(&mut self, obj: ObjId) {
        let used_in = match self.env.stage {
            Stage::Declarations => UsedIn::Declaration,
            Stage::Delayed { .. } | Stage::Package => UsedIn::Body,
        };
        self.used_pkg_names.insert((self.env.top, used_in, obj));
    }

    /// The beginning of the current file.
    pub fn start_of_file(&self) -> Pos {
        Pos { file: self.files[self.env.file as usize].id, offset: 0 }
    }

    /// The unknown type.
    #[inline]
    pub fn invalid_type(&self) -> TypeId {
        self.types.invalid()
    }

    /// The type of something that follows from a value or type of this one, of which nothing
    /// else is known: unknown, by the missing package that it comes from, if there is one.
    pub fn unknown_from(&self, ty: TypeId) -> TypeId {
        match self.types.missing_in(ty) {
            Some(pkg) => self.types.unknown_value(pkg),
            None => self.types.invalid(),
        }
    }

    /// The underlying type as data.
    #[inline]
    pub fn under(&self, ty: TypeId) -> &'a Type {
        let types: &'a Types = self.types;
        types.get(types.underlying(ty))
    }

    /// Does work when the current declarations are complete.
    pub fn later(&mut self, run: impl FnOnce(&mut Checker<'a>) + 'a) {
        let Environment { file, top, version, stage, .. } = self.env;
        let generation = match stage {
            Stage::Declarations | Stage::Package => 1,
            Stage::Delayed { generation, .. } => generation + 1,
        };
        self.delayed.push(Some(Action { file, top, generation, version, run: Box::new(run) }));
    }

    /// The mark to give to [`Checker::process_delayed`].
    pub fn delayed_mark(&self) -> usize {
        self.delayed.len()
    }

    /// Does the work that was put off since the mark, and what that puts off in turn.
    pub fn process_delayed(&mut self, mark: usize) {
        let Environment { file, top, version, stage, .. } = self.env;
        let mut i = mark;
        while i < self.delayed.len() {
            if let Some(action) = self.delayed[i].take() {
                self.env.file = action.file;
                self.env.top = action.top;
                self.env.version = action.version;
                let next = self.ranks.len() as u32;
                let rank = *self.ranks.entry(action.top).or_insert(next);
                self.env.stage = Stage::Delayed { generation: action.generation, rank };
                (action.run)(self);
            }
            i += 1;
        }
        self.delayed.truncate(mark);
        self.env.file = file;
        self.env.top = top;
        self.env.version = version;
        self.env.stage = stage;
    }

    /// Notes that the current package-level declaration depends on an object, if that is one of
    /// this package.
    pub fn add_decl_dep(&mut self, to: ObjId) {
        let Some(from) = self.env.decl else { return };
        if !self.obj_map.contains_key(&to) {
            return;
        }
        let decl = &mut self.decls[from as usize];
        if decl.dep_set.insert(to) {
            decl.deps.push(to);
        }
    }

    /// A new object of this package at an offset of the current declaration.
    pub fn new_object(
        &self,
        offset: Offset,
        name: Symbol,
        ty: Option<TypeId>,
        kind: ObjectKind,
    ) -> ObjId {
        self.new_object_at(self.anchored(offset), name, ty, kind)
    }

    /// A new object of this package.
    pub(super) fn new_object_at(
        &self,
        pos: AnchoredPos,
        name: Symbol,
        ty: Option<TypeId>,
        kind: ObjectKind,
    ) -> ObjId {
        self.types.new_object(Object {
            name,
            pkg: Some(self.pkg),
            pos: Some(pos),
            ty: ty.map_or_else(Default::default, Into::into),
            kind,
        })
    }

    /// A new variable of this package at an offset of the current declaration.
    pub fn new_var(
        &self,
        kind: VarKind,
        offset: Offset,
        name: Symbol,
        ty: Option<TypeId>,
    ) -> ObjId {
        self.new_object(offset, name, ty, ObjectKind::Var(kind))
    }

    /// The object.
    #[inline]
    pub fn object(&self, obj: ObjId) -> &'a Object {
        let types: &'a Types = self.types;
        types.object(obj)
    }

    /// The type of an object, once it is known.
    #[inline]
    pub fn obj_type(&self, obj: ObjId) -> Option<TypeId> {
        self.object(obj).ty.get().copied()
    }

    /// Sets the type of an object, unless it has one.
    pub fn set_type(&self, obj: ObjId, ty: TypeId) {
        let _ = self.object(obj).ty.set(ty);
    }
}

impl Resolver for Checker<'_> {
    fn obj_decl(&mut self, obj: ObjId) {
        Checker::obj_decl(self, obj);
    }
}

/// Where a member of an imported package is to be found.
#[derive(Clone, Copy, Debug)]
pub enum Imported {
    /// The exported or unexported object.
    Object(ObjId),
    /// The package has no such object.
    Undefined,
    /// The package is not known: anything may be in it.
    Unknown,
}

impl Checker<'_> {
    /// The object of a name in an imported package.
    pub fn lookup_imported(&self, pkg: PkgId, name: Symbol) -> Imported {
        let found = if pkg == self.types.universe.unsafe_pkg() {
            self.types.universe.unsafe_scope.get(&name)
        } else {
            match self.import_map.get(&pkg) {
                Some(package) => package.scope.get(&name),
                None => return Imported::Unknown,
            }
        };
        found.map_or(Imported::Undefined, |&obj| Imported::Object(obj))
    }
}
