//! `channel-send`: it is sent on a channel

use super::Definition;
use crate::escape::reason::Reason;
use crate::findings::case::{Case, Flow};

pub(super) const DEFINITION: Definition = Definition {
    name: "channel-send",
    summary: "It is sent on a channel",
    label: "sent on a channel",
    why: "The receiver may be any goroutine, at any later time: what is sent flows to the \
          heap.",
    example: "\
package p

func send(c chan *int) {
	x := 1 // here
	c <- &x
}
",
    helps: "Send values instead of pointers; a channel copies them into its buffer.",
    costs: "Elements of more than a few words are copied twice, and one of 64 KiB or more isn't \
          allowed.",
    ..Definition::DEFAULT
};

pub(super) fn holds(case: Case) -> bool {
    matches!(case, Case::OnHeap(Flow::Reason(Reason::Send)))
}
