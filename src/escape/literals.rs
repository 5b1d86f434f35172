//! Changes that escape analysis makes to the IR (`escape/call.go`, `copyExpr`;
//! `escape/escape.go`, `rewriteWithLiterals`).
//!
//! ```go
//! n := 10
//! s := make([]int, n)  // becomes make([]int, 10), which may be on the stack
//! fmt.Println(n)       // 10 converted to an interface needs no memory
//! ```

use super::facts::Facts;
use super::oracles::Oracles;
use crate::id::Id;
use crate::ir::fmt::Originals;
use crate::ir::node::{
    Body, BodyId, Class, ClosureId, CompLitOp, ConvOp, Defn, MakeOp, Name, NameId, Node, NodeId,
    NodePos, Nodes, Op, UnaryOp,
};
use crate::ir::reassign::ReassignOracle;
use crate::symbol::Symbol;
use crate::types::constant::{ConstKind, Value};
use crate::types::store::{Basic, TypeId};

/// A pointer that is kept alive during a call to which it is passed as uintptr: it becomes a
/// variable, assigned before the call.
#[derive(Clone, Copy, Debug)]
pub(super) struct Edit {
    /// The body.
    pub(super) body: BodyId,
    pub(super) func: ClosureId,
    pub(super) call: NodeId,
    /// The conversion to uintptr.
    pub(super) conversion: NodeId,
    /// The pointer.
    pub(super) operand: NodeId,
    /// The variable's id to be.
    pub(super) name: NameId,
    /// The assignment's id to be.
    pub(super) statement: NodeId,
}

impl Edit {
    /// Nodes that an edit makes: assignment, target, declaration, use.
    pub(super) const NODES: usize = 4;

    /// Makes the change. Edits of a body come in the order in which they were found.
    pub(super) fn apply(&self, body: &mut Body) {
        let Some(ty) = body.nodes[self.operand].ty else { return };
        let pos = match body.op(self.operand) {
            Op::Name(_) => body.nodes[self.conversion].pos,
            _ => body.nodes[self.operand].pos,
        };
        debug_assert_eq!(
            (self.name.index(), self.statement.index()),
            (body.names.len(), body.nodes.len())
        );
        let name = temporary(body, self.func, pos, ty);
        let target = NodeId::from_index(body.nodes.len() + 1);
        let assign = body.add(pos, None, Op::As { x: target, y: Some(self.operand), def: false });
        body.add(pos, Some(ty), Op::Name(name));
        let declare = body.add(pos, None, Op::Dcl(name));
        let used = body.add(pos, Some(ty), Op::Name(name));
        body.nodes[self.call].init.extend([declare, assign]);
        body.nodes[self.conversion].op = Op::Conv(ConvOp::ConvNop, used);
    }
}

/// A variable of the compiler's (`typecheck.TempAt`).
fn temporary(body: &mut Body, func: ClosureId, pos: NodePos, ty: TypeId) -> NameId {
    let number = body.funcs[func].dcl.len();
    let name = body.names.push(Name {
        sym: Symbol::new(&format!(".autotmp_{number}")),
        pkg: None,
        class: Class::Auto,
        ty,
        pos,
        curfn: func,
        defn: Defn::None,
        outer: None,
        byval: false,
        addrtaken: false,
        auto_temp: true,
        used: true,
    });
    body.funcs[func].dcl.push(name);
    name
}

/// The replacement of an operand.
struct Replacement {
    operand: NodeId,
    ty: TypeId,
    value: Value,
}

/// Puts a constant in place of an operand of a node, if the operand always has that value.
pub(super) fn rewrite_with_literals(
    facts: Facts<'_>,
    oracles: &mut Oracles,
    (index, body): (BodyId, &mut Body),
    (node, func): (NodeId, ClosureId),
    originals: &mut Originals,
) {
    let n = &body.nodes[node];
    let replacement = match n.op {
        Op::Make { op: MakeOp::Slice, len, cap } => {
            let Some(size) = cap.or(len) else { return };
            if matches!(body.op(size), Op::Literal(_)) {
                return;
            }
            let at = oracles.find(facts.types(), index, body, func);
            constant_size(facts, oracles.get(at), body, size)
        }
        Op::Conv(ConvOp::ConvIface, x) => {
            let constant = matches!(body.op(x), Op::Literal(_));
            let Some(ty) = body.nodes[x].ty else { return };
            if constant || facts.is_interface(ty) {
                return;
            }
            let at = oracles.find(facts.types(), index, body, func);
            constant_value(facts, oracles.get(at), body, x, ty)
        }
        _ => return,
    };
    let Some(Replacement { operand, ty, value }) = replacement else { return };

    // The original is still evaluated, for its side effects.
    let pos = body.nodes[node].pos;
    let Some(original_ty) = body.nodes[operand].ty else { return };
    let temp = temporary(body, func, pos, original_ty);
    let target = body.add(pos, Some(original_ty), Op::Name(temp));
    let declare = body.add(pos, None, Op::Dcl(temp));
    let assign = body.add(pos, None, Op::As { x: target, y: Some(operand), def: false });
    let literal = body.nodes.push(Node {
        pos,
        ty: Some(ty),
        init: Nodes::new(),
        implicit: false,
        op: Op::Literal(value),
    });
    originals.insert(literal, operand);
    let n = &mut body.nodes[node];
    n.init.extend([declare, assign]);
    match &mut n.op {
        Op::Make { cap: Some(size), .. } | Op::Make { len: Some(size), cap: None, .. } => {
            *size = literal;
        }
        Op::Conv(_, x) => *x = literal,
        _ => {}
    }
}

fn constant_size(
    facts: Facts<'_>,
    oracle: &ReassignOracle,
    body: &Body,
    size: NodeId,
) -> Option<Replacement> {
    match body.op(oracle.static_value(body, size)) {
        Op::Literal(value) => {
            let not_negative = value.kind() == ConstKind::Int && value.sign() >= 0;
            let ty = body.nodes[size].ty?;
            not_negative.then(|| Replacement { operand: size, ty, value: value.clone() })
        }
        Op::Unary(UnaryOp::Len, x) => match body.op(oracle.static_value(body, *x)) {
            Op::CompLit { op: CompLitOp::Slice, len, .. } => Some(Replacement {
                operand: size,
                ty: facts.types().basic(Basic::Int),
                value: Value::Int64(*len),
            }),
            _ => None,
        },
        _ => None,
    }
}

fn constant_value(
    facts: Facts<'_>,
    oracle: &ReassignOracle,
    body: &Body,
    x: NodeId,
    ty: TypeId,
) -> Option<Replacement> {
    let literal = oracle.static_value(body, x);
    let Op::Literal(value) = body.op(literal) else { return None };
    // gc's constants of floating-point type are never integers, whatever their value.
    let kind = match (value.kind(), body.nodes[literal].ty) {
        (ConstKind::Int, Some(own)) if facts.is_float(own) => ConstKind::Float,
        (ConstKind::Int | ConstKind::Float, Some(own)) if facts.is_complex(own) => {
            ConstKind::Complex
        }
        (kind, _) => kind,
    };
    let fits = match kind {
        ConstKind::Unknown => false,
        ConstKind::Bool => facts.is_bool(ty),
        ConstKind::String => facts.is_string(ty),
        ConstKind::Int => facts.is_integer(ty),
        ConstKind::Float => facts.is_float(ty),
        ConstKind::Complex => facts.is_complex(ty),
    };
    fits.then(|| Replacement { operand: x, ty, value: value.clone() })
}
