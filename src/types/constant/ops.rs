//! Operations on constant values (`constant.UnaryOp`, `BinaryOp`, `Shift`, `Compare`).

use std::cmp::Ordering;
use std::sync::Arc;

use dashu::integer::IBig;
use dashu::rational::RBig;

use super::Value;
use super::float::BigFloat;
use crate::syntax::ast::Operator;

/// Two values brought to the same representation.
enum Pair {
    Bool(bool, bool),
    String(super::Str, super::Str),
    Int64(i64, i64),
    Int(Arc<IBig>, Arc<IBig>),
    Rat(Arc<RBig>, Arc<RBig>),
    Float(Arc<BigFloat>, Arc<BigFloat>),
    Complex(Arc<(Value, Value)>, Arc<(Value, Value)>),
    Mismatch,
}

/// How far up the ladder of representations a number stands.
fn rank(x: &Value) -> Option<u8> {
    match x {
        Value::Unknown | Value::Bool(_) | Value::String(_) => None,
        Value::Int64(_) => Some(0),
        Value::Int(_) => Some(1),
        Value::Rat(_) => Some(2),
        Value::Float(_) => Some(3),
        Value::Complex(_) => Some(4),
    }
}

fn as_int(x: &Value) -> Arc<IBig> {
    match x {
        Value::Int64(x) => Arc::new(IBig::from(*x)),
        Value::Int(x) => x.clone(),
        _ => Arc::default(),
    }
}

fn as_rat(x: &Value) -> Arc<RBig> {
    match x {
        Value::Int64(x) => Arc::new(RBig::from(*x)),
        Value::Int(x) => Arc::new(RBig::from((**x).clone())),
        Value::Rat(x) => x.clone(),
        _ => Arc::default(),
    }
}

fn as_float(x: &Value) -> Arc<BigFloat> {
    match x {
        Value::Float(x) => x.clone(),
        Value::Rat(x) => Arc::new(BigFloat::from_rat(x)),
        other => Arc::new(BigFloat::from_int(&as_int(other))),
    }
}

fn as_complex(x: &Value) -> Arc<(Value, Value)> {
    match x {
        Value::Complex(x) => x.clone(),
        other => Arc::new((other.clone(), Value::Int64(0))),
    }
}

fn pair(x: &Value, y: &Value) -> Pair {
    match (x, y) {
        (Value::Bool(x), Value::Bool(y)) => return Pair::Bool(*x, *y),
        (Value::String(x), Value::String(y)) => return Pair::String(x.clone(), y.clone()),
        (Value::Int64(x), Value::Int64(y)) => return Pair::Int64(*x, *y),
        _ => {}
    }
    match rank(x).zip(rank(y)).map(|(x, y)| x.max(y)) {
        None => Pair::Mismatch,
        Some(0 | 1) => Pair::Int(as_int(x), as_int(y)),
        Some(2) => Pair::Rat(as_rat(x), as_rat(y)),
        Some(3) => Pair::Float(as_float(x), as_float(y)),
        Some(_) => Pair::Complex(as_complex(x), as_complex(y)),
    }
}

/// `op y`. Of `^y` with `y` of an unsigned type, the result has `unsigned_bits` bits; of any
/// other type the argument is zero.
pub fn unary_op(op: Operator, y: &Value, unsigned_bits: u32) -> Value {
    match (op, y) {
        (Operator::Add, _) if rank(y).is_some() => y.clone(),
        (Operator::Sub, Value::Int64(y)) => match y.checked_neg() {
            Some(z) => Value::Int64(z),
            None => Value::from_big(-IBig::from(*y)),
        },
        (Operator::Sub, Value::Int(y)) => Value::from_big(-&**y),
        (Operator::Sub, Value::Rat(y)) => Value::from_rat(-(**y).clone()),
        (Operator::Sub, Value::Float(y)) => Value::from_float(y.neg()),
        (Operator::Sub, Value::Complex(y)) => {
            Value::complex(unary_op(Operator::Sub, &y.0, 0), unary_op(Operator::Sub, &y.1, 0))
        }
        (Operator::Xor, Value::Int64(_) | Value::Int(_)) => {
            let mut z = !as_int(y).as_ref().clone();
            if unsigned_bits > 0 {
                z &= (IBig::ONE << unsigned_bits as usize) - IBig::ONE;
            }
            Value::from_big(z)
        }
        (Operator::Not, Value::Bool(y)) => Value::Bool(!y),
        _ => Value::Unknown,
    }
}

/// `x op y` for any operator but shifts and comparisons; `Div` of integers gives a fraction.
pub fn binary_op(x: &Value, op: Operator, y: &Value) -> Value {
    match pair(x, y) {
        Pair::Bool(a, b) => match op {
            Operator::AndAnd => Value::Bool(a && b),
            Operator::OrOr => Value::Bool(a || b),
            _ => Value::Unknown,
        },
        Pair::String(a, b) if op == Operator::Add => Value::String(a.concat(&b)),
        Pair::Int64(a, b) => {
            let small = match op {
                Operator::Add => a.checked_add(b),
                Operator::Sub => a.checked_sub(b),
                Operator::Mul => a.checked_mul(b),
                Operator::And => Some(a & b),
                Operator::Or => Some(a | b),
                Operator::Xor => Some(a ^ b),
                Operator::AndNot => Some(a & !b),
                _ => None,
            };
            match small {
                Some(small) => Value::Int64(small),
                None => big_int_op(&IBig::from(a), op, &IBig::from(b)),
            }
        }
        Pair::Int(a, b) => big_int_op(&a, op, &b),
        Pair::Rat(a, b) => Value::from_rat(match op {
            Operator::Add => &*a + &*b,
            Operator::Sub => &*a - &*b,
            Operator::Mul => &*a * &*b,
            Operator::Div if !b.is_zero() => &*a / &*b,
            _ => return Value::Unknown,
        }),
        Pair::Float(a, b) => Value::from_float(match op {
            Operator::Add => a.add(&b),
            Operator::Sub => a.add(&b.neg()),
            Operator::Mul => a.mul(&b),
            Operator::Div if !b.is_zero() => a.div(&b),
            _ => return Value::Unknown,
        }),
        Pair::Complex(x, y) => complex_op(&x, op, &y),
        Pair::String(..) | Pair::Mismatch => Value::Unknown,
    }
}

