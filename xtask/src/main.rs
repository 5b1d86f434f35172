//! What developers of goesc run: `cargo xtask NAME ARGS...`.
//!
//! | name | what it does |
//! |---|---|
//! | `fidelity` | measures agreement with the real compiler, and keeps the figures |
//! | `record` | records in the fixtures what gc prints about them |
//! | `alone` | predicts packages with every third-party import missing |
//! | `escape` | prints gc's lines, stage by stage, with the time that each takes |
//! | `typecheck` | checks types only |
//! | `dump_ir` | prints the IR before escape analysis |
//! | `dump_like_gc` | prints it in the shape of gc's `-W=2` |
//! | `dump_types` | prints what the checker found out |
//! | `edit-compare` | compares what a workspace says after edits with what a new one says |
//! | `edits` | times what an edit takes until there are findings again |
//! | `ranked` | says what the ranking of findings is worth beside a profile |
//! | `lsp-edits` | times the same over the language server's connection |
//! | `work` | shows which packages make the most work |
//!
//! The head of each module has its arguments.

mod alone;
mod dump_ir;
mod dump_like_gc;
mod dump_types;
mod edit_compare;
mod edits;
mod escape;
mod fidelity;
#[path = "../../tests/suite/fixture/mod.rs"]
#[allow(dead_code, reason = "shared with the tests that check the fixtures")]
mod fixture;
mod lsp_edits;
mod ranked;
mod record;
mod times;
mod typecheck;
mod work;

use std::path::Path;
use std::process::ExitCode;

fn main() -> ExitCode {
    let mut args = std::env::args().skip(1);
    let name = args.next().unwrap_or_default();
    let args: Vec<String> = args.collect();
    match name.as_str() {
        "alone" => alone::main(args),
        "dump_ir" => dump_ir::main(args),
        "dump_like_gc" => dump_like_gc::main(args),
        "dump_types" => dump_types::main(args),
        "edit-compare" => edit_compare::main(args),
        "edits" => edits::main(args),
        "ranked" => ranked::main(args),
        "escape" => escape::main(args),
        "fidelity" => fidelity::main(args),
        "lsp-edits" => lsp_edits::main(args),
        "record" => record::main(args),
        "typecheck" => typecheck::main(args),
        "work" => work::main(args),
        _ => {
            eprintln!(
                "xtask: name one of alone, dump_ir, dump_like_gc, dump_types, edit-compare, edits, \
                 escape, fidelity, lsp-edits, ranked, record, typecheck, work"
            );
            ExitCode::from(2)
        }
    }
}

/// The status of a tool: 0, 1 if what it looks for isn't so, and 2 if it couldn't do its work.
fn status(tool: &str, done: Result<bool, impl std::fmt::Display>) -> ExitCode {
    match done {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("{tool}: {error}");
            ExitCode::from(2)
        }
    }
}

/// The checkout's top directory.
fn checkout() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap_or(Path::new("."))
}
