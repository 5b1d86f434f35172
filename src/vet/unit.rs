//! From a vet.cfg to what is found in its package, and to the facts for its importers.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use super::config::VetConfig;
use super::invocation::{Printed, Told as Findings, UnitArgs, supported};
use super::{FAILED, FOUND, complain, fail, settings};
use crate::fault;
use crate::findings::Level;
use crate::policy::config::ConfigFile;
use crate::policy::fail_on::FailOn;
use crate::profile::{GoRelease, GoVersion};
use crate::ranking::FindingFilter;
use crate::report::entry::Told;
use crate::report::vet::{Wanted, write_json, write_text};
use crate::source::{Config, Environment, Overrides, Owner, Provider, Unit, UnitFile};
use crate::summary::NoSummaries;
use crate::summary::facts;
use crate::summary::frame::Key;
use crate::symbol::Symbol;
use crate::unit::action::{Action as UnitAction, Analyzed, Asked};
use crate::unit::imports::{FactsError, Imports};
use crate::visible;

/// Threads for one package: the go command runs several actions at once.
const MAX_THREADS: usize = 4;

/// What goes wrong with an action, in words.
enum Failure {
    /// There are errors in the source: a line for each.
    Source(String),
    /// Something else.
    Other(String),
}

impl<E: std::fmt::Display> From<E> for Failure {
    fn from(error: E) -> Failure {
        Failure::Other(error.to_string())
    }
}

/// Does what a vet.cfg asks for. Its file of facts is written in any case.
pub(super) fn run(asked: &UnitArgs, environment: &Environment) -> ExitCode {
    let config = match VetConfig::read(&asked.config) {
        Ok(config) => config,
        Err(error) => return fail(&format!("{}: {error}", visible::path(&asked.config))),
    };
    let action = Action { asked, environment, config: &config };
    let (facts, done) = match fault::isolate(|| action.run()) {
        Ok(Ok(Done { facts, status })) => (facts, Ok(status)),
        Ok(Err(failure)) => (facts::unknown(), Err(failure)),
        Err(message) => (facts::unknown(), Err(internal(&config, &message))),
    };
    if let Err(error) = write(&config.vetx_output, &facts) {
        return fail(&format!("{}: {error}", visible::path(&config.vetx_output)));
    }
    match done {
        Ok(status) => status,
        Err(Failure::Source(errors)) => {
            // That it can't be written is no reason for another status.
            let _ = writeln!(io::stderr(), "{}", visible::visible_lines(&errors));
            ExitCode::from(FAILED)
        }
        Err(Failure::Other(failure)) => fail(&failure),
    }
}

/// Says what is wrong with the flags, where a package is named: nobody is told the same of each of its
/// dependencies.
pub(super) fn refuse(config: &Path, what: &str) -> ExitCode {
    match VetConfig::read(config) {
        Ok(config) if config.vetx_only => match write(&config.vetx_output, &facts::unknown()) {
            Ok(()) => ExitCode::SUCCESS,
            Err(error) => fail(&format!("{}: {error}", visible::path(&config.vetx_output))),
        },
        Ok(_) | Err(_) => fail(&what),
    }
}

/// The file is the go command's, in a directory that it has made for this action.
fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
    match path.as_os_str().is_empty() {
        true => Ok(()),
        false => fs::write(path, bytes),
    }
}

/// What came of an action.
struct Done {
    facts: Vec<u8>,
    status: ExitCode,
}

struct Action<'a> {
    asked: &'a UnitArgs,
    environment: &'a Environment,
    config: &'a VetConfig,
}

