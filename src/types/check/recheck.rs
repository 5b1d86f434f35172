//! Checking bodies again after an edit: where nothing but bodies of functions changed, package-level
//! objects and what is known of all other declarations stay the same objects.
//!
//! ```go
//! type T struct{ n int }          // kept
//! func f(t *T) int { return t.n } // edited: checked again, with its old parameters
//! func g() { f(nil) }             // kept
//! ```
//!
//! What takes all bodies (which imports are used, the order of initialization, the instances that
//! generic code needs) is worked out from what each declaration added to it. Errors stay with the
//! declarations that they were found in ([`super::reports`]).

use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use super::missing::{UnnamedImport, qualifiers};
use super::mono::MonoGraph;
use super::reports::{Report, Stage, told};
use super::resolver::ImportInfo;
use super::{
    Checker, DeclIndex, DeclInfo, FuncScope, GoVersion, Input, Language, Scope, ScopeId, TopIndex,
    UsedIn, arrange, check_and_keep, tops_of,
};
use crate::id::{Arena, Id};
use crate::source::pos::{Pos, SourceMap};
use crate::symbol::Symbol;
use crate::syntax::ast::{self, DeclKind, ExprId, StmtId};
use crate::types::info::{
    CheckedDecl, CheckedFile, DeclFacts, Initializer, MissingImport, Package,
};
use crate::types::moved::Moved;
use crate::types::store::{NamedId, ObjId, TypeId, Types};

/// A package of which bodies can be checked again.
#[derive(Debug)]
pub struct EditedPackage {
    package: Arc<Package>,
    imports: FxHashMap<Symbol, Arc<Package>>,
    language: Language,
    /// Absent where generic code makes instances without end.
    known: Option<KnownBodies>,
}

/// What the checker knew at the end.
#[derive(Debug)]
pub(super) struct KnownBodies {
    import_map: FxHashMap<crate::types::store::PkgId, Arc<Package>>,
    decls: Vec<DeclInfo>,
    obj_map: FxHashMap<ObjId, DeclIndex>,
    obj_list: Vec<ObjId>,
    used_pkg_names: FxHashSet<(TopIndex, UsedIn, ObjId)>,
    is_panic: FxHashSet<(TopIndex, ExprId)>,
    scopes: Arena<ScopeId, Scope>,
    file_scopes: Vec<ScopeId>,
    file_versions: Vec<GoVersion>,
    valid_types: FxHashSet<NamedId>,
    valid_instances: usize,
    var_types: FxHashSet<TypeId>,
    map_keys: FxHashSet<TypeId>,
    imports: Vec<ImportInfo>,
    dot_imports: FxHashMap<(ScopeId, Symbol), ObjId>,
    mono: MonoGraph,
    reports: Vec<Report>,
    ranks: FxHashMap<TopIndex, u32>,
    missing_imports: Vec<MissingImport>,
    unnamed_imports: Vec<UnnamedImport>,
    unknown_dot_import: FxHashMap<u32, crate::types::store::PkgId>,
}

impl KnownBodies {
    /// What a checker knows that is done; nothing where instances have no end.
    pub(super) fn of(check: &mut Checker<'_>) -> Option<KnownBodies> {
        if check.is_endless {
            return None;
        }
        Some(KnownBodies {
            import_map: check.import_map.clone(),
            decls: std::mem::take(&mut check.decls),
            obj_map: std::mem::take(&mut check.obj_map),
            obj_list: std::mem::take(&mut check.obj_list),
            used_pkg_names: std::mem::take(&mut check.used_pkg_names),
            is_panic: std::mem::take(&mut check.is_panic),
            scopes: std::mem::take(&mut check.scopes),
            file_scopes: std::mem::take(&mut check.file_scopes),
            file_versions: check.file_versions.clone(),
            valid_types: std::mem::take(&mut check.valid_types),
            valid_instances: check.valid_instances,
            var_types: std::mem::take(&mut check.var_types),
            map_keys: std::mem::take(&mut check.map_keys),
            imports: std::mem::take(&mut check.imports),
            dot_imports: std::mem::take(&mut check.dot_imports),
            mono: std::mem::take(&mut check.mono),
            reports: check.reports.clone(),
            ranks: std::mem::take(&mut check.ranks),
            missing_imports: check.missing_imports.clone(),
            unnamed_imports: std::mem::take(&mut check.unnamed_imports),
            unknown_dot_import: std::mem::take(&mut check.unknown_dot_import),
        })
    }

