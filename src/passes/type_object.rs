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
use crate::ir::node::{As2Op, Body, Defn, Inlinee, NameId, NodeId, Op, UnaryOp};
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
    /// What the signature of a function has for a result.
    Result(FuncId, usize),
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
        Op::Name(name) => of_variable(body, body.canonical(*name)),
        _ => result(body, value, 0).unwrap_or(TypeObject::Written(body.nodes[value].pos.at)),
    }
}

/// The object of a variable's type. It takes on that of its value, as the type checker has it: there
/// `&T{}` is written where it stands.
fn of_variable(body: &Body, mut name: NameId) -> TypeObject {
    for _ in 0..MAX_STEPS {
        let written = TypeObject::Written(body.names[name].pos.at);
        let Defn::Node(defn) = body.names[name].defn else { return written };
        name = match body.op(defn) {
            Op::As { y: Some(y), .. } => match body.op(*y) {
                Op::Name(value) => body.canonical(*value),
                _ => return result(body, *y, 0).unwrap_or(written),
            },
            Op::As2 { op: As2Op::Func, lhs, rhs, .. } => {
                let is_it = |&x: &NodeId| matches!(body.op(x), Op::Name(x) if *x == name);
                let found = rhs.first().zip(lhs.iter().position(is_it));
                return found.and_then(|(&call, i)| result(body, call, i)).unwrap_or(written);
            }
            _ => return written,
        };
    }
    TypeObject::Written(body.names[name].pos.at)
}

/// The object of the type of a result of a call, inlined or not, of a function that is known.
fn result(body: &Body, call: NodeId, index: usize) -> Option<TypeObject> {
    let func = match body.op(call) {
        Op::Call { fun, .. } => match *body.op(*fun) {
            Op::Func(func) | Op::Selector { method: Some(func), .. } => func,
            _ => return None,
        },
        Op::InlCall { .. } => {
            let pos = body.nodes[call].pos;
            let mut inlined = body.inlined.iter().map(|(_, inlined)| inlined);
            match inlined.find(|inlined| inlined.call == pos)?.callee {
                Inlinee::Func(func) => func,
                Inlinee::Literal(_) => return None,
            }
        }
        _ => return None,
    };
    Some(TypeObject::Result(func, index))
}
