//! What the checker knows of a declaration before it checks it, and while it does (`types2.declInfo`,
//! `types2.environment`).

use std::sync::Arc;

use rustc_hash::FxHashSet;

use super::reports::Stage;
use super::{DeclIndex, GoVersion, ScopeId, TopIndex};
use crate::source::pos::Pos;
use crate::syntax::ast::{DeclId, ExprId};
use crate::types::constant::Value;
use crate::types::store::{ObjId, TypeId};

/// What is known of a package-level object before it is checked (`types2.declInfo`).
#[derive(Debug, Default)]
pub struct DeclInfo {
    /// The top-level declaration, an index into [`Checker::tops`](super::Checker::tops).
    pub top: TopIndex,
    /// The scope of the file.
    pub scope: ScopeId,
    /// The language version there.
    pub version: GoVersion,
    /// The variables of `var a, b = f()`, otherwise empty.
    pub lhs: Box<[ObjId]>,
    /// The type of a constant or variable.
    pub vtyp: Option<ExprId>,
    /// The value of a constant or variable.
    pub init: Option<ExprId>,
    /// Whether the value is that of an earlier constant of the group.
    pub inherited: bool,
    /// The value of `iota`.
    pub iota: u32,
    /// The declaration of a type or function.
    pub decl: Option<DeclId>,
    /// The signature of a function, once it is checked.
    pub(super) func: Option<Arc<FuncScope>>,
    /// The package-level objects that an initial value or a body refers to, in order.
    pub deps: Vec<ObjId>,
    pub(super) dep_set: FxHashSet<ObjId>,
}

impl DeclInfo {
    /// In the place of a declaration that went: no object has its number any more.
    pub(super) fn forgotten() -> DeclInfo {
        DeclInfo { top: TopIndex::MAX, ..DeclInfo::default() }
    }

    /// Whether it stands in the place of a declaration that went.
    pub(super) fn is_forgotten(&self) -> bool {
        self.top == TopIndex::MAX
    }
}

/// The context of what is being checked (`types2.environment`).
#[derive(Clone, Debug, Default)]
pub struct Environment {
    /// The current file, an index.
    pub file: u32,
    /// The current top-level declaration, one of the file's.
    pub top: TopIndex,
    /// When this is checked.
    pub(super) stage: Stage,
    /// The package-level declaration whose value or body is checked.
    pub decl: Option<DeclIndex>,
    /// The innermost scope.
    pub scope: ScopeId,
    /// The language version.
    pub version: GoVersion,
    /// The value of `iota` in a constant declaration.
    pub iota: Option<Value>,
    /// The position of a constant with an inherited value: errors stand there.
    pub errpos: Option<Pos>,
    /// Whether a type parameter list is being checked.
    pub in_tparam_list: bool,
    /// Whether the type on the right side of an alias declaration is being checked: the types that
    /// it refers to are then declared, but their own right sides wait.
    pub in_alias: bool,
    /// The signature and results of the function whose body is checked.
    pub func: Option<Arc<FuncScope>>,
    /// Whether the function has labels.
    pub has_label: bool,
    /// Whether the expression has a call or receives (so that `len(x)` isn't constant).
    pub has_call_or_recv: bool,
    /// The type parameters of the enclosing functions, receivers' included.
    pub tparams: Arc<[TypeId]>,
    /// The local variables of the function so far.
    pub locals: Vec<ObjId>,
}

/// A function type with the objects of its parameters (`types2.Signature`'s scope and tuples).
#[derive(Clone, Debug)]
pub struct FuncScope {
    /// The [`Type::Signature`](crate::types::store::Type::Signature).
    pub sig: TypeId,
    /// The scope of the parameters and of the body.
    pub scope: ScopeId,
    /// How many names are declared there before those of the body.
    pub(super) declared: usize,
    /// The receiver.
    pub recv: Option<ObjId>,
    /// Parameters, nameless ones included.
    pub params: Box<[ObjId]>,
    /// Results, nameless ones included.
    pub results: Box<[ObjId]>,
    /// Types of the results.
    pub result_types: Box<[TypeId]>,
    /// The type parameters in scope in the body.
    pub tparams: Arc<[TypeId]>,
}

/// What uses a name.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(super) enum UsedIn {
    /// A declaration, or the signature of a function.
    Declaration,
    /// The body of a function, or what else waits until declarations are complete.
    Body,
}
