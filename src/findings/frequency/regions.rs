//! Loops and cold code in a top-level declaration.
//!
//! ```go
//! for _, x := range f() {      // x is made in each round, what f makes isn't
//!     if x < 0 {
//!         log.Fatal(x)         // the whole block is cold: it ends so
//!     }
//! }
//! once.Do(func() { set() })    // this runs once
//! ```
//!
//! Parts of a declaration are ranges of its bytes, which nest. Where they begin and end, counters go up
//! and down; what they are between two of these places is the same all along.

use std::ops::Range;

use rustc_hash::FxHashSet;

use super::Cold;
use super::declaration::Declaration;
use super::kept::kept;
use crate::symbol::Symbol;
use crate::syntax::ast::{
    ClauseKind, DeclKind, ExprId, ExprKind, Offset, Operator, StmtId, StmtKind, TopLevel,
};
use crate::types::info::{CheckedDecl, Mode};
use crate::types::store::{Builtin, ObjId, Object, ObjectKind, Type, TypeId, Types, VarKind};

/// What is known of a place.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(super) struct Region {
    /// How many loops are around it.
    pub(super) loops: u32,
    /// Whether it makes what is kept, and so runs seldom.
    pub(super) is_kept: bool,
    /// Why it hardly ever runs, if so.
    pub(super) cold: Option<Cold>,
}

/// How many returns are looked at for one of a branch's own, among those of literals in it.
const NEAR: usize = 16;

/// What is known of the places of a declaration.
#[derive(Debug, Default)]
pub(super) struct Regions {
    /// From which offset on what holds, in order.
    changes: Vec<(Offset, Region)>,
    /// The names of the functions that are handed to `sync.Once` and its like.
    pub(super) once: Vec<ExprId>,
    /// Whether the declaration is `main`.
    pub(super) are_of_main: bool,
}

impl Regions {
    /// Looks through a declaration.
    pub(super) fn of(types: &Types, decl: CheckedDecl<'_>) -> Regions {
        let declaration = Declaration { types, decl };
        let parts = kept(declaration).into_iter().map(|range| (range, Part::Kept)).collect();
        let (functions, once) = (Vec::new(), Vec::new());
        let successes = successes(declaration);
        let mut finder = Finder { declaration, parts, functions, successes, once };
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
    /// It makes what is kept.
    Kept,
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
    kept: i32,
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
            Part::Kept => self.kept += count,
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
    declaration: Declaration<'a>,
    parts: Vec<(Range<Offset>, Part)>,
    /// The function and the literals in it, by their bodies: whether the last result is an error.
    functions: Vec<(Range<Offset>, bool)>,
    /// Returns that say nothing of an error, in order: where they begin, and where they end.
    successes: Vec<(Offset, Offset)>,
    once: Vec<ExprId>,
}

impl<'a> Finder<'a> {
    fn ast(&self) -> &'a TopLevel {
        self.declaration.ast()
    }

