//! Functions and variables (`ir/func.go`, `ir/name.go`).
//!
//! ```go
//! func (t *T) m(x int) (err error) { // a Func; t and x of Class::Param, err of Class::ParamOut
//!     y := x                         // of Class::Auto, defined by this assignment
//!     return func() error { ... }()  // a Func of the same Body; what it captures has an `outer`
//! }
//! ```

use super::{ClosureId, NameId, NodeId, NodePos, Nodes};
use crate::symbol::Symbol;
use crate::types::store::{PkgId, TypeId};

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
    /// The name of its symbol, where that is another: of a literal that came with an inlined call,
    /// `f.func1#3x3vq5mYZzg=#`. It is known where reasons are asked for, which alone print it.
    pub symbol: Option<Symbol>,
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

impl Func {
    /// The name of its symbol.
    pub fn symbol(&self) -> Symbol {
        self.symbol.unwrap_or(self.name)
    }
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
