//! Batches of functions, callees first (`ir/scc.go`).
//!
//! Comes in: the functions of a package. Goes out: groups of functions such that each group
//! refers only to functions of its own or of earlier groups; as small as possible, except that
//! a function literal that captures something is in the group of the function around it.
//!
//! ```go
//! func a(x int) { b(); func() { c(x) }() } // groups: [b], [c], [a, a.func1]
//! func b() {}
//! func c(int) {}
//! ```
//!
//! Groups are the strongly connected components of the call graph, in which a literal that captures
//! something refers back to the function around it. Their order, and that of the functions within a
//! group, is gc's, since the explanations of -m=2 depend on it: functions are searched depth first in
//! the order of their references; a group is complete when the search leaves its first function, and
//! its members stand in the order in which they were met. No search recurses, for a chain of calls
//! may be as long as the program.

use petgraph::algo::kosaraju_scc;
use petgraph::graph::{DiGraph, NodeIndex};
use petgraph::visit::{Dfs, DfsPostOrder};

use rayon::prelude::*;

use super::node::{Body, BodyId, ClosureId, Func, Op, SelectorOp};
use super::package::Package;
use super::visit::Preorder;
use crate::id::Id;

/// A function of a package: a body and a function in it.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct FuncRef {
    /// The index in [`Package::bodies`].
    pub body: BodyId,
    /// The function.
    pub func: ClosureId,
}

/// Who refers to whom.
pub(super) struct CallGraph {
    graph: DiGraph<FuncRef, ()>,
    /// The node of the first function of each body; those of its closures follow.
    base: Vec<usize>,
}

impl CallGraph {
    pub(super) fn of(package: &Package) -> CallGraph {
        let mut graph = DiGraph::new();
        let mut base = Vec::with_capacity(package.bodies.len());
        for (index, body) in package.bodies.iter().enumerate() {
            base.push(graph.node_count());
            for func in body.funcs.ids() {
                graph.add_node(FuncRef { body: BodyId::from_index(index), func });
            }
        }
        let bodies = package.par_bodies().zip(&base);
        let references: Vec<Vec<(NodeIndex, NodeIndex)>> =
            bodies.map(|(body, &first)| references(package, &base, body, first)).collect();
        // A graph's searches push the edges made last first, and so follow those made first first.
        for (from, to) in references.into_iter().flatten() {
            graph.add_edge(from, to, ());
        }
        CallGraph { graph, base }
    }

    /// Which function refers to which.
    pub(super) fn references(&self) -> impl Iterator<Item = (FuncRef, FuncRef)> {
        self.graph
            .raw_edges()
            .iter()
            .map(|edge| (self.graph[edge.source()], self.graph[edge.target()]))
    }

    /// The groups of the package's functions, callees first.
    pub(super) fn batches(&self, package: &Package) -> Vec<Vec<FuncRef>> {
        let graph = &self.graph;
        let roots = self.roots(package);

        let mut group_of = vec![0; graph.node_count()];
        let mut sizes = Vec::new();
        for (group, members) in kosaraju_scc(graph).into_iter().enumerate() {
            sizes.push(members.len());
            for member in members {
                group_of[member.index()] = group;
            }
        }

        let mut groups: Vec<Vec<FuncRef>> = vec![Vec::new(); sizes.len()];
        let mut met = Dfs::empty(graph);
        let mut left = DfsPostOrder::empty(graph);
        let mut batches = Vec::with_capacity(groups.len());
        for root in roots {
            met.move_to(root);
            while let Some(node) = met.next(graph) {
                groups[group_of[node.index()]].push(graph[node]);
            }
            left.move_to(root);
            while let Some(node) = left.next(graph) {
                let group = group_of[node.index()];
                sizes[group] -= 1;
                if sizes[group] == 0 {
                    batches.push(std::mem::take(&mut groups[group]));
                }
            }
        }
        batches
    }

