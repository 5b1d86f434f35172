//! Calls through an interface whose dynamic type is known (`devirtualize/devirtualize.go`).
//!
//! Comes in: the functions of a package. Goes out: the same functions, in which a call of
//! `i.M`, where everything that is assigned to `i` has one concrete type, calls that type's
//! method on `i.(T)`; and a line for each such call. It runs without inlining too.
//!
//! ```go
//! var i I = &T{}
//! i.M(&x) // (*T).M(i.(*T), &x): devirtualizing i.M to *T
//! ```

use rustc_hash::{FxHashMap, FxHashSet};

use crate::ir::fmt::NodeFmt;
use crate::ir::node::{
    As2Op, Body, CallOp, Class, ClosureId, ConvOp, NameId, Node, NodeId, Nodes, Op, SelectorOp,
};
use crate::ir::note::{Devirtualized, Note, Shaped};
use crate::ir::package::{Message, Package};
use crate::ir::reassign::outer_value;
use crate::ir::visit::{Preorder, for_each_child};
use crate::lower::Cx;
use crate::lower::method_call::{Selected, method_package, select_method};
use crate::passes::type_object::{TypeObject, type_object};
use crate::types::display::Qualifier;
use crate::types::lookup::{Complete, Ctx, Lookup};
use crate::types::store::{Type, TypeId, Types};

/// Devirtualizes calls in all functions of a package.
pub fn devirtualize(cx: &Cx<'_>, package: &mut Package) {
    let order = package.order.clone();
    let mut states: FxHashMap<usize, InterfaceAssignments> = FxHashMap::default();
    let mut messages = Vec::new();
    for (id, func) in order {
        let Some(&index) = package.index.get(&id) else { continue };
        let Some(body) = package.bodies.get_mut(index) else { continue };
        let state = states.entry(index).or_default();
        function(cx, body, func, state, &mut messages);
    }
    package.messages.extend(messages);
}

/// Devirtualizes calls in one function, without those of its literals.
pub fn function(
    cx: &Cx<'_>,
    body: &mut Body,
    func: ClosureId,
    state: &mut InterfaceAssignments,
    messages: &mut Vec<Message>,
) {
    let mut calls = Nodes::new();
    for &stmt in &body.funcs[func].body {
        collect_calls(body, stmt, &mut calls);
    }
    for call in calls {
        static_call(cx, body, func, call, state, messages);
    }
}

/// Calls through interfaces, operands before the calls that they are operands of.
fn collect_calls(body: &Body, node: NodeId, calls: &mut Nodes) {
    for_each_child(body, node, |child| collect_calls(body, child, calls));
    if let Op::Call { op: CallOp::CallInter, .. } = body.nodes[node].op {
        calls.push(node);
    }
}

/// What is known of the assignments to variables of interface type, by function.
#[derive(Debug, Default)]
pub struct InterfaceAssignments {
    analyzed: FxHashSet<ClosureId>,
    assignments: FxHashMap<NameId, Vec<Assigned>>,
    /// Where the results of a call are assigned to variables of interface type: which result,
    /// and which assignment of the variable.
    calls: FxHashMap<NodeId, Vec<Receives>>,
}

/// A variable that receives a result of a call.
#[derive(Clone, Copy, Debug)]
struct Receives {
    name: NameId,
    assignment: usize,
    result: usize,
}

/// What is assigned to a variable.
#[derive(Clone, Copy, Debug)]
enum Assigned {
    /// Something that isn't known.
    Unknown,
    /// A value of a concrete type.
    Type(TypeId),
    /// The value of an expression.
    Value(NodeId),
}

/// The concrete type of a value.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Concrete {
    /// There may be several.
    Unknown,
    /// Nothing but what is being looked at already decides.
    NoType,
    /// This one, or the value is nil.
    Type(TypeId, TypeObject),
}

fn is_interface(types: &Types, ty: TypeId) -> bool {
    matches!(types.get(types.underlying(ty)), Type::Interface(_))
}

