//! In which way something is checked: what functions of the checker are told beside the operand.

/// What may stand in a place.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Expected {
    /// Anything that is an operand.
    Operand,
    /// A type.
    Type,
}

/// Whether a generic function or type may stand in a place, without its type arguments.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Generics {
    /// It may.
    Allowed,
    /// It is an error.
    Forbidden,
}

/// Whether an expression may give a value and whether there is one: `v, ok = m[k]`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum CommaOk {
    /// It may.
    Allowed,
    /// It gives the value alone.
    Forbidden,
}

impl CommaOk {
    /// What is allowed where values go to so many variables.
    pub fn of(count: usize) -> CommaOk {
        match count {
            2 => CommaOk::Allowed,
            _ => CommaOk::Forbidden,
        }
    }
}

/// Where a type is asserted.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum AssertedIn {
    /// In `x.(T)`.
    Expression,
    /// In a case of a type switch.
    TypeSwitch,
}

/// Whether an untyped expression gets its last type.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Finality {
    /// It does.
    Final,
    /// It may get another one.
    Provisional,
}

/// What is done with a channel.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ChanOp {
    /// `ch <- x`.
    Send,
    /// `<-ch`.
    Receive,
}

/// Whether a constant may be negative.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Negative {
    /// It may.
    Allowed,
    /// It is an error.
    Forbidden,
}
