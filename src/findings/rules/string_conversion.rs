//! `string-conversion`: converting between string and slice copies

use super::Definition;
use crate::findings::case::{Case, Expression};

pub(super) const DEFINITION: Definition = Definition {
    name: "string-conversion",
    summary: "Converting between string and slice copies",
    label: "converted by copying",
    why: "Strings don't change and slices do, so a conversion copies. Up to 32 bytes are \
          copied to the stack where the result doesn't escape. No copy is made for map lookups \
          `m[string(b)]`, comparisons, `range []byte(s)`, concatenations with a constant, and \
          where a []byte is never changed (`zero-copy`).",
    example: "\
package p

func key(b []byte) string {
	return string(b) // here
}
",
    helps: "Stay with one of both types; look up and compare with the conversion in place; \
          strings.Builder, strconv.AppendInt and the like write without it.",
    costs: "unsafe.String avoids the copy, and breaks the program when the bytes change.",
    folklore: Some("Not each conversion allocates: see which ones are free above."),
    ..Definition::DEFAULT
};

pub(super) fn holds(case: Case) -> bool {
    matches!(case, Case::Expression(Expression::StringConversion))
}