/// Devirtualizes a call, if it is one through an interface whose dynamic type is known.
pub fn static_call(
    cx: &Cx<'_>,
    body: &mut Body,
    func: ClosureId,
    call: NodeId,
    state: &mut InterfaceAssignments,
    messages: &mut Vec<Message>,
) {
    let types = cx.input.types;
    let Node { pos, ref op, .. } = body.nodes[call];
    let &Op::Call { fun, go_defer: false, .. } = op else { return };
    let Op::Selector { op: SelectorOp::DotInter, x, sel, .. } = body.nodes[fun].op else { return };
    let sel_pos = body.nodes[fun].pos;
    let Some(interface) = body.nodes[x].ty else { return };
    let Concrete::Type(ty, _) = state.concrete(cx, body, x, &mut FxHashSet::default()) else {
        return;
    };
    if ty == types.invalid()
        || !implements(types, ty, interface)
        || takes_dictionary(cx, ty, interface)
        || crate::ir::type_fmt::is_shape(types, ty)
    {
        return;
    }
    let local = Some(cx.input.package.id);
    let fmt = NodeFmt::new(types, cx.input.funcs, local);
    let shaped = if cx.has_shape(ty) {
        Some((Shaped::Receiver, ty))
    } else if cx.has_shape(interface) {
        Some((Shaped::Interface, interface))
    } else {
        None
    };
    if let Some((shaped, ty)) = shaped {
        let (call, ty) = (fmt.node(body, call), fmt.types().string(ty));
        let note = Note::NotDevirtualized { call, shaped, ty };
        messages.push(Message::new(body, func, pos, note));
        return;
    }
    let pkg = method_package(types, interface, sel);
    let (method_text, to) = (fmt.node(body, fun), fmt.types().string(ty));
    let call_pos = body.nodes[call].pos;
    let asserted = body.add(call_pos, Some(ty), Op::DotType { x, comma_ok: false });
    let Some(method) = select_method(cx, body, sel_pos, asserted, pkg, sel) else { return };
    let (how, new_fun, receiver) = match method {
        Selected::Method { fun, recv } => (Devirtualized::Fully, fun, Some(recv)),
        Selected::Interface(fun) => (Devirtualized::Partially, fun, None),
    };
    let note = Note::Devirtualized { how, method: method_text, to };
    messages.push(Message::new(body, func, pos, note));
    if let Op::Call { op, fun, args, .. } = &mut body.nodes[call].op {
        *fun = new_fun;
        if let Some(receiver) = receiver {
            *op = CallOp::CallFunc;
            args.insert(0, receiver);
        }
    }
}

fn implements(types: &Types, ty: TypeId, interface: TypeId) -> bool {
    let mut complete = Complete;
    let mut cx =
        Ctx { resolver: &mut complete, qual: Qualifier { pkg: None }, version: (u32::MAX, 0) };
    types.implements(ty, interface, false, &mut cx, None)
}

/// Whether a shaped type has a method of an interface that takes a dictionary: then gc doesn't
/// take it for one that implements the interface, and says nothing.
///
/// ```go
/// type list[T any] struct{ base } // list[go.shape.int] implements what base does,
/// func (list[T]) Close() error    // and no interface with Close: Close(.dict) error isn't the same
/// ```
fn takes_dictionary(cx: &Cx<'_>, ty: TypeId, interface: TypeId) -> bool {
    let types = cx.input.types;
    cx.has_shape(ty)
        && types.type_set(interface).methods.iter().any(|method| {
            match types.lookup_field_or_method(ty, true, method.pkg, method.name, false) {
                Lookup::Method { recv, method: Some(_), .. } => cx.has_shape(recv),
                _ => false,
            }
        })
}

