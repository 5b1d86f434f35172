//! Functions that compare two values of a type (`reflectdata/alg.go`).
//!
//! Where the run-time description of a type needs one that the runtime doesn't have, gc makes it,
//! and explains under -m=2 that its parameters leak, as those of any function do that calls what
//! it can't see. Types that are compared in the same way share one, which is named by the way:
//!
//! ```go
//! type T struct {
//!     a, b int32  // M8: 8 bytes
//!     s    string // S
//!     e    error  // I
//! }               // .eq.M8SI
//! ```
//!
//! gc explains those alone that it makes before escape analysis: when it makes the method table
//! for a conversion to an interface with methods, or for an assertion from one, it describes the
//! type, and all that it is made of. Method tables of dictionaries aren't followed here.

mod body;
mod signature;

use rustc_hash::FxHashSet;

use crate::budget::{INSTANCE, MENTION};
use crate::ir::func::FuncKey;
use crate::ir::node::{Body, ConvOp, Op};
use crate::ir::package::Package;
use crate::ir::type_fmt::SHAPE_PACKAGE;
use crate::lower::Cx;
use crate::symbol::Symbol;
use crate::types::store::{NamedId, Type, TypeId};
use signature::{Plain, Signature};

/// The functions that compare the types of a package, to be made.
pub struct Comparisons {
    /// The ways of comparing, in the order in which they were met.
    all: Vec<Signature>,
    /// How many of them, the first ones, the initialization of variables needs.
    of_initialization: usize,
    /// Those that functions need.
    of_functions: FxHashSet<Symbol>,
}

impl Comparisons {
    /// Those that the code of a package needs.
    pub fn of(cx: &Cx<'_>, package: &Package) -> Comparisons {
        let is_function = |body: &&Body| match cx.input.funcs.get(body.id).key {
            FuncKey::PackageInit(_) | FuncKey::Synthetic(..) => false,
            FuncKey::Declared(_)
            | FuncKey::Instance(..)
            | FuncKey::MethodWrapper { .. }
            | FuncKey::Runtime(_) => true,
        };
        let (functions, initialization): (Vec<&Body>, Vec<&Body>) =
            package.bodies.iter().partition(is_function);
        let Needs { all, known, .. } = Needs::of(cx, initialization);
        let functions = Needs::of(cx, functions);
        let of_initialization = all.len();
        let others = functions.all.into_iter();
        let others = others.filter(|signature| !known.contains(&Symbol::new(&signature.text)));
        let all = all.into_iter().chain(others).collect();
        Comparisons { all, of_initialization, of_functions: functions.known }
    }

    /// The names of the functions that only the initialization of variables needs: gc makes them when it
    /// has looked for functions to inline, all others while it reads functions.
    pub fn made_late(&self) -> FxHashSet<Symbol> {
        let is_late =
            |signature: &&Signature| !self.of_functions.contains(&Symbol::new(&signature.text));
        let late = self.all.iter().take(self.of_initialization).filter(is_late);
        late.map(Signature::function_name).collect()
    }

    /// Appends them to the package.
    pub fn make(self, cx: &Cx<'_>, package: &mut Package) {
        body::append(cx, package, self.all);
    }
}

struct Needs<'c, 'a> {
    cx: &'c Cx<'a>,
    seen: FxHashSet<TypeId>,
    plain: Plain,
    known: FxHashSet<Symbol>,
    /// The ways of comparing, in the order in which they were met.
    all: Vec<Signature>,
}

