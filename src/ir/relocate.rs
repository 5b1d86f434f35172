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
    Body, CaseClause, Class, ClosureId, Defn, Func, FuncParam, InlineId, Name, NameId, NodeId,
    NodePos, Nodes, Op,
};
use super::visit::{Preorder, for_each_child_mut};
use crate::id::{Arena, Id};
use crate::symbol::Symbol;
use crate::types::store::PkgId;

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
    /// The package of the caller's name: that of parameters and results without a name.
    pub pkg: Option<PkgId>,
    /// What the function is called where the call is: the literals in it are named after that.
    pub name: Symbol,
    /// What tells its literals from those of other calls of it, if somebody wants to know.
    pub hash: Option<Symbol>,
    /// Where its statements stand then.
    pub stands: CopyPosition,
}

/// Where the statements of a copied function stand.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum CopyPosition {
    /// In the source, as part of the call that brought them.
    Inlined,
    /// Where they stood. Those of a literal that the compiler made, such as `x.M` as a value, are
    /// made again and not read.
    AsBefore,
    /// At the call: those of a function that only passes a dictionary on are made again, too.
    At(NodePos),
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
        nodes: Arena::filled(None, relocation.template.nodes.len()),
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
    /// By node of the template that was reached: its copy.
    nodes: Arena<NodeId, Option<NodeId>>,
    /// The nodes of the template, each with the function that it is in.
    order: Vec<(NodeId, ClosureId)>,
    copied: Relocated,
}

