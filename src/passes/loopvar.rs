//! One variable for each iteration (`loopvar/loopvar.go`).
//!
//! Comes in: the functions of a package. Goes out: the same functions, in which a loop whose
//! variables may outlive an iteration, because a literal captures them or their address is
//! taken, declares them in its body.
//!
//! ```go
//! for i := 0; i < n; i++ { fs = append(fs, func() int { return i }) }
//! // for t, first := 0, true; ; {
//! //     i := t
//! //     if first { first = false } else { i++ }
//! //     if !(i < n) { break }
//! //     ...
//! // next: t = i
//! // }
//! ```

use rustc_hash::{FxHashMap, FxHashSet};
use smallvec::smallvec;

use crate::ir::node::{
    Body, BranchOp, ClosureId, Defn, ForLoop, Name, NameId, Node, NodeId, NodePos, Nodes, Op,
    UnaryOp,
};
use crate::ir::package::Package;
use crate::ir::reassign::outer_value;
use crate::ir::visit::for_each_child;
use crate::symbol::Symbol;
use crate::types::constant::Value;
use crate::types::store::{Basic, TypeId, Types};

/// Rewrites the loops of all functions of a package.
pub fn loop_variables(types: &Types, package: &mut Package) {
    package.each_function(|body, func| function(types, body, func));
}

/// Rewrites the loops of one function, without those in its literals.
pub fn function(types: &Types, body: &mut Body, func: ClosureId) {
    let mut pass = Pass {
        types,
        body,
        func,
        leaked: FxHashMap::default(),
        moved: FxHashMap::default(),
        loop_depth: 0,
        return_depth: 0,
        labels: 1,
        transformed: false,
    };
    let stmts = pass.body.funcs[func].body.clone();
    for stmt in stmts {
        pass.scan(stmt);
    }
    let Pass { moved, transformed, .. } = pass;
    if transformed {
        move_declarations(body, func, moved);
    }
}

struct Pass<'a, 'b> {
    types: &'a Types,
    body: &'b mut Body,
    func: ClosureId,
    /// Loop variables, and whether they may outlive an iteration.
    leaked: FxHashMap<NameId, bool>,
    /// The assignment that declares a variable now.
    moved: FxHashMap<NameId, NodeId>,
    loop_depth: u32,
    /// The depth of the loop around the return statement that is looked at: what is captured in
    /// it can't be used by a later iteration.
    return_depth: u32,
    labels: u32,
    transformed: bool,
}

impl Pass<'_, '_> {
    fn children(&mut self, node: NodeId) {
        let mut list = Nodes::new();
        for_each_child(self.body, node, |child| list.push(child));
        for child in list {
            self.scan(child);
        }
    }

    fn leak(&mut self, name: NameId) {
        if let Some(leaked) = self.leaked.get_mut(&name) {
            *leaked = true;
        }
    }

    fn scan(&mut self, node: NodeId) {
        match &self.body.nodes[node].op {
            Op::Closure(func) if self.return_depth < self.loop_depth => {
                let captured = self.body.funcs[*func].closure_vars.clone();
                for name in captured {
                    self.leak(self.body.canonical(name));
                }
            }
            Op::Addr(x) | Op::PtrLit(x) => {
                if self.return_depth < self.loop_depth
                    && let Op::Name(name) =
                        self.body.nodes[outer_value(self.types, self.body, *x)].op
                {
                    self.leak(name);
                }
            }
            Op::Return(_) => {
                let saved = std::mem::replace(&mut self.return_depth, self.loop_depth);
                self.children(node);
                self.return_depth = saved;
                return;
            }
            Op::Range(range) => {
                let (key, value, distinct) =
                    (range.key, range.value, range.def && range.distinct_vars);
                if let Op::Range(range) = &mut self.body.nodes[node].op {
                    range.distinct_vars = false;
                }
                if distinct {
                    [key, value].into_iter().flatten().for_each(|x| self.may_leak(x));
                    self.loop_depth += 1;
                    self.children(node);
                    self.loop_depth -= 1;
                    self.rewrite_range(node);
                    return;
                }
            }
            Op::For(f) if f.distinct_vars => {
                let variables = self.init_variables(node);
                for &(x, _, _) in &variables {
                    self.may_leak(x);
                }
                self.loop_depth += 1;
                self.children(node);
                self.loop_depth -= 1;
                self.rewrite_for(node, &variables);
                if let Op::For(f) = &mut self.body.nodes[node].op {
                    f.distinct_vars = false;
                }
                return;
            }
            _ => {}
        }
        self.children(node);
    }

