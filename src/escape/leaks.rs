//! Where a parameter's value flows (`escape/leaks.go`): the tag that callers see.
//!
//! ```go
//! func f(p *T) *U { sink = p.q; return &p.u }  // heap at 1 dereference, result 0 at 0
//! ```

use super::effects::Effects;
use crate::profile::GoRelease;
use crate::types::unknown::Why;

/// Results that a tag has room for.
pub const RESULTS: usize = LENGTH - RESULT_0;

/// A release's tags have no more room.
const _: () = {
    let mut index = 0;
    while index < GoRelease::ALL.len() {
        assert!(GoRelease::ALL[index].data().stack.tagged_results <= RESULTS);
        index += 1;
    }
};

const LENGTH: usize = 8;
const HEAP: usize = 0;
const MUTATOR: usize = 1;
const CALLEE: usize = 2;
const RESULT_0: usize = 3;

/// For each place the fewest dereferences on the way from the parameter there, plus one; 0 for
/// places that it doesn't reach.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Default, Debug)]
pub struct Leaks([u8; LENGTH]);

impl Leaks {
    /// A value that flows to the heap as it is: what is assumed of an unknown function.
    pub const UNKNOWN: Leaks = Leaks([1, 0, 0, 0, 0, 0, 0, 0]);

    /// Fewest dereferences on the way to the heap.
    pub fn heap(self) -> Option<i32> {
        self.get(HEAP)
    }

    /// Fewest dereferences on the way to the pointer of an indirect assignment.
    pub fn mutator(self) -> Option<i32> {
        self.get(MUTATOR)
    }

    /// Fewest dereferences on the way to the callee of a call.
    pub fn callee(self) -> Option<i32> {
        self.get(CALLEE)
    }

    /// Fewest dereferences on the way to a result.
    pub fn result(self, index: usize) -> Option<i32> {
        if index < RESULTS { self.get(RESULT_0 + index) } else { None }
    }

    /// Whether there is any way at all.
    pub fn any(self) -> bool {
        self.0 != [0; LENGTH]
    }

    /// Adds a way to the heap.
    pub fn add_heap(&mut self, derefs: i32) {
        self.add(HEAP, derefs);
    }

    /// Adds a way to the pointer of an indirect assignment.
    pub fn add_mutator(&mut self, derefs: i32) {
        self.add(MUTATOR, derefs);
    }

    /// Adds a way to the callee of a call.
    pub fn add_callee(&mut self, derefs: i32) {
        self.add(CALLEE, derefs);
    }

    /// Adds a way to a result, which must be one of the first [`RESULTS`].
    pub fn add_result(&mut self, index: usize, derefs: i32) {
        self.add(RESULT_0 + index, derefs);
    }

    fn get(self, at: usize) -> Option<i32> {
        self.0[at].checked_sub(1).map(i32::from)
    }

    fn add(&mut self, at: usize, derefs: i32) {
        if self.get(at).is_none_or(|old| derefs < old) {
            self.0[at] = u8::try_from(derefs.max(0).saturating_add(1)).unwrap_or(u8::MAX);
        }
    }

    /// Drops ways that are as long as the way to the heap or longer: they tell nothing more.
    pub fn optimize(&mut self) {
        let Some(heap) = self.heap() else { return };
        for at in 1..LENGTH {
            if self.get(at).is_some_and(|derefs| derefs >= heap) {
                self.0[at] = 0;
            }
        }
    }

    /// The tag as an importer sees it: of a value that flows to the heap, nothing else is kept.
    pub fn exported(self) -> Leaks {
        if self.heap() == Some(0) { Leaks::UNKNOWN } else { self }
    }

    /// The bytes of the tag.
    pub fn to_bytes(self) -> [u8; LENGTH] {
        self.0
    }

    /// The tag of these bytes.
    pub fn from_bytes(bytes: [u8; LENGTH]) -> Leaks {
        Leaks(bytes)
    }
}

/// What is known exactly of where a parameter's value flows, where that isn't all.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct ExactLeaks {
    /// Where it flows whatever the unknown turns out to be.
    pub exact: Leaks,
    /// Why the rest isn't exact.
    pub why: Why,
}

/// What callers must know of a function that was analyzed before.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct FuncTags {
    /// The receiver, if there is one, then the parameters.
    pub params: Box<[Leaks]>,
    /// By parameter, as `params`: what is exact of those that rest on something unknown. Empty
    /// where nothing does.
    pub assumptions: Box<[Option<ExactLeaks>]>,
    /// Pointers that are passed as uintptr stay alive during the call (`//go:uintptrkeepalive`,
    /// or a function without body).
    pub uintptr_keep_alive: bool,
    /// Pointers that are passed as uintptr escape (`//go:uintptrescapes`).
    pub uintptr_escapes: bool,
    /// What a call may do to the heap. gc has no such tag; it is worked out after the analysis.
    pub effects: Effects,
}

impl FuncTags {
    /// The tag of a parameter, or of the receiver as parameter 0 of a method.
    pub fn param(&self, index: usize) -> Leaks {
        self.params.get(index).copied().unwrap_or(Leaks::UNKNOWN)
    }

    /// What is exact of a parameter, if not all of it is.
    pub fn assumption(&self, index: usize) -> Option<ExactLeaks> {
        self.assumptions.get(index).copied().flatten()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shortest_way_counts() {
        let mut leaks = Leaks::default();
        leaks.add_heap(2);
        leaks.add_heap(1);
        leaks.add_heap(3);
        leaks.add_result(0, 0);
        leaks.add_result(1, 1);
        leaks.optimize();
        assert_eq!((leaks.heap(), leaks.result(0), leaks.result(1)), (Some(1), Some(0), None));
        assert_eq!(leaks.result(RESULTS), None);
    }

    #[test]
    fn lengths_saturate() {
        let mut leaks = Leaks::default();
        leaks.add_result(4, 1_000);
        assert_eq!(leaks.result(4), Some(254));
    }
}
