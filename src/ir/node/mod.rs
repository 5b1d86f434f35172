//! The intermediate representation: gc's IR (`ir/node.go`, `ir/expr.go`, `ir/stmt.go`,
//! `ir/name.go`, `ir/func.go`) as it stands before escape analysis, in arenas.
//!
//! A [`Body`] holds one top-level function with the closures inside it; everything in it is
//! addressed by ids of that body, so a body can be copied into another. What lies outside is
//! named: other functions by [`FuncId`], package variables by their object, types by their id.
//!
//! ```go
//! func f(p *int) func() int {
//!     x := *p                      // As{x: Name(x), y: Deref(Name(p))}, with a Dcl before it
//!     return func() int { return x } // Return[Closure{func: 1}], funcs[1].closure_vars = [x']
//! }
//! ```
//!
//! Operators have gc's names, so that both can be read side by side. Functions and variables are in
//! `decl`, the kinds of each operator in `kinds`.

mod decl;
mod kinds;

use smallvec::SmallVec;

use crate::define_ids;
use crate::id::{Arena, Id};
use crate::source::pos::Pos;
use crate::symbol::Symbol;
use crate::types::constant::Value;
use crate::types::store::{ObjId, TypeId};

pub use super::func::FuncId;
pub use decl::{Class, Defn, Func, FuncFlags, FuncName, FuncParam, Name, Pragma};
pub use kinds::{
    As2Op, BinaryOp, BranchOp, BuiltinOp, CallOp, CompLitOp, ConvOp, MakeOp, SelectorOp, SliceOp,
    UnaryOp,
};

define_ids! {
    /// A node of a [`Body`].
    pub NodeId;
    /// A local variable, parameter, result or captured variable of a [`Body`].
    pub NameId;
    /// A function of a [`Body`]: the top-level one first, then its closures.
    pub ClosureId;
    /// A body of a package, an index into [`Package::bodies`](super::package::Package::bodies).
    pub BodyId;
    /// A call that was inlined, see [`Body::inlined`].
    pub InlineId;
}

/// A list of nodes.
pub type Nodes = SmallVec<[NodeId; 4]>;

/// Where a node stands: in its own source, and the calls through which it came here.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct NodePos {
    /// The position in the source that the node was written in.
    pub at: Pos,
    /// The innermost inlined call that brought it here.
    pub inlined: Option<InlineId>,
}

impl From<Pos> for NodePos {
    fn from(at: Pos) -> Self {
        NodePos { at, inlined: None }
    }
}

/// An inlined call.
#[derive(Clone, Debug)]
pub struct InlinedCall {
    /// The call, itself possibly within an inlined body.
    pub call: NodePos,
    /// Its number among all calls that are inlined in the package, in gc's order.
    pub number: u32,
    /// The function that was called.
    pub callee: Inlinee,
}

impl InlinedCall {
    /// The label at the end of the body of an inlined call: `.i3`. Nothing goes back to it.
    pub fn end_label(id: InlineId) -> Symbol {
        Symbol::new(&format!(".i{}", id.index()))
    }

    /// Whether a label is one of these. Those of the source begin with a letter.
    pub fn is_end_label(label: Symbol) -> bool {
        label.as_str().starts_with('.')
    }
}

/// A function that was inlined.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Inlinee {
    /// A declared function or method, or an instance.
    Func(FuncId),
    /// A literal of the body into which it was inlined.
    Literal(ClosureId),
}

/// A top-level function with its closures.
#[derive(Clone, Debug)]
pub struct Body {
    /// Its identity.
    pub id: FuncId,
    /// The function itself, then its closures in the order in which gc makes them.
    pub funcs: Arena<ClosureId, Func>,
    /// All variables of the function and its closures.
    pub names: Arena<NameId, Name>,
    /// All nodes.
    pub nodes: Arena<NodeId, Node>,
    /// Calls inlined into it.
    pub inlined: Arena<InlineId, InlinedCall>,
}

impl Body {
    /// The id of the top-level function.
    pub fn outermost() -> ClosureId {
        crate::id::Id::from_index(0)
    }

    /// Appends a node.
    pub fn add(&mut self, pos: NodePos, ty: Option<TypeId>, op: Op) -> NodeId {
        self.nodes.push(Node { pos, ty, init: Nodes::new(), implicit: false, op })
    }

