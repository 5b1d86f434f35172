//! Searches through what a type is made of.
//!
//! Types share their parts, and declared types contain each other, so that a plain recursive walk
//! may take exponential time, or no end:
//!
//! ```go
//! type t1 = struct{ a, b t2 }  // and so on: 2^n ways to the last one
//! type T struct{ *T; *U }
//! type U struct{ *T; *U }
//! type E[P any] struct{ *E[[]P] } // an error, but what follows has to end
//! ```
//!
//! Here each type is looked at once, and no more than a number that only types get to which expand
//! without end. Nothing recurses: types may be nested as deeply as the source is long.

use rustc_hash::FxHashSet;

use super::store::{TypeId, Types};

/// How many types one search looks at. Of the standard library, and of programs that people write,
/// none has a type that is made of a tenth.
pub const MAX_PARTS: usize = 10_000;

impl Types {
    /// The first answer that `look` has for a type or for something that it is made of, in the order
    /// of the source, outer types first. It gets each type once, and adds the parts to follow. There
    /// is no answer either where a type has more than [`MAX_PARTS`].
    pub(crate) fn search<T>(
        &self,
        ty: TypeId,
        mut look: impl FnMut(TypeId, &mut Vec<TypeId>) -> Option<T>,
    ) -> Option<T> {
        let mut seen: FxHashSet<TypeId> = FxHashSet::default();
        let mut open: Vec<TypeId> = Vec::new();
        let mut next = Some(ty);
        while let Some(ty) = next {
            if !seen.contains(&ty) {
                let from = open.len();
                if let Some(found) = look(ty, &mut open) {
                    return Some(found);
                }
                // Most types have no parts that count, and needn't be remembered.
                if open.len() > from {
                    open[from..].reverse();
                    seen.insert(ty);
                    if seen.len() > MAX_PARTS {
                        return None;
                    }
                }
            }
            next = open.pop();
        }
        None
    }

    /// Whether `look` holds for a type or for something that it is made of, as [`Types::search`].
    pub(crate) fn any_part(
        &self,
        ty: TypeId,
        mut look: impl FnMut(TypeId, &mut Vec<TypeId>) -> bool,
    ) -> bool {
        self.search(ty, |ty, parts| look(ty, parts).then_some(())).is_some()
    }
}
