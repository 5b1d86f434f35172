//! Package variables that the linker can initialize (`staticinit/sched.go`, `pkginit/init.go`).
//!
//! A statement of the package's `init` whose value is made of constants, addresses of variables
//! and functions, and composite literals of those, becomes data: it is gone before escape
//! analysis, together with everything that the analysis would say about it. Of a literal with
//! some other element, the assignment of that element stays.
//!
//! ```go
//! var a = &T{1, "x"}              // data
//! var b = []int{1, f(), 3}        // data, and an assignment b[1] = f()
//! var c = func() int { return 1 } // data; the function is compiled nonetheless
//! var d = map[string]int{"x": 1}  // stays
//! ```

use std::sync::OnceLock;

use rustc_hash::{FxHashMap, FxHashSet};

mod call;

use smallvec::smallvec;

use crate::ir::node::{
    BinaryOp, Body, CompLitOp, ConvOp, NodeId, NodePos, Nodes, Op, SelectorOp, UnaryOp,
};
use crate::ir::side_effects::{any_side_effects, is_zero_value};
use crate::ir::type_fmt::path_to_prefix;
use crate::ir::visit::Preorder;
use crate::lower::Cx;
use crate::profile::KnownCallee;
use crate::symbol::Symbol;
use crate::types::store::{Basic, ObjId, Object, ObjectKind, Type, TypeId, Types, VarKind};

/// How deep literals may nest.
const MAX_DEPTH: u32 = 2_000;

/// Removes from the package's `init` what is initialized statically.
pub fn static_init(cx: &Cx<'_>, body: &mut Body) {
    // They are numbered in this function alone, which may be lowered again.
    cx.state.borrow_mut().static_names = 0;
    let definitions = definitions(body);
    let root = Body::outermost();
    let stmts = std::mem::take(&mut body.funcs[root].body);
    let path = cx.input.package.path.as_str();
    let body_pos = body.funcs[root].pos;
    let mut schedule = Schedule {
        cx,
        types: cx.input.types,
        body,
        definitions,
        out: Nodes::new(),
        plans: FxHashMap::default(),
        temps: FxHashSet::default(),
        seen_mutation: false,
        no_global_addresses: path == "crypto/internal/fips140"
            || path.starts_with("crypto/internal/fips140/"),
        depth: 0,
        pos: body_pos,
    };
    for stmt in stmts {
        if !schedule.try_static_init(stmt) {
            schedule.out.push(stmt);
        }
    }
    let mut out = schedule.out;
    if out.is_empty() {
        let pos = body.funcs[root].pos;
        out.push(body.add(pos, None, Op::Block(Nodes::new())));
    }
    body.funcs[root].body = out;
}

pub(super) struct Schedule<'a, 'b> {
    pub(super) cx: &'b Cx<'a>,
    pub(super) types: &'a Types,
    pub(super) body: &'b mut Body,
    /// The statement that defines each package variable.
    definitions: FxHashMap<ObjId, NodeId>,
    /// The statements that stay.
    out: Nodes,
    /// The elements of literals that aren't zero.
    plans: FxHashMap<NodeId, Vec<Entry>>,
    /// Literals that have become read-only data.
    temps: FxHashSet<NodeId>,
    /// Whether some earlier initializer may have changed a package variable.
    seen_mutation: bool,
    /// FIPS modules can't have data with addresses in it.
    no_global_addresses: bool,
    depth: u32,
    /// gc's `base.Pos`: the place of the statement or element that is looked at.
    pos: NodePos,
}

/// What is being initialized.
#[derive(Clone, Copy)]
enum Target {
    Blank,
    /// A part of a package variable.
    Var {
        obj: ObjId,
        offset: i64,
    },
}

/// A value within a literal.
#[derive(Clone, Copy)]
struct Entry {
    /// Its offset in the literal.
    offset: i64,
    value: NodeId,
}

impl Target {
    /// The part at a further offset.
    fn part(self, by: i64) -> Target {
        match self {
            Target::Blank => Target::Blank,
            Target::Var { obj, offset } => Target::Var { obj, offset: offset.saturating_add(by) },
        }
    }
}

impl Schedule<'_, '_> {
    pub(super) fn op(&self, node: NodeId) -> &Op {
        &self.body.nodes[node].op
    }

    pub(super) fn ty(&self, node: NodeId) -> TypeId {
        self.body.nodes[node].ty.unwrap_or_else(|| self.types.invalid())
    }

