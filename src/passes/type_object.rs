//! Which of gc's objects stands for the type of a value (`types/type.go`: `NewPtr`, `noder/reader.go`:
//! `typIdx`).
//!
//! gc has one object for each declared type and instance. Of type literals it has one for each that
//! is written, so two variables of identical struct types have types of two objects. A pointer type
//! has one as long as the package is read, and belongs to what it points to; gc stops to keep them
//! before it inlines, so of `&T{}` in inlined code each makes one of its own, unless the package
//! itself has mentioned `*T`. Where gc compares objects, as the devirtualizer does, that shows:
//!
//! ```go
//! var i I = p.New() // inlined: &p.t{}, of type *p.t, which is made here,
//! i = p.New()       // and once more here
//! i.M()             // so the devirtualizer sees two types
//! ```
//!
//! Approximate in this: of struct types that are written out, only those of literals and of variables
//! declared with them are told apart.

use crate::ir::func::FuncId;
use crate::ir::node::{Body, Defn, NodeId, Op, UnaryOp};
use crate::lower::Cx;
use crate::source::pos::Pos;
use crate::types::store::{Type, TypeId};

/// An object that stands for a type, among those that stand for the same one.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum TypeObject {
    /// The one that there is.
    Only,
    /// What an expression makes, each time that it is read.
    Made(NodeId),
    /// What is written at a place, however often it is read.
    Written(Pos),
    /// The result of a function.
    Result(FuncId),
}

/// The object that stands for the type `ty` of a value.
pub fn type_object(cx: &Cx<'_>, body: &Body, value: NodeId, ty: TypeId) -> TypeObject {
    let types = cx.input.types;
    match *types.get(ty) {
        Type::Struct(_) => of_struct(cx, body, value),
        Type::Pointer(elem) => match types.get(elem) {
            Type::Struct(_) => of_struct(cx, body, value),
            _ if cx.is_pointer_read(elem) => TypeObject::Only,
            _ => of_pointer(body, value),
        },
        _ => TypeObject::Only,
    }
}

/// So many variables and addresses are followed to where a struct type is written.
const MAX_STEPS: usize = 32;

fn of_struct(cx: &Cx<'_>, body: &Body, mut value: NodeId) -> TypeObject {
    for _ in 0..MAX_STEPS {
        let at = match body.op(value) {
            Op::Name(name) => body.names[body.canonical(*name)].pos.at,
            _ => body.nodes[value].pos.at,
        };
        if cx.is_type_written(at) {
            return TypeObject::Written(at);
        }
        value = match body.op(value) {
            Op::PtrLit(x) | Op::Addr(x) => *x,
            Op::Name(name) => match body.names[body.canonical(*name)].defn {
                Defn::Node(defn) => match body.op(defn) {
                    Op::As { y: Some(y), .. } => *y,
                    _ => return TypeObject::Only,
                },
                Defn::None => return TypeObject::Only,
            },
            _ => return TypeObject::Only,
        };
    }
    TypeObject::Only
}

fn of_pointer(body: &Body, value: NodeId) -> TypeObject {
    match body.op(value) {
        Op::Addr(_) | Op::PtrLit(_) | Op::Unary(UnaryOp::New, _) => TypeObject::Made(value),
        Op::Name(name) => TypeObject::Written(body.names[body.canonical(*name)].pos.at),
        Op::InlCall { results, .. } => match results.as_slice() {
            [result] => of_pointer(body, *result),
            _ => TypeObject::Made(value),
        },
        Op::Call { fun, .. } => match body.op(*fun) {
            Op::Func(func) | Op::Selector { method: Some(func), .. } => TypeObject::Result(*func),
            _ => TypeObject::Written(body.nodes[value].pos.at),
        },
        _ => TypeObject::Written(body.nodes[value].pos.at),
    }
}
