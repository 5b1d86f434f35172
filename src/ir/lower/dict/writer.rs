//! The walk over a function in which gc writes it, as far as it fills the dictionary
//! (`noder/writer.go`).

use super::pointers::{Pointer, Pointers, Step};
use super::{Entries, is_derived};
use crate::ir::lower::Lower;
use crate::ir::lower::constant::BasicKind;
use crate::ir::lower::generics::DictOwner;
use crate::syntax::ast::{
    AssignOp, Block, Clause, ClauseId, ClauseKind, Decl, DeclId, DeclKind, ExprId, ExprKind,
    FieldId, Operator, StmtId, StmtKind,
};
use crate::types::info::{Mode, Selection, SelectionKind};
use crate::types::store::{Basic, Builtin, ObjId, Type, TypeId};

/// What a declared function takes from its dictionary.
pub(super) fn entries<'a>(lower: Lower<'a>, decl: &'a Decl) -> Entries {
    let mut writer = Writer {
        lower,
        entries: Entries::default(),
        pointers: Pointers::default(),
        results: Vec::new(),
    };
    if let DeclKind::Func { recv, ty, body, .. } = decl.kind {
        if let Some(recv) = recv {
            writer.field(recv);
        }
        writer.function(ty, body);
    }
    writer.entries
}

struct Writer<'a> {
    lower: Lower<'a>,
    entries: Entries,
    pointers: Pointers,
    /// The results of the functions around, the innermost last.
    results: Vec<Vec<Pointer>>,
}

impl<'a> Writer<'a> {
    // Entries.

    fn is_derived(&self, pointer: Pointer) -> bool {
        is_derived(self.lower.cx, self.pointers.ty(pointer))
    }

    fn rtype(&mut self, pointer: Pointer) {
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
        let DeclKind::Var { names, ty, values } = &ast.all_decls[decl].kind else { return };
        let values = values.map(|values| self.lower.unpack(values)).unwrap_or_default();
        let ty = ty.map(|ty| self.pointers.of_type(&self.lower, ty));
        self.define(names, &values, ty);
    }