    /// Whether a statement is data, or has been split into data and appended assignments.
    fn try_static_init(&mut self, stmt: NodeId) -> bool {
        let (x, y, many) = match self.op(stmt) {
            Op::As { x, y: Some(y), .. } => (smallvec![*x], *y, false),
            Op::As2 { lhs, rhs, .. } => match rhs.as_slice() {
                [y] => (lhs.clone(), *y, true),
                _ => return false,
            },
            _ => return false,
        };
        if !self.seen_mutation {
            self.seen_mutation = self.may_modify_package_var(y);
        }
        let all_blank = x.iter().all(|&x| matches!(self.op(x), Op::Blank));
        if all_blank && !any_side_effects(self.body, y) {
            return true;
        }
        if many {
            return false;
        }
        let target = match x.first().map(|&x| self.op(x)) {
            Some(Op::Global(obj)) => Target::Var { obj: *obj, offset: 0 },
            _ => Target::Blank,
        };
        let ty = x.first().map_or_else(|| self.types.invalid(), |&x| self.ty(x));
        self.pos = self.body.nodes[stmt].pos;
        self.static_assign(target, y, ty)
    }

    /// Whether the value of another variable or function can be copied.
    fn static_copy(&mut self, target: Target, from: NodeId, ty: TypeId) -> bool {
        let obj = match self.op(from) {
            Op::Func(_) | Op::Selector { op: SelectorOp::MethExpr, .. } => return true,
            Op::Global(obj) => *obj,
            _ => return false,
        };
        if self.types.object(obj).pkg != Some(self.cx.input.package.id) {
            return false;
        }
        let Some(&defn) = self.definitions.get(&obj) else { return false };
        let Op::As { y: Some(mut value), .. } = *self.op(defn) else { return false };
        // The linker's -X may overwrite strings.
        if is_string(self.types, self.ty(from)) || self.seen_mutation {
            return false;
        }
        while let Op::Conv(ConvOp::ConvNop, x) = *self.op(value)
            && !self.types.identical(self.ty(value), ty)
        {
            value = x;
        }
        match self.op(value) {
            Op::Global(_) | Op::Func(_) | Op::Selector { op: SelectorOp::MethExpr, .. } => {
                if self.deeper(|s| s.static_copy(target, value, ty)) {
                    return true;
                }
                let whole = self.whole(target, ty);
                self.assign_later(target, whole, value);
                true
            }
            Op::Nil | Op::Literal(_) => true,
            Op::Addr(x) => matches!(self.op(*x), Op::Global(_)),
            Op::PtrLit(_) => self.temps.contains(&value),
            Op::CompLit { op: CompLitOp::Slice, .. } => self.temps.contains(&value),
            Op::CompLit { op: CompLitOp::Array | CompLitOp::Struct, .. } => {
                let plan = self.plans.get(&value).cloned().unwrap_or_default();
                for Entry { offset, value: entry } in plan {
                    if matches!(self.op(entry), Op::Literal(_) | Op::Nil) {
                        continue;
                    }
                    let entry_ty = self.ty(entry);
                    let names = matches!(
                        self.op(entry),
                        Op::Global(_) | Op::Func(_) | Op::Selector { op: SelectorOp::MethExpr, .. }
                    );
                    let part = target.part(offset);
                    if names && self.deeper(|s| s.static_copy(part, entry, entry_ty)) {
                        continue;
                    }
                    // An assignment from the same place of the other variable.
                    let source = self.link_sym(obj, offset, entry_ty);
                    self.assign_later(part, None, source);
                }
                true
            }
            _ => false,
        }
    }

    /// Guards against literals that nest without end.
    fn deeper(&mut self, f: impl FnOnce(&mut Self) -> bool) -> bool {
        if self.depth > MAX_DEPTH {
            return false;
        }
        self.depth += 1;
        let done = f(self);
        self.depth -= 1;
        done
    }

    /// The variable itself, where a target is all of it.
    fn whole(&self, target: Target, ty: TypeId) -> Option<ObjId> {
        match target {
            Target::Var { obj, offset: 0 }
                if self
                    .types
                    .object(obj)
                    .ty
                    .get()
                    .is_some_and(|&own| self.types.identical(own, ty)) =>
            {
                Some(obj)
            }
            Target::Var { .. } | Target::Blank => None,
        }
    }

