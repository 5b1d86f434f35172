//! Which objects the type checker makes for types.
//!
//! types2 has one object for each declared type, instance and type parameter, and a new one for
//! each type literal that is written, and for each expression that makes a type. gc's dictionaries
//! list types by object:
//!
//! ```go
//! func F[T any]() {
//!     var a, b *T  // two objects: it is evaluated for each of them
//!     var c *T     // another
//!     d := c       // the same as c's
//!     e := &d      // a fourth: **T; what it points to is the same as c's
//! }
//! ```

use rustc_hash::FxHashMap;

use crate::lower::Lower;
use crate::symbol::Symbol;
use crate::syntax::ast::{ExprId, ExprKind, FieldId, Operator};
use crate::types::info::{Mode, SelectionKind};
use crate::types::store::{Builtin, ObjId, Type, TypeId};

/// An object that stands for a type.
pub(super) type Pointer = u32;

/// How an object came to be.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
enum ObjectOrigin {
    /// There is one for the type.
    Unique,
    /// An expression, or a type literal.
    Written(ExprId),
    /// A type literal that is evaluated once more, for one more variable.
    Again(ExprId, usize),
    /// A declared function or a variable of a package.
    Declared(ObjId),
    /// It is a part of another.
    Part(Pointer, Step),
    /// The signature of a method of a type.
    Method(TypeId, Symbol),
    /// The signature of a generic function under type arguments.
    Instance(ObjId, Box<[TypeId]>),
}

/// From a type to one that it is made of.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(super) enum Step {
    Elem,
    Key,
    Field(u32),
    Param(usize),
    Result(usize),
}

/// The objects of one function.
#[derive(Default)]
pub(super) struct Pointers {
    table: Vec<(ObjectOrigin, TypeId)>,
    ids: FxHashMap<(ObjectOrigin, TypeId), Pointer>,
    /// Those of variables.
    pub(super) variables: FxHashMap<ObjId, Pointer>,
    /// Those of composite literals that don't name their type.
    pub(super) elided: FxHashMap<ExprId, Pointer>,
}

impl Pointers {
    /// The type that an object stands for.
    pub(super) fn ty(&self, pointer: Pointer) -> TypeId {
        self.table[pointer as usize].1
    }

    fn intern(&mut self, lower: &Lower<'_>, made: ObjectOrigin, ty: TypeId) -> Pointer {
        let unique = match lower.types.get(ty) {
            Type::Named(_) | Type::TypeParam(_) | Type::Basic(_) => true,
            Type::Interface(interface) => interface.is_any,
            _ => false,
        };
        let key = match unique {
            true => (ObjectOrigin::Unique, lower.types.canon(ty)),
            false => (made, ty),
        };
        *self.ids.entry(key).or_insert_with_key(|key| {
            self.table.push(key.clone());
            (self.table.len() - 1) as Pointer
        })
    }

    /// The object of a type that the compiler names.
    pub(super) fn of_known(&mut self, lower: &Lower<'_>, ty: TypeId) -> Pointer {
        self.intern(lower, ObjectOrigin::Unique, ty)
    }

    /// The object of a type that is written in the source.
    pub(super) fn of_type(&mut self, lower: &Lower<'_>, expr: ExprId) -> Pointer {
        self.of_type_again(lower, expr, 0)
    }

    /// The object of a type that is written in the source, where it is evaluated several times:
    /// the one that comes of it the time of a number, from 0.
    pub(super) fn of_type_again(
        &mut self,
        lower: &Lower<'_>,
        expr: ExprId,
        time: usize,
    ) -> Pointer {
        let expr = lower.ast.unparen(expr);
        let made = match (&lower.ast.exprs[expr].kind, time) {
            // An alias has one object too.
            (ExprKind::Name(_) | ExprKind::Selector { .. }, _) => ObjectOrigin::Unique,
            (_, 0) => ObjectOrigin::Written(expr),
            (_, time) => ObjectOrigin::Again(expr, time),
        };
        self.intern(lower, made, lower.raw_ty(expr))
    }

    /// A type that is made for an expression: the signature of the function that the body of a range
    /// over it becomes, the slice that a call of append takes.
    pub(super) fn of_new(&mut self, lower: &Lower<'_>, expr: ExprId, ty: TypeId) -> Pointer {
        self.intern(lower, ObjectOrigin::Written(expr), ty)
    }

