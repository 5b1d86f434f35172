//! The test suite that runs the program and its stages from outside, as one binary: it links once.

mod beside_gc;
mod common;
#[allow(dead_code, reason = "shared with the program that records the fixtures")]
mod fixture;
#[path = "../needs/mod.rs"]
mod needs;
mod schema;

mod alone;
mod architecture;
mod benchmem;
mod budget;
mod cache;
mod ci_formats;
mod cli;
mod compare;
mod concise;
mod docs;
mod editors;
mod edits;
mod fixtures;
mod formats;
mod grammar;
mod guard;
mod hostile_types;
mod html;
mod incremental;
#[cfg(unix)]
mod install;
mod manners;
mod measured;
mod missing;
mod modules;
mod mutation;
mod ranking;
mod robustness;
mod rules;
mod security;
mod server;
mod source;
mod suggestions;
mod summary;
mod target;
mod threads;
mod trace;
mod type_errors;
mod types;
mod unit;
mod vet;
mod watch;
mod workspace;
