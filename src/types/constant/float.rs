//! Floating-point numbers with 512 bits of mantissa and a wide exponent (`math/big.Float`
//! as `go/constant` uses it), and correctly rounded conversions to 32 and 64 bits.

use std::cmp::Ordering;

use dashu::base::{BitTest, DivRem, Signed};
use dashu::integer::{IBig, Sign, UBig};
use dashu::rational::RBig;

use super::{MAX_RAT_BITS, magnitude, scale_by_power_of_2, sign_of};

/// The bits of a mantissa.
const PREC: usize = 512;
/// Larger binary exponents, up or down, are infinite or zero.
const MAX_EXP: i64 = i32::MAX as i64;

/// `mant * 2^exp`; the mantissa has at most 512 bits.
#[derive(Clone, Debug, PartialEq)]
pub struct BigFloat {
    mant: IBig,
    exp: i64,
}

impl BigFloat {
    /// The nearest number to `mant * 2^exp`; ties go to even.
    pub(super) fn rounded(mant: IBig, exp: i64) -> BigFloat {
        BigFloat::rounded_to(mant, exp, PREC)
    }

    fn rounded_to(mant: IBig, exp: i64, prec: usize) -> BigFloat {
        let (sign, magnitude) = mant.into_parts();
        let extra = magnitude.bit_len().saturating_sub(prec);
        let (magnitude, exp) = (round_shift(&magnitude, extra, false), exp + extra as i64);
        // Without trailing zeros, equal numbers have equal representations.
        match magnitude.trailing_zeros() {
            None => BigFloat { mant: IBig::ZERO, exp: 0 },
            Some(zeros) => BigFloat {
                mant: IBig::from_parts(sign, magnitude >> zeros),
                exp: exp.saturating_add(zeros as i64),
            },
        }
    }

    /// `mant * 2^exp`, rounded to 512 bits.
    pub fn new(mant: IBig, exp: i64) -> BigFloat {
        BigFloat::rounded(mant, exp)
    }

    /// The mantissa and the exponent of two.
    pub fn parts(&self) -> (&IBig, i64) {
        (&self.mant, self.exp)
    }

    pub(super) fn from_rat(x: &RBig) -> BigFloat {
        BigFloat::quotient(x.numerator(), &IBig::from(x.denominator().clone()), 0)
    }

    pub(super) fn from_int(x: &IBig) -> BigFloat {
        BigFloat::rounded(x.clone(), 0)
    }

    /// `num / den * 2^exp`; the divisor isn't zero.
    fn quotient(num: &IBig, den: &IBig, exp: i64) -> BigFloat {
        let (sign, (quo, sticky, shift)) = divide(num, den, PREC + 2);
        // A remainder decides how a tie is rounded: keep it as a last bit.
        let quo = (quo << 1) | UBig::from(u8::from(sticky));
        BigFloat::rounded(IBig::from_parts(sign, quo), exp - shift - 1)
    }

    /// `10^n` with `prec` bits, for exponents beyond exact fractions.
    pub(super) fn scaled_by_power_of_10(mant: IBig, n: i64) -> BigFloat {
        const EXTRA: usize = 64;
        let mut power = BigFloat { mant: IBig::ONE, exp: 0 };
        let mut square = BigFloat { mant: IBig::from(10u8), exp: 0 };
        let mut rest = n.unsigned_abs();
        while rest > 0 {
            if rest & 1 == 1 {
                power = BigFloat::rounded_to(
                    power.mant * &square.mant,
                    power.exp.saturating_add(square.exp),
                    PREC + EXTRA,
                );
            }
            rest >>= 1;
            square = BigFloat::rounded_to(
                &square.mant * &square.mant,
                square.exp.saturating_mul(2),
                PREC + EXTRA,
            );
        }
        if n >= 0 {
            BigFloat::rounded(mant * power.mant, power.exp)
        } else {
            BigFloat::quotient(&mant, &power.mant, power.exp.saturating_neg())
        }
    }

    pub(super) fn is_zero(&self) -> bool {
        self.mant.is_zero()
    }

    pub(super) fn sign(&self) -> i32 {
        sign_of(self.mant.is_zero(), self.mant.is_negative())
    }

