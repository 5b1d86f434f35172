//! Packages made by hand, for tests of what works on the IR alone.

use std::sync::OnceLock;

use super::func::{FuncId, FuncKey, FuncSym, FuncTable};
use super::node::{
    Body, CallOp, Class, ClosureId, Defn, Func, FuncFlags, Name, NameId, NodeId, NodePos, Nodes,
    Op, Pragma,
};
use super::package::Package;
use crate::id::{Arena, Id};
use crate::profile::Sizes;
use crate::source::pos::{FileId, Pos};
use crate::symbol::Symbol;
use crate::types::store::{Basic, ObjId, Object, ObjectKind, Signature, Type, TypeId, Types};

/// A package with the types and functions that it refers to.
pub struct TestPackage {
    /// The types.
    pub types: Types,
    /// The functions.
    pub funcs: FuncTable,
    /// The package.
    pub package: Package,
    signature: TypeId,
}

impl Default for TestPackage {
    fn default() -> Self {
        TestPackage::new()
    }
}

impl TestPackage {
    /// An empty package.
    pub fn new() -> TestPackage {
        let types = Types::new(Sizes::BITS_64);
        let signature = types.intern(Type::Signature(Signature {
            tparams: Box::default(),
            params: Box::default(),
            results: Box::default(),
            variadic: false,
        }));
        TestPackage { types, funcs: FuncTable::new(), package: Package::default(), signature }
    }

    /// The position of everything.
    pub fn pos() -> NodePos {
        Pos { file: FileId::from_index(0), offset: 0 }.into()
    }

    fn object(&self, name: &str) -> ObjId {
        self.types.new_object(Object {
            name: Symbol::new(name),
            pkg: None,
            pos: None,
            ty: OnceLock::from(self.signature),
            kind: ObjectKind::Func(Default::default()),
        })
    }

    fn empty(&self, name: &str, parent: Option<ClosureId>) -> Func {
        Func {
            name: Symbol::new(name),
            symbol: None,
            pos: TestPackage::pos(),
            ty: self.signature,
            recv: None,
            params: Vec::new(),
            results: Vec::new(),
            dcl: Vec::new(),
            closure_vars: Vec::new(),
            body: Nodes::new(),
            parent,
            pragma: Pragma::default(),
            flags: FuncFlags { has_body: true, ..FuncFlags::default() },
        }
    }

    /// Declares a function without parameters.
    pub fn func(&mut self, name: &str) -> usize {
        let id = self.funcs.intern(FuncKey::Declared(self.object(name)), || FuncSym {
            key: FuncKey::PackageInit(self.types.package_id(Symbol::EMPTY)),
            pkg: None,
            name: Symbol::new(name),
            ty: self.signature,
            recv: None,
        });
        let mut body = Body {
            id,
            funcs: Arena::new(),
            names: Arena::new(),
            nodes: Arena::new(),
            inlined: Arena::new(),
        };
        body.funcs.push(self.empty(name, None));
        self.package.index.insert(id, self.package.bodies.len());
        self.package.bodies.push(body);
        self.package.bodies.len() - 1
    }

    /// The body of a function.
    pub fn body(&mut self, func: usize) -> &mut Body {
        &mut self.package.bodies[func]
    }

    /// Appends a statement.
    pub fn stmt(&mut self, func: usize, closure: ClosureId, op: Op) -> NodeId {
        let body = self.body(func);
        let node = body.add(TestPackage::pos(), None, op);
        body.funcs[closure].body.push(node);
        node
    }

    /// Appends a node.
    pub fn node(&mut self, func: usize, ty: TypeId, op: Op) -> NodeId {
        self.body(func).add(TestPackage::pos(), Some(ty), op)
    }

    /// Declares a variable.
    pub fn name(&mut self, func: usize, name: &str, class: Class, ty: TypeId) -> NameId {
        let curfn = Body::outermost();
        let body = self.body(func);
        let name = body.names.push(Name {
            sym: Symbol::new(name),
            pkg: None,
            class,
            ty,
            pos: TestPackage::pos(),
            curfn,
            defn: Defn::None,
            outer: None,
            byval: false,
            addrtaken: false,
            auto_temp: false,
            used: true,
        });
        body.funcs[curfn].dcl.push(name);
        name
    }

    /// Appends a call of a declared function.
    pub fn call(&mut self, from: usize, to: usize) {
        self.call_in(from, Body::outermost(), to);
    }

    /// Appends a call of a declared function to a literal.
    pub fn call_in(&mut self, from: usize, closure: ClosureId, to: usize) {
        let callee: FuncId = self.package.bodies[to].id;
        let fun = self.node(from, self.signature, Op::Func(callee));
        self.stmt(
            from,
            closure,
            Op::Call {
                op: CallOp::CallFunc,
                fun,
                args: Nodes::new(),
                is_ddd: false,
                go_defer: false,
            },
        );
    }

    /// Appends a call of a new function literal.
    pub fn closure(&mut self, func: usize, name: &str) -> ClosureId {
        let literal = self.empty(name, Some(Body::outermost()));
        let closure = self.body(func).funcs.push(literal);
        let fun = self.node(func, self.signature, Op::Closure(closure));
        self.stmt(
            func,
            Body::outermost(),
            Op::Call {
                op: CallOp::CallFunc,
                fun,
                args: Nodes::new(),
                is_ddd: false,
                go_defer: false,
            },
        );
        closure
    }

    /// Lets a literal capture a new variable.
    pub fn capture(&mut self, func: usize, closure: ClosureId) {
        let int = self.types.basic(Basic::Int);
        let outer = self.name(func, "x", Class::Auto, int);
        let body = self.body(func);
        let mut seen = body.names[outer].clone();
        (seen.outer, seen.curfn) = (Some(outer), closure);
        let seen = body.names.push(seen);
        body.funcs[closure].closure_vars.push(seen);
    }
}