    fn may_leak(&mut self, x: NodeId) {
        if let Op::Name(name) = self.body.nodes[x].op {
            self.leaked.insert(name, false);
        }
    }

    fn has_leaked(&self, x: NodeId) -> Option<NameId> {
        match self.body.nodes[x].op {
            Op::Name(name) if self.leaked.get(&name) == Some(&true) => Some(name),
            _ => None,
        }
    }

    fn temp(&mut self, ty: TypeId) -> NameId {
        let pos = self.body.funcs[self.func].pos;
        self.body.new_temp(self.func, pos, ty)
    }

    fn name_node(&mut self, name: NameId) -> NodeId {
        let Name { pos, ty, .. } = self.body.names[name];
        self.body.add(pos, Some(ty), Op::Name(name))
    }

    fn assign(&mut self, pos: NodePos, x: NodeId, y: NodeId, def: bool) -> NodeId {
        self.body.add(pos, None, Op::As { x, y: Some(y), def })
    }

    fn rewrite_range(&mut self, node: NodeId) {
        let pos = self.body.nodes[node].pos;
        for second in [false, true] {
            let Op::Range(range) = &self.body.nodes[node].op else { return };
            let Some(x) = (if second { range.value } else { range.key }) else { continue };
            let Some(name) = self.has_leaked(x) else { continue };
            self.transformed = true;
            let tmp = self.temp(self.body.names[name].ty);
            let source = self.name_node(tmp);
            let assign = self.assign(pos, x, source, true);
            self.moved.insert(name, assign);
            let target = self.name_node(tmp);
            if let Op::Range(range) = &mut self.body.nodes[node].op {
                range.body.insert(0, assign);
                if second {
                    range.value = Some(target);
                } else {
                    range.key = Some(target);
                }
            }
        }
    }

    /// The variables that the statements before a loop define: each with its assignment and
    /// position in it.
    fn init_variables(&self, node: NodeId) -> Vec<(NodeId, NodeId, usize)> {
        let mut list = Vec::new();
        for &stmt in &self.body.nodes[node].init {
            match &self.body.nodes[stmt].op {
                Op::As { x, def: true, .. } => list.push((*x, stmt, 0)),
                Op::As2 { lhs, def: true, .. } => {
                    list.extend(lhs.iter().enumerate().map(|(i, &x)| (x, stmt, i)));
                }
                _ => {}
            }
        }
        list
    }

    fn rewrite_for(&mut self, node: NodeId, variables: &[(NodeId, NodeId, usize)]) {
        let leaked: Vec<(NameId, NodeId, NodeId, usize)> = variables
            .iter()
            .filter_map(|&(x, stmt, i)| Some((self.has_leaked(x)?, x, stmt, i)))
            .collect();
        if leaked.is_empty() {
            return;
        }
        self.transformed = true;
        let pos = self.body.nodes[node].pos;
        let (label, cond, post, body) = match &mut self.body.nodes[node].op {
            Op::For(f) => {
                let ForLoop { label, cond, post, body, .. } = &mut **f;
                (*label, cond.take(), post.take(), std::mem::take(body))
            }
            _ => return,
        };
        let fn_pos = self.body.funcs[self.func].pos;
        let mut before = Nodes::new();
        let mut after = Nodes::new();
        let mut outer_vars = Vec::new();
        for &(name, x, stmt, index) in &leaked {
            let tmp = self.temp(self.body.names[name].ty);
            let source = self.name_node(tmp);
            let copy_in = self.assign(pos, x, source, true);
            self.body.names[name].defn = Defn::Node(copy_in);
            before.push(copy_in);
            self.moved.insert(name, copy_in);
            let target = self.name_node(tmp);
            let value = self.name_node(name);
            after.push(self.assign(pos, target, value, false));
            outer_vars.push((tmp, stmt, index));
        }
        let next = Symbol::new(&format!(".3clNext_{}", self.labels));
        self.labels += 1;
        let next_label = self.body.add(pos, None, Op::Label(next));
        for &stmt in &body {
            self.redirect_continues(stmt, label, next, 0);
        }
        for (tmp, stmt, index) in outer_vars {
            let target = self.name_node(tmp);
            match &mut self.body.nodes[stmt].op {
                Op::As { x, .. } => *x = target,
                Op::As2 { lhs, .. } => {
                    if let Some(x) = lhs.get_mut(index) {
                        *x = target;
                    }
                }
                _ => {}
            }
        }
        if let Some(post) = post {
            let bool_ty = self.types.basic(Basic::Bool);
            let first = self.temp(bool_ty);
            let set = |pass: &mut Self, value: bool| {
                let x = pass.name_node(first);
                let y = pass.body.add(fn_pos, Some(bool_ty), Op::Literal(Value::Bool(value)));
                pass.assign(pos, x, y, false)
            };
            let declare = set(self, true);
            let clear = set(self, false);
            let cond = self.name_node(first);
            let test = Op::If { cond, body: smallvec![clear], els: smallvec![post] };
            let test = self.body.add(pos, None, test);
            let dcl = self.body.add(fn_pos, None, Op::Dcl(first));
            self.body.nodes[test].init.push(dcl);
            before.push(test);
            self.body.nodes[node].init.push(declare);
        }
        if let Some(cond) = cond {
            let Node { pos: cond_pos, ty, .. } = self.body.nodes[cond];
            let not = self.body.add(cond_pos, ty, Op::Unary(UnaryOp::Not, cond));
            let leave = self.body.add(pos, None, Op::Branch(BranchOp::Break, None));
            let test = Op::If { cond: not, body: smallvec![leave], els: Nodes::new() };
            before.push(self.body.add(pos, None, test));
        }
        before.extend(body);
        before.push(next_label);
        before.extend(after);
        if let Op::For(f) = &mut self.body.nodes[node].op {
            f.body = before;
        }
    }

