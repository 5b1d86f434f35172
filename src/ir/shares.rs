//! Shares of a package's functions that can be worked on at the same time.
//!
//! Comes in: the functions of a package. Goes out: their batches ([`scc`](super::scc)) in shares of whole bodies,
//! and which shares come before each, since it refers to them.
//!
//! ```go
//! func a() { b(); c() }     // a share, after those of b and c
//! func b() {}               // a share
//! func c() { func() {}() }  // a share, of two batches: the literal, and what is around it
//! ```
//!
//! A share is bodies that refer to each other in a circle, or one body: so shares don't need each other in
//! circles. A batch is of one share.

use std::ops::{Index, IndexMut};

use petgraph::algo::kosaraju_scc;
use petgraph::graph::{DiGraph, NodeIndex};

use super::node::{Body, BodyId};
use super::package::{Package, Threads};
use super::scc::{CallGraph, FuncRef};
use crate::id::Id;

/// The shares of a package.
#[derive(Debug)]
pub struct Shares {
    /// Each after those that it needs.
    pub shares: Vec<Share>,
    /// For each share, those that it refers to.
    pub needs: Vec<Vec<usize>>,
}

/// Functions that are worked on together.
#[derive(Default, Debug)]
pub struct Share {
    /// Their bodies, in order.
    pub bodies: Vec<BodyId>,
    /// Their batches, callees first, each with its number among all of the package.
    pub batches: Vec<(usize, Vec<FuncRef>)>,
}

impl Shares {
    /// Those of a package: one, where it is worked on by one thread.
    pub fn of(package: &Package) -> Shares {
        let calls = CallGraph::of(package);
        let batches = calls.batches(package);
        let len = package.bodies.len();
        if package.threads == Threads::One {
            let bodies = (0..len).map(BodyId::from_index).collect();
            let share = Share { bodies, batches: batches.into_iter().enumerate().collect() };
            return Shares { shares: vec![share], needs: vec![Vec::new()] };
        }
        let mut graph: DiGraph<(), ()> = DiGraph::with_capacity(len, 0);
        (0..len).for_each(|_| _ = graph.add_node(()));
        let node = |func: FuncRef| NodeIndex::new(func.body.index());
        graph.extend_with_edges(calls.references().map(|(from, to)| (node(from), node(to))));
        let mut share_of = vec![0; len];
        let mut shares: Vec<Share> = Vec::new();
        for mut members in kosaraju_scc(&graph) {
            members.sort_unstable();
            members.iter().for_each(|body| share_of[body.index()] = shares.len());
            let bodies = members.into_iter().map(|body| BodyId::from_index(body.index()));
            shares.push(Share { bodies: bodies.collect(), batches: Vec::new() });
        }
        for (number, batch) in batches.into_iter().enumerate() {
            if let Some(first) = batch.first() {
                shares[share_of[first.body.index()]].batches.push((number, batch));
            }
        }
        let mut needs: Vec<Vec<usize>> = vec![Vec::new(); shares.len()];
        for edge in graph.raw_edges() {
            let of = |body: NodeIndex| share_of[body.index()];
            let (from, to) = (of(edge.source()), of(edge.target()));
            if from != to {
                needs[from].push(to);
            }
        }
        for needs in &mut needs {
            needs.sort_unstable();
            needs.dedup();
        }
        Shares { shares, needs }
    }
}

/// The bodies of a share, taken out of their package, by their numbers there.
#[derive(Default, Debug)]
pub struct Bodies {
    /// In order.
    ids: Vec<BodyId>,
    bodies: Vec<Body>,
}

impl Bodies {
    /// Takes the bodies of a package apart, those of each share together.
    pub fn divide(bodies: &mut Vec<Body>, shares: &[Share]) -> Vec<Bodies> {
        let mut bodies: Vec<Option<Body>> = std::mem::take(bodies).into_iter().map(Some).collect();
        let mut of_share = |share: &Share| {
            let taken =
                share.bodies.iter().filter_map(|&id| Some((id, bodies[id.index()].take()?)));
            let (ids, bodies) = taken.unzip();
            Bodies { ids, bodies }
        };
        shares.iter().map(&mut of_share).collect()
    }

