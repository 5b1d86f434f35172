//! Loops and cold code in a top-level declaration.
//!
//! ```go
//! for _, x := range f() {      // x is made in each round, what f makes isn't
//!     if x < 0 {
//!         log.Fatal(x)         // the whole block is cold: it ends so
//!     }
//! }
//! ```
//!
//! Parts of a declaration are ranges of its bytes, which nest. Where they begin and end, counters go up
//! and down; what they are between two of these places is the same all along.

use std::ops::Range;

use crate::findings::frequency::Cold;
use crate::symbol::Symbol;
use crate::syntax::ast::{
    Block, ClauseKind, DeclKind, ExprId, ExprKind, Offset, Operator, StmtId, StmtKind, TopLevel,
};
use crate::types::info::{CheckedDecl, Mode};
use crate::types::store::{Builtin, ObjId, Object, ObjectKind, Type, TypeId, Types, VarKind};

/// What is known of a place.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(super) struct Region {
    /// How many loops are around it.
    pub(super) loops: u32,
    /// Why it hardly ever runs, if so.
    pub(super) cold: Option<Cold>,
}

/// What is known of the places of a declaration.
#[derive(Debug, Default)]
pub(super) struct Regions {
    /// From which offset on what holds, in order.
    changes: Vec<(Offset, Region)>,
}

impl Regions {
    /// Looks through a declaration.
    pub(super) fn of(types: &Types, decl: CheckedDecl<'_>) -> Regions {
        let mut finder = Finder { types, decl, parts: Vec::new(), functions: Vec::new() };
        finder.find();
        finder.regions()
    }

    /// What is known of a place, an offset in the declaration.
    pub(super) fn at(&self, offset: Offset) -> Region {
        let after = self.changes.partition_point(|(from, _)| *from <= offset);
        after.checked_sub(1).map_or_else(Region::default, |index| self.changes[index].1)
    }
}

/// What a range of bytes is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Part {
    /// It runs in each round of a loop.
    Loop,
    /// It runs once for each time that the loop runs around which it stands.
    BeforeLoop,
    Error,
    Fatal,
    Once,
    /// It is a function literal's: what is around it says nothing of when it is called.
    Literal,
}

/// How many ranges of each kind are around a place.
#[derive(Clone, Copy, Default)]
struct Around {
    loops: i32,
    error: i32,
    fatal: i32,
    once: i32,
    literals: i32,
}

impl Around {
    fn add(&mut self, part: Part, count: i32) {
        match part {
            Part::Loop => self.loops += count,
            Part::BeforeLoop => self.loops -= count,
            Part::Error => self.error += count,
            Part::Fatal => self.fatal += count,
            Part::Once => self.once += count,
            Part::Literal => self.literals += count,
        }
    }
}

/// When a declaration itself runs.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Runs {
    /// Whenever somebody calls it.
    Called,
    /// Once.
    Once,
    /// Once, but what its loops do counts: `main`.
    OnceButForLoops,
}

struct Finder<'a> {
    types: &'a Types,
    decl: CheckedDecl<'a>,
    parts: Vec<(Range<Offset>, Part)>,
    /// The function and the literals in it, by their bodies: whether the last result is an error.
    functions: Vec<(Range<Offset>, bool)>,
}

