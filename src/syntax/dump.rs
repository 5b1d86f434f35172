//! A syntax tree as text, for tests: a node is `(Kind@line:column ...)`, a name `x@line:column`.
//!
//! ```text
//! (Assign@3:4 := x@3:2 (Binary@3:9 + a@3:7 b@3:11))
//! ```

use std::collections::HashMap;
use std::fmt::Write;

use super::ast::*;

/// Writes a file of the given text as text.
pub fn dump(file: &File, text: &[u8]) -> String {
    let mut line_starts = vec![0];
    line_starts
        .extend(text.iter().enumerate().filter(|(_, b)| **b == b'\n').map(|(i, _)| i as u32 + 1));
    let mut dump = Dump {
        file,
        decl: &TopLevel::default(),
        base: 0,
        line_starts,
        groups: HashMap::new(),
        out: String::new(),
        indent: 0,
    };
    dump.file();
    dump.out
}

struct Dump<'a> {
    file: &'a File,
    /// The top-level declaration that is written.
    decl: &'a TopLevel,
    base: Offset,
    line_starts: Vec<u32>,
    /// The number in the file of a group of a declaration, by base and number there.
    groups: HashMap<(Offset, u32), usize>,
    out: String,
    indent: usize,
}

/// Literals on one line: what is not printable ASCII is escaped.
fn escape(text: &str) -> String {
    let mut out = String::new();
    for b in text.bytes() {
        match b {
            b' '..=b'~' => out.push(b as char),
            _ => {
                let _ = write!(out, "\\x{b:02x}");
            }
        }
    }
    out
}

