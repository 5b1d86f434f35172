//! Branches: `break`, `continue`, `goto` and `fallthrough`.

use crate::ir::node::BranchOp;
use crate::syntax::ast::BranchTok;

/// The IR's operator for a branch of the tree.
pub(super) fn branch_op(tok: BranchTok) -> BranchOp {
    match tok {
        BranchTok::Break => BranchOp::Break,
        BranchTok::Continue => BranchOp::Continue,
        BranchTok::Fallthrough => BranchOp::Fall,
        BranchTok::Goto => BranchOp::Goto,
    }
}
