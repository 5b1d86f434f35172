//! Copying a function of one body into a function of another (`noder/reader.go`:
//! `unifiedInlineCall` reads the body again, in the frame of the caller).
//!
//! Comes in: a body as it was lowered, a function of it, and where it goes. Goes out: its
//! statements and variables as part of the function that it goes to, and the literals in it as
//! new literals there. Nothing else of the target changes.
//!
//! ```go
//! func f(p *int) func() int { q := p; return func() int { return *q } }
//! func g(x *int) { f(x) } // copied into g: p, ~r0, q and the literal, now `f.func1` of g
//! ```
//!
//! Variables and statements of the function stand where the call brought them
//! ([`NodePos::inlined`]). What is inside of literals stands where it is written: gc reads them
//! as functions of their own.

use rustc_hash::FxHashMap;

use super::node::{
    Body, CaseClause, Class, ClosureId, CommClause, Defn, ForLoop, Func, FuncParam, InlineId, Name,
    NameId, Node, NodeId, NodePos, Nodes, Op, RangeLoop, Switch, TypeSwitch,
};
use super::visit::Preorder;
use crate::symbol::Symbol;

/// What to copy, and where to.
#[derive(Clone, Copy, Debug)]
pub struct Relocation<'t> {
    /// The body that the function is of.
    pub template: &'t Body,
    /// The function in it.
    pub from: ClosureId,
    /// The function of the target that it becomes a part of.
    pub into: ClosureId,
    /// The call that brings it there.
    pub inlined: InlineId,
    /// The variables of `into` that stand for what `from` captures.
    pub captures: &'t [NameId],
}

/// What was copied.
#[derive(Debug, Default)]
pub struct Relocated {
    /// The statements.
    pub body: Nodes,
    /// The receiver, if any, and the parameters.
    pub params: Vec<NameId>,
    /// The results.
    pub results: Vec<NameId>,
    /// The `return` statements of the function itself.
    pub returns: Nodes,
    /// Literals: which one of the template became which one of the target.
    pub literals: Vec<(ClosureId, ClosureId)>,
    /// All nodes.
    pub nodes: Nodes,
}

/// Copies a function into another.
pub fn relocate(target: &mut Body, relocation: Relocation<'_>) -> Relocated {
    let mut copier = Copier {
        target,
        relocation,
        funcs: FxHashMap::default(),
        names: FxHashMap::default(),
        nodes: FxHashMap::default(),
        order: Vec::new(),
        copied: Relocated::default(),
    };
    copier.variables();
    copier.collect();
    copier.fill();
    copier.definitions();
    copier.copied
}

struct Copier<'b, 't> {
    target: &'b mut Body,
    relocation: Relocation<'t>,
    funcs: FxHashMap<ClosureId, ClosureId>,
    names: FxHashMap<NameId, NameId>,
    nodes: FxHashMap<NodeId, NodeId>,
    /// The nodes of the template, each with the function that it is in.
    order: Vec<(NodeId, ClosureId)>,
    copied: Relocated,
}

