//! Constant expressions as literals (`noder/helpers.go`: `FixValue`, `idealType`; `ir/const.go`).
//!
//! The checker has folded constants; here they get the kind of value that their type asks for.
//!
//! ```go
//! var f float64 = 1 // the literal holds a float
//! x << 2            // 2 has type uint
//! ```

use super::Lower;
use crate::ir::node::{NodeId, NodePos, Op};
use crate::syntax::ast::{ExprId, Operator};
use crate::types::constant::{self, Value};
use crate::types::store::{Basic, Type, TypeId};

impl Lower<'_> {
    /// A literal of a type; the value is brought to the type's kind.
    pub(super) fn literal(&mut self, pos: NodePos, ty: TypeId, value: &Value) -> NodeId {
        let value = self.fix_value(ty, value);
        self.node(pos, ty, Op::Literal(value))
    }

    /// A literal of type `int`.
    pub(super) fn int_literal(&mut self, pos: NodePos, value: i64) -> NodeId {
        let int = self.types.basic(Basic::Int);
        self.node(pos, int, Op::Literal(Value::int(value)))
    }

    /// The literal that an expression with a constant value becomes.
    pub(super) fn constant_expr(&mut self, expr: ExprId, value: &Value) -> NodeId {
        let pos = self.expr_pos(expr);
        let ty = self.ideal_type(self.ty(expr), value);
        self.literal(pos, ty, value)
    }

    /// The value 1 of a numeric type, for `x++`.
    pub(super) fn one(&mut self, pos: NodePos, ty: TypeId) -> NodeId {
        self.literal(pos, ty, &Value::int(1))
    }

    fn fix_value(&self, ty: TypeId, value: &Value) -> Value {
        let fixed = match self.basic_kind(ty) {
            Some(kind) if kind.is_integer() => value.to_int(),
            Some(kind) if kind.is_float() => value.to_float(),
            Some(kind) if kind.is_complex() => value.to_complex(),
            Some(_) | None => return value.clone(),
        };
        match fixed {
            Value::Unknown => value.clone(),
            fixed => fixed,
        }
    }

    /// The type of a constant that the checker left untyped.
    pub(super) fn ideal_type(&self, ty: TypeId, value: &Value) -> TypeId {
        let Type::Basic(basic) = *self.types.get(ty) else { return ty };
        let basic = match basic {
            Basic::UntypedInt | Basic::UntypedFloat | Basic::UntypedComplex => {
                match value.to_int() {
                    Value::Int64(x) if x < 0 => Basic::Int,
                    Value::Int64(_) => Basic::Uint,
                    _ => return self.default_type(ty),
                }
            }
            Basic::UntypedBool => Basic::Bool,
            Basic::UntypedString => Basic::String,
            Basic::UntypedRune => Basic::Int32,
            _ => return ty,
        };
        self.types.basic(basic)
    }

    /// The type that an untyped operand gets where nothing else decides.
    pub(super) fn default_type(&self, ty: TypeId) -> TypeId {
        let Type::Basic(basic) = *self.types.get(ty) else { return ty };
        self.types.basic(match basic {
            Basic::UntypedBool => Basic::Bool,
            Basic::UntypedInt => Basic::Int,
            Basic::UntypedRune => Basic::Rune,
            Basic::UntypedFloat => Basic::Float64,
            Basic::UntypedComplex => Basic::Complex128,
            Basic::UntypedString => Basic::String,
            _ => return ty,
        })
    }

    /// Whether an expression is a constant condition, and which.
    pub(super) fn const_bool(&self, expr: ExprId) -> Option<bool> {
        match self.value(expr) {
            Some(Value::Bool(value)) => Some(*value),
            _ => None,
        }
    }

    /// Whether two constants are equal.
    pub(super) fn const_equal(x: &Value, y: &Value) -> bool {
        constant::compare(x, Operator::Eql, y)
    }
}

/// Classes of basic types.
pub(super) trait BasicKind {
    /// Whether it is an integer type.
    fn is_integer(&self) -> bool;
    /// Whether it is a floating-point type.
    fn is_float(&self) -> bool;
    /// Whether it is a complex type.
    fn is_complex(&self) -> bool;
}

impl BasicKind for Basic {
    fn is_integer(&self) -> bool {
        matches!(
            self,
            Basic::Int
                | Basic::Int8
                | Basic::Int16
                | Basic::Int32
                | Basic::Int64
                | Basic::Uint
                | Basic::Uint8
                | Basic::Uint16
                | Basic::Uint32
                | Basic::Uint64
                | Basic::Uintptr
                | Basic::Byte
                | Basic::Rune
                | Basic::UntypedInt
                | Basic::UntypedRune
        )
    }

    fn is_float(&self) -> bool {
        matches!(self, Basic::Float32 | Basic::Float64 | Basic::UntypedFloat)
    }

    fn is_complex(&self) -> bool {
        matches!(self, Basic::Complex64 | Basic::Complex128 | Basic::UntypedComplex)
    }
}
