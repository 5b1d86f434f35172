//! Whether a constant is representable as a value of a basic type (`types2/const.go`).

use super::{ConstKind, Value, binary_op};
use crate::profile::Sizes;
use crate::syntax::ast::Operator;
use crate::types::basic::Basic;

/// Whether `x` is representable by the basic type, where words have these sizes. The value
/// that it takes there is stored in `rounded`: an integer for integer types, the nearest number
/// for floating-point and complex types. An unknown value is representable by any type.
pub fn representable_const(
    x: &Value,
    basic: Basic,
    sizes: Sizes,
    rounded: Option<&mut Value>,
) -> bool {
    if *x == Value::Unknown {
        return true;
    }
    let value = match basic.canon() {
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
        | Basic::UntypedInt
        | Basic::UntypedRune => {
            let x = x.to_int();
            if x.kind() != ConstKind::Int {
                return false;
            }
            let fits = int_fits(&x, basic.canon(), sizes);
            if let Some(rounded) = rounded {
                *rounded = x;
            }
            return fits;
        }
        Basic::UntypedFloat => return x.to_float().kind() == ConstKind::Float,
        Basic::UntypedComplex => return x.to_complex().kind() == ConstKind::Complex,
        Basic::Float32 => round_float32(&x.to_float()),
        Basic::Float64 => round_float64(&x.to_float()),
        Basic::Complex64 => round_complex(&x.to_complex(), round_float32),
        Basic::Complex128 => round_complex(&x.to_complex(), round_float64),
        Basic::String | Basic::UntypedString => return x.kind() == ConstKind::String,
        Basic::Bool | Basic::UntypedBool => return x.kind() == ConstKind::Bool,
        Basic::Invalid | Basic::UnsafePointer | Basic::UntypedNil => return false,
        Basic::Byte | Basic::Rune => return false, // canonical above
    };
    match (value, rounded) {
        (None, _) => false,
        (Some(_), None) => true,
        (Some(value), Some(rounded)) => {
            *rounded = value;
            true
        }
    }
}

fn int_fits(x: &Value, basic: Basic, sizes: Sizes) -> bool {
    let signed =
        |bits: u32| x.int64_val().is_some_and(|x| x >> (bits - 1) == 0 || x >> (bits - 1) == -1);
    let unsigned = |bits: u32| x.uint64_val().is_some_and(|x| bits == 64 || x >> bits == 0);
    match basic {
        Basic::Int8 => signed(8),
        Basic::Int16 => signed(16),
        Basic::Int32 => signed(32),
        Basic::Int => signed(sizes.int_bits()),
        Basic::Int64 => signed(64),
        Basic::Uint8 => unsigned(8),
        Basic::Uint16 => unsigned(16),
        Basic::Uint32 => unsigned(32),
        Basic::Uint | Basic::Uintptr => unsigned(sizes.int_bits()),
        Basic::Uint64 => unsigned(64),
        _ => true, // untyped
    }
}

fn round_float32(x: &Value) -> Option<Value> {
    if x.kind() != ConstKind::Float {
        return None;
    }
    let x = x.float32_val();
    x.is_finite().then(|| Value::from_f64(f64::from(x)))
}

fn round_float64(x: &Value) -> Option<Value> {
    if x.kind() != ConstKind::Float {
        return None;
    }
    let x = x.float64_val();
    x.is_finite().then(|| Value::from_f64(x))
}

fn round_complex(x: &Value, round: fn(&Value) -> Option<Value>) -> Option<Value> {
    let re = round(&x.real().to_float())?;
    let im = round(&x.imag().to_float())?;
    Some(binary_op(&re, Operator::Add, &im.make_imag()))
}
