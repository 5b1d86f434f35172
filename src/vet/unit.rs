//! From a vet.cfg to what is found in its package, and to the facts for its importers.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Write};
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;

use super::config::VetConfig;
use super::invocation::{Printed, Told as Findings, UnitArgs, supported};
use super::{FAILED, FOUND, complain, fail, settings};
use crate::disk::{self, limit};
use crate::fault;
use crate::findings::Level;
use crate::findings::analysis::{Analysis, Detail, Inlining, Judged, Options};
use crate::policy::baseline::{Baseline, Named};
use crate::policy::config::ConfigFile;
use crate::policy::fail_on::FailOn;
use crate::policy::{self, KnownFindings, Settings};
use crate::profile::{GoRelease, GoVersion};
use crate::ranking::FindingFilter;
use crate::report::complaint;
use crate::report::entry::Told;
use crate::report::vet::{Wanted, write_json, write_text};
use crate::source::{
    Config, Environment, Import, Loaded, Missing, Overrides, Owner, Provider, Unit,
};
use crate::summary::NoSummaries;
use crate::summary::facts::{self, Facts, FactsProvider, KnownPackages};
use crate::summary::frame::Key;
use crate::symbol::Symbol;
use crate::visible;
use crate::workspace::{UnitAnalysis, analyze_unit};

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
        let is_plain = config.vetx_only && for_test.is_none();
        let release = match self.release() {
            Ok(release) => release,
            Err(_) if is_plain && self.is_std() => return done(facts::embedded()),
            Err(_) if config.vetx_only => return done(facts::unknown()),
            Err(failure) => return Err(failure),
        };
        let overrides = Overrides { release: Some(release), ..Overrides::default() };
        let mut build = Config::from_env(self.environment, overrides)?;
        // What was embedded for another target says too little.
        let source = self.goroot().map(|goroot| goroot.join("src").to_string_lossy().into_owned());
        let source = source.as_deref().unwrap_or(crate::std::SOURCE);
        let embedded = crate::std::summaries_of_tree(&build.target, source);
        let embedded = embedded.filter(|summaries| summaries.exact);
        let std: Arc<dyn Provider> = match embedded {
            Some(summaries) => Arc::new(summaries),
            None => Arc::new(NoSummaries),
        };
        if is_plain && self.is_std() && std.contains(path) {
            return done(facts::embedded());
        }
        let key = Key::new(&build.target);
        let (files, known) = self.read_facts(&key)?;
        let loaded = self.load(release, &files, &*std);
        let provider = Arc::new(FactsProvider::before(known, std));
        build.goroot = None;
        build.embedded = Some(Arc::clone(&provider) as _);
        let own_settings = self.settings()?;
        let threads = std::thread::available_parallelism().map_or(1, usize::from).min(MAX_THREADS);
        let options = self.options(own_settings.as_ref(), threads);
        let own_path = match loaded.packages.iter().next().map(|(_, package)| package) {
            // Only its own tests import a command, and they know it by the name that the compiler does.
            Some(package) if package.name == Symbol::MAIN => Symbol::MAIN.as_str(),
            Some(_) | None => path,
        };
        let UnitAnalysis { mut analysis, summary, damaged, fault } =
            analyze_unit(&build, loaded, options)?;
        if let Some((path, damaged)) = damaged.first() {
            return Err(internal(config, &format!("{path}: {damaged}")));
        }
        if let Some(message) = fault.or_else(|| Some(analysis.faults.first()?.message.clone())) {
            return Err(internal(config, &message));
        }
        let facts = match summary {
            Some((summary, links)) => {
                let dir = config.dir.to_string_lossy();
                let file = provider.known().file(&key, own_path, &dir, (summary, &links));
                file.map_err(|damaged| internal(config, &damaged.to_string()))?
            }
            None => facts::unknown(),
        };
        if config.vetx_only {
            return done(facts);
        }
        let status = match self.is_uncompiled(&analysis)? {
            true => ExitCode::SUCCESS,
            false => self.tell(&mut analysis, own_settings)?,
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
    /// them, and what they say together.
    fn read_facts(
        &self,
        key: &Key,
    ) -> Result<(BTreeMap<&str, ImportedAs>, KnownPackages), Failure> {
        let mut files = BTreeMap::new();
        let mut all = Vec::new();
        for (path, file) in &self.config.package_vetx {
            let wrong = |error: &dyn std::fmt::Display| {
                Failure::Other(format!("{}: facts about {path}: {error}", visible::path(file)))
            };
            let bytes = disk::read(file, limit::SUMMARY).map_err(|error| wrong(&error))?;
            let facts = Facts::read(key, &bytes).map_err(|error| wrong(&error))?;
            let known = match &facts {
                Facts::Embedded => ImportedAs::Embedded,
                Facts::Unknown => ImportedAs::Unknown,
                Facts::Packages { path, .. } => ImportedAs::Package(Symbol::new(path)),
            };
            files.insert(path.as_str(), known);
            all.push(facts);
        }
        let known = KnownPackages::of(all)?;
        Ok((files, known))
    }

    /// The package, with what its imports mean.
    fn load(
        &self,
        release: GoRelease,
        files: &BTreeMap<&str, ImportedAs>,
        std: &dyn Provider,
    ) -> Loaded {
        let config = self.config;
        let (path, for_test) = config.path();
        let version = config.go_version.strip_prefix("go").and_then(GoVersion::parse);
        let unit = Unit {
            import_path: Symbol::new(path),
            for_test: for_test.map(Symbol::new),
            dir: config.dir.clone(),
            files: config.go_files.iter().map(|file| config.dir.join(file)).collect(),
            owner: if self.is_std() { Owner::Std } else { Owner::User },
            go_version: version.unwrap_or(release.language()),
        };
        unit.load(&|path: Symbol| {
            let found = config.import_map.get(path.as_str()).map_or(path.as_str(), String::as_str);
            match (path.as_str(), files.get(found)) {
                ("unsafe", _) => Import::Unsafe,
                ("C", _) => Import::C,
                (_, Some(ImportedAs::Package(path))) => Import::Embedded(*path),
                (_, Some(ImportedAs::Embedded) | None) if std.contains(found) => {
                    Import::Embedded(Symbol::new(found))
                }
                (_, Some(ImportedAs::Embedded | ImportedAs::Unknown) | None) => {
                    Import::Missing(Missing::NoFacts)
                }
            }
        })
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

    fn options(&self, settings: Option<&ConfigFile>, threads: usize) -> Options {
        let forbidden_alone = self.asked.findings == Findings::Forbidden
            && self.asked.level.unwrap_or(Level::Error) == Level::Error
            && settings.is_none();
        let (detail, judged) = match (self.config.vetx_only, forbidden_alone) {
            (true, _) => (Detail::Verdicts, Judged::Nothing),
            (false, true) => (Detail::Verdicts, Judged::Asserting),
            (false, false) => (Detail::Steps, Judged::Nothing),
        };
        Options { detail, judged, inlining: Inlining::On, threads }
    }

    /// Whether there are errors in the source, and somebody else is to tell of them.
    fn is_uncompiled(&self, analysis: &Analysis) -> Result<bool, Failure> {
        let mut errors: Vec<String> = Vec::new();
        for (_, package) in analysis.loaded.packages.iter() {
            errors.extend(package.errors.iter().map(ToString::to_string));
        }
        for root in &analysis.roots {
            for error in &root.errors {
                let place = &error.place;
                let place = format!("{}:{}:{}", place.path, place.line, place.column.max(1));
                errors.push(format!("{place}: {}", error.message));
            }
        }
        let is_left = self.config.succeed_on_typecheck_failure;
        match (errors.is_empty(), is_left) {
            (true, _) => Ok(false),
            (false, true) => Ok(true),
            (false, false) => Err(Failure::Source(errors.join("\n"))),
        }
    }

    /// Judges, and prints.
    fn tell(&self, analysis: &mut Analysis, file: Option<ConfigFile>) -> Result<ExitCode, Failure> {
        let ConfigFile { fail_on, levels, excluded, baseline, .. } = file.unwrap_or_default();
        let fail_on = match self.asked.level {
            Some(level) => FailOn { level: Some(level), ..FailOn::default() },
            None => fail_on.unwrap_or_default(),
        };
        let known = match baseline.map(Named::ByConfiguration) {
            None => KnownFindings::Nothing,
            Some(named) => KnownFindings::Baseline(Baseline::read(&named)?),
        };
        let inlining = Inlining::On;
        let settings = Settings { inlining, levels, excluded, known, changes: None, fail_on };
        for missing in &analysis.missing {
            complain(missing);
        }
        for id in analysis.unfinished() {
            let title = analysis.loaded.packages[id].title();
            complain(&format!("{title}: it takes too many steps: the rest is assumed"));
        }
        let outcome = policy::apply(analysis, &settings, complaint::message);
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

/// What a package is imported as.
enum ImportedAs {
    /// One of the standard library that is embedded.
    Embedded,
    /// One of which nothing is known.
    Unknown,
    /// This one.
    Package(Symbol),
}

fn internal(config: &VetConfig, message: &str) -> Failure {
    Failure::Other(format!(
        "{}: internal error: {message} (this is a fault of goesc: please report it, if possible with \
         the source)",
        config.id
    ))
}