impl<'t> Copier<'_, 't> {
    fn inlined(&self, pos: NodePos) -> NodePos {
        NodePos { at: pos.at, inlined: Some(self.relocation.inlined) }
    }

    /// Where a statement of the function stands now.
    fn moved(&self, pos: NodePos) -> NodePos {
        match self.relocation.stands {
            CopyPosition::Inlined => self.inlined(pos),
            CopyPosition::AsBefore => pos,
            CopyPosition::At(pos) => pos,
        }
    }

    /// Variables of the function, and literals with theirs, those around before those inside.
    fn variables(&mut self) {
        let Relocation { template, from, into, captures, pkg, .. } = self.relocation;
        let func = &template.funcs[from];
        self.funcs.insert(from, into);
        for (&captured, &outer) in func.closure_vars.iter().zip(captures) {
            self.names.insert(captured, outer);
        }
        for &name in &func.dcl {
            let declared = &template.names[name];
            let is_param = declared.class != Class::Auto;
            let unnamed = is_param && declared.sym.as_str().starts_with('~');
            let copy = Name {
                pkg: if unnamed { pkg } else { declared.pkg },
                class: Class::Auto,
                pos: match is_param {
                    true => self.inlined(declared.pos),
                    false => self.moved(declared.pos),
                },
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
        let symbol = self.literal_symbol(name, parent, into);
        let mut flags = func.flags;
        flags.dupok = self.target.funcs[into].flags.dupok;
        let copy = self.target.funcs.push(Func {
            name,
            symbol,
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
        let Relocation { template, name: inlined, .. } = self.relocation;
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
                Symbol::new(&format!("{inlined}.{number}"))
            }
            Some(number) => Symbol::new(&format!("{inlined}.func{number}")),
            None => Symbol::new(&format!("{inlined}{rest}")),
        }
    }

    /// The name of a literal's symbol: with the hash of the call that brought it, or within the
    /// symbol of one that has it.
    fn literal_symbol(&self, name: Symbol, parent: ClosureId, into: ClosureId) -> Option<Symbol> {
        if parent == self.relocation.from {
            let hash = self.relocation.hash?;
            return Some(Symbol::new(&format!("{name}#{hash}#")));
        }
        let outer = &self.target.funcs[into];
        let rest = name.as_str().strip_prefix(outer.name.as_str())?;
        Some(Symbol::new(&format!("{}{rest}", outer.symbol?)))
    }

    /// Gives each node that the function reaches its place in the target.
    fn collect(&mut self) {
        let template: &'t Body = self.relocation.template;
        let mut preorder = Preorder::new();
        let mut open = vec![self.relocation.from];
        let mut literals = Vec::new();
        while let Some(func) = open.pop() {
            preorder.visit(template, &template.funcs[func].body, |node, op| {
                if self.nodes[node].is_some() {
                    return;
                }
                let place = NodePos { at: template.nodes[node].pos.at, inlined: None };
                let copy = self.target.add(place, None, Op::Static);
                self.nodes[node] = Some(copy);
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
            let mut node = template.nodes[old].clone();
            self.rename(&mut node.op, inside);
            node.pos = match node.op {
                Op::Name(name) => self.target.names[name].pos,
                Op::Global(_) | Op::Func(_) => node.pos,
                _ if inside => self.moved(node.pos),
                _ => node.pos,
            };
            for_each_child_mut(&mut node, |child| *child = self.node(*child));
            let new = self.node(old);
            if inside && matches!(node.op, Op::Return(_)) {
                self.copied.returns.push(new);
            }
            self.target.nodes[new] = node;
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
                Defn::Node(node) => self.nodes[node].map_or(Defn::None, Defn::Node),
                Defn::None => Defn::None,
            };
        }
    }

    fn node(&self, node: NodeId) -> NodeId {
        // Every child of a node that was reached was reached.
        self.nodes[node].unwrap_or(node)
    }

    fn list(&self, list: &[NodeId]) -> Nodes {
        list.iter().map(|&node| self.node(node)).collect()
    }

    /// A label is local to the copy.
    fn label(&self, label: &mut Option<Symbol>, inside: bool) {
        if let Some(label) = label
            && inside
            && !label.is_blank()
        {
            *label = self.inlined_label(*label);
        }
    }

    fn inlined_label(&self, label: Symbol) -> Symbol {
        Symbol::new(&format!("~{label}\u{b7}{}", self.relocation.inlined.index()))
    }

    fn cases(&mut self, cases: &mut [CaseClause]) {
        for var in cases.iter_mut().filter_map(|case| case.var.as_mut()) {
            *var = self.name(*var);
        }
    }

    /// Lets an operator mean variables, literals and labels of the target. Its children are
    /// replaced elsewhere.
    fn rename(&mut self, op: &mut Op, inside: bool) {
        match op {
            Op::Name(name) | Op::Dcl(name) => *name = self.name(*name),
            Op::Closure(literal) => {
                *literal = self.funcs.get(literal).copied().unwrap_or(self.relocation.into);
            }
            Op::Branch(_, label) => self.label(label, inside),
            Op::Label(label) => {
                if inside {
                    *label = self.inlined_label(*label);
                }
            }
            Op::For(f) => self.label(&mut f.label, inside),
            Op::Range(r) => self.label(&mut r.label, inside),
            Op::Select(clauses) => {
                for clause in clauses.iter_mut().filter(|_| inside) {
                    clause.pos = self.moved(clause.pos);
                }
            }
            Op::Switch(switch) => {
                self.label(&mut switch.label, inside);
                self.cases(&mut switch.cases);
            }
            Op::TypeSwitch(switch) => {
                self.label(&mut switch.label, inside);
                self.cases(&mut switch.cases);
                if inside {
                    switch.guard_pos = self.moved(switch.guard_pos);
                }
            }
            Op::Global(_)
            | Op::Func(_)
            | Op::Type
            | Op::DynamicType
            | Op::Literal(_)
            | Op::Nil
            | Op::LinkSym { .. }
            | Op::Static
            | Op::Unary(..)
            | Op::Binary(..)
            | Op::AddStr(_)
            | Op::Addr(_)
            | Op::PtrLit(_)
            | Op::Deref(_)
            | Op::Selector { .. }
            | Op::DotType { .. }
            | Op::DynamicDotType { .. }
            | Op::Index { .. }
            | Op::IndexMap { .. }
            | Op::Slice { .. }
            | Op::Conv(..)
            | Op::CompLit { .. }
            | Op::Key { .. }
            | Op::StructKey { .. }
            | Op::Call { .. }
            | Op::InlCall { .. }
            | Op::Make { .. }
            | Op::Append { .. }
            | Op::Builtin(..)
            | Op::Recover
            | Op::Getg
            | Op::Block(_)
            | Op::As { .. }
            | Op::AsOp { .. }
            | Op::As2 { .. }
            | Op::Blank
            | Op::If { .. }
            | Op::Return(_)
            | Op::Go(_)
            | Op::Defer { .. }
            | Op::Send { .. }
            | Op::TailCall(_)
            | Op::Case => {}
        }
    }
}