impl<'c, 'a> Needs<'c, 'a> {
    /// What the code of these functions needs.
    fn of<'b>(cx: &'c Cx<'a>, bodies: impl IntoIterator<Item = &'b Body>) -> Needs<'c, 'a> {
        let mut needs = Needs {
            cx,
            seen: FxHashSet::default(),
            plain: Plain::default(),
            known: FxHashSet::default(),
            all: Vec::new(),
        };
        for body in bodies {
            needs.conversions(body);
        }
        needs
    }

    fn conversions(&mut self, body: &Body) {
        let needs = self;
        for (_, node) in body.nodes.iter() {
            match &node.op {
                Op::Conv(ConvOp::ConvIface, x) => needs.method_table(body.nodes[*x].ty, node.ty),
                Op::DotType { x, .. } => needs.method_table(node.ty, body.nodes[*x].ty),
                Op::TypeSwitch(switch) => {
                    for &ty in switch.cases.iter().flat_map(|case| &case.list) {
                        needs.method_table(body.nodes[ty].ty, body.nodes[switch.x].ty);
                    }
                }
                _ => {}
            }
        }
    }

    /// Notes that the method table of a type for an interface is made.
    fn method_table(&mut self, ty: Option<TypeId>, iface: Option<TypeId>) {
        let types = self.cx.input.types;
        let (Some(ty), Some(iface)) = (ty, iface) else { return };
        let is_interface = |ty| matches!(types.get(types.underlying(ty)), Type::Interface(_));
        if is_interface(iface)
            && !is_interface(ty)
            && !types.type_set(iface).methods.is_empty()
            && !self.cx.has_shape(ty)
            && !self.cx.has_shape(iface)
        {
            self.describe(ty);
            self.describe(iface);
        }
    }

    /// Notes that a type is described at run time, with all that it is made of.
    fn describe(&mut self, ty: TypeId) {
        let mut open = vec![ty];
        while let Some(ty) = open.pop() {
            let from = open.len();
            self.describe_one(ty, &mut open);
            if self.cx.input.budget.is_spent() {
                return;
            }
            open[from..].reverse();
        }
    }

    /// Notes that a type is described, and adds what it is made of.
    fn describe_one(&mut self, ty: TypeId, parts: &mut Vec<TypeId>) {
        let types = self.cx.input.types;
        if types.has_tparams(ty) || !self.seen.insert(types.canon(ty)) {
            return;
        }
        let mut steps = MENTION;
        if let Type::Named(id) = types.get(ty) {
            if !self.is_described_here(*id) {
                return;
            }
            if types.named(*id).origin.is_some() {
                steps = INSTANCE;
            }
        }
        if !self.cx.input.budget.spend(steps) {
            return;
        }
        let under = types.underlying(ty);
        if matches!(types.get(under), Type::Struct(_) | Type::Array { .. })
            && types.comparable(under)
            && let Some(signature) = Signature::of(types, &mut self.plain, under)
            && signature.needs_function()
            && self.known.insert(Symbol::new(&signature.text))
        {
            self.all.push(signature);
        }
        if let Type::Named(id) = types.get(ty) {
            let named = types.named(*id);
            let origin = named.origin.map_or(named, |origin| types.named(origin));
            let methods = origin.methods.get().into_iter().flatten();
            parts.extend(methods.filter_map(|&method| types.method_signature(ty, method)));
        }
        match types.get(under) {
            Type::Basic(_)
            | Type::TypeParam(_)
            | Type::Union(_)
            | Type::Named(_)
            | Type::Unknown(_) => {}
            Type::Interface(_) => {
                parts.extend(types.type_set(under).methods.iter().map(|method| method.sig));
            }
            Type::Pointer(elem) | Type::Slice(elem) => parts.push(*elem),
            Type::Array { elem, .. } | Type::Chan { elem, .. } => parts.push(*elem),
            Type::Map { key, elem } => parts.extend([*key, *elem]),
            Type::Struct(fields) => parts.extend(fields.iter().map(|field| field.ty)),
            Type::Tuple(list) => parts.extend_from_slice(list),
            Type::Signature(sig) => {
                parts.extend(sig.params.iter().chain(&sig.results).map(|param| param.ty));
            }
        }
    }

    /// Whether this package describes a declared type (`NeedEmit`).
    fn is_described_here(&self, id: NamedId) -> bool {
        let types = self.cx.input.types;
        let named = types.named(id);
        match types.object(named.obj).pkg {
            None => false,
            Some(pkg) => {
                let shape = types.package(pkg).path.as_str() == SHAPE_PACKAGE;
                !shape && (pkg == self.cx.input.package.id || !named.targs.is_empty())
            }
        }
    }
}
