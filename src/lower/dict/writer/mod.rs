//! The walk over a function in which gc writes it: as far as it fills the dictionary, and what it
//! mentions on the way (`noder/writer.go`).

mod expr;

use super::pointers::{Pointer, Pointers, Step};
use super::{Entries, Mentions, is_derived};
use crate::lower::Lower;
use crate::lower::constant::BasicKind;
use crate::lower::generics::DictOwner;
use crate::syntax::ast::{
    AssignOp, Block, Clause, ClauseId, ClauseKind, Decl, DeclId, DeclKind, ExprId, ExprKind,
    FieldId, Operator, StmtId, StmtKind,
};
use crate::types::info::Mode;
use crate::types::store::{Basic, ObjId, Type, TypeId};

/// What a declared function takes from its dictionary.
pub(super) fn entries<'a>(lower: Lower<'a>, decl: &'a Decl) -> Entries {
    Writer::write(lower, decl).entries
}

/// What a declared function mentions.
pub(super) fn mentions<'a>(lower: Lower<'a>, decl: &'a Decl) -> Mentions {
    Writer::write(lower, decl).mentions
}

struct Writer<'a> {
    lower: Lower<'a>,
    entries: Entries,
    mentions: Mentions,
    pointers: Pointers,
    /// The results of the functions around, the innermost last.
    results: Vec<Vec<Pointer>>,
}

