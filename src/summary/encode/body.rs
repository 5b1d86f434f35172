//! Bodies of generic functions, and of those that can be inlined: the tree of one declaration with
//! what the checker knows of it.
//!
//! Nodes come in post-order, each after those it consists of, which it refers to by how far back
//! they are. So a body that refers to itself can't be written down.

use rustc_hash::FxHashMap;

use super::Encoder;
use super::objects::write_value;
use crate::summary::bytes::Writer;
use crate::summary::format::{
    Numbered, Section, assign_number, facts, mode_number, node, obj as kind,
};
use crate::symbol::Symbol;
use crate::syntax::ast::{
    self, Block, ClauseId, ClauseKind, DeclId, DeclKind, Directive, ExprId, ExprKind, FieldId,
    Offset, StmtId, StmtKind,
};
use crate::types::constant::Value;
use crate::types::info::DeclFacts;
use crate::types::store::{DeclRef, ObjId, ObjectKind, VarKind};

/// References to objects: the two lowest bits say whose they are.
const LOCAL: u32 = 2;

impl Encoder<'_> {
    /// The body of a function: its file, its local objects, then its nodes.
    pub(super) fn body_record(&mut self, obj: ObjId) -> Vec<u8> {
        let package = self.source.package;
        let mut w = Writer::default();
        let info = match &self.source.types.object(obj).kind {
            ObjectKind::Func(info) => info.decl.get(),
            _ => None,
        };
        let found = info.and_then(|DeclRef { file, index }| {
            let checked = package.files.get(file as usize)?.decl(index)?;
            Some((file, checked, *checked.ast.specs.first()?))
        });
        let Some((index, checked, decl)) = found else { return w.bytes };
        let number = self.files.at(index, checked.file);
        self.noted.refer(Section::Files, number);
        w.len(number as usize);
        let mut body = Body {
            encoder: self,
            number,
            facts: checked.facts,
            ast: checked.ast,
            base: checked.base,
            nodes: Writer::default(),
            len: 0,
            last_pos: 0,
            exprs: FxHashMap::default(),
            stmts: FxHashMap::default(),
            locals: FxHashMap::default(),
            local_records: Writer::default(),
        };
        body.decl(decl);
        w.len(body.locals.len());
        w.raw(&body.local_records.bytes);
        w.uint(u64::from(body.len));
        w.raw(&body.nodes.bytes);
        w.bytes
    }
}

struct Body<'e, 'a> {
    encoder: &'e mut Encoder<'a>,
    /// The number of the file in the summary.
    number: u32,
    facts: &'a DeclFacts,
    ast: &'a ast::TopLevel,
    /// Where the declaration begins: records have offsets of the file.
    base: Offset,
    nodes: Writer,
    /// The number of nodes so far.
    len: u32,
    last_pos: u32,
    /// Nodes that may be shared: names of one list share their type.
    exprs: FxHashMap<ExprId, u32>,
    stmts: FxHashMap<StmtId, u32>,
    locals: FxHashMap<ObjId, u32>,
    local_records: Writer,
}

impl Body<'_, '_> {
    /// Begins a node, whose parts are written.
    fn begin(&mut self, kind: u8, pos: u32) {
        let pos = self.encoder.files.place(self.number, self.base + pos);
        self.nodes.byte(kind);
        self.nodes.int(i64::from(pos) - i64::from(self.last_pos));
        self.last_pos = pos;
    }

    fn end(&mut self) -> u32 {
        self.len += 1;
        self.len - 1
    }

    fn part(&mut self, node: u32) {
        self.nodes.uint(u64::from(self.len - node));
    }

    fn optional(&mut self, node: Option<u32>) {
        match node {
            Some(node) => self.part(node),
            None => self.nodes.uint(0),
        }
    }

    fn parts(&mut self, nodes: &[u32]) {
        self.nodes.len(nodes.len());
        for &node in nodes {
            self.part(node);
        }
    }

    fn offset(&mut self, offset: u32) {
        let offset = self.encoder.files.place(self.number, self.base + offset);
        self.nodes.int(i64::from(offset) - i64::from(self.last_pos));
    }

    fn string(&mut self, symbol: Symbol) {
        let number = self.encoder.string(symbol);
        self.nodes.len(number as usize);
    }

