//! The package's initialization (`reader.go: pkgInitOrder`, `staticinit: OutlineMapInits`).
//!
//! The initializers of package-level variables, in the order that the checker worked out, are the
//! statements of one function `init`; functions `init` of the source stay functions of their own.
//! Large map literals move to functions `map.init.0` and so on, so that the linker can drop them.
//!
//! ```go
//! var p, q = f()      // init: p, q = f()
//! var m = map[string]int{...}  // init: map.init.0()
//! ```

use rustc_hash::FxHashMap;

use super::staticinit::any_side_effects;
use super::{Cx, Lower, Subst};
use crate::ir::func::{FuncId, FuncKey, FuncSym};
use crate::ir::node::{As2Op, Body, CallOp, NodeId, NodePos, Nodes, Op};
use crate::ir::visit::Preorder;
use crate::symbol::Symbol;
use crate::types::info::{CheckedFile, Initializer};
use crate::types::store::{ObjId, Signature, Type, TypeId};

/// How many nodes a map's initial value must have to be worth a function of its own
/// (`staticinit/sched.go: wrapGlobalMapInitSizeThreshold`).
const OUTLINE_MAP_NODES: usize = 20;

impl<'a> Cx<'a> {
    /// The function `init` and the functions of outlined map literals; none where there are no
    /// initializers.
    pub(super) fn package_init(&self) -> Vec<Body> {
        let package = self.input.package;
        let Some(first) = package.init_order.first() else { return Vec::new() };
        let Some(file) = package.files.get(first.file as usize) else { return Vec::new() };
        let id = self.init_id();
        let mut lower = Lower::new(self, id, package, file, Subst::default());
        lower.body.funcs[Body::outermost()].flags.package_init = true;
        let mut outlined = Vec::new();
        let mut stmts = Nodes::new();
        for initializer in &package.init_order {
            let Some(file) = package.files.get(initializer.file as usize) else { continue };
            lower.enter_file(file);
            let stmt = lower.initializer(initializer);
            if lower.is_large_map_init(stmt) {
                let map_init = self.outline(outlined.len(), file, initializer);
                let pos = lower.body.nodes[stmt].pos;
                let fun = lower.func_id_node(map_init.id, pos);
                let op = CallOp::CallFunc;
                let call = Op::Call { op, fun, args: Nodes::new(), is_ddd: false, go_defer: false };
                stmts.push(lower.stmt(pos, call));
                outlined.push(map_init);
            } else {
                stmts.push(stmt);
            }
        }
        lower.body.funcs[Body::outermost()].body = stmts;
        let mut bodies = vec![lower.body];
        bodies.append(&mut outlined);
        bodies
    }

    /// The package's initialization function.
    pub fn init_id(&self) -> FuncId {
        self.synthetic(FuncKey::PackageInit(self.input.package.id), "init")
    }

    fn synthetic(&self, key: FuncKey, name: &str) -> FuncId {
        let types = self.input.types;
        self.input.funcs.intern(key.clone(), || FuncSym {
            key,
            pkg: Some(self.input.package.id),
            name: Symbol::new(name),
            ty: empty_signature(types),
            recv: None,
        })
    }

    /// The function of a map's initial value.
    fn outline(&self, number: usize, file: &'a CheckedFile, initializer: &Initializer) -> Body {
        let serial = {
            let mut state = self.state.borrow_mut();
            state.synthetic += 1;
            state.synthetic
        };
        let key = FuncKey::Synthetic(self.input.package.id, serial);
        let id = self.synthetic(key, &format!("map.init.{number}"));
        let mut lower = Lower::new(self, id, self.input.package, file, Subst::default());
        let stmt = lower.initializer(initializer);
        let root = Body::outermost();
        lower.body.funcs[root].pos = lower.body.nodes[stmt].pos;
        lower.body.funcs[root].body = vec![stmt];
        lower.body
    }
}