impl InterfaceAssignments {
    fn concrete(
        &mut self,
        cx: &Cx<'_>,
        body: &Body,
        mut node: NodeId,
        seen: &mut FxHashSet<NameId>,
    ) -> Concrete {
        let types = cx.input.types;
        let name = loop {
            let ty = body.nodes[node].ty.unwrap_or_else(|| types.invalid());
            if !is_interface(types, ty) {
                return Concrete::Type(ty, type_object(cx, body, node, ty));
            }
            node = match &body.nodes[node].op {
                Op::Conv(ConvOp::ConvNop | ConvOp::ConvIface, x) => *x,
                Op::DotType { x, .. } => *x,
                Op::InlCall { results, .. } => match results.as_slice() {
                    [result] => *result,
                    _ => return Concrete::Unknown,
                },
                Op::Name(name) => break body.canonical(*name),
                _ => return Concrete::Unknown,
            };
        };
        let variable = &body.names[name];
        if variable.class != Class::Auto || variable.addrtaken {
            return Concrete::Unknown;
        }
        if !seen.insert(name) {
            return Concrete::NoType;
        }
        let curfn = variable.curfn;
        if self.analyzed.insert(curfn) {
            self.analyze(types, body, curfn);
        }
        let mut found: Option<(TypeId, TypeObject)> = None;
        for assigned in self.assignments.get(&name).cloned().unwrap_or_default() {
            let concrete = match assigned {
                Assigned::Unknown => Concrete::Unknown,
                Assigned::Type(ty) => Concrete::Type(ty, TypeObject::Only),
                Assigned::Value(value) => self.concrete(cx, body, value, seen),
            };
            match concrete {
                Concrete::Unknown => return Concrete::Unknown,
                Concrete::NoType => {}
                Concrete::Type(ty, object) => {
                    let key = |ty, object| (types.canon(ty), object);
                    if found.is_some_and(|(ty0, object0)| key(ty0, object0) != key(ty, object)) {
                        return Concrete::Unknown;
                    }
                    found = Some((ty, object));
                }
            }
        }
        found.map_or(Concrete::NoType, |(ty, object)| Concrete::Type(ty, object))
    }

    /// Takes into account that a call of a function was inlined
    /// (`State.InlinedCall`).
    pub fn inlined_call(&mut self, types: &Types, body: &Body, func: ClosureId, call: NodeId) {
        if !self.analyzed.contains(&func) {
            return;
        }
        let Op::InlCall { body: stmts, results } = &body.nodes[call].op else { return };
        self.analyze_nodes(types, body, &body.nodes[call].init);
        self.analyze_nodes(types, body, stmts);
        for receives in self.calls.remove(&call).unwrap_or_default() {
            if let Some(&result) = results.get(receives.result)
                && let Some(assigned) = self.assignments.get_mut(&receives.name)
                && let Some(assigned) = assigned.get_mut(receives.assignment)
            {
                *assigned = Assigned::Value(result);
            }
        }
    }

    /// Notes the assignments in a function, and in the literals in it that weren't analyzed yet.
    fn analyze(&mut self, types: &Types, body: &Body, func: ClosureId) {
        self.analyze_nodes(types, body, &body.funcs[func].body);
    }

    fn analyze_nodes(&mut self, types: &Types, body: &Body, nodes: &[NodeId]) {
        let mut work = Vec::new();
        let mut next = Some(nodes);
        while let Some(nodes) = next {
            Preorder::new().visit(body, nodes, |node, op| {
                if let Op::Closure(closure) = op {
                    if self.analyzed.insert(*closure) {
                        work.push(*closure);
                    }
                } else {
                    self.note(types, body, node, op);
                }
            });
            next = work.pop().map(|func: ClosureId| body.funcs[func].body.as_slice());
        }
    }

    /// Notes that a variable receives a result of a call, of which more may become known when
    /// the call is inlined.
    fn receive(
        &mut self,
        types: &Types,
        body: &Body,
        x: NodeId,
        call: NodeId,
        (result, ty): (usize, TypeId),
    ) {
        let assigned = self.assign(types, body, x, Assigned::Type(ty));
        if let Some((name, assignment)) = assigned
            && is_interface(types, ty)
        {
            self.calls.entry(call).or_default().push(Receives { name, assignment, result });
        }
    }

