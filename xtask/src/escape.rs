//! Prints what gc prints about escapes under `-m -l`, for packages analyzed with all that they
//! import: `cargo xtask escape [-2] [-t] [--each-file] PATTERN...`.
//! `-2` explains, `-t` tells the time that each stage takes.

use std::collections::HashMap;
use std::io::Write;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::{Duration, Instant};

use goesc::budget::Budget;
use goesc::escape::{Env, FuncTags, analyze};
use goesc::findings::collect;
use goesc::findings::kind::FindingKind;
use goesc::ir::func::{FuncId, FuncTable};
use goesc::ir::package::Threads;
use goesc::lower::Input;
use goesc::passes;
use goesc::passes::Inlining;
use goesc::passes::inline::NoCallees;
use goesc::report::gc_words;
use goesc::source::pos::{Pos, SourceMap};
use goesc::source::{Environment, Overrides};
use goesc::workspace::check_all;

/// Runs it.
pub fn main(args: Vec<String>) -> ExitCode {
    let (mut trace, mut time, mut each) = (false, false, false);
    let mut patterns = Vec::new();
    for arg in args {
        match arg.as_str() {
            "-2" => trace = true,
            "-t" => time = true,
            "--each-file" => each = true,
            _ => patterns.push(arg),
        }
    }
    let groups: Vec<Vec<String>> =
        if each { patterns.into_iter().map(|p| vec![p]).collect() } else { vec![patterns] };
    for group in groups {
        let builder = std::thread::Builder::new().stack_size(256 << 20);
        let run = builder.spawn(move || run(&group, trace, time));
        match run.map(std::thread::JoinHandle::join) {
            Ok(Ok(Ok(()))) => {}
            Ok(Ok(Err(error))) => eprintln!("escape: {error}"),
            _ => eprintln!("escape: crashed"),
        }
    }
    ExitCode::SUCCESS
}

fn run(patterns: &[String], trace: bool, time: bool) -> Result<(), String> {
    let config = Environment::current()
        .and_then(|environment| goesc::std::settings(&environment, Overrides::default()))
        .map_err(|error| error.to_string())?;
    let start = Instant::now();
    let checked = check_all(&config, patterns, 0).map_err(|error| error.to_string())?;
    let checking = start.elapsed();
    let funcs = FuncTable::new();
    let profile = config.target.profile();
    let mut tags: HashMap<FuncId, Arc<FuncTags>> = HashMap::new();
    let (mut lowering, mut escaping) = (Duration::ZERO, Duration::ZERO);
    let mut out = std::io::stdout().lock();
    for one in &checked.packages {
        let root = checked.loaded.roots.contains(&one.id);
        let start = Instant::now();
        let mut package = passes::run(
            Input {
                types: &checked.types,
                funcs: &funcs,
                package: &one.package,
                packages: &checked.library,
                profile: &profile,
                budget: &Budget::default(),
                threads: Threads::One,
            },
            Inlining::Off(&NoCallees),
        );
        lowering += start.elapsed();
        let start = Instant::now();
        let imported = |func: FuncId| tags.get(&func).cloned();
        let env = Env {
            types: &checked.types,
            funcs: &funcs,
            imported: &imported,
            profile: &profile,
            trace: trace && root,
            graphs: false,
            lines: None,
            unknown: goesc::escape::Unknown::Nothing,
            budget: &Budget::default(),
        };
        let verdicts = analyze(&mut package, &env);
        escaping += start.elapsed();
        if root {
            for error in &one.package.errors {
                eprintln!("error: {}", error.message);
            }
            let name = match patterns {
                [file] if file.ends_with(".go") => file.trim_end_matches(".go"),
                _ => one.package.path.as_str(),
            };
            let _ = writeln!(out, "# {name}");
            let paths = checked.loaded.display_paths(one.id);
            let input = collect::Input {
                types: &checked.types,
                profile: &profile,
                funcs: &funcs,
                sources: &checked.sources,
                checked: &one.package,
                lowered: &package,
                verdicts: &verdicts,
                imported: &imported,
                library: &|_| None,
                paths: &paths,
                headline: gc_words::headline,
            };
            for message in &package.messages {
                let text = gc_words::headline(&FindingKind::Note(message.note.clone()));
                let _ = writeln!(out, "{}: {text}", at(&checked.sources, message.pos()));
            }
            let kinds = input.with_speller(|speller| {
                let found = verdicts.diagnostics.iter();
                let kinds = found.map(|found| (speller.pos(found), speller.kind(found)));
                kinds.collect::<Vec<_>>()
            });
            for (pos, kind) in kinds.into_iter().filter_map(|(pos, kind)| Some((pos, kind?))) {
                let place = at(&checked.sources, pos);
                let _ = writeln!(out, "{place}: {}", gc_words::headline(&kind));
                for line in gc_words::trace_lines(&kind) {
                    let _ = writeln!(out, "{place}: {line}");
                }
            }
        }
        tags.extend(verdicts.tags);
    }
    if time {
        eprintln!("check {checking:?}, lower {lowering:?}, escape {escaping:?}");
    }
    Ok(())
}

fn at(sources: &SourceMap, pos: Pos) -> String {
    let file = sources.file(pos.file);
    let at = file.line_col(pos.offset);
    match at.column {
        column @ 1..=254 => format!("{}:{}:{column}", file.path, at.line),
        _ => format!("{}:{}", file.path, at.line),
    }
}