    /// The operator of a node.
    #[inline]
    pub fn op(&self, node: NodeId) -> &Op {
        &self.nodes[node].op
    }

    /// A new temporary of a function (`typecheck.TempAt`); the caller declares it.
    pub fn new_temp(&mut self, func: ClosureId, pos: NodePos, ty: TypeId) -> NameId {
        let number = self.funcs[func].dcl.len();
        let name = self.names.push(Name {
            sym: Symbol::new(&format!(".autotmp_{number}")),
            pkg: None,
            class: Class::Auto,
            ty,
            pos,
            curfn: func,
            defn: Defn::None,
            outer: None,
            byval: false,
            addrtaken: false,
            auto_temp: true,
            used: true,
        });
        self.funcs[func].dcl.push(name);
        name
    }

    /// Notes that the address of a variable is taken; of a captured one, also that it is
    /// captured by reference, unless it was known before to be constant.
    pub fn take_address(&mut self, name: NameId) {
        self.names[name].addrtaken = true;
        if self.names[name].outer.is_some() && !self.names[name].byval {
            let canonical = self.canonical(name);
            self.names[canonical].addrtaken = true;
        }
    }

    /// The variable itself for a captured variable, through all closures (`Name.Canonical`).
    pub fn canonical(&self, mut name: NameId) -> NameId {
        while let Some(outer) = self.names[name].outer {
            name = outer;
        }
        name
    }

    /// The calls that brought a position where it is, the innermost first.
    pub fn inlined_through(&self, pos: NodePos) -> impl Iterator<Item = &InlinedCall> {
        let outer = |inlined: Option<InlineId>| self.inlined.get(inlined?);
        std::iter::successors(outer(pos.inlined), move |call| outer(call.call.inlined))
    }

    /// The positions of something that may have been inlined, the outermost call first.
    pub fn places(&self, pos: NodePos) -> Vec<Pos> {
        let calls = self.inlined_through(pos).map(|call| call.call.at);
        let mut places: Vec<Pos> = std::iter::once(pos.at).chain(calls).collect();
        places.reverse();
        places
    }

    /// Where gc reports something: at the outermost inlined call.
    pub fn outermost_pos(&self, pos: NodePos) -> Pos {
        self.inlined_through(pos).last().map_or(pos.at, |call| call.call.at)
    }

    /// What a function of this body is called.
    pub fn func_name(&self, func: ClosureId) -> FuncName {
        FuncName { name: self.funcs[func].name, declared: self.funcs[Body::outermost()].name }
    }
}

/// A node: an expression or a statement.
#[derive(Clone, Debug)]
pub struct Node {
    /// gc's position.
    pub pos: NodePos,
    /// The type; absent for statements.
    pub ty: Option<TypeId>,
    /// Statements to run before it.
    pub init: Nodes,
    /// Whether the compiler made it: then it prints differently.
    pub implicit: bool,
    /// What it is.
    pub op: Op,
}

/// What a node is.
#[derive(Clone, Debug)]
pub enum Op {
    // Names and constants.
    /// `ONAME` of a local variable.
    Name(NameId),
    /// `ONAME` of a package-level variable (`PEXTERN`).
    Global(ObjId),
    /// `ONAME` of a function (`PFUNC`).
    Func(FuncId),
    /// `OTYPE`; the type is the node's.
    Type,
    /// `ODYNAMICTYPE`: a type that is known from a dictionary, the node's type is the shaped one.
    DynamicType,
    /// `OLITERAL`.
    Literal(Value),
    /// `ONIL`.
    Nil,
    /// `OLINKSYMOFFSET`: a part of a package variable or of the compiler's own data.
    LinkSym {
        /// The symbol as the linker knows it: `main.x`, `main..stmp_1`.
        name: Symbol,
        /// The offset of the part.
        offset: i64,
    },
    /// Other references to data of the compiler, and what could not be lowered.
    Static,