    fn exprs(&mut self, list: &[ExprId]) -> Vec<u32> {
        list.iter().map(|&expr| self.expr(expr)).collect()
    }

    fn expr_opt(&mut self, expr: Option<ExprId>) -> Option<u32> {
        expr.map(|expr| self.expr(expr))
    }

    fn expr(&mut self, id: ExprId) -> u32 {
        if let Some(&known) = self.exprs.get(&id) {
            return known;
        }
        let expr = &self.ast.exprs[id];
        let pos = expr.pos;
        match &expr.kind {
            ExprKind::Bad => self.begin(node::BAD_EXPR, pos),
            ExprKind::Name(name) => {
                self.begin(node::NAME, pos);
                self.string(*name);
            }
            ExprKind::BasicLit { value, kind, bad } => {
                self.begin(node::BASIC_LIT, pos);
                self.nodes.byte(kind.number() | u8::from(*bad) << 7);
                self.string(Symbol::new(value));
            }
            ExprKind::CompositeLit { ty, elems, nkeys, rbrace } => {
                let ty = self.expr_opt(*ty);
                let elems = self.exprs(elems);
                self.begin(node::COMPOSITE_LIT, pos);
                self.optional(ty);
                self.parts(&elems);
                self.nodes.uint(u64::from(*nkeys));
                self.offset(*rbrace);
            }
            ExprKind::KeyValue { key, value } => self.pair(node::KEY_VALUE, pos, *key, *value),
            ExprKind::FuncLit { ty, body } => {
                let ty = self.expr(*ty);
                let body = self.stmt(*body);
                self.begin(node::FUNC_LIT, pos);
                self.part(ty);
                self.part(body);
            }
            ExprKind::Paren(x) => self.single(node::PAREN, pos, *x),
            ExprKind::Selector { x, sel } => self.pair(node::SELECTOR, pos, *x, *sel),
            ExprKind::Index { x, index } => self.pair(node::INDEX, pos, *x, *index),
            ExprKind::Slice { x, index, full } => {
                let x = self.expr(*x);
                let index = index.map(|index| self.expr_opt(index));
                self.begin(node::SLICE, pos);
                self.part(x);
                index.into_iter().for_each(|index| self.optional(index));
                self.nodes.byte(u8::from(*full));
            }
            ExprKind::Assert { x, ty } => self.pair(node::ASSERT, pos, *x, *ty),
            ExprKind::TypeSwitchGuard { lhs, x } => {
                let lhs = self.expr_opt(*lhs);
                let x = self.expr(*x);
                self.begin(node::TYPE_SWITCH_GUARD, pos);
                self.optional(lhs);
                self.part(x);
            }
            ExprKind::Unary { op, x } => {
                self.single(node::UNARY, pos, *x);
                self.nodes.byte(op.number());
            }
            ExprKind::Binary { op, x, y } => {
                self.pair(node::BINARY, pos, *x, *y);
                self.nodes.byte(op.number());
            }
            ExprKind::Call { fun, args, has_dots } => {
                let fun = self.expr(*fun);
                let args = self.exprs(args);
                self.begin(node::CALL, pos);
                self.part(fun);
                self.parts(&args);
                self.nodes.byte(u8::from(*has_dots));
            }
            ExprKind::List(list) => {
                let list = self.exprs(list);
                self.begin(node::LIST, pos);
                self.parts(&list);
            }
            ExprKind::ArrayType { len, elem } => {
                let len = self.expr_opt(*len);
                let elem = self.expr(*elem);
                self.begin(node::ARRAY_TYPE, pos);
                self.optional(len);
                self.part(elem);
            }
            ExprKind::SliceType(elem) => self.single(node::SLICE_TYPE, pos, *elem),
            ExprKind::DotsType(elem) => self.single(node::DOTS_TYPE, pos, *elem),
            ExprKind::StructType { fields, tags } => {
                let fields = self.fields(fields);
                let tags: Vec<_> = tags.iter().map(|&tag| self.expr_opt(tag)).collect();
                self.begin(node::STRUCT_TYPE, pos);
                self.parts(&fields);
                self.nodes.len(tags.len());
                tags.into_iter().for_each(|tag| self.optional(tag));
            }
            ExprKind::InterfaceType(fields) => {
                let fields = self.fields(fields);
                self.begin(node::INTERFACE_TYPE, pos);
                self.parts(&fields);
            }
            ExprKind::FuncType { params, results } => {
                let params = self.fields(params);
                let results = self.fields(results);
                self.begin(node::FUNC_TYPE, pos);
                self.parts(&params);
                self.parts(&results);
            }
            ExprKind::MapType { key, value } => self.pair(node::MAP_TYPE, pos, *key, *value),
            ExprKind::ChanType { dir, elem } => {
                self.single(node::CHAN_TYPE, pos, *elem);
                self.nodes.byte(dir.number());
            }
        }
        self.facts(id);
        let number = self.end();
        self.exprs.insert(id, number);
        number
    }

