//! The type checker.

pub mod anchor;
pub mod anonymous_cycles;
mod basic;
pub mod check;
pub mod constant;
mod data;
pub mod directives;
pub mod display;
pub mod dump;
pub mod identical;
pub mod infer;
pub mod info;
pub mod instantiate;
pub mod lookup;
pub mod methods;
pub mod moved;
mod name_index;
pub mod places;
mod predeclared;
pub mod predicates;
pub mod sizes;
pub mod store;
pub mod subst;
pub mod typeset;
pub mod under;
mod unify;
pub mod universe;
pub mod unknown;
pub mod walk;

#[cfg(test)]
mod tests;
