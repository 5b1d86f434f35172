//! Measures goesc against the real compiler, and keeps the figures in testdata/fidelity.snap.
//!
//! ```text
//! fidelity std                        measure in the modes of the snapshot, and compare with it
//! fidelity std --write                the same, and record
//! fidelity std --mode "-m=2 -l"       one mode; several with several options
//! fidelity dirs --programs DIR        the programs of several packages in Go's own test directory
//! fidelity NAME --mode MODE --reference GC [--predicted GOESC] [--show N] [--write]
//! ```
//!
//! (`fidelity` is `cargo xtask fidelity`.) For `std`, GOROOT names a Go 1.27.3
//! installation: gc compiles the standard library, and goesc reads its source. What gc printed about
//! `dirs` is recorded in testdata/dirs. Otherwise, what gc
//! printed is read from a file; what goesc predicts is read from one, too, as
//! `goesc check --format gc` prints it under the same flags, or made for the packages that gc's
//! headers name.
//!
//! A mode is a list of gc's flags. Under `-m -l`, what escape analysis decides is counted; under
//! `-m`, what is inlined and devirtualized as well; under `-m=2` and `-m=2 -l`, the reasons and only
//! those.
//!
//! The exit status is 1 when a corpus matches less than the snapshot says. Recording keeps what is
//! written below a table: names of what still differs, and why.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Output};

use goesc::compare::{self, Agreement, Counted, Tally};
use goesc::findings::analysis::{Detail, Inlining};
use goesc::report::gc_output;
use goesc::source::{Environment, Overrides};
use goesc::workspace;

const SNAPSHOT: &str = "testdata/fidelity.snap";

/// What the snapshot begins with.
const HEAD: &str = "\
Agreement with gc go1.27.3: diagnostics at the same file, line and column with the same text.
Written by `cargo xtask fidelity CORPUS --write`, whose head says what is
counted. What stands below a table is written by hand, and kept.

std      the standard library, compiled by gc and read by goesc in the same run
modules  402 packages of 18 libraries as Debian ships them, in a GOPATH: what
         `go build -gcflags=MODE` printed, and `goesc check --format gc` under the same flags
cmd      the go command, the compiler, the linker and the other tools, in the same way
gotest   957 programs of Go's own test directory (1.19), each by itself: what
         `go tool compile MODE` printed, and `goesc check --each-file --format gc`
gotest27 the same of programs that came to that directory since, as of 1.27
dirs     programs of several packages of that directory (1.27), each as a module
modules-alone
         the same packages, each in a GOPATH of its own with the embedded library, so that all other
         imports are missing: what `cargo xtask alone` prints

";

/// Runs it.
pub fn main(args: Vec<String>) -> ExitCode {
    crate::status("fidelity", run(&args))
}

fn run(args: &[String]) -> Result<bool, String> {
    let option = |name: &str| {
        args.iter().position(|arg| arg == name).and_then(|at| args.get(at + 1)).map(String::as_str)
    };
    let corpus = args.first().ok_or("name a corpus: std, or another with --reference")?;
    let show = match option("--show") {
        Some(number) => number.parse().map_err(|_| format!("--show {number}: no number"))?,
        None => 0,
    };
    let snapshot_path = crate::checkout().join(SNAPSHOT);
    let mut snapshot =
        Snapshot::parse(&std::fs::read_to_string(&snapshot_path).unwrap_or_default());
    let pairs = args.iter().zip(args.iter().skip(1));
    let named: Vec<String> =
        pairs.filter(|(name, _)| *name == "--mode").map(|(_, mode)| mode.clone()).collect();
    let modes = if named.is_empty() { snapshot.modes(corpus) } else { named };
    if modes.is_empty() {
        return Err(format!("{SNAPSHOT} has no figures of {corpus}: name a mode by --mode"));
    }
    let writes = args.iter().any(|arg| arg == "--write");
    let mut compiler = Compiler::new(&modes);
    let mut as_good = true;
    for mode in &modes {
        let counted = counted(mode)?;
        let (reference, predicted) = match (option("--reference"), corpus.as_str()) {
            (Some(reference), _) => given(reference, option("--predicted"), mode, counted)?,
            (None, "dirs") => {
                let tests = option("--programs").ok_or("dirs: name --programs")?;
                programs_of_packages(Path::new(tests), mode, counted)?
            }
            (None, "std") => standard_library(&mut compiler, mode, counted)?,
            (None, _) => return Err(format!("{corpus}: name --reference")),
        };
        let agreement = compare::score(&reference, &predicted, counted);
        let name = format!("{corpus} {mode}");
        let section = section(&name, &agreement);
        println!("{section}");
        for difference in agreement.differences.iter().take(show) {
            let line = &difference.line;
            println!(
                "{:?} {} {}:{}:{}: {}",
                difference.side,
                difference.package,
                line.path,
                line.line,
                line.column,
                line.message
            );
        }
        match snapshot.figures(&name) {
            _ if writes => snapshot.record(name, section),
            None => {
                return Err(format!("{SNAPSHOT} has no figures of {name}: record them by --write"));
            }
            Some(before)
                if agreement.all.matched < before.matched || is_lower(&agreement.all, &before) =>
            {
                println!(
                    "worse than {SNAPSHOT}: {} matched, F1 {:.4} there\n",
                    before.matched,
                    before.f1()
                );
                as_good = false;
            }
            Some(_) => {}
        }
    }
    if writes {
        std::fs::write(&snapshot_path, snapshot.text()).map_err(|error| error.to_string())?;
    }
    Ok(as_good)
}

