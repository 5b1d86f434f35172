//! `channel-make`: A channel is always allocated

use super::Definition;
use crate::escape::effects::Effect;
use crate::findings::case::{Case, Unprinted};

pub(super) const DEFINITION: Definition = Definition {
    name: "channel-make",
    summary: "A channel is always allocated",
    label: "the runtime allocates the channel",
    why: "Channels are made by the runtime, on the heap, with room for their buffer. The \
          compiler prints nothing about it, and no analysis makes one stay on the stack.",
    example: "\
package p

func wait() {
	done := make(chan bool) // here
	close(done)
}
",
    helps: "Make the channel once and reuse it; a sync.WaitGroup or a mutex in a struct needs no \
          allocation of its own.",
    costs: "A reused channel must be drained before its next use.",
    silent: Some(|subject| format!("{subject} allocates")),
    effect: Effect::Builtin,
    ..Definition::DEFAULT
};

pub(super) fn holds(case: Case) -> bool {
    matches!(case, Case::Unprinted(Unprinted::Channel))
}