impl Action<'_> {
    fn run(&self) -> Result<Done, Failure> {
        let done = |facts| Ok(Done { facts, status: ExitCode::SUCCESS });
        let config = self.config;
        if config.compiler == "gccgo" {
            return Err("it is gc's decisions that are predicted, not those of gccgo".into());
        }
        let (path, for_test) = config.path();
        // Of one that is built for tests, its own or another's, what is embedded says too little.
        let is_test = |file: &PathBuf| file.to_string_lossy().ends_with("_test.go");
        let is_plain = for_test.is_none() && !config.go_files.iter().any(is_test);
        let release = match self.release() {
            Ok(release) => release,
            Err(_) if config.vetx_only && is_plain && self.is_std() => {
                return done(facts::embedded());
            }
            Err(_) if config.vetx_only => return done(facts::unknown()),
            Err(failure) => return Err(failure),
        };
        let overrides = Overrides { release: Some(release), ..Overrides::default() };
        let Config { target, .. } = Config::from_env(self.environment, overrides)?;
        // What was embedded for another target says too little.
        let source = self.goroot().map(|goroot| goroot.join("src").to_string_lossy().into_owned());
        let source = source.as_deref().unwrap_or(crate::std::SOURCE);
        let embedded = crate::std::summaries_of_tree(&target, source);
        let embedded = embedded.filter(|summaries| summaries.exact);
        let std: Arc<dyn Provider> = match embedded {
            Some(summaries) => Arc::new(summaries),
            None => Arc::new(NoSummaries),
        };
        let is_embedded = is_plain && self.is_std() && std.contains(path);
        if is_embedded && config.vetx_only {
            return done(facts::embedded());
        }
        let found_by = |path| config.import_map.get(path).map_or(path, String::as_str);
        let own_settings = self.settings()?;
        let action = UnitAction {
            unit: self.unit(release),
            imports: self.imports(&Key::new(&target))?,
            target,
            found_by: &found_by,
            std,
            asked: self.asked_of_action(own_settings.as_ref()),
            threads: std::thread::available_parallelism().map_or(1, usize::from).min(MAX_THREADS),
        };
        let analyzed = action.run();
        let mut analyzed = analyzed.map_err(|failure| format!("{}: {failure}", config.id))?;
        // Others of the standard library that are embedded know it as it was embedded, named or not.
        let facts = match is_embedded {
            true => facts::embedded(),
            false => std::mem::take(&mut analyzed.facts),
        };
        if config.vetx_only {
            return done(facts);
        }
        let status = match self.is_uncompiled(&analyzed)? {
            true => ExitCode::SUCCESS,
            false => self.tell(&mut analyzed, own_settings)?,
        };
        Ok(Done { facts, status })
    }

    /// The release that is predicted: the go command's own, unless another one is asked for.
    fn release(&self) -> Result<GoRelease, Failure> {
        if let Some(release) = self.asked.release {
            return Ok(release);
        }
        let variable = self.environment.variables.get("GOVERSION");
        let Some(version) = variable.filter(|version| !version.is_empty()) else {
            return Ok(GoRelease::NEWEST);
        };
        // Behind it, experiments are named.
        let first = version.split([' ', '-']).next().unwrap_or_default();
        GoRelease::parse(first).ok_or_else(|| {
            let version = visible::visible(version);
            format!("{version} can't be predicted ({}; -go chooses one)", supported()).into()
        })
    }

    /// The go command's own tree, as it says.
    fn goroot(&self) -> Option<&Path> {
        let goroot = self.environment.variables.get("GOROOT");
        goroot.filter(|dir| !dir.is_empty()).map(Path::new)
    }

    /// Whether the package is one of the go command's own tree.
    fn is_std(&self) -> bool {
        match self.goroot() {
            Some(goroot) => self.config.dir.starts_with(goroot.join("src")),
            None => self.config.module().is_none(),
        }
    }

    /// The facts of the packages that are imported directly, by the paths that the go command has for
    /// them.
    fn imports(&self, key: &Key) -> Result<Imports, FactsError> {
        let files = self.config.package_vetx.iter();
        Imports::read(key, files.map(|(path, file)| (path.as_str(), &**file, &**file)))
    }

    /// The package, as the go command found it.
    fn unit(&self, release: GoRelease) -> Unit {
        let config = self.config;
        let (path, for_test) = config.path();
        let version = config.go_version.strip_prefix("go").and_then(GoVersion::parse);
        let files = config.go_files.iter().map(|file| UnitFile::here(config.dir.join(file)));
        Unit {
            import_path: Symbol::new(path),
            for_test: for_test.map(Symbol::new),
            dir: config.dir.clone(),
            cwd: PathBuf::new(),
            files: files.collect(),
            choice: None,
            owner: if self.is_std() { Owner::Std } else { Owner::User },
            go_version: version.unwrap_or(release.language()),
        }
    }

    /// What governs the package, if it is being worked on: of modules that it depends on, the settings
    /// are their authors' own.
    fn settings(&self) -> Result<Option<ConfigFile>, Failure> {
        let is_foreign = self.config.module().is_some_and(|(_, version)| !version.is_empty());
        if self.config.vetx_only || is_foreign || self.is_std() {
            return Ok(None);
        }
        Ok(settings::read(self.environment, &self.config.dir)?)
    }

    fn asked_of_action(&self, settings: Option<&ConfigFile>) -> Asked {
        match (self.config.vetx_only, self.asked.findings) {
            (true, _) => Asked::Facts,
            (false, Findings::Forbidden) => {
                Asked::of_level(self.asked.level.unwrap_or(Level::Error), settings)
            }
            (false, Findings::Allocations) => Asked::Findings,
        }
    }

    /// Whether there are errors in the source, and somebody else is to tell of them.
    fn is_uncompiled(&self, analyzed: &Analyzed) -> Result<bool, Failure> {
        let errors = analyzed.errors();
        let is_left = self.config.succeed_on_typecheck_failure;
        match (errors.is_empty(), is_left) {
            (true, _) => Ok(false),
            (false, true) => Ok(true),
            (false, false) => Err(Failure::Source(errors.join("\n"))),
        }
    }

    /// Judges, and prints.
    fn tell(&self, analyzed: &mut Analyzed, file: Option<ConfigFile>) -> Result<ExitCode, Failure> {
        let file = file.unwrap_or_default();
        let fail_on = match self.asked.level {
            Some(level) => FailOn { level: Some(level), ..FailOn::default() },
            None => file.fail_on.unwrap_or_default(),
        };
        for note in analyzed.notes() {
            complain(&note);
        }
        let outcome = analyzed.judge(file, fail_on)?;
        let analysis = &analyzed.analysis;
        let complaints: Vec<_> =
            outcome.by_package(analysis).map(|(_, complaint)| complaint).collect();
        let Some(root) = analysis.roots.first() else { return Ok(ExitCode::SUCCESS) };
        let shown = FindingFilter::Allocations;
        let sources = &analysis.sources;
        let told = Told { sources, root, complaints: &complaints, shown, fail_on };
        let wanted = match self.asked.findings {
            Findings::Forbidden => Wanted::Forbidden,
            Findings::Allocations => Wanted::Allocations,
        };
        let printed = match self.asked.printed {
            Printed::Fixes => Ok(ExitCode::SUCCESS),
            Printed::Json => {
                let mut text = Vec::new();
                write_json(&mut text, &self.config.id, &told, wanted)
                    .and_then(|()| self.write_results(&text))
                    .map(|()| ExitCode::SUCCESS)
            }
            Printed::Text => {
                let mut text = Vec::new();
                write_text(&mut text, &told, wanted).and_then(|has_some| {
                    io::stderr().write_all(&text)?;
                    Ok(if has_some { ExitCode::from(FOUND) } else { ExitCode::SUCCESS })
                })
            }
        };
        Ok(printed?)
    }

    fn write_results(&self, text: &[u8]) -> io::Result<()> {
        match self.config.stdout.as_os_str().is_empty() {
            true => io::stdout().write_all(text),
            false => fs::write(&self.config.stdout, text),
        }
    }
}

fn internal(config: &VetConfig, message: &str) -> Failure {
    Failure::Other(format!(
        "{}: internal error: {message} (this is a fault of goesc: please report it, if possible with \
         the source)",
        config.id
    ))
}
