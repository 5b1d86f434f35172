//! From the text of a literal to its value (`constant.MakeFromLiteral`, `strconv.Unquote`).

use dashu::base::BitTest;
use dashu::integer::{IBig, UBig};
use dashu::rational::RBig;

use super::float::BigFloat;
use super::{MAX_RAT_BITS, Value, magnitude, scale_by_power_of_2};
use crate::syntax::ast::LitKind;

impl Value {
    /// The value of a literal as it is written in the source; unknown if it is malformed.
    pub fn from_literal(text: &str, kind: LitKind) -> Value {
        let value = match kind {
            LitKind::Int => int(text),
            LitKind::Float => real(text),
            LitKind::Imag => {
                text.strip_suffix('i').and_then(real).map(|im| Value::complex(Value::Int64(0), im))
            }
            LitKind::Rune => rune(text).map(|code| Value::Int64(i64::from(code))),
            LitKind::String => {
                unquote(text).map(|bytes| Value::String(bytes.into_boxed_slice().into()))
            }
        };
        value.unwrap_or(Value::Unknown)
    }
}

/// The digits without their underscores.
fn digits(text: &str) -> std::borrow::Cow<'_, str> {
    if text.contains('_') { text.replace('_', "").into() } else { text.into() }
}

/// Splits off `0x`, `0o`, `0b`, and the leading `0` of an old-style octal number.
fn radix(text: &str) -> (u32, &str) {
    let Some(rest) = text.strip_prefix('0') else { return (10, text) };
    match rest.bytes().next() {
        Some(b'x' | b'X') => (16, &rest[1..]),
        Some(b'o' | b'O') => (8, &rest[1..]),
        Some(b'b' | b'B') => (2, &rest[1..]),
        Some(_) => (8, rest),
        None => (10, text),
    }
}

fn int(text: &str) -> Option<Value> {
    let text = digits(text);
    let (radix, digits) = radix(&text);
    if digits.starts_with(['+', '-']) {
        return None;
    }
    if let Ok(small) = i64::from_str_radix(digits, radix) {
        return Some(Value::Int64(small));
    }
    UBig::from_str_radix(digits, radix).ok().map(|big| Value::from_big(IBig::from(big)))
}

/// A number of floating-point kind, also one written as an integer (`0x10i`).
fn real(text: &str) -> Option<Value> {
    let text = digits(text);
    let (radix, rest) = match radix(&text) {
        (8, _) if !text.starts_with("0o") && !text.starts_with("0O") => (10, &*text),
        other => other,
    };
    let exponent_letters: &[char] = if radix == 10 { &['e', 'E'] } else { &['p', 'P'] };
    let (mantissa, exp) = match rest.find(exponent_letters) {
        Some(at) => (&rest[..at], exponent(&rest[at + 1..])?),
        None => (rest, 0),
    };
    let (whole, frac) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let all: String = [whole, frac].concat();
    if all.is_empty() || !all.bytes().all(|b| (b as char).is_digit(radix)) {
        return None;
    }
    let mant = IBig::from(UBig::from_str_radix(&all, radix).ok()?);
    if mant.is_zero() {
        return Some(Value::from_rat(RBig::ZERO));
    }
    let frac_len = i64::try_from(frac.len()).ok()?;
    let bits = magnitude(&mant).bit_len() as f64;
    if radix == 10 {
        let exp = exp.saturating_sub(frac_len);
        let log2 = bits + exp as f64 * std::f64::consts::LOG2_10;
        return Some(match magnitude_class(log2) {
            Magnitude::Exact => {
                let power = UBig::from(10u8).pow(exp.unsigned_abs() as usize);
                let exact = if exp >= 0 {
                    RBig::from(mant * IBig::from(power))
                } else {
                    RBig::from_parts(mant, power)
                };
                Value::Rat(exact.into())
            }
            Magnitude::Rounded => Value::from_float(BigFloat::scaled_by_power_of_10(mant, exp)),
            Magnitude::Infinite => Value::Unknown,
            Magnitude::Zero => Value::from_rat(RBig::ZERO),
        });
    }
    let digit_bits = i64::from(radix.trailing_zeros());
    let exp = exp.saturating_sub(frac_len.saturating_mul(digit_bits));
    Some(match magnitude_class(bits + exp as f64) {
        Magnitude::Exact => Value::Rat(scale_by_power_of_2(mant, exp).into()),
        Magnitude::Rounded => Value::from_float(BigFloat::rounded(mant, exp)),
        Magnitude::Infinite => Value::Unknown,
        Magnitude::Zero => Value::from_rat(RBig::ZERO),
    })
}