    fn single(&mut self, kind: u8, pos: u32, x: ExprId) {
        let x = self.expr(x);
        self.begin(kind, pos);
        self.part(x);
    }

    fn pair(&mut self, kind: u8, pos: u32, x: ExprId, y: ExprId) {
        let x = self.expr(x);
        let y = self.expr(y);
        self.begin(kind, pos);
        self.part(x);
        self.part(y);
    }

    /// What the checker knows of an expression.
    fn facts(&mut self, id: ExprId) {
        let facts = self.facts;
        let info = facts.exprs.get(id).and_then(Option::as_ref);
        let object = facts.object(id);
        let selection = facts.selections.get(&id);
        let instance = facts.instances.get(&id);
        let value = info.and_then(|info| info.value.as_ref());
        let flag = |is: bool, flag: u8| if is { flag } else { 0 };
        self.nodes.byte(
            flag(info.is_some(), facts::TYPE)
                | flag(value.is_some(), facts::VALUE)
                | flag(object.is_some(), facts::OBJECT)
                | flag(selection.is_some(), facts::SELECTION)
                | flag(instance.is_some(), facts::INSTANCE),
        );
        if let Some(info) = info {
            self.nodes.byte(mode_number(info.mode));
            self.encoder.write_type(&mut self.nodes, info.ty);
        }
        if let Some(value) = value {
            write_value(&mut self.nodes, value);
        }
        if let Some(object) = object {
            self.object(object);
        }
        if let Some(selection) = selection {
            self.nodes.byte(
                selection.kind.number()
                    | u8::from(selection.indirect) << 6
                    | u8::from(selection.method.is_some()) << 7,
            );
            self.encoder.write_type(&mut self.nodes, selection.recv);
            self.encoder.write_type(&mut self.nodes, selection.ty);
            self.nodes.len(selection.path.len());
            for &index in &selection.path {
                self.nodes.uint(u64::from(index));
            }
            if let Some(method) = selection.method {
                self.object(method);
            }
        }
        if let Some(instance) = instance {
            self.encoder.write_types(&mut self.nodes, &instance.targs);
            self.encoder.write_type(&mut self.nodes, instance.ty);
        }
    }

    /// Whether an object exists in the body alone.
    fn is_local(&self, id: ObjId) -> bool {
        let source = self.encoder.source;
        let object = source.types.object(id);
        object.pkg == Some(source.package.id)
            && match &object.kind {
                ObjectKind::Var(VarKind::Package) => false,
                ObjectKind::Var(_) | ObjectKind::Label | ObjectKind::PkgName(_) => true,
                ObjectKind::Const(_) => source.package.scope.get(&object.name) != Some(&id),
                ObjectKind::TypeName { .. }
                | ObjectKind::Func(_)
                | ObjectKind::Builtin(_)
                | ObjectKind::Nil => false,
            }
    }

    fn object(&mut self, id: ObjId) {
        let number = if self.is_local(id) {
            let next = self.locals.len() as u32;
            let number = *self.locals.entry(id).or_insert(next);
            if number == next {
                self.local(id);
            }
            u64::from(number) << 2 | u64::from(LOCAL)
        } else {
            // Own and foreign ones have their lowest bit already.
            let number = u64::from(self.encoder.object(id));
            (number >> 1) << 2 | number & 1
        };
        self.nodes.uint(number);
    }

