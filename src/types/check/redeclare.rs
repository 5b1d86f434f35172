//! Functions, variables and constants that come and go in a package that is being edited, while
//! everything else stays.
//!
//! ```go
//! var limit = 10                      // goes: its object is forgotten
//! func room(n int) int { ... }        // comes: gets an object, and is checked
//! func f() int { return room(limit) } // names both: its body is checked again
//! func g() {}                         // another number among the declarations, nothing else
//! ```
//!
//! A declaration is known by its number among all of the package ([`TopIndex`]): what is known by one gets
//! another one when declarations come and go above.

use rustc_hash::{FxHashMap, FxHashSet};

use super::recheck::{KnownBodies, declared_len};
use super::reports::{Report, Stage};
use super::{Checker, DeclInfo, ScopeId, TopIndex};
use crate::symbol::Symbol;
use crate::syntax::ast::{self, DeclKind, ExprKind};
use crate::types::info::{CheckedDecl, CheckedFile};
use crate::types::store::{DeclRef, ObjId, ObjectKind, Types};

/// Which declarations are which, before and after an edit.
pub(super) struct Renumbered {
    files: Vec<FilePairs>,
}

/// The declarations of a file: as many as are the same from its beginning on and up to its end, and what is
/// between them. If that is as many, they are pairs as well.
struct FilePairs {
    /// The numbers of its first declarations, before and now.
    first: (TopIndex, TopIndex),
    /// How many there are.
    len: (u32, u32),
    start: u32,
    end: u32,
}

impl FilePairs {
    fn of(before: &CheckedFile, now: &ast::File, first: (TopIndex, TopIndex)) -> FilePairs {
        let (old, new) = (&before.ast.decls, &now.decls);
        let same = |(a, b): &(&ast::PlacedDecl, &ast::PlacedDecl)| std::ptr::eq(&*a.decl, &*b.decl);
        let start = old.iter().zip(new).take_while(same).count();
        let (old_rest, new_rest) = (&old[start..], &new[start..]);
        let end = old_rest.iter().rev().zip(new_rest.iter().rev()).take_while(same).count();
        FilePairs {
            first,
            len: (old.len() as u32, new.len() as u32),
            start: start as u32,
            end: end as u32,
        }
    }

    /// What an index among `from` declarations is among `to`.
    fn other(&self, index: u32, from: u32, to: u32) -> Option<u32> {
        if index < self.start || from == to {
            Some(index)
        } else if index >= from - self.end {
            Some(index + to - from)
        } else {
            None
        }
    }

    fn now(&self, index: u32) -> Option<u32> {
        self.other(index, self.len.0, self.len.1)
    }

    fn before(&self, index: u32) -> Option<u32> {
        self.other(index, self.len.1, self.len.0)
    }
}

impl Renumbered {
    /// Nothing if the files aren't those of before, or say otherwise what they belong to.
    pub(super) fn of(before: &[CheckedFile], now: &[ast::File]) -> Option<Renumbered> {
        let is_like = |(old, new): (&CheckedFile, &ast::File)| {
            old.ast.package.name == new.package.name && old.ast.go_version == new.go_version
        };
        if before.len() != now.len() || !before.iter().zip(now).all(is_like) {
            return None;
        }
        let mut first = (0, 0);
        let mut files = Vec::with_capacity(now.len());
        for (before, now) in before.iter().zip(now) {
            let pairs = FilePairs::of(before, now, first);
            first = (first.0 + pairs.len.0, first.1 + pairs.len.1);
            files.push(pairs);
        }
        Some(Renumbered { files })
    }

    /// What a declaration was.
    pub(super) fn before(&self, DeclRef { file, index }: DeclRef) -> Option<DeclRef> {
        let index = self.files.get(file as usize)?.before(index)?;
        Some(DeclRef { file, index })
    }

    /// The number of a declaration.
    pub(super) fn top(&self, DeclRef { file, index }: DeclRef) -> TopIndex {
        self.files[file as usize].first.1 + index
    }

    /// The number that a declaration had.
    pub(super) fn top_before(&self, DeclRef { file, index }: DeclRef) -> TopIndex {
        self.files[file as usize].first.0 + index
    }

    /// What the declaration of a number was.
    pub(super) fn decl_before(&self, top: TopIndex) -> Option<DeclRef> {
        let file = self.files.partition_point(|file| file.first.1 <= top).checked_sub(1)?;
        let index = top - self.files[file].first.1;
        self.before(DeclRef { file: file as u32, index })
    }

