//! Variables that are assigned once (`ir/reassignment.go`, `StaticValue` and `OuterValue` of
//! `ir/expr.go`, `ir/node.go`).
//!
//! Comes in: a function with its literals. Goes out: answers to "which expression does this one
//! always equal?" and "which functions can this variable hold?".
//!
//! ```go
//! n := 10
//! s := make([]int, n) // static value of n: 10
//! f := func() {}
//! if c { f = g }
//! f()                 // assignments of f: func literal, g
//! ```

use rustc_hash::{FxHashMap, FxHashSet};

use super::node::{Body, Class, ClosureId, ConvOp, Defn, NameId, NodeId, Op, SelectorOp};
use super::visit::Preorder;
use crate::id::Id;
use crate::types::store::{Type, TypeId, Types};

/// What is known of the variables of a function and of the literals in it.
#[derive(Debug)]
pub struct ReassignOracle {
    /// By name: whether its definition is its only assignment.
    single_def: Vec<bool>,
    /// Simple assignments of values other than nil, of those variables of function type that
    /// have no other kind of assignment.
    func_assigns: FxHashMap<NameId, Vec<NodeId>>,
}

impl ReassignOracle {
    /// Looks through a function and the literals in it.
    pub fn new(types: &Types, body: &Body, root: ClosureId) -> ReassignOracle {
        let mut oracle = ReassignOracle {
            single_def: vec![false; body.names.len()],
            func_assigns: FxHashMap::default(),
        };
        let func = &body.funcs[root];
        for param in func.recv.iter().chain(&func.params).filter_map(|param| param.name) {
            if !body.names[param].sym.is_blank() {
                oracle.single_def[param.index()] = true;
            }
        }
        let reached = reached(body, root);
        for (id, name) in body.names.iter() {
            let candidate = name.class == Class::Auto && name.outer.is_none() && !name.addrtaken;
            if !candidate || !reached[name.curfn.index()] {
                continue;
            }
            let (defined, simple) = match name.defn {
                Defn::None => (false, true),
                Defn::Node(node) => (true, matches!(body.op(node), Op::As { .. })),
            };
            oracle.single_def[id.index()] = defined;
            if simple && is_func(types, name.ty) {
                oracle.func_assigns.insert(id, Vec::new());
            }
        }
        Preorder::new().visit_with_closures(body, root, |node, op| {
            for_each_target(op, |x| oracle.assigned(types, body, x, node));
        });
        oracle
    }

    /// Notes that `by` assigns to `target`.
    fn assigned(&mut self, types: &Types, body: &Body, target: NodeId, by: NodeId) {
        let Op::Name(name) = *body.op(outer_value(types, body, target)) else { return };
        let name = body.canonical(name);
        let declared = &body.names[name];
        if let Some(single) = self.single_def.get_mut(name.index()).filter(|single| **single) {
            *single = match declared.class {
                Class::Param => false,
                Class::Auto => declared.defn == Defn::Node(by),
                Class::ParamOut => true,
            };
        }
        let Some(assigns) = self.func_assigns.get_mut(&name) else { return };
        match *body.op(by) {
            Op::As { y: None, .. } => {}
            Op::As { y: Some(y), .. } if matches!(body.op(skip_nop(body, y)), Op::Nil) => {}
            Op::As { .. } => assigns.push(by),
            _ => {
                self.func_assigns.remove(&name);
            }
        }
    }

    /// The earliest expression that always has the value of `node`; itself if there is none.
    pub fn static_value(&self, body: &Body, node: NodeId) -> NodeId {
        static_value(body, node, |name| self.is_single(name))
    }

    fn is_single(&self, name: NameId) -> bool {
        self.single_def.get(name.index()).copied().unwrap_or(false)
    }

    /// Whether a variable may have another value than its first.
    pub fn reassigned(&self, body: &Body, name: NameId) -> bool {
        !self.is_single(body.canonical(name))
    }

    /// The assignments of values other than nil to a variable of function type; none if it is
    /// assigned in other ways as well.
    pub fn func_assignments(&self, body: &Body, name: NameId) -> &[NodeId] {
        self.func_assigns.get(&body.canonical(name)).map_or(&[], Vec::as_slice)
    }
}

/// Calls `visit` for each expression that a statement assigns to.
pub fn for_each_target(op: &Op, mut visit: impl FnMut(NodeId)) {
    match op {
        Op::As { x, .. } | Op::AsOp { x, .. } => visit(*x),
        Op::As2 { lhs, .. } => lhs.iter().for_each(|&x| visit(x)),
        Op::Range(range) => range.key.iter().chain(&range.value).for_each(|&x| visit(x)),
        _ => {}
    }
}

