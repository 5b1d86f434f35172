//! Checks packages and prints what is wrong with them and how long it took:
//! `cargo xtask typecheck std`.

use std::io::Write;
use std::process::ExitCode;
use std::time::Instant;

use goesc::driver::check_all;
use goesc::source::{Environment, Overrides};

/// Runs it.
pub fn main(mut patterns: Vec<String>) -> ExitCode {
    let mut threads = 0;
    if let Some(n) = patterns.first().and_then(|p| p.strip_prefix("-j")) {
        threads = n.parse().unwrap_or(0);
        patterns.remove(0);
    }
    let config = Environment::current()
        .and_then(|environment| goesc::std::settings(&environment, Overrides::default()));
    let config = match config {
        Ok(config) => config,
        Err(error) => {
            eprintln!("typecheck: {error}");
            return ExitCode::from(2);
        }
    };
    let start = Instant::now();
    let checked = match check_all(&config, &patterns, threads) {
        Ok(checked) => checked,
        Err(error) => {
            eprintln!("typecheck: {error}");
            return ExitCode::from(2);
        }
    };
    let took = start.elapsed();
    let mut out = std::io::stdout().lock();
    let (mut packages, mut errors) = (0, 0);
    for error in &checked.loaded.errors {
        let _ = writeln!(out, "{error}");
    }
    for checked_package in &checked.packages {
        packages += 1;
        let package = &checked_package.package;
        let syntax = checked_package.syntax_errors.iter().map(|(pos, text)| (*pos, text, ""));
        let types = package
            .errors
            .iter()
            .map(|err| (err.pos, &err.message, if err.soft { " (soft)" } else { "" }));
        for (pos, text, soft) in syntax.chain(types) {
            errors += 1;
            let file = checked.sources.file(pos.file);
            let at = file.line_col(pos.offset);
            let _ = writeln!(out, "{}:{}:{}: {text}{soft}", file.path, at.line, at.column);
        }
    }
    let _ = writeln!(out, "{packages} packages, {errors} errors, {took:?}");
    if errors == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