impl<'t> Copier<'_, 't> {
    fn inlined(&self, pos: NodePos) -> NodePos {
        NodePos { at: pos.at, inlined: Some(self.relocation.inlined) }
    }

    /// Variables of the function, and literals with theirs, those around before those inside.
    fn variables(&mut self) {
        let Relocation { template, from, into, captures, .. } = self.relocation;
        let func = &template.funcs[from];
        self.funcs.insert(from, into);
        for (&captured, &outer) in func.closure_vars.iter().zip(captures) {
            self.names.insert(captured, outer);
        }
        for &name in &func.dcl {
            let declared = &template.names[name];
            let copy = Name {
                class: Class::Auto,
                pos: self.inlined(declared.pos),
                curfn: into,
                outer: None,
                ..declared.clone()
            };
            let copy = self.target.names.push(copy);
            self.names.insert(name, copy);
            self.target.funcs[into].dcl.push(copy);
        }
        let variable = |param: &FuncParam| self.names.get(&param.name?).copied();
        let params = func.recv.iter().chain(&func.params).filter_map(variable).collect();
        self.copied.params = params;
        self.copied.results = func.results.iter().filter_map(variable).collect();
    }

    /// The copy of a variable.
    fn name(&mut self, name: NameId) -> NameId {
        if let Some(&copy) = self.names.get(&name) {
            return copy;
        }
        // A variable that no function declares: it belongs where it is mentioned.
        let into = self.relocation.into;
        let declared = &self.relocation.template.names[name];
        let curfn = self.funcs.get(&declared.curfn).copied().unwrap_or(into);
        let pos = self.inlined(declared.pos);
        let copy = Name { class: Class::Auto, pos, curfn, outer: None, ..declared.clone() };
        let copy = self.target.names.push(copy);
        self.names.insert(name, copy);
        copy
    }

    /// A new literal with its variables.
    fn literal(&mut self, literal: ClosureId, parent: ClosureId) -> ClosureId {
        let template: &'t Body = self.relocation.template;
        let func = &template.funcs[literal];
        let into = self.funcs.get(&parent).copied().unwrap_or(self.relocation.into);
        let name = self.literal_name(literal, parent, into);
        let mut flags = func.flags;
        flags.dupok = self.target.funcs[into].flags.dupok;
        let copy = self.target.funcs.push(Func {
            name,
            pos: func.pos,
            ty: func.ty,
            recv: None,
            params: Vec::new(),
            results: Vec::new(),
            dcl: Vec::new(),
            closure_vars: Vec::new(),
            body: Nodes::new(),
            parent: Some(into),
            pragma: func.pragma,
            flags,
        });
        self.funcs.insert(literal, copy);
        self.copied.literals.push((literal, copy));
        let direct = parent == self.relocation.from;
        let mut closure_vars = Vec::with_capacity(func.closure_vars.len());
        for &captured in &func.closure_vars {
            let declared = &template.names[captured];
            let outer = declared.outer.map(|outer| self.name(outer));
            let pos = if direct { self.inlined(declared.pos) } else { declared.pos };
            let variable = Name { pos, curfn: copy, outer, ..declared.clone() };
            let variable = self.target.names.push(variable);
            self.names.insert(captured, variable);
            closure_vars.push(variable);
        }
        let mut dcl = Vec::with_capacity(func.dcl.len());
        for &name in &func.dcl {
            let variable = Name { curfn: copy, ..template.names[name].clone() };
            let variable = self.target.names.push(variable);
            self.names.insert(name, variable);
            dcl.push(variable);
        }
        let param = |param: &FuncParam| FuncParam {
            name: param.name.and_then(|name| self.names.get(&name).copied()),
            ..*param
        };
        let (params, results) =
            (func.params.iter().map(param).collect(), func.results.iter().map(param).collect());
        let made = &mut self.target.funcs[copy];
        made.closure_vars = closure_vars;
        made.dcl = dcl;
        made.params = params;
        made.results = results;
        copy
    }

    /// The name of a literal (`ir.closureName`): that of the inlined function, not of the one
    /// that it is in now, and a number.
    fn literal_name(&self, literal: ClosureId, parent: ClosureId, into: ClosureId) -> Symbol {
        let template = self.relocation.template;
        let name = template.funcs[literal].name;
        let outer = template.funcs[parent].name;
        let Some(rest) = name.as_str().strip_prefix(outer.as_str()) else { return name };
        if parent != self.relocation.from {
            let outer = self.target.funcs[into].name;
            return Symbol::new(&format!("{outer}{rest}"));
        }
        // A literal in a literal is `f.func1.2`, whatever the inlined function is.
        let number = rest.strip_prefix(".func").or_else(|| rest.strip_prefix('.'));
        match number.filter(|number| number.bytes().all(|byte| byte.is_ascii_digit())) {
            Some(number) if self.target.funcs[into].parent.is_some() => {
                Symbol::new(&format!("{outer}.{number}"))
            }
            Some(number) => Symbol::new(&format!("{outer}.func{number}")),
            None => name,
        }
    }

    /// Gives each node that the function reaches its place in the target.
    fn collect(&mut self) {
        let template: &'t Body = self.relocation.template;
        let mut preorder = Preorder::new();
        let mut open = vec![self.relocation.from];
        let mut literals = Vec::new();
        while let Some(func) = open.pop() {
            preorder.visit(template, &template.funcs[func].body, |node, op| {
                if self.nodes.contains_key(&node) {
                    return;
                }
                let place = NodePos { at: template.nodes[node].pos.at, inlined: None };
                let copy = self.target.add(place, None, Op::Static);
                self.nodes.insert(node, copy);
                self.order.push((node, func));
                self.copied.nodes.push(copy);
                if let Op::Closure(literal) = op {
                    literals.push(*literal);
                }
            });
            for literal in std::mem::take(&mut literals) {
                if !self.funcs.contains_key(&literal) {
                    self.literal(literal, func);
                    open.push(literal);
                }
            }
        }
    }

    /// Writes the nodes.
    fn fill(&mut self) {
        let template: &'t Body = self.relocation.template;
        for (old, func) in std::mem::take(&mut self.order) {
            let inside = func == self.relocation.from;
            let Node { pos, ty, ref init, implicit, ref op } = template.nodes[old];
            let op = self.op(op, inside);
            let pos = match op {
                Op::Name(name) => self.target.names[name].pos,
                Op::Global(_) | Op::Func(_) => pos,
                _ if inside => self.inlined(pos),
                _ => pos,
            };
            let init = self.list(init);
            let new = self.node(old);
            if inside && matches!(op, Op::Return(_)) {
                self.copied.returns.push(new);
            }
            self.target.nodes[new] = Node { pos, ty, init, implicit, op };
        }
        self.copied.body = self.list(&template.funcs[self.relocation.from].body);
        for (old, new) in self.copied.literals.clone() {
            self.target.funcs[new].body = self.list(&template.funcs[old].body);
        }
    }

    /// Says which copies define which variables.
    fn definitions(&mut self) {
        let captured = &self.relocation.template.funcs[self.relocation.from].closure_vars;
        for (old, &new) in &self.names {
            if captured.contains(old) {
                continue;
            }
            self.target.names[new].defn = match self.relocation.template.names[*old].defn {
                Defn::Node(node) => self.nodes.get(&node).map_or(Defn::None, |&n| Defn::Node(n)),
                Defn::None => Defn::None,
            };
        }
    }

    fn node(&self, node: NodeId) -> NodeId {
        // Every child of a node that was reached was reached.
        self.nodes.get(&node).copied().unwrap_or(node)
    }

    fn list(&self, list: &[NodeId]) -> Nodes {
        list.iter().map(|&node| self.node(node)).collect()
    }

    fn opt(&self, node: Option<NodeId>) -> Option<NodeId> {
        node.map(|node| self.node(node))
    }

    /// A label is local to the copy.
    fn label(&self, label: Option<Symbol>, inside: bool) -> Option<Symbol> {
        label.map(|label| match inside && !label.is_blank() {
            true => inlined_label(label.as_str(), self.relocation.inlined),
            false => label,
        })
    }

    fn case(&mut self, case: &CaseClause) -> CaseClause {
        CaseClause {
            node: self.node(case.node),
            var: case.var.map(|var| self.name(var)),
            list: self.list(&case.list),
            body: self.list(&case.body),
        }
    }

    fn op(&mut self, op: &Op, inside: bool) -> Op {
        match op {
            Op::Global(_)
            | Op::Func(_)
            | Op::Type
            | Op::DynamicType
            | Op::Literal(_)
            | Op::Nil
            | Op::LinkSym { .. }
            | Op::Static
            | Op::Recover
            | Op::Getg
            | Op::Blank
            | Op::Case => op.clone(),
            Op::Name(name) => Op::Name(self.name(*name)),
            Op::Dcl(name) => Op::Dcl(self.name(*name)),
            Op::Unary(unary, x) => Op::Unary(*unary, self.node(*x)),
            Op::Binary(binary, x, y) => Op::Binary(*binary, self.node(*x), self.node(*y)),
            Op::AddStr(list) => Op::AddStr(self.list(list)),
            Op::Addr(x) => Op::Addr(self.node(*x)),
            Op::PtrLit(x) => Op::PtrLit(self.node(*x)),
            Op::Deref(x) => Op::Deref(self.node(*x)),
            Op::Selector { op, x, sel, method } => {
                Op::Selector { op: *op, x: self.node(*x), sel: *sel, method: *method }
            }
            Op::DotType { x, comma_ok } => Op::DotType { x: self.node(*x), comma_ok: *comma_ok },
            Op::DynamicDotType { x, comma_ok } => {
                Op::DynamicDotType { x: self.node(*x), comma_ok: *comma_ok }
            }
            Op::Index { x, index } => Op::Index { x: self.node(*x), index: self.node(*index) },
            Op::IndexMap { x, index, assigned } => {
                Op::IndexMap { x: self.node(*x), index: self.node(*index), assigned: *assigned }
            }
            Op::Slice { op, x, low, high, max } => Op::Slice {
                op: *op,
                x: self.node(*x),
                low: self.opt(*low),
                high: self.opt(*high),
                max: self.opt(*max),
            },
            Op::Conv(conv, x) => Op::Conv(*conv, self.node(*x)),
            Op::CompLit { op, list, len } => {
                Op::CompLit { op: *op, list: self.list(list), len: *len }
            }
            Op::Key { key, value } => Op::Key { key: self.node(*key), value: self.node(*value) },
            Op::StructKey { field, value } => {
                Op::StructKey { field: *field, value: self.node(*value) }
            }
            Op::Closure(literal) => {
                Op::Closure(self.funcs.get(literal).copied().unwrap_or(self.relocation.into))
            }
            Op::Call { op, fun, args, is_ddd, go_defer } => Op::Call {
                op: *op,
                fun: self.node(*fun),
                args: self.list(args),
                is_ddd: *is_ddd,
                go_defer: *go_defer,
            },
            Op::InlCall { body, results } => {
                Op::InlCall { body: self.list(body), results: self.list(results) }
            }
            Op::Make { op, len, cap } => {
                Op::Make { op: *op, len: self.opt(*len), cap: self.opt(*cap) }
            }
            Op::Append { args, is_ddd } => Op::Append { args: self.list(args), is_ddd: *is_ddd },
            Op::Builtin(builtin, list) => Op::Builtin(*builtin, self.list(list)),
            Op::Block(list) => Op::Block(self.list(list)),
            Op::Branch(branch, label) => Op::Branch(*branch, self.label(*label, inside)),
            Op::Label(label) => Op::Label(self.label(Some(*label), inside).unwrap_or(*label)),
            Op::As { x, y, def } => Op::As { x: self.node(*x), y: self.opt(*y), def: *def },
            Op::AsOp { op, x, y, inc_dec } => {
                Op::AsOp { op: *op, x: self.node(*x), y: self.node(*y), inc_dec: *inc_dec }
            }
            Op::As2 { op, lhs, rhs, def } => {
                Op::As2 { op: *op, lhs: self.list(lhs), rhs: self.list(rhs), def: *def }
            }
            Op::If { cond, body, els } => {
                Op::If { cond: self.node(*cond), body: self.list(body), els: self.list(els) }
            }
            Op::For(f) => Op::For(Box::new(ForLoop {
                label: self.label(f.label, inside),
                cond: self.opt(f.cond),
                post: self.opt(f.post),
                body: self.list(&f.body),
                distinct_vars: f.distinct_vars,
            })),
            Op::Range(r) => Op::Range(Box::new(RangeLoop {
                label: self.label(r.label, inside),
                x: self.node(r.x),
                key: self.opt(r.key),
                value: self.opt(r.value),
                body: self.list(&r.body),
                def: r.def,
                distinct_vars: r.distinct_vars,
            })),
            Op::Return(list) => Op::Return(self.list(list)),
            Op::Select(clauses) => {
                let clause = |clause: &CommClause| CommClause {
                    pos: if inside { self.inlined(clause.pos) } else { clause.pos },
                    comm: self.opt(clause.comm),
                    body: self.list(&clause.body),
                };
                Op::Select(clauses.iter().map(clause).collect())
            }
            Op::Switch(switch) => Op::Switch(Box::new(Switch {
                label: self.label(switch.label, inside),
                tag: self.opt(switch.tag),
                cases: switch.cases.iter().map(|case| self.case(case)).collect(),
            })),
            Op::TypeSwitch(switch) => {
                let guard_pos = switch.guard_pos;
                Op::TypeSwitch(Box::new(TypeSwitch {
                    label: self.label(switch.label, inside),
                    tag: switch.tag,
                    x: self.node(switch.x),
                    guard_pos: if inside { self.inlined(guard_pos) } else { guard_pos },
                    cases: switch.cases.iter().map(|case| self.case(case)).collect(),
                }))
            }
            Op::Go(call) => Op::Go(self.node(*call)),
            Op::Defer { call, at } => Op::Defer { call: self.node(*call), at: self.opt(*at) },
            Op::Send { chan, value } => {
                Op::Send { chan: self.node(*chan), value: self.node(*value) }
            }
            Op::TailCall(call) => Op::TailCall(self.node(*call)),
        }
    }
}

/// A label of inlined code.
pub fn inlined_label(label: &str, inlined: InlineId) -> Symbol {
    use crate::id::Id;
    Symbol::new(&format!("~{label}\u{b7}{}", inlined.index()))
}
