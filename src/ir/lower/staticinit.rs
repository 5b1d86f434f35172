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

use super::Cx;
use super::pkginit::definitions;
use crate::ir::node::{
    BinaryOp, Body, CompLitOp, ConvOp, MakeOp, NodeId, NodePos, Nodes, Op, SelectorOp, UnaryOp,
};
use crate::ir::visit::Preorder;
use crate::symbol::Symbol;
use crate::types::constant::Value;
use crate::types::store::{Basic, ObjId, Object, ObjectKind, Type, TypeId, Types, VarKind};

/// How deep literals may nest.
const MAX_DEPTH: u32 = 2_000;

/// Removes from the package's `init` what is initialized statically.
pub fn static_init(cx: &Cx<'_>, body: &mut Body) {
    let definitions = definitions(body);
    let root = Body::outermost();
    let stmts = std::mem::take(&mut body.funcs[root].body);
    let path = cx.input.package.path.as_str();
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

struct Schedule<'a, 'b> {
    cx: &'b Cx<'a>,
    types: &'a Types,
    body: &'b mut Body,
    /// The statement that defines each package variable.
    definitions: FxHashMap<ObjId, NodeId>,
    /// The statements that stay.
    out: Nodes,
    /// The elements of literals that aren't zero.
    plans: FxHashMap<NodeId, Vec<NodeId>>,
    /// Literals that have become read-only data.
    temps: FxHashSet<NodeId>,
    /// Whether some earlier initializer may have changed a package variable.
    seen_mutation: bool,
    /// FIPS modules can't have data with addresses in it.
    no_global_addresses: bool,
    depth: u32,
}

/// What is being initialized.
#[derive(Clone, Copy)]
enum Target {
    Blank,
    Var(ObjId),
}

impl Schedule<'_, '_> {
    fn op(&self, node: NodeId) -> &Op {
        &self.body.nodes[node].op
    }

    fn ty(&self, node: NodeId) -> TypeId {
        self.body.nodes[node].ty.unwrap_or_else(|| self.types.invalid())
    }

    /// Whether a statement is data, or has been split into data and appended assignments.
    fn try_static_init(&mut self, stmt: NodeId) -> bool {
        let (x, y, many) = match self.op(stmt) {
            Op::As { x, y: Some(y), .. } => (vec![*x], *y, false),
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
            Some(Op::Global(obj)) => Target::Var(*obj),
            _ => Target::Blank,
        };
        let ty = x.first().map_or_else(|| self.types.invalid(), |&x| self.ty(x));
        let pos = self.body.nodes[stmt].pos;
        self.static_assign(pos, target, y, ty)
    }

    /// Whether the value of another variable or function can be copied.
    fn static_copy(&mut self, pos: NodePos, target: Target, from: NodeId, ty: TypeId) -> bool {
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
                if self.deeper(|s| s.static_copy(pos, target, value, ty)) {
                    return true;
                }
                self.assign_later(pos, target, value);
                true
            }
            Op::Nil | Op::Literal(_) => true,
            Op::Addr(x) => matches!(self.op(*x), Op::Global(_)),
            Op::PtrLit(_) => self.temps.contains(&value),
            Op::CompLit { op: CompLitOp::Slice, .. } => self.temps.contains(&value),
            Op::CompLit { op: CompLitOp::Array | CompLitOp::Struct, .. } => {
                let plan = self.plans.get(&value).cloned().unwrap_or_default();
                for entry in plan {
                    if matches!(self.op(entry), Op::Literal(_) | Op::Nil) {
                        continue;
                    }
                    let entry_ty = self.ty(entry);
                    let names = matches!(
                        self.op(entry),
                        Op::Global(_) | Op::Func(_) | Op::Selector { op: SelectorOp::MethExpr, .. }
                    );
                    if names && self.deeper(|s| s.static_copy(pos, target, entry, entry_ty)) {
                        continue;
                    }
                    // An assignment from the same place of the other variable.
                    let source = self.body.add(pos, Some(entry_ty), Op::Global(obj));
                    self.assign_later(pos, target, source);
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

    /// Appends `target = value` to what remains of `init`.
    fn assign_later(&mut self, pos: NodePos, target: Target, value: NodeId) {
        let ty = self.body.nodes[value].ty;
        let x = match target {
            Target::Blank => self.body.add(pos, ty, Op::Blank),
            Target::Var(obj) => self.body.add(pos, ty, Op::Global(obj)),
        };
        let assign = self.body.add(pos, None, Op::As { x, y: Some(value), def: false });
        self.out.push(assign);
    }

    /// Initializes a part of `target`: as data, or by an appended assignment.
    fn assign(&mut self, pos: NodePos, target: Target, value: NodeId) {
        let ty = self.ty(value);
        if !self.deeper(|s| s.static_assign(pos, target, value, ty)) {
            self.assign_later(pos, target, value);
        }
    }

    /// Whether `value` is data, as the value of (a part of) `target` of type `ty`; parts that
    /// aren't are assigned later.
    fn static_assign(&mut self, pos: NodePos, target: Target, value: NodeId, ty: TypeId) -> bool {
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
                !blocked && self.static_copy(pos, target, value, ty)
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
                self.assign(pos, temp, x);
                true
            }
            Op::Conv(ConvOp::Str2Bytes, x) => {
                !blocked && matches!(target, Target::Var(_)) && matches!(self.op(x), Op::Literal(_))
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
            Op::Conv(ConvOp::ConvIface, _) => !blocked && self.static_interface(pos, target, value),
            _ => false,
        }
    }

    /// The elements of an array, slice or struct literal.
    fn assign_elements(&mut self, target: Target, literal: NodeId) {
        self.plan(literal);
        let plan = self.plans.get(&literal).cloned().unwrap_or_default();
        for entry in plan {
            match self.op(entry) {
                Op::Nil => {}
                Op::Literal(_) if !self.no_global_addresses => {}
                _ => {
                    let at = self.body.nodes[entry].pos;
                    self.assign(at, target, entry);
                }
            }
        }
    }

    /// A value converted to an interface.
    fn static_interface(&mut self, pos: NodePos, target: Target, conv: NodeId) -> bool {
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
        let at = self.body.nodes[value].pos;
        if is_direct_interface(self.types, ty, 0) {
            if !matches!(self.op(value), Op::Nil) {
                self.assign(at, target, value);
            }
        } else {
            let temp = self.static_name(ty);
            self.temps.insert(value);
            self.assign(pos, temp, value);
        }
        true
    }

    /// The values of a literal that aren't zero, those of nested array and struct literals
    /// included.
    fn plan(&mut self, literal: NodeId) {
        if self.plans.contains_key(&literal) {
            return;
        }
        let Op::CompLit { list, .. } = self.op(literal) else { return };
        let mut plan = Vec::new();
        let mut work: Vec<NodeId> = list.iter().rev().copied().collect();
        while let Some(element) = work.pop() {
            let value = match *self.op(element) {
                Op::Key { value, .. } => value,
                Op::StructKey { field, .. } if field.is_blank() => continue,
                Op::StructKey { value, .. } => value,
                _ => element,
            };
            if is_zero(self.body, value) {
                continue;
            }
            match self.op(value) {
                Op::CompLit { op: CompLitOp::Array | CompLitOp::Struct, list, .. } => {
                    work.extend(list.iter().rev());
                }
                _ => plan.push(value),
            }
        }
        self.plans.insert(literal, plan);
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
        Target::Var(self.cx.input.funcs.dict(pkg, name, || {
            let kind = ObjectKind::Var(VarKind::Package);
            types.new_object(Object { name, pkg, pos: None, ty: OnceLock::from(ty), kind })
        }))
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
        let sym = self.cx.input.funcs.get(id);
        matches!(sym.name.as_str(), "FuncPCABI0" | "FuncPCABIInternal")
            && sym.pkg.is_some_and(|pkg| self.types.package(pkg).path.as_str() == "internal/abi")
    }
}

/// Whether any part of an expression does more than compute a value (`AnySideEffects`).
pub fn any_side_effects(body: &Body, node: NodeId) -> bool {
    let mut found = false;
    Preorder::new().visit(body, &[node], |node, _| found |= is_side_effect(body, node));
    found
}

fn is_side_effect(body: &Body, node: NodeId) -> bool {
    match &body.nodes[node].op {
        Op::Name(_)
        | Op::Global(_)
        | Op::Func(_)
        | Op::Type
        | Op::Literal(_)
        | Op::Nil
        | Op::AddStr(_)
        | Op::Addr(_)
        | Op::PtrLit(_)
        | Op::CompLit { .. }
        | Op::Key { .. }
        | Op::StructKey { .. }
        | Op::Selector { op: SelectorOp::Dot, .. }
        | Op::Conv(
            ConvOp::Conv
            | ConvOp::ConvIface
            | ConvOp::ConvNop
            | ConvOp::Bytes2Str
            | ConvOp::Runes2Str
            | ConvOp::Str2Bytes
            | ConvOp::Str2Runes
            | ConvOp::RuneStr,
            _,
        ) => false,
        Op::Unary(op, _) => !matches!(
            op,
            UnaryOp::Plus
                | UnaryOp::Neg
                | UnaryOp::BitNot
                | UnaryOp::Not
                | UnaryOp::Len
                | UnaryOp::Cap
                | UnaryOp::Real
                | UnaryOp::Imag
                | UnaryOp::New
        ),
        Op::Binary(op, _, y) => match op {
            BinaryOp::Add
            | BinaryOp::Sub
            | BinaryOp::Mul
            | BinaryOp::And
            | BinaryOp::Or
            | BinaryOp::Xor
            | BinaryOp::AndNot
            | BinaryOp::Lsh
            | BinaryOp::Rsh
            | BinaryOp::Eq
            | BinaryOp::Ne
            | BinaryOp::Lt
            | BinaryOp::Le
            | BinaryOp::Gt
            | BinaryOp::Ge
            | BinaryOp::AndAnd
            | BinaryOp::OrOr
            | BinaryOp::Complex => false,
            BinaryOp::Div | BinaryOp::Mod => match &body.nodes[*y].op {
                Op::Literal(value) => is_zero_value(value),
                _ => true,
            },
            BinaryOp::Copy
            | BinaryOp::MakeFace
            | BinaryOp::UnsafeAdd
            | BinaryOp::UnsafeSlice
            | BinaryOp::UnsafeString => true,
        },
        Op::Make { op: MakeOp::Chan | MakeOp::Map, len, .. } => match len {
            Some(len) => match &body.nodes[*len].op {
                Op::Literal(value) => !is_zero_value(value),
                _ => true,
            },
            None => false,
        },
        _ => true,
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

fn is_zero_value(value: &Value) -> bool {
    match value {
        Value::Unknown => false,
        Value::Bool(value) => !value,
        Value::String(text) => text.is_empty(),
        Value::Int64(value) => *value == 0,
        Value::Int(_) | Value::Rat(_) | Value::Float(_) | Value::Complex(_) => value.sign() == 0,
    }
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
