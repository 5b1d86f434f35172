//! Appends for which there is room for sure: of a slice that is made with a capacity and gets no
//! more than that.
//!
//! ```go
//! names := make([]string, 0, len(users))
//! for _, user := range users {
//!     names = append(names, user.name) // never grows: once for each of users
//! }
//!
//! pair := make([]int, 0, 2)
//! pair = append(pair, 1, 2) // never grows
//! ```
//!
//! A slice counts whose variable is assigned nothing but appends to itself after it was made, so
//! that its length is bounded by how often those run: each once, or as often as a `range` loop
//! around it makes rounds. Where one append may not have room, none of the variable is said to have.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::ir::node::{
    Body, BranchOp, Class, ClosureId, Defn, MakeOp, NameId, NodeId, Op, UnaryOp,
};
use crate::ir::reassign::{ReassignOracle, for_each_target, oracle_root};
use crate::ir::visit::for_each_child;
use crate::symbol::Symbol;
use crate::types::store::{Type, Types};

/// The appends of a body that never grow their slice.
pub(super) fn with_room(types: &Types, body: &Body) -> FxHashSet<NodeId> {
    let mut walk = Walk::new(types, body);
    if walk.made.is_empty() {
        return FxHashSet::default();
    }
    for (func, _) in body.funcs.iter() {
        walk.function(func);
    }
    walk.roomy()
}

/// A slice that is made with a capacity.
#[derive(Debug)]
struct Made {
    /// The function that makes it.
    func: ClosureId,
    /// Its length in the beginning, if known, and its capacity.
    length: Option<i64>,
    capacity: Capacity,
    /// The innermost loop around where it is made.
    around: Option<NodeId>,
    /// Whether something else is assigned to the variable, or how often it is appended to can't be
    /// told.
    is_lost: bool,
    appends: Vec<Append>,
}

/// `s = append(s, x)`.
#[derive(Clone, Copy, Debug)]
struct Append {
    node: NodeId,
    /// How many elements.
    count: i64,
    /// The innermost loop around it.
    around: Option<NodeId>,
}

/// How large a slice may become.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Capacity {
    /// So large.
    Constant(i64),
    /// As large as this is long, or as this number says.
    Of(NameId),
}

struct Walk<'a> {
    types: &'a Types,
    body: &'a Body,
    made: Vec<Made>,
    /// Of a variable, its slice.
    of: FxHashMap<NameId, usize>,
    /// Of a loop, the one around it.
    outer: FxHashMap<NodeId, Option<NodeId>>,
}

