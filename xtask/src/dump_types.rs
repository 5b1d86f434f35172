//! Prints what the checker found out about packages, to be compared with what gc's own checker
//! says: `dump_types DIR PATTERN...` writes a file a package into DIR, and its errors into another.
//! Files that are named are packages of their own.

use std::fmt::Write as _;
use std::process::ExitCode;

use goesc::source::config::NamedFiles;
use goesc::source::{Environment, Overrides};
use goesc::types::dump::{dump, dump_errors, position};
use goesc::workspace::check_all;

/// Runs it.
pub fn main(args: Vec<String>) -> ExitCode {
    let Some((dir, patterns)) = args.split_first() else {
        eprintln!("usage: dump_types DIR PATTERN...");
        return ExitCode::from(2);
    };
    crate::status("dump_types", run(dir, patterns).map(|()| true))
}

fn run(dir: &str, patterns: &[String]) -> Result<(), Box<dyn std::error::Error>> {
    std::fs::create_dir_all(dir)?;
    let environment = Environment::current()?;
    let mut config = goesc::std::settings(&environment, Overrides::default())?;
    if patterns.iter().all(|pattern| pattern.ends_with(".go")) {
        config.named_files = NamedFiles::EachPackage;
    }
    let checked = check_all(&config, patterns, 0)?;
    for error in &checked.loaded.errors {
        eprintln!("{error}");
    }
    for root in &checked.loaded.roots {
        let Some(package) = checked.packages.iter().find(|p| p.id == *root) else { continue };
        let text = dump(&checked.types, &checked.sources, &package.package);
        let path = format!("{dir}/{}", package.package.path.as_str().replace('/', "_"));
        std::fs::write(&path, text)?;
        let mut errors = String::new();
        for (pos, message) in &package.syntax_errors {
            let _ = writeln!(errors, "{}: syntax: {message}", position(&checked.sources, *pos));
        }
        errors.push_str(&dump_errors(&checked.sources, &package.package));
        if !errors.is_empty() {
            std::fs::write(format!("{path}.err"), errors)?;
        }
    }
    Ok(())
}