    /// Declares variables and assigns their values; those that were declared before are assigned
    /// alone.
    fn define(&mut self, names: &[ExprId], values: &[ExprId], ty: Option<Pointer>) {
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
                let pointer = ty.unwrap_or_else(|| self.of_value(values, i, obj));
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
        let made = self.pointers.of_body(&self.lower, x, ty);
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
            if let Some(&obj) = self.lower.file.clause_vars.get(&id) {
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

    // Expressions.

    fn of_expr(&mut self, expr: ExprId) -> Pointer {
        self.pointers.of_expr(&self.lower, expr)
    }

    /// An expression that is converted implicitly, if its type is another.
    fn convert(&mut self, dst: Option<Pointer>, expr: ExprId) {
        if let Some(dst) = dst {
            let src = self.of_expr(expr);
            let (from, to) = (self.pointers.ty(src), self.pointers.ty(dst));
            let types = self.lower.types;
            let nil = matches!(types.get(from), Type::Basic(Basic::UntypedNil));
            let unknown = self.lower.unknown(from) || self.lower.unknown(to);
            if !nil && !unknown && !types.identical(from, to) {
                self.itab(src, dst);
            }
        }
        self.expr(expr);
    }

    /// Values, each converted to its target's type.
    fn multi(&mut self, values: &[ExprId], dst: &dyn Fn(&mut Self, usize) -> Option<Pointer>) {
        if let [single] = values
            && let Some(parts) = self.spread(*single)
        {
            self.expr(*single);
            for (i, src) in parts.into_iter().enumerate() {
                let Some(dst) = dst(self, i) else { continue };
                let (from, to) = (self.pointers.ty(src), self.pointers.ty(dst));
                if !self.lower.types.identical(from, to) {
                    self.itab(src, dst);
                }
            }
            return;
        }
        for (i, &value) in values.iter().enumerate() {
            let dst = dst(self, i);
            self.convert(dst, value);
        }
    }

    /// A type as an operand.
    fn expr_type(&mut self, iface: Option<Pointer>, ty: ExprId) {
        let pointer = self.pointers.of_type(&self.lower, ty);
        match iface {
            Some(iface) if !self.lower.is_empty_interface(self.pointers.ty(iface)) => {
                self.itab(pointer, iface);
            }
            Some(_) | None => self.rtype(pointer),
        }
    }

    fn expr(&mut self, expr: ExprId) {
        let ast = self.lower.ast;
        let expr = ast.unparen(self.lower.simplified(expr));
        if self.lower.value(expr).is_some() {
            return;
        }
        match &ast.exprs[expr].kind {
            ExprKind::Name(_) => self.reference(expr),
            ExprKind::CompositeLit { elems, .. } => self.literal(expr, elems),
            ExprKind::FuncLit { ty, body } => self.function(*ty, Some(*body)),
            ExprKind::Selector { x, .. } => match self.lower.selection(expr) {
                Some(selection) => match selection.kind {
                    SelectionKind::Field => self.expr(*x),
                    SelectionKind::Method => self.method(expr, *x, selection),
                    SelectionKind::MethodExpr => self.method_expr(expr, *x, selection),
                },
                None => self.reference(expr),
            },
            ExprKind::Index { x, index } => self.index(expr, *x, *index),
            ExprKind::Slice { x, index, .. } => {
                self.expr(*x);
                index.iter().flatten().for_each(|&index| self.expr(index));
            }
            ExprKind::Assert { x, ty } => {
                let iface = self.of_expr(*x);
                self.expr(*x);
                self.expr_type(Some(iface), *ty);
                self.rtype(iface);
            }
            ExprKind::Unary { x, .. } => self.expr(*x),
            ExprKind::Binary { op, x, y } => self.binary(*op, *x, *y),
            ExprKind::Call { fun, args, has_dots } => self.call(expr, *fun, args, *has_dots),
            ExprKind::List(list) => list.iter().for_each(|&x| self.expr(x)),
            ExprKind::KeyValue { value, .. } => self.expr(*value),
            ExprKind::Bad
            | ExprKind::BasicLit { .. }
            | ExprKind::Paren(_)
            | ExprKind::TypeSwitchGuard { .. }
            | ExprKind::ArrayType { .. }
            | ExprKind::SliceType(_)
            | ExprKind::DotsType(_)
            | ExprKind::StructType { .. }
            | ExprKind::InterfaceType(_)
            | ExprKind::FuncType { .. }
            | ExprKind::MapType { .. }
            | ExprKind::ChanType { .. } => {}
        }
    }

    /// A function, if it is generic.
    fn reference(&mut self, expr: ExprId) {
        if let Some((obj, targs)) = self.lower.func_name(expr) {
            self.subdict(expr, DictOwner::Func(obj), &targs);
        }
    }

    fn index(&mut self, expr: ExprId, x: ExprId, index: ExprId) {
        let selector = self.lower.ast.unparen(x);
        if let ExprKind::Selector { x: operand, .. } = self.lower.ast.exprs[selector].kind
            && let Some(selection) = self.lower.selection(selector)
        {
            match selection.kind {
                SelectionKind::Field => {}
                SelectionKind::Method => return self.method(selector, operand, selection),
                SelectionKind::MethodExpr => {
                    return self.method_expr(selector, operand, selection);
                }
            }
        }
        if self.lower.lookup(expr).is_some() {
            return self.reference(expr);
        }
        let whole = self.of_expr(x);
        let core = self.lower.types.core_type(self.pointers.ty(whole));
        let is_map =
            core.is_some_and(|core| matches!(self.lower.types.get(core), Type::Map { .. }));
        self.expr(x);
        if is_map {
            let key = self.part(whole, Step::Key);
            self.convert(Some(key), index);
            self.rtype(whole);
        } else {
            self.expr(index);
        }
    }

    fn binary(&mut self, op: Operator, x: ExprId, y: ExprId) {
        let (raw_x, raw_y) = (self.lower.raw_ty(x), self.lower.raw_ty(y));
        let shift = matches!(op, Operator::Shl | Operator::Shr);
        let untyped = |ty| {
            let default = self.lower.types.default_type(ty);
            default != ty || matches!(self.lower.types.get(ty), Type::Basic(Basic::UntypedNil))
        };
        let same = self.lower.types.identical(raw_x, raw_y) || untyped(raw_x) || untyped(raw_y);
        if shift || same {
            self.expr(x);
            self.expr(y);
            return;
        }
        let common = if self.lower.assignable(raw_x, raw_y) { y } else { x };
        let common = self.of_expr(common);
        self.convert(Some(common), x);
        self.convert(Some(common), y);
    }

    fn literal(&mut self, literal: ExprId, elems: &'a [ExprId]) {
        let ast = self.lower.ast;
        let mut whole = self.of_expr(literal);
        let core = |writer: &Self, pointer: Pointer| {
            let core = writer.lower.types.core_type(writer.pointers.ty(pointer));
            core.map(|core| writer.lower.types.get(core))
        };
        if let Some(Type::Pointer(_)) = core(self, whole) {
            whole = self.part(whole, Step::Elem);
        }
        let kind = core(self, whole);
        if let Some(Type::Map { .. }) = kind {
            self.rtype(whole);
        }
        for (i, &elem) in elems.iter().enumerate() {
            let (key, value) = match ast.exprs[elem].kind {
                ExprKind::KeyValue { key, value } => (Some(key), value),
                _ => (None, elem),
            };
            let step = match kind {
                Some(Type::Struct(fields)) => {
                    let name = key.map(|key| ast.name(key));
                    let at = match name {
                        Some(name) => fields.iter().position(|field| field.name == name),
                        None => Some(i),
                    };
                    at.map(|at| Step::Field(at as u32))
                }
                _ => {
                    if let Some(key) = key {
                        let of_map = matches!(kind, Some(Type::Map { .. }));
                        let dst = of_map.then(|| self.part(whole, Step::Key));
                        self.element(dst, key);
                    }
                    Some(Step::Elem)
                }
            };
            let dst = step.map(|step| self.part(whole, step));
            self.element(dst, value);
        }
    }

    /// A part of a composite literal, which may leave its type out.
    fn element(&mut self, dst: Option<Pointer>, value: ExprId) {
        let literal = self.lower.ast.unparen(value);
        if let (Some(dst), ExprKind::CompositeLit { ty: None, .. }) =
            (dst, &self.lower.ast.exprs[literal].kind)
        {
            self.pointers.elided.insert(literal, dst);
        }
        self.convert(dst, value);
    }

    /// `x.M`, called or not.
    fn method(&mut self, selector: ExprId, x: ExprId, selection: &'a Selection) {
        self.expr(x);
        let recv = self.lower.method_recv(self.lower.raw_ty(x), selection);
        self.selected(selector, recv, selection);
    }

    /// `T.M`.
    fn method_expr(&mut self, selector: ExprId, ty: ExprId, selection: &'a Selection) {
        let recv = self.lower.method_recv(self.lower.raw_ty(ty), selection);
        self.selected(selector, recv, selection);
    }

    fn selected(&mut self, selector: ExprId, recv: TypeId, selection: &Selection) {
        if let Type::TypeParam(_) = self.lower.types.get(recv) {
            let method = (recv, self.lower.selected_name(selector));
            if !self.entries.methods.contains(&method) {
                self.entries.methods.push(method);
            }
            return;
        }
        if let Some((owner, targs)) = self.lower.method_dict(selector, recv, selection) {
            self.subdict(selector, owner, &targs);
        }
    }

    fn call(&mut self, call: ExprId, fun: ExprId, args: &'a [ExprId], has_dots: bool) {
        let callee = self.lower.ast.unparen(fun);
        match (self.lower.mode(callee), args) {
            (Mode::TypExpr, [arg]) => {
                let dst = self.pointers.of_type(&self.lower, callee);
                let src = self.of_expr(*arg);
                let nil = self.is_nil(*arg);
                if !nil {
                    self.itab(src, dst);
                }
                self.expr(*arg);
            }
            (Mode::Builtin(builtin), _) => self.builtin(call, builtin, args, has_dots),
            _ => {
                self.callee(callee);
                let signature = self.pointers.of_callee(&self.lower, callee);
                let ty = self.pointers.ty(signature);
                let Some(Type::Signature(sig)) =
                    self.lower.types.core_type(ty).map(|core| self.lower.types.get(core))
                else {
                    return args.iter().for_each(|&arg| self.expr(arg));
                };
                let (count, variadic) = (sig.params.len(), sig.variadic && !has_dots);
                self.multi(args, &|writer, i| {
                    let (pointers, lower) = (&mut writer.pointers, &writer.lower);
                    if variadic && i + 1 >= count {
                        let list = pointers.part(lower, signature, Step::Param(count - 1));
                        return Some(pointers.part(lower, list, Step::Elem));
                    }
                    (i < count).then(|| pointers.part(lower, signature, Step::Param(i)))
                });
            }
        }
    }

    /// What a call calls.
    fn callee(&mut self, callee: ExprId) {
        let ast = self.lower.ast;
        let selector = match ast.exprs[callee].kind {
            ExprKind::Index { x, .. } => ast.unparen(x),
            _ => callee,
        };
        if let ExprKind::Selector { x, .. } = ast.exprs[selector].kind
            && let Some(selection) = self.lower.selection(selector)
            && selection.kind == SelectionKind::Method
        {
            return self.method(selector, x, selection);
        }
        match self.lower.func_name(callee) {
            Some((_, targs)) if !targs.is_empty() => self.reference(callee),
            Some(_) | None => self.expr(callee),
        }
    }

    fn builtin(&mut self, call: ExprId, builtin: Builtin, args: &'a [ExprId], has_dots: bool) {
        let Some((&first, rest)) = args.split_first() else { return };
        match builtin {
            Builtin::Make => {
                let ty = self.pointers.of_type(&self.lower, first);
                self.rtype(ty);
                rest.iter().for_each(|&arg| self.expr(arg));
                let core = self.lower.types.core_type(self.pointers.ty(ty));
                match core.map(|core| self.lower.types.get(core)) {
                    Some(Type::Slice(_)) => {
                        let elem = self.part(ty, Step::Elem);
                        self.rtype(elem);
                    }
                    _ => self.rtype(ty),
                }
            }
            Builtin::New if self.lower.mode(first) == Mode::TypExpr => {
                self.expr_type(None, first);
            }
            Builtin::UnsafeSizeof | Builtin::UnsafeAlignof | Builtin::UnsafeOffsetof => {}
            Builtin::Append => {
                let list = self.of_expr(first);
                let elem = self.part(list, Step::Elem);
                self.expr(first);
                rest.iter().for_each(|&arg| {
                    self.convert((!has_dots).then_some(elem), arg);
                });
                self.rtype(elem);
            }
            Builtin::Copy => {
                let list = self.of_expr(first);
                let elem = self.part(list, Step::Elem);
                args.iter().for_each(|&arg| self.expr(arg));
                self.rtype(elem);
            }
            Builtin::Delete => {
                let map = self.of_expr(first);
                let key = self.part(map, Step::Key);
                self.expr(first);
                rest.iter().for_each(|&arg| self.convert(Some(key), arg));
                self.rtype(map);
            }
            Builtin::UnsafeSlice => {
                args.iter().for_each(|&arg| self.expr(arg));
                let list = self.of_expr(call);
                let elem = self.part(list, Step::Elem);
                self.rtype(elem);
            }
            Builtin::Panic => {
                let empty = self
                    .pointers
                    .of_known(&self.lower, self.lower.types.universe.empty_interface());
                self.convert(Some(empty), first);
            }
            Builtin::New
            | Builtin::Cap
            | Builtin::Clear
            | Builtin::Close
            | Builtin::Complex
            | Builtin::Imag
            | Builtin::Len
            | Builtin::Max
            | Builtin::Min
            | Builtin::Print
            | Builtin::Println
            | Builtin::Real
            | Builtin::Recover
            | Builtin::UnsafeAdd
            | Builtin::UnsafeSliceData
            | Builtin::UnsafeString
            | Builtin::UnsafeStringData => args.iter().for_each(|&arg| self.expr(arg)),
        }
    }
}