impl<'a> Writer<'a> {
    fn write(lower: Lower<'a>, decl: &'a Decl) -> Writer<'a> {
        let mut writer = Writer {
            lower,
            entries: Entries::default(),
            mentions: Mentions::default(),
            pointers: Pointers::default(),
            results: Vec::new(),
        };
        if let DeclKind::Func { recv, ty, body, .. } = decl.kind {
            if let Some(recv) = recv {
                writer.field(recv);
            }
            writer.function(ty, body);
        }
        writer
    }

    // Entries.

    fn is_derived(&self, pointer: Pointer) -> bool {
        is_derived(self.lower.cx, self.pointers.ty(pointer))
    }

    fn rtype(&mut self, pointer: Pointer) {
        self.mentions.types.insert(self.pointers.ty(pointer));
        if self.is_derived(pointer) && !self.entries.rtypes.contains(&pointer) {
            self.entries.rtypes.push(pointer);
        }
    }

    /// A conversion between two types.
    fn itab(&mut self, src: Pointer, dst: Pointer) {
        self.rtype(src);
        self.rtype(dst);
        let derived = self.is_derived(src) || self.is_derived(dst);
        if derived && !self.entries.itabs.contains(&(src, dst)) {
            self.entries.itabs.push((src, dst));
        }
    }

    fn subdict(&mut self, site: ExprId, owner: DictOwner, targs: &[TypeId]) {
        if !targs.iter().any(|&targ| is_derived(self.lower.cx, targ)) {
            return;
        }
        let targs: Box<[TypeId]> = targs.iter().map(|&targ| self.lower.types.canon(targ)).collect();
        let entry = (owner, targs);
        let subdicts = &mut self.entries.subdicts;
        let index = subdicts.iter().position(|known| *known == entry).unwrap_or_else(|| {
            subdicts.push(entry);
            subdicts.len() - 1
        });
        self.entries.sites.insert(site, index);
    }

    // Declarations.

    fn declare(&mut self, obj: Option<ObjId>, pointer: Pointer) {
        if let Some(obj) = obj {
            self.pointers.variables.insert(obj, pointer);
        }
        self.rtype(pointer);
    }

    fn field(&mut self, field: FieldId) -> Pointer {
        let field = &self.lower.ast.fields[field];
        let pointer = self.pointers.of_type(&self.lower, field.ty);
        let obj = field.name.and_then(|name| self.lower.object(name));
        self.declare(obj, pointer);
        pointer
    }

    fn function(&mut self, ty: ExprId, body: Option<StmtId>) {
        let ExprKind::FuncType { params, results } = &self.lower.ast.exprs[ty].kind else { return };
        for &param in params {
            self.field(param);
        }
        let results = results.iter().map(|&result| self.field(result)).collect();
        self.results.push(results);
        if let Some(body) = body {
            self.block_of(body);
        }
        self.results.pop();
    }

    // Statements.

    fn block_of(&mut self, stmt: StmtId) {
        let ast = self.lower.ast;
        match &ast.stmts[stmt].kind {
            StmtKind::Block(Block { stmts, .. }) => self.stmts(stmts),
            _ => self.stmt(stmt),
        }
    }

    fn stmts(&mut self, stmts: &'a [StmtId]) {
        let ast = self.lower.ast;
        let labeled = |&stmt: &StmtId| matches!(ast.stmts[stmt].kind, StmtKind::Labeled { .. });
        let last_label = stmts.iter().rposition(labeled);
        let mut dead = false;
        for (i, &stmt) in stmts.iter().enumerate() {
            if dead && last_label.is_none_or(|last| i > last) {
                continue;
            }
            self.stmt(stmt);
            dead = self.lower.terminates(Some(stmt));
        }
    }

    fn stmt(&mut self, id: StmtId) {
        let ast = self.lower.ast;
        match &ast.stmts[id].kind {
            StmtKind::Bad | StmtKind::Empty | StmtKind::Branch { .. } | StmtKind::Range { .. } => {}
            StmtKind::Labeled { stmt, .. } => self.stmt(*stmt),
            StmtKind::Block(block) => self.stmts(&block.stmts),
            StmtKind::Expr(x) | StmtKind::Call { call: x, .. } => self.expr(*x),
            StmtKind::Send { chan, value } => {
                let elem = self.of_expr(*chan);
                let elem = self.part(elem, Step::Elem);
                self.expr(*chan);
                self.convert(Some(elem), *value);
            }
            StmtKind::Decl(decls) => decls.iter().for_each(|&decl| self.local(decl)),
            StmtKind::Assign { op, lhs, rhs } => self.assign_stmt(*op, *lhs, *rhs),
            StmtKind::Return(results) => {
                let dst = self.results.last().cloned().unwrap_or_default();
                if let Some(results) = results {
                    let values = self.lower.unpack(*results);
                    self.multi(&values, &|_, i| dst.get(i).copied());
                }
            }
            StmtKind::If { init, cond, then, els } => {
                let known = self.lower.static_bool(*cond);
                init.iter().for_each(|&init| self.block_of(init));
                self.expr(*cond);
                if known >= 0 {
                    self.block_of(*then);
                }
                if let Some(els) = els.filter(|_| known <= 0) {
                    self.block_of(els);
                }
            }
            StmtKind::For { init, cond, post, body } => {
                self.for_stmt(*init, *cond, *post, *body);
            }
            StmtKind::Switch { init, tag, clauses, .. } => {
                init.iter().for_each(|&init| self.block_of(init));
                match tag.map(|tag| (tag, &ast.exprs[tag].kind)) {
                    Some((_, ExprKind::TypeSwitchGuard { x, .. })) => {
                        self.type_switch(*x, clauses);
                    }
                    Some((tag, _)) => self.switch(Some(tag), clauses),
                    None => self.switch(None, clauses),
                }
            }
            StmtKind::Select { clauses, .. } => {
                for &clause in clauses {
                    let clause = &ast.clauses[clause];
                    if let ClauseKind::Comm(Some(comm)) = clause.kind {
                        self.stmt(comm);
                    }
                    self.stmts(&clause.body);
                }
            }
        }
    }

    fn local(&mut self, decl: DeclId) {
        let ast = self.lower.ast;
        let DeclKind::Var { names, ty, values } = &ast.decls[decl].kind else { return };
        let values = values.map(|values| self.lower.unpack(values)).unwrap_or_default();
        // Of one value for all, each takes the type on that the first has.
        let is_shared = values.len() == 1;
        let of_name = |(time, ty)| {
            let time = if is_shared { 0 } else { time };
            self.pointers.of_type_again(&self.lower, ty, time)
        };
        let types = ty.map(|ty| (0..names.len()).map(|time| (time, ty)).map(of_name).collect());
        self.define(names, &values, types);
    }

    /// Declares variables and assigns their values; those that were declared before are assigned
    /// alone. Their types are those of the values, if none are written.
    fn define(&mut self, names: &[ExprId], values: &[ExprId], types: Option<Vec<Pointer>>) {
        let mut dst = Vec::with_capacity(names.len());
        for (i, &name) in names.iter().enumerate() {
            let obj = self.lower.object(name);
            let known = obj.and_then(|obj| self.pointers.variables.get(&obj).copied());
            let is_name = matches!(self.lower.ast.exprs[name].kind, ExprKind::Name(_));
            if self.lower.ast.name(name).is_blank() {
                dst.push(None);
            } else if !is_name || known.is_some() {
                self.expr(name);
                dst.push(Some(self.of_expr(name)));
            } else {
                let written = types.as_ref().and_then(|types| types.get(i)).copied();
                let pointer = written.unwrap_or_else(|| self.of_value(values, i, obj));
                self.declare(obj, pointer);
                dst.push(Some(pointer));
            }
        }
        self.multi(values, &|_, i| dst.get(i).copied().flatten());
    }

    /// The type that a variable takes on from its value.
    fn of_value(&mut self, values: &[ExprId], at: usize, obj: Option<ObjId>) -> Pointer {
        let lower = &self.lower;
        let ty = obj.and_then(|obj| lower.types.object(obj).ty.get().copied());
        let ty = ty.unwrap_or_else(|| lower.types.invalid());
        match values {
            [single] => match self.spread(*single) {
                Some(parts) => parts
                    .get(at)
                    .copied()
                    .unwrap_or_else(|| self.pointers.of_known(&self.lower, ty)),
                // The second value of `v, ok := m[k]`.
                None if at > 0 => self.pointers.of_known(&self.lower, ty),
                None => self.of_expr(*single),
            },
            _ => match values.get(at) {
                Some(&value) => self.of_expr(value),
                None => self.pointers.of_known(&self.lower, ty),
            },
        }
    }

    /// The values of a call with several results.
    fn spread(&mut self, expr: ExprId) -> Option<Vec<Pointer>> {
        let expr = self.lower.ast.unparen(expr);
        let Type::Tuple(list) = self.lower.types.get(self.lower.raw_ty(expr)) else { return None };
        let ExprKind::Call { fun, .. } = self.lower.ast.exprs[expr].kind else { return None };
        let signature = self.pointers.of_callee(&self.lower, fun);
        let parts = (0..list.len()).map(|i| self.part(signature, Step::Result(i))).collect();
        Some(parts)
    }

    fn assign_stmt(&mut self, op: AssignOp, lhs: ExprId, rhs: Option<ExprId>) {
        let targets = self.lower.unpack(lhs);
        match (op, rhs) {
            (AssignOp::Op(op), rhs) => {
                self.expr(lhs);
                let Some(rhs) = rhs else { return };
                let shift = matches!(op, Operator::Shl | Operator::Shr);
                let dst = if shift { None } else { Some(self.of_expr(lhs)) };
                self.convert(dst, rhs);
            }
            (AssignOp::Assign | AssignOp::Define, Some(rhs)) => {
                let values = self.lower.unpack(rhs);
                match op {
                    AssignOp::Define => self.define(&targets, &values, None),
                    AssignOp::Assign | AssignOp::Op(_) => {
                        let mut dst = Vec::with_capacity(targets.len());
                        for &target in &targets {
                            if self.lower.ast.name(target).is_blank() {
                                dst.push(None);
                            } else {
                                self.expr(target);
                                dst.push(Some(self.of_expr(target)));
                            }
                        }
                        self.multi(&values, &|_, i| dst.get(i).copied().flatten());
                    }
                }
            }
            (AssignOp::Assign | AssignOp::Define, None) => {}
        }
    }

    fn for_stmt(
        &mut self,
        init: Option<StmtId>,
        cond: Option<ExprId>,
        post: Option<StmtId>,
        body: StmtId,
    ) {
        let ast = self.lower.ast;
        if let Some(init) = init
            && let StmtKind::Range { lhs, def, x } = ast.stmts[init].kind
        {
            return self.range_stmt(lhs, def, x, body);
        }
        let never = cond.is_some_and(|cond| self.lower.static_bool(cond) < 0);
        init.iter().for_each(|&init| self.block_of(init));
        cond.iter().for_each(|&cond| self.expr(cond));
        if !never {
            post.iter().for_each(|&post| self.block_of(post));
            self.block_of(body);
        }
    }

    fn range_stmt(&mut self, lhs: Option<ExprId>, def: bool, x: ExprId, body: StmtId) {
        let whole = self.of_expr(x);
        let core = self.lower.types.core_type(self.pointers.ty(whole));
        let core = core.map(|core| self.lower.types.get(core));
        let targets = lhs.map(|lhs| self.lower.unpack(lhs)).unwrap_or_default();
        if let Some(Type::Signature(_)) = core {
            return self.range_func(&targets, def, x, body);
        }
        let int = self.pointers.of_known(&self.lower, self.lower.types.basic(Basic::Int));
        let (key, value) = match core {
            Some(Type::Map { .. }) => (self.part(whole, Step::Key), self.part(whole, Step::Elem)),
            Some(Type::Chan { .. }) => (self.part(whole, Step::Elem), int),
            Some(Type::Pointer(_)) => {
                let array = self.part(whole, Step::Elem);
                (int, self.part(array, Step::Elem))
            }
            Some(Type::Basic(basic)) if basic.is_integer() => (whole, int),
            _ => (int, self.part(whole, Step::Elem)),
        };
        let sources = [key, value];
        for (&target, &source) in targets.iter().zip(&sources) {
            if self.lower.ast.name(target).is_blank() {
                continue;
            }
            match def {
                true => self.declare(self.lower.object(target), source),
                false => self.expr(target),
            }
        }
        self.expr(x);
        if let Some(Type::Map { .. }) = core {
            self.rtype(whole);
        }
        for (&target, &source) in targets.iter().zip(&sources) {
            if !self.lower.ast.name(target).is_blank() {
                let dst = if def { source } else { self.of_expr(target) };
                self.itab(source, dst);
            }
        }
        self.block_of(body);
    }

    /// A range over a function: the body is a function of its own, made before the operand is
    /// evaluated (`rangefunc/rewrite.go`).
    fn range_func(&mut self, targets: &[ExprId], def: bool, x: ExprId, body: StmtId) {
        let whole = self.of_expr(x);
        let yields = self.part(whole, Step::Param(0));
        let ty = self.pointers.ty(yields);
        let made = self.pointers.of_new(&self.lower, x, ty);
        self.rtype(made);
        let count = match self.lower.under_ty(ty) {
            Type::Signature(sig) => sig.params.len(),
            _ => 0,
        };
        for i in 0..count {
            let source = self.part(yields, Step::Param(i));
            let target = targets.get(i).copied().filter(|_| def);
            self.declare(target.and_then(|target| self.lower.object(target)), source);
        }
        for (i, &target) in targets.iter().enumerate() {
            if !def && !self.lower.ast.name(target).is_blank() {
                self.expr(target);
                let (source, dst) = (self.part(yields, Step::Param(i)), self.of_expr(target));
                let (from, to) = (self.pointers.ty(source), self.pointers.ty(dst));
                if !self.lower.types.identical(from, to) {
                    self.itab(source, dst);
                }
            }
        }
        self.block_of(body);
        self.expr(x);
    }

    fn part(&mut self, whole: Pointer, step: Step) -> Pointer {
        self.pointers.part(&self.lower, whole, step)
    }

    fn type_switch(&mut self, x: ExprId, clauses: &'a [ClauseId]) {
        let ast = self.lower.ast;
        let iface = self.of_expr(x);
        self.expr(x);
        for &id in clauses {
            let clause = &ast.clauses[id];
            let cases = self.cases(clause);
            for &case in &cases {
                if !self.is_nil(case) {
                    self.expr_type(Some(iface), case);
                }
            }
            if let Some(&obj) = self.lower.source.facts.clause_vars.get(&id) {
                let pointer = match &*cases {
                    [single] if !self.is_nil(*single) => {
                        self.pointers.of_type(&self.lower, *single)
                    }
                    _ => iface,
                };
                self.declare(Some(obj), pointer);
            }
            self.stmts(&clause.body);
        }
    }

    fn cases(&self, clause: &Clause) -> Box<[ExprId]> {
        match clause.kind {
            ClauseKind::Case(Some(cases)) => self.lower.unpack(cases),
            ClauseKind::Case(None) | ClauseKind::Comm(_) => Box::default(),
        }
    }

    fn is_nil(&self, expr: ExprId) -> bool {
        self.lower.mode(expr) == Mode::NilValue || self.lower.is_nil(expr)
    }

    fn switch(&mut self, tag: Option<ExprId>, clauses: &'a [ClauseId]) {
        let plan = self.lower.switch_plan(tag, clauses);
        let known = tag.map(|tag| self.of_expr(tag));
        let dst = match known {
            Some(known) if self.pointers.ty(known) == plan.tag_ty => known,
            Some(_) | None => self.pointers.of_known(&self.lower, plan.tag_ty),
        };
        if let Some(tag) = plan.tag {
            self.convert(Some(dst), tag);
        }
        let dst = (!plan.tag_is_chan).then_some(dst);
        for (clause, cases) in plan.clauses {
            for case in cases {
                self.convert(dst, case);
            }
            self.stmts(&clause.body);
        }
    }
}
