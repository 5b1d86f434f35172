//! The functions themselves (`eqFunc`): numbers and lengths first, the contents of strings and
//! what may panic later.
//!
//! ```go
//! func .eq.M8S(p, q unsafe.Pointer) (r bool) {
//!     if *(*uint64)(p) != *(*uint64)(q) { goto .neq }
//!     if *(*uintptr)(p+16) != *(*uintptr)(q+16) { goto .neq }
//!     r = memequal(*(*unsafe.Pointer)(p+8), *(*unsafe.Pointer)(q+8), *(*uintptr)(p+16))
//! .ret:
//!     return
//! .neq:
//!     r = false
//!     goto .ret
//! }
//! ```

use rustc_hash::FxHashMap;
use smallvec::smallvec;

use super::signature::{Part, Signature};
use crate::id::Arena;
use crate::ir::func::{FuncId, FuncKey, FuncSym};
use crate::ir::node::{
    BinaryOp, Body, BranchOp, CallOp, Class, ConvOp, Defn, ForLoop, Func, FuncFlags, FuncParam,
    Name, NameId, NodeId, NodePos, Nodes, Op, Pragma,
};
use crate::ir::package::Package;
use crate::lower::Cx;
use crate::source::pos::Pos;
use crate::symbol::Symbol;
use crate::types::constant::Value;
use crate::types::store::{Basic, Param, Type, TypeId};

/// Regions of more bytes are compared by a call.
const MAX_INLINE: i64 = 64;

/// Appends the functions for these ways of comparing, and those that they call.
pub(super) fn append(cx: &Cx<'_>, package: &mut Package, mut all: Vec<Signature>) {
    let mut ids: FxHashMap<String, FuncId> = FxHashMap::default();
    let mut at = 0;
    while let Some(signature) = all.get(at).cloned() {
        at += 1;
        let id = function_id(cx, &mut ids, &signature);
        if package.index.contains_key(&id) {
            continue;
        }
        let mut builder = Builder::new(cx, id, &mut ids);
        builder.build(&signature);
        let Builder { body, calls, .. } = builder;
        all.extend(calls);
        package.order.push((id, Body::outermost()));
        package.push(body);
    }
}

/// The function for a way of comparing.
fn function_id(cx: &Cx<'_>, ids: &mut FxHashMap<String, FuncId>, signature: &Signature) -> FuncId {
    if let Some(&id) = ids.get(&signature.text) {
        return id;
    }
    let types = cx.input.types;
    let pointer = types.basic(Basic::UnsafePointer);
    let param = |name: &str, ty| Param { name: Symbol::new(name), ty };
    let ty = types.intern(Type::Signature(crate::types::store::Signature {
        tparams: Box::default(),
        params: [param("p", pointer), param("q", pointer)].into(),
        results: [param("r", types.basic(Basic::Bool))].into(),
        variadic: false,
    }));
    let serial = {
        let mut state = cx.state.borrow_mut();
        state.synthetic += 1;
        state.synthetic
    };
    // gc keeps such symbols in a package of their own.
    let pkg = types.package_id(Symbol::new("type"));
    let _ = types.package(pkg).name.set(Symbol::new("type"));
    let key = FuncKey::Synthetic(cx.input.package.id, serial);
    let id = cx.input.funcs.intern(key.clone(), || FuncSym {
        key,
        pkg: Some(pkg),
        name: signature.function_name(),
        ty,
        recv: None,
    });
    ids.insert(signature.text.clone(), id);
    id
}

struct Builder<'b, 'a> {
    cx: &'b Cx<'a>,
    ids: &'b mut FxHashMap<String, FuncId>,
    body: Body,
    /// The two pointers, and the result.
    p: NameId,
    q: NameId,
    r: NameId,
    offset: i64,
    /// Strings whose contents are still to be compared.
    strings: Vec<i64>,
    /// The last test: the result, unless another follows.
    last: Option<NodeId>,
    has_call: bool,
    /// Ways of comparing that this one calls.
    calls: Vec<Signature>,
}

impl<'b, 'a> Builder<'b, 'a> {
    fn new(cx: &'b Cx<'a>, id: FuncId, ids: &'b mut FxHashMap<String, FuncId>) -> Builder<'b, 'a> {
        let types = cx.input.types;
        let sym = cx.input.funcs.get(id);
        let mut names = Arena::new();
        let mut declare = |name: &str, class, ty| {
            let sym = Symbol::new(name);
            let pkg = Some(cx.input.package.id);
            let name = names.push(Name {
                sym,
                pkg,
                class,
                ty,
                pos: nowhere(),
                curfn: Body::outermost(),
                defn: Defn::None,
                outer: None,
                byval: false,
                addrtaken: false,
                auto_temp: false,
                used: true,
            });
            (name, FuncParam { sym: Some(sym), pos: nowhere(), ty, name: Some(name) })
        };
        let pointer = types.basic(Basic::UnsafePointer);
        let (p, first) = declare("p", Class::Param, pointer);
        let (q, second) = declare("q", Class::Param, pointer);
        let (r, result) = declare("r", Class::ParamOut, types.basic(Basic::Bool));
        let mut funcs = Arena::new();
        funcs.push(Func {
            name: sym.name,
            symbol: None,
            pos: nowhere(),
            ty: sym.ty,
            recv: None,
            params: vec![first, second],
            results: vec![result],
            dcl: vec![p, q, r],
            closure_vars: Vec::new(),
            body: Nodes::new(),
            parent: None,
            pragma: Pragma { noinline: true, ..Pragma::default() },
            flags: FuncFlags { has_body: true, dupok: true, ..FuncFlags::default() },
        });
        let body = Body { id, funcs, names, nodes: Arena::new(), inlined: Arena::new() };
        Builder {
            cx,
            ids,
            body,
            p,
            q,
            r,
            offset: 0,
            strings: Vec::new(),
            last: None,
            has_call: false,
            calls: Vec::new(),
        }
    }

