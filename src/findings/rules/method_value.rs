//! `method-value`: A method value is a closure with a copy of its receiver

use super::Definition;
use crate::findings::case::{Case, Expression};

pub(super) const DEFINITION: Definition = Definition {
    name: "method-value",
    summary: "A method value is a closure with a copy of its receiver",
    label: "a closure with a copy of the receiver",
    why: "`x.m` without a call binds the receiver: a closure with a copy of it, allocated \
          where the function value escapes.",
    example: "\
package p

type clock struct{ t int64 }

func (c clock) now() int64 { return c.t }

func source(c clock) func() int64 {
	return c.now // here
}
",
    helps: "Pass the value as an interface or with a method expression (`clock.now`), or make \
          the method value once and keep it.",
    costs: "An interface holding a value that isn't a pointer is allocated as well; pointer \
          receivers are free there.",
    ..Definition::DEFAULT
};

pub(super) fn holds(case: Case) -> bool {
    matches!(case, Case::Expression(Expression::MethodValue))
}
