//! A top-level declaration as suggestions see it: what an expression is used for, the loops and the
//! function literals around it, and its text.

use std::cell::Cell;
use std::collections::hash_map::Entry;
use std::ops::Range;

use rustc_hash::FxHashMap;

use crate::source::pos::Pos;
use crate::symbol::Symbol;
use crate::syntax::ast::{
    DeclKind, ExprId, ExprKind, Offset, Operator, StmtId, StmtKind, TopLevel,
};
use crate::syntax::start;
use crate::types::info::CheckedDecl;
use crate::types::store::{
    Builtin, ObjId, Object, ObjectKind, PkgId, Type, TypeId, Types, VarKind,
};

/// A longer expression isn't quoted, in bytes.
const LONGEST: usize = 60;
/// So many expressions and statements are looked at for all findings of a declaration.
const MOST_SCANNED: usize = 20_000_000;
/// Values that are larger aren't copied instead of allocated: a map doesn't hold them itself either.
pub(super) const COPIED: i64 = 128;

/// What stands around an expression.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Parent {
    Expr(ExprId),
    Stmt(StmtId),
    /// The values of a variable declaration, and its names.
    Var(ExprId),
}

/// What an expression is used for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Use {
    /// It is an argument of a call.
    Argument {
        /// The call.
        call: ExprId,
        /// Which one.
        index: usize,
    },
    /// It is returned, as this result.
    Returned(usize),
    /// It is an element or a value of a composite literal.
    Element(ExprId),
    /// Anything else.
    Other,
}

/// A loop.
pub(super) struct Loop {
    /// Its body.
    body: Range<Offset>,
    /// What it ranges over.
    operand: Option<ExprId>,
}

/// A declaration, and what is around its expressions.
pub(super) struct Scene<'a> {
    pub(super) types: &'a Types,
    pub(super) pkg: PkgId,
    pub(super) decl: CheckedDecl<'a>,
    text: &'a [u8],
    parents: FxHashMap<ExprId, Parent>,
    /// By gc's position: the longest expression there, and the first statement.
    exprs: FxHashMap<Offset, ExprId>,
    stmts: FxHashMap<Offset, StmtId>,
    /// How often all of the declaration may still be looked through.
    scans: Cell<usize>,
    loops: Vec<Loop>,
    /// Functions: their bodies, and the literal if they are one.
    functions: Vec<(Range<Offset>, Option<ExprId>)>,
}