impl<'a> Walk<'a> {
    fn new(types: &'a Types, body: &'a Body) -> Walk<'a> {
        let (of, outer) = (FxHashMap::default(), FxHashMap::default());
        let mut walk = Walk { types, body, made: Vec::new(), of, outer };
        for (id, name) in body.names.iter() {
            if name.class != Class::Auto || name.outer.is_some() || name.addrtaken {
                continue;
            }
            let Defn::Node(by) = name.defn else { continue };
            let Op::As { y: Some(made), .. } = *body.op(by) else { continue };
            let Op::Make { op: MakeOp::Slice, len: Some(len), cap } = *body.op(made) else {
                continue;
            };
            let Some(capacity) = walk.capacity(cap.unwrap_or(len)) else { continue };
            let made = Made {
                func: name.curfn,
                length: walk.constant(len),
                capacity,
                around: None,
                is_lost: false,
                appends: Vec::new(),
            };
            walk.of.insert(id, walk.made.len());
            walk.made.push(made);
        }
        walk
    }

    fn constant(&self, node: NodeId) -> Option<i64> {
        match self.body.op(node) {
            Op::Literal(value) => value.int64_val(),
            _ => None,
        }
    }

    fn capacity(&self, node: NodeId) -> Option<Capacity> {
        if let Some(constant) = self.constant(node) {
            return Some(Capacity::Constant(constant));
        }
        match *self.body.op(node) {
            Op::Name(name) => Some(Capacity::Of(self.body.canonical(name))),
            Op::Unary(UnaryOp::Len, x) => match *self.body.op(x) {
                Op::Name(name) => Some(Capacity::Of(self.body.canonical(name))),
                _ => None,
            },
            _ => None,
        }
    }

    /// Looks for what is assigned in a function, and in which loops.
    fn function(&mut self, func: ClosureId) {
        let body = self.body;
        let mut labels: FxHashSet<Symbol> = FxHashSet::default();
        let mut jumps_back = false;
        let mut stack: Vec<(NodeId, Option<NodeId>)> = Vec::new();
        stack.extend(body.funcs[func].body.iter().rev().map(|&node| (node, None)));
        while let Some((node, around)) = stack.pop() {
            let op = body.op(node);
            match op {
                Op::Label(label) => {
                    labels.insert(*label);
                }
                Op::Branch(BranchOp::Goto, Some(label)) => jumps_back |= labels.contains(label),
                Op::For(_) | Op::Range(_) => {
                    self.outer.insert(node, around);
                }
                _ => {}
            }
            for_each_target(op, |target| self.assigned(func, target, node, around));
            let first = stack.len();
            for_each_child(body, node, |child| {
                let is_before = match op {
                    Op::For(_) => body.nodes[node].init.contains(&child),
                    Op::Range(range) => range.x == child || body.nodes[node].init.contains(&child),
                    _ => true,
                };
                stack.push((child, if is_before { around } else { Some(node) }));
            });
            stack[first..].reverse();
        }
        if jumps_back {
            self.made.iter_mut().filter(|made| made.func == func).for_each(|made| {
                made.is_lost = true;
            });
        }
    }

    /// `target` is assigned to by `by`.
    fn assigned(&mut self, func: ClosureId, target: NodeId, by: NodeId, around: Option<NodeId>) {
        let body = self.body;
        let Op::Name(name) = *body.op(target) else { return };
        let name = body.canonical(name);
        let Some(&index) = self.of.get(&name) else { return };
        let made = &mut self.made[index];
        if body.names[name].defn == Defn::Node(by) {
            made.around = around;
            return;
        }
        let is_itself = |node: &NodeId| matches!(*body.op(*node), Op::Name(other) if other == name);
        match *body.op(by) {
            Op::As { y: Some(node), .. } if made.func == func => match body.op(node) {
                Op::Append { args, is_ddd: false } if args.first().is_some_and(is_itself) => {
                    let count = args.len() as i64 - 1;
                    made.appends.push(Append { node, count, around });
                }
                _ => made.is_lost = true,
            },
            _ => made.is_lost = true,
        }
    }

    fn roomy(&self) -> FxHashSet<NodeId> {
        let mut roomy = FxHashSet::default();
        let mut oracles: FxHashMap<ClosureId, ReassignOracle> = FxHashMap::default();
        for made in self.made.iter().filter(|made| !made.is_lost) {
            let has_room = match made.capacity {
                Capacity::Constant(capacity) => {
                    self.length(made).is_some_and(|length| length <= capacity)
                }
                Capacity::Of(name) => {
                    let root = oracle_root(self.body, made.func);
                    let oracle = oracles
                        .entry(root)
                        .or_insert_with(|| ReassignOracle::new(self.types, self.body, root));
                    self.follows(made, name)
                        && !self.body.names[name].addrtaken
                        && !oracle.reassigned(self.body, name)
                }
            };
            if has_room {
                roomy.extend(made.appends.iter().map(|append| append.node));
            }
        }
        roomy
    }

    /// How long a slice becomes at most.
    fn length(&self, made: &Made) -> Option<i64> {
        made.appends.iter().try_fold(made.length?, |length, append| {
            let (mut count, mut around) = (append.count, append.around);
            while around != made.around {
                let inner = around?;
                count = count.checked_mul(self.rounds(inner)?)?;
                around = *self.outer.get(&inner)?;
            }
            length.checked_add(count)
        })
    }

    /// How many rounds a loop makes, if that is known.
    fn rounds(&self, node: NodeId) -> Option<i64> {
        let Op::Range(range) = self.body.op(node) else { return None };
        if let Some(rounds) = self.constant(range.x) {
            return Some(rounds.max(0));
        }
        let ty = self.body.nodes[range.x].ty?;
        match *self.types.get(self.types.underlying(ty)) {
            Type::Array { len, .. } => Some(len),
            _ => None,
        }
    }

    /// Whether a slice gets one element in each round of a loop over what its capacity is of.
    fn follows(&self, made: &Made, name: NameId) -> bool {
        let [append] = made.appends[..] else { return false };
        let Some(around) = append.around else { return false };
        let Op::Range(range) = self.body.op(around) else { return false };
        let Op::Name(over) = *self.body.op(range.x) else { return false };
        made.length == Some(0)
            && append.count == 1
            && self.outer.get(&around) == Some(&made.around)
            && self.body.canonical(over) == name
            && self.is_counted(name)
    }

    /// Whether a loop over a variable makes as many rounds as its length says at most. Of a map that
    /// isn't so: it may grow meanwhile.
    fn is_counted(&self, name: NameId) -> bool {
        let ty = self.body.names[name].ty;
        match self.types.get(self.types.underlying(ty)) {
            Type::Slice(_) | Type::Array { .. } | Type::Basic(_) => true,
            Type::Pointer(_)
            | Type::Map { .. }
            | Type::Chan { .. }
            | Type::Struct(_)
            | Type::Interface(_)
            | Type::Signature(_)
            | Type::Tuple(_)
            | Type::TypeParam(_)
            | Type::Union(_)
            | Type::Named(_)
            | Type::Unknown(_) => false,
        }
    }
}
