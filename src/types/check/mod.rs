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
//! [`Checker`] is all that it knows, `package` begins and ends with it, `environment` is the context of
//! what is being checked, `delayed` what waits, `top` and `objects` what there is to declare. The other
//! files are methods of it, by what of the language they check.
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
mod delayed;
mod environment;
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
mod objects;
mod operand;
mod package;
mod range;
pub mod recheck;
mod record;
mod redeclare;
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
mod top;
mod typexpr;
mod unary;
mod untyped;
mod validtype;
mod version;

use std::cell::Cell;
use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

pub use environment::{DeclInfo, Environment, FuncScope};
pub use errors::{ErrorDesc, ErrorPos};
pub use objects::Imported;
pub use operand::{Operand, Target};
pub use package::check;
pub use scope::{Scope, ScopeId};
pub use top::{DeclIndex, Top, TopIndex};
pub use version::{GoVersion, Language};

use super::anchor::AnchoredPos;
use super::display::Qualifier;
use super::info::{DeclFacts, Initializer, MissingImport, Package};
use super::lookup::{Ctx, Resolver};
use super::store::{NamedId, ObjId, PkgId, Type, TypeId, Types};
use crate::id::Arena;
use crate::profile::language;
use crate::source::pos::{FileId, Pos, SourceMap};
use crate::symbol::Symbol;
use crate::syntax::ast::{self, ExprId, Offset, PackageClause};
use delayed::Action;
use environment::UsedIn;
use mono::MonoGraph;
use package::{arrange, check_and_keep};
use reports::{Report, Stage};
use resolver::ImportInfo;
use top::tops_of;

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
}

impl Resolver for Checker<'_> {
    fn obj_decl(&mut self, obj: ObjId) {
        Checker::obj_decl(self, obj);
    }
}