impl<'a> Scene<'a> {
    pub(super) fn new(
        types: &'a Types,
        pkg: PkgId,
        decl: CheckedDecl<'a>,
        text: &'a [u8],
    ) -> Scene<'a> {
        let mut scene = Scene {
            types,
            pkg,
            decl,
            text,
            parents: FxHashMap::default(),
            exprs: FxHashMap::default(),
            stmts: FxHashMap::default(),
            scans: Cell::new(MOST_SCANNED / (decl.ast.exprs.len() + decl.ast.stmts.len() + 1)),
            loops: Vec::new(),
            functions: Vec::new(),
        };
        scene.look();
        scene
    }

    fn look(&mut self) {
        let ast = self.ast();
        for (id, expr) in ast.exprs.iter() {
            let is_value = expr.end > 0
                && !matches!(
                    expr.kind,
                    ExprKind::List(_) | ExprKind::KeyValue { .. } | ExprKind::Bad
                );
            if is_value {
                let length = |id: ExprId| ast.exprs[id].end.saturating_sub(start(ast, id));
                match self.exprs.entry(expr.pos) {
                    Entry::Vacant(entry) => {
                        entry.insert(id);
                    }
                    Entry::Occupied(mut entry) if length(id) > length(*entry.get()) => {
                        entry.insert(id);
                    }
                    Entry::Occupied(_) => {}
                }
            }
            match &expr.kind {
                ExprKind::Call { args, .. } => self.around(args, Parent::Expr(id)),
                ExprKind::CompositeLit { elems, .. } => self.around(elems, Parent::Expr(id)),
                ExprKind::List(list) => self.around(list, Parent::Expr(id)),
                ExprKind::KeyValue { value: x, .. }
                | ExprKind::Paren(x)
                | ExprKind::Unary { op: Operator::And, x } => self.around(&[*x], Parent::Expr(id)),
                ExprKind::FuncLit { body, .. } => {
                    let body = self.block(*body);
                    self.functions.extend(body.map(|body| (body, Some(id))));
                }
                _ => {}
            }
        }
        for (_, decl) in ast.decls.iter() {
            match &decl.kind {
                DeclKind::Func { body: Some(body), .. } => {
                    let body = self.block(*body);
                    self.functions.extend(body.map(|body| (body, None)));
                }
                DeclKind::Var { names, values: Some(values), .. } => {
                    if let [name] = **names {
                        self.around(&[*values], Parent::Var(name));
                    }
                }
                _ => {}
            }
        }
        for (id, stmt) in ast.stmts.iter() {
            self.stmts.entry(stmt.pos).or_insert(id);
            match &stmt.kind {
                StmtKind::Return(Some(x)) | StmtKind::Expr(x) => {
                    self.around(&[*x], Parent::Stmt(id));
                }
                StmtKind::Assign { rhs: Some(x), .. } | StmtKind::Send { value: x, .. } => {
                    self.around(&[*x], Parent::Stmt(id));
                }
                StmtKind::For { init, body, .. } => {
                    let operand = init.and_then(|init| match ast.stmts[init].kind {
                        StmtKind::Range { x, .. } => Some(x),
                        _ => None,
                    });
                    let body = self.block(*body);
                    self.loops.extend(body.map(|body| Loop { body, operand }));
                }
                _ => {}
            }
        }
    }

    fn around(&mut self, inner: &[ExprId], parent: Parent) {
        for &id in inner {
            self.parents.insert(id, parent);
        }
    }

    pub(super) fn ast(&self) -> &'a TopLevel {
        self.decl.ast
    }

    /// The bytes of a block.
    fn block(&self, stmt: StmtId) -> Option<Range<Offset>> {
        let stmt = &self.ast().stmts[stmt];
        match &stmt.kind {
            StmtKind::Block(block) => Some(stmt.pos..block.rbrace + 1),
            _ => None,
        }
    }

    /// The offset in the declaration of a position in its file.
    pub(super) fn offset(&self, pos: Pos) -> Option<Offset> {
        let here = pos.file == self.decl.file.ast.id;
        let offset = pos.offset.checked_sub(self.decl.base).filter(|_| here)?;
        (offset <= self.ast().len).then_some(offset)
    }

    /// Whether two places are on the same line of the declaration's file.
    pub(super) fn is_one_line(&self, a: Pos, b: Pos) -> bool {
        let (from, to) = (a.offset.min(b.offset) as usize, a.offset.max(b.offset) as usize);
        let between = self.text.get(from..to);
        a.file == b.file && between.is_some_and(|text| !text.contains(&b'\n'))
    }

    /// The longest expression that gc places at an offset.
    pub(super) fn expr_at(&self, offset: Offset) -> Option<ExprId> {
        self.exprs.get(&offset).copied()
    }

    /// The statement that gc places at an offset.
    pub(super) fn stmt_at(&self, offset: Offset) -> Option<&'a StmtKind> {
        self.stmts.get(&offset).map(|&stmt| &self.ast().stmts[stmt].kind)
    }

    /// Whether all of the declaration may be looked through once more: not where it is as large as it
    /// has findings.
    pub(super) fn scan(&self) -> Option<()> {
        self.scans.set(self.scans.get().checked_sub(1)?);
        Some(())
    }

    pub(super) fn kind(&self, expr: ExprId) -> &'a ExprKind {
        let ast = self.ast();
        &ast.exprs[ast.unparen(expr)].kind
    }

    pub(super) fn ty(&self, expr: ExprId) -> Option<TypeId> {
        self.decl.facts.exprs.get(expr)?.as_ref().map(|known| known.ty)
    }

    pub(super) fn is_constant(&self, expr: ExprId) -> bool {
        let known = self.decl.facts.exprs.get(expr).and_then(Option::as_ref);
        known.is_some_and(|known| known.value.is_some())
    }

    /// A type as the source would have it.
    pub(super) fn spell(&self, ty: TypeId) -> Option<String> {
        let text = self.types.type_string(ty, self.pkg);
        (text.len() <= LONGEST && !text.contains('`')).then_some(text)
    }

    /// An expression as the source has it, unless it is long.
    pub(super) fn quote(&self, expr: ExprId) -> Option<String> {
        let from = self.decl.base + start(self.ast(), expr);
        let to = self.decl.base + self.ast().exprs[expr].end;
        let text = self.text.get(from as usize..to as usize)?;
        let fits = !text.is_empty()
            && text.len() <= LONGEST
            && !text.iter().any(|b| matches!(b, b'\n' | b'`'));
        String::from_utf8(text.to_vec()).ok().filter(|_| fits)
    }

    /// What an expression is used for, whatever parentheses are around it.
    pub(super) fn used(&self, mut expr: ExprId) -> Use {
        let mut index = 0;
        loop {
            let around = match self.parents.get(&expr) {
                None | Some(Parent::Var(_)) => return Use::Other,
                Some(Parent::Expr(around)) => *around,
                Some(Parent::Stmt(stmt)) => {
                    return match self.ast().stmts[*stmt].kind {
                        StmtKind::Return(_) => Use::Returned(index),
                        _ => Use::Other,
                    };
                }
            };
            match &self.ast().exprs[around].kind {
                ExprKind::Paren(_) | ExprKind::KeyValue { .. } => {}
                ExprKind::List(list) => {
                    index = list.iter().position(|&one| one == expr).unwrap_or(0);
                }
                ExprKind::CompositeLit { .. } => return Use::Element(around),
                ExprKind::Call { args, .. } => {
                    let index = args.iter().position(|&one| one == expr).unwrap_or(0);
                    return Use::Argument { call: around, index };
                }
                _ => return Use::Other,
            }
            expr = around;
        }
    }

    pub(super) fn object(&self, expr: ExprId) -> Option<(ObjId, &'a Object)> {
        let name = match self.kind(expr) {
            ExprKind::Name(_) => self.ast().unparen(expr),
            ExprKind::Selector { sel, .. } => *sel,
            ExprKind::Index { x, .. } => return self.object(*x),
            _ => return None,
        };
        let id = self.decl.facts.object(name)?;
        Some((id, self.types.object_head(id)))
    }

    /// The import path and the name of the function that a call calls; builtins and methods of
    /// interfaces have no path.
    pub(super) fn callee(&self, call: ExprId) -> Option<(&'static str, Symbol)> {
        let ExprKind::Call { fun, .. } = self.kind(call) else { return None };
        let Some((_, object)) = self.object(*fun) else {
            // A method of an interface.
            let ExprKind::Selector { sel, .. } = self.kind(*fun) else { return None };
            return Some(("", self.ast().name(*sel)));
        };
        let path = object.pkg.map_or("", |pkg| self.types.package(pkg).path.as_str());
        matches!(object.kind, ObjectKind::Func(_) | ObjectKind::Builtin(_))
            .then_some((path, object.name))
    }

    pub(super) fn calls_builtin(&self, call: ExprId, builtin: Builtin) -> bool {
        let ExprKind::Call { fun, .. } = self.kind(call) else { return false };
        self.object(*fun).is_some_and(
            |(_, object)| matches!(object.kind, ObjectKind::Builtin(known) if known == builtin),
        )
    }

    /// A local variable, and where it is declared in the declaration.
    pub(super) fn local(&self, expr: ExprId) -> Option<(ObjId, Offset)> {
        let ExprKind::Name(_) = self.kind(expr) else { return None };
        let (id, object) = self.object(expr)?;
        if !matches!(object.kind, ObjectKind::Var(VarKind::Local)) {
            return None;
        }
        Some((id, self.offset(self.types.pos(object)?)?))
    }

    /// The loops around one offset and not around another, outermost first.
    pub(super) fn loops_between(&self, outer: Offset, inner: Offset) -> Vec<&Loop> {
        let mut loops: Vec<&Loop> = self
            .loops
            .iter()
            .filter(|one| one.body.contains(&inner) && !one.body.contains(&outer))
            .collect();
        loops.sort_unstable_by_key(|one| one.body.start);
        loops
    }

    /// The innermost function around an offset: its body, and the literal if it is one.
    pub(super) fn function(&self, offset: Offset) -> Option<&(Range<Offset>, Option<ExprId>)> {
        let around = self.functions.iter().filter(|(body, _)| body.contains(&offset));
        around.min_by_key(|(body, _)| body.end - body.start)
    }

    /// The bodies of the function literals that don't contain an offset, of all.
    pub(super) fn literals_without(&self, offset: Offset) -> impl Iterator<Item = &Range<Offset>> {
        let literals = self.functions.iter().filter(|(_, literal)| literal.is_some());
        literals.map(|(body, _)| body).filter(move |body| !body.contains(&offset))
    }

    /// The types of the results of the function around an offset.
    pub(super) fn results(&self, offset: Offset) -> Vec<TypeId> {
        let Some((_, literal)) = self.function(offset) else { return Vec::new() };
        let ty = match literal {
            Some(literal) => self.ty(*literal),
            None => {
                let function = self.decl.function();
                function.and_then(|id| self.types.object_head(id).ty.get().copied())
            }
        };
        match ty.map(|ty| self.types.under_type(ty)) {
            Some(Type::Signature(signature)) => {
                signature.results.iter().map(|result| result.ty).collect()
            }
            _ => Vec::new(),
        }
    }

    /// Whether values of a type can be copied as people write them, and are no larger than so many
    /// bytes that copying them costs less than an allocation.
    pub(super) fn is_copied(&self, ty: TypeId) -> bool {
        let size = self.types.sizeof(ty);
        size > 0 && size <= COPIED && !self.has_lock(ty) && !self.is_linked(ty)
    }

    /// Whether a type has a lock in it, or says otherwise that it isn't to be copied.
    pub(super) fn has_lock(&self, ty: TypeId) -> bool {
        self.types.any_part(ty, |ty, parts| match self.types.get(ty) {
            Type::Named(named) => {
                let object = self.types.object_head(self.types.named_head(*named).obj);
                let path = object.pkg.map_or("", |pkg| self.types.package(pkg).path.as_str());
                let is_lock = matches!(path, "sync" | "sync/atomic")
                    || object.name.as_str().eq_ignore_ascii_case("nocopy");
                parts.push(self.types.underlying(ty));
                is_lock
            }
            Type::Struct(fields) => {
                parts.extend(fields.iter().map(|field| field.ty));
                false
            }
            Type::Array { elem, .. } => {
                parts.push(*elem);
                false
            }
            _ => false,
        })
    }

    /// Whether values of a type point to others of it, as nodes of lists and trees do.
    pub(super) fn is_linked(&self, ty: TypeId) -> bool {
        // Each part is visited once: that a type is a part of itself shows where it is one.
        self.types.any_part(ty, |part, parts| {
            let before = parts.len();
            match self.types.get(part) {
                Type::Named(_) => parts.push(self.types.underlying(part)),
                Type::Struct(fields) => parts.extend(fields.iter().map(|field| field.ty)),
                Type::Pointer(elem)
                | Type::Slice(elem)
                | Type::Array { elem, .. }
                | Type::Chan { elem, .. } => parts.push(*elem),
                Type::Map { key, elem } => parts.extend([*key, *elem]),
                _ => {}
            }
            parts.get(before..).is_some_and(|inner| inner.contains(&ty))
        })
    }

    pub(super) fn is_type_param_inside(&self, ty: TypeId) -> bool {
        self.types.any_part(ty, |part, parts| {
            match self.types.get(part) {
                Type::TypeParam(_) => return true,
                Type::Named(_) => parts.push(self.types.underlying(part)),
                Type::Struct(fields) => parts.extend(fields.iter().map(|field| field.ty)),
                Type::Array { elem, .. } => parts.push(*elem),
                _ => {}
            }
            false
        })
    }
}

impl Loop {
    /// Whether a place is in its body.
    pub(super) fn contains(&self, place: Offset) -> bool {
        self.body.contains(&place)
    }

    /// What it ranges over.
    pub(super) fn operand(&self) -> Option<ExprId> {
        self.operand
    }
}
