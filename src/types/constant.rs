//! Constant values of arbitrary precision (`go/constant`).

use std::sync::Arc;

use dashu::integer::IBig;
use dashu::rational::RBig;

/// The value of a constant expression.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// Not known, because of an error.
    Unknown,
    /// A boolean.
    Bool(bool),
    /// A string of bytes.
    String(Arc<[u8]>),
    /// An integer that fits 64 bits.
    Int64(i64),
    /// Any other integer.
    Int(Arc<IBig>),
    /// A number that is not an integer, or has floating-point kind.
    Rat(Arc<RBig>),
    /// A complex number: real and imaginary part, each an integer or [`Value::Rat`].
    Complex(Arc<(Value, Value)>),
}

impl Value {
    /// The integer `x`.
    pub fn int(x: i64) -> Value {
        Value::Int64(x)
    }
}