    /// Writes a local object.
    fn local(&mut self, id: ObjId) {
        let types = self.encoder.source.types;
        let object = types.object(id);
        let name = self.encoder.string(object.name);
        let ty = object.ty.get().copied().unwrap_or_else(|| types.invalid());
        let mut w = Writer::default();
        let (kind, extra) = match &object.kind {
            ObjectKind::PkgName(pkg) => (kind::PKG_NAME, self.encoder.package(*pkg)),
            ObjectKind::Const(_) => (kind::CONST, 0),
            ObjectKind::Var(var) => (kind::VAR, u32::from(var.number())),
            ObjectKind::TypeName { .. }
            | ObjectKind::Func(_)
            | ObjectKind::Label
            | ObjectKind::Builtin(_)
            | ObjectKind::Nil => (kind::LABEL, 0),
        };
        w.byte(kind);
        w.len(name as usize);
        let offset = self.encoder.files.place_of(self.number, types.pos(object));
        w.uint(u64::from(offset));
        w.uint(u64::from(extra));
        if kind != kind::PKG_NAME {
            self.encoder.write_type(&mut w, ty);
        }
        if let ObjectKind::Const(value) = &object.kind {
            write_value(&mut w, value.get().unwrap_or(&Value::Unknown));
        }
        self.local_records.raw(&w.bytes);
    }

    fn fields(&mut self, list: &[FieldId]) -> Vec<u32> {
        list.iter().map(|&field| self.field(field)).collect()
    }

    fn field(&mut self, id: FieldId) -> u32 {
        let field = &self.ast.fields[id];
        let name = self.expr_opt(field.name);
        let ty = self.expr(field.ty);
        self.begin(node::FIELD, field.pos);
        self.optional(name);
        self.part(ty);
        self.end()
    }

    fn stmts(&mut self, list: &[StmtId]) -> Vec<u32> {
        list.iter().map(|&stmt| self.stmt(stmt)).collect()
    }

    fn stmt_opt(&mut self, stmt: Option<StmtId>) -> Option<u32> {
        stmt.map(|stmt| self.stmt(stmt))
    }

    fn stmt(&mut self, id: StmtId) -> u32 {
        if let Some(&known) = self.stmts.get(&id) {
            return known;
        }
        let stmt = &self.ast.stmts[id];
        let pos = stmt.pos;
        match &stmt.kind {
            StmtKind::Bad => self.begin(node::BAD_STMT, pos),
            StmtKind::Empty => self.begin(node::EMPTY, pos),
            StmtKind::Labeled { label, stmt } => {
                let label = self.expr(*label);
                let stmt = self.stmt(*stmt);
                self.begin(node::LABELED, pos);
                self.part(label);
                self.part(stmt);
            }
            StmtKind::Block(Block { stmts, rbrace }) => {
                let stmts = self.stmts(stmts);
                self.begin(node::BLOCK, pos);
                self.parts(&stmts);
                self.offset(*rbrace);
            }
            StmtKind::Expr(x) => self.single(node::EXPR, pos, *x),
            StmtKind::Send { chan, value } => self.pair(node::SEND, pos, *chan, *value),
            StmtKind::Decl(decls) => {
                let decls: Vec<_> = decls.iter().map(|&decl| self.decl(decl)).collect();
                self.begin(node::DECL, pos);
                self.parts(&decls);
            }
            StmtKind::Assign { op, lhs, rhs } => {
                let lhs = self.expr(*lhs);
                let rhs = self.expr_opt(*rhs);
                self.begin(node::ASSIGN, pos);
                self.nodes.byte(assign_number(*op));
                self.part(lhs);
                self.optional(rhs);
            }
            StmtKind::Branch { tok, label } => {
                let label = self.expr_opt(*label);
                self.begin(node::BRANCH, pos);
                self.nodes.byte(tok.number());
                self.optional(label);
            }
            StmtKind::Call { tok, call } => {
                self.single(node::CALL_STMT, pos, *call);
                self.nodes.byte(tok.number());
            }
            StmtKind::Return(results) => {
                let results = self.expr_opt(*results);
                self.begin(node::RETURN, pos);
                self.optional(results);
            }
            StmtKind::If { init, cond, then, els } => {
                let init = self.stmt_opt(*init);
                let cond = self.expr(*cond);
                let then = self.stmt(*then);
                let els = self.stmt_opt(*els);
                self.begin(node::IF, pos);
                self.optional(init);
                self.part(cond);
                self.part(then);
                self.optional(els);
            }
            StmtKind::For { init, cond, post, body } => {
                let init = self.stmt_opt(*init);
                let cond = self.expr_opt(*cond);
                let post = self.stmt_opt(*post);
                let body = self.stmt(*body);
                self.begin(node::FOR, pos);
                self.optional(init);
                self.optional(cond);
                self.optional(post);
                self.part(body);
            }
            StmtKind::Range { lhs, def, x } => {
                let lhs = self.expr_opt(*lhs);
                let x = self.expr(*x);
                self.begin(node::RANGE, pos);
                self.optional(lhs);
                self.nodes.byte(u8::from(*def));
                self.part(x);
            }
            StmtKind::Switch { init, tag, clauses, rbrace } => {
                let init = self.stmt_opt(*init);
                let tag = self.expr_opt(*tag);
                let clauses = self.clauses(clauses);
                self.begin(node::SWITCH, pos);
                self.optional(init);
                self.optional(tag);
                self.parts(&clauses);
                self.offset(*rbrace);
            }
            StmtKind::Select { clauses, rbrace } => {
                let clauses = self.clauses(clauses);
                self.begin(node::SELECT, pos);
                self.parts(&clauses);
                self.offset(*rbrace);
            }
        }
        let number = self.end();
        self.stmts.insert(id, number);
        number
    }

