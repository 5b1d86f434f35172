//! Assignments to variables that nothing reads (`deadlocals/deadlocals.go`).
//!
//! Comes in: the functions of a package. Goes out: the same functions, in which the assignment of
//! a variable, a constant or a function literal to a local variable that is never used has
//! become `_ = 0`. Escape analysis says nothing about such a literal then.
//!
//! ```go
//! f := func() { ... } // nothing uses f but other dead assignments: _ = 0
//! ```

use rustc_hash::FxHashMap;

use crate::ir::node::{Body, Class, ClosureId, Defn, NameId, Node, NodeId, Op};
use crate::ir::package::Package;
use crate::ir::visit::for_each_child;
use crate::types::constant::Value;
use crate::types::store::{Basic, TypeId, Types};

/// Removes dead assignments in all functions of a package.
pub fn dead_locals(types: &Types, package: &mut Package) {
    let int = types.basic(Basic::Int);
    package.each_function(|body, func| {
        if body.funcs[func].closure_vars.is_empty() {
            function(body, func, int);
        }
    });
}

/// A side of an assignment: the statement and the position in its lists.
#[derive(Clone, Copy)]
struct Slot {
    stmt: NodeId,
    index: usize,
}

/// A variable, or the blank identifier.
type Assignee = Option<NameId>;

struct Visitor<'b> {
    body: &'b Body,
    /// Assignments to a variable; `None` where it is used.
    defs: FxHashMap<Assignee, Option<Vec<Slot>>>,
    /// The variables in the order of their first mention.
    order: Vec<Assignee>,
}

fn function(body: &mut Body, func: ClosureId, int: TypeId) {
    let mut visitor = Visitor { body, defs: FxHashMap::default(), order: Vec::new() };
    visitor.nodes(&body.funcs[func].body);
    let Visitor { defs, order, .. } = visitor;
    for target in order {
        let Some(Some(slots)) = defs.get(&target) else { continue };
        for slot in slots {
            let Node { pos, .. } = body.nodes[slot.stmt];
            let blank = body.add(pos, None, Op::Blank);
            let zero = body.add(pos, Some(int), Op::Literal(Value::int(0)));
            match &mut body.nodes[slot.stmt].op {
                Op::As { x, y, .. } => {
                    *x = blank;
                    *y = Some(zero);
                }
                Op::As2 { lhs, rhs, .. } => {
                    if let Some(x) = lhs.get_mut(slot.index) {
                        *x = blank;
                    }
                    if let Some(y) = rhs.get_mut(slot.index) {
                        *y = zero;
                    }
                }
                _ => {}
            }
        }
        if let (Some(name), false) = (target, slots.is_empty()) {
            body.names[name].defn = Defn::None;
        }
    }
}

impl Visitor<'_> {
    fn nodes(&mut self, list: &[NodeId]) {
        for &node in list {
            self.node(node);
        }
    }

    fn node(&mut self, node: NodeId) {
        let body = self.body;
        match &body.nodes[node].op {
            Op::Closure(func) => {
                self.nodes(&body.nodes[node].init);
                let func = &body.funcs[*func];
                for &captured in &func.closure_vars {
                    self.used(captured);
                }
                self.nodes(&func.body);
            }
            Op::Dcl(_) => {}
            Op::Name(name) => self.used(*name),
            Op::As { x, y, .. } => self.assign(Slot { stmt: node, index: 0 }, *x, *y, false),
            Op::As2 { op: crate::ir::node::As2Op::As2, lhs, rhs, .. } => {
                let named = lhs.iter().any(|&x| !matches!(body.nodes[x].op, Op::Blank));
                for (index, &x) in lhs.iter().enumerate() {
                    let y = rhs.get(index).copied();
                    self.assign(Slot { stmt: node, index }, x, y, named);
                }
            }
            _ => for_each_child(body, node, |child| self.node(child)),
        }
    }

    fn used(&mut self, name: NameId) {
        let name = self.body.canonical(name);
        if !self.is_local(Some(name), false) {
            return;
        }
        let slots = match self.defs.insert(Some(name), None) {
            Some(slots) => slots.unwrap_or_default(),
            None => {
                self.order.push(Some(name));
                return;
            }
        };
        for slot in slots {
            if let Some(value) = self.value(slot) {
                self.node(value);
            }
        }
    }

    fn value(&self, slot: Slot) -> Option<NodeId> {
        match &self.body.nodes[slot.stmt].op {
            Op::As { y, .. } => *y,
            Op::As2 { rhs, .. } => rhs.get(slot.index).copied(),
            _ => None,
        }
    }

    fn assign(&mut self, slot: Slot, x: NodeId, y: Option<NodeId>, blank_is_no_use: bool) {
        let target = match self.body.nodes[x].op {
            Op::Name(name) => Some(self.body.canonical(name)),
            Op::Blank => None,
            _ => {
                self.node(x);
                y.into_iter().for_each(|y| self.node(y));
                return;
            }
        };
        if self.is_local(target, blank_is_no_use) && !y.is_some_and(|y| self.has_effects(y)) {
            match self.defs.get_mut(&target) {
                Some(Some(slots)) => {
                    slots.push(slot);
                    return;
                }
                Some(None) => {}
                None => {
                    self.defs.insert(target, Some(vec![slot]));
                    self.order.push(target);
                    return;
                }
            }
        }
        y.into_iter().for_each(|y| self.node(y));
    }

    fn is_local(&self, target: Assignee, blank_is_no_use: bool) -> bool {
        match target {
            None => blank_is_no_use,
            Some(name) => match self.body.names[name].class {
                Class::Auto | Class::Param => true,
                Class::ParamOut => false,
            },
        }
    }

    fn has_effects(&self, node: NodeId) -> bool {
        let Node { ref init, ref op, .. } = self.body.nodes[node];
        !init.is_empty()
            || !matches!(
                op,
                Op::Name(_)
                    | Op::Global(_)
                    | Op::Func(_)
                    | Op::Literal(_)
                    | Op::Nil
                    | Op::Closure(_)
            )
    }
}