    fn note(&mut self, types: &Types, body: &Body, _node: NodeId, op: &Op) {
        let ty = |node: NodeId| body.nodes[node].ty.unwrap_or_else(|| types.invalid());
        match op {
            Op::As { x, y: Some(y), .. } => match body.nodes[*y].op {
                Op::Call { .. } => self.receive(types, body, *x, *y, (0, ty(*y))),
                _ => {
                    self.assign(types, body, *x, Assigned::Value(*y));
                }
            },
            Op::As2 { op: As2Op::As2, lhs, rhs, .. } => {
                for (&x, &y) in lhs.iter().zip(rhs) {
                    self.assign(types, body, x, Assigned::Value(y));
                }
            }
            Op::As2 { op: As2Op::DotType, lhs, rhs, .. } => {
                if let (Some(&x), Some(&y)) = (lhs.first(), rhs.first()) {
                    self.assign(types, body, x, Assigned::Value(y));
                }
                if let Some(&ok) = lhs.get(1) {
                    self.assign(types, body, ok, Assigned::Unknown);
                }
            }
            Op::As2 { op: As2Op::MapR | As2Op::Recv | As2Op::SelRecv2, lhs, rhs, .. } => {
                if let (Some(&x), Some(&y)) = (lhs.first(), rhs.first()) {
                    let assigned = match types.get(ty(y)) {
                        Type::Tuple(list) => {
                            list.first().map_or(Assigned::Unknown, |&ty| Assigned::Type(ty))
                        }
                        _ => Assigned::Type(ty(y)),
                    };
                    self.assign(types, body, x, assigned);
                }
                if let Some(&ok) = lhs.get(1) {
                    self.assign(types, body, ok, Assigned::Unknown);
                }
            }
            Op::As2 { op: As2Op::Func, lhs, rhs, .. } => {
                let Some(&call) = rhs.first() else { return };
                let results: &[TypeId] = match types.get(ty(call)) {
                    Type::Tuple(list) => list,
                    _ => &[],
                };
                for (i, &x) in lhs.iter().enumerate() {
                    let assigned = match (&body.nodes[call].op, results.get(i)) {
                        (Op::InlCall { results, .. }, _) => {
                            results.get(i).map_or(Assigned::Unknown, |&y| Assigned::Value(y))
                        }
                        (_, Some(&ty)) => {
                            self.receive(types, body, x, call, (i, ty));
                            continue;
                        }
                        (_, None) => Assigned::Unknown,
                    };
                    self.assign(types, body, x, assigned);
                }
            }
            Op::Range(range) => {
                let mut over = ty(range.x);
                if let Type::Pointer(elem) = *types.get(types.underlying(over)) {
                    over = elem;
                }
                let (key, value) = match *types.get(types.underlying(over)) {
                    Type::Array { elem, .. } | Type::Slice(elem) => {
                        (Assigned::Unknown, Assigned::Type(elem))
                    }
                    Type::Chan { elem, .. } => (Assigned::Type(elem), Assigned::Unknown),
                    Type::Map { key, elem } => (Assigned::Type(key), Assigned::Type(elem)),
                    _ => (Assigned::Unknown, Assigned::Unknown),
                };
                for (x, assigned) in [(range.key, key), (range.value, value)] {
                    if let Some(x) = x {
                        self.assign(types, body, x, assigned);
                    }
                }
            }
            Op::TypeSwitch(switch) => {
                for case in &switch.cases {
                    if let Some(var) = case.var {
                        self.assign_name(types, body, var, Assigned::Value(switch.x));
                    }
                }
            }
            _ => {}
        }
    }

    /// Notes an assignment, and says to which variable and which of its assignments it is.
    fn assign(
        &mut self,
        types: &Types,
        body: &Body,
        x: NodeId,
        assigned: Assigned,
    ) -> Option<(NameId, usize)> {
        match (&body.nodes[x].op, &body.nodes[outer_value(types, body, x)].op) {
            (Op::Name(_), &Op::Name(name)) => self.assign_name(types, body, name, assigned),
            _ => None,
        }
    }

    fn assign_name(
        &mut self,
        types: &Types,
        body: &Body,
        name: NameId,
        assigned: Assigned,
    ) -> Option<(NameId, usize)> {
        let name = body.canonical(name);
        let variable = &body.names[name];
        if variable.sym.is_blank()
            || variable.class != Class::Auto
            || !is_interface(types, variable.ty)
        {
            return None;
        }
        let assigned = match assigned {
            Assigned::Type(ty) if is_interface(types, ty) => Assigned::Unknown,
            Assigned::Value(value) if matches!(body.nodes[value].op, Op::Nil) => return None,
            Assigned::Unknown | Assigned::Type(_) | Assigned::Value(_) => assigned,
        };
        let assignments = self.assignments.entry(name).or_default();
        assignments.push(assigned);
        Some((name, assignments.len() - 1))
    }
}
