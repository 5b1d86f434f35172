//! Lowering a function's body: the state that all parts share.
//!
//! Models `noder/reader.go` (and what `noder/writer.go` decides before): comes in, a checked
//! function with a substitution for its type parameters; goes out, a [`Body`] in which generic
//! code is written over shape types and takes a dictionary as its first parameter.
//!
//! ```go
//! func Map[T any](xs []T, f func(T) int) []int // lowered for T = go.shape.string, say:
//! // func Map[go.shape.string](.dict *[n]uintptr, xs []go.shape.string, ...)
//! ```
//!
//! This file holds [`Lower`] and its accessors; `closure` makes functions within functions,
//! `funcs` refers to functions and methods, `package` decides which functions exist.

pub mod assign;
mod branch;
pub mod builtin;
pub mod call;
pub mod closure;
pub mod complit;
pub mod constant;
pub mod conv;
pub mod defer;
pub mod dict;
pub mod expr;
pub mod funcs;
pub mod generics;
pub mod hash;
pub mod method_call;
pub mod methods;
pub mod names;
pub mod package;
pub mod pkginit;
pub mod range;
pub mod rangefunc;
pub mod references;
pub mod requests;
pub mod select;
pub mod shape;
pub mod stmt;
pub mod switch;
pub mod wrapper;

use std::cell::RefCell;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::budget::Budget;
use crate::ir::func::{FuncId, FuncTable};
use crate::ir::node::{
    Body, Class, ClosureId, Defn, Func, Name, NameId, Node, NodeId, NodePos, Nodes, Op,
};
use crate::ir::note::Note;
use crate::ir::package::{Message, Threads};
use crate::profile::Profile;
use crate::source::pos::Pos;
use crate::symbol::Symbol;
use crate::syntax::ast::{self, ExprId, Offset};
use crate::types::constant::Value;
use crate::types::info::{self, CheckedDecl, Mode, Selection, TypeAndValue};
use crate::types::places::Finder;
use crate::types::store::{ObjId, ObjectKind, Type, TypeId, Types, VarKind};

/// What lowering needs of the analysis.
#[derive(Clone, Copy)]
pub struct Input<'a> {
    /// The type store.
    pub types: &'a Types,
    /// The functions of the analysis.
    pub funcs: &'a FuncTable,
    /// The package to lower.
    pub package: &'a info::Package,
    /// All checked packages that it depends on: generic bodies are lowered from their source.
    pub packages: &'a dyn info::Packages,
    /// What differs between Go releases and between machines.
    pub profile: &'a Profile,
    /// How much work the package may make.
    pub budget: &'a Budget,
    /// Whether its functions are divided among threads, once they are lowered.
    pub threads: Threads,
}

/// The state of lowering one package, shared by its bodies.
pub struct Cx<'a> {
    /// The input.
    pub input: Input<'a>,
    /// Which functions exist, and what else is found out on the way.
    pub state: RefCell<State>,
    /// Where methods stand in the source.
    pub places: Finder,
}

/// What grows while bodies are lowered.
#[derive(Default, Debug)]
pub struct State {
    /// Functions to be lowered.
    pub todo: package::Todo,
    /// Lines that are printed before escape analysis.
    pub messages: Vec<Message>,
    /// The number of functions numbered in the package ([`crate::ir::func::FuncKey::Synthetic`]).
    pub synthetic: u32,
    /// The number of read-only variables that the compiler made: `.stmp_0`.
    pub static_names: u32,
    /// What dictionaries hold, by what they belong to.
    pub dict_facts: FxHashMap<generics::DictOwner, generics::DictFacts>,
    /// Dictionaries as they are laid out, by what they belong to.
    pub dict_layouts: FxHashMap<generics::DictOwner, std::sync::Arc<dict::Layout>>,
    /// Dictionaries, each with how much of its contents was looked at.
    pub dicts: generics::Dicts,
    /// Whose code is being read.
    pub reading: generics::ReaderOwner,
    /// Types that the code mentions.
    pub mentioned: package::Mentioned,
    /// Those that were mentioned first by a body that was read to be inlined, when such are read.
    pub mentioned_late: Option<FxHashSet<TypeId>>,
    /// The same of a package that was lowered before.
    pub known_late: FxHashSet<TypeId>,
    /// Where literals of struct types that are written out stand, and variables declared with them;
    /// of struct types that have methods.
    pub written_structs: FxHashSet<Pos>,
    /// Whether types are made of shapes.
    pub has_shape: FxHashMap<TypeId, bool>,
    /// How much types are made of.
    pub extents: FxHashMap<TypeId, generics::Extent>,
    /// Types as shaped bodies have them.
    pub reshaped: FxHashMap<TypeId, TypeId>,
    /// The same while the instances in `incomplete` keep their type arguments.
    pub reshaped_within: FxHashMap<TypeId, TypeId>,
    /// Underlying types of instances over shapes.
    pub shaped_under: FxHashMap<TypeId, TypeId>,
    /// The type arguments of instances as they were spelled first, where that isn't canonical.
    pub spelled: FxHashMap<FuncId, Box<[TypeId]>>,
    /// By shape of an interface, the type that it was first made for.
    pub shaped_first: FxHashMap<TypeId, TypeId>,
    /// Instances whose underlying type is being found out.
    pub incomplete: FxHashSet<TypeId>,
    /// Closures in functions without a name are numbered in the package: `glob..func1`.
    pub glob_closures: u32,
    /// What functions ask for, if that is noted.
    pub requests: Option<requests::Requests>,
}