    /// A part of a type.
    pub(super) fn part(&mut self, lower: &Lower<'_>, whole: Pointer, step: Step) -> Pointer {
        let (made, ty) = self.table[whole as usize].clone();
        let written = match made {
            ObjectOrigin::Written(expr) => Some((expr, 0)),
            ObjectOrigin::Again(expr, time) => Some((expr, time)),
            ObjectOrigin::Unique
            | ObjectOrigin::Declared(_)
            | ObjectOrigin::Part(..)
            | ObjectOrigin::Method(..)
            | ObjectOrigin::Instance(..) => None,
        };
        if let Some((expr, time)) = written
            && let Some(part) = self.written_part(lower, expr, time, step)
        {
            return part;
        }
        let part = part_type(lower, ty, step).unwrap_or_else(|| lower.types.invalid());
        self.intern(lower, ObjectOrigin::Part(whole, step), part)
    }

    /// A part that has an expression of its own.
    fn written_part(
        &mut self,
        lower: &Lower<'_>,
        expr: ExprId,
        time: usize,
        step: Step,
    ) -> Option<Pointer> {
        let field =
            |fields: &[FieldId], at: usize| fields.get(at).map(|&field| lower.ast.fields[field].ty);
        let part = match (&lower.ast.exprs[expr].kind, step) {
            (ExprKind::Unary { op: Operator::And, x }, Step::Elem) => {
                return Some(self.of_expr(lower, *x));
            }
            (ExprKind::Unary { op: Operator::Mul, x }, Step::Elem)
            | (ExprKind::SliceType(x) | ExprKind::DotsType(x), Step::Elem) => Some(*x),
            (ExprKind::ArrayType { elem, .. } | ExprKind::ChanType { elem, .. }, Step::Elem) => {
                Some(*elem)
            }
            (ExprKind::MapType { value, .. }, Step::Elem) => Some(*value),
            (ExprKind::MapType { key, .. }, Step::Key) => Some(*key),
            (ExprKind::StructType { fields, .. }, Step::Field(at)) => field(fields, at as usize),
            (ExprKind::FuncType { params, .. }, Step::Param(at)) => field(params, at),
            (ExprKind::FuncType { results, .. }, Step::Result(at)) => field(results, at),
            (ExprKind::FuncLit { ty, .. }, _) => return self.written_part(lower, *ty, time, step),
            _ => None,
        };
        part.map(|part| self.of_type_again(lower, part, time))
    }

    /// The object of an expression's type.
    pub(super) fn of_expr(&mut self, lower: &Lower<'_>, expr: ExprId) -> Pointer {
        let expr = lower.ast.unparen(expr);
        let ty = lower.raw_ty(expr);
        let made = ObjectOrigin::Written(expr);
        match &lower.ast.exprs[expr].kind {
            ExprKind::Name(_) => match lower.object(expr) {
                Some(obj) => {
                    let known = self.variables.get(&obj).copied();
                    known.unwrap_or_else(|| self.intern(lower, ObjectOrigin::Declared(obj), ty))
                }
                None => self.intern(lower, made, ty),
            },
            ExprKind::CompositeLit { ty: Some(ty), .. } => self.of_type(lower, *ty),
            ExprKind::CompositeLit { ty: None, .. } => {
                let known = self.elided.get(&expr).copied();
                known.unwrap_or_else(|| self.intern(lower, made, ty))
            }
            ExprKind::Selector { x, sel } => match lower.selection(expr) {
                Some(selection) if selection.kind == SelectionKind::Field => {
                    let mut at = self.of_expr(lower, *x);
                    for &index in &selection.path {
                        if matches!(lower.under_ty(self.ty(at)), Type::Pointer(_)) {
                            at = self.part(lower, at, Step::Elem);
                        }
                        at = self.part(lower, at, Step::Field(index));
                    }
                    at
                }
                Some(_) => self.intern(lower, made, ty),
                None => match lower.object(*sel) {
                    Some(obj) => self.intern(lower, ObjectOrigin::Declared(obj), ty),
                    None => self.intern(lower, made, ty),
                },
            },
            ExprKind::Index { x, .. } if lower.lookup(expr).is_none() => {
                let mut whole = self.of_expr(lower, *x);
                if matches!(lower.under_ty(self.ty(whole)), Type::Pointer(_)) {
                    whole = self.part(lower, whole, Step::Elem);
                }
                self.part(lower, whole, Step::Elem)
            }
            ExprKind::Slice { x, .. } => match lower.under_ty(lower.raw_ty(*x)) {
                Type::Array { .. } | Type::Pointer(_) => self.intern(lower, made, ty),
                _ => self.of_expr(lower, *x),
            },
            ExprKind::Assert { ty, .. } => self.of_type(lower, *ty),
            ExprKind::Unary { op: Operator::Mul | Operator::Recv, x } => {
                let whole = self.of_expr(lower, *x);
                self.part(lower, whole, Step::Elem)
            }
            ExprKind::Unary { op: Operator::And, .. } => self.intern(lower, made, ty),
            ExprKind::Unary { x, .. } => self.of_expr(lower, *x),
            ExprKind::Call { fun, args, .. } => self.of_call(lower, expr, *fun, args),
            ExprKind::Bad
            | ExprKind::BasicLit { .. }
            | ExprKind::KeyValue { .. }
            | ExprKind::FuncLit { .. }
            | ExprKind::Paren(_)
            | ExprKind::Index { .. }
            | ExprKind::TypeSwitchGuard { .. }
            | ExprKind::Binary { .. }
            | ExprKind::List(_)
            | ExprKind::ArrayType { .. }
            | ExprKind::SliceType(_)
            | ExprKind::DotsType(_)
            | ExprKind::StructType { .. }
            | ExprKind::InterfaceType(_)
            | ExprKind::FuncType { .. }
            | ExprKind::MapType { .. }
            | ExprKind::ChanType { .. } => self.intern(lower, made, ty),
        }
    }

