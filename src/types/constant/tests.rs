//! Tests of constant values against what Go prints for them.

use super::format::{quote, quote_rune};
use super::*;
use crate::profile::Sizes;
use crate::syntax::ast::{LitKind, Operator};
use crate::types::basic::Basic;

fn lit(text: &str) -> Value {
    let kind = match text.as_bytes() {
        [b'\'', ..] => LitKind::Rune,
        [b'"' | b'`', ..] => LitKind::String,
        [.., b'i'] => LitKind::Imag,
        _ if text.contains(['.', 'p', 'P'])
            || text.contains(['e', 'E']) && !text.starts_with("0x") =>
        {
            LitKind::Float
        }
        _ => LitKind::Int,
    };
    Value::from_literal(text, kind)
}

fn op(x: &str, op: Operator, y: &str) -> String {
    binary_op(&lit(x), op, &lit(y)).to_string()
}

#[test]
fn literals_print_as_in_go() {
    for (text, want) in [
        ("0", "0"),
        ("1_000", "1000"),
        ("0x_ff", "255"),
        ("0b101", "5"),
        ("0o17", "15"),
        ("017", "15"),
        ("9223372036854775808", "9223372036854775808"),
        ("0x1p-2", "0.25"),
        ("0x1.8p1", "3"),
        ("1e3", "1000"),
        ("1.5", "1.5"),
        (".5e1", "5"),
        ("1e-7", "1e-07"),
        ("1e100", "1e+100"),
        ("3.14159265358979323846", "3.14159"),
        ("1e5", "100000"),
        ("1e6", "1e+06"),
        ("123456789.0", "1.23457e+08"),
        ("1e400", "1e+400"),
        ("1e-400", "1e-400"),
        ("1e5000", "1e+5000"),
        ("1e-5000", "1e-5000"),
        ("0.0e999999999999", "0"),
        ("1e99999999999", "unknown"),
        ("2i", "(0 + 2i)"),
        ("0123i", "(0 + 123i)"),
        ("0x10i", "(0 + 16i)"),
        ("'a'", "97"),
        ("'\\n'", "10"),
        ("'\\''", "39"),
        ("'\\x41'", "65"),
        ("'\\u00e4'", "228"),
        ("'ä'", "228"),
        ("'\\377'", "255"),
        ("'\\400'", "unknown"),
        ("\"a\\tb\"", "\"a\\tb\""),
        ("\"\\xff\"", "\"\\xff\""),
        ("`a\\n`", "\"a\\\\n\""),
        ("'ab'", "unknown"),
        ("08", "unknown"),
    ] {
        assert_eq!(lit(text).to_string(), want, "{text}");
    }
}

#[test]
fn arithmetic() {
    assert_eq!(op("7", Operator::Div, "2"), "3.5");
    assert_eq!(int_div(&lit("7"), &lit("2")), Value::int(3));
    assert_eq!(int_div(&Value::int(-7), &lit("2")), Value::int(-3));
    assert_eq!(int_div(&Value::int(i64::MIN), &Value::int(-1)).to_string(), "9223372036854775808");
    assert_eq!(binary_op(&Value::int(-7), Operator::Rem, &lit("2")), Value::int(-1));
    assert_eq!(binary_op(&Value::int(i64::MIN), Operator::Rem, &Value::int(-1)), Value::int(0));
    assert_eq!(op("9223372036854775807", Operator::Add, "1"), "9223372036854775808");
    assert_eq!(op("4294967296", Operator::Mul, "4294967296"), "18446744073709551616");
    assert_eq!(op("6", Operator::AndNot, "3"), "4");
    assert_eq!(op("0.1", Operator::Add, "0.2"), "0.3");
    let sum = binary_op(&lit("0.1"), Operator::Add, &lit("0.2"));
    assert!(compare(&sum, Operator::Eql, &lit("0.3")));
    assert_eq!(op("1i", Operator::Mul, "1i"), "(-1 + 0i)");
    assert_eq!(op("1", Operator::Div, "2i"), "(0 + -0.5i)");
    assert_eq!(op("\"a\"", Operator::Add, "\"b\""), "\"ab\"");
    for zero in ["0", "0.0", "0i"] {
        assert_eq!(op("1", Operator::Div, zero), "unknown");
        assert_eq!(op("1.5", Operator::Div, zero), "unknown");
    }
    assert_eq!(op("1", Operator::Add, "\"a\""), "unknown");
    assert_eq!(op("1.5", Operator::Rem, "1"), "unknown");
}

#[test]
fn unary_and_shift() {
    assert_eq!(unary_op(Operator::Xor, &Value::int(5), 8), Value::int(250));
    assert_eq!(unary_op(Operator::Xor, &Value::int(5), 0), Value::int(-6));
    assert_eq!(
        unary_op(Operator::Sub, &Value::int(i64::MIN), 0).to_string(),
        "9223372036854775808"
    );
    assert_eq!(shift(&Value::int(1), Operator::Shl, 62), Value::int(1 << 62));
    assert_eq!(shift(&Value::int(1), Operator::Shl, 63).to_string(), "9223372036854775808");
    assert_eq!(shift(&Value::int(-1), Operator::Shl, 63), Value::int(i64::MIN));
    assert_eq!(shift(&Value::int(-5), Operator::Shr, 1), Value::int(-3));
    let big = shift(&Value::int(-5), Operator::Shl, 100);
    assert_eq!(shift(&big, Operator::Shr, 100), Value::int(-5));
    assert_eq!(shift(&big, Operator::Shr, 101), Value::int(-3));
    assert_eq!(shift(&Value::int(1), Operator::Shl, u32::MAX), Value::Unknown);
}

