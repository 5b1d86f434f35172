//! What is told of single allocations: the lines that bring something to the heap, and what helps in the
//! code where it is.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::common::Tree;
use goesc::findings::analysis::{Analysis, Detail, Inlining, Options};
use goesc::findings::suggestion::Help;
use goesc::findings::{Explained, Verdict, Ways};
use goesc::report::suggestion;
use goesc::source::{Environment, NamedFiles, Overrides};
use goesc::workspace;

/// Analyzes files, each a package of its own.
fn analyze(files: &[PathBuf]) -> Analysis {
    let environment = Environment::current().expect("an environment");
    let mut config =
        goesc::std::settings(&environment, Overrides::default()).expect("a configuration");
    config.named_files = NamedFiles::EachPackage;
    let patterns: Vec<String> = files.iter().map(|f| f.to_string_lossy().into_owned()).collect();
    let options = Options { threads: 2, ..Options::of(Detail::Steps, Inlining::On) };
    workspace::analyze(&config, &patterns, options).expect("threads")
}

fn testdata(folder: &str) -> Vec<PathBuf> {
    crate::fixture::find(&Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata").join(folder))
}

/// What stands at the ends of the lines of a file after `//`, by line.
fn comments(path: &Path) -> Vec<(u32, String)> {
    let text = std::fs::read_to_string(path).expect("a fixture");
    let lines = text.lines().enumerate().skip(3);
    lines
        .filter_map(|(at, line)| {
            let (_, comment) = line.split_once(" // ")?;
            Some((at as u32 + 1, comment.trim().to_owned()))
        })
        .collect()
}

/// The findings of a fixture that are on the heap or allocate, by line.
fn by_line(analysis: &Analysis) -> BTreeMap<u32, Vec<&Explained>> {
    let mut found: BTreeMap<u32, Vec<&Explained>> = BTreeMap::new();
    for finding in analysis.roots.iter().flat_map(|root| root.explained()) {
        let line = analysis.sources.file(finding.pos.file).line_col(finding.pos.offset).line;
        if finding.cost.is_some_and(|cost| cost.allocates()) {
            found.entry(line).or_default().push(finding);
        }
    }
    found
}

fn lines_of(analysis: &Analysis, finding: &Explained) -> Vec<u32> {
    let places = finding.ways.iter().flat_map(Ways::places);
    let mut lines: Vec<u32> =
        places.map(|pos| analysis.sources.file(pos.file).line_col(pos.offset).line).collect();
    lines.sort_unstable();
    lines
}

#[test]
fn the_lines_that_bring_it_to_the_heap() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/suggest/ways.go");
    let analysis = analyze(std::slice::from_ref(&file));
    assert!(analysis.roots.iter().all(|root| root.errors.is_empty()));
    let comments = comments(&file);
    let found = by_line(&analysis);
    let mut wrong = String::new();
    let mut asked = 0;
    for (line, comment) in &comments {
        let Some((kind, names)) = comment.split_once(": ") else { continue };
        asked += 1;
        let mut wanted: Vec<u32> = Vec::new();
        for name in names.split(' ').filter(|name| *name != "none") {
            // The first line of that name from there on.
            let named = comments.iter().find(|(at, comment)| at > line && comment == name);
            wanted.push(named.unwrap_or_else(|| panic!("no line is {name}")).0);
        }
        wanted.sort_unstable();
        let Some(findings) = found.get(line) else {
            wrong.push_str(&format!("{line}: nothing is found\n"));
            continue;
        };
        for finding in findings {
            let told = lines_of(&analysis, finding);
            let is_only = matches!(finding.ways, Some(Ways::Only(_)));
            if told != wanted || is_only != (kind == "only") {
                let headline = &finding.headline;
                wrong.push_str(&format!("{line}: {headline}: {kind} {wanted:?}, not {told:?}\n"));
            }
        }
    }
    assert!(asked > 10, "{asked}");
    assert!(wrong.is_empty(), "\n{wrong}");
}

