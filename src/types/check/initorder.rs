//! The order of package initialization (`types2/initorder.go`).
//!
//! A variable is initialized after those that its initial value depends on, directly or through
//! the functions that it mentions; otherwise in source order:
//!
//! ```go
//! var a = f()                // second
//! var b = 1                  // first
//! func f() int { return b }
//! ```

use std::collections::BTreeSet;

use rustc_hash::{FxHashMap, FxHashSet};

use super::{Checker, ErrorDesc};
use crate::types::info::Initializer;
use crate::types::store::{ObjId, ObjectKind};

/// A constant or variable.
struct Node {
    obj: ObjId,
    /// Those that depend on it.
    pred: Vec<usize>,
    /// On how many it still depends.
    ndeps: usize,
}

impl Checker<'_> {
    fn is_func(&self, obj: ObjId) -> bool {
        matches!(self.object(obj).kind, ObjectKind::Func(_))
    }

    fn deps(&self, obj: ObjId) -> &[ObjId] {
        self.obj_map.get(&obj).map(|&index| &*self.decls[index as usize].deps).unwrap_or_default()
    }

    /// The constants and variables that an object depends on, also through functions.
    fn value_deps(&self, obj: ObjId) -> Vec<ObjId> {
        let mut found = Vec::new();
        let mut seen = FxHashSet::default();
        let mut work: Vec<ObjId> = self.deps(obj).to_vec();
        while let Some(dep) = work.pop() {
            if !seen.insert(dep) {
                continue;
            }
            if self.is_func(dep) {
                work.extend_from_slice(self.deps(dep));
            } else {
                found.push(dep);
            }
        }
        found
    }

    /// The initializations of the package in order.
    pub(super) fn init_order(&mut self) -> Vec<Initializer> {
        let objects: Vec<ObjId> = self
            .obj_list
            .iter()
            .copied()
            .filter(|&obj| {
                matches!(self.object(obj).kind, ObjectKind::Const(_) | ObjectKind::Var(_))
            })
            .collect();
        let index: FxHashMap<ObjId, usize> =
            objects.iter().enumerate().map(|(i, &obj)| (obj, i)).collect();
        let mut nodes: Vec<Node> =
            objects.iter().map(|&obj| Node { obj, pred: Vec::new(), ndeps: 0 }).collect();
        for (i, &obj) in objects.iter().enumerate() {
            for dep in self.value_deps(obj) {
                if let Some(&dep) = index.get(&dep) {
                    nodes[dep].pred.push(i);
                    nodes[i].ndeps += 1;
                }
            }
        }
        let is_var = |check: &Self, obj| matches!(check.object(obj).kind, ObjectKind::Var(_));
        let key = |check: &Self, nodes: &[Node], i: usize| {
            (is_var(check, nodes[i].obj), nodes[i].ndeps, i)
        };
        let mut queue: BTreeSet<(bool, usize, usize)> =
            (0..nodes.len()).map(|i| key(self, &nodes, i)).collect();
        let mut emitted = FxHashSet::default();
        let mut order = Vec::new();
        while let Some((is_var, ndeps, i)) = queue.pop_first() {
            let obj = nodes[i].obj;
            if ndeps > 0 {
                let mut seen = FxHashSet::default();
                if let Some(cycle) = self.find_path(obj, obj, &mut seen) {
                    self.report_cycle(&cycle);
                }
            }
            for p in std::mem::take(&mut nodes[i].pred) {
                let old = key(self, &nodes, p);
                let waits = queue.remove(&old);
                nodes[p].ndeps = nodes[p].ndeps.saturating_sub(1);
                if waits {
                    queue.insert(key(self, &nodes, p));
                }
            }
            let Some(&decl) = self.obj_map.get(&obj) else { continue };
            let info = &self.decls[decl as usize];
            let Some(rhs) = info.init.filter(|_| is_var) else { continue };
            if !emitted.insert(decl) {
                continue;
            }
            let lhs =
                if info.lhs.is_empty() { Box::from([obj].as_slice()) } else { info.lhs.clone() };
            let decl = self.tops[info.top as usize].place();
            order.push(Initializer { lhs, decl, rhs });
        }
        order
    }

    /// A path of dependencies, last one first.
    fn find_path(&self, from: ObjId, to: ObjId, seen: &mut FxHashSet<ObjId>) -> Option<Vec<ObjId>> {
        let mut stack: Vec<(ObjId, Vec<ObjId>)> = vec![(from, self.sorted_deps(from))];
        seen.insert(from);
        while let Some((_, deps)) = stack.last_mut() {
            let Some(dep) = deps.pop() else {
                stack.pop();
                continue;
            };
            if dep == to {
                let mut path = vec![dep];
                path.extend(stack[1..].iter().rev().map(|(obj, _)| *obj));
                return Some(path);
            }
            if seen.insert(dep) {
                let deps = self.sorted_deps(dep);
                stack.push((dep, deps));
            }
        }
        None
    }

    /// Dependencies, first declared one last.
    fn sorted_deps(&self, obj: ObjId) -> Vec<ObjId> {
        let mut deps = self.deps(obj).to_vec();
        deps.sort_by_key(|&obj| {
            std::cmp::Reverse(self.obj_pos(obj).map(|pos| (self.file_rank(pos), pos.offset)))
        });
        deps
    }

    fn report_cycle(&mut self, cycle: &[ObjId]) {
        let Some(&first) = cycle.first() else { return };
        let name = |check: &Self, obj: ObjId| check.object(obj).name;
        if cycle.len() == 1 {
            let message = format!("initialization cycle: {} refers to itself", name(self, first));
            self.error(first, message);
            return;
        }
        let mut err = ErrorDesc::default();
        let message = format!("initialization cycle for {}", name(self, first));
        self.addf(&mut err, first, message);
        let mut obj = first;
        for &next in cycle.iter().rev() {
            let message = format!("{} refers to {}", name(self, obj), name(self, next));
            self.addf(&mut err, obj, message);
            obj = next;
        }
        self.report(err);
    }
}