    fn give_to(self, check: &mut Checker<'_>) {
        check.import_map = self.import_map;
        check.decls = self.decls;
        check.obj_map = self.obj_map;
        check.obj_list = self.obj_list;
        check.used_pkg_names = self.used_pkg_names;
        check.is_panic = self.is_panic;
        check.scopes = self.scopes;
        check.file_scopes = self.file_scopes;
        check.file_versions = self.file_versions;
        check.valid_types = self.valid_types;
        check.valid_instances = self.valid_instances;
        check.var_types = self.var_types;
        check.map_keys = self.map_keys;
        check.imports = self.imports;
        check.dot_imports = self.dot_imports;
        check.mono = self.mono;
        check.reports = self.reports;
        check.ranks = self.ranks;
        check.missing_imports = self.missing_imports;
        check.unnamed_imports = self.unnamed_imports;
        check.unknown_dot_import = self.unknown_dot_import;
    }
}

/// What came of the bodies that changed.
struct CheckedBodies {
    known: KnownBodies,
    facts: Vec<DeclFacts>,
    init_order: Vec<Initializer>,
}

/// A function whose body changed.
struct Changed {
    top: TopIndex,
    body: StmtId,
    /// Where the body began.
    old_body: Pos,
    /// What is known of the signature; of the body, nothing.
    facts: DeclFacts,
}

impl EditedPackage {
    /// Checks a package that is to be edited.
    pub fn check(input: Input<'_>) -> EditedPackage {
        let (imports, language) = (input.imports.clone(), input.language);
        let mut known = None;
        let package = Arc::new(check_and_keep(input, Some(&mut known)));
        EditedPackage { package, imports, language, known }
    }

    /// The package.
    pub fn package(&self) -> &Arc<Package> {
        &self.package
    }

    /// Checks the package again, of which files were parsed again: all of its files, in the order
    /// of before. Where nothing but bodies changed, everything else is kept, and its anchors are moved; otherwise all is checked anew, with new objects. The name
    /// in the package clauses must be the same: one with another name is another package.
    pub fn recheck(&mut self, types: &Types, sources: &SourceMap, files: Vec<ast::File>) {
        let bodies = match self.known.take() {
            Some(known) => self.recheck_bodies(known, types, sources, &files),
            None => None,
        };
        if let Some(mut bodies) = bodies {
            self.package = Arc::new(self.with_bodies(sources, files, &mut bodies));
            self.known = Some(bodies.known);
            return;
        }
        *self = EditedPackage::check(Input {
            types,
            sources,
            pkg: self.package.id,
            path: self.package.path,
            files,
            imports: std::mem::take(&mut self.imports),
            language: self.language,
        });
    }

