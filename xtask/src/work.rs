//! How much work packages make, in steps of the budget (`src/budget.rs`): those that make most.
//!
//! ```text
//! cargo xtask work [--each-file] [--write CORPUS] PATTERN...
//! ```
//!
//! Which files are taken is up to the environment, as for `goesc check`. `--each-file` takes each file
//! as a package of its own. `--write` records what is printed in testdata/work.snap, under the name of
//! a corpus; a test holds it below a tenth of the budget.

use std::fmt::Write as _;
use std::process::ExitCode;

use goesc::budget::Budget;
use goesc::findings::analysis::{Detail, Inlining, Options};
use goesc::source::{Environment, NamedFiles, Overrides};
use goesc::workspace;

use crate::checkout;

/// Where the shares of corpora are recorded, from the checkout on.
const RECORD: &str = "testdata/work.snap";

/// How many packages are named.
const SHOWN: usize = 10;

/// Runs it.
pub fn main(args: Vec<String>) -> ExitCode {
    crate::status("work", run(&args).map(|()| true))
}

fn run(args: &[String]) -> Result<(), Box<dyn std::error::Error>> {
    let mut config = goesc::std::settings(&Environment::current()?, Overrides::default())?;
    let mut corpus = None;
    let mut patterns = Vec::new();
    let mut args = args.iter();
    while let Some(arg) = args.next() {
        match arg.as_str() {
            "--each-file" => config.named_files = NamedFiles::EachPackage,
            "--write" => corpus = Some(args.next().ok_or("--write needs the name of a corpus")?),
            _ => patterns.push(arg.clone()),
        }
    }
    let options = Options::of(Detail::Trace, Inlining::On);
    let analysis = workspace::analyze(&config, &patterns, options)?;
    let mut work: Vec<(u64, String)> = analysis
        .work
        .iter()
        .map(|&(id, steps)| (steps, analysis.loaded.packages[id].title()))
        .collect();
    work.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
    let mut text = String::new();
    for (steps, title) in work.iter().take(SHOWN) {
        let share = 100.0 * *steps as f64 / Budget::LIMIT as f64;
        writeln!(text, "{steps:10} {share:5.1} %  {title}")?;
    }
    print!("{text}");
    match corpus {
        Some(corpus) => record(corpus, work.len(), &text),
        None => Ok(()),
    }
}

/// Puts the part of a corpus into the record, in the place of what was there.
fn record(corpus: &str, packages: usize, text: &str) -> Result<(), Box<dyn std::error::Error>> {
    let path = checkout().join(RECORD);
    let old = std::fs::read_to_string(&path)?;
    let (head, parts) = old.split_once("\n== ").unwrap_or((old.trim_end(), ""));
    let mut parts: Vec<String> = parts
        .split("\n== ")
        .filter(|part| !part.is_empty() && part.split(' ').next() != Some(corpus))
        .map(|part| part.trim_end().to_owned())
        .collect();
    parts.push(format!("{corpus} {packages} packages\n{}", text.trim_end()));
    parts.sort();
    let mut new = head.trim_end().to_owned();
    for part in parts {
        write!(new, "\n\n== {part}")?;
    }
    std::fs::write(path, new + "\n")?;
    Ok(())
}
