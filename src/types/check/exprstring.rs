//! Expressions as messages print them (`syntax.String` of gc's `syntax/printer.go`, short form).

use std::fmt::Write;

use super::Checker;
use crate::syntax::ast::{ChanDir, ExprId, ExprKind, FieldId, Operator, StmtKind, TopLevel};
use crate::types::store::TypeId;

impl Operator {
    /// The operator as written.
    pub fn token(self) -> &'static str {
        match self {
            Operator::Not => "!",
            Operator::Recv => "<-",
            Operator::Tilde => "~",
            Operator::OrOr => "||",
            Operator::AndAnd => "&&",
            Operator::Eql => "==",
            Operator::Neq => "!=",
            Operator::Lss => "<",
            Operator::Leq => "<=",
            Operator::Gtr => ">",
            Operator::Geq => ">=",
            Operator::Add => "+",
            Operator::Sub => "-",
            Operator::Or => "|",
            Operator::Xor => "^",
            Operator::Mul => "*",
            Operator::Div => "/",
            Operator::Rem => "%",
            Operator::And => "&",
            Operator::AndNot => "&^",
            Operator::Shl => "<<",
            Operator::Shr => ">>",
        }
    }
}

/// How deep an expression is printed; what lies deeper is an ellipsis.
const MAX_DEPTH: u32 = 100;

struct Printer<'a> {
    ast: &'a TopLevel,
    out: String,
}

/// An expression in short form: bodies and the elements of literals are ellipses.
pub fn expr_string(ast: &TopLevel, e: ExprId) -> String {
    let mut printer = Printer { ast, out: String::new() };
    printer.expr(e, 0);
    printer.out
}