    /// A part of a variable as an expression.
    fn link_sym(&mut self, obj: ObjId, offset: i64, ty: TypeId) -> NodeId {
        let object = self.types.object(obj);
        let mut name = String::new();
        if let Some(pkg) = object.pkg {
            path_to_prefix(&mut name, self.types.package(pkg).path.as_str());
            name.push('.');
        }
        name.push_str(object.name.as_str());
        let op = Op::LinkSym { name: Symbol::new(&name), offset };
        self.body.add(self.pos, Some(ty), op)
    }

    /// Appends `target = value` to what remains of `init`; the target is the variable `whole`
    /// where that is given.
    fn assign_later(&mut self, target: Target, whole: Option<ObjId>, value: NodeId) {
        let ty = self.ty(value);
        let pos = self.pos;
        let x = match (target, whole) {
            (_, Some(obj)) => self.body.add(pos, Some(ty), Op::Global(obj)),
            (Target::Blank, None) => self.body.add(pos, Some(ty), Op::Blank),
            (Target::Var { obj, offset }, None) => self.link_sym(obj, offset, ty),
        };
        let assign = self.body.add(pos, None, Op::As { x, y: Some(value), def: false });
        self.out.push(assign);
    }

    /// Initializes a part of `target`: as data, or by an appended assignment.
    fn assign(&mut self, target: Target, value: NodeId) {
        let ty = self.ty(value);
        if !self.deeper(|s| s.static_assign(target, value, ty)) {
            self.assign_later(target, None, value);
        }
    }

    /// Goes on at a node's position; names and types have none of their own (`ir.SetPos`).
    fn move_to(&mut self, node: NodeId) {
        if !matches!(self.op(node), Op::Name(_) | Op::Global(_) | Op::Func(_) | Op::Type) {
            self.pos = self.body.nodes[node].pos;
        }
    }

    /// Whether `value` is data, as the value of (a part of) `target` of type `ty`; parts that
    /// aren't are assigned later.
    fn static_assign(&mut self, target: Target, value: NodeId, ty: TypeId) -> bool {
        let mut value = value;
        while let Op::Conv(ConvOp::ConvNop, x) = *self.op(value) {
            value = x;
        }
        let blocked = self.no_global_addresses;
        match *self.op(value) {
            Op::Global(_)
            | Op::Func(_)
            | Op::Name(_)
            | Op::Selector { op: SelectorOp::MethExpr, .. } => {
                !blocked && self.static_copy(target, value, ty)
            }
            Op::Nil => true,
            Op::Literal(ref literal) => {
                is_zero_value(literal) || !blocked || !is_string(self.types, self.ty(value))
            }
            Op::Addr(x) => !blocked && self.is_static_location(x),
            Op::PtrLit(x) => {
                if blocked {
                    return false;
                }
                let Op::CompLit { .. } = *self.op(x) else { return false };
                let temp = self.static_name(self.ty(x));
                self.temps.insert(value);
                self.assign(temp, x);
                true
            }
            Op::Conv(ConvOp::Str2Bytes, x) => {
                !blocked
                    && matches!(target, Target::Var { .. })
                    && matches!(self.op(x), Op::Literal(_))
            }
            Op::CompLit { op: CompLitOp::Slice, len, .. } => {
                if blocked {
                    return false;
                }
                let elem = match *self.types.get(self.types.underlying(self.ty(value))) {
                    Type::Slice(elem) => elem,
                    _ => self.types.invalid(),
                };
                let temp = self.static_name(self.types.array_of(elem, len));
                self.temps.insert(value);
                self.assign_elements(temp, value);
                true
            }
            Op::CompLit { op: CompLitOp::Array | CompLitOp::Struct, .. } => {
                self.assign_elements(target, value);
                true
            }
            Op::Closure(func) => !blocked && self.body.funcs[func].closure_vars.is_empty(),
            Op::Conv(ConvOp::ConvIface, _) => !blocked && self.static_interface(target, value),
            Op::InlCall { .. } => {
                !blocked
                    && match self.inlined_value(value) {
                        Some(value) => self.deeper(|s| s.static_assign(target, value, ty)),
                        None => false,
                    }
            }
            _ => false,
        }
    }