/// `func()`.
pub(super) fn empty_signature(types: &crate::types::store::Types) -> TypeId {
    types.intern(Type::Signature(Signature {
        tparams: Box::default(),
        params: Box::default(),
        results: Box::default(),
        variadic: false,
    }))
}

impl<'a> Lower<'a> {
    /// Goes on in another file of the package.
    fn enter_file(&mut self, file: &'a CheckedFile) {
        self.file = file;
        self.ast = &file.ast;
    }

    /// The assignment of an initializer. It stands at its first variable.
    fn initializer(&mut self, initializer: &Initializer) -> NodeId {
        let rhs = initializer.rhs;
        let rhs_pos = self.expr_pos(rhs);
        let pos = initializer
            .lhs
            .first()
            .and_then(|&obj| self.types.object(obj).pos)
            .map_or(rhs_pos, NodePos::from);
        let lhs: Nodes = initializer.lhs.iter().map(|&obj| self.init_target(obj)).collect();
        if let &[x] = lhs.as_slice() {
            let value = self.expr(rhs);
            let ty = self.node_ty(x);
            let y = match self.body.nodes[x].op {
                Op::Blank => value,
                _ => self.implicit_conv(pos, value, ty),
            };
            return self.stmt(pos, Op::As { x, y: Some(y), def: false });
        }
        let results = match self.types.get(self.ty(rhs)) {
            Type::Tuple(types) => types.to_vec(),
            _ => Vec::new(),
        };
        let targets: Vec<TypeId> = lhs.iter().map(|&x| self.node_ty(x)).collect();
        let same = lhs.iter().zip(&targets).zip(&results).all(|((&x, &target), &result)| {
            matches!(self.body.nodes[x].op, Op::Blank) || self.types.identical(target, result)
        });
        let value = self.ast.unparen(rhs);
        if same {
            let y = self.expr(value);
            let op = self.comma_ok(y);
            return self.stmt(pos, Op::As2 { op, lhs, rhs: vec![y], def: false });
        }
        let values = self.multi_expr(pos, &[value], |i| targets.get(i).copied());
        self.stmt(pos, Op::As2 { op: As2Op::As2, lhs, rhs: values, def: false })
    }

    fn init_target(&mut self, obj: ObjId) -> NodeId {
        let object = self.types.object(obj);
        let at = object.pos.map_or_else(|| self.func().pos, NodePos::from);
        let ty = object.ty.get().copied().unwrap_or_else(|| self.types.invalid());
        self.cx.mention(ty);
        if object.name.is_blank() {
            let blank = self.stmt(at, Op::Blank);
            self.body.nodes[blank].ty = Some(ty);
            return blank;
        }
        self.node(at, ty, Op::Global(obj))
    }

    /// Turns the value of `v, ok = value` into its two-valued form and tells the assignment's
    /// kind.
    fn comma_ok(&mut self, value: NodeId) -> As2Op {
        match &mut self.body.nodes[value].op {
            Op::DotType { comma_ok, .. } | Op::DynamicDotType { comma_ok, .. } => {
                *comma_ok = true;
                As2Op::DotType
            }
            Op::IndexMap { .. } => As2Op::MapR,
            Op::Unary(crate::ir::node::UnaryOp::Recv, _) => As2Op::Recv,
            _ => As2Op::Func,
        }
    }

    /// Whether a statement assigns a large map literal without side effects
    /// (`tryWrapGlobalInit`).
    fn is_large_map_init(&self, stmt: NodeId) -> bool {
        let Op::As { x, y: Some(y), .. } = self.body.nodes[stmt].op else { return false };
        let Op::Global(_) = self.body.nodes[x].op else { return false };
        let Type::Map { .. } = self.under_ty(self.node_ty(x)) else { return false };
        let mut nodes = 0;
        Preorder::new().visit(&self.body, &[y], |_, _| nodes += 1);
        nodes >= OUTLINE_MAP_NODES && !any_side_effects(&self.body, y)
    }
}

/// The statement that initializes each package-level variable, by variable.
pub fn definitions(body: &Body) -> FxHashMap<ObjId, NodeId> {
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