    fn of_call(
        &mut self,
        lower: &Lower<'_>,
        call: ExprId,
        fun: ExprId,
        args: &[ExprId],
    ) -> Pointer {
        let callee = lower.ast.unparen(fun);
        match (lower.mode(callee), args) {
            (Mode::TypExpr, _) => self.of_type(lower, callee),
            (Mode::Builtin(Builtin::Make), [ty, ..]) => self.of_type(lower, *ty),
            (Mode::Builtin(Builtin::Append | Builtin::Min | Builtin::Max), [first, ..]) => {
                self.of_expr(lower, *first)
            }
            (Mode::Builtin(_), _) => {
                self.intern(lower, ObjectOrigin::Written(call), lower.raw_ty(call))
            }
            _ => {
                let signature = self.of_callee(lower, callee);
                self.part(lower, signature, Step::Result(0))
            }
        }
    }

    /// The signature of what is called.
    pub(super) fn of_callee(&mut self, lower: &Lower<'_>, fun: ExprId) -> Pointer {
        let fun = lower.ast.unparen(fun);
        let selector = match lower.ast.exprs[fun].kind {
            ExprKind::Index { x, .. } => lower.ast.unparen(x),
            _ => fun,
        };
        if let Some(selection) = lower.selection(selector)
            && selection.kind == SelectionKind::Method
            && let ExprKind::Selector { x, sel } = lower.ast.exprs[selector].kind
        {
            let recv = lower.method_recv(lower.raw_ty(x), selection);
            let recv = match *lower.types.get(recv) {
                Type::Pointer(elem) => elem,
                _ => recv,
            };
            let made = match (selection.method, lower.source.facts.instances.get(&sel)) {
                (Some(method), Some(instance)) => {
                    ObjectOrigin::Instance(method, instance.targs.clone())
                }
                _ => ObjectOrigin::Method(lower.types.canon(recv), lower.ast.name(sel)),
            };
            return self.intern(lower, made, selection.ty);
        }
        let Some((obj, targs)) = lower.func_name(fun).filter(|(_, targs)| !targs.is_empty()) else {
            return self.of_expr(lower, fun);
        };
        let instance = lower.instance_of(fun).map(|instance| instance.ty);
        let ty = instance.unwrap_or_else(|| lower.raw_ty(fun));
        self.intern(lower, ObjectOrigin::Instance(obj, targs.into()), ty)
    }
}

/// The type of a part.
fn part_type(lower: &Lower<'_>, ty: TypeId, step: Step) -> Option<TypeId> {
    let under = lower.types.core_type(ty)?;
    match (lower.types.get(under), step) {
        (Type::Pointer(elem) | Type::Slice(elem), Step::Elem) => Some(*elem),
        (Type::Array { elem, .. } | Type::Chan { elem, .. }, Step::Elem) => Some(*elem),
        (Type::Map { elem, .. }, Step::Elem) => Some(*elem),
        (Type::Map { key, .. }, Step::Key) => Some(*key),
        (Type::Struct(fields), Step::Field(at)) => fields.get(at as usize).map(|field| field.ty),
        (Type::Signature(sig), Step::Param(at)) => sig.params.get(at).map(|param| param.ty),
        (Type::Signature(sig), Step::Result(at)) => sig.results.get(at).map(|result| result.ty),
        _ => None,
    }
}