    fn find(&mut self) {
        let declaration = self.declaration;
        let ast = self.ast();
        for (_, decl) in ast.decls.iter() {
            if let DeclKind::Func { name, body: Some(body), .. } = decl.kind
                && let Some(range) = self.declaration.block_range(body)
            {
                let ty = self.declaration.object(name).and_then(|object| object.ty.get()).copied();
                self.functions.push((range, self.returns_error(ty)));
            }
        }
        for (id, expr) in ast.exprs.iter() {
            if let ExprKind::FuncLit { body, .. } = expr.kind
                && let Some(range) = self.declaration.block_range(body)
            {
                let ty = self.declaration.decl.facts.exprs[id].as_ref().map(|known| known.ty);
                self.functions.push((range.clone(), self.returns_error(ty)));
                self.parts.push((range, Part::Literal));
            }
        }
        let recovered = self.recovered();
        for (id, expr) in ast.exprs.iter() {
            match &expr.kind {
                ExprKind::Call { fun, args, .. }
                    if declaration
                        .is_of_sync(*fun, &["Do", "OnceFunc", "OnceValue", "OnceValues"]) =>
                {
                    if let [argument] = **args {
                        self.runs_once(argument);
                    }
                }
                ExprKind::Call { .. } | ExprKind::CompositeLit { .. } | ExprKind::Unary { .. }
                    if self.is_error(id) =>
                {
                    self.parts.push((self.declaration.first_of(id)..expr.end, Part::Error));
                }
                _ => {}
            }
        }
        for (_, stmt) in ast.stmts.iter() {
            match stmt.kind {
                StmtKind::For { init, body, .. } => self.for_loop(stmt.pos, init, body),
                StmtKind::If { cond, then, els, .. } => {
                    if recovered
                        .iter()
                        .any(|&panic| self.says_not_nil(cond, |variable| variable == panic))
                        && let Some(range) = declaration.block_range(then)
                    {
                        self.parts.push((range, Part::Fatal));
                    }
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
                        let start = self.declaration.first_byte(last);
                        self.parts.push((start..block.rbrace, part));
                    }
                }
                _ => {}
            }
        }
    }

    /// What `sync.Once` is handed: a literal, a variable that is one, or a function.
    fn runs_once(&mut self, function: ExprId) {
        let Declaration { decl, .. } = self.declaration;
        let ast = self.ast();
        let Some(name) = self.declaration.name_of(function) else {
            self.parts.extend(self.declaration.literal(function).map(|range| (range, Part::Once)));
            return;
        };
        self.once.push(name);
        let object = decl.facts.object(name);
        for (_, stmt) in ast.stmts.iter() {
            if let StmtKind::Assign { lhs, rhs: Some(rhs), .. } = stmt.kind
                && object.is_some()
                && decl.facts.object(ast.unparen(lhs)) == object
            {
                let literal = self.declaration.literal(rhs);
                self.parts.extend(literal.map(|range| (range, Part::Once)));
            }
        }
    }

    /// The variables that take what `recover` returns.
    fn recovered(&self) -> FxHashSet<ObjId> {
        let Declaration { decl, .. } = self.declaration;
        let ast = self.ast();
        let is_recover = |call: ExprId| match ast.exprs[ast.unparen(call)].kind {
            ExprKind::Call { fun, .. } => self
                .declaration
                .callee(fun)
                .is_some_and(|object| matches!(object.kind, ObjectKind::Builtin(Builtin::Recover))),
            _ => false,
        };
        let assigned = ast.stmts.iter().filter_map(|(_, stmt)| match stmt.kind {
            StmtKind::Assign { lhs, rhs: Some(rhs), .. } if is_recover(rhs) => {
                decl.facts.object(ast.unparen(lhs))
            }
            _ => None,
        });
        assigned.collect()
    }

    fn for_loop(&mut self, start: Offset, init: Option<StmtId>, body: StmtId) {
        let Some(range) = self.declaration.block_range(body) else { return };
        self.parts.push((start..range.end, Part::Loop));
        if let Some(StmtKind::Range { x, .. }) = init.map(|init| &self.ast().stmts[init].kind) {
            let x = self.declaration.first_of(*x);
            if x < range.start {
                self.parts.push((x..range.start, Part::BeforeLoop));
            }
        }
    }

    /// A block that a condition leads to.
    fn branch(&mut self, stmt: StmtId, condition: Option<ExprId>) {
        let Some((start, block)) = self.declaration.block(stmt) else { return };
        let Some(cold) = self.end_of(&block.stmts, condition, block.rbrace) else { return };
        let start = self.after_success(start, &block.stmts, block.rbrace);
        self.parts.push((start..block.rbrace + 1, cold));
    }

    /// Where code begins of which all leads to the last of these statements: behind the last return before
    /// it that says nothing of an error.
    fn after_success(&self, start: Offset, stmts: &[StmtId], end: Offset) -> Offset {
        let ast = self.ast();
        let Some(&last) = stmts.last() else { return start };
        let within = start..ast.stmts[last].pos;
        let function = self.function_around(end);
        let before = self.successes.partition_point(|(at, _)| *at < within.end);
        let near = self.successes[..before].iter().rev().take_while(|(at, _)| within.contains(at));
        let own = |(at, _): &&(Offset, Offset)| self.function_around(*at) == function;
        near.take(NEAR).find(own).map_or(start, |(_, end)| *end)
    }

    /// The innermost function around an offset: its body, and whether its last result is an error.
    fn function_around(&self, at: Offset) -> Option<&(Range<Offset>, bool)> {
        let around = self.functions.iter().filter(|(range, _)| range.contains(&at));
        around.min_by_key(|(range, _)| range.end - range.start)
    }

    /// What code is that ends in the last of these statements, if that makes it cold. `tested` is what
    /// led there.
    fn end_of(&self, stmts: &[StmtId], tested: Option<ExprId>, end: Offset) -> Option<Part> {
        let ast = self.ast();
        match ast.stmts[*stmts.last()?].kind {
            StmtKind::Expr(call) => self.ends_program(call).then_some(Part::Fatal),
            StmtKind::Return(Some(results)) => {
                let last = self.declaration.last_of(results);
                let (_, returns_error) = self.function_around(end)?;
                let is_error = *returns_error
                    && (self.makes_error(last, tested) || self.takes_error(last, stmts));
                is_error.then_some(Part::Error)
            }
            StmtKind::Return(None) => {
                let (_, returns_error) = self.function_around(end)?;
                let is_error = *returns_error && self.leaves_error(stmts, tested);
                is_error.then_some(Part::Error)
            }
            _ => None,
        }
    }

    /// Whether the named result that is an error is one for sure after these statements.
    fn leaves_error(&self, stmts: &[StmtId], tested: Option<ExprId>) -> bool {
        let ast = self.ast();
        let assigned = stmts.iter().rev().find_map(|&stmt| match ast.stmts[stmt].kind {
            StmtKind::Assign { lhs, rhs: Some(rhs), .. } => {
                let last = ast.unparen(self.declaration.last_of(lhs));
                let result = self.declaration.decl.facts.object(last);
                result.is_some_and(|result| self.is_error_result(result)).then_some(rhs)
            }
            _ => None,
        });
        match assigned {
            Some(value) => self.makes_error(self.declaration.last_of(value), tested),
            None => tested.is_some_and(|tested| {
                self.says_not_nil(tested, |variable| self.is_error_result(variable))
            }),
        }
    }

    /// Whether a variable is a result of the type `error`.
    fn is_error_result(&self, variable: ObjId) -> bool {
        let types = self.declaration.types;
        let object = types.object_head(variable);
        matches!(object.kind, ObjectKind::Var(VarKind::Result))
            && object.ty.get() == Some(&types.universe.error())
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
                // A conversion: to a type that is an error.
                self.is_type(*fun)
                    || self.declaration.callee(*fun).is_some_and(is_named_after_errors)
            }
            ExprKind::Name(_) | ExprKind::Selector { .. } => match self.declaration.callee(value) {
                Some(Object { kind: ObjectKind::Var(VarKind::Package), .. }) => true,
                _ => {
                    let is_name = matches!(ast.exprs[value].kind, ExprKind::Name(_));
                    let variable = self.declaration.decl.facts.object(value).filter(|_| is_name);
                    tested.zip(variable).is_some_and(|(tested, variable)| {
                        self.says_not_nil(tested, |it| it == variable)
                    })
                }
            },
            _ => false,
        }
    }

    /// Whether the last of these statements that assigns to a place gives it an error.
    fn takes_error(&self, place: ExprId, stmts: &[StmtId]) -> bool {
        let ast = self.ast();
        let assigned = stmts.iter().rev().find_map(|&stmt| match ast.stmts[stmt].kind {
            StmtKind::Assign { lhs, rhs: Some(rhs), .. } => {
                self.declaration.is_same(lhs, place).then_some(rhs)
            }
            _ => None,
        });
        assigned.is_some_and(|value| self.makes_error(value, None))
    }

    /// Whether a condition holds only where a variable of a kind isn't nil.
    fn says_not_nil(&self, condition: ExprId, is_meant: impl Fn(ObjId) -> bool) -> bool {
        let ast = self.ast();
        let mut open = vec![condition];
        while let Some(condition) = open.pop() {
            match &ast.exprs[ast.unparen(condition)].kind {
                ExprKind::Binary { op: Operator::AndAnd, x, y } => open.extend([*x, *y]),
                ExprKind::Binary { op: Operator::Neq, x, y } => {
                    let object = self.declaration.decl.facts.object(ast.unparen(*x));
                    if self.declaration.is_nil(*y) && object.is_some_and(&is_meant) {
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
        if expr.end <= self.declaration.first_of(id) {
            return false;
        }
        match expr.kind {
            ExprKind::Call { fun, .. } if self.is_type(fun) => self.is_of_error_type(id),
            ExprKind::Call { fun, .. } => self.declaration.callee(fun).is_some_and(|object| {
                matches!(
                    (self.declaration.path_of(object), object.name.as_str()),
                    ("errors", "New" | "Join") | ("fmt", "Errorf")
                )
            }),
            // What gc says of it stands at the `&`.
            ExprKind::Unary { op: Operator::And, x } => self.is_error(self.ast().unparen(x)),
            ExprKind::CompositeLit { .. } => self.is_of_error_type(id),
            _ => false,
        }
    }

    /// Whether the type of a value is called an error.
    fn is_of_error_type(&self, value: ExprId) -> bool {
        let Declaration { types, decl } = self.declaration;
        let ty = decl.facts.exprs[value].as_ref().map(|known| known.ty);
        match ty.map(|ty| types.get(ty)) {
            Some(&Type::Named(named)) => {
                let name = types.object_head(types.named_head(named).obj).name;
                name.as_str().ends_with("Error")
            }
            _ => false,
        }
    }

    /// Whether what looks like a function is a type.
    fn is_type(&self, fun: ExprId) -> bool {
        let known = self.declaration.decl.facts.exprs[self.ast().unparen(fun)].as_ref();
        known.is_some_and(|known| known.mode == Mode::TypExpr)
    }

    /// Whether a call doesn't come back.
    fn ends_program(&self, call: ExprId) -> bool {
        let ExprKind::Call { fun, .. } = self.ast().exprs[self.ast().unparen(call)].kind else {
            return false;
        };
        let Some(object) = self.declaration.callee(fun) else { return false };
        let name = object.name.as_str();
        match object.kind {
            ObjectKind::Builtin(Builtin::Panic) => true,
            ObjectKind::Func(_) => match self.declaration.path_of(object) {
                "log" => name.starts_with("Fatal") || name.starts_with("Panic"),
                "os" => name == "Exit",
                "runtime" => name == "Goexit",
                "testing" => name.starts_with("Fatal") || name.starts_with("Skip"),
                _ => false,
            },
            _ => false,
        }
    }

    /// Whether the last result of a function of this type is an error.
    fn returns_error(&self, ty: Option<TypeId>) -> bool {
        let Some(Type::Signature(signature)) = ty.map(|ty| self.declaration.types.get(ty)) else {
            return false;
        };
        signature
            .results
            .last()
            .is_some_and(|last| last.ty == self.declaration.types.universe.error())
    }

    fn runs(&self) -> Runs {
        let ast = self.ast();
        match ast.first().map(|first| &first.kind) {
            Some(DeclKind::Var { .. }) => Runs::Once,
            Some(&DeclKind::Func { recv: None, name, .. }) => {
                let is_main = self.declaration.decl.file.ast.package.name == Symbol::MAIN;
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
            Region { loops: around.loops.max(0) as u32, is_kept: around.kept > 0, cold }
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
        let are_of_main = matches!(runs, Runs::OnceButForLoops);
        Regions { changes, once: self.once, are_of_main }
    }
}

/// The returns of a declaration that say nothing of an error, in order of their places.
fn successes(declaration: Declaration<'_>) -> Vec<(Offset, Offset)> {
    let ast = declaration.ast();
    let returns = ast.stmts.iter().filter_map(|(_, stmt)| match stmt.kind {
        StmtKind::Return(None) => Some((stmt.pos, stmt.pos + 1)),
        StmtKind::Return(Some(results)) => {
            let is_nil = declaration.is_nil(declaration.last_of(results));
            is_nil.then_some((stmt.pos, ast.exprs[results].end))
        }
        _ => None,
    });
    let mut returns: Vec<(Offset, Offset)> = returns.collect();
    returns.sort_unstable();
    returns
}

/// Whether a function says by its name that it makes an error.
fn is_named_after_errors(object: &Object) -> bool {
    let name = object.name.as_str();
    let says_so = name.contains("rror") || name.contains("Err") || name.starts_with("err");
    matches!(object.kind, ObjectKind::Func(_)) && (says_so || name == "New")
}
