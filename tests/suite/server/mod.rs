//! The language server, over a real connection.
//!
//! | module | question |
//! |---|---|
//! | `protocol` | what a client may do to it, and how it ends |
//! | `shown` | what a client shows of a file |
//! | `settings` | what configuration, folders and files on disk change |
//! | `scratch` | whether, after any edits, it says what `check` says |

#[allow(dead_code, reason = "shared with the program that measures it")]
pub mod client;
mod protocol;
mod scratch;
mod settings;
mod shown;

use std::path::Path;
use std::process::Command;

use serde_json::{Value, json};

use crate::common::Tree;
use client::{Client, able};

/// A module with a package.
const GO: &str = "package m

type point struct{ x, y int }

var sink *int

func store(m map[string]*point) {
\tm[\"p\"] = &point{1, 2}
}

func moved() *int {
\tx := 1
\treturn &x
}

func leak(p *int) { sink = p }

func nothing() int { return 7 }
";

fn module() -> Tree {
    Tree::of(&[("go.mod", "module ex.com/m\n\ngo 1.27\n"), ("m.go", GO)])
}

/// Takes away what the environment says.
fn isolate(command: &mut Command, tree: &Tree) {
    command.env_clear().current_dir(tree.root());
    command.env("GOENV", "off").env("GOPATH", tree.path("gopath")).env("HOME", tree.path("home"));
    command.env("GOESC_CACHE", "off");
}

/// A server that isn't initialized.
fn start(tree: &Tree) -> Client {
    let program = Path::new(env!("CARGO_BIN_EXE_goesc"));
    Client::start(program, |command| isolate(command, tree))
}

/// A server of the folder of a tree.
fn serve(tree: &Tree, options: &Value) -> Client {
    let mut client = start(tree);
    client.initialize(&[tree.root()], &able(), options);
    client
}

/// Diagnostics in short: `line:column-line:column severity code message`, from 0.
fn short(diagnostics: &[Value]) -> Vec<String> {
    let line = |one: &Value| {
        let (start, end) = (&one["range"]["start"], &one["range"]["end"]);
        format!(
            "{}:{}-{}:{} {} {} {}",
            start["line"],
            start["character"],
            end["line"],
            end["character"],
            one["severity"],
            one["code"].as_str().unwrap_or("-"),
            one["message"].as_str().unwrap_or_default()
        )
    };
    diagnostics.iter().map(line).collect()
}

/// A position as the protocol has it.
fn position(line: u32, character: u32) -> Value {
    json!({ "line": line, "character": character })
}

/// A range as the protocol has it.
fn range(from: (u32, u32), to: (u32, u32)) -> Value {
    json!({ "start": position(from.0, from.1), "end": position(to.0, to.1) })
}