    /// Puts those of all shares back.
    pub fn put_back(bodies: &mut Vec<Body>, shares: impl IntoIterator<Item = Bodies>) {
        let mut all: Vec<(BodyId, Body)> =
            shares.into_iter().flat_map(|share| share.ids.into_iter().zip(share.bodies)).collect();
        if !all.is_sorted_by_key(|(id, _)| id.index()) {
            all.sort_unstable_by_key(|(id, _)| id.index());
        }
        *bodies = all.into_iter().map(|(_, body)| body).collect();
    }

    /// A body, if it is one of the share.
    pub fn get(&self, id: BodyId) -> Option<&Body> {
        self.bodies.get(self.position(id)?)
    }

    fn position(&self, id: BodyId) -> Option<usize> {
        match self.ids.get(id.index()) {
            Some(&at) if at == id => Some(id.index()),
            Some(_) | None => self.ids.binary_search_by_key(&id.index(), |id| id.index()).ok(),
        }
    }

    fn position_of_own(&self, id: BodyId) -> usize {
        self.position(id).unwrap_or_else(|| panic!("body {} is of another share", id.index()))
    }
}

impl Index<BodyId> for Bodies {
    type Output = Body;

    fn index(&self, id: BodyId) -> &Body {
        &self.bodies[self.position_of_own(id)]
    }
}

impl IndexMut<BodyId> for Bodies {
    fn index_mut(&mut self, id: BodyId) -> &mut Body {
        let at = self.position_of_own(id);
        &mut self.bodies[at]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ir::testing::TestPackage;

    /// For each share the names of its bodies, and the numbers of those that it needs.
    fn shares(test: &TestPackage) -> Vec<(Vec<&str>, Vec<usize>)> {
        let Shares { shares, needs } = Shares::of(&test.package);
        let name = |body: &BodyId| {
            let funcs = &test.package.bodies[body.index()].funcs;
            funcs.iter().next().map_or("", |(_, func)| func.name.as_str())
        };
        let names = shares.iter().map(|share| share.bodies.iter().map(name).collect());
        names.zip(needs).collect()
    }

    #[test]
    fn a_share_has_whole_bodies_and_comes_after_what_it_calls() {
        let mut test = TestPackage::new();
        test.package.threads = Threads::All;
        let [a, b, c, d] = ["a", "b", "c", "d"].map(|name| test.func(name));
        test.call(a, b);
        test.call(a, c);
        test.call(c, b);
        let literal = test.closure(c, "c.func1");
        test.call_in(c, literal, d);
        let found = shares(&test);
        let number =
            |name: &str| found.iter().position(|(names, _)| *names == [name]).expect("a share");
        let needs = |name: &str, expected: &[&str]| {
            let mut expected: Vec<usize> = expected.iter().map(|name| number(name)).collect();
            expected.sort_unstable();
            assert_eq!(found[number(name)].1, expected, "{name}");
        };
        needs("a", &["b", "c"]);
        needs("b", &[]);
        needs("c", &["b", "d"]);
        needs("d", &[]);
    }

    #[test]
    fn functions_that_call_each_other_are_one_share() {
        let mut test = TestPackage::new();
        test.package.threads = Threads::All;
        let [a, b, c] = ["a", "b", "c"].map(|name| test.func(name));
        let literal = test.closure(a, "a.func1");
        test.call_in(a, literal, b);
        test.call(b, a);
        test.call(c, a);
        assert_eq!(shares(&test), [(vec!["a", "b"], vec![]), (vec!["c"], vec![0])]);
    }

    #[test]
    fn one_thread_has_one_share() {
        let mut test = TestPackage::new();
        let [a, b] = ["a", "b"].map(|name| test.func(name));
        test.call(a, b);
        assert_eq!(shares(&test), [(vec!["a", "b"], vec![])]);
    }
}
