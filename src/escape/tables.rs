//! Functions and variables of a package by number, and what the analysis knows of each.

use super::graph::{Loc, Location, NO_LOC, flag};
use crate::id::Id;
use crate::ir::node::{Body, BodyId, ClosureId, InlinedCall, NameId, Node, Op};

/// Numbers of all functions and variables of a package, so that what is known of them is in
/// flat tables. Each belongs to exactly one batch.
#[derive(Debug)]
pub(super) struct Numbers {
    /// By body: the number of its first function; one more at the end.
    func_base: Vec<u32>,
    /// By body: the number of its first variable; one more at the end.
    name_base: Vec<u32>,
    /// By body: whether it has labels that a `goto` may go back to.
    pub(super) has_labels: Vec<bool>,
}

impl Numbers {
    pub(super) fn new(bodies: &[Body]) -> Numbers {
        let mut numbers = Numbers {
            func_base: Vec::with_capacity(bodies.len() + 1),
            name_base: Vec::with_capacity(bodies.len() + 1),
            has_labels: Vec::with_capacity(bodies.len()),
        };
        let (mut funcs, mut names) = (0, 0);
        for body in bodies {
            numbers.func_base.push(funcs);
            numbers.name_base.push(names);
            let label =
                |n: &Node| matches!(n.op, Op::Label(label) if !InlinedCall::is_end_label(label));
            numbers.has_labels.push(body.nodes.iter().any(|(_, n)| label(n)));
            funcs += body.funcs.len() as u32;
            names += body.names.len() as u32;
        }
        numbers.func_base.push(funcs);
        numbers.name_base.push(names);
        numbers
    }

    pub(super) fn funcs(&self) -> usize {
        self.func_base.last().map_or(0, |&count| count as usize)
    }

    pub(super) fn names(&self) -> usize {
        self.name_base.last().map_or(0, |&count| count as usize)
    }

    /// The number of a function.
    #[inline]
    pub(super) fn func(&self, body: BodyId, func: ClosureId) -> u32 {
        self.func_base[body.index()] + func.index() as u32
    }

    /// The function of a number.
    pub(super) fn func_of(&self, number: u32) -> (BodyId, ClosureId) {
        // Bodies have a function at least, so no two begin at the same number.
        let body = self.func_base.partition_point(|&base| base <= number).saturating_sub(1);
        let base = self.func_base.get(body).copied().unwrap_or(0);
        (BodyId::from_index(body), ClosureId::from_index(number.saturating_sub(base) as usize))
    }

    /// The number of a variable; none for those that escape analysis itself makes.
    #[inline]
    pub(super) fn name(&self, body: BodyId, name: NameId) -> Option<usize> {
        let at = self.name_base[body.index()] as usize + name.index();
        (at < self.name_base[body.index() + 1] as usize).then_some(at)
    }
}

/// What the solver knows of a function.
#[derive(Clone, Copy, Default, Debug)]
pub(super) struct FuncNode {
    /// The enclosing function of a literal.
    pub(super) parent: Option<u32>,
    /// Its results, a range of the batch's result locations.
    pub(super) results: (u32, u32),
    /// Whether some call of it isn't known, so that its results may flow anywhere.
    pub(super) results_lost: bool,
    /// Whether it is of the batch that is being analyzed.
    pub(super) is_current: bool,
}

/// Flat tables of all functions and variables of a package.
#[derive(Clone, Debug)]
pub(super) struct Tables {
    /// By function: what the solver needs to know.
    pub(super) funcs: Vec<FuncNode>,
    /// By variable: its location in its batch's graph.
    pub(super) name_loc: Vec<Loc>,
    /// Locations of the batch's results, see [`FuncNode::results`].
    pub(super) results: Vec<Loc>,
}

impl Tables {
    pub(super) fn new(numbers: &Numbers, bodies: &[Body]) -> Tables {
        // What encloses a function is known of those of other batches, too.
        let funcs = bodies.iter().enumerate().flat_map(|(index, body)| {
            body.funcs.iter().map(move |(_, func)| FuncNode {
                parent: func.parent.map(|parent| numbers.func(BodyId::from_index(index), parent)),
                ..FuncNode::default()
            })
        });
        Tables {
            funcs: funcs.collect(),
            name_loc: vec![NO_LOC; numbers.names()],
            results: Vec::new(),
        }
    }
}

/// Whether `inner` is a literal somewhere inside `outer`.
pub(super) fn contains_closure(funcs: &[FuncNode], outer: u32, inner: u32) -> bool {
    if outer == inner {
        return false;
    }
    let parent = |func: u32| funcs.get(func as usize).and_then(|func| func.parent);
    let mut func = parent(inner);
    while let Some(enclosing) = func {
        if enclosing == outer {
            return true;
        }
        func = parent(enclosing);
    }
    false
}

/// Whether values in `loc`, which is on the stack itself, may be used after `other` is gone, were that
/// there too: by the functions and loops that they are in.
#[inline]
pub(super) fn outlives_on_stack(funcs: &[FuncNode], loc: &Location, other: &Location) -> bool {
    if loc.has(flag::PARAM_OUT) {
        // What callers do with results isn't known, except those of a literal all of whose
        // calls are known.
        let tracked = funcs.get(loc.func as usize).is_some_and(|func| !func.results_lost);
        return !(tracked && contains_closure(funcs, other.func, loc.func));
    }
    if loc.func == other.func && loc.loop_depth < other.loop_depth {
        return true;
    }
    contains_closure(funcs, loc.func, other.func)
}
