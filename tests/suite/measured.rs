//! What programs really allocated, beside what is predicted: profiles of the module in
//! testdata/pprof/teach, made by testdata/pprof/record with a sample of each allocation.

use std::path::{Path, PathBuf};
use std::process::Command;

use goesc::findings::analysis::{Analysis, Detail, Inlining, Options};
use goesc::pprof::{
    self, Absence, Amount, FunctionName, Measured, MeasuredLine, Misfit, Profile, ProfileLine,
    Standing, Within,
};
use goesc::ranking::{Wanted, rank};
use goesc::source::config::Tests;
use goesc::source::{Environment, Overrides};

use crate::common::Tree;

const FILES: [&str; 6] =
    ["go.mod", "boxes.go", "closures.go", "maps.go", "slices.go", "teach_test.go"];

fn recorded(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/pprof").join(name)
}

/// A copy of the module, in `m`.
fn teach() -> Tree {
    let tree = Tree::new();
    for file in FILES {
        let text = std::fs::read(recorded("teach").join(file)).expect("a file of the module");
        tree.write(&format!("m/{file}"), text);
    }
    tree
}

fn analyze(dir: &Path) -> Analysis {
    let environment = Environment { cwd: dir.to_owned(), ..Environment::default() };
    let mut config = goesc::std::settings(&environment, Overrides::default()).expect("settings");
    config.tests = Tests::Include;
    let options = Options::of(Detail::Steps, Inlining::On);
    goesc::workspace::analyze(&config, &[".".to_owned()], options).expect("threads")
}

fn measure(profile: &str, analysis: &Analysis) -> Measured {
    let bytes = std::fs::read(recorded(profile)).expect("a profile");
    Measured::of(&pprof::read(bytes).expect("a profile"), analysis)
}

fn line<'a>(measured: &'a Measured, file: &str, line: u32) -> &'a MeasuredLine {
    let is = |one: &&MeasuredLine| one.line == line && one.path.ends_with(file);
    measured.lines().iter().find(is).expect("a measured line")
}

#[test]
fn every_measured_line_is_predicted() {
    let tree = teach();
    let analysis = analyze(&tree.path("m"));
    for profile in ["teach.pprof", "teach-trimpath.pprof"] {
        let measured = measure(profile, &analysis);
        let named: Vec<_> = measured.lines().iter().filter(|line| line.is_named).collect();
        assert!(named.len() > 35, "{}", named.len());
        let files: Vec<_> = FILES[1..].iter().map(|file| format!("/m/{file}")).collect();
        for line in &named {
            assert!(files.iter().any(|file| line.path.ends_with(file)), "{line:?}");
        }
        let waits = Standing::Unpredicted(Absence::Waiting);
        let (missed, waiting): (Vec<&MeasuredLine>, Vec<&MeasuredLine>) = named
            .into_iter()
            .filter(|line| line.standing != Standing::Predicted)
            .partition(|line| line.standing != waits);
        assert!(missed.is_empty(), "{profile}: {missed:#?}");
        // `<-done`, where the runtime now and then makes a note of who waits.
        assert!(waiting.iter().all(|line| line.line == 35), "{waiting:#?}");
        assert!(measured.unfit().is_empty());
        // Nearly all is the module's, and of the rest it is known whose it is.
        assert!(measured.named().size * 10 > measured.total.size * 9);
        for (line, why) in measured.unpredicted() {
            assert!(
                matches!(why, Absence::Runtime | Absence::OtherPackage(_) | Absence::Waiting),
                "{line:?}"
            );
        }
    }
}