impl Printer<'_> {
    fn list(&mut self, list: &[ExprId], depth: u32) {
        for (i, &e) in list.iter().enumerate() {
            if i > 0 {
                self.out.push_str(", ");
            }
            self.expr(e, depth);
        }
    }

    fn params(&mut self, fields: &[FieldId], depth: u32) {
        self.out.push('(');
        let mut i = 0;
        while let Some(&f) = fields.get(i) {
            if i > 0 {
                self.out.push_str(", ");
            }
            let field = &self.ast.fields[f];
            if let Some(name) = field.name {
                self.expr(name, depth);
                while let Some(&next) = fields.get(i + 1) {
                    let next = &self.ast.fields[next];
                    let Some(name) = next.name.filter(|_| next.ty == field.ty) else { break };
                    self.out.push_str(", ");
                    self.expr(name, depth);
                    i += 1;
                }
                self.out.push(' ');
            }
            self.expr(field.ty, depth);
            i += 1;
        }
        self.out.push(')');
    }

    fn signature(&mut self, params: &[FieldId], results: &[FieldId], depth: u32) {
        self.params(params, depth);
        match results {
            [] => {}
            [single] if self.ast.fields[*single].name.is_none() => {
                self.out.push(' ');
                self.expr(self.ast.fields[*single].ty, depth);
            }
            _ => {
                self.out.push(' ');
                self.params(results, depth);
            }
        }
    }

    fn expr(&mut self, e: ExprId, depth: u32) {
        let depth = depth + 1;
        if depth > MAX_DEPTH {
            self.out.push('…');
            return;
        }
        let ast = self.ast;
        match &ast.exprs[e].kind {
            ExprKind::Bad => self.out.push_str("<bad expr>"),
            ExprKind::Name(name) => self.out.push_str(name.as_str()),
            ExprKind::BasicLit { value, .. } => self.out.push_str(value),
            ExprKind::CompositeLit { ty, elems, .. } => {
                if let Some(ty) = ty {
                    self.expr(*ty, depth);
                }
                self.out.push_str(if elems.is_empty() { "{}" } else { "{…}" });
            }
            ExprKind::KeyValue { key, value } => {
                self.expr(*key, depth);
                self.out.push_str(": ");
                self.expr(*value, depth);
            }
            ExprKind::FuncLit { ty, body } => {
                self.expr(*ty, depth);
                let is_empty = matches!(
                    &ast.stmts[*body].kind,
                    StmtKind::Block(block) if block.stmts.is_empty()
                );
                self.out.push_str(if is_empty { " {}" } else { " {…}" });
            }
            ExprKind::Paren(x) => {
                self.out.push('(');
                self.expr(*x, depth);
                self.out.push(')');
            }
            ExprKind::Selector { x, sel } => {
                self.expr(*x, depth);
                self.out.push('.');
                self.expr(*sel, depth);
            }
            ExprKind::Index { x, index } => {
                self.expr(*x, depth);
                self.out.push('[');
                self.expr(*index, depth);
                self.out.push(']');
            }
            ExprKind::Slice { x, index, full } => {
                self.expr(*x, depth);
                self.out.push('[');
                for (i, index) in index.iter().enumerate() {
                    if i == 1 || i == 2 && *full {
                        self.out.push(':');
                    }
                    if let Some(index) = index {
                        self.expr(*index, depth);
                    }
                }
                self.out.push(']');
            }
            ExprKind::Assert { x, ty } => {
                self.expr(*x, depth);
                self.out.push_str(".(");
                self.expr(*ty, depth);
                self.out.push(')');
            }
            ExprKind::TypeSwitchGuard { lhs, x } => {
                if let Some(lhs) = lhs {
                    self.expr(*lhs, depth);
                    self.out.push_str(" := ");
                }
                self.expr(*x, depth);
                self.out.push_str(".(type)");
            }
            ExprKind::Unary { op, x } => {
                self.out.push_str(op.token());
                self.expr(*x, depth);
            }
            ExprKind::Binary { op, x, y } => {
                self.expr(*x, depth);
                let _ = write!(self.out, " {} ", op.token());
                self.expr(*y, depth);
            }
            ExprKind::Call { fun, args, has_dots } => {
                self.expr(*fun, depth);
                self.out.push('(');
                self.list(args, depth);
                if *has_dots {
                    self.out.push_str("...");
                }
                self.out.push(')');
            }
            ExprKind::List(list) => self.list(list, depth),
            ExprKind::ArrayType { len, elem } => {
                self.out.push('[');
                match len {
                    Some(len) => self.expr(*len, depth),
                    None => self.out.push_str("..."),
                }
                self.out.push(']');
                self.expr(*elem, depth);
            }
            ExprKind::SliceType(elem) => {
                self.out.push_str("[]");
                self.expr(*elem, depth);
            }
            ExprKind::DotsType(elem) => {
                self.out.push_str("...");
                self.expr(*elem, depth);
            }
            ExprKind::StructType { fields, .. } => {
                self.out.push_str(if fields.is_empty() { "struct{}" } else { "struct{…}" });
            }
            ExprKind::InterfaceType(elems) => {
                self.out.push_str(if elems.is_empty() { "interface{}" } else { "interface{…}" });
            }
            ExprKind::FuncType { params, results } => {
                self.out.push_str("func");
                self.signature(params, results, depth);
            }
            ExprKind::MapType { key, value } => {
                self.out.push_str("map[");
                self.expr(*key, depth);
                self.out.push(']');
                self.expr(*value, depth);
            }
            ExprKind::ChanType { dir, elem } => {
                self.out.push_str(match dir {
                    ChanDir::Both => "chan ",
                    ChanDir::SendOnly => "chan<- ",
                    ChanDir::RecvOnly => "<-chan ",
                });
                self.expr(*elem, depth);
            }
        }
    }
}

impl Checker<'_> {
    /// An expression of the current file in short form.
    pub fn expr_string(&self, e: ExprId) -> String {
        expr_string(self.ast(), e)
    }

    /// A type as messages of this package print it.
    pub fn type_string(&self, ty: TypeId) -> String {
        self.types.type_string(ty, self.qualifier())
    }
}
