//! `interface-conversion`: A value is put into an interface that escapes

use super::Definition;
use crate::findings::case::{Case, Expression};

pub(super) const DEFINITION: Definition = Definition {
    name: "interface-conversion",
    summary: "A value is put into an interface that escapes",
    label: "converted to an interface that escapes",
    why: "An interface holds a pointer to the value. If the interface outlives the frame, or \
          its way isn't known, the value is copied to the heap. Nothing is allocated for \
          constants, values of no size, bools and single bytes, pointers, maps, channels and \
          functions; integers below 256, zeros, empty strings and nil slices are shared too.",
    example: "\
package p

var last any

func remember(n int) {
	last = n // here
}
",
    helps: "Keep the concrete type in hot paths: a type parameter, a typed method, strconv \
          instead of fmt. Pass a pointer that exists anyway.",
    costs: "A type parameter's code is shared between types of one shape, its method calls go \
          through a dictionary; the conversion may have been the smallest cost.",
    folklore: Some(
        "Not every argument of fmt.Println allocates: constants are read-only data, small \
          integers are shared, though -m says `escapes to heap` for all of them.",
    ),
    ..Definition::DEFAULT
};

pub(super) fn holds(case: Case) -> bool {
    matches!(case, Case::Expression(Expression::InterfaceConversion))
}