    /// The exponent `e` of `m * 2^e` with `0.5 <= |m| < 1`.
    pub(super) fn exponent(&self) -> i64 {
        self.exp.saturating_add(magnitude(&self.mant).bit_len() as i64)
    }

    pub(super) fn is_out_of_range(&self) -> bool {
        self.exponent().abs() > MAX_EXP
    }

    pub(super) fn neg(&self) -> BigFloat {
        BigFloat { mant: -&self.mant, exp: self.exp }
    }

    /// `self + other`.
    pub(super) fn add(&self, other: &BigFloat) -> BigFloat {
        if self.is_zero() {
            return other.clone();
        }
        if other.is_zero() {
            return self.clone();
        }
        let (low, high) = if self.exp <= other.exp { (self, other) } else { (other, self) };
        let (low_top, high_top) = (low.exponent(), high.exponent());
        // A number far below the other's last bit only tells its sign.
        let gap = 2 * PREC as i64 + 4;
        if high_top - low_top > gap {
            let shift = gap as usize;
            let nudge = if low.mant.is_negative() { -IBig::ONE } else { IBig::ONE };
            return BigFloat::rounded((&high.mant << shift) + nudge, high.exp - gap);
        }
        if low_top - high_top > gap {
            let shift = gap as usize;
            let nudge = if high.mant.is_negative() { -IBig::ONE } else { IBig::ONE };
            return BigFloat::rounded((&low.mant << shift) + nudge, low.exp - gap);
        }
        let shift = (high.exp - low.exp) as usize;
        BigFloat::rounded((&high.mant << shift) + &low.mant, low.exp)
    }

    /// `self * other`.
    pub(super) fn mul(&self, other: &BigFloat) -> BigFloat {
        BigFloat::rounded(&self.mant * &other.mant, self.exp.saturating_add(other.exp))
    }

    /// `self / other`; the divisor isn't zero.
    pub(super) fn div(&self, other: &BigFloat) -> BigFloat {
        BigFloat::quotient(&self.mant, &other.mant, self.exp.saturating_sub(other.exp))
    }

    pub(super) fn cmp(&self, other: &BigFloat) -> Ordering {
        self.add(&other.neg()).sign().cmp(&0)
    }

    /// The integer that it is, or that it is but for its last four bits, which rounding may
    /// have changed.
    pub(super) fn to_int(&self) -> Option<IBig> {
        if self.exponent().unsigned_abs() >= MAX_RAT_BITS as u64 {
            return None;
        }
        if self.exp >= 0 {
            return Some(&self.mant << self.exp as usize);
        }
        let magnitude = magnitude(&self.mant);
        let extra = magnitude.bit_len().saturating_sub(PREC - 4);
        let whole = (-self.exp) as usize;
        if extra < whole {
            return None;
        }
        let sign = self.mant.sign();
        let down = &magnitude >> extra;
        let mut up = down.clone();
        if !(&down << extra).eq(&magnitude) {
            up += UBig::ONE;
        }
        for rounded in [down, up] {
            let rounded = rounded << extra;
            if rounded.trailing_zeros().is_none_or(|zeros| zeros >= whole) {
                return Some(IBig::from_parts(sign, rounded >> whole));
            }
        }
        None
    }

    /// The mantissa `m` of `m * 2^e` with `0.5 <= |m| < 1`.
    pub(super) fn mantissa(&self) -> f64 {
        let bits = magnitude(&self.mant).bit_len() as i64;
        rat_to_f64(&scale_by_power_of_2(self.mant.clone(), -bits))
    }

    /// Whether it has no fraction.
    pub(super) fn is_int(&self) -> bool {
        self.exp >= 0 || self.mant.is_zero()
    }

    pub(super) fn to_f64(&self) -> f64 {
        f64_from(self.mant.sign(), &magnitude(&self.mant), false, self.exp)
    }

    pub(super) fn to_f32(&self) -> f32 {
        f32_from(self.mant.sign(), &magnitude(&self.mant), false, self.exp)
    }
}