/// One body being lowered.
pub struct Lower<'a> {
    /// The package's state.
    pub cx: &'a Cx<'a>,
    /// The type store.
    pub types: &'a Types,
    /// The package of the source that is being lowered: another one than the package being
    /// compiled, where that instantiates a generic function of it.
    pub package: &'a info::Package,
    /// The declaration that is being lowered.
    pub source: CheckedDecl<'a>,
    /// Its tree.
    pub ast: &'a ast::TopLevel,
    /// What to put in place of type parameters: shape types.
    pub subst: Subst,
    /// The body made so far.
    pub body: Body,
    /// Where variables stand that are declared in the source.
    pub locals: FxHashMap<ObjId, NameId>,
    /// The function being built and those around it, outermost first.
    pub frames: Vec<Frame>,
    /// What the body takes from its dictionary.
    pub dict_facts: generics::DictFacts,
    /// What statements and expressions remember of the function being built.
    pub state: stmt::State<'a>,
}

/// Types for type parameters.
#[derive(Clone, Default, Debug)]
pub struct Subst {
    /// Type parameters.
    pub from: Vec<TypeId>,
    /// A type for each.
    pub to: Vec<TypeId>,
}

/// A function that is being built.
#[derive(Debug)]
pub struct Frame {
    /// Which one.
    pub id: ClosureId,
    /// Captured variables: from the canonical variable to the one of this function.
    captures: FxHashMap<NameId, NameId>,
    /// The dictionary as a parameter or captured variable of this function.
    pub dict: Option<NameId>,
    /// Function literals so far.
    lits: u32,
    /// Bodies of range-over-func loops so far.
    ranges: u32,
    /// Wrappers of `go` and `defer` statements so far.
    go_defers: u32,
}

impl Frame {
    pub(super) fn new(id: ClosureId) -> Frame {
        Frame { id, captures: FxHashMap::default(), dict: None, lits: 0, ranges: 0, go_defers: 0 }
    }
}

/// What the checker said of the source, after substitution.
impl<'a> Lower<'a> {
    /// What is known of an expression, before substitution.
    #[inline]
    pub fn info(&self, expr: ExprId) -> Option<&'a TypeAndValue> {
        self.source.facts.exprs.get(expr).and_then(Option::as_ref)
    }

    /// The type of an expression; the unknown type where there is none.
    pub fn ty(&self, expr: ExprId) -> TypeId {
        self.subst(self.raw_ty(expr))
    }

    /// The type of an expression before substitution.
    pub fn raw_ty(&self, expr: ExprId) -> TypeId {
        match self.info(expr) {
            Some(info) => info.ty,
            None => match self.object(expr).and_then(|obj| self.types.object(obj).ty.get()) {
                Some(&ty) => ty,
                None => self.types.invalid(),
            },
        }
    }

    /// How an expression may be used.
    pub fn mode(&self, expr: ExprId) -> Mode {
        self.info(expr).map_or(Mode::Invalid, |info| info.mode)
    }

    /// The value of a constant expression.
    pub fn value(&self, expr: ExprId) -> Option<&'a Value> {
        self.info(expr).and_then(|info| info.value.as_ref())
    }

    /// The object that a name declares or refers to.
    pub fn object(&self, name: ExprId) -> Option<ObjId> {
        self.source.facts.object(name)
    }

    /// How a selector expression was resolved; absent for qualified identifiers.
    pub fn selection(&self, expr: ExprId) -> Option<&'a Selection> {
        self.source.facts.selections.get(&expr)
    }

    /// A type with shapes for type parameters. The code mentions it, and so makes instances.
    pub fn subst(&self, ty: TypeId) -> TypeId {
        let ty = self.substituted(ty);
        self.cx.mention(ty);
        ty
    }

    fn substituted(&self, ty: TypeId) -> TypeId {
        if self.subst.from.is_empty() {
            return ty;
        }
        self.cx.reshape(self.types.subst(ty, &self.subst.from, &self.subst.to))
    }

    /// Whether a type of the source depends on type parameters (gc's "derived").
    pub fn is_derived(&self, raw: TypeId) -> bool {
        self.substituted(raw) != raw
    }

    /// The underlying type of a type.
    pub fn under(&self, ty: TypeId) -> TypeId {
        self.types.underlying(ty)
    }

    /// The underlying type of a type, as a value to match on.
    pub fn under_ty(&self, ty: TypeId) -> &'a Type {
        self.types.get(self.types.underlying(ty))
    }

    /// Whether a type is an interface and not a type parameter.
    pub fn is_interface(&self, ty: TypeId) -> bool {
        matches!(self.under_ty(ty), Type::Interface(_))
    }

    /// The position of an offset of the declaration.
    pub fn pos(&self, offset: Offset) -> NodePos {
        self.source.pos(offset).into()
    }

    /// gc's position of an expression.
    pub fn expr_pos(&self, expr: ExprId) -> NodePos {
        self.pos(self.ast.exprs[expr].pos)
    }
}

