//! Rules, costs, and the commands that show them.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

mod common;
#[path = "fixture/mod.rs"]
#[allow(dead_code)] // The expectations are another test's.
mod fixture;

use common::Tree;
use goesc::driver::{self, Analysis, Detail};
use goesc::findings::rules::Rule;
use goesc::findings::{Finding, Verdict};
use goesc::source::{Config, Environment, NamedFiles, Overrides};

/// Analyzes files, each a package of its own.
fn analyze(files: &[PathBuf]) -> Analysis {
    let environment = Environment::current().expect("an environment");
    let mut config = Config::from_env(&environment, Overrides::default()).expect("a configuration");
    config.named_files = NamedFiles::EachPackage;
    let patterns: Vec<String> = files.iter().map(|f| f.to_string_lossy().into_owned()).collect();
    let options = driver::Options { detail: Detail::Steps, threads: 2 };
    driver::analyze(&config, &patterns, options).expect("threads")
}

fn fixtures(folder: &str) -> Vec<PathBuf> {
    let found = fixture::find(&Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata").join(folder));
    assert!(!found.is_empty());
    found
}

/// The line of each finding in its own file.
fn lines(analysis: &Analysis) -> impl Iterator<Item = (String, u32, &Finding)> {
    analysis.roots.iter().flat_map(|root| &root.report.findings).map(|finding| {
        let file = analysis.sources.file(finding.pos.file);
        (file.path.clone(), file.line_col(finding.pos.offset).line, finding)
    })
}

#[test]
fn examples_have_their_rule() {
    let tree = Tree::new();
    let files: Vec<PathBuf> = Rule::ALL
        .iter()
        .map(|rule| {
            let name = format!("{rule}.go");
            tree.write(&name, rule.doc().example);
            tree.path(&name)
        })
        .collect();
    let analysis = analyze(&files);
    let mut wrong = String::new();
    for (rule, file) in Rule::ALL.iter().zip(&files) {
        let example = rule.doc().example;
        let line = example.lines().position(|line| line.ends_with("// here"));
        let line = line.unwrap_or_else(|| panic!("{rule}: no line is marked")) as u32 + 1;
        let path = file.to_string_lossy();
        let all: Vec<_> = lines(&analysis).filter(|(file, ..)| *file == path).collect();
        let found = all.iter().any(|(_, at, finding)| *at == line && finding.rule == Some(*rule));
        if !found {
            wrong.push_str(&format!("{rule}: wanted at {line}:\n"));
            for (_, at, finding) in all {
                wrong.push_str(&format!("  {at}: {} {:?}\n", finding.message, finding.rule));
            }
        }
    }
    for root in &analysis.roots {
        assert!(root.report.errors.is_empty(), "{:?}", root.report.errors);
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}

#[test]
fn names_are_files() {
    for rule in Rule::ALL {
        let file = format!("src/findings/rules/{}.rs", rule.name().replace('-', "_"));
        assert!(Path::new(env!("CARGO_MANIFEST_DIR")).join(&file).is_file(), "{file}");
        assert_eq!(Rule::parse(rule.name()), Some(*rule));
        assert_eq!(rule.doc().rule, *rule);
    }
}

#[test]
fn every_finding_on_the_heap_has_a_rule() {
    let mut files = fixtures("escape");
    files.extend(fixtures("seed"));
    let analysis = analyze(&files);
    let mut rules: BTreeMap<Rule, usize> = BTreeMap::new();
    for (path, line, finding) in lines(&analysis) {
        match finding.verdict {
            Verdict::Heap => {
                assert!(finding.rule.is_some(), "{path}:{line}: {}", finding.message);
                assert!(finding.cost.is_some(), "{path}:{line}: {}", finding.message);
                // Without one the rule is a guess.
                assert!(!finding.steps.is_empty() || !needs_steps(finding), "{path}:{line}: {}", finding.message);
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

fn needs_steps(finding: &Finding) -> bool {
    finding.rule == Some(Rule::HeapStore)
}

#[allow(dead_code)]
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
