//! What gc prints under -m=2 about the programs of testdata/trace, about other packages' files, too:
//! `NAME.m2.txt` has the lines of `go build -gcflags=-m=2`, `NAME.m2l.txt` those under `-l`, sorted,
//! without bounds checks, and with `$GOROOT` for gc's own installation. goesc has none here.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/trace")
}

/// How often each line stands there. Of verdicts, gc repeats some and goesc prints each once; what
/// -m=2 adds is as often as gc has it.
fn lines(text: &str) -> BTreeMap<String, usize> {
    const REPEATED: [&str; 3] = ["can inline ", "cannot inline ", " will be kept alive"];
    let mut lines = BTreeMap::new();
    for line in text.lines().filter(|line| !line.starts_with("# ")) {
        let is_flow = line.contains(":   flow: ") || line.contains(":     from ");
        let is_headline = line.ends_with(':') || line.contains(" capturing by ");
        let counts = is_flow || is_headline || REPEATED.iter().any(|part| line.contains(part));
        let count = lines.entry(line.to_owned()).or_insert(0);
        *count = if counts { *count + 1 } else { 1 };
    }
    lines
}

/// What goesc prints about a program.
fn predicted(program: &Path, flags: &[&str]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_goesc"))
        .args(["check", "--format", "gc", "-m", "2", "--no-config"])
        .args(flags)
        .arg(program.file_name().expect("a name"))
        .current_dir(folder())
        .env_clear()
        .env("GOENV", "off")
        .output()
        .expect("goesc runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("text")
}

fn differences(program: &Path, flags: &[&str], recorded: &str) -> String {
    let recorded = fs::read_to_string(program.with_extension(recorded)).expect("recorded lines");
    let (want, got) = (lines(&recorded), lines(&predicted(program, flags)));
    let all: BTreeSet<&String> = want.keys().chain(got.keys()).collect();
    let name = program.display();
    let differs = all.into_iter().filter(|line| want.get(*line) != got.get(*line));
    let count = |lines: &BTreeMap<String, usize>, line| lines.get(line).copied().unwrap_or(0);
    differs
        .map(|line| {
            let (gc, goesc) = (count(&want, line), count(&got, line));
            format!("{name}: gc {gc}, goesc {goesc} times: {line}\n")
        })
        .collect()
}

#[test]
fn explanations_are_those_of_gc() {
    let mut programs: Vec<PathBuf> = fs::read_dir(folder())
        .expect("the folder")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.extension().is_some_and(|ext| ext == "go"))
        .collect();
    programs.sort();
    assert!(programs.len() >= 4);
    let differences: String = programs
        .iter()
        .flat_map(|program| {
            [differences(program, &[], "m2.txt"), differences(program, &["-l"], "m2l.txt")]
        })
        .collect();
    assert!(differences.is_empty(), "\n{differences}");
}