    /// Lets `continue` of the loop jump to `next`.
    fn redirect_continues(
        &mut self,
        node: NodeId,
        label: Option<Symbol>,
        next: Symbol,
        depth: u32,
    ) {
        let mut inner = depth;
        match &mut self.body.nodes[node].op {
            Op::Branch(op @ BranchOp::Continue, target) => {
                let here = match *target {
                    None => depth == 0,
                    Some(target) => label == Some(target),
                };
                if here {
                    *op = BranchOp::Goto;
                    *target = Some(next);
                }
            }
            Op::For(_) | Op::Range(_) => inner += 1,
            _ => {}
        }
        let mut list = Nodes::new();
        for_each_child(self.body, node, |child| list.push(child));
        for child in list {
            self.redirect_continues(child, label, next, inner);
        }
    }
}

/// Moves the declarations of loop variables to the assignments that declare them now.
fn move_declarations(body: &mut Body, func: ClosureId, mut moved: FxHashMap<NameId, NodeId>) {
    let mut seen = FxHashSet::default();
    let stmts = std::mem::take(&mut body.funcs[func].body);
    let stmts = edit(body, stmts, &mut moved);
    let mut work = stmts.clone();
    body.funcs[func].body = stmts;
    while let Some(node) = work.pop() {
        if !seen.insert(node) {
            continue;
        }
        let init = std::mem::take(&mut body.nodes[node].init);
        if !init.is_empty() {
            let init = edit(body, init, &mut moved);
            // An assignment that a declaration has just moved to keeps it.
            let added = std::mem::replace(&mut body.nodes[node].init, init);
            body.nodes[node].init.insert_many(0, added);
        }
        let mut op = std::mem::replace(&mut body.nodes[node].op, Op::Static);
        match &mut op {
            Op::InlCall { body: list, .. } | Op::Block(list) => {
                *list = edit(body, std::mem::take(list), &mut moved);
            }
            Op::For(f) => f.body = edit(body, std::mem::take(&mut f.body), &mut moved),
            Op::Range(r) => r.body = edit(body, std::mem::take(&mut r.body), &mut moved),
            Op::If { body: then, els, .. } => {
                *then = edit(body, std::mem::take(then), &mut moved);
                *els = edit(body, std::mem::take(els), &mut moved);
            }
            Op::Select(clauses) => {
                for clause in clauses {
                    clause.body = edit(body, std::mem::take(&mut clause.body), &mut moved);
                }
            }
            Op::Switch(switch) => {
                for case in &mut switch.cases {
                    case.body = edit(body, std::mem::take(&mut case.body), &mut moved);
                }
            }
            Op::TypeSwitch(switch) => {
                for case in &mut switch.cases {
                    case.body = edit(body, std::mem::take(&mut case.body), &mut moved);
                }
            }
            _ => {}
        }
        body.nodes[node].op = op;
        let first = work.len();
        for_each_child(body, node, |child| work.push(child));
        if let Some(children) = work.get_mut(first..) {
            children.reverse();
        }
    }
}

/// A list without the declarations that move.
fn edit(body: &mut Body, list: Nodes, moved: &mut FxHashMap<NameId, NodeId>) -> Nodes {
    let mut kept = Nodes::with_capacity(list.len());
    for node in list {
        if let Op::Dcl(name) = body.nodes[node].op
            && let Some(assign) = moved.remove(&name)
        {
            body.nodes[assign].init.insert(0, node);
        } else {
            kept.push(node);
        }
    }
    kept
}
