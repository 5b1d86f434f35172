//! `goesc compare`: predictions beside what gc printed.

use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use super::options::{Compare, Reference, Report};
use super::progress::Progress;
use super::{FAILED, FORBIDDEN, Options, complain, report_failures, unless_closed};
use crate::compare::{self, Agreement, Counted, Form, Output};
use crate::disk::{self, program};
use crate::findings::analysis::Inlining;
use crate::findings::analysis::{Analysis, Detail};
use crate::report::agreement::{self, Shelf};
use crate::report::{agreement_json, gc_output, uncompiled};
use crate::source::{Config, DisplayPaths, Tests};
use crate::visible;
use crate::workspace;

/// Compares, and prints how far both agree. The status is 1 if that is less than asked for.
pub(super) fn run(
    options: &Options,
    compare: &Compare,
    out: &mut dyn Write,
) -> io::Result<ExitCode> {
    let reference = match &compare.reference {
        Reference::Printed(path) => compare::read(path),
        Reference::Toolchain(go) => run_go(go, options, compare),
    };
    let reference = match reference {
        Ok(reference) if !reference.has_lines() => {
            Err("gc printed nothing about any package".to_owned())
        }
        reference => reference,
    };
    let reference = match reference {
        Ok(reference) => reference,
        Err(error) => {
            complain(&error);
            return Ok(ExitCode::from(FAILED));
        }
    };
    if compare.counted == Counted::Reasons && !reference.has_reasons() {
        complain(&"warning: gc gave no reasons; it does under -m=2");
    }

    let inlining = match compare.inlining {
        Some(inlining) => inlining,
        None if reference.has_inlining() => Inlining::On,
        None => Inlining::Off,
    };
    let (config, patterns) = subject(options, &reference);
    let detail = match (reference.form, compare.counted) {
        (Form::Lines, Counted::Decisions | Counted::Inlining) => Detail::Steps,
        (Form::Lines, Counted::Reasons) => Detail::Trace,
        (Form::Records, _) => Detail::Records,
    };
    let threads = options.jobs.unwrap_or(0);
    let progress = Progress::start("analyzing");
    let analysis = workspace::analyze(
        &config,
        &patterns,
        crate::findings::analysis::Options {
            threads,
            ..crate::findings::analysis::Options::of(detail, inlining)
        },
    )
    .map_err(io::Error::other)?;
    drop(progress);
    for note in analysis.roots.iter().filter_map(uncompiled::note) {
        complain(&note);
    }
    let predicted = gc_output::of(&analysis, detail);
    let agreement = compare::score(&reference, &predicted, compare.counted);

    unless_closed(print(compare, &analysis, &agreement, out))?;
    if report_failures(&analysis, options.verbosity()) {
        return Ok(ExitCode::from(FAILED));
    }
    if compare.threshold.is_some() && agreement.all.is_nothing() {
        complain(
            &"nothing was compared: neither the compiler nor goesc says anything of that kind",
        );
        return Ok(ExitCode::from(FORBIDDEN));
    }
    let enough = compare.threshold.is_none_or(|threshold| agreement.all.f1() >= threshold);
    Ok(if enough { ExitCode::SUCCESS } else { ExitCode::from(FORBIDDEN) })
}

fn print(
    compare: &Compare,
    analysis: &Analysis,
    agreement: &Agreement,
    out: &mut dyn Write,
) -> io::Result<()> {
    let mut out = BufWriter::new(out);
    match compare.report {
        Report::Text { colour, limit } => {
            let look = super::terminal::look(colour, None);
            agreement::write_tables(&mut out, agreement)?;
            let cwd = &analysis.loaded.cwd;
            let paths = DisplayPaths::new(cwd, cwd);
            let shelf = Shelf::new(&analysis.sources, &paths);
            let differences = &agreement.differences;
            agreement::write_differences(&mut out, &shelf, differences, limit, look)?;
        }
        Report::Json => agreement_json::write(&mut out, agreement)?,
    }
    out.flush()
}

/// The packages to look at: those named, or else those that gc printed something about.
fn subject(options: &Options, reference: &Output) -> (Config, Vec<String>) {
    if !options.patterns.is_empty() {
        return (options.config.clone(), options.patterns.clone());
    }
    let (patterns, tests) = compare::patterns(reference);
    let mut config = options.config.clone();
    if tests == Tests::Include {
        config.tests = tests;
    }
    (config, patterns)
}

/// What a toolchain prints about the packages.
fn run_go(go: &Path, options: &Options, compare: &Compare) -> Result<Output, String> {
    let target = &options.config.target;
    let level = if compare.counted == Counted::Reasons { "-m=2" } else { "-m" };
    let flags = match compare.inlining {
        Some(Inlining::Off) => format!("-gcflags={level} -l"),
        Some(Inlining::On) | None => format!("-gcflags={level}"),
    };
    let shown = visible::path(go);
    let program = go_command(go, &options.config.cwd)
        .ok_or_else(|| format!("{shown}: not in PATH, as far as that is outside of the tree"))?;
    let mut command = Command::new(program);
    // The version control isn't asked about the tree, as its settings name programs to run.
    command.arg("build").arg(flags).arg("-buildvcs=false");
    if !target.tags.is_empty() {
        command.arg(format!("-tags={}", target.tags.join(",")));
    }
    // Of a command, the compiled program isn't wanted.
    command.args(["-o", if cfg!(windows) { "NUL" } else { "/dev/null" }]);
    command.arg("--").args(&options.patterns);
    command.env("GOOS", &target.goos).env("GOARCH", &target.goarch);
    // A go.mod may name another toolchain, which would be downloaded and run.
    if std::env::var_os("GOTOOLCHAIN").is_none_or(|named| named.is_empty()) {
        command.env("GOTOOLCHAIN", "local");
    }
    let progress = Progress::start("compiling");
    let ran = command.output();
    drop(progress);
    let ran = ran.map_err(|error| {
        format!("--go {shown}, which is run as a go command: {}", disk::words::unread(&error))
    })?;
    let printed = String::from_utf8_lossy(&ran.stderr);
    if !ran.status.success() {
        return Err(format!("{shown} build: {}\n{}", ran.status, printed.trim_end()));
    }
    compare::parse(&printed)
}

/// The go command that the user named: a path as it is, a mere name as in PATH, as far as that is
/// outside of the tree that is analyzed.
fn go_command(go: &Path, cwd: &Path) -> Option<PathBuf> {
    match go.to_str() {
        Some(name) if !name.contains(std::path::is_separator) => {
            let name = name.strip_suffix(std::env::consts::EXE_SUFFIX).unwrap_or(name);
            program::find(name, &program::tree_of(cwd))
        }
        _ => Some(cwd.join(go)),
    }
}