/// A decimal exponent; one that doesn't fit is as large as any.
fn exponent(text: &str) -> Option<i64> {
    let (negative, digits) = match text.as_bytes().first()? {
        b'-' => (true, &text[1..]),
        b'+' => (false, &text[1..]),
        _ => (false, text),
    };
    if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let exp = digits.parse::<i64>().unwrap_or(i64::MAX).min(1 << 40);
    Some(if negative { -exp } else { exp })
}

enum Magnitude {
    Zero,
    Exact,
    Rounded,
    Infinite,
}

/// How a number with this binary logarithm is represented.
fn magnitude_class(log2: f64) -> Magnitude {
    if log2.abs() < MAX_RAT_BITS as f64 {
        Magnitude::Exact
    } else if log2 > f64::from(i32::MAX) {
        Magnitude::Infinite
    } else if log2 < -f64::from(i32::MAX) {
        Magnitude::Zero
    } else {
        Magnitude::Rounded
    }
}

fn rune(text: &str) -> Option<u32> {
    let body = text.strip_prefix('\'')?.strip_suffix('\'')?;
    let mut bytes = Vec::new();
    let (code, rest) = unquote_char(body, '\'', &mut bytes)?;
    rest.is_empty().then_some(code)
}

/// The bytes that a string literal, raw or interpreted, stands for.
pub fn unquote(text: &str) -> Option<Vec<u8>> {
    if let Some(body) = text.strip_prefix('`') {
        let body = body.strip_suffix('`')?;
        let mut bytes = body.as_bytes().to_vec();
        if body.contains('\r') {
            bytes.retain(|&b| b != b'\r');
        }
        return Some(bytes);
    }
    let mut body = text.strip_prefix('"')?.strip_suffix('"')?;
    if !body.contains(['\\', '"', '\n']) {
        return Some(body.as_bytes().to_vec());
    }
    let mut bytes = Vec::with_capacity(body.len());
    while !body.is_empty() {
        body = unquote_char(body, '"', &mut bytes)?.1;
    }
    Some(bytes)
}

/// Takes one character or escape off `text`: its code, and its bytes in a string, go to the
/// caller with the rest.
fn unquote_char<'t>(text: &'t str, quote: char, out: &mut Vec<u8>) -> Option<(u32, &'t str)> {
    let mut chars = text.chars();
    let first = chars.next()?;
    if first != '\\' {
        if first == quote || first == '\n' {
            return None;
        }
        out.extend_from_slice(first.encode_utf8(&mut [0; 4]).as_bytes());
        return Some((u32::from(first), chars.as_str()));
    }
    let byte = |b: u8, rest, out: &mut Vec<u8>| {
        out.push(b);
        Some((u32::from(b), rest))
    };
    let escape = chars.next()?;
    let rest = chars.as_str();
    let number = |len: usize, radix| {
        let (digits, rest) = (rest.get(..len)?, rest.get(len..)?);
        digits
            .bytes()
            .all(|b| (b as char).is_digit(radix))
            .then(|| u32::from_str_radix(digits, radix).ok().map(|code| (code, rest)))?
    };
    match escape {
        'a' => byte(7, rest, out),
        'b' => byte(8, rest, out),
        'f' => byte(12, rest, out),
        'n' => byte(b'\n', rest, out),
        'r' => byte(b'\r', rest, out),
        't' => byte(b'\t', rest, out),
        'v' => byte(11, rest, out),
        '\\' => byte(b'\\', rest, out),
        '\'' | '"' if escape == quote => byte(escape as u8, rest, out),
        'x' => {
            let (code, rest) = number(2, 16)?;
            byte(u8::try_from(code).ok()?, rest, out)
        }
        '0'..='7' => {
            let digits = text.get(1..4)?;
            let code = digits
                .bytes()
                .all(|b| (b'0'..=b'7').contains(&b))
                .then(|| u32::from_str_radix(digits, 8).ok())??;
            byte(u8::try_from(code).ok()?, text.get(4..)?, out)
        }
        'u' | 'U' => {
            let (code, rest) = number(if escape == 'u' { 4 } else { 8 }, 16)?;
            let c = char::from_u32(code)?;
            out.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
            Some((code, rest))
        }
        _ => None,
    }
}