#[test]
fn what_helps_in_the_users_words() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/suggest/helps.go");
    let analysis = analyze(std::slice::from_ref(&file));
    let errors: Vec<_> = analysis.roots.iter().flat_map(|root| &root.errors).collect();
    assert!(errors.is_empty(), "{errors:?}");
    let found = by_line(&analysis);
    let mut wrong = String::new();
    let mut asked = 0;
    for (line, comment) in comments(&file) {
        let Some(wanted) = comment.strip_prefix("help: ") else { continue };
        asked += 1;
        let findings = found.get(&line).map_or(&[][..], |findings| findings);
        let fits = |finding: &&Explained| match wanted {
            "general" => finding.help == Help::General,
            "nothing" => finding.help == Help::Nothing,
            text => suggestion::help(finding).is_some_and(|help| help.contains(text)),
        };
        if !findings.iter().any(fits) {
            wrong.push_str(&format!("{line}: wanted {wanted}\n"));
            for finding in findings {
                let told = suggestion::help(finding);
                wrong.push_str(&format!("    {} {:?}: {told:?}\n", finding.headline, finding.rule));
            }
        }
    }
    assert!(asked > 30, "{asked}");
    assert!(wrong.is_empty(), "\n{wrong}");
}

/// What takes part in a flow without handing anything on.
const NONE: &str = "\n//go:noinline\nfunc none[T any](x T) (t T) { return }\n";

/// Where a statement ends that begins at a byte: at the end of a line, outside of brackets, strings and
/// comments. And where a comment begins before that.
fn statement_end(text: &str, start: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    let (mut depth, mut at) = (0i32, start);
    while at < bytes.len() {
        match bytes[at] {
            b'(' | b'[' | b'{' => depth += 1,
            b')' | b']' | b'}' => depth -= 1,
            b'"' | b'`' | b'\'' => {
                let quote = bytes[at];
                at += 1;
                while at < bytes.len() && bytes[at] != quote {
                    at += if bytes[at] == b'\\' && quote != b'`' { 2 } else { 1 };
                }
            }
            b'/' if bytes.get(at + 1) == Some(&b'/') => {
                if depth == 0 {
                    return Some(at);
                }
                while at < bytes.len() && bytes[at] != b'\n' {
                    at += 1;
                }
            }
            b'\n' | b';' if depth == 0 => return Some(at),
            _ => {}
        }
        if depth < 0 {
            return Some(at);
        }
        at += 1;
    }
    None
}

/// Where one of some texts stands outside of brackets and strings.
fn split_outside(text: &str, separator: &str) -> Vec<String> {
    let (mut depth, mut parts, mut from) = (0i32, Vec::new(), 0);
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        match bytes[at] {
            b'(' | b'[' | b'{' => depth += 1,
            b')' | b']' | b'}' => depth -= 1,
            b'"' | b'`' | b'\'' => {
                let quote = bytes[at];
                at += 1;
                while at < bytes.len() && bytes[at] != quote {
                    at += if bytes[at] == b'\\' && quote != b'`' { 2 } else { 1 };
                }
            }
            _ if depth == 0 && text[at..].starts_with(separator) => {
                parts.push(text[from..at].to_owned());
                from = at + separator.len();
                at = from;
                continue;
            }
            _ => {}
        }
        at += 1;
    }
    parts.push(text[from.min(text.len())..].to_owned());
    parts
}

fn wrap(values: &str) -> String {
    let wrapped = split_outside(values, ", ").into_iter().map(|value| {
        let value = value.trim();
        let constant = value == "nil"
            || value == "true"
            || value == "false"
            || value.starts_with(|c: char| c.is_ascii_digit() || "\"'`-".contains(c));
        if constant { value.to_owned() } else { format!("none({value})") }
    });
    wrapped.collect::<Vec<_>>().join(", ")
}

