//! Constant values of arbitrary precision (`go/constant`).
//!
//! A [`Value`] comes from a literal or from an operation on values. Nothing here fails: what
//! has no result (a division by zero, operands that don't fit the operator) is
//! [`Value::Unknown`], which every operation passes on.
//!
//! Integers and fractions are exact. A fraction whose numerator or denominator reaches 4096
//! bits becomes a floating-point number of 512 bits, as in gc, so that no constant expression
//! grows without bound:
//!
//! ```go
//! const third = 1.0 / 3         // exact: 1/3
//! const huge = 1e2000 * 1e2000  // 512 bits of mantissa
//! ```

mod float;
mod format;
mod literal;
mod ops;
mod represent;
mod string;

use std::sync::Arc;

use dashu::base::{BitTest, Signed};
use dashu::integer::{IBig, UBig};
use dashu::rational::RBig;

pub use float::BigFloat;
pub use format::{quote, quote_rune};
pub use literal::unquote;
pub use ops::{binary_op, compare, int_div, shift, unary_op};
pub use represent::representable_const;
pub use string::Str;

/// The value of a constant expression.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// Not known, because of an error.
    Unknown,
    /// A boolean.
    Bool(bool),
    /// A string of bytes.
    String(Str),
    /// An integer that fits 64 bits.
    Int64(i64),
    /// Any other integer.
    Int(Arc<IBig>),
    /// A number that is not an integer, or has floating-point kind.
    Rat(Arc<RBig>),
    /// A number of floating-point kind beyond the size of exact fractions.
    Float(Arc<BigFloat>),
    /// A complex number: real and imaginary part, each of integer or floating-point kind.
    Complex(Arc<(Value, Value)>),
}

/// The kinds of values.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ConstKind {
    /// Of an expression with an error.
    Unknown,
    /// Booleans.
    Bool,
    /// Strings.
    String,
    /// Integers.
    Int,
    /// Fractions, integral ones included.
    Float,
    /// Complex numbers.
    Complex,
}

/// Fractions are exact as long as numerator and denominator have fewer bits.
const MAX_RAT_BITS: usize = 4 << 10;

impl Value {
    /// The integer `x`.
    pub fn int(x: i64) -> Value {
        Value::Int64(x)
    }

    /// A boolean.
    pub fn bool(x: bool) -> Value {
        Value::Bool(x)
    }

    /// A string.
    pub fn string(bytes: &[u8]) -> Value {
        Value::String(Str::new(bytes))
    }

    /// The integer `x`.
    pub fn from_u64(x: u64) -> Value {
        match i64::try_from(x) {
            Ok(x) => Value::Int64(x),
            Err(_) => Value::Int(Arc::new(IBig::from(x))),
        }
    }

    /// The integer `x`.
    pub fn from_big(x: IBig) -> Value {
        match i64::try_from(&x) {
            Ok(x) => Value::Int64(x),
            Err(_) => Value::Int(Arc::new(x)),
        }
    }

    /// The fraction `x`, of floating-point kind.
    pub fn from_rat(x: RBig) -> Value {
        if x.numerator().bit_len() < MAX_RAT_BITS && x.denominator().bit_len() < MAX_RAT_BITS {
            Value::Rat(Arc::new(x))
        } else {
            Value::from_float(BigFloat::from_rat(&x))
        }
    }

    fn from_float(x: BigFloat) -> Value {
        if x.is_zero() {
            Value::Rat(Arc::new(RBig::ZERO))
        } else if x.is_out_of_range() {
            Value::Unknown
        } else {
            Value::Float(Arc::new(x))
        }
    }

    /// The number `x`, of floating-point kind; unknown if it isn't finite.
    pub fn from_f64(x: f64) -> Value {
        if !x.is_finite() {
            return Value::Unknown;
        }
        let bits = x.to_bits();
        let exp = (bits >> 52 & 0x7ff) as i64;
        let frac = (bits & ((1 << 52) - 1)) as i64;
        let (mant, exp) = if exp == 0 { (frac, -1074) } else { (frac | 1 << 52, exp - 1075) };
        let mant = IBig::from(if x < 0.0 { -mant } else { mant });
        Value::Rat(Arc::new(scale_by_power_of_2(mant, exp)))
    }

    fn complex(re: Value, im: Value) -> Value {
        if re == Value::Unknown || im == Value::Unknown {
            return Value::Unknown;
        }
        Value::Complex(Arc::new((re, im)))
    }

    /// The kind of the value.
    pub fn kind(&self) -> ConstKind {
        match self {
            Value::Unknown => ConstKind::Unknown,
            Value::Bool(_) => ConstKind::Bool,
            Value::String(_) => ConstKind::String,
            Value::Int64(_) | Value::Int(_) => ConstKind::Int,
            Value::Rat(_) | Value::Float(_) => ConstKind::Float,
            Value::Complex(_) => ConstKind::Complex,
        }
    }

    /// The boolean; false for any other value.
    pub fn bool_val(&self) -> bool {
        matches!(self, Value::Bool(true))
    }

    /// The string's bytes; empty for any other value.
    pub fn string_val(&self) -> &[u8] {
        match self {
            Value::String(s) => s.as_bytes(),
            _ => &[],
        }
    }

    /// The string's length in bytes; zero for any other value.
    pub fn string_len(&self) -> usize {
        match self {
            Value::String(s) => s.len(),
            _ => 0,
        }
    }

    /// The value of integer kind as a signed number, if it fits.
    pub fn int64_val(&self) -> Option<i64> {
        match self {
            Value::Int64(x) => Some(*x),
            _ => None,
        }
    }

