//! Every fixture of testdata/ says what gc prints about it; goesc must print the same.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::Command;

use crate::common::Tree;
use crate::fixture::{Fixture, Line, Mode, Target};

/// The lines that goesc prints about each file of a folder, every file a package of its own.
fn predict(
    files: &[(String, Fixture)],
    (mode, target): (Mode, Target),
    folder: &Path,
) -> BTreeMap<String, BTreeSet<Line>> {
    let files =
        files.iter().filter(|(_, fixture)| (fixture.mode(), &fixture.target) == (mode, &target));
    let output = Command::new(env!("CARGO_BIN_EXE_goesc"))
        .args(["check", "--format", "gc", "--each-file"])
        .args(mode.args())
        .args(files.map(|(name, _)| name))
        .envs(target.variables())
        .current_dir(folder)
        .output()
        .expect("goesc runs");
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(
        output.status.success(),
        "goesc: {}\n{}",
        output.status,
        String::from_utf8_lossy(&output.stderr)
    );
    let mut lines: BTreeMap<String, BTreeSet<Line>> = BTreeMap::new();
    let mut own = String::new();
    for line in text.lines() {
        if let Some(path) = line.strip_prefix("# ") {
            own = path.to_owned();
        } else if let Some(line) = Line::parse(line, &own).and_then(|line| mode.wanted(line)) {
            lines.entry(own.clone()).or_default().insert(line);
        }
    }
    lines
}

fn check(folder: &str) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata").join(folder);
    let fixtures: Vec<(String, Fixture)> = crate::fixture::find(&root)
        .iter()
        .map(|path| {
            let text = std::fs::read_to_string(path).expect("a fixture is readable");
            let name = path.strip_prefix(&root).expect("it lies below").to_string_lossy();
            let parsed = Fixture::parse(&text).unwrap_or_else(|error| panic!("{name}: {error}"));
            (name.into_owned(), parsed)
        })
        .collect();
    assert!(!fixtures.is_empty(), "no fixtures in {}", root.display());
    let modes: BTreeSet<(Mode, Target)> =
        fixtures.iter().map(|(_, fixture)| (fixture.mode(), fixture.target.clone())).collect();
    let predicted: BTreeMap<String, BTreeSet<Line>> =
        modes.into_iter().flat_map(|mode| predict(&fixtures, mode, &root)).collect();
    let mut differences = String::new();
    for (name, fixture) in &fixtures {
        let empty = BTreeSet::new();
        let got = predicted.get(name).unwrap_or(&empty);
        for line in fixture.want.difference(got) {
            differences.push_str(&format!("{name}: missing {line}\n"));
        }
        for line in got.difference(&fixture.want) {
            differences.push_str(&format!("{name}: extra   {line}\n"));
        }
    }
    assert!(differences.is_empty(), "\n{differences}");
}

/// Why things escape, for the fixtures that say so.
#[test]
fn reasons() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/escape");
    let mut checked = 0;
    for path in crate::fixture::find(&root) {
        let text = std::fs::read_to_string(&path).expect("a fixture is readable");
        let name = path.strip_prefix(&root).expect("it lies below").to_string_lossy();
        let parsed = Fixture::parse(&text).unwrap_or_else(|error| panic!("{name}: {error}"));
        let Some(want) = parsed.reasons else { continue };
        let output = Command::new(env!("CARGO_BIN_EXE_goesc"))
            .args(["check", "--format", "gc", "-l", "-m", "2", "--each-file", &name])
            .envs(parsed.target.variables())
            .current_dir(&root)
            .output()
            .expect("goesc runs");
        let got = crate::fixture::reasons(&String::from_utf8_lossy(&output.stdout), &name);
        for (at, (want, got)) in want.iter().zip(&got).enumerate() {
            assert_eq!(want, got, "{name}: explanation line {at}");
        }
        assert_eq!(want.len(), got.len(), "{name}: lines of explanations");
        checked += 1;
    }
    assert!(checked > 0, "no fixture has explanations");
}

/// The programs of the article that the project came from.
#[test]
fn seed() {
    check("seed");
}

/// Each construct of the language.
#[test]
fn escape() {
    check("escape");
}

/// Which functions are inlined, and what changes when they are.
#[test]
fn inline() {
    check("inline");
}

/// Modules of several packages: what crosses from one to another.
#[test]
fn packages() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/packages");
    let modules = crate::fixture::modules(&root);
    assert!(!modules.is_empty(), "no modules in {}", root.display());
    let mut differences = String::new();
    for module in modules {
        let files = crate::fixture::module_files(&module).unwrap_or_else(|error| panic!("{error}"));
        let modes: BTreeSet<Mode> = files.values().map(Fixture::mode).collect();
        let mode = modes.first().copied().expect("a module has files");
        assert_eq!(modes.len(), 1, "{}: the files of a module have one mode", module.display());
        let output = Command::new(env!("CARGO_BIN_EXE_goesc"))
            .args(["check", "--format", "gc"])
            .args(mode.args())
            .arg("./...")
            .current_dir(&module)
            .output()
            .expect("goesc runs");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let got = crate::fixture::module_lines(&files, &String::from_utf8_lossy(&output.stdout));
        let name = module.file_name().unwrap_or_default().to_string_lossy();
        for (file, fixture) in &files {
            for line in fixture.want.difference(&got[file]) {
                differences.push_str(&format!("{name}/{file}: missing {line}\n"));
            }
            for line in got[file].difference(&fixture.want) {
                differences.push_str(&format!("{name}/{file}: extra   {line}\n"));
            }
        }
    }
    assert!(differences.is_empty(), "\n{differences}");
}

/// A method that is used as a value in what is inlined into a wrapper has a wrapper on the spot, though
/// its own package made one: gc looks through the wrapper when it is finished (test/fixedbugs/issue52128).
#[test]
fn revealed_method_values() {
    let tree = Tree::new();
    tree.write("go.mod", "module example.com/m\n\ngo 1.27\n");
    tree.write(
        "b/b.go",
        "package b\n\ntype S struct{}\n\n\
         func (s *S) Get() func() { return s.put }\n\nfunc (s *S) put() {}\n",
    );
    tree.write("p/p.go", "package p\n\nimport \"example.com/m/b\"\n\nvar get = (&b.S{}).Get\n");
    let output = Command::new(env!("CARGO_BIN_EXE_goesc"))
        .args(["check", "--format", "gc", "./p"])
        .current_dir(tree.path(""))
        .output()
        .expect("goesc runs");
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(text.contains("<autogenerated>:1: inlining call to b.(*S).Get\n"), "{text}");
    assert!(text.contains("<autogenerated>:1: inlining call to b.(*S).put\n"), "{text}");
}