fn is_lower(now: &Tally, before: &Tally) -> bool {
    now.f1() < before.f1()
}

/// What is counted in a mode.
fn counted(mode: &str) -> Result<Counted, String> {
    let flags: Vec<&str> = mode.split(' ').collect();
    match flags.as_slice() {
        ["-m", "-l"] => Ok(Counted::Decisions),
        ["-m"] => Ok(Counted::Inlining),
        ["-m=2"] | ["-m=2", "-l"] => Ok(Counted::Reasons),
        _ => Err(format!(
            "no mode is called {mode:?}: name \"-m -l\", \"-m\", \"-m=2\" or \"-m=2 -l\""
        )),
    }
}

/// What goesc finds out in a mode.
fn detail(counted: Counted) -> Detail {
    match counted {
        Counted::Decisions | Counted::Inlining => Detail::Verdicts,
        Counted::Reasons => Detail::Trace,
    }
}

/// Both sides, of which files hold one or both.
fn given(
    reference: &str,
    predicted: Option<&str>,
    mode: &str,
    counted: Counted,
) -> Result<(compare::Output, compare::Output), String> {
    let reference = compare::read(Path::new(reference))?;
    let predicted = match predicted {
        Some(path) => compare::read(Path::new(path))?,
        None => {
            let environment = Environment::current().map_err(|error| error.to_string())?;
            predict(&environment, &compare::patterns(&reference).0, mode, counted)?
        }
    };
    Ok((reference, predicted))
}

/// What gc prints about the standard library, kept between modes: what it prints under `-m=2` holds
/// what it prints under `-m`, and each build of std takes it a minute or two.
struct Compiler {
    /// The modes with reasons that will be asked for.
    with_reasons: Vec<String>,
    /// By flags.
    printed: BTreeMap<String, String>,
}

impl Compiler {
    fn new(modes: &[String]) -> Compiler {
        let with_reasons = modes.iter().filter(|mode| mode.starts_with("-m=2")).cloned().collect();
        Compiler { with_reasons, printed: BTreeMap::new() }
    }

    /// What it prints in a mode, and in another one where that holds it.
    fn standard_library(&mut self, src: &Path, mode: &str) -> Result<&str, String> {
        let more = mode.replacen("-m", "-m=2", 1);
        let flags = if self.with_reasons.contains(&more) { &more } else { mode };
        if !self.printed.contains_key(flags) {
            let gcflags = format!("-gcflags=all={flags}");
            let printed = go(src, &["build", "-a", &gcflags, "std"])?.stderr;
            let printed = String::from_utf8_lossy(&printed).into_owned();
            self.printed.insert(flags.to_owned(), printed);
        }
        Ok(self.printed.get(flags).map_or("", String::as_str))
    }
}