#[test]
fn a_line_counts_once() {
    let tree = teach();
    let analysis = analyze(&tree.path("m"));
    let measured = measure("teach.pprof", &analysis);
    let findings = || analysis.roots.iter().flat_map(|root| root.explained());
    // All that is predicted, copies in callers and the package with and without its tests, is what
    // its lines have.
    let sum = measured.sum_of(findings().map(|finding| &finding.finding));
    assert_eq!(sum, measured.predicted());
    // `newPoint` is inlined: what its copy in `row` allocates stands where its own finding stands.
    let at_23: Vec<Amount> = findings()
        .filter(|finding| {
            let own = finding.inlined.last().unwrap_or(&finding.pos);
            let file = analysis.sources.file(own.file);
            file.path.ends_with("slices.go") && file.line_col(own.offset).line == 23
        })
        .filter_map(|finding| measured.amount_of(finding))
        .collect();
    assert!(at_23.len() > 1, "{at_23:?}");
    for amount in at_23 {
        assert_eq!(amount, Amount { size: 16_000, count: 1000 });
    }
    // The map's cells and the points that it holds are on one line.
    let fill = line(&measured, "maps.go", 9).amount;
    assert!(fill.count > 2000 && fill.size > 100 * 20 * 16, "{fill:?}");
}

#[test]
fn source_that_changed_is_told() {
    let tree = teach();
    let text = std::fs::read_to_string(tree.path("m/slices.go")).expect("a file");
    // A line more above `large`, and all from `moved` on is gone.
    let at = text.find("func large()").expect("a function");
    let end = text.find("func moved(").expect("a function");
    let changed = format!("{}// It isn't small.\n{}", &text[..at], &text[at..end]);
    tree.write("m/slices.go", changed);
    let analysis = analyze(&tree.path("m"));
    let measured = measure("teach.pprof", &analysis);
    let standing = |number: u32| &line(&measured, "slices.go", number).standing;
    assert_eq!(*standing(23), Standing::Predicted);
    let moved = Misfit::Moved("example.com/teach.large".to_owned());
    assert_eq!(*standing(35), Standing::Unfit(moved));
    assert!(matches!(standing(57), Standing::Unfit(Misfit::BeyondEnd(_))), "{:?}", standing(57));
    assert!(measured.unfit().len() > 5);
}

#[test]
fn of_time_it_is_known_where_it_passed() {
    let tree = teach();
    let measured = measure("teach-time.pprof", &analyze(&tree.path("m")));
    assert_eq!(measured.measure, pprof::Measure::Time);
    assert!(measured.predicted().count > 0);
}

/// Standard output, standard error and the status.
fn check(tree: &Tree, args: &[&str]) -> (String, String, Option<i32>) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_goesc"));
    command.arg("check").args(args).current_dir(tree.path("m"));
    command.env_clear().env("GOENV", "off").env("GOPATH", tree.path("gopath"));
    let output = command.output().expect("goesc was started");
    let text = |bytes| String::from_utf8(bytes).expect("UTF-8");
    (text(output.stdout), text(output.stderr), output.status.code())
}

#[test]
fn the_profile_stands_below_the_findings() {
    let tree = teach();
    tree.write("m/p.pprof", std::fs::read(recorded("teach.pprof")).expect("a profile"));
    let (out, err, status) = check(&tree, &["--tests", "--profile", "p.pprof", "."]);
    assert_eq!((err.as_str(), status), ("", Some(0)));
    let (_, section) = out.split_once("\nprofile: ").expect("a section");
    assert!(
        section.contains("\n  100.0 % of that on lines with a predicted allocation"),
        "{section}"
    );
    assert!(section.contains("of package testing, which isn't named\n"), "{section}");

    tree.write("m/p.pprof", "no profile");
    let (out, err, status) = check(&tree, &["--profile", "p.pprof", "."]);
    assert_eq!((out.as_str(), status), ("", Some(2)));
    assert!(err.starts_with("goesc: p.pprof: at byte 0: "), "{err}");
    let (out, err, status) = check(&tree, &["--profile", "none.pprof", "."]);
    assert_eq!((out.as_str(), status), ("", Some(2)));
    assert!(err.starts_with("goesc: --profile none.pprof: "), "{err}");
    let (_, err, status) = check(&tree, &["--format", "gc", "--profile", "p.pprof", "."]);
    assert_eq!(status, Some(2));
    assert!(err.contains("no --profile"), "{err}");
}

