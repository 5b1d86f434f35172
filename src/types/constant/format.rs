//! Constants as gc prints them (`constant.Value.String`, `strconv.Quote`).

use std::fmt::{self, Write};

use super::Value;
use super::float::BigFloat;

/// The number of characters of a quoted string that is printed in full.
const MAX_STRING: usize = 72;

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Value::Unknown => f.write_str("unknown"),
            Value::Bool(x) => write!(f, "{x}"),
            Value::String(x) => {
                let mut quoted = quote(x.as_bytes());
                if quoted.chars().count() > MAX_STRING {
                    let end = quoted.char_indices().nth(MAX_STRING - 3).map_or(0, |(i, _)| i);
                    quoted.truncate(end);
                    quoted.push_str("...");
                }
                f.write_str(&quoted)
            }
            Value::Int64(x) => write!(f, "{x}"),
            Value::Int(x) => write!(f, "{x}"),
            Value::Rat(x) => float_string(&BigFloat::from_rat(x), f),
            Value::Float(x) => float_string(x, f),
            Value::Complex(parts) => write!(f, "({} + {}i)", parts.0, parts.1),
        }
    }
}

impl Value {
    /// The value in full: strings without an end cut off, fractions as `a/b`.
    pub fn exact_string(&self) -> String {
        match self {
            Value::String(x) => quote(x.as_bytes()),
            Value::Rat(x) => x.to_string(),
            Value::Complex(parts) => {
                format!("({} + {}i)", parts.0.exact_string(), parts.1.exact_string())
            }
            Value::Unknown | Value::Bool(_) | Value::Int64(_) | Value::Int(_) | Value::Float(_) => {
                self.to_string()
            }
        }
    }
}

fn float_string(x: &BigFloat, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let near = x.to_f64();
    if (x.sign() == 0) == (near == 0.0) && near.is_finite() {
        let short = format_g(near, Some(6));
        if !x.is_int() && !short.contains('.') {
            return f.write_str(&format_g(near, None));
        }
        return f.write_str(&short);
    }
    // Beyond 64 bits: x = mant * 2^exp = m * 10^e.
    let mut m = x.mantissa();
    let d = x.exponent() as f64 * (std::f64::consts::LN_2 / std::f64::consts::LN_10);
    let mut e = d as i64;
    m *= 10f64.powf(d - e as f64);
    if m.abs() < 1.0 - 0.5e-6 {
        m *= 10.0;
        e -= 1;
    } else if m.abs() >= 10.0 {
        m /= 10.0;
        e += 1;
    }
    write!(f, "{}e{e:+}", format_g(m, Some(6)))
}

/// A number in C's `%g` format with this many significant digits, or the fewest that tell it
/// apart.
fn format_g(x: f64, precision: Option<usize>) -> String {
    if x == 0.0 {
        return "0".to_owned();
    }
    let scientific = match precision {
        Some(precision) => format!("{x:.*e}", precision - 1),
        None => format!("{x:e}"),
    };
    let (mantissa, exp) = scientific.split_once('e').unwrap_or((&scientific, "0"));
    let exp: i32 = exp.parse().unwrap_or(0);
    let (sign, mantissa) = match mantissa.strip_prefix('-') {
        Some(rest) => ("-", rest),
        None => ("", mantissa),
    };
    let digits: String = mantissa.chars().filter(char::is_ascii_digit).collect();
    let digits = digits.trim_end_matches('0');
    let digits = if digits.is_empty() { "0" } else { digits };
    // The fewest digits count as six when it comes to the exponent.
    let limit = precision.unwrap_or(6) as i32;
    if exp < -4 || exp >= limit {
        let (first, rest) = digits.split_at(1);
        let dot = if rest.is_empty() { "" } else { "." };
        let exp_sign = if exp < 0 { '-' } else { '+' };
        return format!("{sign}{first}{dot}{rest}e{exp_sign}{:02}", exp.abs());
    }
    if exp < 0 {
        return format!("{sign}0.{}{digits}", "0".repeat((-exp - 1) as usize));
    }
    let point = exp as usize + 1;
    if digits.len() <= point {
        format!("{sign}{digits}{}", "0".repeat(point - digits.len()))
    } else {
        format!("{sign}{}.{}", &digits[..point], &digits[point..])
    }
}

/// A string as a Go literal in double quotes.
pub fn quote(bytes: &[u8]) -> String {
    let mut out = String::with_capacity(bytes.len() + 2);
    out.push('"');
    for chunk in bytes.utf8_chunks() {
        for c in chunk.valid().chars() {
            quote_char(c, '"', &mut out);
        }
        for b in chunk.invalid() {
            let _ = write!(out, "\\x{b:02x}");
        }
    }
    out.push('"');
    out
}

/// A rune as a Go literal in single quotes; an invalid one as U+FFFD.
pub fn quote_rune(code: u32) -> String {
    let mut out = String::from("'");
    quote_char(char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER), '\'', &mut out);
    out.push('\'');
    out
}

fn quote_char(c: char, quote: char, out: &mut String) {
    match c {
        '\u{7}' => out.push_str("\\a"),
        '\u{8}' => out.push_str("\\b"),
        '\u{c}' => out.push_str("\\f"),
        '\n' => out.push_str("\\n"),
        '\r' => out.push_str("\\r"),
        '\t' => out.push_str("\\t"),
        '\u{b}' => out.push_str("\\v"),
        '\\' => out.push_str("\\\\"),
        c if c == quote => out.extend(['\\', c]),
        c if is_print(c) => out.push(c),
        c if c < ' ' || c == '\u{7f}' => {
            let _ = write!(out, "\\x{:02x}", c as u32);
        }
        c if (c as u32) < 0x10000 => {
            let _ = write!(out, "\\u{:04x}", c as u32);
        }
        c => {
            let _ = write!(out, "\\U{:08x}", c as u32);
        }
    }
}

/// Whether Go prints the character as it is (`strconv.IsPrint`): what Rust's debug format does,
/// except that it escapes combining marks at the start of a string, and spaces.
fn is_print(c: char) -> bool {
    if c.is_ascii() {
        return (' '..='~').contains(&c);
    }
    !c.is_whitespace() && String::from_iter(['a', c]).escape_debug().eq(['a', c])
}