/// Runs the go command of the GOROOT whose source is `src`.
fn go(src: &Path, args: &[&str]) -> Result<Output, String> {
    let mut command = Command::new(src.with_file_name("bin").join("go"));
    command.args(args).current_dir(src);
    command.envs([("CGO_ENABLED", "0"), ("GOFLAGS", ""), ("GOTOOLCHAIN", "local")]);
    let output = command.output().map_err(|error| format!("{command:?}: {error}"))?;
    match output.status.success() {
        true => Ok(output),
        false => Err(format!("{command:?}: {}", output.status)),
    }
}

/// What gc and goesc say about the standard library.
fn standard_library(
    compiler: &mut Compiler,
    mode: &str,
    counted: Counted,
) -> Result<(compare::Output, compare::Output), String> {
    let goroot =
        PathBuf::from(std::env::var_os("GOROOT").ok_or("GOROOT must name a Go installation")?);
    let src = goroot.join("src");
    let version = String::from_utf8_lossy(&go(&src, &["version"])?.stdout).into_owned();
    if !version.contains(" go1.27.3 ") {
        return Err(format!("the figures are those of go1.27.3, not of {version}"));
    }
    let reference = compare::parse(compiler.standard_library(&src, mode)?)?;

    let mut environment = Environment::current().map_err(|error| error.to_string())?;
    environment.cwd = src.canonicalize().map_err(|error| format!("{}: {error}", src.display()))?;
    let variables = [("CGO_ENABLED", "0"), ("GOFLAGS", "")];
    environment
        .variables
        .extend(variables.map(|(name, value)| (name.to_owned(), value.to_owned())));
    let predicted = predict(&environment, &["std".to_owned()], mode, counted)?;
    Ok((reference, predicted))
}

/// What gc and goesc say about the programs of several packages below Go's test directory.
fn programs_of_packages(
    tests: &Path,
    mode: &str,
    counted: Counted,
) -> Result<(compare::Output, compare::Output), String> {
    let recorded = match mode {
        "-m" => "testdata/dirs/m.txt",
        "-m -l" => "testdata/dirs/ml.txt",
        _ => return Err(format!("{mode}: nothing is recorded of dirs")),
    };
    let reference = compare::read(&crate::checkout().join(recorded))?;
    let modules: BTreeSet<&str> = reference
        .packages
        .keys()
        .filter(|package| !package.is_empty())
        .map(|package| package.split_once('/').map_or(package.as_str(), |(module, _)| module))
        .collect();
    let laid_out = crate::checkout().join("target/fidelity/dirs");
    let mut predicted = compare::Output::default();
    for module in modules {
        let dir =
            lay_out(tests, module, &laid_out).map_err(|error| format!("{module}: {error}"))?;
        let mut environment = Environment::current().map_err(|error| error.to_string())?;
        environment.cwd = dir;
        let output = predict(&environment, &["./...".to_owned()], mode, counted)?;
        predicted.packages.extend(output.packages);
    }
    Ok((reference, predicted))
}

/// Makes a module of a program, `fixedbugs.issue123` of `fixedbugs/issue123.dir`: a folder for each
/// package, and imports by the path of the module.
fn lay_out(tests: &Path, module: &str, into: &Path) -> std::io::Result<PathBuf> {
    let program = tests.join(module.replace('.', "/"));
    let to = into.join(module);
    // A program that is driven with -s has a package a file.
    let driver = std::fs::read_to_string(program.with_extension("go"))?;
    let is_package_a_file =
        driver.lines().next().unwrap_or_default().split_whitespace().any(|word| word == "-s");
    let mut files: Vec<PathBuf> = Vec::new();
    for entry in std::fs::read_dir(program.with_extension("dir"))? {
        files.push(entry?.path());
    }
    files.retain(|path| path.extension().is_some_and(|extension| extension == "go"));
    files.sort();
    let mut packages: BTreeMap<String, Vec<(PathBuf, String)>> = BTreeMap::new();
    for path in files {
        let text = String::from_utf8_lossy(&std::fs::read(&path)?).into_owned();
        let stem = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let mut clauses = text.lines().filter_map(|line| line.strip_prefix("package "));
        let name = clauses.next().map(|name| {
            let is_part = |c: char| c.is_alphanumeric() || c == '_';
            name.split(|c| !is_part(c)).next().unwrap_or_default().to_owned()
        });
        let key = name.filter(|_| !is_package_a_file).unwrap_or(stem);
        packages.entry(key).or_default().push((path, text));
    }
    for (package, files) in packages {
        let folder = match files.as_slice() {
            [(file, _)] => to.join(file.file_stem().unwrap_or_default()),
            _ => to.join(package),
        };
        std::fs::create_dir_all(&folder)?;
        for (path, text) in files {
            let text = text.replace("\"./", &format!("\"{module}/"));
            let text = text.replace("\"../", &format!("\"{module}/"));
            std::fs::write(folder.join(path.file_name().unwrap_or_default()), text)?;
        }
    }
    std::fs::write(to.join("go.mod"), format!("module {module}\n\ngo 1.27\n"))?;
    Ok(to)
}