/// Building.
impl Lower<'_> {
    /// The function that is being built.
    #[inline]
    pub fn cur(&self) -> ClosureId {
        self.frames.last().map_or(Body::outermost(), |frame| frame.id)
    }

    /// The function that is being built.
    pub fn func(&mut self) -> &mut Func {
        let cur = self.cur();
        &mut self.body.funcs[cur]
    }

    /// A new expression.
    pub fn node(&mut self, pos: NodePos, ty: TypeId, op: Op) -> NodeId {
        self.body.add(pos, Some(ty), op)
    }

    /// A new statement.
    pub fn stmt(&mut self, pos: NodePos, op: Op) -> NodeId {
        self.body.add(pos, None, op)
    }

    /// The type of an expression of the body; the unknown type for a statement.
    pub fn node_ty(&self, node: NodeId) -> TypeId {
        self.body.nodes[node].ty.unwrap_or_else(|| self.types.invalid())
    }

    /// Marks a node as made by the compiler.
    pub fn implicit(&mut self, node: NodeId) -> NodeId {
        self.body.nodes[node].implicit = true;
        node
    }

    /// Puts statements before those that already run before a node (`ir.InitExpr`). A variable
    /// or constant can't carry statements: it is wrapped in a conversion to its own type.
    pub fn with_init(&mut self, init: Nodes, node: NodeId) -> NodeId {
        if init.is_empty() {
            return node;
        }
        let carrier = match self.body.nodes[node].op {
            Op::Name(_) | Op::Global(_) | Op::Func(_) | Op::Literal(_) | Op::Nil | Op::Type => {
                let Node { pos, ty, .. } = self.body.nodes[node];
                let conv = Op::Conv(crate::ir::node::ConvOp::ConvNop, node);
                self.body.add(pos, ty, conv)
            }
            _ => node,
        };
        let rest = std::mem::replace(&mut self.body.nodes[carrier].init, init);
        self.body.nodes[carrier].init.extend(rest);
        carrier
    }

    /// Declares a variable of the current function: `Func.NewLocal`. The caller emits the
    /// [`Op::Dcl`] where gc does.
    pub fn new_local(&mut self, pos: NodePos, sym: Symbol, ty: TypeId) -> NameId {
        self.local_of(self.cur(), pos, sym, ty)
    }

    /// Declares a variable of this or an enclosing function.
    fn local_of(&mut self, curfn: ClosureId, pos: NodePos, sym: Symbol, ty: TypeId) -> NameId {
        let name = self.body.names.push(Name {
            sym,
            pkg: Some(self.package.id),
            class: Class::Auto,
            ty,
            pos,
            curfn,
            defn: Defn::None,
            outer: None,
            byval: false,
            addrtaken: false,
            auto_temp: false,
            used: true,
        });
        self.body.funcs[curfn].dcl.push(name);
        name
    }

    /// Declares the variable that a name of the source declares.
    pub fn declare(&mut self, name: ExprId, pos: NodePos) -> NameId {
        let obj = self.object(name);
        let ty = match obj.and_then(|obj| self.types.object(obj).ty.get()) {
            Some(&ty) => self.subst(ty),
            None => self.ty(name),
        };
        if let Some(&raw) = obj.and_then(|obj| self.types.object(obj).ty.get()) {
            self.note_rtype(raw);
        }
        let local = self.new_local(pos, self.ast.name(name), ty);
        if let Some(obj) = obj {
            self.locals.insert(obj, local);
        }
        local
    }

    /// Declares the variable of an object, such as one that a clause of a type switch declares.
    pub fn declare_obj(&mut self, obj: ObjId, pos: NodePos) -> NameId {
        let object = self.types.object(obj);
        let ty = object.ty.get().map_or_else(|| self.types.invalid(), |&ty| self.subst(ty));
        if let Some(&raw) = object.ty.get() {
            self.note_rtype(raw);
        }
        let local = self.new_local(pos, object.name, ty);
        self.locals.insert(obj, local);
        local
    }

    /// A new temporary of the current function (`typecheck.TempAt`).
    pub fn temp(&mut self, pos: NodePos, ty: TypeId) -> NameId {
        let cur = self.cur();
        self.body.new_temp(cur, pos, ty)
    }

    /// A new temporary with a declaration and an assignment of `expr` appended to `init`
    /// (`reader.tempCopy`).
    pub fn temp_copy(&mut self, pos: NodePos, expr: NodeId, init: &mut Nodes) -> NameId {
        let ty = self.node_ty(expr);
        let tmp = self.temp(pos, ty);
        let dcl = self.stmt(pos, Op::Dcl(tmp));
        let x = self.name_node(tmp);
        let assign = self.stmt(pos, Op::As { x, y: Some(expr), def: true });
        self.body.names[tmp].defn = Defn::Node(assign);
        init.extend([dcl, assign]);
        tmp
    }

    /// A variable as an expression, with the variable's own position, as gc's `ONAME` has it. The
    /// variable must be one of the current function, or captured already.
    pub fn name_node(&mut self, name: NameId) -> NodeId {
        let Name { pos, ty, .. } = self.body.names[name];
        self.node(pos, ty, Op::Name(name))
    }

    /// A variable of this or an enclosing function as an expression; it is captured where
    /// necessary. `pos` is where it is used: a captured variable has the position of its first
    /// use.
    pub fn use_name(&mut self, name: NameId, pos: NodePos) -> NodeId {
        let name = self.capture(name, pos);
        self.name_node(name)
    }

    /// The variable, parameter or function that an object of the source is, as an expression.
    /// Generic functions are not handled here, see [`Lower::func_value`].
    pub fn local(&mut self, obj: ObjId, pos: NodePos) -> NodeId {
        if let Some(&name) = self.locals.get(&obj) {
            return self.use_name(name, pos);
        }
        self.global(obj, pos)
    }

    /// A package-level variable or function as an expression.
    pub fn global(&mut self, obj: ObjId, pos: NodePos) -> NodeId {
        let object = self.types.object(obj);
        let ty = object.ty.get().copied().unwrap_or_else(|| self.types.invalid());
        match &object.kind {
            ObjectKind::Func(_) => self.func_node(obj, pos),
            ObjectKind::Var(VarKind::Package) => {
                let at = self.types.pos(object).map_or(pos, NodePos::from);
                self.cx.mention_declared(obj, ty);
                self.node(at, ty, Op::Global(obj))
            }
            // A local variable that nothing declared: its declaration is in error. It is one of
            // the whole function, since a use outside of this literal may follow.
            ObjectKind::Var(VarKind::Local | VarKind::Param | VarKind::Recv | VarKind::Result) => {
                let name = self.local_of(Body::outermost(), pos, object.name, ty);
                self.locals.insert(obj, name);
                self.use_name(name, pos)
            }
            ObjectKind::PkgName(_)
            | ObjectKind::Const(_)
            | ObjectKind::TypeName { .. }
            | ObjectKind::Label
            | ObjectKind::Builtin(_)
            | ObjectKind::Nil => self.node(pos, ty, Op::Static),
        }
    }

    /// Records something that gc finds out.
    pub fn note(&self, pos: NodePos, note: Note) {
        let message = Message::new(&self.body, self.cur(), pos, note);
        self.cx.state.borrow_mut().messages.push(message);
    }

    /// The identity of a function of this analysis.
    pub fn func_id(&self, node: NodeId) -> Option<FuncId> {
        match self.body.nodes[node].op {
            Op::Func(id) | Op::Selector { method: Some(id), .. } => Some(id),
            _ => None,
        }
    }
}