    /// The number of what had another one.
    fn number(&self, top: TopIndex) -> Option<TopIndex> {
        let file = self.files.partition_point(|file| file.first.0 <= top).checked_sub(1)?;
        let file = &self.files[file];
        Some(file.first.1 + file.now(top - file.first.0)?)
    }

    /// All declarations, as they were and as they are.
    pub(super) fn pairs(&self) -> impl Iterator<Item = (Option<DeclRef>, Option<DeclRef>)> {
        (0..).zip(&self.files).flat_map(|(file, pairs)| {
            let at = move |index| DeclRef { file, index };
            let before =
                (0..pairs.len.0).map(move |index| (Some(at(index)), pairs.now(index).map(at)));
            let new = (0..pairs.len.1).filter(|&index| pairs.before(index).is_none());
            before.chain(new.map(move |index| (None, Some(at(index)))))
        })
    }

    /// Tells the objects of functions which declaration they stand in now.
    pub(super) fn move_objects(
        &self,
        types: &Types,
        before: &[CheckedFile],
        declared: &Redeclared,
    ) {
        for (old, now) in self.pairs() {
            let (Some(old), Some(now)) = (old, now) else { continue };
            if old == now || declared.is_new(self.top(now)) {
                continue;
            }
            let decl = before.get(old.file as usize).and_then(|file| file.decl(old.index));
            if let Some(obj) = decl.and_then(|decl| decl.function())
                && let ObjectKind::Func(func) = &types.object(obj).kind
            {
                func.decl.set(now);
            }
        }
    }
}

/// Declarations that come and go.
#[derive(Default)]
pub(super) struct Redeclared {
    /// The numbers that those had that go.
    gone: FxHashSet<TopIndex>,
    /// What they declared.
    objects: FxHashSet<ObjId>,
    /// The numbers of those that come, each with its file, in order.
    new: Vec<(TopIndex, u32)>,
    new_tops: FxHashSet<TopIndex>,
    /// What they declare.
    names: FxHashSet<Symbol>,
    /// Whether a name is declared twice.
    is_twice: bool,
}

/// The names that a declaration declares, if it can come and go by itself: others know it by its name alone.
fn names(decl: &ast::TopLevel) -> Option<Vec<ast::ExprId>> {
    let mut names = Vec::new();
    for &spec in &decl.specs {
        match &decl.decls[spec].kind {
            DeclKind::Func { recv: None, name, tparams, .. } if tparams.is_empty() => {
                names.push(*name);
            }
            DeclKind::Const { names: declared, .. } | DeclKind::Var { names: declared, .. } => {
                names.extend(declared);
            }
            DeclKind::Func { .. } | DeclKind::Type { .. } | DeclKind::Import { .. } => return None,
        }
    }
    let is_known = |&name: &ast::ExprId| {
        let name = decl.name(name);
        !name.is_blank() && !name.is_empty() && name != Symbol::INIT && name != Symbol::MAIN
    };
    names.iter().all(is_known).then_some(names)
}

impl Redeclared {
    /// Takes in a declaration that goes; nothing if it can't go by itself.
    pub(super) fn goes(&mut self, top: TopIndex, decl: CheckedDecl<'_>) -> Option<()> {
        for name in names(decl.ast)? {
            self.objects.insert(decl.facts.object(name)?);
        }
        self.gone.insert(top);
        Some(())
    }

    /// Takes in a declaration that comes.
    pub(super) fn comes(&mut self, top: TopIndex, file: u32, decl: &ast::TopLevel) -> Option<()> {
        for name in names(decl)? {
            self.is_twice |= !self.names.insert(decl.name(name));
        }
        self.new.push((top, file));
        self.new_tops.insert(top);
        Some(())
    }

    /// Whether nothing comes or goes.
    pub(super) fn is_empty(&self) -> bool {
        self.gone.is_empty() && self.new.is_empty()
    }

    /// Whether a declaration is one that comes.
    pub(super) fn is_new(&self, top: TopIndex) -> bool {
        self.new_tops.contains(&top)
    }

    /// The declarations that come.
    pub(super) fn new_tops(&self) -> impl Iterator<Item = TopIndex> {
        self.new.iter().map(|&(top, _)| top)
    }

