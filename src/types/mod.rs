//! The type checker.

pub mod anonymous;
pub mod check;
pub mod constant;
pub mod directives;
pub mod display;
pub mod dump;
pub mod identical;
pub mod infer;
pub mod info;
pub mod instantiate;
pub mod lookup;
pub mod methods;
mod names;
pub mod parts;
pub mod predicates;
pub mod sizes;
pub mod store;
pub mod subst;
pub mod typeset;
pub mod under;
mod unify;
pub mod universe;
pub mod unknown;

#[cfg(test)]
mod tests;
