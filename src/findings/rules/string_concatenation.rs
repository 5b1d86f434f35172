//! `string-concatenation`: concatenating makes a new string

use super::Definition;
use crate::findings::case::{Case, Expression, Unprinted};

pub(super) const DEFINITION: Definition = Definition {
    name: "string-concatenation",
    summary: "Concatenating makes a new string",
    label: "concatenated to a new string",
    why: "The parts are copied to a new string: on the stack up to 32 bytes where it doesn't \
          escape, else on the heap. If all parts but one are empty, that one is used.",
    example: "\
package p

func greeting(name string) string {
	return \"hello, \" + name // here
}
",
    helps: "One expression with all parts makes one string; in loops use a strings.Builder with \
          Grow, or append to a []byte.",
    costs: "A builder is more code, and slower for two or three parts.",
    folklore: Some(
        "`a + b + c` makes one new string, not two, and constants are joined by the compiler.",
    ),
    silent: Some(|subject| format!("{subject} makes a new string")),
    ..Definition::DEFAULT
};

pub(super) fn holds(case: Case) -> bool {
    matches!(
        case,
        Case::Expression(Expression::Concatenation) | Case::Unprinted(Unprinted::Concatenation)
    )
}
