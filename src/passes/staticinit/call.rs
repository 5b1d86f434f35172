//! Package variables whose value is an inlined call (`staticinit/sched.go`:
//! `staticAssignInlinedCall`, `subst`).
//!
//! A function that is one `return` of one value is as good as that value, with the arguments in
//! place of the parameters:
//!
//! ```go
//! func New(text string) error { return &errorString{text} }
//! var errEmpty = New("empty") // the same as &errorString{"empty"}: data
//! ```
//!
//! That holds where the arguments do nothing but have a value, and those that are used twice
//! may be evaluated twice.

use rustc_hash::FxHashMap;

use super::Schedule;
use crate::ir::node::{
    As2Op, Body, BranchOp, CompLitOp, ConvOp, MakeOp, NameId, NodeId, Nodes, Op, UnaryOp,
};
use crate::ir::side_effects::{any_side_effects, is_side_effect};
use crate::ir::visit::{Preorder, for_each_child_mut};
use crate::types::constant::Value;
use crate::types::store::{Basic, Type, TypeId, Types};

/// An inlined call that is one `return` of one value.
struct OneReturn {
    params: Vec<NameId>,
    args: Nodes,
    value: NodeId,
}

impl Schedule<'_, '_> {
    /// The value of an inlined call as an expression without parameters, if there is one.
    pub(super) fn inlined_value(&mut self, call: NodeId) -> Option<NodeId> {
        let OneReturn { params, args, value } = one_return(self.body, call)?;
        if params.iter().any(|&param| self.body.names[param].addrtaken)
            || args.iter().any(|&arg| any_side_effects(self.body, arg))
        {
            return None;
        }
        let mut uses: FxHashMap<NameId, u32> = params.iter().map(|&param| (param, 0)).collect();
        let mut captures = false;
        Preorder::new().visit(self.body, &[value], |_, op| match op {
            Op::Name(name) => {
                if let Some(uses) = uses.get_mut(name) {
                    *uses += 1;
                }
            }
            Op::Closure(literal) => {
                captures |= !self.body.funcs[*literal].closure_vars.is_empty();
            }
            _ => {}
        });
        let repeats = |(param, &arg): (&NameId, &NodeId)| {
            uses.get(param).is_some_and(|&uses| uses > 1) && !can_repeat(self.body, arg)
        };
        if captures || params.iter().zip(&args).any(repeats) {
            return None;
        }
        let args: FxHashMap<NameId, NodeId> = params.into_iter().zip(args).collect();
        self.substitute(value, &args)
    }

    /// A copy of an expression with arguments in place of parameters; none where a constant
    /// argument can't be converted as the parameter would be.
    fn substitute(&mut self, root: NodeId, args: &FxHashMap<NameId, NodeId>) -> Option<NodeId> {
        let (copy, made) = copied(self.body, root, &mut |body, leaf| match body.op(leaf) {
            Op::Name(name) => args.get(name).map_or(leaf, |&arg| deep_copy(body, arg)),
            _ => leaf,
        });
        for node in made {
            self.fold(node)?;
        }
        Some(copy)
    }

    /// Evaluates what has become constant.
    fn fold(&mut self, node: NodeId) -> Option<()> {
        match self.op(node) {
            &Op::Conv(ConvOp::Conv, x) => {
                let Op::Literal(value) = self.op(x) else { return Some(()) };
                let value = truncated(self.types, value, self.ty(x), self.ty(node))?;
                self.body.nodes[node].op = Op::Literal(value);
            }
            Op::AddStr(list) => {
                let list = list.clone();
                let merged = self.merged_strings(&list);
                match merged[..] {
                    [text] if matches!(self.op(text), Op::Literal(_)) => {
                        self.body.nodes[node].op = self.op(text).clone();
                    }
                    _ => self.body.nodes[node].op = Op::AddStr(merged),
                }
            }
            _ => {}
        }
        Some(())
    }

    /// Operands of a concatenation, constants side by side as one.
    fn merged_strings(&mut self, list: &[NodeId]) -> Nodes {
        let mut merged: Nodes = Nodes::with_capacity(list.len());
        for &operand in list {
            let joined = match (merged.last().map(|&last| self.op(last)), self.op(operand)) {
                (Some(Op::Literal(a)), Op::Literal(b)) => {
                    Some(Value::string(&[a.string_val(), b.string_val()].concat()))
                }
                _ => None,
            };
            match (joined, merged.pop()) {
                (Some(joined), Some(last)) => {
                    let mut node = self.body.nodes[last].clone();
                    node.op = Op::Literal(joined);
                    merged.push(self.body.nodes.push(node));
                }
                (_, last) => {
                    merged.extend(last);
                    merged.push(operand);
                }
            }
        }
        merged
    }
}