/// Whether there is a call in an expression: its arguments flow into it, whatever becomes of its result.
fn has_call(text: &str) -> bool {
    let before = |at: usize| text[..at].chars().next_back().is_some_and(|c| c.is_alphanumeric());
    text.match_indices('(').any(|(at, _)| before(at))
}

/// A statement through which nothing flows any more, if it is of a kind that is understood.
fn neutral(statement: &str) -> Option<String> {
    let statement = statement.trim();
    for header in ["if ", "for ", "switch ", "select ", "case ", "func ", "type ", "}", "else"] {
        if statement.starts_with(header) {
            return None;
        }
    }
    if let Some(values) = statement.strip_prefix("return ") {
        return (!has_call(values)).then(|| format!("return {}", wrap(values)));
    }
    for keyword in ["go ", "defer "] {
        if let Some(call) = statement.strip_prefix(keyword) {
            return Some(format!("if false {{ _ = func() {{ {} }} }}", neutral(call)?));
        }
    }
    for operator in [" := ", " = ", " <- "] {
        if let [left, right] = &split_outside(statement, operator)[..] {
            return (!has_call(right)).then(|| format!("{left}{operator}{}", wrap(right)));
        }
    }
    let open = statement.find('(')?;
    let (callee, rest) = statement.split_at(open);
    let arguments = rest.strip_prefix('(')?.strip_suffix(')')?;
    if arguments.contains("...") || callee.contains([' ', '{', '"']) {
        return None;
    }
    // A method's receiver flows, too.
    let callee = match callee.rsplit_once('.') {
        Some((receiver, method)) if receiver.chars().all(|c| c.is_alphanumeric() || c == '_') => {
            format!("none({receiver}).{method}")
        }
        _ => callee.to_owned(),
    };
    Some(format!(
        "{callee}({})",
        if arguments.is_empty() { String::new() } else { wrap(arguments) }
    ))
}

/// A file in which nothing flows through the statements on some lines.
fn neutralised(text: &str, lines: &[u32]) -> Option<String> {
    let mut starts: Vec<usize> = vec![0];
    starts.extend(text.match_indices('\n').map(|(at, _)| at + 1));
    let mut changed = text.to_owned();
    for &line in lines.iter().rev() {
        let from = *starts.get(line as usize - 1)?;
        let from = from + text[from..].find(|c: char| !c.is_whitespace())?;
        let to = statement_end(text, from)?;
        let statement = neutral(&text[from..to])?;
        // What stands below has to stay where it is.
        let missing = text[from..to].matches('\n').count() - statement.matches('\n').count();
        changed.replace_range(from..to, &(statement + &"\n".repeat(missing)));
    }
    changed.push_str(NONE);
    Some(changed)
}

