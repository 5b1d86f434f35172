//! Rules, costs, and the commands that show them.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::common::Tree;
use goesc::findings::analysis::{Analysis, Detail};
use goesc::findings::cost::{Cost, When};
use goesc::findings::rules::Rule;
use goesc::findings::{Explained, Verdict};
use goesc::source::{Environment, NamedFiles, Overrides};
use goesc::workspace;

/// Analyzes files, each a package of its own.
fn analyze(files: &[PathBuf]) -> Analysis {
    let environment = Environment::current().expect("an environment");
    let mut config =
        goesc::std::settings(&environment, Overrides::default()).expect("a configuration");
    config.named_files = NamedFiles::EachPackage;
    let patterns: Vec<String> = files.iter().map(|f| f.to_string_lossy().into_owned()).collect();
    let options = goesc::findings::analysis::Options {
        threads: 2,
        ..goesc::findings::analysis::Options::of(
            Detail::Steps,
            goesc::findings::analysis::Inlining::Off,
        )
    };
    workspace::analyze(&config, &patterns, options).expect("threads")
}

fn fixtures(folder: &str) -> Vec<PathBuf> {
    let found =
        crate::fixture::find(&Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata").join(folder));
    assert!(!found.is_empty());
    found
}

/// The line of each finding in its own file.
fn lines(analysis: &Analysis) -> impl Iterator<Item = (String, u32, &Explained)> {
    analysis.roots.iter().flat_map(|root| root.explained()).map(|finding| {
        let file = analysis.sources.file(finding.pos.file);
        (file.path.clone(), file.line_col(finding.pos.offset).line, &**finding)
    })
}

#[test]
fn examples_have_their_rule() {
    let tree = Tree::new();
    let files: Vec<PathBuf> = Rule::ALL
        .iter()
        .map(|rule| {
            let name = format!("{rule}.go");
            tree.write(&name, rule.definition().example);
            tree.path(&name)
        })
        .collect();
    let analysis = analyze(&files);
    let mut wrong = String::new();
    for (rule, file) in Rule::ALL.iter().zip(&files) {
        let example = rule.definition().example;
        let line = example.lines().position(|line| line.ends_with("// here"));
        let line = line.unwrap_or_else(|| panic!("{rule}: no line is marked")) as u32 + 1;
        let path = file.to_string_lossy();
        let all: Vec<_> = lines(&analysis).filter(|(file, ..)| *file == path).collect();
        let found = all.iter().any(|(_, at, finding)| *at == line && finding.rule == Some(*rule));
        if !found {
            wrong.push_str(&format!("{rule}: wanted at {line}:\n"));
            for (_, at, finding) in all {
                wrong.push_str(&format!("  {at}: {} {:?}\n", finding.headline, finding.rule));
            }
        }
    }
    for root in &analysis.roots {
        assert!(root.errors.is_empty(), "{:?}", root.errors);
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}

#[test]
fn names_are_files() {
    for rule in Rule::ALL {
        let file = format!("src/findings/rules/{}.rs", rule.name().replace('-', "_"));
        assert!(Path::new(env!("CARGO_MANIFEST_DIR")).join(&file).is_file(), "{file}");
        assert_eq!(Rule::parse(rule.name()), Some(*rule));
    }
}

#[test]
fn every_finding_on_the_heap_has_a_rule() {
    let mut files = fixtures("escape");
    files.extend(fixtures("seed"));
    let analysis = analyze(&files);
    let mut rules: BTreeMap<Rule, usize> = BTreeMap::new();
    for (path, line, finding) in lines(&analysis) {
        match finding.verdict() {
            Verdict::Heap => {
                assert!(finding.rule.is_some(), "{path}:{line}: {}", finding.headline);
                assert!(finding.cost.is_some(), "{path}:{line}: {}", finding.headline);
                // Without one the rule is a guess.
                assert!(
                    !finding.steps.is_empty() || !needs_steps(finding),
                    "{path}:{line}: {}",
                    finding.headline
                );
            }
            Verdict::Leak | Verdict::Silent => assert!(finding.rule.is_some()),
            Verdict::Stack | Verdict::Note | Verdict::Trace => {}
        }
        if let Some(rule) = finding.rule {
            *rules.entry(rule).or_default() += 1;
        }
    }
    assert!(rules.len() > Rule::ALL.len() * 3 / 4, "{rules:?}");
}

fn needs_steps(finding: &Explained) -> bool {
    finding.rule == Some(Rule::HeapStore)
}

/// What goesc prints in testdata/seed.
fn goesc_seed(args: &[&str]) -> String {
    goesc(&Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/seed"), args)
}

fn goesc(folder: &Path, args: &[&str]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_goesc"))
        .args(args)
        .current_dir(folder)
        .output()
        .expect("goesc runs");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    assert!(output.status.success(), "{args:?}: {}", text(&output.stderr));
    text(&output.stdout)
}

/// What a real run allocated: by file and line, objects and bytes.
fn recorded() -> BTreeMap<(String, u32), (u64, u64)> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/allocs/recorded.txt");
    let text = std::fs::read_to_string(path).expect("what was recorded");
    let parse = |line: &str| {
        let mut words = line.split(' ');
        let (file, number) = words.next()?.rsplit_once(':')?;
        let place = (file.to_owned(), number.parse().ok()?);
        Some((place, (words.next()?.parse().ok()?, words.next()?.parse().ok()?)))
    };
    text.lines().map(|line| parse(line).expect("file:line objects bytes")).collect()
}

/// The programs of testdata/allocs, not what runs them.
fn programs() -> Vec<PathBuf> {
    let mut files = fixtures("allocs");
    files.retain(|file| !file.to_string_lossy().contains("record"));
    files
}

fn base(path: &str) -> String {
    path.rsplit('/').next().unwrap_or(path).to_owned()
}

#[test]
fn allocations_are_predicted() {
    let analysis = analyze(&programs());
    let mut predicted: BTreeMap<(String, u32), Vec<&Explained>> = BTreeMap::new();
    for (path, line, finding) in lines(&analysis) {
        if finding.cost.is_some_and(|cost| cost.allocates()) {
            predicted.entry((base(&path), line)).or_default().push(finding);
        }
    }
    let recorded = recorded();
    let right = predicted.keys().filter(|place| recorded.contains_key(*place)).count() as f64;
    let precision = right / predicted.len() as f64;
    let recall = right / recorded.len() as f64;
    let mut report = format!("precision {precision:.3}, recall {recall:.3}\n");
    for ((file, line), findings) in &predicted {
        if !recorded.contains_key(&(file.clone(), *line)) {
            for finding in findings {
                let message = &finding.headline;
                report.push_str(&format!("predicted only: {file}:{line}: {message}\n"));
            }
        }
    }
    for (file, line) in recorded.keys().filter(|place| !predicted.contains_key(*place)) {
        report.push_str(&format!("not predicted: {file}:{line}\n"));
    }
    println!("{report}");
    assert!(precision >= 0.95 && recall >= 0.95, "\n{report}");
}

#[test]
fn exact_bytes_are_exact() {
    let analysis = analyze(&programs());
    let recorded = recorded();
    let mut by_line: BTreeMap<(String, u32), Vec<&Explained>> = BTreeMap::new();
    for (path, line, finding) in lines(&analysis) {
        if finding.cost.is_some_and(|cost| cost.allocates()) {
            by_line.entry((base(&path), line)).or_default().push(finding);
        }
    }
    let mut compared = 0;
    let mut wrong = String::new();
    for (place, findings) in by_line {
        let [finding] = findings.as_slice() else { continue };
        let Some(Cost { when: When::Always, heap: Some(heap), .. }) = finding.cost else {
            continue;
        };
        // With these the runtime allocates something else as well.
        if let Some(Rule::ChannelMake | Rule::DeferInLoop | Rule::MapValueSize) = finding.rule {
            continue;
        }
        let Some(&(objects, total)) = recorded.get(&place) else { continue };
        let measured = total as f64 / objects as f64;
        // Of objects that share a block, a profile sees the first, and all of the block.
        let predicted = if heap.is_shared { 16 } else { heap.bytes } as f64;
        compared += 1;
        if measured != predicted / heap.allocations as f64 {
            wrong.push_str(&format!("{place:?}: {:?}, measured {measured}\n", finding.cost));
        }
    }
    assert!(compared > 30, "{compared}");
    assert!(wrong.is_empty(), "\n{wrong}");
}

fn contains(text: &str, parts: &[&str]) {
    for part in parts {
        assert!(text.contains(part), "no {part:?} in:\n{text}");
    }
}

fn check(file: &str) -> String {
    goesc_seed(&["check", "-l", "--each-file", file])
}

/// S2: the phrases of the log, and what they mean.
#[test]
fn s2_phrases() {
    let rules = goesc_seed(&["rules"]);
    assert_eq!(rules.lines().count(), Rule::ALL.len());
    for rule in Rule::ALL {
        let text = goesc_seed(&["rules", rule.name()]);
        contains(&text, &[rule.definition().summary, "// here", "What helps: ", "What it costs: "]);
    }
    let all = goesc_seed(&["check", "-l", "--all", "--each-file", "ch2_flows.go"]);
    contains(
        &all,
        &[
            "note[global-store]: moved to heap: x",
            "help[parameter-to-result]: leaking param: p to result ~r0 level=0",
            "help[leaking-parameter]: leaking param content: p",
            "help[interface-conversion]: \"hello\" escapes to heap",
            "allocates nothing",
        ],
    );
}

/// S3: four kinds of map values.
#[test]
fn s3_map_values() {
    let text = check("ch1_map_values.go");
    contains(&text, &["note[map-store]: []byte{...}", "3 bytes: stored in a map"]);
    contains(&text, &["note[map-store]: &Point{...}", "16 bytes: stored in a map"]);
    assert!(!text.contains("make(map[string]User)"), "{text}");
}

/// S4: where keys and elements lie.
#[test]
fn s4_map_layout() {
    let text = goesc_seed(&["layout", "map[string]struct{ x [64]byte }"]);
    contains(&text, &["group: 648 bytes", "slot 7: key at 568, element at 584"]);
    let text = goesc_seed(&["layout", "map[int][136]byte"]);
    contains(&text, &["element: a pointer to 136 bytes", "group: 136 bytes"]);
    let text = goesc_seed(&["layout", "map[int][128]byte"]);
    contains(&text, &["element: 128 bytes, stored directly"]);
    let text = goesc_seed(&["layout", "--go", "1.23", "map[int32]int8"]);
    contains(&text, &["bucket: 56 bytes", "overflow pointer", "runtime.hmap"]);
    // A last field of no size is padded.
    let text = goesc_seed(&["layout", "map[int32]struct{}"]);
    contains(&text, &["group: 72 bytes"]);
}

/// S5: size, alignment, and what may be on the stack.
#[test]
fn s5_sizes() {
    let text = goesc_seed(&["layout", "struct{ a int8; b *int; c int16 }"]);
    contains(&text, &["24 bytes, aligned to 8 bytes", "pointers in the first 16 bytes"]);
    contains(&text, &["16 bytes with the fields in order of alignment"]);
    let text = goesc_seed(&["layout", "User", "ch1_map_values.go"]);
    contains(&text, &["User: 24 bytes", "no pointers"]);
    let text = goesc_seed(&["layout", "[70000]byte"]);
    contains(&text, &["only as a declared variable"]);
    let text = goesc_seed(&["layout", "[131073]byte"]);
    contains(&text, &["stack: never"]);
    let tree = Tree::of(&[("m.go", Rule::DynamicSize.definition().example)]);
    let text = goesc(tree.root(), &["check", "-l", "--each-file", "m.go"]);
    contains(&text, &["note[dynamic-size]", "if larger than 32 bytes"]);
}

/// S6: what makes a map assignment allocate.
#[test]
fn s6_map_assignment() {
    let text = check("ch2_map_assign.go");
    contains(&text, &["note[map-value-size]", "136 bytes", "note[map-store]"]);
    assert!(!text.contains(":22:"), "a literal without captures is data:\n{text}");
}

/// S7: the strategies, and what is true of them.
#[test]
fn s7_strategies() {
    let text = check("ch3_strategies.go");
    contains(&text, &["note[leaking-argument]: moved to heap: cache", "&Config{...}"]);
    contains(&text, &["note[returned-address]: make(map[[4]byte]int, 8) escapes to heap"]);
    // The source line itself says `"main" escapes` in its comment.
    assert!(!text.contains("]: \"main\" escapes"), "a constant is data:\n{text}");
    contains(&goesc_seed(&["rules", "global-store"]), &["sync.Map don't get around it"]);
    contains(
        &goesc_seed(&["rules", "map-value-size"]),
        &["pointers inside a value change nothing"],
    );
    contains(&goesc_seed(&["rules", "map-store"]), &["Neither a string key"]);
}

/// S8: the worked cases; their lines are the fixtures'.
#[test]
fn s8_cases() {
    contains(&check("ch4_1_pointer_field.go"), &["moved to heap: n", "allocation"]);
    contains(&check("ch4_2_large_entries.go"), &["allocation"]);
    let text = check("ch4_3_captured_value.go");
    contains(&text, &["note[goroutine-argument]: func literal escapes to heap", "24 bytes"]);
    let tree = Tree::of(&[("m.go", Rule::HeapStore.definition().example)]);
    let text = goesc(tree.root(), &["explain", "m.go:6"]);
    contains(&text, &["&node{} escapes to heap", "it is assigned: n.next = &node{}", "What helps"]);
}

/// S9: the picture of the decision.
#[test]
fn s9_graph() {
    let args = ["graph", "--each-file", "newAccount", "ch2_returned_address.go"];
    let dot = goesc_seed(&args);
    contains(&dot, &["digraph \"newAccount\" {", "label=\"u\"", "address-of", "return"]);
    let mermaid = goesc_seed(&[&args[..], &["--format", "mermaid"]].concat());
    contains(&mermaid, &["flowchart LR", "[\"u\"]", "#amp; address-of"]);
}

/// S10: instances of generic functions are one finding.
#[test]
fn s10_generic_map() {
    let text = check("ch4_4_generic_map.go");
    contains(
        &text,
        &["the same in 2 instances of the function", "6 allocations in 1 file; 3 are shown"],
    );
    // In the words of the source, not of the shapes that gc compiles.
    contains(&text, &["note[returned-address]: make(map[K]V) escapes to heap", "^^^^^^^^^^^^^ "]);
}