    fn build(&mut self, signature: &Signature) {
        for part in &signature.parts {
            match part {
                Part::Memory(bytes) => self.memory(*bytes),
                Part::Skip(bytes) => self.offset += bytes,
                Part::Float32 => self.compare(Basic::Float32),
                Part::Float64 => self.compare(Basic::Float64),
                Part::String => {
                    self.strings.push(self.offset);
                    self.offset += self.pointer_size();
                    self.compare(Basic::Uintptr);
                }
                Part::Iface => self.interface("ifaceeq"),
                Part::Eface => self.interface("efaceeq"),
                Part::Array(count, elem) => self.array(*count, elem),
            }
        }
        self.flush_strings();
        let result = self.last.take().unwrap_or_else(|| self.bool(true));
        self.set_result(result);
        let (ret, neq) = (Symbol::new(".ret"), Symbol::new(".neq"));
        self.push(None, Op::Label(ret));
        self.push(None, Op::Return(Nodes::new()));
        self.push(None, Op::Label(neq));
        let no = self.bool(false);
        self.set_result(no);
        match self.has_call {
            true => self.push(None, Op::Branch(BranchOp::Goto, Some(ret))),
            false => self.push(None, Op::Return(Nodes::new())),
        }
    }

    fn memory(&mut self, bytes: i64) {
        if bytes > MAX_INLINE {
            let (p, q) = (self.at_offset(self.p), self.at_offset(self.q));
            let length = self.uintptr(bytes);
            self.call_runtime("memequal", smallvec![p, q, length]);
            self.offset += bytes;
            return;
        }
        let mut rest = bytes;
        while rest > 0 {
            // The last bytes are compared together with some before them.
            let (ty, width, back) = match rest {
                8.. => (Basic::Uint64, 8, 0),
                5..=7 if bytes >= 8 => (Basic::Uint64, rest, 8 - rest),
                4..=7 => (Basic::Uint32, 4, 0),
                3 if bytes >= 4 => (Basic::Uint32, rest, 1),
                2..=3 => (Basic::Uint16, 2, 0),
                _ => (Basic::Uint8, 1, 0),
            };
            self.offset -= back;
            self.compare(ty);
            rest -= width;
        }
    }

    /// Compares two numbers.
    fn compare(&mut self, basic: Basic) {
        let ty = self.cx.input.types.basic(basic);
        let (x, y) = self.load(ty);
        self.equal(x, y);
    }

    fn equal(&mut self, x: NodeId, y: NodeId) {
        let bool_ty = self.cx.input.types.basic(Basic::Bool);
        let equal = self.node(Some(bool_ty), Op::Binary(BinaryOp::Eq, x, y));
        self.test(equal);
    }

    fn interface(&mut self, compare: &str) {
        self.flush_strings();
        let types = self.cx.input.types;
        let table = types.pointer_to(types.basic(Basic::Uintptr));
        let (x, y) = self.load(table);
        self.equal(x, y);
        let (a, b) = self.load(types.basic(Basic::UnsafePointer));
        self.call_runtime(compare, smallvec![x, a, b]);
    }

    fn flush_strings(&mut self) {
        let types = self.cx.input.types;
        let offset = self.offset;
        for string in std::mem::take(&mut self.strings) {
            self.offset = string;
            let (a, b) = self.load(types.basic(Basic::UnsafePointer));
            let (length, _) = self.load(types.basic(Basic::Uintptr));
            self.call_runtime("memequal", smallvec![a, b, length]);
        }
        self.offset = offset;
    }

