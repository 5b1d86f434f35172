//! `returned-address`: A pointer to it is returned

use super::Definition;
use crate::escape::reason::Reason;
use crate::findings::case::{Case, Destination, Flow};

pub(super) const DEFINITION: Definition = Definition {
    name: "returned-address",
    summary: "A pointer to it is returned",
    label: "a pointer to it is returned",
    why: "The function's frame is gone when it returns. What the caller can still reach \
          through a result must be elsewhere: on the heap.",
    example: "\
package p

type user struct{ id int64 }

func newUser(id int64) *user {
	u := user{id} // here
	return &u
}
",
    helps: "Return the value itself, or fill in a variable that the caller passes a pointer to: \
          the caller's frame can hold it.",
    costs: "Copies: of a struct of some words they cost less than an allocation, of large ones \
          in hot loops measure both.",
    folklore: Some(
        "Returning a pointer isn't slower by itself, and a function that is inlined may keep \
          the value in its caller's frame although -l says otherwise.",
    ),
    ..Definition::DEFAULT
};

pub(super) fn holds(case: Case) -> bool {
    matches!(case, Case::OnHeap(Flow::Reason(Reason::Return)) | Case::EndsIn(Destination::Result))
}
