//! Measures goesc against the real compiler, and keeps the figures in testdata/fidelity.snap.
//!
//! ```text
//! cargo run --release --example fidelity -- std                  measure, and compare with the snapshot
//! cargo run --release --example fidelity -- std --write          measure, and record
//! cargo run --release --example fidelity -- NAME --reference GC --predicted GOESC [--write]
//! ```
//!
//! `std` needs GOROOT to name a Go 1.27.3 installation: gc compiles the standard library with
//! `-m -l`, and goesc reads its source. With `--reference` and `--predicted`, both outputs are read
//! from files in the form that `go build -gcflags='-m -l'` prints.
//!
//! A diagnostic is a package, file name, line, column and message; each counts once. The exit
//! status is 1 when a corpus matches less than the snapshot says.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

/// A kind's name, and whether a message is of it.
type Kind = (&'static str, fn(&str) -> bool);

/// The kinds of diagnostics, in the order in which they are told apart.
const KINDS: [Kind; 9] = [
    ("moved to heap", |m| m.starts_with("moved to heap: ")),
    ("zero-copy conversion", |m| m == "zero-copy string->[]byte conversion"),
    ("leaking param content", |m| m.starts_with("leaking param content: ")),
    ("leaking param to result", |m| {
        m.starts_with("leaking param: ") && m.contains(" to result ") && m.contains(" level=")
    }),
    ("leaking param", |m| m.starts_with("leaking param: ")),
    ("self-assignment", |m| m.contains("ignoring self-assignment in ")),
    ("uintptr", |m| {
        (m.starts_with("assuming ") || m.starts_with("marking ")) && m.ends_with(" uintptr")
    }),
    ("escapes to heap", |m| m.ends_with(" escapes to heap")),
    ("does not escape", |m| m.ends_with(" does not escape")),
];

const SNAPSHOT: &str = "testdata/fidelity.snap";

type Diagnostic = (String, String, String);
type Packages = BTreeMap<String, BTreeSet<Diagnostic>>;

fn main() -> ExitCode {
    match run(&std::env::args().skip(1).collect::<Vec<_>>()) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::from(1),
        Err(error) => {
            eprintln!("fidelity: {error}");
            ExitCode::from(2)
        }
    }
}

fn run(args: &[String]) -> Result<bool, String> {
    let option = |name: &str| {
        args.iter().position(|arg| arg == name).and_then(|at| args.get(at + 1)).map(String::as_str)
    };
    let corpus = args.first().ok_or("name a corpus: std, or another with --reference")?;
    let read = |path: &str| {
        std::fs::read(path)
            .map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
            .map_err(|error| format!("{path}: {error}"))
    };
    let (reference, predicted) = match (option("--reference"), option("--predicted")) {
        (Some(reference), Some(predicted)) => (read(reference)?, read(predicted)?),
        _ if corpus == "std" => standard_library()?,
        _ => return Err(format!("{corpus}: name --reference and --predicted")),
    };
    let section = score(corpus, &parse(&reference), &parse(&predicted));
    print!("{section}");

    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let snapshot = std::fs::read_to_string(root.join(SNAPSHOT)).unwrap_or_default();
    let mut sections = split(&snapshot);
    let before = sections.get(corpus).and_then(|section| matched(section));
    let now = matched(&section);
    if args.iter().any(|arg| arg == "--write") {
        sections.insert(corpus.clone(), section);
        let text = HEAD.to_owned() + &sections.into_values().collect::<Vec<_>>().join("\n");
        std::fs::write(root.join(SNAPSHOT), text).map_err(|error| error.to_string())?;
        return Ok(true);
    }
    match (before, now) {
        (Some(before), Some(now)) if now < before => {
            println!("worse than {SNAPSHOT}: F1 {before:.4} there");
            Ok(false)
        }
        (None, _) => {
            Err(format!("{SNAPSHOT} has no figures of {corpus}: record them with --write"))
        }
        _ => Ok(true),
    }
}

const HEAD: &str = "\
Agreement with gc go1.27.3 under -m -l: diagnostics at the same file, line and column with the same
text. Written by `cargo run --release --example fidelity -- CORPUS --write`, which says what each
corpus is measured with.

";

/// The snapshot's sections by corpus.
fn split(snapshot: &str) -> BTreeMap<String, String> {
    let mut sections = BTreeMap::new();
    for section in snapshot.split("\n\n").filter(|section| section.starts_with("corpus ")) {
        let name = section["corpus ".len()..].split(':').next().unwrap_or_default();
        sections.insert(name.to_owned(), section.trim_end().to_owned() + "\n");
    }
    sections
}