    fn clauses(&mut self, list: &[ClauseId]) -> Vec<u32> {
        list.iter().map(|&clause| self.clause(clause)).collect()
    }

    fn clause(&mut self, id: ClauseId) -> u32 {
        let clause = &self.ast.clauses[id];
        let (kind, what) = match clause.kind {
            ClauseKind::Case(list) => (node::CASE_CLAUSE, self.expr_opt(list)),
            ClauseKind::Comm(comm) => (node::COMM_CLAUSE, self.stmt_opt(comm)),
        };
        let body = self.stmts(&clause.body);
        self.begin(kind, clause.pos);
        self.optional(what);
        self.parts(&body);
        self.offset(clause.colon);
        let var = self.facts.clause_vars.get(&id).copied();
        self.nodes.byte(u8::from(var.is_some()));
        if let Some(var) = var {
            self.object(var);
        }
        self.end()
    }

    fn decl(&mut self, id: DeclId) -> u32 {
        let decl = &self.ast.decls[id];
        let pos = decl.pos;
        match &decl.kind {
            DeclKind::Import { name, path } => {
                let name = self.expr_opt(*name);
                let path = self.expr(*path);
                self.begin(node::IMPORT_DECL, pos);
                self.optional(name);
                self.part(path);
            }
            DeclKind::Const { names, ty, values, iota } => {
                self.variables(node::CONST_DECL, pos, names, *ty, *values);
                self.nodes.uint(u64::from(*iota));
            }
            DeclKind::Type { name, tparams: _, alias, ty } => {
                let name = self.expr(*name);
                let ty = self.expr(*ty);
                self.begin(node::TYPE_DECL, pos);
                self.part(name);
                self.nodes.byte(u8::from(*alias));
                self.part(ty);
            }
            DeclKind::Var { names, ty, values } => {
                self.variables(node::VAR_DECL, pos, names, *ty, *values);
            }
            // Type parameters are known from the function's type.
            DeclKind::Func { recv, name, tparams: _, ty, body } => {
                let recv = recv.map(|recv| self.field(recv));
                let name = self.expr(*name);
                let ty = self.expr(*ty);
                let body = self.stmt_opt(*body);
                self.begin(node::FUNC_DECL, pos);
                self.optional(recv);
                self.part(name);
                self.part(ty);
                self.optional(body);
            }
        }
        self.nodes.len(decl.group.map_or(0, |group| group as usize + 1));
        self.nodes.len(decl.directives.len());
        for Directive { pos, text } in &decl.directives {
            self.offset(*pos);
            self.string(Symbol::new(text));
        }
        self.end()
    }

    fn variables(
        &mut self,
        kind: u8,
        pos: u32,
        names: &[ExprId],
        ty: Option<ExprId>,
        values: Option<ExprId>,
    ) {
        let names = self.exprs(names);
        let ty = self.expr_opt(ty);
        let values = self.expr_opt(values);
        self.begin(kind, pos);
        self.parts(&names);
        self.optional(ty);
        self.optional(values);
    }
}