    /// Whether what comes gets in the way of nothing that stays. What is wrong with declarations may be wrong
    /// with others then.
    pub(super) fn can_be_declared(&self, known: &KnownBodies) -> bool {
        let is_wrong = |report: &Report| report.stage == Stage::Declarations && !report.soft;
        if self.is_empty() || known.reports.iter().any(is_wrong) {
            return self.is_empty();
        }
        let is_free = |scope: ScopeId, name: Symbol| match known.scopes[scope].get(name) {
            Some(obj) => self.objects.contains(&obj),
            None => true,
        };
        let mut scopes = known.file_scopes.iter().copied().chain([ScopeId::default()]);
        !self.is_twice && scopes.all(|scope| self.names.iter().all(|&name| is_free(scope, name)))
    }

    /// Whether a name of a declaration may mean something else now.
    fn is_meant(&self, types: &Types, decl: CheckedDecl<'_>, at: ast::ExprId) -> bool {
        let ExprKind::Name(name) = decl.ast.exprs[at].kind else { return false };
        match decl.facts.object(at) {
            Some(obj) if self.objects.contains(&obj) => true,
            // What nothing declared, or the universe did, may be declared now.
            Some(obj) => types.object(obj).pkg.is_none() && self.names.contains(&name),
            None => self.names.contains(&name),
        }
    }

    /// Whether a declaration that stays names something that comes or goes.
    pub(super) fn is_named_in(&self, types: &Types, decl: CheckedDecl<'_>) -> bool {
        decl.ast.exprs.ids().any(|at| self.is_meant(types, decl, at))
    }

    /// The same, of what isn't in the body of a function.
    pub(super) fn is_named_in_signature(&self, types: &Types, decl: CheckedDecl<'_>) -> bool {
        let declared = decl.ast.exprs.ids().take(declared_len(decl.ast));
        declared.into_iter().any(|at| self.is_meant(types, decl, at))
    }

    /// Forgets what goes, and gives what stays its numbers.
    pub(super) fn forget(&self, known: &mut KnownBodies, numbers: &Renumbered) {
        if self.is_empty() {
            return;
        }
        let number = |top: TopIndex| numbers.number(top).filter(|_| !self.gone.contains(&top));
        for info in &mut known.decls {
            match number(info.top).filter(|_| !info.is_forgotten()) {
                Some(now) => info.top = now,
                None => *info = DeclInfo::forgotten(),
            }
        }
        known.obj_map.retain(|obj, _| !self.objects.contains(obj));
        known.obj_list.retain(|obj| !self.objects.contains(obj));
        known.scopes[ScopeId::default()].forget(|_, obj| self.objects.contains(&obj));
        let used = std::mem::take(&mut known.used_pkg_names).into_iter();
        known.used_pkg_names =
            used.filter_map(|(top, used_in, obj)| Some((number(top)?, used_in, obj))).collect();
        let panics = std::mem::take(&mut known.is_panic).into_iter();
        known.is_panic = panics.filter_map(|(top, at)| Some((number(top)?, at))).collect();
        let ranks = std::mem::take(&mut known.ranks).into_iter();
        known.ranks = ranks.filter_map(|(top, rank)| Some((number(top)?, rank))).collect();
        known.mono.renumber(number);
        known.reports.retain_mut(|report| {
            let is_of_package = report.stage == Stage::Package;
            let now = number(report.top);
            report.top = now.unwrap_or(report.top);
            now.is_some() || is_of_package
        });
    }
}

impl Checker<'_> {
    /// Declares and checks what comes. Nothing if something is wrong with it that isn't a matter of bodies.
    pub(super) fn declare_again(&mut self, declared: &Redeclared) -> Option<()> {
        if declared.is_empty() {
            return Some(());
        }
        let known = self.obj_list.len();
        for &(top, file) in &declared.new {
            self.env.file = file;
            self.env.top = top;
            self.env.version = self.file_versions[file as usize];
            // Of functions without receivers.
            self.collect_top_level(self.file_scopes[file as usize], &mut Vec::new());
        }
        let new = self.obj_list.split_off(known);
        let is_told =
            |report: &Report| report.stage == Stage::Declarations && declared.is_new(report.top);
        for &obj in &new {
            self.obj_decl(obj);
        }
        self.finish_underlying();
        if self.reports.iter().any(is_told) {
            return None;
        }
        self.obj_list.extend(new);
        let top_of: FxHashMap<ObjId, TopIndex> = self
            .obj_map
            .iter()
            .map(|(&obj, &index)| (obj, self.decls[index as usize].top))
            .collect();
        // Those of a declaration stay in their order.
        self.obj_list.sort_by_key(|obj| top_of.get(obj).copied());
        Some(())
    }
}