impl<'a> Finder<'a> {
    fn ast(&self) -> &'a TopLevel {
        self.decl.ast
    }

    fn object(&self, name: ExprId) -> Option<&'a Object> {
        self.decl.facts.object(name).map(|id: ObjId| self.types.object_head(id))
    }

    fn block(&self, stmt: StmtId) -> Option<(Offset, &'a Block)> {
        let stmt = &self.ast().stmts[stmt];
        match &stmt.kind {
            StmtKind::Block(block) => Some((stmt.pos, block)),
            _ => None,
        }
    }

    /// The bytes of a block, braces included.
    fn block_range(&self, stmt: StmtId) -> Option<Range<Offset>> {
        self.block(stmt).map(|(start, block)| start..block.rbrace + 1)
    }

    fn find(&mut self) {
        let ast = self.ast();
        for (_, decl) in ast.decls.iter() {
            if let DeclKind::Func { name, body: Some(body), .. } = decl.kind
                && let Some(range) = self.block_range(body)
            {
                let ty = self.object(name).and_then(|object| object.ty.get()).copied();
                self.functions.push((range, self.returns_error(ty)));
            }
        }
        for (id, expr) in ast.exprs.iter() {
            if let ExprKind::FuncLit { body, .. } = expr.kind
                && let Some(range) = self.block_range(body)
            {
                let ty = self.decl.facts.exprs[id].as_ref().map(|known| known.ty);
                self.functions.push((range.clone(), self.returns_error(ty)));
                self.parts.push((range, Part::Literal));
            }
        }
        for (id, expr) in ast.exprs.iter() {
            match &expr.kind {
                ExprKind::Call { fun, args, .. } if self.is_once_do(*fun) => {
                    if let [argument] = **args
                        && let ExprKind::FuncLit { body, .. } =
                            ast.exprs[ast.unparen(argument)].kind
                        && let Some(range) = self.block_range(body)
                    {
                        self.parts.push((range, Part::Once));
                    }
                }
                ExprKind::Call { .. } | ExprKind::CompositeLit { .. } | ExprKind::Unary { .. }
                    if self.is_error(id) =>
                {
                    self.parts.push((self.first_of(id)..expr.end, Part::Error));
                }
                _ => {}
            }
        }
        for (_, stmt) in ast.stmts.iter() {
            match stmt.kind {
                StmtKind::For { init, body, .. } => self.for_loop(stmt.pos, init, body),
                StmtKind::If { cond, then, els, .. } => {
                    self.branch(then, Some(cond));
                    if let Some(els) = els {
                        self.branch(els, None);
                    }
                }
                StmtKind::Switch { ref clauses, rbrace, .. }
                | StmtKind::Select { ref clauses, rbrace } => {
                    for (index, &id) in clauses.iter().enumerate() {
                        let clause = &ast.clauses[id];
                        let next = clauses.get(index + 1).map(|&next| ast.clauses[next].pos);
                        let tested = match clause.kind {
                            ClauseKind::Case(tested) => tested,
                            ClauseKind::Comm(_) => None,
                        };
                        let cold = self.end_of(&clause.body, tested, rbrace);
                        let range = clause.colon..next.unwrap_or(rbrace);
                        self.parts.extend(cold.map(|part| (range, part)));
                    }
                }
                StmtKind::Block(ref block) => {
                    // Its last statement alone; of a branch, the whole block is found above.
                    if let Some(&last) = block.stmts.last()
                        && let Some(part) = self.end_of(&block.stmts, None, block.rbrace)
                    {
                        let start = self.first_byte(last);
                        self.parts.push((start..block.rbrace, part));
                    }
                }
                _ => {}
            }
        }
    }

    fn for_loop(&mut self, start: Offset, init: Option<StmtId>, body: StmtId) {
        let Some(range) = self.block_range(body) else { return };
        self.parts.push((start..range.end, Part::Loop));
        if let Some(StmtKind::Range { x, .. }) = init.map(|init| &self.ast().stmts[init].kind) {
            let x = self.first_of(*x);
            if x < range.start {
                self.parts.push((x..range.start, Part::BeforeLoop));
            }
        }
    }

    /// A block that a condition leads to.
    fn branch(&mut self, stmt: StmtId, condition: Option<ExprId>) {
        let Some((start, block)) = self.block(stmt) else { return };
        let cold = self.end_of(&block.stmts, condition, block.rbrace);
        self.parts.extend(cold.map(|part| (start..block.rbrace + 1, part)));
    }

    /// What code is that ends in the last of these statements, if that makes it cold. `tested` is what
    /// led there.
    fn end_of(&self, stmts: &[StmtId], tested: Option<ExprId>, end: Offset) -> Option<Part> {
        let ast = self.ast();
        match ast.stmts[*stmts.last()?].kind {
            StmtKind::Expr(call) => self.ends_program(call).then_some(Part::Fatal),
            StmtKind::Return(Some(results)) => {
                let last = match &ast.exprs[results].kind {
                    ExprKind::List(list) => *list.last()?,
                    _ => results,
                };
                let function = self.functions.iter().filter(|(range, _)| range.contains(&end));
                let (_, returns_error) =
                    function.min_by_key(|(range, _)| range.end - range.start)?;
                let is_error = *returns_error && self.makes_error(last, tested);
                is_error.then_some(Part::Error)
            }
            _ => None,
        }
    }

    /// Whether a value that is returned as an error is one for sure.
    fn makes_error(&self, value: ExprId, tested: Option<ExprId>) -> bool {
        let ast = self.ast();
        let value = ast.unparen(value);
        match &ast.exprs[value].kind {
            ExprKind::CompositeLit { .. } => true,
            ExprKind::Unary { op: Operator::And, x } => {
                matches!(ast.exprs[ast.unparen(*x)].kind, ExprKind::CompositeLit { .. })
            }
            ExprKind::Call { fun, .. } => {
                let fun = ast.unparen(*fun);
                let mode = self.decl.facts.exprs[fun].as_ref().map(|known| known.mode);
                // A conversion: to a type that is an error.
                mode == Some(Mode::TypExpr) || self.callee(fun).is_some_and(is_named_after_errors)
            }
            ExprKind::Name(_) | ExprKind::Selector { .. } => match self.callee(value) {
                Some(Object { kind: ObjectKind::Var(VarKind::Package), .. }) => true,
                _ => tested.is_some_and(|tested| self.says_not_nil(tested, value)),
            },
            _ => false,
        }
    }

    /// Whether a condition holds only where a variable isn't nil.
    fn says_not_nil(&self, condition: ExprId, variable: ExprId) -> bool {
        let ast = self.ast();
        let ExprKind::Name(_) = ast.exprs[variable].kind else { return false };
        let object = self.decl.facts.object(variable);
        let mut open = vec![condition];
        while let Some(condition) = open.pop() {
            match &ast.exprs[ast.unparen(condition)].kind {
                ExprKind::Binary { op: Operator::AndAnd, x, y } => open.extend([*x, *y]),
                ExprKind::Binary { op: Operator::Neq, x, y } => {
                    let (x, y) = (ast.unparen(*x), ast.unparen(*y));
                    let is_nil = matches!(
                        self.decl.facts.exprs[y],
                        Some(ref known) if known.mode == Mode::NilValue
                    ) || ast.name(y).as_str() == "nil";
                    if is_nil && object.is_some() && self.decl.facts.object(x) == object {
                        return true;
                    }
                }
                _ => {}
            }
        }
        false
    }

    /// Whether an expression makes an error, wherever it stands: `errors.New("")`, `&PathError{}`.
    fn is_error(&self, id: ExprId) -> bool {
        let expr = &self.ast().exprs[id];
        if expr.end <= self.first_of(id) {
            return false;
        }
        match expr.kind {
            ExprKind::Call { fun, .. } => self.callee(fun).is_some_and(|object| {
                matches!(
                    (self.path_of(object), object.name.as_str()),
                    ("errors", "New" | "Join") | ("fmt", "Errorf")
                )
            }),
            // What gc says of it stands at the `&`.
            ExprKind::Unary { op: Operator::And, x } => self.is_error(self.ast().unparen(x)),
            ExprKind::CompositeLit { .. } => {
                let ty = self.decl.facts.exprs[id].as_ref().map(|known| known.ty);
                match ty.map(|ty| self.types.get(ty)) {
                    Some(&Type::Named(named)) => {
                        let name = self.types.object_head(self.types.named_head(named).obj).name;
                        name.as_str().ends_with("Error")
                    }
                    _ => false,
                }
            }
            _ => false,
        }
    }

    /// What a name or a selector refers to.
    fn callee(&self, expr: ExprId) -> Option<&'a Object> {
        let ast = self.ast();
        match ast.exprs[ast.unparen(expr)].kind {
            ExprKind::Name(_) => self.object(ast.unparen(expr)),
            ExprKind::Selector { sel, .. } => self.object(sel),
            ExprKind::Index { x, .. } => self.callee(x),
            _ => None,
        }
    }

    fn path_of(&self, object: &Object) -> &'static str {
        object.pkg.map_or("", |pkg| self.types.package(pkg).path.as_str())
    }

    /// Whether a call doesn't come back.
    fn ends_program(&self, call: ExprId) -> bool {
        let ExprKind::Call { fun, .. } = self.ast().exprs[self.ast().unparen(call)].kind else {
            return false;
        };
        let Some(object) = self.callee(fun) else { return false };
        let name = object.name.as_str();
        match object.kind {
            ObjectKind::Builtin(Builtin::Panic) => true,
            ObjectKind::Func(_) => match self.path_of(object) {
                "log" => name.starts_with("Fatal") || name.starts_with("Panic"),
                "os" => name == "Exit",
                "runtime" => name == "Goexit",
                "testing" => name.starts_with("Fatal") || name.starts_with("Skip"),
                _ => false,
            },
            _ => false,
        }
    }

    /// Whether this is `(*sync.Once).Do`.
    fn is_once_do(&self, fun: ExprId) -> bool {
        let Some(object) = self.callee(fun) else { return false };
        object.name.as_str() == "Do"
            && self.path_of(object) == "sync"
            && matches!(object.kind, ObjectKind::Func(_))
    }

    /// Whether the last result of a function of this type is an error.
    fn returns_error(&self, ty: Option<TypeId>) -> bool {
        let Some(Type::Signature(signature)) = ty.map(|ty| self.types.get(ty)) else {
            return false;
        };
        signature.results.last().is_some_and(|last| last.ty == self.types.universe.error())
    }

    /// Where a statement begins.
    fn first_byte(&self, stmt: StmtId) -> Offset {
        let stmt = &self.ast().stmts[stmt];
        match stmt.kind {
            StmtKind::Expr(expr) => self.first_of(expr),
            _ => stmt.pos,
        }
    }

    /// Where an expression begins.
    fn first_of(&self, expr: ExprId) -> Offset {
        crate::syntax::start(self.ast(), expr)
    }

    fn runs(&self) -> Runs {
        let ast = self.ast();
        match ast.first().map(|first| &first.kind) {
            Some(DeclKind::Var { .. }) => Runs::Once,
            Some(&DeclKind::Func { recv: None, name, .. }) => {
                let is_main = self.decl.file.ast.package.name == Symbol::MAIN;
                match ast.name(name) {
                    Symbol::INIT => Runs::Once,
                    Symbol::MAIN if is_main => Runs::OnceButForLoops,
                    _ => Runs::Called,
                }
            }
            _ => Runs::Called,
        }
    }

    fn regions(self) -> Regions {
        let runs = self.runs();
        let is_error_method = match self.ast().first().map(|first| &first.kind) {
            Some(&DeclKind::Func { recv: Some(_), name, .. }) => {
                self.ast().name(name).as_str() == "Error"
            }
            _ => false,
        };
        let mut events: Vec<(Offset, Part, i32)> = Vec::with_capacity(2 * self.parts.len());
        for (range, part) in &self.parts {
            events.push((range.start, *part, 1));
            events.push((range.end, *part, -1));
        }
        events.sort_by_key(|(offset, ..)| *offset);
        let region = |around: Around| {
            let in_loop = around.loops > 0;
            let once = around.once > 0
                || around.literals == 0
                    && match runs {
                        Runs::Called => false,
                        Runs::Once => true,
                        Runs::OnceButForLoops => !in_loop,
                    };
            let cold = if around.fatal > 0 {
                Some(Cold::Fatal)
            } else if around.error > 0 || is_error_method {
                Some(Cold::Error)
            } else {
                once.then_some(Cold::Once)
            };
            Region { loops: around.loops.max(0) as u32, cold }
        };
        let mut around = Around::default();
        let mut changes = vec![(0, region(around))];
        let mut events = events.into_iter().peekable();
        while let Some((offset, part, count)) = events.next() {
            around.add(part, count);
            while let Some((_, part, count)) = events.next_if(|(next, ..)| *next == offset) {
                around.add(part, count);
            }
            let now = region(around);
            if changes.last().is_none_or(|(_, before)| *before != now) {
                changes.push((offset, now));
            }
        }
        Regions { changes }
    }
}

/// Whether a function says by its name that it makes an error.
fn is_named_after_errors(object: &Object) -> bool {
    let name = object.name.as_str();
    let says_so = name.contains("rror") || name.contains("Err") || name.starts_with("err");
    matches!(object.kind, ObjectKind::Func(_)) && (says_so || name == "New")
}