    /// Checks the bodies that changed. Nothing if more changed.
    fn recheck_bodies(
        &self,
        known: KnownBodies,
        types: &Types,
        sources: &SourceMap,
        files: &[ast::File],
    ) -> Option<CheckedBodies> {
        let changed = self.changed(sources, files)?;
        if self.guesses_differ(&known, files) {
            return None;
        }
        let moved = Moved::new(sources, &self.package.files, files);
        let old = &self.package.files;
        let tops = tops_of(files, |place, base| {
            // There are as many as before.
            let facts = &old[place.file as usize].facts[place.index as usize];
            types.move_anchor(facts.anchor, base);
            facts.anchor
        });
        let (pkg, language) = (self.package.id, self.language);
        let mut check = Checker::new(types, sources, pkg, files, tops, &self.imports, language);
        known.give_to(&mut check);
        // Of what is kept, nobody asks the checker.
        let nothing = ast::TopLevel::default();
        check.facts = check.tops.iter().map(|top| DeclFacts::new(top.anchor, &nothing)).collect();
        check.pkg_name = self.package.name;
        // Where the bodies began. What was found before stays, as it is of the signature.
        let is_changed: FxHashMap<TopIndex, Pos> =
            changed.iter().map(|one| (one.top, one.old_body)).collect();
        let is_gone = |top: TopIndex, pos: Pos| {
            is_changed
                .get(&top)
                .is_some_and(|body| pos.file != body.file || pos.offset >= body.offset)
        };
        check.used_pkg_names.retain(|(top, used_in, _)| {
            *used_in == UsedIn::Declaration || !is_changed.contains_key(top)
        });
        check.is_panic.retain(|(top, _)| !is_changed.contains_key(top));
        check.mono.forget(|top, pos| match pos {
            Some(pos) => is_gone(top, pos),
            None => is_changed.contains_key(&top),
        });
        check.mono.relocate(|pos| moved.pos(pos));
        check.reports.retain(|report| match report.stage {
            Stage::Declarations => true,
            Stage::Delayed { .. } => !is_gone(report.top, report.pos),
            Stage::Package => false,
        });
        if check.reports.iter().any(|report| report.has_places) {
            return None;
        }
        for report in &mut check.reports {
            let lines = report.lines.iter_mut().filter_map(|(pos, _)| pos.as_mut());
            lines.chain([&mut report.pos]).for_each(|pos| *pos = moved.pos(*pos));
        }
        for missing in &mut check.missing_imports {
            missing.pos = moved.pos(missing.pos);
        }
        let of_top: FxHashMap<TopIndex, DeclIndex> = (0..)
            .zip(&check.decls)
            .filter(|(_, info)| info.func.is_some())
            .map(|(index, info)| (info.top, index))
            .collect();
        for Changed { top, body, facts, .. } in changed {
            check.facts[top as usize] = facts;
            check.body_again(*of_top.get(&top)?, body)?;
        }
        check.process_delayed(0);
        let init_order = check.whole_package();
        let facts = std::mem::take(&mut check.facts);
        Some(CheckedBodies { known: KnownBodies::of(&mut check)?, facts, init_order })
    }

    /// Whether what packages are called that weren't found is guessed anew: that rests on all names
    /// before a dot in a file.
    fn guesses_differ(&self, known: &KnownBodies, files: &[ast::File]) -> bool {
        known.unnamed_imports.iter().any(|import| {
            let at = import.file as usize;
            match (self.package.files.get(at), files.get(at)) {
                (Some(before), Some(now)) => qualifiers(&before.ast) != qualifiers(now),
                _ => true,
            }
        })
    }

    /// The functions whose bodies changed; nothing if anything else did.
    fn changed(&self, sources: &SourceMap, files: &[ast::File]) -> Option<Vec<Changed>> {
        if files.len() != self.package.files.len() {
            return None;
        }
        let mut changed = Vec::new();
        let mut top = 0;
        for (old, new) in self.package.files.iter().zip(files) {
            let is_like = old.ast.package.name == new.package.name
                && old.ast.go_version == new.go_version
                && old.ast.decls.len() == new.decls.len();
            if !is_like {
                return None;
            }
            for (old, placed) in old.decls().zip(&new.decls) {
                if !std::ptr::eq(old.ast, &*placed.decl) {
                    let old_text = text_of(sources, old.file.ast.id, old.base, old.ast);
                    let new_text = text_of(sources, new.id, placed.base, &placed.decl);
                    changed.push(body_changed(top, old, old_text, &placed.decl, new_text)?);
                }
                top += 1;
            }
        }
        Some(changed)
    }

