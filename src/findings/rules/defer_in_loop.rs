//! `defer-in-loop`: A deferred call in a loop uses it

use super::Definition;
use crate::escape::effects::Effect;
use crate::findings::case::{Capture, Case, Destination, Expression, Flow, Unprinted};
use crate::findings::contexts::Started;

pub(super) const DEFINITION: Definition = Definition {
    name: "defer-in-loop",
    summary: "A deferred call in a loop uses it",
    label: "a deferred call in a loop uses it",
    why: "Deferred calls of a function's top level have their records on the stack. In a loop, \
          or in a range-over-func body, there may be any number of them: the records, and what \
          the calls use, are on the heap until the function returns.",
    example: "\
package p

func release(p *int) { *p = 0 }

func all(n int) {
	for i := range n {
		x := i // here
		defer release(&x)
	}
}
",
    helps: "Move the loop's body to a function of its own, with the defer at its top level.",
    costs: "Calls then run at the end of each iteration instead of at the end of the function: \
          mostly what was meant.",
    folklore: Some(
        "A defer statement outside of loops costs about as much as a call, and allocates \
          nothing.",
    ),
    silent: Some(|_| "defer in a loop allocates a closure for its call".to_owned()),
    effect: Effect::Builtin,
    ..Definition::DEFAULT
};

pub(super) fn holds(case: Case) -> bool {
    matches!(
        case,
        Case::Expression(Expression::FuncLiteral(Some(Started::Defer)))
            | Case::OnHeap(Flow::Capture(Capture::ByStarted(Started::Defer)))
            | Case::EndsIn(Destination::Started(Started::Defer))
            | Case::Unprinted(Unprinted::StartedCall(Started::Defer))
    )
}