fn big_int_op(a: &IBig, op: Operator, b: &IBig) -> Value {
    Value::from_big(match op {
        Operator::Add => a + b,
        Operator::Sub => a - b,
        Operator::Mul => a * b,
        Operator::And => a & b,
        Operator::Or => a | b,
        Operator::Xor => a ^ b,
        Operator::AndNot => a & !b,
        Operator::Rem if !b.is_zero() => a % b,
        Operator::Div if !b.is_zero() => {
            return Value::from_rat(RBig::from_parts_signed(a.clone(), b.clone()));
        }
        _ => return Value::Unknown,
    })
}

fn complex_op(x: &(Value, Value), op: Operator, y: &(Value, Value)) -> Value {
    let add = |x: &Value, y: &Value| binary_op(x, Operator::Add, y);
    let sub = |x: &Value, y: &Value| binary_op(x, Operator::Sub, y);
    let mul = |x: &Value, y: &Value| binary_op(x, Operator::Mul, y);
    let ((a, b), (c, d)) = (x, y);
    match op {
        Operator::Add => Value::complex(add(a, c), add(b, d)),
        Operator::Sub => Value::complex(sub(a, c), sub(b, d)),
        Operator::Mul => {
            let re = sub(&mul(a, c), &mul(b, d));
            let im = add(&mul(b, c), &mul(a, d));
            Value::complex(re, im)
        }
        Operator::Div => {
            let norm = add(&mul(c, c), &mul(d, d));
            let re = add(&mul(a, c), &mul(b, d));
            let im = sub(&mul(b, c), &mul(a, d));
            let div = |x: &Value| binary_op(x, Operator::Div, &norm);
            Value::complex(div(&re), div(&im))
        }
        _ => Value::Unknown,
    }
}

/// The quotient of two integers, rounded toward zero.
pub fn int_div(x: &Value, y: &Value) -> Value {
    match pair(x, y) {
        Pair::Int64(_, 0) => Value::Unknown,
        Pair::Int64(a, b) => match a.checked_div(b) {
            Some(c) => Value::Int64(c),
            None => Value::from_big(IBig::from(a) / IBig::from(b)),
        },
        Pair::Int(a, b) if !b.is_zero() => Value::from_big(&*a / &*b),
        _ => Value::Unknown,
    }
}

/// The largest shift that is carried out: far more than any constant may have bits.
const MAX_SHIFT: u32 = 1 << 16;

/// `x << s` or `x >> s` for an integer `x`.
pub fn shift(x: &Value, op: Operator, s: u32) -> Value {
    match (x, op) {
        (Value::Int64(_) | Value::Int(_), Operator::Shl | Operator::Shr) if s == 0 => x.clone(),
        (Value::Int64(0), Operator::Shl) => x.clone(),
        (Value::Int64(x), Operator::Shl) if s < 63 && x.unsigned_abs().leading_zeros() > s + 1 => {
            Value::Int64(x << s)
        }
        (Value::Int64(_) | Value::Int(_), Operator::Shl) if s <= MAX_SHIFT => {
            Value::from_big(as_int(x).as_ref() << s as usize)
        }
        (Value::Int64(x), Operator::Shr) => Value::Int64(x >> s.min(63)),
        (Value::Int(x), Operator::Shr) => Value::from_big(&**x >> s as usize),
        _ => Value::Unknown,
    }
}

fn ordered(ordering: Ordering, op: Operator) -> bool {
    match op {
        Operator::Eql => ordering.is_eq(),
        Operator::Neq => ordering.is_ne(),
        Operator::Lss => ordering.is_lt(),
        Operator::Leq => ordering.is_le(),
        Operator::Gtr => ordering.is_gt(),
        Operator::Geq => ordering.is_ge(),
        _ => false,
    }
}

/// `x op y` for a comparison; false if it can't be decided.
pub fn compare(x: &Value, op: Operator, y: &Value) -> bool {
    match pair(x, y) {
        Pair::Bool(a, b) => match op {
            Operator::Eql => a == b,
            Operator::Neq => a != b,
            _ => false,
        },
        Pair::String(a, b) => ordered(a.as_bytes().cmp(b.as_bytes()), op),
        Pair::Int64(a, b) => ordered(a.cmp(&b), op),
        Pair::Int(a, b) => ordered(a.cmp(&b), op),
        Pair::Rat(a, b) => ordered(a.cmp(&b), op),
        Pair::Float(a, b) => ordered(a.cmp(&b), op),
        Pair::Complex(a, b) => {
            let equal = compare(&a.0, Operator::Eql, &b.0) && compare(&a.1, Operator::Eql, &b.1);
            match op {
                Operator::Eql => equal,
                Operator::Neq => !equal,
                _ => false,
            }
        }
        Pair::Mismatch => false,
    }
}
