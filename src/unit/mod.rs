//! One package an action, for those who build package by package: `goesc unit`, and what `go vet` has in
//! common with it.
//!
//! ```text
//! goesc unit --importpath ex.com/m/b --goos linux --goarch amd64 --import ex.com/m/a=a.facts \
//!            --summary b.facts --json b.json --sarif b.sarif b/b.go
//! ```
//!
//! In go the Go files of a package and, of each package that it imports directly, the file of facts that
//! the action for that package wrote ([`crate::summary::facts`]); out come findings, and the package's own
//! file of facts. Nothing else is read or written, and what is written is the same on every machine:
//! files are called by their paths from the directory in which the action runs.
//!
//! | module | holds |
//! |---|---|
//! | [`imports`] | what is known of the packages that one imports |
//! | [`action`] | from a package and its imports to findings and facts: what `go vet` does, too |
//! | [`args`] | the arguments of `goesc unit` |
//! | [`params`] | files of arguments |
//! | [`named`] | the files that arguments name, each for one thing alone |
//! | [`output`] | findings of one package as JSON and SARIF |
//! | [`run`](mod@run) | from arguments to files |
//! | [`worker`] | a process that does one action after the other |
//!
//! docs/UNIT.md says how build systems use it.

pub mod action;
pub mod args;
pub mod imports;
mod named;
mod output;
pub mod params;
pub mod run;
pub mod worker;