    /// The elements of an array, slice or struct literal.
    fn assign_elements(&mut self, target: Target, literal: NodeId) {
        self.plan(literal);
        let plan = self.plans.get(&literal).cloned().unwrap_or_default();
        for Entry { offset, value } in plan {
            match self.op(value) {
                Op::Nil => {}
                Op::Literal(_) if !self.no_global_addresses => {}
                _ => {
                    self.move_to(value);
                    self.assign(target.part(offset), value);
                }
            }
        }
    }

    /// A value converted to an interface.
    fn static_interface(&mut self, target: Target, conv: NodeId) -> bool {
        let mut value = conv;
        while let Op::Conv(ConvOp::ConvIface, x) = *self.op(value) {
            value = x;
        }
        let ty = self.ty(value);
        if let Type::Interface(_) = self.types.get(self.types.underlying(ty)) {
            return matches!(self.op(value), Op::Nil);
        }
        if self.cx.has_shape(ty) {
            return false;
        }
        if is_direct_interface(self.types, ty, 0) {
            if !matches!(self.op(value), Op::Nil) {
                self.move_to(value);
                self.assign(target.part(self.types.sizes().word), value);
            }
        } else {
            let temp = self.static_name(ty);
            self.temps.insert(value);
            self.assign(temp, value);
        }
        true
    }

    /// The values of a literal that aren't zero, those of nested array and struct literals
    /// included.
    fn plan(&mut self, literal: NodeId) {
        if self.plans.contains_key(&literal) {
            return;
        }
        let mut plan = Vec::new();
        let mut work = self.elements(literal, 0);
        work.reverse();
        while let Some(entry) = work.pop() {
            if is_zero(self.body, entry.value) {
                continue;
            }
            match self.op(entry.value) {
                Op::CompLit { op: CompLitOp::Array | CompLitOp::Struct, .. } => {
                    work.extend(self.elements(entry.value, entry.offset).into_iter().rev());
                }
                _ => plan.push(entry),
            }
        }
        self.plans.insert(literal, plan);
    }

    /// The elements of a literal that begins at `base`, with their offsets.
    fn elements(&self, literal: NodeId, base: i64) -> Vec<Entry> {
        let Op::CompLit { list, .. } = self.op(literal) else { return Vec::new() };
        let ty = self.ty(literal);
        let mut entries = Vec::with_capacity(list.len());
        match self.types.get(self.types.underlying(ty)) {
            Type::Struct(fields) => {
                let offsets = self.types.offsetsof(fields);
                for &element in list {
                    let Op::StructKey { field, value } = *self.op(element) else { continue };
                    if field.is_blank() {
                        continue;
                    }
                    let index = fields.iter().position(|known| known.name == field);
                    let offset = index.and_then(|index| offsets.get(index)).copied();
                    entries.push(Entry { offset: base.saturating_add(offset.unwrap_or(0)), value });
                }
            }
            Type::Array { elem, .. } | Type::Slice(elem) => {
                let size = self.types.size_of(*elem);
                let mut index = 0i64;
                for &element in list {
                    let mut value = element;
                    if let Op::Key { key, value: keyed } = *self.op(element) {
                        value = keyed;
                        if let Op::Literal(key) = self.op(key) {
                            index = key.int64_val().unwrap_or(index);
                        }
                    }
                    let offset = base.saturating_add(index.saturating_mul(size));
                    entries.push(Entry { offset, value });
                    index = index.saturating_add(1);
                }
            }
            _ => {}
        }
        entries
    }

    /// A read-only variable of the compiler's.
    fn static_name(&mut self, ty: TypeId) -> Target {
        let number = {
            let mut state = self.cx.state.borrow_mut();
            state.static_names += 1;
            state.static_names - 1
        };
        let pkg = Some(self.cx.input.package.id);
        let name = Symbol::new(&format!(".stmp_{number}"));
        let types = self.types;
        let obj = self.cx.input.funcs.dict(pkg, name, || {
            let kind = ObjectKind::Var(VarKind::Package);
            types.new_object(Object { name, pkg, pos: None, ty: OnceLock::from(ty), kind })
        });
        Target::Var { obj, offset: 0 }
    }

    /// Whether an expression is a part of a package variable at a known place (`StaticLoc`).
    fn is_static_location(&self, mut node: NodeId) -> bool {
        loop {
            match *self.op(node) {
                Op::Global(_) | Op::Func(_) => return true,
                Op::Selector { op: SelectorOp::MethExpr, .. } => return true,
                Op::Selector { op: SelectorOp::Dot, x, .. } => node = x,
                Op::Index { x, index } => {
                    let under = self.types.underlying(self.ty(x));
                    if !matches!(self.types.get(under), Type::Array { .. })
                        || !matches!(self.op(index), Op::Literal(_))
                    {
                        return false;
                    }
                    node = x;
                }
                _ => return false,
            }
        }
    }