/// F1 over all kinds, from a section.
fn matched(section: &str) -> Option<f64> {
    section.lines().find(|line| line.starts_with("all "))?.split_whitespace().last()?.parse().ok()
}

/// What gc and goesc print about the standard library.
fn standard_library() -> Result<(String, String), String> {
    let goroot =
        PathBuf::from(std::env::var_os("GOROOT").ok_or("GOROOT must name a Go installation")?);
    let capture = |command: &mut Command| {
        let output = command
            .current_dir(goroot.join("src"))
            .env("CGO_ENABLED", "0")
            .env("GOFLAGS", "")
            .env("GOTOOLCHAIN", "local")
            .output()
            .map_err(|error| format!("{command:?}: {error}"))?;
        if !output.status.success() {
            return Err(format!("{command:?}: {}", output.status));
        }
        Ok((
            String::from_utf8_lossy(&output.stdout).into_owned(),
            String::from_utf8_lossy(&output.stderr).into_owned(),
        ))
    };
    let go = goroot.join("bin/go");
    let (version, _) = capture(Command::new(&go).arg("version"))?;
    if !version.contains(" go1.27.3 ") {
        return Err(format!("the figures are those of go1.27.3, not of {version}"));
    }
    let (_, gc) = capture(Command::new(&go).args(["build", "-a", "-gcflags=all=-m -l", "std"]))?;
    let goesc = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/release/goesc");
    let (goesc, _) = capture(Command::new(&goesc).args(["check", "--format", "gc", "-l", "std"]))?;
    Ok((gc, goesc))
}

fn kind_of(message: &str) -> Option<usize> {
    KINDS.iter().position(|(_, is_kind)| is_kind(message))
}

/// Diagnostics by package. Paths count by their last element.
fn parse(output: &str) -> Packages {
    let mut packages = Packages::new();
    let mut package = String::new();
    for line in output.lines() {
        if let Some(header) = line.strip_prefix("# ") {
            package = header.split(' ').next().unwrap_or_default().to_owned();
            packages.entry(package.clone()).or_default();
            continue;
        }
        let Some(at) = line.find(".go:") else { continue };
        let Some((position, message)) = line[at + 4..].split_once(": ") else { continue };
        if kind_of(message).is_none() {
            continue;
        }
        let file = line[..at + 3].rsplit('/').next().unwrap_or_default();
        packages.entry(package.clone()).or_default().insert((
            file.to_owned(),
            position.to_owned(),
            message.to_owned(),
        ));
    }
    packages
}

fn score(corpus: &str, reference: &Packages, predicted: &Packages) -> String {
    let mut counts = [[0usize; 3]; KINDS.len()]; // reference, predicted, matched
    let empty = BTreeSet::new();
    let mut exact = 0;
    let names: BTreeSet<&String> = reference.keys().chain(predicted.keys()).collect();
    for name in names {
        let want = reference.get(name).unwrap_or(&empty);
        let got = predicted.get(name).unwrap_or(&empty);
        exact += usize::from(want == got);
        for diagnostic in want {
            if let Some(kind) = kind_of(&diagnostic.2) {
                counts[kind][0] += 1;
                counts[kind][2] += usize::from(got.contains(diagnostic));
            }
        }
        for diagnostic in got {
            if let Some(kind) = kind_of(&diagnostic.2) {
                counts[kind][1] += 1;
            }
        }
    }
    let mut text = format!(
        "corpus {corpus}: {exact} of {} packages exact\n{:24} {:>9} {:>9} {:>9} {:>8}\n",
        reference.len(),
        "kind",
        "gc",
        "goesc",
        "matched",
        "F1"
    );
    let mut row = |name: &str, [reference, predicted, matched]: [usize; 3]| {
        let f1 = 2.0 * matched as f64 / ((reference + predicted).max(1)) as f64;
        let _ = writeln!(text, "{name:24} {reference:>9} {predicted:>9} {matched:>9} {f1:>8.4}");
    };
    let mut all = [0; 3];
    for ((name, _), count) in KINDS.iter().zip(counts) {
        if count[0] + count[1] > 0 {
            row(name, count);
        }
        for (sum, n) in all.iter_mut().zip(count) {
            *sum += n;
        }
    }
    row("all", all);
    text
}
