//! goesc predicts, without a Go toolchain, what the Go compiler (gc) decides about every
//! allocation in Go source: stack or heap, and why.
//!
//! A [`Workspace`](workspace::Workspace) is one build of a tree that is being worked on: texts come
//! and go, and a snapshot of it answers questions about the texts of its moment.
//!
//! ```
//! use goesc::findings::analysis::Inlining;
//! use goesc::source::{Environment, Overrides};
//! use goesc::workspace::{Edit, Workspace};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let directory = std::env::temp_dir();
//! let file = directory.join("goesc-example").join("point.go");
//! let environment = Environment { cwd: directory, ..Environment::default() };
//! let config = goesc::std::settings(&environment, Overrides::default())?;
//! let mut workspace = Workspace::new(config, Inlining::On, 0)?;
//!
//! // An editor opens a file; it need not be on disk.
//! let text = "package p\n\nfunc f() *int {\n\tx := 1\n\treturn &x\n}\n";
//! workspace.set_text(&file, text.as_bytes());
//! let findings = workspace.snapshot().findings(&file, None)?;
//! let moved = findings.iter().find(|one| one.headline == "moved to heap: x").expect("one");
//! assert_eq!((moved.place.line, moved.place.column), (4, 2));
//! assert!(moved.is_allocation());
//!
//! // Somebody types: the function returns nil.
//! let at = text.find("&x").expect("in the text");
//! workspace.apply_edits(&file, &[Edit { range: at..at + 2, text: b"nil".to_vec() }])?;
//! assert!(workspace.snapshot().findings(&file, None)?.iter().all(|one| !one.is_allocation()));
//! # Ok(())
//! # }
//! ```
//!
//! Below it, data flows one way, a module for each stage:
//!
//! ```text
//! source -> syntax -> types -> lower -> passes -> escape -> findings -> report
//!                     (ir: the data of lower, passes and escape)     \-> compare
//! workspace keeps what the stages made; cli and server use workspace, policy and report
//! ```
//!
//! ARCHITECTURE.md has the map, and what may know what.

pub mod budget;
pub mod cli;
pub mod compare;
pub mod disk;
pub mod escape;
pub mod fault;
pub mod findings;
pub mod id;
pub mod ir;
pub mod lower;
pub mod passes;
pub mod policy;
pub mod pprof;
pub mod profile;
pub mod ranking;
pub mod report;
pub mod schedule;
pub mod server;
pub mod source;
pub mod std;
pub mod summary;
pub mod symbol;
pub mod syntax;
pub mod types;
pub mod unit;
pub mod vet;
pub mod visible;
pub mod workspace;
