//! Checking again after an edit: what didn't change, and names nothing that did, stays the same objects,
//! with all that is known of it.
//!
//! ```go
//! type T struct{ n int }          // kept
//! func f(t *T) int { return t.n } // edited: checked again, with its old parameters
//! func g() { f(nil) }             // kept
//! var v = 1                       // new: bodies that name v are checked again
//! ```
//!
//! Functions, variables and constants come and go by themselves ([`super::redeclare`]), as long as nothing
//! but bodies name them. Types and methods don't: what they mean to others shows nowhere in the text of
//! those. Then the package is checked as a whole.
//!
//! What takes all bodies (which imports are used, the order of initialization, the instances that
//! generic code needs) is worked out from what each declaration added to it. Errors stay with the
//! declarations that they were found in ([`super::reports`]).

use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use super::missing::{UnnamedImport, qualifiers};
use super::mono::MonoGraph;
use super::redeclare::{Redeclared, Renumbered};
use super::reports::{Report, Stage, told};
use super::resolver::ImportInfo;
use super::{
    Checker, DeclIndex, DeclInfo, FuncScope, GoVersion, Input, Language, Scope, ScopeId, TopIndex,
    UsedIn, arrange, check_and_keep, tops_of,
};
use crate::id::{Arena, Id};
use crate::source::pos::{FileId, Pos, SourceMap};
use crate::symbol::Symbol;
use crate::syntax::ast::{self, DeclKind, ExprId, StmtId};
use crate::types::anchor::AnchorId;
use crate::types::info::{
    CheckedDecl, CheckedFile, DeclFacts, Initializer, MissingImport, Package,
};
use crate::types::moved::Moved;
use crate::types::store::{DeclRef, NamedId, ObjId, TypeId, Types};

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
    pub(super) decls: Vec<DeclInfo>,
    pub(super) obj_map: FxHashMap<ObjId, DeclIndex>,
    pub(super) obj_list: Vec<ObjId>,
    pub(super) used_pkg_names: FxHashSet<(TopIndex, UsedIn, ObjId)>,
    pub(super) is_panic: FxHashSet<(TopIndex, ExprId)>,
    pub(super) scopes: Arena<ScopeId, Scope>,
    pub(super) file_scopes: Vec<ScopeId>,
    file_versions: Vec<GoVersion>,
    valid_types: FxHashSet<NamedId>,
    valid_instances: usize,
    var_types: FxHashSet<TypeId>,
    map_keys: FxHashSet<TypeId>,
    imports: Vec<ImportInfo>,
    dot_imports: FxHashMap<(ScopeId, Symbol), ObjId>,
    pub(super) mono: MonoGraph,
    pub(super) reports: Vec<Report>,
    pub(super) ranks: FxHashMap<TopIndex, u32>,
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

/// What came of what changed.
struct CheckedBodies {
    known: KnownBodies,
    facts: Vec<DeclFacts>,
    /// The declarations that were checked.
    checked: FxHashSet<TopIndex>,
    /// The names of the package, if others are declared now.
    scope: Option<Arc<FxHashMap<Symbol, ObjId>>>,
    init_order: Vec<Initializer>,
}

/// What changed of a package.
pub(super) struct Changes {
    /// Functions of which nothing but the body did, or whose bodies name what did.
    bodies: Vec<Changed>,
    /// Declarations that came and went.
    declared: Redeclared,
}

/// A function whose body is to be checked again.
pub(super) struct Changed {
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
    /// of before. What didn't change is kept, and its anchors are moved, unless a type changed, or what
    /// something else than bodies names: then all is checked anew, with new objects. The name in the
    /// package clauses must be the same: one with another name is another package.
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

