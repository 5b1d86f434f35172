//! `goroutine-argument`: A goroutine uses it

use super::Definition;
use crate::escape::effects::Effect;
use crate::findings::case::{Capture, Case, Destination, Expression, Flow, Unprinted};
use crate::findings::contexts::Started;

pub(super) const DEFINITION: Definition = Definition {
    name: "goroutine-argument",
    summary: "A goroutine uses it",
    label: "a goroutine uses it",
    why: "A goroutine runs on a stack of its own and may outlive the function that started it: \
          what it can reach through pointers or captured variables has to be on the heap.",
    example: "\
package p

func work(n *int) { *n++ }

func start() {
	x := 1 // here
	go work(&x)
}
",
    helps: "Pass values instead of pointers, or start the goroutine once and send it work over a \
          channel.",
    costs: "Values are copied into the goroutine's closure, which is allocated: of large ones a \
          pointer may be cheaper.",
    folklore: Some(
        "Arguments of a go statement don't escape as such: `go f(x)` copies x. What they \
          point to does.",
    ),
    silent: Some(|_| "go allocates a closure for its call".to_owned()),
    effect: Effect::Builtin,
    ..Definition::DEFAULT
};

pub(super) fn holds(case: Case) -> bool {
    matches!(
        case,
        Case::Expression(Expression::FuncLiteral(Some(Started::Go)))
            | Case::OnHeap(Flow::Capture(Capture::ByStarted(Started::Go)))
            | Case::EndsIn(Destination::Started(Started::Go))
            | Case::Unprinted(Unprinted::StartedCall(Started::Go))
    )
}
