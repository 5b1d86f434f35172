//! Nodes that gc counts and this IR keeps as parts of others.
//!
//! ```go
//! x := 1                       // gc: AS, NAME x, LITERAL, before it DCL with a NAME of its own
//! switch v := y.(type) {       // gc: SWITCH, TYPESW with an IDENT v
//! case T:                      // gc: CASE, with the NAME of its v, and a TYPE, or for a type that
//! }                            // is known from the dictionary: how it is read from there
//! ```

use crate::ir::node::{Body, NodeId, Op};
use crate::lower::Cx;
use crate::types::store::Type;

/// Nodes that a node stands for beyond itself and its children.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct ImplicitNodes {
    /// How many.
    pub nodes: i32,
    /// What they cost: one each, but for conversions that do nothing.
    pub cost: i32,
}

impl ImplicitNodes {
    const NONE: ImplicitNodes = ImplicitNodes { nodes: 0, cost: 0 };

    fn plain(nodes: usize) -> ImplicitNodes {
        let nodes = i32::try_from(nodes).unwrap_or(i32::MAX);
        ImplicitNodes { nodes, cost: nodes }
    }

    /// `(*byte)(dict[i])`: a conversion, the index, the array behind the pointer, two operands.
    const FROM_DICTIONARY: ImplicitNodes = ImplicitNodes { nodes: 5, cost: 4 };

    /// `&type:T`.
    const STATIC_TYPE: ImplicitNodes = ImplicitNodes { nodes: 2, cost: 2 };

    fn and(self, other: ImplicitNodes) -> ImplicitNodes {
        ImplicitNodes { nodes: self.nodes + other.nodes, cost: self.cost + other.cost }
    }
}

/// What gc has below a node that isn't a node here.
pub fn hidden(cx: &Cx<'_>, body: &Body, node: NodeId) -> ImplicitNodes {
    match body.op(node) {
        Op::Dcl(_) => ImplicitNodes::plain(1),
        // The function that is called.
        Op::Getg => ImplicitNodes::plain(1),
        Op::Select(clauses) => ImplicitNodes::plain(clauses.len()),
        Op::TypeSwitch(switch) => {
            let vars = switch.cases.iter().filter(|case| case.var.is_some()).count();
            ImplicitNodes::plain(1 + usize::from(switch.tag.is_some()) + vars)
        }
        // Without a tag, a case of interface type is compared with a boolean in an interface.
        Op::Switch(switch) if switch.tag.is_none() => {
            let cases = switch.cases.iter().flat_map(|case| &case.list);
            let any = cases.filter(|&&case| is_empty_interface(cx, body, case));
            any.fold(ImplicitNodes::NONE, |all, _| all.and(ImplicitNodes::STATIC_TYPE))
        }
        Op::DynamicType => ImplicitNodes::FROM_DICTIONARY,
        Op::DynamicDotType { x, .. } => {
            let from = match body.nodes[*x].ty {
                Some(ty) if cx.has_shape(ty) => ImplicitNodes::FROM_DICTIONARY,
                Some(_) | None => ImplicitNodes::STATIC_TYPE,
            };
            from.and(ImplicitNodes::FROM_DICTIONARY)
        }
        Op::Name(_)
        | Op::Global(_)
        | Op::Func(_)
        | Op::Type
        | Op::Literal(_)
        | Op::Nil
        | Op::LinkSym { .. }
        | Op::Static
        | Op::Unary(..)
        | Op::Binary(..)
        | Op::AddStr(_)
        | Op::Addr(_)
        | Op::PtrLit(_)
        | Op::Deref(_)
        | Op::Selector { .. }
        | Op::DotType { .. }
        | Op::Index { .. }
        | Op::IndexMap { .. }
        | Op::Slice { .. }
        | Op::Conv(..)
        | Op::CompLit { .. }
        | Op::Key { .. }
        | Op::StructKey { .. }
        | Op::Closure(_)
        | Op::Call { .. }
        | Op::InlCall { .. }
        | Op::Make { .. }
        | Op::Append { .. }
        | Op::Builtin(..)
        | Op::Recover
        | Op::Block(_)
        | Op::Branch(..)
        | Op::Label(_)
        | Op::As { .. }
        | Op::AsOp { .. }
        | Op::As2 { .. }
        | Op::Blank
        | Op::If { .. }
        | Op::For(_)
        | Op::Range(_)
        | Op::Return(_)
        | Op::Switch(_)
        | Op::Go(_)
        | Op::Defer { .. }
        | Op::Send { .. }
        | Op::TailCall(_)
        | Op::Case => ImplicitNodes::NONE,
    }
}

fn is_empty_interface(cx: &Cx<'_>, body: &Body, node: NodeId) -> bool {
    let types = cx.input.types;
    body.nodes[node].ty.is_some_and(|ty| {
        matches!(types.get(types.underlying(ty)), Type::Interface(_))
            && types.type_set(ty).methods.is_empty()
    })
}