/// A profile of one line of a function.
fn one(path: &str, number: u32, function: &str, within: Within) -> Profile {
    let amount = Amount { size: 64, count: 1 };
    let functions = vec![FunctionName { name: function.to_owned(), start_line: 0 }];
    let line = ProfileLine { path: path.to_owned(), line: number, functions, amount, within };
    Profile { measure: pprof::Measure::Allocated, total: amount, lines: vec![line] }
}

/// What the compiler makes of a call that it inlines is measured at the call, and is the place's where the
/// code stands.
#[test]
fn copies_are_measured_where_they_are_called() {
    let text = "package m

var sink *int

func box(v int) *int { return &v }

func F() {
	sink = box(7)
}

func G() {
	sink = new(int)
}
";
    let tree = Tree::of(&[("m/go.mod", "module ex.com/m\n\ngo 1.27\n"), ("m/m.go", text)]);
    let analysis = analyze(&tree.path("m"));
    let path = tree.path("m/m.go").to_string_lossy().into_owned();
    let measured = Measured::of(&one(&path, 8, "ex.com/m.F", Within::Code), &analysis);
    let ranking = rank(&analysis, &Wanted::default(), Some(&measured), &|_| false);
    let weights: Vec<(u32, f64)> =
        ranking.places.iter().map(|place| (place.finding.place.line, place.weight)).collect();
    assert_eq!(weights, [(5, 64.0), (12, 0.0)]);
}

#[test]
fn files_are_found_wherever_they_were_built() {
    let program = "package main\n\nvar p *int\n\nfunc main() {\n\tp = new(int)\n}\n";
    let package = "package sub\n\nvar P *int\n\nfunc F() {\n\tP = new(int)\n}\n";
    let tree = Tree::of(&[
        ("m/go.mod", "module ex.com/m\n\ngo 1.27\n"),
        ("m/cmd/a/main.go", program),
        ("m/cmd/b/main.go", program),
        ("m/sub/sub.go", package),
        ("m/v2.x/sub/sub.go", package),
    ]);
    let environment = Environment { cwd: tree.path("m"), ..Environment::default() };
    let config = goesc::std::settings(&environment, Overrides::default()).expect("settings");
    let options = Options::of(Detail::Steps, Inlining::On);
    let patterns = ["./...".to_owned()];
    let analysis = goesc::workspace::analyze(&config, &patterns, options).expect("threads");
    let found = |path: &str, function: &str| {
        let measured = Measured::of(&one(path, 6, function, Within::Code), &analysis);
        let line = &measured.lines()[0];
        let root = format!("{}/", tree.path("m").display());
        let own = line.path.strip_prefix(&root).map(str::to_owned);
        assert_eq!(own.is_some(), line.is_named);
        // Where it is found, it is predicted.
        assert_eq!(own.is_some(), line.standing == Standing::Predicted, "{line:?}");
        own
    };
    let sub = Some("sub/sub.go".to_owned());
    assert_eq!(found("/build/7/m/sub/sub.go", "ex.com/m/sub.F"), sub);
    assert_eq!(found("/build/sub.go", "ex.com/m/sub.F"), sub);
    assert_eq!(found("ex.com/m/sub/sub.go", "ex.com/m/sub.F"), sub);
    assert_eq!(found("ex.com/m@v1.2.3/sub/sub.go", "ex.com/m/sub.F"), sub);
    assert_eq!(found("/go/pkg/mod/ex.com/m@v1.2.3/sub/sub.go", "ex.com/m/sub.F"), sub);
    let other = Some("v2.x/sub/sub.go".to_owned());
    assert_eq!(found("/build/7/m/v2.x/sub/sub.go", "ex.com/m/v2%2ex/sub.F"), other);
    // Of another module, whatever its file is called.
    assert_eq!(found("/go/pkg/mod/ex.com/n@v1.2.3/sub/sub.go", "ex.com/n/sub.F"), None);
    assert_eq!(found("/build/7/m/sub/other.go", "ex.com/m/sub.F"), None);
    // Commands are all called main.
    let a = Some("cmd/a/main.go".to_owned());
    assert_eq!(found("/build/7/m/cmd/a/main.go", "main.main"), a);
    assert_eq!(found("ex.com/m/cmd/a/main.go", "main.main"), a);
    assert_eq!(found("ex.com/m/cmd/c/main.go", "main.main"), None);
    assert_eq!(found("/build/main.go", "main.main"), None);
    assert_eq!(found("/build/7/m/sub/main.go", "ex.com/m/sub.F"), None);
}