/// The honest test: in files in which nothing flows through the named lines, what escaped before is on
/// the stack.
#[test]
fn without_the_named_lines_it_stays_on_the_stack() {
    let mut files = Vec::new();
    for folder in ["suggest", "escape", "seed", "allocs", "inline"] {
        files.extend(testdata(folder));
    }
    files.retain(|file| !file.to_string_lossy().contains("record"));
    let analysis = analyze(&files);
    let tree = Tree::new();
    let mut variants: BTreeMap<String, (PathBuf, u32, String, Vec<u32>)> = BTreeMap::new();
    let mut claims = 0;
    for root in &analysis.roots {
        if !root.errors.is_empty() {
            continue;
        }
        let mut seen: BTreeSet<(u32, String)> = BTreeSet::new();
        for finding in root.explained() {
            let file = analysis.sources.file(finding.pos.file);
            let lines = lines_of(&analysis, finding);
            let at = file.line_col(finding.pos.offset);
            if lines.is_empty()
                || finding.verdict() != Verdict::Heap
                || !seen.insert((finding.pos.offset, finding.headline.clone()))
            {
                continue;
            }
            let places = finding.ways.iter().flat_map(Ways::places);
            if places.into_iter().any(|pos| pos.file != finding.pos.file) {
                continue;
            }
            claims += 1;
            let text = String::from_utf8_lossy(&file.text).into_owned();
            // Lines that are numbered anew are those of another file.
            if text.contains("/*line") || text.contains("//line") {
                continue;
            }
            let Some(text) = neutralised(&text, &lines) else { continue };
            let name = format!("v{}.go", variants.len());
            tree.write(&name, &text);
            let place = (PathBuf::from(&file.path), at.line, finding.headline.clone(), lines);
            variants.insert(tree.path(&name).to_string_lossy().into_owned(), place);
        }
    }
    let files: Vec<PathBuf> = variants.keys().map(PathBuf::from).collect();
    let after = analyze(&files);
    let mut judged = 0;
    let mut wrong = String::new();
    for root in &after.roots {
        // Some statements can't be changed as texts.
        if !root.errors.is_empty() {
            continue;
        }
        let Some(path) = root.files.first().map(|&file| after.sources.file(file).path.clone())
        else {
            continue;
        };
        let Some((original, line, headline, lines)) = variants.get(&path) else { continue };
        judged += 1;
        for finding in root.explained() {
            let at = after.sources.file(finding.pos.file).line_col(finding.pos.offset);
            if at.line == *line
                && finding.headline == *headline
                && finding.verdict() == Verdict::Heap
            {
                let original = original.display();
                wrong.push_str(&format!("{original}:{line}: {headline}: not only {lines:?}\n"));
            }
        }
    }
    println!("{judged} of {claims} claims are judged");
    assert!(wrong.is_empty(), "{judged} of {claims} claims\n{wrong}");
    assert!(judged > 100, "{judged} of {claims} claims");
}

fn goesc(tree: &Tree, args: &[&str]) -> String {
    let run = Command::new(env!("CARGO_BIN_EXE_goesc"))
        .args(args)
        .current_dir(tree.root())
        .output()
        .expect("goesc runs");
    String::from_utf8_lossy(&run.stdout).into_owned()
}

const STORE: &str = "\
package p

type item struct{ id int64 }

type store struct{ last, first *item }

func one(s *store) {
	it := &item{id: 1}
	println(it.id)
	s.last = it
}

func two(s *store) {
	it := &item{id: 1}
	s.last = it
	s.first = it
}
";

/// Where the lines are told.
#[test]
fn formats_tell_the_lines() {
    let tree = Tree::of(&[("go.mod", "module ex.com/m\n\ngo 1.27\n"), ("m.go", STORE)]);
    let pretty = goesc(&tree, &["check", "."]);
    assert!(pretty.contains("= it escapes only because of line 10: `s.last = it`\n"), "{pretty}");
    let several = "= it escapes in 2 ways: line 15: `s.last = it`; line 16: `s.first = it`\n";
    assert!(pretty.contains(several), "{pretty}");
    let explain = goesc(&tree, &["explain", "m.go:8"]);
    assert!(explain.contains("it escapes only because of line 10: `s.last = it`"), "{explain}");
    let json = goesc(&tree, &["check", "--format", "json", "."]);
    let lines: Vec<serde_json::Value> =
        json.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    let ways = |line: u64| {
        let one = lines.iter().find(|one| one["line"] == line && one["verdict"] == "heap");
        let ways = one.and_then(|one| one["ways"].as_array().cloned()).unwrap_or_default();
        ways.iter().filter_map(|way| way["line"].as_u64()).collect::<Vec<_>>()
    };
    assert_eq!(ways(8), [10]);
    assert_eq!(ways(14), [15, 16]);
    let page = tree.path("page");
    goesc(&tree, &["check", "--format", "html", "--output", &page.to_string_lossy(), "."]);
    let pages = std::fs::read_dir(page.join("files")).expect("a page");
    let told = pages.filter_map(|entry| std::fs::read_to_string(entry.ok()?.path()).ok());
    assert!(told.into_iter().any(|text| text.contains("it escapes only because of line 10")));
}