#[test]
fn rounding() {
    let mut rounded = Value::Unknown;
    assert!(representable_const(&lit("0.1"), Basic::Float32, Sizes::BITS_64, Some(&mut rounded)));
    assert_eq!(rounded.float64_val(), f64::from(0.1f32));
    assert!(representable_const(&lit("0.1"), Basic::Float64, Sizes::BITS_64, Some(&mut rounded)));
    assert_eq!(rounded.float64_val(), 0.1);
    assert!(!representable_const(&lit("1e39"), Basic::Float32, Sizes::BITS_64, None));
    assert!(!representable_const(&lit("1e309"), Basic::Float64, Sizes::BITS_64, None));
    assert!(representable_const(
        &lit("4.9e-324"),
        Basic::Float64,
        Sizes::BITS_64,
        Some(&mut rounded)
    ));
    assert_eq!(rounded.float64_val(), 4.9e-324);
    assert!(representable_const(
        &lit("1e-400"),
        Basic::Float64,
        Sizes::BITS_64,
        Some(&mut rounded)
    ));
    assert_eq!(rounded.sign(), 0);
    assert!(representable_const(&lit("2.0"), Basic::Int, Sizes::BITS_64, Some(&mut rounded)));
    assert_eq!(rounded, Value::int(2));
    assert!(!representable_const(&lit("2.5"), Basic::Int, Sizes::BITS_64, None));
    for (basic, value) in [(Basic::Int, 1 << 31), (Basic::Uint, 1 << 32), (Basic::Uintptr, 1 << 32)]
    {
        assert!(representable_const(&Value::int(value), basic, Sizes::BITS_64, None));
        assert!(!representable_const(&Value::int(value), basic, Sizes::BITS_32, None));
        assert!(representable_const(&Value::int(value - 1), basic, Sizes::BITS_32, None));
    }
    assert!(representable_const(&lit("255"), Basic::Byte, Sizes::BITS_64, None));
    assert!(!representable_const(&lit("256"), Basic::Uint8, Sizes::BITS_64, None));
    assert!(!representable_const(&Value::int(-1), Basic::Uint, Sizes::BITS_64, None));
    assert!(representable_const(&lit("18446744073709551615"), Basic::Uint64, Sizes::BITS_64, None));
    assert!(!representable_const(
        &lit("18446744073709551616"),
        Basic::Uint64,
        Sizes::BITS_64,
        None
    ));
    assert!(representable_const(&Value::int(-128), Basic::Int8, Sizes::BITS_64, None));
    assert!(!representable_const(&Value::int(-129), Basic::Int8, Sizes::BITS_64, None));
    for text in [
        "1.7976931348623157e308",
        "2.2250738585072014e-308",
        "2.2250738585072011e-308",
        "9007199254740993.0",
        "1.00000000000000011102230246251565404",
        "123456.789e-12",
    ] {
        assert_eq!(lit(text).float64_val(), text.parse::<f64>().unwrap_or(0.0), "{text}");
        assert_eq!(lit(text).float32_val(), text.parse::<f32>().unwrap_or(0.0), "{text}");
    }
}

#[test]
fn large_fractions_become_floats() {
    let huge = lit("1e2000");
    assert_eq!(binary_op(&huge, Operator::Div, &huge).to_string(), "1");
    assert_eq!(binary_op(&huge, Operator::Div, &huge).to_int(), Value::int(1));
    let third = binary_op(&lit("1.0"), Operator::Div, &lit("3"));
    let sum = binary_op(&binary_op(&third, Operator::Mul, &huge), Operator::Div, &huge);
    assert_eq!(sum.float64_val(), 1.0 / 3.0);
    assert_eq!(binary_op(&huge, Operator::Sub, &huge).sign(), 0);
    assert!(compare(&huge, Operator::Gtr, &lit("1e1999")));
    assert!(compare(&lit("1e-2000"), Operator::Lss, &lit("1e-1999")));
}

#[test]
fn quoting() {
    assert_eq!(
        quote("a\"\\\n\u{1}ä\u{200b}€\u{1f600}".as_bytes()),
        "\"a\\\"\\\\\\n\\x01ä\\u200b€\u{1f600}\""
    );
    assert_eq!(quote(b"\xff\xc3"), "\"\\xff\\xc3\"");
    assert_eq!(quote("e\u{301}\u{a0}\u{3000}".as_bytes()), "\"e\u{301}\\u00a0\\u3000\"");
    assert_eq!(quote_rune(0x27), "'\\''");
    assert_eq!(quote_rune(0x61), "'a'");
    let long = Value::string(&[b'x'; 100]);
    assert_eq!(long.to_string(), format!("\"{}...", "x".repeat(68)));
}

#[test]
fn ropes() {
    let mut sum = Value::string(b"");
    for i in 0..2000 {
        sum = binary_op(&sum, Operator::Add, &Value::string(format!("line {i}\n").as_bytes()));
    }
    assert!(sum.string_val().starts_with(b"line 0\nline 1\n"));
    assert!(sum.string_val().ends_with(b"line 1998\nline 1999\n"));
    assert_eq!(sum.string_len(), sum.string_val().len());
}
