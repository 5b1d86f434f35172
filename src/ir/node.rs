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
//! Operators have gc's names, so that both can be read side by side. The file is long because it is
//! one type: a node, and the kinds of nodes there are.

use crate::define_ids;
use crate::id::Arena;
use crate::source::pos::Pos;
use crate::symbol::Symbol;
use crate::types::constant::Value;
use crate::types::store::{ObjId, PkgId, TypeId};

pub use super::func::FuncId;

define_ids! {
    /// A node of a [`Body`].
    pub NodeId;
    /// A local variable, parameter, result or captured variable of a [`Body`].
    pub NameId;
    /// A function of a [`Body`]: the top-level one first, then its closures.
    pub ClosureId;
    /// A call that was inlined, see [`Body::inlined`].
    pub InlineId;
}

/// A list of nodes.
pub type Nodes = Vec<NodeId>;

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
    /// The function that was called.
    pub callee: Inlinee,
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

    /// Where gc reports something that may have been inlined: at the outermost call.
    pub fn outermost_pos(&self, mut pos: NodePos) -> Pos {
        while let Some(call) = pos.inlined.and_then(|inlined| self.inlined.get(inlined)) {
            pos = call.call;
        }
        pos.at
    }

    /// What a function of this body is called.
    pub fn func_name(&self, func: ClosureId) -> FuncName {
        FuncName { name: self.funcs[func].name, declared: self.funcs[Body::outermost()].name }
    }
}

/// What a function is called.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Default, Debug)]
pub struct FuncName {
    /// gc's name: `f`, `(*T).m`, `f.func1`, `f[go.shape.int]`.
    pub name: Symbol,
    /// That of the declared function that it is a part of: `f` of `f.func1`.
    pub declared: Symbol,
}

/// A function or closure.
#[derive(Clone, Debug)]
pub struct Func {
    /// The name as gc prints it: `f`, `(*T).m`, `T.m`, `f.func1`, `List[go.shape.int].Push`.
    pub name: Symbol,
    /// gc's position of the function: its name, or the `func` of a literal.
    pub pos: NodePos,
    /// The signature, with the receiver, if any, not in it.
    pub ty: TypeId,
    /// The receiver.
    pub recv: Option<FuncParam>,
    /// The parameters; a shaped function's dictionary comes first.
    pub params: Vec<FuncParam>,
    /// The results.
    pub results: Vec<FuncParam>,
    /// Local variables in gc's order (`Func.Dcl`): parameters, results, then the rest as
    /// declared.
    pub dcl: Vec<NameId>,
    /// Captured variables, each with its `outer`.
    pub closure_vars: Vec<NameId>,
    /// The statements.
    pub body: Nodes,
    /// The enclosing function of a closure.
    pub parent: Option<ClosureId>,
    /// Directives.
    pub pragma: Pragma,
    /// How the function came to be.
    pub flags: FuncFlags,
}

/// A receiver, parameter or result.
#[derive(Clone, Copy, Debug)]
pub struct FuncParam {
    /// The name as declared, absent without one; results without a name have `~r0`, ...
    pub sym: Option<Symbol>,
    /// gc's position of the field, where messages about it stand.
    pub pos: NodePos,
    /// The type.
    pub ty: TypeId,
    /// The variable. Absent where the function has no body and the parameter no name.
    pub name: Option<NameId>,
}

/// `//go:` directives of a function that matter to escape analysis and inlining.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct Pragma {
    /// `//go:noescape`.
    pub noescape: bool,
    /// `//go:noinline`.
    pub noinline: bool,
    /// `//go:uintptrkeepalive`.
    pub uintptr_keep_alive: bool,
    /// `//go:uintptrescapes`.
    pub uintptr_escapes: bool,
    /// `//go:cgo_unsafe_args`.
    pub cgo_unsafe_args: bool,
    /// `//go:yeswritebarrierrec`: runtime only.
    pub yes_write_barrier_rec: bool,
    /// `//go:nosplit`, `//go:systemstack` and others that only the inliner asks about.
    pub nocheckptr: bool,
    /// `//go:norace`.
    pub norace: bool,
    /// `//go:systemstack` and the like: runtime only.
    pub systemstack: bool,
}

/// How a function came to be.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct FuncFlags {
    /// Made by the compiler to adapt one function to another's type; nothing is reported of its
    /// parameters.
    pub wrapper: bool,
    /// May be made by several packages (generic instances, wrappers); nothing is reported of
    /// its parameters.
    pub dupok: bool,
    /// The body of a range-over-func loop.
    pub range_func_body: bool,
    /// The package's initialization function.
    pub package_init: bool,
    /// Whether it has a body in Go.
    pub has_body: bool,
}

/// The storage class of a variable.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Class {
    /// A parameter or receiver.
    Param,
    /// A result.
    ParamOut,
    /// A local variable, also one captured by a closure, seen from inside it.
    Auto,
}

/// What assigns a variable first (`Name.Defn`).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Defn {
    /// Nothing: a parameter, or declared without a value.
    None,
    /// The assignment, range statement, type switch guard or inlined call that defines it.
    Node(NodeId),
}

