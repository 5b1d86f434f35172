//! Oracles that know which variables are assigned again (`ir/reassignment.go`), for the functions of
//! a batch.

use crate::ir::node::{Body, BodyId, ClosureId};
use crate::ir::reassign::{ReassignOracle, oracle_root};
use crate::types::store::Types;

/// Oracles of a batch's functions, made when asked for.
#[derive(Default)]
pub(super) struct Oracles(Vec<(BodyId, ClosureId, ReassignOracle)>);

impl Oracles {
    /// The index of the oracle for a function.
    pub(super) fn find(
        &mut self,
        types: &Types,
        index: BodyId,
        body: &Body,
        func: ClosureId,
    ) -> usize {
        let root = oracle_root(body, func);
        let known = self.0.iter().position(|(b, f, _)| (*b, *f) == (index, root));
        known.unwrap_or_else(|| {
            self.0.push((index, root, ReassignOracle::new(types, body, root)));
            self.0.len() - 1
        })
    }

    /// The oracle of an index that [`Oracles::find`] gave.
    pub(super) fn get(&self, at: usize) -> &ReassignOracle {
        &self.0[at].2
    }
}