    /// Calls the comparison of the elements in a loop.
    fn array(&mut self, count: i64, elem: &Signature) {
        self.flush_strings();
        self.flush_test();
        let types = self.cx.input.types;
        let size = elem.size(self.pointer_size());
        let elem = elem.without_skip();
        let (uintptr, bool_ty) = (types.basic(Basic::Uintptr), types.basic(Basic::Bool));
        let index = self.body.new_temp(Body::outermost(), nowhere(), uintptr);
        let (x, start) = (self.name(index), self.uintptr(self.offset));
        let init = self.node(None, Op::As { x, y: Some(start), def: false });
        let (x, end) = (self.name(index), self.uintptr(self.offset + count * size));
        let cond = self.node(Some(bool_ty), Op::Binary(BinaryOp::Lt, x, end));
        let (x, step) = (self.name(index), self.uintptr(size));
        let next = self.node(Some(uintptr), Op::Binary(BinaryOp::Add, x, step));
        let x = self.name(index);
        let post = self.node(None, Op::As { x, y: Some(next), def: false });
        let (i, j) = (self.name(index), self.name(index));
        let (p, q) = (self.add(self.p, i), self.add(self.q, j));
        let id = function_id(self.cx, self.ids, &elem);
        self.calls.push(elem);
        let sig = self.cx.input.funcs.get(id).ty;
        let fun = self.node(Some(sig), Op::Func(id));
        let call = self.call(fun, smallvec![p, q]);
        let test = self.branch_unless(call);
        let body = ForLoop {
            label: None,
            cond: Some(cond),
            post: Some(post),
            body: smallvec![test],
            distinct_vars: false,
        };
        let node = self.node(None, Op::For(Box::new(body)));
        self.body.nodes[node].init.push(init);
        self.body.funcs[Body::outermost()].body.push(node);
        self.offset += count * size;
    }

    /// A test on which the result depends.
    fn test(&mut self, test: NodeId) {
        self.flush_test();
        self.last = Some(test);
    }

    fn flush_test(&mut self) {
        if let Some(test) = self.last.take() {
            let branch = self.branch_unless(test);
            self.body.funcs[Body::outermost()].body.push(branch);
        }
    }

    fn branch_unless(&mut self, cond: NodeId) -> NodeId {
        let neq = Symbol::new(".neq");
        let goto = self.node(None, Op::Branch(BranchOp::Goto, Some(neq)));
        self.node(None, Op::If { cond, body: Nodes::new(), els: smallvec![goto] })
    }

    fn call_runtime(&mut self, name: &str, args: Nodes) {
        let types = self.cx.input.types;
        let params: Vec<TypeId> = args.iter().filter_map(|&arg| self.body.nodes[arg].ty).collect();
        let (id, sig) = self.cx.runtime_func(name, &params, &[types.basic(Basic::Bool)]);
        let fun = self.node(Some(sig), Op::Func(id));
        let call = self.call(fun, args);
        self.test(call);
        self.has_call = true;
    }

    fn call(&mut self, fun: NodeId, args: Nodes) -> NodeId {
        let bool_ty = self.cx.input.types.basic(Basic::Bool);
        let op = CallOp::CallFunc;
        self.node(Some(bool_ty), Op::Call { op, fun, args, is_ddd: false, go_defer: false })
    }

    /// What both pointers point to at the current offset.
    fn load(&mut self, ty: TypeId) -> (NodeId, NodeId) {
        let (p, q) = (self.at_offset(self.p), self.at_offset(self.q));
        let types = self.cx.input.types;
        let mut deref = |address| {
            let pointer = Some(types.pointer_to(ty));
            let pointer = self.node(pointer, Op::Conv(ConvOp::ConvNop, address));
            self.node(Some(ty), Op::Deref(pointer))
        };
        let values = (deref(p), deref(q));
        self.offset += types.size_of(ty);
        values
    }

    fn at_offset(&mut self, pointer: NameId) -> NodeId {
        let offset = self.uintptr(self.offset);
        self.add(pointer, offset)
    }

    fn add(&mut self, pointer: NameId, offset: NodeId) -> NodeId {
        let ty = self.body.names[pointer].ty;
        let pointer = self.name(pointer);
        self.node(Some(ty), Op::Binary(BinaryOp::UnsafeAdd, pointer, offset))
    }

    fn uintptr(&mut self, value: i64) -> NodeId {
        let ty = self.cx.input.types.basic(Basic::Uintptr);
        self.node(Some(ty), Op::Literal(Value::int(value)))
    }

    fn bool(&mut self, value: bool) -> NodeId {
        let ty = self.cx.input.types.basic(Basic::Bool);
        self.node(Some(ty), Op::Literal(Value::Bool(value)))
    }

    fn set_result(&mut self, value: NodeId) {
        let x = self.name(self.r);
        self.push(None, Op::As { x, y: Some(value), def: false });
    }

    fn name(&mut self, name: NameId) -> NodeId {
        let ty = self.body.names[name].ty;
        self.node(Some(ty), Op::Name(name))
    }

    fn pointer_size(&self) -> i64 {
        let types = self.cx.input.types;
        types.size_of(types.basic(Basic::Uintptr))
    }

    fn node(&mut self, ty: Option<TypeId>, op: Op) -> NodeId {
        self.body.add(nowhere(), ty, op)
    }

    fn push(&mut self, ty: Option<TypeId>, op: Op) {
        let node = self.node(ty, op);
        self.body.funcs[Body::outermost()].body.push(node);
    }
}

fn nowhere() -> NodePos {
    Pos::autogenerated().into()
}