    // Expressions.
    /// Unary operators.
    Unary(UnaryOp, NodeId),
    /// Binary operators.
    Binary(BinaryOp, NodeId, NodeId),
    /// `OADDSTR`: `x + y + z` of strings.
    AddStr(Nodes),
    /// `OADDR`: `&x`.
    Addr(NodeId),
    /// `OPTRLIT`: `&T{...}`.
    PtrLit(NodeId),
    /// `ODEREF`: `*x`.
    Deref(NodeId),
    /// `x.sel`.
    Selector {
        /// Which kind.
        op: SelectorOp,
        /// The operand.
        x: NodeId,
        /// The selected name.
        sel: Symbol,
        /// The declared method, for the kinds that select one and know it.
        method: Option<FuncId>,
    },
    /// `ODOTTYPE`, `ODOTTYPE2`: `x.(T)`, the type is the node's.
    DotType {
        /// The operand.
        x: NodeId,
        /// Whether it yields two values.
        comma_ok: bool,
    },
    /// `ODYNAMICDOTTYPE`, `ODYNAMICDOTTYPE2`: `x.(T)` with a type known from a dictionary.
    DynamicDotType {
        /// The operand.
        x: NodeId,
        /// Whether it yields two values.
        comma_ok: bool,
    },
    /// `OINDEX`: of an array or slice, or a string.
    Index {
        /// The operand.
        x: NodeId,
        /// The index.
        index: NodeId,
    },
    /// `OINDEXMAP`.
    IndexMap {
        /// The map.
        x: NodeId,
        /// The key.
        index: NodeId,
        /// Whether it is assigned to.
        assigned: bool,
    },
    /// `x[low:high:max]`.
    Slice {
        /// Which kind.
        op: SliceOp,
        /// The operand; the address of an array for the array kinds.
        x: NodeId,
        /// The bounds.
        low: Option<NodeId>,
        /// The upper bound.
        high: Option<NodeId>,
        /// The capacity bound.
        max: Option<NodeId>,
    },
    /// Conversions; the type is the node's.
    Conv(ConvOp, NodeId),
    /// Composite literals.
    CompLit {
        /// Which kind.
        op: CompLitOp,
        /// Elements: [`Op::Key`] where keyed (always in maps), [`Op::StructKey`] in structs.
        list: Nodes,
        /// The number of elements of a slice literal's array.
        len: i64,
    },
    /// `OKEY`: `key: value`.
    Key {
        /// The key.
        key: NodeId,
        /// The value.
        value: NodeId,
    },
    /// `OSTRUCTKEY`: `field: value`.
    StructKey {
        /// The field.
        field: Symbol,
        /// The value.
        value: NodeId,
    },
    /// `OCLOSURE`: a function literal.
    Closure(ClosureId),
    /// `OCALLFUNC`, `OCALLINTER`.
    Call {
        /// Which kind.
        op: CallOp,
        /// The callee.
        fun: NodeId,
        /// The arguments; of a method call as function, the receiver first. Those of a variadic
        /// parameter are one slice already.
        args: Nodes,
        /// Whether the last argument was followed by `...`, or is the slice made for `...`.
        is_ddd: bool,
        /// Of a call in `go` or `defer`, or others for which gc notes it.
        go_defer: bool,
    },
    /// `OINLCALL`: an inlined call.
    InlCall {
        /// The callee's statements.
        body: Nodes,
        /// Its result variables.
        results: Nodes,
    },
    /// `OMAKESLICE`, `OMAKECHAN`, `OMAKEMAP`.
    Make {
        /// Which kind.
        op: MakeOp,
        /// Length, size of the channel or map.
        len: Option<NodeId>,
        /// Capacity.
        cap: Option<NodeId>,
    },
    /// `OAPPEND`.
    Append {
        /// The slice, then what is appended.
        args: Nodes,
        /// Whether the last argument is followed by `...`.
        is_ddd: bool,
    },
    /// `OMIN`, `OMAX`, `OPRINT`, `OPRINTLN`, `ODELETE`.
    Builtin(BuiltinOp, Nodes),
    /// `ORECOVER`.
    Recover,
    /// `OGETG`, `OGETCALLERSP`.
    Getg,