/// The quotient of absolute values scaled by `2^shift` so that it has at least `bits` bits;
/// and whether there is a remainder.
fn divide(num: &IBig, den: &IBig, bits: usize) -> (Sign, (UBig, bool, i64)) {
    let sign = num.sign() * den.sign();
    let (num, den) = (magnitude(num), magnitude(den));
    let shift = (bits + den.bit_len()).saturating_sub(num.bit_len());
    let (quo, rem) = (num << shift).div_rem(&den);
    (sign, (quo, !rem.is_zero(), shift as i64))
}

/// `x / 2^shift` rounded to nearest, ties to even; `sticky` tells that `x` was cut off already.
fn round_shift(x: &UBig, shift: usize, sticky: bool) -> UBig {
    if shift == 0 {
        return x.clone();
    }
    let mut quo = x >> shift;
    let half = x.bit(shift - 1);
    let rest = sticky || x.trailing_zeros().is_some_and(|zeros| zeros < shift - 1);
    if half && (rest || quo.bit(0)) {
        quo += UBig::ONE;
    }
    quo
}

/// `x * 2^exp` rounded to `prec` bits, as an integer mantissa and its exponent, which is not
/// below `min_exp`. The mantissa may have one bit more than `prec`, all others zero.
fn to_mantissa(x: &UBig, sticky: bool, exp: i64, prec: i64, min_exp: i64) -> (u64, i64) {
    let bits = x.bit_len() as i64;
    let target = exp.saturating_add(bits - prec).max(min_exp);
    let shift = target.saturating_sub(exp);
    if shift > bits + 1 {
        return (0, target);
    }
    let mant =
        if shift >= 0 { round_shift(x, shift as usize, sticky) } else { x << (-shift) as usize };
    (u64::try_from(&mant).unwrap_or(u64::MAX), target)
}

fn f64_from(sign: Sign, x: &UBig, sticky: bool, exp: i64) -> f64 {
    let (mant, exp) = to_mantissa(x, sticky, exp, 53, -1074);
    let magnitude = if mant == 0 {
        0.0
    } else if exp + 64 - i64::from(mant.leading_zeros()) > 1024 {
        f64::INFINITY
    } else if mant < 1 << 52 {
        f64::from_bits(mant) // subnormal: exp is -1074
    } else {
        let (mant, exp) = if mant == 1 << 53 { (1 << 52, exp + 1) } else { (mant, exp) };
        f64::from_bits(((exp + 1075) as u64) << 52 | (mant & ((1 << 52) - 1)))
    };
    if sign == Sign::Negative { -magnitude } else { magnitude }
}

fn f32_from(sign: Sign, x: &UBig, sticky: bool, exp: i64) -> f32 {
    let (mant, exp) = to_mantissa(x, sticky, exp, 24, -149);
    let mant = u32::try_from(mant).unwrap_or(u32::MAX);
    let magnitude = if mant == 0 {
        0.0
    } else if exp + 32 - i64::from(mant.leading_zeros()) > 128 {
        f32::INFINITY
    } else if mant < 1 << 23 {
        f32::from_bits(mant)
    } else {
        let (mant, exp) = if mant == 1 << 24 { (1 << 23, exp + 1) } else { (mant, exp) };
        f32::from_bits(((exp + 150) as u32) << 23 | (mant & ((1 << 23) - 1)))
    };
    if sign == Sign::Negative { -magnitude } else { magnitude }
}

pub(super) fn int_to_f64(x: &IBig) -> f64 {
    f64_from(x.sign(), &magnitude(x), false, 0)
}

pub(super) fn int_to_f32(x: &IBig) -> f32 {
    f32_from(x.sign(), &magnitude(x), false, 0)
}

pub(super) fn rat_to_f64(x: &RBig) -> f64 {
    let (sign, (quo, sticky, shift)) =
        divide(x.numerator(), &IBig::from(x.denominator().clone()), 64);
    f64_from(sign, &quo, sticky, -shift)
}

pub(super) fn rat_to_f32(x: &RBig) -> f32 {
    let (sign, (quo, sticky, shift)) =
        divide(x.numerator(), &IBig::from(x.denominator().clone()), 64);
    f32_from(sign, &quo, sticky, -shift)
}