impl Dump<'_> {
    fn at(&self, pos: Offset) -> String {
        let pos = self.base + pos;
        let line = self.line_starts.partition_point(|&start| start <= pos);
        let start = self.line_starts.get(line - 1).copied().unwrap_or(0);
        format!("{line}:{}", pos - start + 1)
    }

    fn text(&mut self, text: impl AsRef<str>) {
        self.out.push_str(text.as_ref());
    }

    /// `(Kind@line:column`.
    fn open(&mut self, kind: &str, pos: Offset) {
        let at = self.at(pos);
        self.text(format!("({kind}@{at}"));
    }

    fn close(&mut self) {
        self.text(")");
    }

    fn line(&mut self) {
        self.out.push('\n');
        for _ in 0..self.indent {
            self.out.push_str("  ");
        }
    }

    fn file(&mut self) {
        self.text("(File");
        self.indent += 1;
        self.line();
        self.text("package ");
        let PackageClause { pos, name } = self.file.package;
        let at = self.at(pos);
        self.text(format!("{name}@{at}"));
        if let Some((major, minor)) = self.file.go_version {
            self.line();
            self.text(format!("version {major}.{minor}"));
        }
        for directive in &self.file.directives {
            self.line();
            let at = self.at(directive.pos);
            self.text(format!("{{{at} {}}}", escape(&directive.text)));
        }
        for PlacedDecl { base, decl } in &self.file.decls {
            (self.base, self.decl) = (*base, &**decl);
            for &spec in &decl.specs {
                self.line();
                self.decl(spec);
            }
        }
        self.base = 0;
        self.line();
        let at = self.at(self.file.eof);
        self.text(format!("end@{at}"));
        self.indent -= 1;
        self.text(")\n");
    }

    fn child(&mut self, expr: ExprId) {
        self.text(" ");
        self.expr(expr);
    }

    fn optional(&mut self, expr: Option<ExprId>) {
        match expr {
            Some(expr) => self.child(expr),
            None => self.text(" nil"),
        }
    }

    fn decl(&mut self, decl: DeclId) {
        let decl = &self.decl.decls[decl];
        let kind = match &decl.kind {
            DeclKind::Import { .. } => "Import",
            DeclKind::Const { .. } => "Const",
            DeclKind::Type { alias: false, .. } => "Type",
            DeclKind::Type { alias: true, .. } => "Alias",
            DeclKind::Var { .. } => "Var",
            DeclKind::Func { .. } => "Func",
        };
        self.open(kind, decl.pos);
        if let Some(group) = decl.group {
            let next = self.groups.len() + 1;
            let group = *self.groups.entry((self.base, group)).or_insert(next);
            self.text(format!(" group={group}"));
        }
        for directive in &decl.directives {
            self.text(format!(" {{{}}}", escape(&directive.text)));
        }
        match &decl.kind {
            DeclKind::Import { name, path } => {
                self.optional(*name);
                self.child(*path);
            }
            DeclKind::Const { names, ty, values, iota } => {
                self.text(format!(" iota={iota}"));
                self.values(names, *ty, *values);
            }
            DeclKind::Var { names, ty, values } => self.values(names, *ty, *values),
            DeclKind::Type { name, tparams, ty, .. } => {
                self.child(*name);
                self.fields("[", tparams, "]");
                self.child(*ty);
            }
            DeclKind::Func { recv, name, tparams, ty, body } => {
                if let Some(recv) = recv {
                    self.fields("recv(", &[*recv], ")");
                }
                self.child(*name);
                self.fields("[", tparams, "]");
                self.child(*ty);
                if let Some(body) = body {
                    self.block(*body);
                }
            }
        }
        self.close();
    }

    fn values(&mut self, names: &[ExprId], ty: Option<ExprId>, values: Option<ExprId>) {
        for &name in names {
            self.child(name);
        }
        self.optional(ty);
        self.text(" =");
        self.optional(values);
    }

    /// Fields in brackets; nothing where there are none.
    fn fields(&mut self, open: &str, fields: &[FieldId], close: &str) {
        if fields.is_empty() {
            return;
        }
        self.text(" ");
        self.text(open);
        for (i, &field) in fields.iter().enumerate() {
            if i > 0 {
                self.text(" ");
            }
            self.field(field);
        }
        self.text(close);
    }

    fn field(&mut self, field: FieldId) {
        let field = &self.decl.fields[field];
        self.open("Field", field.pos);
        self.optional(field.name);
        self.child(field.ty);
        self.close();
    }

    fn exprs(&mut self, exprs: &[ExprId]) {
        for &expr in exprs {
            self.child(expr);
        }
    }

    fn expr(&mut self, expr: ExprId) {
        let Expr { pos, kind, end: _ } = &self.decl.exprs[expr];
        let pos = *pos;
        match kind {
            ExprKind::Bad => self.open("Bad", pos),
            ExprKind::Name(name) => {
                let at = self.at(pos);
                return self.text(format!("{name}@{at}"));
            }
            ExprKind::BasicLit { value, kind, bad } => {
                let at = self.at(pos);
                let bad = if *bad { "!bad" } else { "" };
                return self.text(format!("{kind:?}{bad}`{}`@{at}", escape(value)));
            }
            ExprKind::CompositeLit { ty, elems, nkeys, rbrace } => {
                self.open("CompositeLit", pos);
                self.optional(*ty);
                let at = self.at(*rbrace);
                self.text(format!(" nkeys={nkeys} rbrace@{at}"));
                self.exprs(elems);
            }
            ExprKind::KeyValue { key, value } => {
                self.open("KeyValue", pos);
                self.exprs(&[*key, *value]);
            }
            ExprKind::FuncLit { ty, body } => {
                self.open("FuncLit", pos);
                self.child(*ty);
                self.block(*body);
            }
            ExprKind::Paren(x) => {
                self.open("Paren", pos);
                self.child(*x);
            }
            ExprKind::Selector { x, sel } => {
                self.open("Selector", pos);
                self.exprs(&[*x, *sel]);
            }
            ExprKind::Index { x, index } => {
                self.open("Index", pos);
                self.exprs(&[*x, *index]);
            }
            ExprKind::Slice { x, index, full } => {
                self.open(if *full { "Slice3" } else { "Slice" }, pos);
                self.child(*x);
                for &bound in index {
                    self.optional(bound);
                }
            }
            ExprKind::Assert { x, ty } => {
                self.open("Assert", pos);
                self.exprs(&[*x, *ty]);
            }
            ExprKind::TypeSwitchGuard { lhs, x } => {
                self.open("TypeSwitchGuard", pos);
                self.optional(*lhs);
                self.child(*x);
            }
            ExprKind::Unary { op, x } => {
                self.open("Unary", pos);
                self.text(format!(" {op:?}"));
                self.child(*x);
            }
            ExprKind::Binary { op, x, y } => {
                self.open("Binary", pos);
                self.text(format!(" {op:?}"));
                self.exprs(&[*x, *y]);
            }
            ExprKind::Call { fun, args, has_dots } => {
                self.open("Call", pos);
                self.child(*fun);
                self.exprs(args);
                if *has_dots {
                    self.text(" ...");
                }
            }
            ExprKind::List(elems) => {
                self.open("List", pos);
                self.exprs(elems);
            }
            ExprKind::ArrayType { len, elem } => {
                self.open("ArrayType", pos);
                self.optional(*len);
                self.child(*elem);
            }
            ExprKind::SliceType(elem) => {
                self.open("SliceType", pos);
                self.child(*elem);
            }
            ExprKind::DotsType(elem) => {
                self.open("DotsType", pos);
                self.child(*elem);
            }
            ExprKind::StructType { fields, tags } => {
                self.open("StructType", pos);
                self.indent += 1;
                for (&field, tag) in fields.iter().zip(tags) {
                    self.line();
                    self.field(field);
                    if let Some(tag) = tag {
                        self.text(" tag");
                        self.child(*tag);
                    }
                }
                self.indent -= 1;
            }
            ExprKind::InterfaceType(elems) => {
                self.open("InterfaceType", pos);
                self.indent += 1;
                for &elem in elems {
                    self.line();
                    self.field(elem);
                }
                self.indent -= 1;
            }
            ExprKind::FuncType { params, results } => {
                self.open("FuncType", pos);
                self.fields("(", params, ")");
                self.fields("-> (", results, ")");
            }
            ExprKind::MapType { key, value } => {
                self.open("MapType", pos);
                self.exprs(&[*key, *value]);
            }
            ExprKind::ChanType { dir, elem } => {
                self.open("ChanType", pos);
                self.text(format!(" {dir:?}"));
                self.child(*elem);
            }
        }
        self.close();
    }

    /// The statements of a block after its owner.
    fn block(&mut self, body: StmtId) {
        self.text(" ");
        self.stmt(body);
    }

    fn stmts(&mut self, stmts: &[StmtId]) {
        self.indent += 1;
        for &stmt in stmts {
            self.line();
            self.stmt(stmt);
        }
        self.indent -= 1;
    }

    fn optional_stmt(&mut self, stmt: Option<StmtId>) {
        match stmt {
            Some(stmt) => {
                self.text(" ");
                self.stmt(stmt);
            }
            None => self.text(" nil"),
        }
    }

    fn stmt(&mut self, stmt: StmtId) {
        let Stmt { pos, kind } = &self.decl.stmts[stmt];
        let pos = *pos;
        match kind {
            StmtKind::Bad => self.open("BadStmt", pos),
            StmtKind::Empty => self.open("Empty", pos),
            StmtKind::Labeled { label, stmt } => {
                self.open("Labeled", pos);
                self.child(*label);
                self.block(*stmt);
            }
            StmtKind::Block(Block { stmts, rbrace }) => {
                self.open("Block", pos);
                self.stmts(stmts);
                let at = self.at(*rbrace);
                self.text(format!(" rbrace@{at}"));
            }
            StmtKind::Expr(x) => {
                self.open("ExprStmt", pos);
                self.child(*x);
            }
            StmtKind::Send { chan, value } => {
                self.open("Send", pos);
                self.exprs(&[*chan, *value]);
            }
            StmtKind::Decl(decls) => {
                self.open("DeclStmt", pos);
                self.indent += 1;
                for &decl in decls {
                    self.line();
                    self.decl(decl);
                }
                self.indent -= 1;
            }
            StmtKind::Assign { op, lhs, rhs } => {
                self.open("Assign", pos);
                match op {
                    AssignOp::Assign => self.text(" ="),
                    AssignOp::Define => self.text(" :="),
                    AssignOp::Op(op) => self.text(format!(" {op:?}=")),
                }
                self.child(*lhs);
                self.optional(*rhs);
            }
            StmtKind::Branch { tok, label } => {
                self.open(&format!("{tok:?}"), pos);
                self.optional(*label);
            }
            StmtKind::Call { tok, call } => {
                self.open(&format!("{tok:?}"), pos);
                self.child(*call);
            }
            StmtKind::Return(results) => {
                self.open("Return", pos);
                self.optional(*results);
            }
            StmtKind::If { init, cond, then, els } => {
                self.open("If", pos);
                self.optional_stmt(*init);
                self.child(*cond);
                self.block(*then);
                self.optional_stmt(*els);
            }
            StmtKind::For { init, cond, post, body } => {
                self.open("For", pos);
                self.optional_stmt(*init);
                self.optional(*cond);
                self.optional_stmt(*post);
                self.block(*body);
            }
            StmtKind::Range { lhs, def, x } => {
                self.open(if *def { "RangeDef" } else { "Range" }, pos);
                self.optional(*lhs);
                self.child(*x);
            }
            StmtKind::Switch { init, tag, clauses, rbrace } => {
                self.open("Switch", pos);
                self.optional_stmt(*init);
                self.optional(*tag);
                self.clauses(clauses, *rbrace);
            }
            StmtKind::Select { clauses, rbrace } => {
                self.open("Select", pos);
                self.clauses(clauses, *rbrace);
            }
        }
        self.close();
    }

    fn clauses(&mut self, clauses: &[ClauseId], rbrace: Offset) {
        self.indent += 1;
        for &clause in clauses {
            self.line();
            let Clause { pos, kind, body, colon } = &self.decl.clauses[clause];
            match kind {
                ClauseKind::Case(values) => {
                    self.open("Case", *pos);
                    self.optional(*values);
                }
                ClauseKind::Comm(comm) => {
                    self.open("Comm", *pos);
                    self.optional_stmt(*comm);
                }
            }
            let at = self.at(*colon);
            self.text(format!(" colon@{at}"));
            self.stmts(body);
            self.close();
        }
        self.indent -= 1;
        let at = self.at(rbrace);
        self.text(format!(" rbrace@{at}"));
    }
}