    // Statements.
    /// `OBLOCK`.
    Block(Nodes),
    /// `OBREAK`, `OCONTINUE`, `OFALL`, `OGOTO`.
    Branch(BranchOp, Option<Symbol>),
    /// `OLABEL`.
    Label(Symbol),
    /// `ODCL`.
    Dcl(NameId),
    /// `OAS`: `x = y`; without `y` the zero value is assigned.
    As {
        /// The left side; absent for `_`... gc has a blank name there.
        x: NodeId,
        /// The right side.
        y: Option<NodeId>,
        /// Whether it defines the variable.
        def: bool,
    },
    /// `OASOP`: `x op= y`.
    AsOp {
        /// The operator.
        op: BinaryOp,
        /// The left side.
        x: NodeId,
        /// The right side.
        y: NodeId,
        /// Whether it was written `x++` or `x--`.
        inc_dec: bool,
    },
    /// `OAS2` and its kinds.
    As2 {
        /// Which kind.
        op: As2Op,
        /// The left sides.
        lhs: Nodes,
        /// The right sides.
        rhs: Nodes,
        /// Whether it defines the variables.
        def: bool,
    },
    /// The blank identifier as an assignment target.
    Blank,
    /// `OIF`.
    If {
        /// The condition.
        cond: NodeId,
        /// The statements if it holds.
        body: Nodes,
        /// The statements if it doesn't.
        els: Nodes,
    },
    /// `OFOR`.
    For(Box<ForLoop>),
    /// `ORANGE`.
    Range(Box<RangeLoop>),
    /// `ORETURN`.
    Return(Nodes),
    /// `OSELECT`.
    Select(Vec<CommClause>),
    /// `OSWITCH` of values.
    Switch(Box<Switch>),
    /// `OSWITCH` with `OTYPESW`.
    TypeSwitch(Box<TypeSwitch>),
    /// `OGO`.
    Go(NodeId),
    /// `ODEFER`.
    Defer {
        /// The call.
        call: NodeId,
        /// The token of the frame to which a range-over-func body defers (`DeferAt`).
        at: Option<NodeId>,
    },
    /// `OSEND`.
    Send {
        /// The channel.
        chan: NodeId,
        /// The value.
        value: NodeId,
    },
    /// `OTAILCALL`.
    TailCall(NodeId),
    /// `OCASE` as a node of its own: where a note of the explanation points to a clause.
    Case,
}

/// A `for` loop.
#[derive(Clone, Debug)]
pub struct ForLoop {
    /// The label.
    pub label: Option<Symbol>,
    /// The condition.
    pub cond: Option<NodeId>,
    /// The statement after each iteration.
    pub post: Option<NodeId>,
    /// The statements.
    pub body: Nodes,
    /// Whether each iteration has its own variables, until the loop is rewritten.
    pub distinct_vars: bool,
}

/// A `range` loop over anything but functions.
#[derive(Clone, Debug)]
pub struct RangeLoop {
    /// The label.
    pub label: Option<Symbol>,
    /// The operand.
    pub x: NodeId,
    /// The first iteration variable, or target.
    pub key: Option<NodeId>,
    /// The second.
    pub value: Option<NodeId>,
    /// The statements.
    pub body: Nodes,
    /// Whether it defines the variables.
    pub def: bool,
    /// Whether each iteration has its own variables, until the loop is rewritten.
    pub distinct_vars: bool,
}

/// A clause of a `select`.
#[derive(Clone, Debug)]
pub struct CommClause {
    /// Where the clause stands.
    pub pos: NodePos,
    /// The communication; absent for `default`.
    pub comm: Option<NodeId>,
    /// The statements.
    pub body: Nodes,
}

/// A `switch` on values.
#[derive(Clone, Debug)]
pub struct Switch {
    /// The label.
    pub label: Option<Symbol>,
    /// The tag.
    pub tag: Option<NodeId>,
    /// The clauses.
    pub cases: Vec<CaseClause>,
}

/// A `switch` on the type of a value.
#[derive(Clone, Debug)]
pub struct TypeSwitch {
    /// The label.
    pub label: Option<Symbol>,
    /// The name declared in the guard.
    pub tag: Option<Symbol>,
    /// The operand.
    pub x: NodeId,
    /// The guard's position.
    pub guard_pos: NodePos,
    /// The clauses.
    pub cases: Vec<CaseClause>,
}

/// A clause of a switch.
#[derive(Clone, Debug)]
pub struct CaseClause {
    /// The clause as a node ([`Op::Case`]), with its position.
    pub node: NodeId,
    /// Of a type switch that declares a variable: this clause's.
    pub var: Option<NameId>,
    /// Values or types; none for `default`.
    pub list: Nodes,
    /// The statements.
    pub body: Nodes,
}