    /// Checks what changed. Nothing if that takes the whole package.
    fn recheck_bodies(
        &self,
        known: KnownBodies,
        types: &Types,
        sources: &SourceMap,
        files: &[ast::File],
    ) -> Option<CheckedBodies> {
        let mut known = known;
        let numbers = Renumbered::of(&self.package.files, files)?;
        let Changes { bodies: changed, declared } =
            self.changes(sources, files, &numbers, types)?;
        if self.guesses_differ(&known, files) || !declared.can_be_declared(&known) {
            return None;
        }
        let tops = tops_of(files, |place, base| match numbers.before(place) {
            Some(known) if !declared.is_new(numbers.top(place)) => {
                let facts = &self.package.files[known.file as usize].facts[known.index as usize];
                types.move_anchor(facts.anchor, base);
                facts.anchor
            }
            Some(_) | None => types.new_anchor(base),
        });
        let mut anchors = tops.iter().map(|top| top.anchor);
        let with_anchors =
            files.iter().map(|file| (file, anchors.by_ref().take(file.decls.len()).collect()));
        let moved = Moved::new(sources, &self.package.files, with_anchors);
        declared.forget(&mut known, &numbers);
        numbers.move_objects(types, &self.package.files, &declared);
        let (pkg, language) = (self.package.id, self.language);
        let mut check = Checker::new(types, sources, pkg, files, tops, &self.imports, language);
        known.give_to(&mut check);
        // Of what is kept, nobody asks the checker.
        let nothing = ast::TopLevel::default();
        let facts = |(number, top): (TopIndex, &super::Top<'_>)| match declared.is_new(number) {
            true => top.no_facts(),
            false => DeclFacts::new(top.anchor, &nothing),
        };
        check.facts = (0..).zip(&check.tops).map(facts).collect();
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
        check.declare_again(&declared)?;
        let mut checked: FxHashSet<TopIndex> = changed.iter().map(|one| one.top).collect();
        checked.extend(declared.new_tops());
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
        let scope = (!declared.is_empty())
            .then(|| Arc::new(check.scopes[check.pkg_scope].iter().collect()));
        let known = KnownBodies::of(&mut check)?;
        Some(CheckedBodies { known, facts, checked, scope, init_order })
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

    /// What changed; nothing if that takes the whole package.
    fn changes(
        &self,
        sources: &SourceMap,
        files: &[ast::File],
        numbers: &Renumbered,
        types: &Types,
    ) -> Option<Changes> {
        let mut bodies = Vec::new();
        let mut declared = Redeclared::default();
        for (before, now) in numbers.pairs() {
            let (old, new) = match (before, now) {
                (Some(before), Some(now)) => (before, now),
                (Some(before), None) => {
                    declared.goes(numbers.top_before(before), self.decl(before)?)?;
                    continue;
                }
                (None, Some(now)) => {
                    let file = files.get(now.file as usize)?;
                    let placed = file.decls.get(now.index as usize)?;
                    declared.comes(numbers.top(now), now.file, &placed.decl)?;
                    continue;
                }
                (None, None) => continue,
            };
            let (top, old_top) = (numbers.top(new), numbers.top_before(old));
            let old = self.decl(old)?;
            let file = files.get(new.file as usize)?;
            let placed = file.decls.get(new.index as usize)?;
            if std::ptr::eq(old.ast, &*placed.decl) {
                continue;
            }
            match body_again(sources, top, old, file.id, placed) {
                Some(changed) => bodies.push(changed),
                None => {
                    declared.goes(old_top, old)?;
                    declared.comes(top, new.file, &placed.decl)?;
                }
            }
        }
        if !declared.is_empty() {
            let is_known: FxHashSet<TopIndex> = bodies.iter().map(|changed| changed.top).collect();
            for (before, now) in numbers.pairs() {
                let (Some(before), Some(now)) = (before, now) else { continue };
                let top = numbers.top(now);
                if declared.is_new(top) || is_known.contains(&top) {
                    continue;
                }
                let old = self.decl(before)?;
                if !declared.is_named_in(types, old) {
                    continue;
                }
                let file = files.get(now.file as usize)?;
                let placed = file.decls.get(now.index as usize)?;
                bodies.push(body_again(sources, top, old, file.id, placed)?);
            }
            if bodies.iter().any(|changed| {
                let before = numbers.decl_before(changed.top);
                let old = before.and_then(|before| self.decl(before));
                old.is_none_or(|old| declared.is_named_in_signature(types, old))
            }) {
                return None;
            }
        }
        Some(Changes { bodies, declared })
    }

    fn decl(&self, at: DeclRef) -> Option<CheckedDecl<'_>> {
        self.package.files.get(at.file as usize)?.decl(at.index)
    }

    /// The package with other files, and with what is known of what changed. The facts are taken.
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
        let mut facts = (0..).zip(std::mem::take(&mut bodies.facts));
        let files = old.files.iter().zip(files).map(|(old, ast)| {
            let known: FxHashMap<AnchorId, &Arc<DeclFacts>> =
                old.facts.iter().map(|facts| (facts.anchor, facts)).collect();
            let facts = facts.by_ref().take(ast.decls.len()).map(|(top, new)| {
                match known.get(&new.anchor) {
                    Some(&known) if !bodies.checked.contains(&top) => Arc::clone(known),
                    Some(_) | None => Arc::new(new),
                }
            });
            CheckedFile { version: old.version, facts: facts.collect(), ast }
        });
        Package {
            id: old.id,
            path: old.path,
            name: old.name,
            scope: Arc::clone(bodies.scope.as_ref().unwrap_or(&old.scope)),
            imports: old.imports.clone(),
            files: files.collect(),
            init_order: std::mem::take(&mut bodies.init_order),
            errors,
            missing_imports,
            is_endless: old.is_endless,
            lineage: old.lineage.clone(),
            lazy_files: None,
        }
    }
}

fn text_of<'s>(
    sources: &'s SourceMap,
    file: FileId,
    base: ast::Offset,
    decl: &ast::TopLevel,
) -> &'s [u8] {
    let text = &sources.file(file).text;
    text.get(base as usize..(base + decl.len) as usize).unwrap_or(&[])
}

/// How many expressions are of the signature of a function whose body begins at an offset. It is lowered
/// before its body: it has the first ids, and the same ones after an edit of the body.
fn signature_len(decl: &ast::TopLevel, body: ast::Offset) -> usize {
    decl.exprs.iter().take_while(|(_, expr)| expr.pos < body).count()
}

/// How many expressions of a declaration are not in the body of a function.
pub(super) fn declared_len(decl: &ast::TopLevel) -> usize {
    body_of(decl).map_or(decl.exprs.len(), |(_, start)| signature_len(decl, start))
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
fn body_again(
    sources: &SourceMap,
    top: TopIndex,
    old: CheckedDecl<'_>,
    file: FileId,
    placed: &ast::PlacedDecl,
) -> Option<Changed> {
    let new = &*placed.decl;
    let old_text = text_of(sources, old.file.ast.id, old.base, old.ast);
    let new_text = text_of(sources, file, placed.base, new);
    let ((_, old_start), (body, start)) = (body_of(old.ast)?, body_of(new)?);
    let signature = old_text.get(..old_start as usize)?;
    if start != old_start || new_text.get(..start as usize)? != signature {
        return None;
    }
    if has_alias(old.ast) || has_alias(new) {
        return None;
    }
    let before_body = signature_len(new, start);
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