/// Follows an expression to the earliest one that always has its value.
fn static_value(body: &Body, mut node: NodeId, is_single: impl Fn(NameId) -> bool) -> NodeId {
    // A variable's definition comes before its use, so each step leads to another variable.
    // The bound is for definitions that refer to each other, which a valid body has not.
    for _ in 0..=body.names.len() + body.nodes.len() {
        let next = match body.op(node) {
            Op::Conv(ConvOp::ConvNop, x) => Some(*x),
            Op::InlCall { results, .. } if results.len() == 1 => results.first().copied(),
            Op::Name(name) => {
                let name = body.canonical(*name);
                definition(body, name).filter(|_| is_single(name))
            }
            _ => None,
        };
        match next {
            Some(next) => node = next,
            None => break,
        }
    }
    node
}

/// The value that a variable is defined with.
fn definition(body: &Body, name: NameId) -> Option<NodeId> {
    let declared = &body.names[name];
    let (Class::Auto, Defn::Node(defn)) = (declared.class, declared.defn) else { return None };
    match body.op(defn) {
        Op::As { y, .. } => *y,
        Op::As2 { op: super::node::As2Op::As2, lhs, rhs, .. } => {
            let at = lhs
                .iter()
                .position(|&x| matches!(body.op(x), Op::Name(other) if *other == name))?;
            rhs.get(at).copied()
        }
        _ => None,
    }
}

/// The same answers for a body that changes: assignments are added, never taken away
/// (`Reassigned` and `StaticValue` of `ir/expr.go`, which look through the function each time).
#[derive(Debug, Default)]
pub struct Assigned {
    /// Variables with assignments other than their definition.
    again: FxHashSet<NameId>,
}

impl Assigned {
    /// Looks through a body.
    pub fn new(types: &Types, body: &Body) -> Assigned {
        let mut assigned = Assigned::default();
        let mut preorder = Preorder::new();
        for (_, func) in body.funcs.iter() {
            preorder.visit(body, &func.body, |node, _| assigned.add(types, body, node));
        }
        assigned
    }

    /// Takes a new node into account, without those below it.
    pub fn add(&mut self, types: &Types, body: &Body, node: NodeId) {
        let target = |x: NodeId| {
            if let Op::Name(name) = *body.op(outer_value(types, body, x)) {
                let name = body.canonical(name);
                if body.names[name].defn != Defn::Node(node) {
                    self.again.insert(name);
                }
            }
        };
        for_each_target(body.op(node), target);
    }

    /// The earliest expression that always has the value of `node`; itself if there is none.
    pub fn static_value(&self, body: &Body, node: NodeId) -> NodeId {
        static_value(body, node, |name| !body.names[name].addrtaken && !self.again.contains(&name))
    }
}

/// The variable that an assignment to `node` changes, as an expression: `x` for `x.f` and for
/// `x[i]` of an array.
pub fn outer_value(types: &Types, body: &Body, mut node: NodeId) -> NodeId {
    loop {
        node = match *body.op(node) {
            Op::Selector { op: SelectorOp::Dot, x, .. } | Op::Conv(ConvOp::ConvNop, x) => x,
            Op::Index { x, .. } if is_array(types, body.nodes[x].ty) => x,
            _ => return node,
        };
    }
}

/// The function that gc looks through for questions about `func`: the outermost one, except
/// that literals of the package's initialization are looked through on their own.
pub fn oracle_root(body: &Body, func: ClosureId) -> ClosureId {
    let mut root = func;
    while let Some(parent) = body.funcs[root].parent {
        if body.funcs[parent].flags.package_init {
            break;
        }
        root = parent;
    }
    root
}

fn skip_nop(body: &Body, mut node: NodeId) -> NodeId {
    while let Op::Conv(ConvOp::ConvNop, x) = *body.op(node) {
        node = x;
    }
    node
}

/// By function of a body: whether it is the root, or a literal that stands in its code. One that is
/// always inlined where it is called doesn't any more.
fn reached(body: &Body, root: ClosureId) -> Vec<bool> {
    let mut reached = vec![false; body.funcs.len()];
    reached[root.index()] = true;
    if body.funcs.len() > 1 {
        Preorder::new().visit_with_closures(body, root, |_, op| {
            if let Op::Closure(literal) = op {
                reached[literal.index()] = true;
            }
        });
    }
    reached
}

fn is_array(types: &Types, ty: Option<TypeId>) -> bool {
    ty.is_some_and(|ty| matches!(types.get(types.underlying(ty)), Type::Array { .. }))
}

fn is_func(types: &Types, ty: TypeId) -> bool {
    matches!(types.get(types.underlying(ty)), Type::Signature(_))
}
