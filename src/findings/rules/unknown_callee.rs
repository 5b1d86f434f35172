//! `unknown-callee`: it is passed to a function that the compiler does not know

use super::Definition;
use crate::findings::case::{Callee, Case, Flow};

pub(super) const DEFINITION: Definition = Definition {
    name: "unknown-callee",
    summary: "It is passed to a function that the compiler does not know",
    label: "passed to a function that isn't known here",
    why: "A call through an interface or a function value may reach any function: the compiler \
          assumes that it keeps its arguments, and its receiver.",
    example: "\
package p

type writer interface{ write(b []byte) }

func flush(w writer) {
	var buf [64]byte // here
	w.write(buf[:])
}
",
    helps: "Call a concrete type or a type parameter with few shapes where it matters, or reuse \
          a buffer that is on the heap already (a field, a sync.Pool).",
    costs: "Less abstraction; a pool costs synchronization and makes sense for large buffers \
          only.",
    folklore: Some(
        "A call through an interface isn't always unknown: where the compiler sees the \
          concrete type it calls the method directly (`devirtualizing`), also under -l.",
    ),
    ..Definition::DEFAULT
};

pub(super) fn holds(case: Case) -> bool {
    matches!(case, Case::OnHeap(Flow::Argument(Callee::Unknown)))
}
