//! Slices that grow on the stack, and are copied to the heap where others get to see them
//! (`slice/slice.go`). gc prints nothing about the copy.
//!
//! ```go
//! func squares(n int) []int {
//!     var s []int
//!     for i := range n {
//!         s = append(s, i*i) // the first 32 bytes are on the stack
//!     }
//!     return s               // copied to the heap here, if it is on the stack still
//! }
//! ```
//!
//! As long as nothing but the variable refers to the array, it doesn't matter where the array is.
//! So gc looks for variables all of whose uses are known to keep it so (`s[i]`, `len(s)`,
//! `s = append(s, x)`, a call that doesn't keep its argument), but for one: the place where the
//! slice is handed on. It is worth it where append runs twice or more.

use rustc_hash::FxHashMap;

use crate::escape::verdict::Verdicts;
use crate::escape::{Callee, FuncTags, ImportedTags, static_callee};
use crate::ir::node::{
    As2Op, Body, BodyId, CallOp, Class, ClosureId, CompLitOp, NameId, NodeId, Op, SelectorOp,
    SliceOp, UnaryOp,
};
use crate::ir::reassign::{ReassignOracle, oracle_root};
use crate::ir::visit::for_each_child;
use crate::profile::Profile;
use crate::types::store::{Type, Types};

/// A slice that is copied to the heap before a statement, if it is on the stack.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Moved {
    /// The statement.
    pub(super) at: NodeId,
    /// The slice.
    pub(super) slice: NameId,
}

/// Finds such slices in one body.
pub(super) struct Finder<'a> {
    pub(super) types: &'a Types,
    pub(super) profile: &'a Profile,
    /// The index of the body in its package, and the body.
    pub(super) body: (BodyId, &'a Body),
    pub(super) verdicts: &'a Verdicts,
    pub(super) imported: ImportedTags<'a>,
}

/// How often a variable is named, and what the uses do with it.
#[derive(Clone, Copy, Default)]
struct VariableUses {
    /// How many loops are around its declaration.
    depth: u32,
    /// All places where it is named.
    all: u32,
    /// Those of which it is known what they do.
    known: u32,
    /// The one statement that hands it on.
    handed_on: Option<NodeId>,
    /// How often append runs, where each loop counts for one more.
    appends: u32,
    /// Something refers to its array, or it is handed on twice or in a loop.
    lost: bool,
}

impl VariableUses {
    fn hand_on(&mut self, by: NodeId, depth: u32) {
        self.lost |= depth > self.depth || self.handed_on.is_some();
        self.handed_on = Some(by);
    }
}

impl Finder<'_> {
    /// The slices of a function, in the order of their declarations.
    pub(super) fn moved(&self, func: ClosureId) -> Vec<Moved> {
        let body = self.body.1;
        let mut uses: FxHashMap<NameId, VariableUses> = FxHashMap::default();
        let declared = &body.funcs[func].dcl;
        for &name in declared {
            if self.may_grow_on_stack(name) {
                uses.insert(name, VariableUses::default());
            }
        }
        if uses.is_empty() {
            return Vec::new();
        }
        let mut walk = SliceUses { finder: self, func, uses, oracle: None };
        let mut stack: Vec<(NodeId, u32)> = Vec::new();
        stack.extend(body.funcs[func].body.iter().rev().map(|&node| (node, 0)));
        while let Some((node, depth)) = stack.pop() {
            walk.node(node, depth);
            let depth = depth + u32::from(matches!(body.op(node), Op::For(_) | Op::Range(_)));
            let first = stack.len();
            for_each_child(body, node, |child| stack.push((child, depth)));
            stack[first..].reverse();
        }
        let moved = |&slice: &NameId| {
            let uses = walk.uses.get(&slice)?;
            let fine = !uses.lost && uses.known == uses.all && uses.appends >= 2;
            uses.handed_on.filter(|_| fine).map(|at| Moved { at, slice })
        };
        declared.iter().filter_map(moved).collect()
    }

    /// Whether it is a slice an element of which fits what is reserved on the stack.
    fn may_grow_on_stack(&self, name: NameId) -> bool {
        let ty = self.types.underlying(self.body.1.names[name].ty);
        match *self.types.get(ty) {
            Type::Slice(elem) => self.types.sizeof(elem) <= self.profile.runtime.small,
            _ => false,
        }
    }
}

/// A walk over a function.
struct SliceUses<'a> {
    finder: &'a Finder<'a>,
    func: ClosureId,
    uses: FxHashMap<NameId, VariableUses>,
    /// Made when a call's callee is no plain function.
    oracle: Option<ReassignOracle>,
}