    /// The value of integer kind as an unsigned number, if it fits.
    pub fn uint64_val(&self) -> Option<u64> {
        match self {
            Value::Int64(x) => u64::try_from(*x).ok(),
            Value::Int(x) => u64::try_from(&**x).ok(),
            _ => None,
        }
    }

    /// The nearest 64-bit floating-point number, infinite if there is none; zero for a value
    /// that isn't a real number.
    pub fn float64_val(&self) -> f64 {
        match self {
            Value::Int64(x) => *x as f64,
            Value::Int(x) => float::int_to_f64(x),
            Value::Rat(x) => float::rat_to_f64(x),
            Value::Float(x) => x.to_f64(),
            Value::Unknown | Value::Bool(_) | Value::String(_) | Value::Complex(_) => 0.0,
        }
    }

    /// The nearest 32-bit floating-point number, infinite if there is none; zero for a value
    /// that isn't a real number.
    pub fn float32_val(&self) -> f32 {
        match self {
            Value::Int64(x) => *x as f32,
            Value::Int(x) => float::int_to_f32(x),
            Value::Rat(x) => float::rat_to_f32(x),
            Value::Float(x) => x.to_f32(),
            Value::Unknown | Value::Bool(_) | Value::String(_) | Value::Complex(_) => 0.0,
        }
    }

    /// The number of bits of an integer's absolute value.
    pub fn bit_len(&self) -> usize {
        match self {
            Value::Int64(x) => (u64::BITS - x.unsigned_abs().leading_zeros()) as usize,
            Value::Int(x) => magnitude(x).bit_len(),
            _ => 0,
        }
    }

    /// -1, 0 or 1; of a complex number 0 only if both parts are zero. The sign of an unknown
    /// value is 1, lest it look like a zero divisor.
    pub fn sign(&self) -> i32 {
        match self {
            Value::Int64(x) => x.signum() as i32,
            Value::Int(x) => sign_of(x.is_zero(), x.is_negative()),
            Value::Rat(x) => sign_of(x.is_zero(), x.numerator().is_negative()),
            Value::Float(x) => x.sign(),
            Value::Complex(parts) => parts.0.sign() | parts.1.sign(),
            Value::Unknown | Value::Bool(_) | Value::String(_) => 1,
        }
    }

    /// The real part.
    pub fn real(&self) -> Value {
        match self {
            Value::Int64(_) | Value::Int(_) | Value::Rat(_) | Value::Float(_) => self.clone(),
            Value::Complex(parts) => parts.0.clone(),
            Value::Unknown | Value::Bool(_) | Value::String(_) => Value::Unknown,
        }
    }

    /// The imaginary part.
    pub fn imag(&self) -> Value {
        match self {
            Value::Int64(_) | Value::Int(_) | Value::Rat(_) | Value::Float(_) => Value::Int64(0),
            Value::Complex(parts) => parts.1.clone(),
            Value::Unknown | Value::Bool(_) | Value::String(_) => Value::Unknown,
        }
    }

    /// `xi` for a real number `x`.
    pub fn make_imag(&self) -> Value {
        match self {
            Value::Int64(_) | Value::Int(_) | Value::Rat(_) | Value::Float(_) => {
                Value::complex(Value::Int64(0), self.clone())
            }
            Value::Unknown | Value::Bool(_) | Value::String(_) | Value::Complex(_) => {
                Value::Unknown
            }
        }
    }

    /// The same number with integer kind, unknown if it isn't integral.
    pub fn to_int(&self) -> Value {
        match self {
            Value::Int64(_) | Value::Int(_) => self.clone(),
            Value::Rat(x) if x.is_int() => Value::from_big(x.numerator().clone()),
            Value::Float(x) => x.to_int().map_or(Value::Unknown, Value::from_big),
            Value::Complex(_) => match self.to_float() {
                Value::Unknown => Value::Unknown,
                real => real.to_int(),
            },
            Value::Rat(_) | Value::Unknown | Value::Bool(_) | Value::String(_) => Value::Unknown,
        }
    }

    /// The same number with floating-point kind, unknown if it isn't real.
    pub fn to_float(&self) -> Value {
        match self {
            Value::Int64(x) => Value::Rat(Arc::new(RBig::from(*x))),
            Value::Int(x) => Value::from_rat(RBig::from((**x).clone())),
            Value::Rat(_) | Value::Float(_) => self.clone(),
            Value::Complex(parts) if parts.1.sign() == 0 => parts.0.to_float(),
            Value::Complex(_) | Value::Unknown | Value::Bool(_) | Value::String(_) => {
                Value::Unknown
            }
        }
    }

    /// The same number with complex kind.
    pub fn to_complex(&self) -> Value {
        match self {
            Value::Int64(_) | Value::Int(_) | Value::Rat(_) | Value::Float(_) => {
                Value::complex(self.clone(), Value::Int64(0))
            }
            Value::Complex(_) => self.clone(),
            Value::Unknown | Value::Bool(_) | Value::String(_) => Value::Unknown,
        }
    }
}

fn sign_of(zero: bool, negative: bool) -> i32 {
    match (zero, negative) {
        (true, _) => 0,
        (false, true) => -1,
        (false, false) => 1,
    }
}

/// The absolute value.
fn magnitude(x: &IBig) -> UBig {
    x.clone().into_parts().1
}

/// `mant * 2^exp`, exactly; the caller bounds the exponent.
fn scale_by_power_of_2(mant: IBig, exp: i64) -> RBig {
    let shift = exp.unsigned_abs() as usize;
    if exp >= 0 { RBig::from(mant << shift) } else { RBig::from_parts(mant, UBig::ONE << shift) }
}

#[cfg(test)]
mod tests;