#[test]
fn what_is_not_predicted_has_a_reason() {
    let tree = teach();
    let analysis = analyze(&tree.path("m"));
    let reason = |path: &str, function: &str, within: Within| {
        let measured = Measured::of(&one(path, 31, function, within), &analysis);
        let unpredicted = measured.unpredicted();
        let [(_, why)] = unpredicted[..] else { panic!("{:?}", measured.lines()) };
        why.clone()
    };
    let other = |path: &str| Absence::OtherPackage(path.to_owned());
    let runtime = "/go/src/runtime/made.go";
    assert_eq!(reason(runtime, "runtime.malg", Within::Runtime), Absence::Runtime);
    assert_eq!(reason("/go/src/os/made.go", "os.ReadDir", Within::Code), other("os"));
    assert_eq!(reason("_cgo_gotypes.go", "m._Cfunc_GoString", Within::Code), Absence::Cgo);
    assert_eq!(reason("/w/m/sum_amd64.s", "m.sum", Within::Code), Absence::Assembly);
    assert_eq!(reason("<autogenerated>", "m.(*T).g", Within::Code), Absence::Wrapper);
    // `points[i]` of the module, as if it had allocated.
    let line = ("/src/teach/slices.go", "example.com/teach.row");
    assert_eq!(reason(line.0, line.1, Within::Code), Absence::Unknown);
    let linked = Within::Linked("reflect.unsafe_New".to_owned());
    let called = Absence::RuntimeCall("reflect.unsafe_New".to_owned());
    assert_eq!(reason(line.0, line.1, linked), called);
}

#[test]
fn a_share_of_the_profile_fails_the_check() {
    let tree = teach();
    let analysis = analyze(&tree.path("m"));
    let measured = measure("teach.pprof", &analysis);
    let predicted = measured.lines().iter().filter(|line| line.standing == Standing::Predicted);
    let heaviest = predicted.map(|line| line.amount.size).max().expect("a predicted line");
    let percent = 100 * heaviest / measured.total.size;
    assert!((1..99).contains(&percent), "{percent}");
    let (less, more) = (format!("{percent}%"), format!("{}%", percent + 1));
    for (name, path) in [("p.pprof", "teach.pprof"), ("t.pprof", "teach-time.pprof")] {
        tree.write(&format!("m/{name}"), std::fs::read(recorded(path)).expect("a profile"));
    }
    let fails = |args: &[&str]| {
        let (_, err, status) = check(&tree, &[&["--tests", "."][..], args].concat());
        (status, err)
    };
    let with = |args: &[&str]| fails(&[&["--profile", "p.pprof"][..], args].concat());
    let (status, err) = with(&["--fail-on", &less]);
    assert_eq!(status, Some(1), "{err}");
    let told = format!("with {less} of the profile or more: not allowed");
    assert!(err.contains(&told), "{err}");
    let (status, err) = with(&["--fail-on", &more]);
    assert_eq!((status, err.as_str()), (Some(0), ""));
    // What is known doesn't count.
    let (status, _) = with(&["--write-baseline", "known.txt"]);
    assert_eq!(status, Some(0));
    let (status, err) = with(&["--fail-on", &less, "--baseline", "known.txt"]);
    assert_eq!((status, err.as_str()), (Some(0), ""));
    let (status, err) = with(&["--fail-on", "0.01%,new"]);
    assert_eq!(status, Some(2), "{err}");
    assert!(err.contains("needs --baseline or --new-from"), "{err}");
    let (status, err) = fails(&["--profile", "t.pprof", "--fail-on", "5%"]);
    assert_eq!(status, Some(2), "{err}");
    assert!(err.contains("the profile has times and no bytes"), "{err}");
}
