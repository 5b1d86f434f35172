//! How much work packages make, in steps of the budget (`src/budget.rs`): those that make most.
//!
//! ```text
//! cargo xtask work PATTERN...
//! ```
//!
//! Which files are taken is up to the environment, as for `goesc check`.

use std::process::ExitCode;

use goesc::budget::Budget;
use goesc::findings::analysis::{Detail, Inlining};
use goesc::source::{Environment, Overrides};
use goesc::workspace;

/// How many packages are named.
const SHOWN: usize = 10;

/// Runs it.
pub fn main(args: Vec<String>) -> ExitCode {
    match run(&args) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("work: {error}");
            ExitCode::from(2)
        }
    }
}

fn run(patterns: &[String]) -> Result<(), Box<dyn std::error::Error>> {
    let config = goesc::std::settings(&Environment::current()?, Overrides::default())?;
    let options = goesc::findings::analysis::Options::of(Detail::Trace, Inlining::On);
    let analysis = workspace::analyze(&config, patterns, options)?;
    let mut work = analysis.work.clone();
    work.sort_by_key(|&(_, steps)| std::cmp::Reverse(steps));
    for &(id, steps) in work.iter().take(SHOWN) {
        let share = 100.0 * steps as f64 / Budget::LIMIT as f64;
        println!("{steps:10} {share:5.1} %  {}", analysis.loaded.packages[id].title());
    }
    Ok(())
}
