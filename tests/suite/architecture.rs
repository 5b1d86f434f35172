//! What ARCHITECTURE.md says of the folders of `src`: which may know which. Data flows one way.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// For each folder or file of `src`, those that it may name.
///
/// What isn't here is what matters: `types` knows no summaries, `escape` prints nothing, `policy`
/// doesn't know how anything was found out, and nothing knows `cli`.
const MAY_NAME: &[(&str, &[&str])] = &[
    // The ground: no knowledge of Go.
    ("budget", &[]),
    ("disk", &["visible"]),
    ("fault", &[]),
    ("id", &[]),
    ("schedule", &["fault"]),
    ("symbol", &["id"]),
    ("visible", &[]),
    // The stages.
    ("profile", &["symbol"]),
    ("source", &["disk", "id", "profile", "symbol", "visible"]),
    ("syntax", &["id", "source", "symbol"]),
    ("types", &["id", "profile", "source", "symbol", "syntax"]),
    ("ir", &["id", "source", "symbol", "types"]),
    ("lower", &["budget", "id", "ir", "profile", "source", "symbol", "syntax", "types"]),
    ("passes", &["budget", "id", "ir", "lower", "profile", "source", "symbol", "types"]),
    ("escape", &["budget", "id", "ir", "profile", "schedule", "source", "symbol", "types"]),
    (
        "findings",
        &[
            "budget", "escape", "id", "ir", "profile", "source", "symbol", "syntax", "types",
            "visible",
        ],
    ),
    // Packages as bytes.
    ("summary", &["disk", "escape", "ir", "profile", "source", "symbol", "syntax", "types"]),
    ("std", &["source", "summary"]),
    // What becomes of findings.
    ("pprof", &["findings", "id", "source"]),
    ("compare", &["disk", "findings", "source", "visible"]),
    ("policy", &["disk", "escape", "fault", "findings", "profile", "source", "syntax", "visible"]),
    ("ranking", &["findings", "pprof", "source"]),
    (
        "report",
        &[
            "compare", "disk", "escape", "findings", "id", "ir", "policy", "pprof", "profile",
            "ranking", "source", "symbol", "types", "visible",
        ],
    ),
    // What runs the stages.
    (
        "workspace",
        &[
            "budget", "disk", "escape", "fault", "findings", "id", "ir", "lower", "passes",
            "policy", "profile", "report", "schedule", "source", "std", "summary", "symbol",
            "syntax", "types", "visible",
        ],
    ),
    // What people and editors ask.
    (
        "server",
        &[
            "disk",
            "fault",
            "findings",
            "policy",
            "profile",
            "report",
            "source",
            "std",
            "summary",
            "visible",
            "workspace",
        ],
    ),
    // What build systems ask, a package at a time.
    (
        "unit",
        &[
            "disk",
            "fault",
            "findings",
            "policy",
            "profile",
            "ranking",
            "report",
            "source",
            "std",
            "summary",
            "symbol",
            "visible",
            "workspace",
        ],
    ),
    // What the go command asks.
    (
        "vet",
        &[
            "disk", "fault", "findings", "policy", "profile", "ranking", "report", "source", "std",
            "summary", "symbol", "unit", "visible",
        ],
    ),
    (
        "cli",
        &[
            "budget",
            "compare",
            "disk",
            "fault",
            "findings",
            "policy",
            "pprof",
            "profile",
            "ranking",
            "report",
            "server",
            "source",
            "std",
            "summary",
            "unit",
            "vet",
            "visible",
            "workspace",
        ],
    ),
];

/// Folders whose files name each other in one direction as well.
const IN_ORDER: &[&str] = &[
    "cli",
    "compare",
    "disk",
    "workspace",
    "escape",
    "findings",
    "ir",
    "lower",
    "passes",
    "policy",
    "pprof",
    "profile",
    "ranking",
    "report",
    "server",
    "source",
    "std",
    "summary",
    "syntax",
    "types",
    "unit",
    "vet",
];

fn src() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

