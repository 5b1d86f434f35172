//! The IR of a package: what lowering makes and escape analysis takes.

use rustc_hash::{FxHashMap, FxHashSet};

use super::func::FuncId;
use super::node::{Body, ClosureId, FuncName};
use crate::inline::Inlinable;
use crate::source::pos::Pos;
use crate::symbol::Symbol;
use crate::types::store::PkgId;

/// All functions that gc compiles for a package.
#[derive(Debug, Default)]
pub struct Package {
    /// The import path.
    pub path: Option<Symbol>,
    /// The package.
    pub id: Option<PkgId>,
    /// Functions in the order in which gc compiles them (`typecheck.Target.Funcs`): declared
    /// functions, the package's init, generic instances, wrappers.
    pub bodies: Vec<Body>,
    /// All functions, closures included, in the order of gc's `typecheck.Target.Funcs`: a body's
    /// closures when they are made, an instance after its own closures.
    pub order: Vec<(FuncId, ClosureId)>,
    /// Where in `bodies` a function is.
    pub index: FxHashMap<FuncId, usize>,
    /// Lines that lowering itself prints (`devirtualizing i.M to *T`), in the order in which gc
    /// prints them.
    pub messages: Vec<Message>,
    /// What gc logs of these passes, in its order; made where costs are asked for.
    pub logged: Vec<Logged>,
    /// The functions that importers may inline, where functions are inlined.
    pub inlinable: FxHashMap<FuncId, Inlinable>,
    /// The functions of other packages that were inlined.
    pub inlined: FxHashSet<FuncId>,
}

/// What gc logs under `-json` of a pass before escape analysis (`logopt.LogOpt`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Logged {
    /// Where: the outermost call first, then what it inlined, down to the code itself.
    pub places: Vec<Pos>,
    /// gc's name of what was found.
    pub code: &'static str,
    /// More about it.
    pub message: String,
}

/// A line of gc's output that a pass before escape analysis makes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// Where.
    pub pos: super::node::NodePos,
    /// The function whose code it is about.
    pub func: FuncName,
    /// What.
    pub text: String,
}
