//! The bytes that costs tell of, beside those that `go test -benchmem` shows: benchmarks of one
//! allocating line each, in testdata/benchmem, recorded by its record.sh.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use goesc::findings::Explained;
use goesc::findings::analysis::{Analysis, Detail, Inlining, Options};
use goesc::findings::cost::When;
use goesc::source::config::Tests;
use goesc::source::{Environment, Overrides};

fn benchmarks() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/benchmem")
}

/// Bytes and allocations for each operation, by benchmark.
fn recorded() -> BTreeMap<String, (i64, i64)> {
    let text = std::fs::read_to_string(benchmarks().join("recorded.txt")).expect("a record");
    let parse = |line: &str| {
        let mut words = line.split(' ');
        let name = words.next()?.to_owned();
        Some((name, (words.next()?.parse().ok()?, words.next()?.parse().ok()?)))
    };
    text.lines().map(|line| parse(line).expect("name, bytes, allocations")).collect()
}

fn analyze() -> Analysis {
    let environment = Environment { cwd: benchmarks(), ..Environment::default() };
    let mut config = goesc::std::settings(&environment, Overrides::default()).expect("settings");
    config.tests = Tests::Include;
    let options = Options::of(Detail::Steps, Inlining::On);
    goesc::workspace::analyze(&config, &[".".to_owned()], options).expect("threads")
}

/// What may allocate in the loops of functions, by function.
fn in_loops(analysis: &Analysis) -> BTreeMap<&str, Vec<&Explained>> {
    let mut found: BTreeMap<&str, Vec<&Explained>> = BTreeMap::new();
    for root in &analysis.roots {
        assert!(root.errors.is_empty(), "{:?}", root.errors);
        for finding in root.explained() {
            let allocates = finding.cost.is_some_and(|cost| cost.allocates());
            if allocates && root.frequencies.at(finding.pos).loop_depth > 0 {
                found.entry(finding.function.name.as_str()).or_default().push(finding);
            }
        }
    }
    found
}

#[test]
fn exact_bytes_are_what_benchmarks_show() {
    let analysis = analyze();
    let found = in_loops(&analysis);
    let (mut right, mut wrong) = (0, String::new());
    for (name, (bytes, allocations)) in recorded() {
        let findings = found.get(name.as_str()).map_or(&[][..], Vec::as_slice);
        let costs: Vec<_> = findings.iter().filter_map(|finding| finding.cost).collect();
        // Where nothing is allocated, there is a condition, and it isn't met.
        let is_right = match allocations {
            0 => costs.iter().all(|cost| cost.when != When::Always),
            _ => {
                let heap: Vec<_> = costs.iter().filter_map(|cost| cost.heap).collect();
                let sum: i64 = heap.iter().map(|heap| heap.bytes).sum();
                let objects: i64 = heap.iter().map(|heap| heap.allocations).sum();
                heap.len() == costs.len() && (sum, objects) == (bytes, allocations)
            }
        };
        match is_right {
            true => right += 1,
            false => {
                wrong.push_str(&format!("{name}: measured {bytes} in {allocations}: {costs:?}\n"));
            }
        }
    }
    assert!(right > 90, "{right}");
    assert!(wrong.is_empty(), "\n{wrong}");
}

#[test]
fn conditions_are_told() {
    let analysis = analyze();
    let found = in_loops(&analysis);
    let when = |name: &str| found[name].iter().filter_map(|finding| finding.cost).map(|c| c.when);
    let is = |name: &str, expected: When| {
        assert_eq!(when(name).collect::<Vec<_>>(), [expected], "{name}");
    };
    is("BenchmarkBoxInteger", When::UnlessSmall);
    is("BenchmarkBoxFloat", When::UnlessZero);
    is("BenchmarkBoxWrappedFloat", When::UnlessZero);
    is("BenchmarkBoxCharacter", When::UnlessEmpty);
    is("BenchmarkBoxWrapped", When::UnlessEmpty);
    is("BenchmarkBoxStrings", When::UnlessNil);
    is("BenchmarkBoxPoint", When::Always);
    is("BenchmarkMapNewKey", When::NewKey);
    is("BenchmarkMapKnownKey", When::NewKey);
    is("BenchmarkSliceAppendThree", When::Always);
}

fn explain(place: &str) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_goesc"))
        .args(["explain", "--tests", place])
        .current_dir(benchmarks())
        .output()
        .expect("goesc runs");
    String::from_utf8_lossy(&output.stdout).into_owned()
}

#[test]
fn small_objects_share_blocks_and_loops_repeat_them() {
    let file = benchmarks().join("sizes_test.go");
    let text = std::fs::read_to_string(file).expect("benchmarks");
    let line = |part: &str| text.lines().position(|line| line.contains(part)).expect(part) + 1;
    let number = explain(&format!("sizes_test.go:{}", line("number = new(int)")));
    let told = "8 bytes, in a block of 16 that small objects without pointers share; \
                each time round the loop";
    assert!(number.contains(told), "{number}");
    let larger = explain(&format!("sizes_test.go:{}", line("p136 = new([17]int)")));
    assert!(larger.contains("136 bytes, 144 of the heap; each time round the loop"), "{larger}");
}

#[test]
fn json_has_what_the_heap_gives() {
    let output = Command::new(env!("CARGO_BIN_EXE_goesc"))
        .args(["check", "--tests", "--format", "json", "."])
        .current_dir(benchmarks())
        .output()
        .expect("goesc runs");
    let lines = String::from_utf8(output.stdout).expect("UTF-8");
    let cost_of = |function: &str| {
        let parsed = lines
            .lines()
            .map(|line| -> serde_json::Value { serde_json::from_str(line).expect("JSON") });
        let of_function = parsed
            .into_iter()
            .find(|line| line["function"] == function && line["cost"]["heapBytes"].is_number());
        of_function.expect(function)["cost"].clone()
    };
    let cost = cost_of("BenchmarkMapLiteral");
    assert_eq!(
        (&cost["bytes"], &cost["heapBytes"], &cost["allocations"], &cost["exact"]),
        (&248.into(), &256.into(), &2.into(), &true.into()),
        "{cost}"
    );
    let cost = cost_of("BenchmarkSizeTwelveBytes");
    assert_eq!((&cost["heapBytes"], &cost["sharedBlock"]), (&16.into(), &true.into()), "{cost}");
    let cost = cost_of("BenchmarkBoxFloat");
    assert_eq!(
        (&cost["when"], &cost["unless"]),
        (&"unless-small".into(), &"zero".into()),
        "{cost}"
    );
}

/// testdata/benchmem/room.go says of each append whether there is room for sure.
#[test]
fn appends_with_room_allocate_nothing() {
    let analysis = analyze();
    let text = std::fs::read_to_string(benchmarks().join("room.go")).expect("functions");
    let root = &analysis.roots[0];
    let mut seen = 0;
    for (index, line) in text.lines().enumerate().filter(|(_, line)| line.contains("= append(")) {
        let at = |finding: &&std::sync::Arc<Explained>| {
            finding.place.path.ends_with("room.go") && finding.place.line == index as u32 + 1
        };
        let appends = root.explained().iter().filter(at);
        let allocates: Vec<bool> = appends
            .filter(|finding| finding.headline.starts_with("append "))
            .map(|finding| finding.cost.is_some_and(|cost| cost.allocates()))
            .collect();
        assert_eq!(allocates, [!line.ends_with("// room")], "{}: {line}", index + 1);
        seen += 1;
    }
    assert!(seen > 20, "{seen}");
}