/// The Rust files below a directory, but for those that are tests, in order.
fn files(dir: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut open = vec![dir.to_owned()];
    while let Some(dir) = open.pop() {
        for entry in fs::read_dir(&dir).expect("a directory").flatten() {
            let path = entry.path();
            let name = entry.file_name();
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|ext| ext == "rs")
                && name != "tests.rs"
                && name != "testing.rs"
            {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

/// The code of a file, by line, without comments and without its module of tests.
fn code(path: &Path) -> Vec<String> {
    let text = fs::read_to_string(path).expect("a file");
    let text = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default().to_owned();
    let strip = |line: &str| match line.find("//") {
        // `"//"` within a string ends a line early, which hides nothing that is looked for.
        Some(at) => line[..at].to_owned(),
        None => line.to_owned(),
    };
    // A `use` of several lines stands on its first.
    let mut lines: Vec<String> = Vec::new();
    let mut open: Option<usize> = None;
    for line in text.lines().map(strip) {
        match open {
            Some(at) => {
                lines[at].push_str(line.trim());
                lines.push(String::new());
            }
            None => lines.push(line),
        }
        let at = open.unwrap_or(lines.len() - 1);
        let text = lines[at].trim_start();
        let is_use = text.starts_with("use ") || text.starts_with("pub use ");
        open = (is_use && !text.contains(';')).then_some(at);
    }
    lines
}

/// The first names of the paths that begin with a prefix in a line; of `prefix{a, b::c}`, a and b.
fn names<'a>(line: &'a str, prefix: &str) -> Vec<&'a str> {
    let is_name = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
    let first = |text: &'a str| &text[..text.find(|c| !is_name(c)).unwrap_or(text.len())];
    let mut found = Vec::new();
    for (at, _) in line.match_indices(prefix) {
        if line[..at].ends_with(|c: char| is_name(c) || c == ':') {
            continue;
        }
        let rest = &line[at + prefix.len()..];
        let Some(list) = rest.strip_prefix('{') else {
            found.push(first(rest));
            continue;
        };
        let mut depth = 0_usize;
        let mut begins = true;
        for (at, c) in list.char_indices() {
            if begins && depth == 0 && is_name(c) {
                found.push(first(&list[at..]));
                begins = false;
            }
            match c {
                '{' => depth += 1,
                '}' if depth == 0 => break,
                '}' => depth -= 1,
                ',' => begins = true,
                _ => {}
            }
        }
    }
    found.retain(|name| !name.is_empty() && *name != "self" && *name != "super");
    found
}

/// The folder, or the file, of `src` that a file belongs to.
fn part(path: &Path) -> String {
    let below = path.strip_prefix(src()).expect("below src");
    let first = below.components().next().expect("a name");
    Path::new(first.as_os_str()).file_stem().expect("a stem").to_string_lossy().into_owned()
}

#[test]
fn folders_name_those_below_alone() {
    let allowed: BTreeMap<&str, BTreeSet<&str>> =
        MAY_NAME.iter().map(|(part, may)| (*part, may.iter().copied().collect())).collect();
    let mut wrong = String::new();
    let mut unused: BTreeSet<(&str, &str)> =
        MAY_NAME.iter().flat_map(|(part, may)| may.iter().map(|may| (*part, *may))).collect();
    for file in files(&src()) {
        let from = part(&file);
        if matches!(from.as_str(), "lib" | "main") {
            continue;
        }
        let Some(may) = allowed.get(from.as_str()) else {
            wrong.push_str(&format!("src/{from} isn't in the list\n"));
            continue;
        };
        for (number, line) in code(&file).iter().enumerate() {
            assert!(!line.contains("use crate::{"), "{}: one line for each folder", file.display());
            for to in names(line, "crate::") {
                unused.retain(|(part, may)| (*part, *may) != (from.as_str(), to));
                // Macros stand at the top of the crate.
                if to != from && to != "define_ids" && !may.contains(to) {
                    let place = format!("{}:{}", file.display(), number + 1);
                    wrong.push_str(&format!("{place}: {from} may not name {to}\n"));
                }
            }
        }
    }
    for (from, to) in unused {
        wrong.push_str(&format!("{from} doesn't name {to} any more: take it off the list\n"));
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}

#[test]
fn the_list_has_no_circles() {
    let mut done: BTreeSet<&str> = BTreeSet::new();
    while done.len() < MAY_NAME.len() {
        let next: Vec<&str> = MAY_NAME
            .iter()
            .filter(|(part, may)| !done.contains(part) && may.iter().all(|may| done.contains(may)))
            .map(|(part, _)| *part)
            .collect();
        let left = MAY_NAME.iter().map(|(part, _)| *part).filter(|part| !done.contains(part));
        assert!(!next.is_empty(), "in a circle: {:?}", left.collect::<Vec<_>>());
        done.extend(next);
    }
}

/// The modules that a folder's files name of each other, each with a place where it does.
fn within(folder: &str) -> BTreeMap<String, BTreeMap<String, String>> {
    let dir = src().join(folder);
    let mut named: BTreeMap<String, BTreeMap<String, String>> = BTreeMap::new();
    let own = format!("crate::{folder}::");
    for file in files(&dir) {
        let below = file.strip_prefix(&dir).expect("below the folder");
        let parts: Vec<_> = below.components().collect();
        // The folder's own mod.rs hands on what its files have, and knows all of them.
        if parts.len() == 1 && below == Path::new("mod.rs") {
            continue;
        }
        let first = Path::new(parts[0].as_os_str()).file_stem().expect("a stem");
        let module = first.to_string_lossy().into_owned();
        let is_mod = below.ends_with("mod.rs");
        let depth = parts.len() - usize::from(is_mod);
        let up = "super::".repeat(depth);
        let edges = named.entry(module.clone()).or_default();
        for (number, line) in code(&file).iter().enumerate() {
            let mut found = names(line, &own);
            found.extend(names(line, &up));
            for to in found {
                let exists = dir.join(format!("{to}.rs")).exists() || dir.join(to).is_dir();
                if exists && to != module && to != "tests" {
                    let place = format!("{}:{}", file.display(), number + 1);
                    edges.entry(to.to_owned()).or_insert(place);
                }
            }
        }
    }
    named
}

#[test]
fn files_of_a_folder_name_each_other_in_one_direction() {
    let mut wrong = String::new();
    for folder in IN_ORDER {
        let mut named = within(folder);
        // What names nothing that is left is done; what remains is in a circle or above one.
        loop {
            let done: Vec<String> = named
                .iter()
                .filter(|(_, to)| to.keys().all(|to| !named.contains_key(to)))
                .map(|(module, _)| module.clone())
                .collect();
            if done.is_empty() {
                break;
            }
            named.retain(|module, _| !done.contains(module));
        }
        // And what nothing that is left names is above one.
        loop {
            let used: BTreeSet<String> = named.values().flat_map(|to| to.keys().cloned()).collect();
            let before = named.len();
            named.retain(|module, _| used.contains(module));
            if named.len() == before {
                break;
            }
        }
        for (module, to) in &named {
            for (to, place) in to.iter().filter(|(to, _)| named.contains_key(*to)) {
                wrong.push_str(&format!("{place}: {folder}::{module} names {to}, in a circle\n"));
            }
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}

/// What begins a line of gc's, or what it calls a shape: only the module that makes its words and
/// the one that reads gc's output may know them.
#[test]
fn nothing_reads_the_words_of_gc() {
    const WORDS: &[&str] = &[
        "\"escapes to heap",
        "\" escapes to heap",
        "\" does not escape",
        "\"moved to heap",
        "\"leaking param",
        "\"can inline ",
        "\"cannot inline ",
        "\"inlining call to ",
        "\"devirtualizing ",
        "\"go.shape.",
    ];
    const MATCHING: &[&str] = &[
        "starts_with(",
        "ends_with(",
        "contains(",
        "strip_prefix(",
        "strip_suffix(",
        "split_once(",
        "find(",
        "match_indices(",
    ];
    let mut wrong = String::new();
    for file in files(&src()) {
        if part(&file) == "compare" {
            continue;
        }
        for (number, line) in code(&file).iter().enumerate() {
            let matches = MATCHING.iter().any(|matching| line.contains(matching));
            if matches && WORDS.iter().any(|words| line.contains(words)) {
                wrong.push_str(&format!("{}:{}: {line}\n", file.display(), number + 1));
            }
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}

/// What differs between releases and between versions of the language is data of the profile: nothing
/// else asks which release it is, or compares versions with numbers of its own.
#[test]
fn releases_are_known_to_the_profile_alone() {
    const FORMS: &[&str] = &["GoRelease::Go1", "version < (1, ", "version >= (1, ", "version((1, "];
    let mut wrong = String::new();
    for file in files(&src()) {
        if part(&file) == "profile" {
            continue;
        }
        for (number, line) in code(&file).iter().enumerate() {
            if FORMS.iter().any(|form| line.contains(form)) {
                wrong.push_str(&format!("{}:{}: {line}\n", file.display(), number + 1));
            }
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}

/// Complaints are kinds with subjects. The words are those of `report/complaint.rs`; in `policy`, only
/// errors of files and of git have some, and the comments that are written into the source.
#[test]
fn policy_makes_no_words_of_complaints() {
    const WITH_WORDS: &[&str] = &["config.rs", "baseline.rs", "changes", "comments.rs"];
    let policy = src().join("policy");
    let mut wrong = String::new();
    for file in files(&policy) {
        let below = file.strip_prefix(&policy).expect("below the folder");
        let first = below.components().next().expect("a name");
        if WITH_WORDS.iter().any(|name| first.as_os_str() == *name) {
            continue;
        }
        for (number, line) in code(&file).iter().enumerate() {
            if line.contains("format!(") || line.contains("\".to_owned()") {
                wrong.push_str(&format!("{}:{}: {line}\n", file.display(), number + 1));
            }
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}