/// A variable.
#[derive(Clone, Debug)]
pub struct Name {
    /// The name; blank and temporary variables have one too, as gc prints them (`~r0`, `.autotmp_1`).
    pub sym: Symbol,
    /// The package that the name belongs to; absent for compiler temporaries and others that
    /// print without a package. In a generic body of another package, and in what was inlined
    /// from one, names print with it: `moved to heap: maps.x`.
    pub pkg: Option<PkgId>,
    /// The storage class.
    pub class: Class,
    /// The type.
    pub ty: TypeId,
    /// Where it is declared.
    pub pos: NodePos,
    /// The function that declares it, or for a captured variable the closure that sees it.
    pub curfn: ClosureId,
    /// What assigns it first.
    pub defn: Defn,
    /// For a captured variable, the one of the enclosing function.
    pub outer: Option<NameId>,
    /// Whether it is captured by value. Set by escape analysis on the canonical variable, or
    /// before for what is known to be constant (a dictionary).
    pub byval: bool,
    /// Whether its address is taken (`Name.Addrtaken`).
    pub addrtaken: bool,
    /// Whether it is a compiler temporary (`Name.AutoTemp`).
    pub auto_temp: bool,
    /// Whether it is used at all, for dead local elimination.
    pub used: bool,
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

/// Unary operators.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
#[allow(missing_docs, reason = "the names are gc's, without the leading O")]
pub enum UnaryOp {
    Plus,
    Neg,
    BitNot,
    Not,
    Recv,
    Len,
    Cap,
    Real,
    Imag,
    /// `new(T)`; the operand is an [`Op::Type`].
    New,
    Close,
    Clear,
    Panic,
    CheckNil,
    Itab,
    Idata,
    Sptr,
    UnsafeSliceData,
    UnsafeStringData,
}

/// Binary operators.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
#[allow(missing_docs, reason = "the names are gc's, without the leading O")]
pub enum BinaryOp {
    Add,
    Sub,
    Mul,
    Div,
    Mod,
    And,
    Or,
    Xor,
    AndNot,
    Lsh,
    Rsh,
    Eq,
    Ne,
    Lt,
    Le,
    Gt,
    Ge,
    AndAnd,
    OrOr,
    Complex,
    Copy,
    MakeFace,
    UnsafeAdd,
    UnsafeSlice,
    UnsafeString,
}

/// Kinds of selectors.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
#[allow(missing_docs, reason = "the names are gc's, without the leading O")]
pub enum SelectorOp {
    /// `x.f` of a struct.
    Dot,
    /// `x.f` of a pointer to a struct.
    DotPtr,
    /// `x.m` of a concrete type, called.
    DotMeth,
    /// `x.m` of an interface, called.
    DotInter,
    /// `x.m`, not called.
    MethValue,
    /// `T.m`.
    MethExpr,
}

/// Kinds of slicing.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
#[allow(missing_docs, reason = "the names are gc's, without the leading O")]
pub enum SliceOp {
    Slice,
    SliceArr,
    SliceStr,
    Slice3,
    Slice3Arr,
}

/// Kinds of conversions.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
#[allow(missing_docs, reason = "the names are gc's, without the leading O")]
pub enum ConvOp {
    Conv,
    ConvNop,
    ConvIface,
    Bytes2Str,
    Runes2Str,
    Str2Bytes,
    Str2Runes,
    RuneStr,
    Slice2Arr,
    Slice2ArrPtr,
}

/// Kinds of composite literals.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
#[allow(missing_docs, reason = "the names are gc's")]
pub enum CompLitOp {
    Array,
    Slice,
    Map,
    Struct,
}

/// Kinds of calls.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
#[allow(missing_docs, reason = "the names are gc's, without the leading O")]
pub enum CallOp {
    /// A call of a function value, a function, or a method as a function with its receiver as
    /// the first argument (gc's `OCALLMETH` is rewritten so before escape analysis).
    CallFunc,
    /// A call through an interface; the callee is a [`SelectorOp::DotInter`].
    CallInter,
    /// A method call whose callee is a [`SelectorOp::DotMeth`]; lowered to `CallFunc` before
    /// escape analysis.
    CallMeth,
}

/// Kinds of `make`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
#[allow(missing_docs, reason = "the names are gc's")]
pub enum MakeOp {
    Slice,
    Chan,
    Map,
}

/// Built-in functions with a list of arguments.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
#[allow(missing_docs, reason = "the names are gc's, without the leading O")]
pub enum BuiltinOp {
    Min,
    Max,
    Print,
    Println,
    Delete,
}

/// Branches.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
#[allow(missing_docs, reason = "the names are gc's, without the leading O")]
pub enum BranchOp {
    Break,
    Continue,
    Fall,
    Goto,
}

/// Kinds of assignments with several left sides.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum As2Op {
    /// `OAS2`: `a, b = c, d`.
    As2,
    /// `OAS2FUNC`: `a, b = f()`.
    Func,
    /// `OAS2DOTTYPE`: `v, ok = x.(T)`.
    DotType,
    /// `OAS2MAPR`: `v, ok = m[k]`.
    MapR,
    /// `OAS2RECV`: `v, ok = <-c`.
    Recv,
    /// `OSELRECV2`: the receive of a select clause.
    SelRecv2,
}