    /// Whether evaluating an expression may change a variable of this package.
    fn may_modify_package_var(&self, value: NodeId) -> bool {
        let mut found = false;
        Preorder::new().visit(self.body, &[value], |_, op| {
            found |= match op {
                Op::Call { fun, .. } => !self.is_func_pc(*fun),
                Op::Append { .. }
                | Op::Unary(UnaryOp::Clear, _)
                | Op::Binary(BinaryOp::Copy, ..) => true,
                Op::AsOp { x, .. } | Op::As { x, .. } => !self.is_safe_target(*x),
                Op::As2 { lhs, .. } => lhs.iter().any(|&x| !self.is_safe_target(x)),
                _ => false,
            };
        });
        found
    }

    /// Whether an assignment leaves the package's variables alone.
    fn is_safe_target(&self, x: NodeId) -> bool {
        let mut outer = x;
        loop {
            outer = match *self.op(outer) {
                Op::Selector { op: SelectorOp::Dot, x, .. } => x,
                Op::Index { x, .. } => match self.types.get(self.types.underlying(self.ty(x))) {
                    Type::Array { .. } => x,
                    _ => return false,
                },
                Op::Deref(x) => x,
                Op::Name(_) | Op::Blank => return true,
                Op::Global(obj) => {
                    return self.types.object(obj).pkg != Some(self.cx.input.package.id);
                }
                _ => return false,
            };
        }
    }

    /// `internal/abi.FuncPCABI0` and its sister, which the compiler evaluates.
    fn is_func_pc(&self, fun: NodeId) -> bool {
        let Op::Func(id) = *self.op(fun) else { return false };
        self.cx.known_callee(id) == Some(KnownCallee::CodeAddress)
    }
}

/// Whether an expression is the zero value (`ir.IsZero`).
pub fn is_zero(body: &Body, node: NodeId) -> bool {
    let mut zero = true;
    let mut work = vec![node];
    while let Some(node) = work.pop() {
        match &body.nodes[node].op {
            Op::Nil => {}
            Op::Literal(value) => zero &= is_zero_value(value),
            Op::CompLit { op: CompLitOp::Array | CompLitOp::Struct, list, .. } => {
                work.extend(list.iter().map(|&element| match body.nodes[element].op {
                    Op::Key { value, .. } | Op::StructKey { value, .. } => value,
                    _ => element,
                }));
            }
            _ => return false,
        }
        if !zero {
            return false;
        }
    }
    zero
}

fn is_string(types: &Types, ty: TypeId) -> bool {
    matches!(types.get(types.underlying(ty)), Type::Basic(Basic::String))
}

/// Whether an interface holds a value of this type itself rather than a pointer to it
/// (`types.IsDirectIface`).
pub fn is_direct_interface(types: &Types, ty: TypeId, depth: u32) -> bool {
    if depth > 100 {
        return false;
    }
    match types.get(types.underlying(ty)) {
        Type::Pointer(elem) => !types.is_not_in_heap(*elem),
        Type::Chan { .. } | Type::Map { .. } | Type::Signature(_) => true,
        Type::Basic(Basic::UnsafePointer) => true,
        Type::Array { elem, len: 1 } => is_direct_interface(types, *elem, depth + 1),
        Type::Struct(fields) => match &**fields {
            [field] => is_direct_interface(types, field.ty, depth + 1),
            _ => false,
        },
        _ => false,
    }
}

/// The statement that initializes each package-level variable, by variable.
fn definitions(body: &Body) -> FxHashMap<ObjId, NodeId> {
    let mut definitions = FxHashMap::default();
    let Some(root) = body.funcs.get(Body::outermost()) else { return definitions };
    for &stmt in &root.body {
        let mut note = |x: NodeId| {
            if let Op::Global(obj) = body.nodes[x].op {
                definitions.insert(obj, stmt);
            }
        };
        match &body.nodes[stmt].op {
            Op::As { x, .. } => note(*x),
            Op::As2 { lhs, .. } => lhs.iter().for_each(|&x| note(x)),
            _ => {}
        }
    }
    definitions
}
