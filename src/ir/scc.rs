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
//! The order of groups, and of the functions within a group, is gc's: the explanations of -m=2
//! depend on it. A strongly connected component found by a textbook algorithm would have the
//! same members in another order, and literals would be groups of their own. The search is
//! Tarjan's with two numbers a function: if a function's search finds nothing older than its
//! second number, it is alone; if it finds its first number, it is recursive. It runs on an
//! explicit stack, since a chain of calls may be as long as the program.

use super::node::{ClosureId, Func, Op, SelectorOp};
use super::package::Package;
use super::visit::Preorder;
use crate::id::Id;

/// A function of a package: a body and a function in it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct FuncRef {
    /// The index in [`Package::bodies`].
    pub body: u32,
    /// The function.
    pub func: ClosureId,
}

/// A number larger than any: of functions that are done.
const DONE: u32 = u32::MAX;

/// A function's place in the search.
struct Frame {
    function: u32,
    /// Its references that are still to be followed.
    next: u32,
    /// The first number of the function.
    id: u32,
    /// The smallest number found.
    min: u32,
}

/// Who refers to whom, in flat arrays.
struct References {
    /// The number of the first function of each body, and one past the last.
    base: Vec<u32>,
    /// Where each function's targets begin.
    start: Vec<u32>,
    targets: Vec<u32>,
}

impl References {
    fn collect(package: &Package) -> References {
        let mut base = Vec::with_capacity(package.bodies.len() + 1);
        let mut count = 0;
        for body in &package.bodies {
            base.push(count);
            count += body.funcs.len() as u32;
        }
        base.push(count);
        let mut references =
            References { base, start: Vec::with_capacity(count as usize + 1), targets: Vec::new() };
        let mut preorder = Preorder::new();
        for (index, body) in package.bodies.iter().enumerate() {
            for (_, func) in body.funcs.iter() {
                references.start.push(references.targets.len() as u32);
                let (base, targets) = (&references.base, &mut references.targets);
                preorder.visit(body, &func.body, |_, op| {
                    let callee = match op {
                        Op::Closure(closure) => {
                            targets.push(base[index] + closure.index() as u32);
                            return;
                        }
                        Op::Func(callee) => *callee,
                        Op::Selector {
                            op: SelectorOp::DotMeth | SelectorOp::MethValue | SelectorOp::MethExpr,
                            method: Some(callee),
                            ..
                        } => *callee,
                        _ => return,
                    };
                    if let Some(&callee) = package.index.get(&callee) {
                        targets.push(base[callee]);
                    }
                });
            }
        }
        references.start.push(references.targets.len() as u32);
        references
    }

    fn function(&self, number: u32) -> FuncRef {
        let body = self.base.partition_point(|&base| base <= number) - 1;
        FuncRef { body: body as u32, func: Id::from_index((number - self.base[body]) as usize) }
    }
}

/// Calls `analyze` with each group of functions, callees first.
pub fn visit_bottom_up(package: &Package, mut analyze: impl FnMut(&[FuncRef])) {
    for batch in batches(package) {
        analyze(&batch);
    }
}

/// The groups of a package's functions, callees first.
pub fn batches(package: &Package) -> Vec<Vec<FuncRef>> {
    let references = References::collect(package);
    let count = references.start.len() - 1;
    let mut numbers = vec![0u32; count];
    let mut generation = 0;
    let mut stack: Vec<u32> = Vec::new();
    let mut frames: Vec<Frame> = Vec::new();
    let mut batches = Vec::new();

    for root in roots(package, &references) {
        if numbers[root as usize] != 0 {
            continue;
        }
        let mut entering = Some(root);
        loop {
            if let Some(function) = entering.take() {
                generation += 2;
                numbers[function as usize] = generation - 1;
                stack.push(function);
                frames.push(Frame {
                    function,
                    next: references.start[function as usize],
                    id: generation - 1,
                    min: generation,
                });
            }
            let Some(frame) = frames.last_mut() else { break };
            let end = references.start[frame.function as usize + 1];
            while frame.next < end {
                let target = references.targets[frame.next as usize];
                frame.next += 1;
                match numbers[target as usize] {
                    0 => {
                        entering = Some(target);
                        break;
                    }
                    number => frame.min = frame.min.min(number),
                }
            }
            if entering.is_some() {
                continue;
            }
            let &mut Frame { function, id, min, .. } = frame;
            frames.pop();
            let FuncRef { body, func } = references.function(function);
            let closure = is_closure(&package.bodies[body as usize].funcs[func]);
            if (min == id || min == id + 1) && !closure {
                let at = stack.iter().rposition(|&other| other == function).unwrap_or(0);
                let members = stack.split_off(at);
                for &member in &members {
                    numbers[member as usize] = DONE;
                }
                batches.push(members.into_iter().map(|n| references.function(n)).collect());
            }
            if let Some(caller) = frames.last_mut() {
                caller.min = caller.min.min(min);
            }
        }
    }
    batches
}

/// Where searches begin: at functions that capture nothing, in the order in which gc made them.
fn roots(package: &Package, references: &References) -> Vec<u32> {
    let ordered = package.order.iter().filter_map(|&(id, func)| {
        let body = *package.index.get(&id)?;
        package.bodies.get(body)?.funcs.get(func).map(|_| (body, func))
    });
    let others = package
        .bodies
        .iter()
        .enumerate()
        .flat_map(|(index, body)| body.funcs.ids().map(move |func| (index, func)));
    ordered
        .chain(others)
        .filter(|&(body, func)| !is_closure(&package.bodies[body].funcs[func]))
        .map(|(body, func)| references.base[body] + func.index() as u32)
        .collect()
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
                    .map(|f| package.bodies[f.body as usize].funcs[f.func].name.as_str().to_owned())
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