fn predict(
    environment: &Environment,
    patterns: &[String],
    mode: &str,
    counted: Counted,
) -> Result<compare::Output, String> {
    let config = goesc::std::settings(environment, Overrides::default())
        .map_err(|error| error.to_string())?;
    let detail = detail(counted);
    let inlining = match mode.ends_with(" -l") {
        true => Inlining::Off,
        false => Inlining::On,
    };
    let options = goesc::findings::analysis::Options::of(detail, inlining);
    let analysis =
        workspace::analyze(&config, patterns, options).map_err(|error| error.to_string())?;
    Ok(gc_output::of(&analysis, detail))
}

/// The figures of a corpus in a mode.
fn section(name: &str, agreement: &Agreement) -> String {
    let Agreement { exact, packages, .. } = agreement;
    let mut text = format!("corpus {name}: {exact} of {packages} packages exact\n");
    let _ = writeln!(text, "{:24} {:>9} {:>9} {:>9} {:>8}", "kind", "gc", "goesc", "matched", "F1");
    let all = [("all", agreement.all)];
    for (kind, tally) in agreement.kinds.iter().chain(&all) {
        let Tally { reference, predicted, matched } = tally;
        let f1 = tally.f1();
        let _ = writeln!(text, "{kind:24} {reference:>9} {predicted:>9} {matched:>9} {f1:>8.4}");
    }
    text
}

/// The sections of the snapshot by name, each with what is written below its table.
struct Snapshot {
    sections: BTreeMap<String, (String, String)>,
}

impl Snapshot {
    fn parse(text: &str) -> Snapshot {
        let mut sections = BTreeMap::new();
        for section in text.split("\n\n").filter(|section| section.starts_with("corpus ")) {
            let name = section["corpus ".len()..].split(':').next().unwrap_or_default();
            let (table, below): (Vec<&str>, Vec<&str>) = {
                let lines: Vec<&str> = section.lines().collect();
                let last = lines.iter().position(|line| line.starts_with("all "));
                let (table, below) = lines.split_at(last.map_or(lines.len(), |last| last + 1));
                (table.to_vec(), below.to_vec())
            };
            let join = |lines: Vec<&str>| lines.iter().map(|line| format!("{line}\n")).collect();
            sections.insert(name.to_owned(), (join(table), join(below)));
        }
        Snapshot { sections }
    }

    /// The modes in which a corpus was measured.
    fn modes(&self, corpus: &str) -> Vec<String> {
        let of_corpus =
            |name: &String| Some(name.strip_prefix(corpus)?.strip_prefix(' ')?.to_owned());
        self.sections.keys().filter_map(of_corpus).collect()
    }

    /// What was recorded over all kinds.
    fn figures(&self, name: &str) -> Option<Tally> {
        let (table, _) = self.sections.get(name)?;
        let all = table.lines().find_map(|line| line.strip_prefix("all "))?;
        let mut numbers = all.split_whitespace().map(|number| number.parse().ok());
        let mut next = || numbers.next().flatten();
        Some(Tally { reference: next()?, predicted: next()?, matched: next()? })
    }

    fn record(&mut self, name: String, table: String) {
        self.sections.entry(name).or_default().0 = table;
    }

    fn text(&self) -> String {
        let sections = self.sections.values().map(|(table, below)| format!("{table}{below}"));
        HEAD.to_owned() + &sections.collect::<Vec<_>>().join("\n")
    }
}