    /// Where searches begin: at functions that capture nothing, in the order in which gc made
    /// them.
    fn roots(&self, package: &Package) -> Vec<NodeIndex> {
        let node = |body: usize, func: ClosureId| NodeIndex::new(self.base[body] + func.index());
        let ordered = package.order.iter().filter_map(|&(id, func)| {
            let body = *package.index.get(&id)?;
            package.bodies.get(body)?.funcs.get(func).map(|_| node(body, func))
        });
        ordered
            .chain(self.graph.node_indices())
            .filter(|&node| {
                let FuncRef { body, func } = self.graph[node];
                !is_closure(&package.bodies[body.index()].funcs[func])
            })
            .collect()
    }
}

/// Which functions those of a body refer to, in order. The first one has the number `first`.
fn references(
    package: &Package,
    base: &[usize],
    body: &Body,
    first: usize,
) -> Vec<(NodeIndex, NodeIndex)> {
    let mut found = Vec::new();
    let mut preorder = Preorder::new();
    let node = |func: ClosureId| NodeIndex::new(first + func.index());
    for (id, func) in body.funcs.iter() {
        preorder.visit(body, &func.body, |_, op| match op {
            Op::Closure(closure) => found.push((node(id), node(*closure))),
            Op::Func(callee)
            | Op::Selector {
                op: SelectorOp::DotMeth | SelectorOp::MethValue | SelectorOp::MethExpr,
                method: Some(callee),
                ..
            } => {
                let callee = package.index.get(callee);
                found.extend(callee.map(|&at| (node(id), NodeIndex::new(base[at]))));
            }
            _ => {}
        });
        if let Some(parent) = func.parent.filter(|_| is_closure(func)) {
            found.push((node(id), node(parent)));
        }
    }
    found
}

/// The groups of a package's functions, callees first.
pub fn batches(package: &Package) -> Vec<Vec<FuncRef>> {
    CallGraph::of(package).batches(package)
}

/// Whether a function is a literal that captures something (`Func.IsClosure`).
pub fn is_closure(func: &Func) -> bool {
    func.parent.is_some() && !func.closure_vars.is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ir::testing::TestPackage;

    fn names(package: &Package) -> Vec<Vec<String>> {
        batches(package)
            .into_iter()
            .map(|batch| {
                batch
                    .into_iter()
                    .map(|f| package.bodies[f.body.index()].funcs[f.func].name.as_str().to_owned())
                    .collect()
            })
            .collect()
    }

    #[test]
    fn callees_come_first_and_literals_stay() {
        let mut test = TestPackage::new();
        let [a, b, c] = ["a", "b", "c"].map(|name| test.func(name));
        test.call(a, b);
        let literal = test.closure(a, "a.func1");
        test.capture(a, literal);
        test.call_in(a, literal, c);
        assert_eq!(names(&test.package), [vec!["b"], vec!["c"], vec!["a", "a.func1"]]);
    }

    #[test]
    fn a_literal_that_captures_nothing_is_a_group() {
        let mut test = TestPackage::new();
        let a = test.func("a");
        test.closure(a, "a.func1");
        assert_eq!(names(&test.package), [vec!["a.func1"], vec!["a"]]);
    }

    #[test]
    fn mutual_recursion_is_one_group_in_order_of_discovery() {
        let mut test = TestPackage::new();
        let [a, b, c] = ["a", "b", "c"].map(|name| test.func(name));
        test.call(a, c);
        test.call(c, b);
        test.call(b, a);
        assert_eq!(names(&test.package), [vec!["a", "c", "b"]]);
    }

    #[test]
    fn a_long_chain_does_not_overflow() {
        let mut test = TestPackage::new();
        let funcs: Vec<_> = (0..50_000).map(|i| test.func(&format!("f{i}"))).collect();
        for pair in funcs.windows(2) {
            test.call(pair[0], pair[1]);
        }
        assert_eq!(batches(&test.package).len(), funcs.len());
    }
}