    /// The package with other files, and with what is known of the bodies that changed. The facts are
    /// taken.
    fn with_bodies(
        &self,
        sources: &SourceMap,
        files: Vec<ast::File>,
        bodies: &mut CheckedBodies,
    ) -> Package {
        let old = &self.package;
        let mut errors = told(sources, &bodies.known.reports);
        arrange(&mut errors, &files);
        let mut missing_imports = bodies.known.missing_imports.clone();
        missing_imports.sort_by_key(|missing| missing.path.as_str());
        let mut facts = std::mem::take(&mut bodies.facts).into_iter();
        let files = old.files.iter().zip(files).map(|(old, ast)| {
            let facts = old.decls().zip(&ast.decls).zip(&old.facts).zip(facts.by_ref());
            let facts = facts.map(|(((decl, placed), known), new)| {
                match std::ptr::eq(decl.ast, &*placed.decl) {
                    true => Arc::clone(known),
                    false => Arc::new(new),
                }
            });
            CheckedFile { version: old.version, facts: facts.collect(), ast }
        });
        Package {
            id: old.id,
            path: old.path,
            name: old.name,
            scope: Arc::clone(&old.scope),
            imports: old.imports.clone(),
            files: files.collect(),
            init_order: std::mem::take(&mut bodies.init_order),
            errors,
            missing_imports,
            is_endless: old.is_endless,
            lazy_files: None,
        }
    }
}

fn text_of<'s>(
    sources: &'s SourceMap,
    file: crate::source::pos::FileId,
    base: ast::Offset,
    decl: &ast::TopLevel,
) -> &'s [u8] {
    let text = &sources.file(file).text;
    text.get(base as usize..(base + decl.len) as usize).unwrap_or(&[])
}

/// The function of a declaration: its body, and where that begins.
fn body_of(decl: &ast::TopLevel) -> Option<(StmtId, ast::Offset)> {
    match decl.first()?.kind {
        DeclKind::Func { body: Some(body), .. } => Some((body, decl.stmts[body].pos)),
        _ => None,
    }
}

/// Whether a declaration declares an alias of a type, which the store remembers.
fn has_alias(decl: &ast::TopLevel) -> bool {
    decl.decls.iter().any(|(_, decl)| matches!(decl.kind, DeclKind::Type { alias: true, .. }))
}

/// What a declaration has become, if it is a function of which nothing but the body changed.
fn body_changed(
    top: TopIndex,
    old: CheckedDecl<'_>,
    old_text: &[u8],
    new: &ast::TopLevel,
    new_text: &[u8],
) -> Option<Changed> {
    let ((_, old_start), (body, start)) = (body_of(old.ast)?, body_of(new)?);
    let signature = old_text.get(..old_start as usize)?;
    if start != old_start || new_text.get(..start as usize)? != signature {
        return None;
    }
    if has_alias(old.ast) || has_alias(new) {
        return None;
    }
    // A signature is lowered before its body: it has the first ids, and the same ones.
    let before_body = new.exprs.iter().take_while(|(_, expr)| expr.pos < start).count();
    let is_of_signature = |id: ExprId| id.index() < before_body;
    let mut facts = DeclFacts::new(old.facts.anchor, new);
    for id in new.exprs.ids().take(before_body) {
        facts.exprs[id] = old.facts.exprs.get(id)?.clone();
        facts.objects[id] = old.facts.object(id);
    }
    let selections = old.facts.selections.iter().filter(|(id, _)| is_of_signature(**id));
    facts.selections = selections.map(|(&id, selection)| (id, selection.clone())).collect();
    let instances = old.facts.instances.iter().filter(|(id, _)| is_of_signature(**id));
    facts.instances = instances.map(|(&id, instance)| (id, instance.clone())).collect();
    let old_body = old.pos(old_start);
    Some(Changed { top, body, old_body, facts })
}

impl Checker<'_> {
    /// Checks another body of a function whose signature is known.
    fn body_again(&mut self, index: DeclIndex, body: StmtId) -> Option<()> {
        let info = &mut self.decls[index as usize];
        info.deps.clear();
        info.dep_set.clear();
        let (top, version) = (info.top, info.version);
        let known = info.func.clone()?;
        // The old scope has the names of the old body as well.
        let scope = self.scopes[known.scope].first(known.declared);
        let func = Arc::new(FuncScope { scope: self.scopes.push(scope), ..(*known).clone() });
        self.decls[index as usize].func = Some(Arc::clone(&func));
        self.env.file = self.tops[top as usize].file;
        self.env.top = top;
        self.env.version = version;
        self.later(move |check| check.func_body(Some(index), func, body, None));
        Some(())
    }
}
