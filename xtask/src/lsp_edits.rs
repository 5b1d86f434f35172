//! `cargo xtask lsp-edits DIR FILE [N]`: how long a client of the language server waits.
//!
//! The directory is copied, the server that was built is started on the copy, and FILE, a path in
//! the directory, is opened. Then N times (100) a statement is put into the body of one function after
//! the other, and taken out again; and N / 10 times each, a package variable that a body names is declared,
//! changed, and taken out, and a constant and a function the same way, and the first struct type gets a method
//! and loses it, and a field. Printed are the times from the edit to
//! diagnostics of its version, in milliseconds: median, 95th of a hundred, longest; the first
//! diagnostics of the opened file; and what the process holds in memory after a tenth of the edits in
//! bodies, after all of them, and in the end. GOROOT and the cache are those of the environment.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;

use serde_json::json;

#[path = "../../tests/suite/server/client.rs"]
#[allow(dead_code, unreachable_pub, reason = "shared with the tests of the server")]
mod client;

use client::Client;

use super::times::{millis, print};

pub fn main(args: Vec<String>) -> ExitCode {
    crate::status("xtask", run(&args).map(|()| true))
}

fn run(args: &[String]) -> Result<(), Box<dyn std::error::Error>> {
    let (dir, file, count) = match args {
        [dir, file] => (dir, file, 100),
        [dir, file, count] => (dir, file, count.parse()?),
        _ => return Err("lsp-edits DIR FILE [N]".into()),
    };
    let program = super::checkout().join("target").join("release").join("goesc");
    let copy = std::env::temp_dir().join(format!("goesc-lsp-edits-{}", std::process::id()));
    copy_tree(Path::new(dir), &copy)?;
    let measured = measure(&program, &copy, file, count);
    fs::remove_dir_all(&copy)?;
    measured
}

fn measure(
    program: &Path,
    copy: &Path,
    file: &str,
    count: usize,
) -> Result<(), Box<dyn std::error::Error>> {
    let path = copy.join(file);
    let text = fs::read_to_string(&path)?;
    let mut client = Client::start(program, |command| {
        command.current_dir(copy);
    });
    let capabilities = json!({
        "general": { "positionEncodings": ["utf-8"] },
        "textDocument": { "publishDiagnostics": { "relatedInformation": true } },
    });
    client.initialize(&[copy], &capabilities, &json!({ "sourceErrors": "on" }));
    let start = Instant::now();
    let uri = client.open(&path, 0, &text);
    let found = client.diagnostics(&uri, 0).len();
    let lines = text.lines().count();
    println!("first {:.1} ms: {found} diagnostics, {lines} lines", millis(start.elapsed()));
    let bodies: Vec<usize> = text
        .match_indices("\nfunc ")
        .filter_map(|(at, _)| Some(at + text[at..].find(" {\n")? + 3))
        .collect();
    if bodies.is_empty() {
        return Err("no function has a body of several lines".into());
    }
    let line_of = |at: usize| text[..at].matches('\n').count();
    let mut version = 0;
    let mut edit = |client: &mut Client, from: usize, lines: usize, put: &str| {
        version += 1;
        let range = json!({ "start": { "line": from, "character": 0 },
            "end": { "line": from + lines, "character": 0 } });
        let start = Instant::now();
        client.change(&uri, version, json!([{ "range": range, "text": put }]));
        client.diagnostics(&uri, i64::from(version));
        // What the client makes of them takes its own time.
        client.shown_since[&uri].saturating_duration_since(start)
    };
    let statement = "\tif x := new(int); *x > 0 {\n\t\tpanic(x)\n\t}\n";
    let mut times = Vec::new();
    let mut early = None;
    for number in 0..count {
        let line = line_of(bodies[number % bodies.len()]);
        times.push(edit(&mut client, line, 0, statement));
        times.push(edit(&mut client, line, 3, ""));
        if number == count / 10 {
            early = memory(client.id());
        }
    }
    print("in a body", &mut times);
    if let (Some(early), Some(late)) = (early, memory(client.id())) {
        println!("memory {early:.1} MiB after a tenth of them, {late:.1} MiB after all");
    }
    let last = text.lines().count();
    let mut all = Vec::new();
    for (kind, used, first, then) in DECLARATIONS {
        let mut times = Vec::new();
        for number in 0..count.div_ceil(10) {
            let line = line_of(bodies[number % bodies.len()]);
            edit(&mut client, line, 0, used);
            times.push(edit(&mut client, last + 1, 0, first));
            times.push(edit(&mut client, last + 1, 1, then));
            times.push(edit(&mut client, last + 1, 1, ""));
            edit(&mut client, line, 1, "");
        }
        all.extend(&times);
        print(kind, &mut times);
    }
    if let Some((name, fields)) = first_struct(&text) {
        let method = format!("func (x *{name}) declaredByNobody() *int {{ return new(int) }}\n");
        let (end, fields) = (last, line_of(fields));
        for (kind, line, put) in
            [("of a method", end, &*method), ("of a type", fields, "\tdeclaredByNobody *int\n")]
        {
            let mut times = Vec::new();
            for _ in 0..count.div_ceil(10) {
                times.push(edit(&mut client, line, 0, put));
                times.push(edit(&mut client, line, 1, ""));
            }
            all.extend(&times);
            print(kind, &mut times);
        }
    }
    print("of declarations", &mut all);
    if let Some(late) = memory(client.id()) {
        println!("memory {late:.1} MiB in the end");
    }
    client.shut_down();
    Ok(())
}

/// Declarations that come, change and go: what they are, the statement that names them, and their line before
/// and after.
const DECLARATIONS: [(&str, &str, &str, &str); 3] = [
    (
        "of a variable",
        "\tprintln(declaredByNobody)\n",
        "var declaredByNobody = new(int)\n",
        "var declaredByNobody *string\n",
    ),
    (
        "of a constant",
        "\tprintln(make([]byte, declaredByNobody))\n",
        "const declaredByNobody = 10\n",
        "const declaredByNobody = 100_000\n",
    ),
    (
        "of a function",
        "\tprintln(declaredByNobody(new(int)))\n",
        "func declaredByNobody(p *int) *int { return p }\n",
        "func declaredByNobody(p *int) int { return *p }\n",
    ),
];

/// The first struct type: its name, and where its fields begin.
fn first_struct(text: &str) -> Option<(&str, usize)> {
    let at = text.find(" struct {\n")?;
    let name = text[..at].rsplit_once("type ")?.1;
    Some((name, at + " struct {\n".len()))
}

/// What a process holds in memory, in MiB, where the system tells.
fn memory(id: u32) -> Option<f64> {
    let status = fs::read_to_string(format!("/proc/{id}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    let kib: f64 = line.trim().trim_end_matches(" kB").parse().ok()?;
    Some(kib / 1024.0)
}

fn copy_tree(from: &Path, to: &Path) -> std::io::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let target: PathBuf = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy_tree(&entry.path(), &target)?;
        } else if entry.file_type()?.is_file() {
            fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}