/// Whether an inlined call is one `return` of one value.
fn one_return(body: &Body, call: NodeId) -> Option<OneReturn> {
    let Op::InlCall { body: stmts, .. } = body.op(call) else { return None };
    let &[assign] = body.nodes[call].init.as_slice() else { return None };
    let Op::As2 { op: As2Op::As2, lhs, rhs: args, .. } = body.op(assign) else { return None };
    let params = lhs.iter().map(|&x| match body.op(x) {
        Op::Name(name) => Some(*name),
        _ => None,
    });
    let params: Vec<NameId> = params.collect::<Option<_>>()?;
    let &[block, end] = stmts.as_slice() else { return None };
    let (Op::Block(list), Op::Label(end)) = (body.op(block), body.op(end)) else { return None };
    let &[dcl, assign, goto] = list.as_slice() else { return None };
    let (Op::Dcl(result), Op::As2 { op: As2Op::As2, lhs, rhs, .. }) =
        (body.op(dcl), body.op(assign))
    else {
        return None;
    };
    match body.op(goto) {
        Op::Branch(BranchOp::Goto, Some(label)) if label == end => {}
        _ => return None,
    }
    let (&[x], &[value]) = (lhs.as_slice(), rhs.as_slice()) else { return None };
    match body.op(x) {
        Op::Name(name) if name == result => Some(OneReturn { params, args: args.clone(), value }),
        _ => None,
    }
}

/// Whether evaluating an expression twice gives the same as using its value twice.
fn can_repeat(body: &Body, node: NodeId) -> bool {
    let mut repeats = true;
    Preorder::new().visit(body, &[node], |node, op| {
        let makes = matches!(
            op,
            Op::Make { op: MakeOp::Chan | MakeOp::Map | MakeOp::Slice, .. }
                | Op::CompLit { op: CompLitOp::Map | CompLitOp::Slice, .. }
                | Op::Unary(UnaryOp::New, _)
                | Op::PtrLit(_)
                | Op::Conv(ConvOp::Str2Bytes | ConvOp::Str2Runes, _)
        );
        repeats &= !makes && !is_side_effect(body, node);
    });
    repeats
}

/// A copy of an expression, all of it where the expression stands (`ir.DeepCopy`).
fn deep_copy(body: &mut Body, root: NodeId) -> NodeId {
    let pos = body.nodes[root].pos;
    let (copy, made) = copied(body, root, &mut |_, leaf| leaf);
    for node in made {
        body.nodes[node].pos = pos;
    }
    copy
}

/// A copy of an expression, with what `leaf` gives in place of names and constants; and the nodes
/// made for it, operands before what they are operands of.
fn copied(
    body: &mut Body,
    root: NodeId,
    leaf: &mut dyn FnMut(&mut Body, NodeId) -> NodeId,
) -> (NodeId, Nodes) {
    let mut order = Vec::new();
    Preorder::new().visit(body, &[root], |node, _| order.push(node));
    let mut copies: FxHashMap<NodeId, NodeId> = FxHashMap::default();
    let mut made = Nodes::new();
    for node in order.into_iter().rev() {
        let copy = match body.op(node) {
            Op::Name(_) | Op::Global(_) | Op::Func(_) | Op::Literal(_) | Op::Nil | Op::Type => {
                leaf(body, node)
            }
            _ => {
                let mut copy = body.nodes[node].clone();
                for_each_child_mut(&mut copy, |child| {
                    *child = copies.get(child).copied().unwrap_or(*child);
                });
                let copy = body.nodes.push(copy);
                made.push(copy);
                copy
            }
        };
        copies.insert(node, copy);
    }
    (copies.get(&root).copied().unwrap_or(root), made)
}

/// A constant converted as a variable of its type would be (`truncate`); none where that would
/// be too subtle.
fn truncated(types: &Types, value: &Value, from: TypeId, to: TypeId) -> Option<Value> {
    let basic = |ty: TypeId| match types.get(types.underlying(ty)) {
        Type::Basic(basic) => Some(*basic),
        _ => None,
    };
    let (from, kind) = (basic(from)?, basic(to)?);
    if from == kind {
        return Some(value.clone());
    }
    is_integer(from)?;
    let sign = is_integer(kind)?;
    let bits = match value.int64_val() {
        Some(value) => value.cast_unsigned(),
        None => value.uint64_val()?,
    };
    let width = u32::try_from(types.size_of(to)).ok()?.checked_mul(8)?;
    let unused = 64u32.checked_sub(width)?;
    Some(match sign {
        Sign::Signed => Value::int((bits << unused).cast_signed() >> unused),
        Sign::Unsigned => Value::from_u64((bits << unused) >> unused),
    })
}

#[derive(Clone, Copy)]
enum Sign {
    Signed,
    Unsigned,
}

fn is_integer(basic: Basic) -> Option<Sign> {
    match basic {
        Basic::Int | Basic::Int8 | Basic::Int16 | Basic::Int32 | Basic::Int64 => Some(Sign::Signed),
        Basic::Uint
        | Basic::Uint8
        | Basic::Uint16
        | Basic::Uint32
        | Basic::Uint64
        | Basic::Uintptr => Some(Sign::Unsigned),
        _ => None,
    }
}
