//! `escaping-closure`: A function literal outlives the function that makes it

use super::Definition;
use crate::findings::case::{Case, Expression};

pub(super) const DEFINITION: Definition = Definition {
    name: "escaping-closure",
    summary: "A function literal outlives the function that makes it",
    label: "the function literal outlives the call",
    why: "A function literal is a record of the code and what it captures. Where it is \
          returned, stored or passed to a function that keeps it, the record is allocated. \
          Without captured variables it is static data and costs nothing.",
    example: "\
package p

var hooks []func() int

func register(n int) {
	hooks[0] = func() int { return n } // here
}
",
    helps: "Capture nothing (pass what is needed as parameters), make the literal once outside \
          of the loop, or use a method of a value that exists anyway.",
    costs: "Parameters must be part of the function's type, so the callee has to pass them on.",
    folklore: Some(
        "A map[string]func() doesn't always allocate: `func literal escapes to heap` is \
          printed also for literals that capture nothing, and those are static data.",
    ),
    ..Definition::DEFAULT
};

pub(super) fn holds(case: Case) -> bool {
    matches!(case, Case::Expression(Expression::FuncLiteral(None)))
}
