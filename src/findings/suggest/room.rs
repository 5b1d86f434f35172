//! Room for what is added: capacities that are known before a loop, and those that can be constant.

use super::scene::Scene;
use crate::findings::suggestion::{Help, Suggestion};
use crate::findings::{Explained, Verdict};
use crate::syntax::ast::{AssignOp, DeclKind, ExprId, ExprKind, Offset, StmtKind};
use crate::types::store::{Basic, Builtin, ObjId, Type};

/// The capacity that is suggested for a slice on the stack, in elements and in bytes.
const CAPACITY: i64 = 64;
const CAPACITY_BYTES: i64 = 4 << 10;

/// How a variable starts.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Start {
    /// Empty, without room.
    Empty,
    /// With room for something.
    WithRoom,
    /// With what isn't known.
    Unknown,
}

impl Scene<'_> {
    /// An append that may need a larger array.
    pub(super) fn grown(&self, call: ExprId, at: Offset) -> Option<Help> {
        let ExprKind::Call { args, has_dots, .. } = self.kind(call) else { return None };
        let [slice, ..] = **args else { return None };
        // What is there longer than the call, or a copy of something, has no better place to be made.
        let Some((variable, declared)) = self.local(slice) else { return Some(Help::Nothing) };
        self.scan()?;
        match self.start(variable, declared) {
            Start::Unknown | Start::WithRoom => return Some(Help::Nothing),
            Start::Empty => {}
        }
        if self.loops_between(declared, at).is_empty() {
            return Some(Help::Nothing);
        }
        if args.len() != 2 {
            return None;
        }
        let ty = self.ty(slice)?;
        self.types.under_slice(ty)?;
        let calls = self.ast().exprs.iter().filter(|(id, _)| self.adds_to(*id, variable));
        let places: Vec<Offset> = calls.map(|(_, call)| call.pos).collect();
        let count = self.rounds(declared, at, &places).filter(|_| !has_dots)?;
        let make = format!("make({}, 0, {count})", self.spell(ty)?);
        Some(Help::Own(Suggestion::MakeWithRoom { variable: self.quote(slice)?, make }))
    }

    /// `m[k] = v`, which may need another group.
    pub(super) fn map_entry(&self, at: Offset) -> Option<Help> {
        let index = self.expr_at(at)?;
        let ExprKind::Index { x, .. } = self.kind(index) else { return None };
        let Some((variable, declared)) = self.local(*x) else { return Some(Help::Nothing) };
        self.scan()?;
        match self.start(variable, declared) {
            Start::Unknown | Start::WithRoom => return Some(Help::Nothing),
            Start::Empty => {}
        }
        if self.loops_between(declared, at).is_empty() {
            return Some(Help::Nothing);
        }
        let ty = self.ty(*x)?;
        self.types.under_map(ty)?;
        let entries = self.ast().stmts.iter().filter_map(|(_, stmt)| match stmt.kind {
            StmtKind::Assign { lhs, .. } => Some(lhs),
            _ => None,
        });
        let entries = entries.filter(|&lhs| {
            matches!(self.kind(lhs), ExprKind::Index { x, .. }
                if self.object(*x).is_some_and(|(id, _)| id == variable))
        });
        let places: Vec<Offset> = entries.map(|lhs| self.ast().exprs[lhs].pos).collect();
        let count = self.rounds(declared, at, &places)?;
        let make = format!("make({}, {count})", self.spell(ty)?);
        Some(Help::Own(Suggestion::MakeWithRoom { variable: self.quote(*x)?, make }))
    }

    /// How often the one loop runs that is around an offset and not around a declaration, as far as
    /// an expression tells; of all places that add something, it has to be the only one there.
    fn rounds(&self, declared: Offset, at: Offset, all: &[Offset]) -> Option<String> {
        let same = self.function(declared)?.0 == self.function(at)?.0;
        let loops = self.loops_between(declared, at);
        let [only] = loops.as_slice() else { return None };
        let operand = only.operand().filter(|_| same)?;
        if all.iter().filter(|&&place| only.contains(place)).count() != 1 {
            return None;
        }
        // What is called for a loop alone can't be called for a length as well.
        if !matches!(self.kind(operand), ExprKind::Name(_) | ExprKind::Selector { .. }) {
            return None;
        }
        // It has to be known where the variable is made.
        let mut root = operand;
        while let ExprKind::Selector { x, .. } = self.kind(root) {
            root = *x;
        }
        if let Some((_, object)) = self.object(root)
            && let Some(known) = self.types.pos(object).and_then(|pos| self.offset(pos))
            && known > declared
        {
            return None;
        }
        let text = self.quote(operand)?;
        match self.types.under_type(self.ty(operand)?) {
            Type::Slice(_) | Type::Array { .. } | Type::Map { .. } => Some(format!("len({text})")),
            Type::Basic(Basic::Int) => Some(text),
            _ => None,
        }
    }

    /// How a variable starts that is declared at an offset, and whether it starts anew elsewhere.
    fn start(&self, variable: ObjId, declared: Offset) -> Start {
        let ast = self.ast();
        let mut found = Start::Unknown;
        for (_, decl) in ast.decls.iter() {
            let DeclKind::Var { names, values, .. } = &decl.kind else { continue };
            if let [name] = **names
                && ast.exprs[name].pos == declared
            {
                found = values.map_or(Start::Empty, |value| self.started_by(value));
            }
        }
        for (_, stmt) in ast.stmts.iter() {
            let StmtKind::Assign { op, lhs, rhs: Some(rhs) } = stmt.kind else { continue };
            match &ast.exprs[lhs].kind {
                ExprKind::Name(_) if self.decl.facts.object(lhs) == Some(variable) => match op {
                    AssignOp::Define => found = self.started_by(rhs),
                    // Anything but `s = append(s, x)` makes it start anew.
                    _ if !self.adds_to(rhs, variable) => return Start::Unknown,
                    _ => {}
                },
                ExprKind::List(list)
                    if list.iter().any(|&one| self.decl.facts.object(one) == Some(variable)) =>
                {
                    return Start::Unknown;
                }
                _ => {}
            }
        }
        found
    }

    fn adds_to(&self, value: ExprId, variable: ObjId) -> bool {
        let ExprKind::Call { args, .. } = self.kind(value) else { return false };
        let Some(&slice) = args.first() else { return false };
        self.calls_builtin(value, Builtin::Append)
            && matches!(self.kind(slice), ExprKind::Name(_))
            && self.object(slice).is_some_and(|(id, _)| id == variable)
    }

    fn started_by(&self, value: ExprId) -> Start {
        match self.kind(value) {
            ExprKind::CompositeLit { elems, .. } if elems.is_empty() => Start::Empty,
            ExprKind::Call { args, .. } if self.calls_builtin(value, Builtin::Make) => match **args
            {
                [_] => Start::Empty,
                [_, length] if self.quote(length).as_deref() == Some("0") => Start::Empty,
                _ => Start::WithRoom,
            },
            _ => Start::Unknown,
        }
    }

    /// `make([]T, n)`.
    pub(super) fn dynamic_size(&self, finding: &Explained, at: Offset) -> Option<Help> {
        if finding.verdict() != Verdict::Stack {
            return None;
        }
        let call = self.expr_at(at)?;
        let ExprKind::Call { args, .. } = self.kind(call) else { return None };
        let [ty, length] = **args else { return None };
        if !self.calls_builtin(call, Builtin::Make) || self.is_constant(length) {
            return None;
        }
        let elem = self.types.under_slice(self.ty(call)?)?;
        let size = self.types.sizeof(elem);
        if self.is_type_param_inside(elem) || size <= 0 || size > CAPACITY_BYTES / 4 {
            return None;
        }
        let most = CAPACITY.min(CAPACITY_BYTES / size);
        let length = self.quote(length)?;
        let make = format!("make({}, {length}, {most})", self.quote(ty)?);
        Some(Help::Own(Suggestion::ConstantCapacity { length, make, most }))
    }
}