impl SliceUses<'_> {
    fn body(&self) -> &Body {
        self.finder.body.1
    }

    /// The variable that an expression names, if it is one that may grow.
    fn slice(&mut self, node: NodeId) -> Option<(NameId, &mut VariableUses)> {
        let Op::Name(name) = *self.body().op(node) else { return None };
        Some((name, self.uses.get_mut(&name)?))
    }

    fn known(&mut self, node: NodeId) {
        if let Some((_, uses)) = self.slice(node) {
            uses.known += 1;
        }
    }

    fn hand_on(&mut self, node: NodeId, by: NodeId, depth: u32) {
        if let Some((_, uses)) = self.slice(node) {
            uses.known += 1;
            uses.hand_on(by, depth);
        }
    }

    fn node(&mut self, node: NodeId, depth: u32) {
        let body = self.finder.body.1;
        match body.op(node) {
            Op::Name(name) => {
                if let Some(uses) = self.uses.get_mut(name) {
                    uses.all += 1;
                }
            }
            Op::Dcl(name) => {
                if let Some(uses) = self.uses.get_mut(name) {
                    uses.depth = depth;
                }
            }
            Op::Closure(closure) => {
                for &captured in &body.funcs[*closure].closure_vars {
                    let outer = body.names[captured].outer;
                    if let Some(uses) = outer.and_then(|outer| self.uses.get_mut(&outer)) {
                        uses.all += 1;
                    }
                }
            }
            Op::Index { x, .. } | Op::Unary(UnaryOp::Len | UnaryOp::Cap, x) => self.known(*x),
            Op::Addr(x) => self.address(*x),
            Op::Return(results) if results.is_empty() => {
                for &name in &body.funcs[self.func].dcl {
                    if body.names[name].class == Class::ParamOut
                        && let Some(uses) = self.uses.get_mut(&name)
                    {
                        uses.hand_on(node, depth);
                    }
                }
            }
            Op::Return(results) => {
                for &result in results {
                    self.hand_on(result, node, depth);
                }
            }
            Op::Range(range) => self.hand_on(range.x, node, depth),
            Op::As { x, y, .. } => self.assign(*x, *y, node, depth),
            Op::As2 { op: As2Op::As2, lhs, rhs, .. } => {
                for (&x, &y) in lhs.iter().zip(rhs) {
                    self.assign(x, Some(y), node, depth);
                }
            }
            Op::Call { op: CallOp::CallFunc, fun, args, .. } => {
                for (i, &arg) in args.iter().enumerate() {
                    if self.slice(arg).is_some() && !self.leaks(*fun, i) {
                        self.known(arg);
                    }
                }
            }
            // Whatever else names it does something that isn't known.
            _ => {}
        }
    }

    /// `x = y`.
    fn assign(&mut self, x: NodeId, y: Option<NodeId>, by: NodeId, depth: u32) {
        let body = self.finder.body.1;
        if let Some((name, uses)) = self.slice(x) {
            let is_itself =
                |node: &NodeId| matches!(body.op(*node), Op::Name(other) if *other == name);
            match y.map(|y| body.op(y)) {
                None | Some(Op::Nil | Op::CompLit { op: CompLitOp::Slice, .. }) => uses.known += 1,
                Some(Op::Slice { op: SliceOp::Slice, x, .. }) if is_itself(x) => uses.known += 2,
                Some(Op::Append { args, .. }) if args.first().is_some_and(is_itself) => {
                    uses.known += 2;
                    uses.appends += 1 + depth.saturating_sub(uses.depth);
                }
                Some(_) => {}
            }
        }
        if let Some(y) = y {
            self.hand_on(y, by, depth);
        }
    }

    /// `&s[i]`, also through fields and elements of arrays, refers to the array for good.
    fn address(&mut self, mut x: NodeId) {
        let finder = self.finder;
        loop {
            match *finder.body.1.op(x) {
                Op::Selector { op: SelectorOp::Dot, x: inner, .. } => x = inner,
                Op::Index { x: inner, .. } if finder.is_array(inner) => x = inner,
                Op::Index { x: inner, .. } => {
                    if let Some((_, uses)) = self.slice(inner) {
                        uses.lost = true;
                    }
                    return;
                }
                _ => return,
            }
        }
    }

    /// Whether a call's argument may be known to others after it.
    fn leaks(&mut self, fun: NodeId, arg: usize) -> bool {
        let Finder { types, body: (index, body), verdicts, imported, .. } = *self.finder;
        let callee = static_callee(body, fun).or_else(|| {
            let root = oracle_root(body, self.func);
            let oracle = self.oracle.get_or_insert_with(|| ReassignOracle::new(types, body, root));
            static_callee(body, oracle.static_value(body, fun))
        });
        let tags = match callee {
            None => None,
            Some(Callee::Literal(closure)) => verdicts.literals.get(&(index, closure)).cloned(),
            Some(Callee::Func(func)) => {
                verdicts.tags.get(&func).cloned().or_else(|| imported(func))
            }
        };
        tags.is_none_or(|tags: std::sync::Arc<FuncTags>| tags.param(arg).any())
    }
}

impl Finder<'_> {
    fn is_array(&self, node: NodeId) -> bool {
        let ty = self.body.1.nodes[node].ty;
        ty.is_some_and(|ty| matches!(self.types.get(self.types.underlying(ty)), Type::Array { .. }))
    }
}
