//! From the arguments of `goesc unit` to the files that are asked for.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use super::action::{Action, Analyzed, Asked};
use super::args::UnitArgs;
use super::imports::Imports;
use super::{named, output};
use crate::fault;
use crate::policy::config::ConfigFile;
use crate::policy::fail_on::FailOn;
use crate::policy::{Complaint, Outcome};
use crate::profile::{GoRelease, levels};
use crate::ranking::FindingFilter;
use crate::report::Completeness;
use crate::report::entry::Told;
use crate::report::vet::{Wanted, write_text};
use crate::source::config::{Target, split_tags};
use crate::source::{Environment, Overrides, Owner, Provider, Unit, UnitFile};
use crate::summary::NoSummaries;
use crate::summary::facts;
use crate::summary::frame::Key;
use crate::symbol::Symbol;
use crate::visible;

/// What the directory is called in which an action runs, so that it is called the same wherever that is.
const HERE: &str = "/-";

/// The status where something was found that is forbidden.
const FORBIDDEN: u8 = 1;

/// The status of work that could not be done.
const FAILED: u8 = 2;

/// What an action ends with.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Answer {
    /// The exit status.
    pub status: u8,
    /// What there is to say, in lines.
    pub text: String,
}

impl Answer {
    /// Of work that could not be done.
    pub fn failed(why: &dyn std::fmt::Display) -> Answer {
        Answer { status: FAILED, text: format!("goesc: {why}\n") }
    }
}

/// Does an action. Its files are those below `root`, which is empty for the current directory; arguments
/// came from `params`.
pub fn run(args: &UnitArgs, params: &[PathBuf], root: &Path) -> Answer {
    let done = fault::isolate(|| Job { args, params, root }.run());
    let text = match done {
        Ok(Ok(answer)) => return answer,
        Ok(Err(failure)) => failure,
        Err(message) => format!(
            "internal error: {message} (this is a fault of goesc: please report it, if possible with \
             the source)"
        ),
    };
    let of = args.importpath.as_deref().map(|path| format!("{}: ", visible::visible(path)));
    Answer::failed(&format!("{}{text}", of.unwrap_or_default()))
}

struct Job<'a> {
    args: &'a UnitArgs,
    params: &'a [PathBuf],
    root: &'a Path,
}

impl Job<'_> {
    fn run(&self) -> Result<Answer, String> {
        let args = self.args;
        let target = self.target()?;
        self.check_language(&target)?;
        let settings = args.config.as_deref().map(|file| self.settings(file)).transpose()?;
        self.check_outputs(settings.as_ref())?;
        let key = Key::new(&target);
        let imports = self.imports(&key)?;
        let std: Arc<dyn Provider> = match crate::std::summaries(&target) {
            Some(summaries) => Arc::new(summaries),
            None => Arc::new(NoSummaries),
        };
        let fail_on = args.fail_on.or_else(|| settings.as_ref()?.fail_on).unwrap_or_default();
        let asked = match (args.summary_only, &args.json, &args.sarif) {
            (true, ..) => Asked::Facts,
            (false, None, None) => Asked::of_level(fail_on.least(), settings.as_ref()),
            (false, ..) => Asked::Findings,
        };
        let unit = self.unit(&target)?;
        let threads = usize::from(args.jobs);
        let action = Action { target, unit, found_by: &|path| path, imports, std, asked, threads };
        let mut analyzed = action.run().map_err(|failure| failure.to_string())?;
        let errors = analyzed.errors();
        // What can't be read is the build's fault, and not the source's.
        let unread = analyzed.analysis.loaded.packages.iter().flat_map(|(_, one)| &one.errors);
        if let Some(error) = unread.into_iter().next() {
            return Err(error.to_string());
        }
        if let Some(file) = &args.summary {
            // Others take for sure what is handed on.
            let unknown = facts::unknown();
            let facts = if errors.is_empty() { &analyzed.facts } else { &unknown };
            self.write(file, facts)?;
        }
        if asked == Asked::Facts {
            return Ok(Answer::default());
        }
        let outcome = analyzed
            .judge(settings.unwrap_or_default(), fail_on)
            .map_err(|error| error.to_string())?;
        self.write_findings(&analyzed, &outcome, &errors)?;
        Ok(self.answer(&analyzed, &outcome, &errors, fail_on))
    }

    /// The build.
    fn target(&self) -> Result<Target, String> {
        let args = self.args;
        let mut variables = BTreeMap::new();
        let mut set = |name: &str, value: &str| variables.insert(name.to_owned(), value.to_owned());
        set("CGO_ENABLED", if args.cgo { "1" } else { "0" });
        if let Some(experiments) = &args.goexperiment {
            set("GOEXPERIMENT", experiments);
        }
        let goarch = args.goarch.as_deref().unwrap_or_default();
        if let Some(level) = &args.arch_level {
            let name = levels::variable(goarch)
                .ok_or_else(|| format!("{} has no levels", visible::visible(goarch)))?;
            set(name, level);
        }
        let environment = Environment { variables, cwd: PathBuf::new() };
        let overrides = Overrides {
            goroot: None,
            goos: args.goos.clone(),
            goarch: args.goarch.clone(),
            tags: args.tags.as_deref().map(split_tags),
            release: args.go,
        };
        Target::of(&environment, &overrides).map_err(|error| error.to_string())
    }

    fn imports(&self, key: &Key) -> Result<Imports, String> {
        let mut files: BTreeMap<&str, (PathBuf, &Path)> = BTreeMap::new();
        for (path, file) in &self.args.imports {
            if files.insert(path, (self.root.join(file), file)).is_some() {
                return Err(format!(
                    "--import {}: it is handed over twice",
                    visible::visible(path)
                ));
            }
        }
        let files = files.iter().map(|(path, (at, called))| (*path, &**at, *called));
        let imports = Imports::read(key, files).map_err(|error| error.to_string())?;
        self.check_packages(&imports)?;
        Ok(imports)
    }

    /// Complains of a summary that is another package's than the one that it is handed over for.
    fn check_packages(&self, imports: &Imports) -> Result<(), String> {
        let args = self.args;
        let mut known: BTreeMap<&str, &str> = BTreeMap::new();
        for (path, as_known) in &args.importmap {
            let what = match known.insert(path, as_known) {
                Some(_) => "it is said twice",
                None if args.imports.iter().all(|(import, _)| import != path) => {
                    "there is no --import of it"
                }
                None => continue,
            };
            return Err(format!("--importmap {}: {what}", visible::visible(path)));
        }
        for (path, file) in &args.imports {
            let Some(package) = imports.package_of(path) else { continue };
            let is_it = package == Symbol::MAIN
                || match known.get(&**path) {
                    Some(as_known) => package.as_str() == *as_known,
                    None => is_vendored(package.as_str(), path),
                };
            if !is_it {
                return Err(format!(
                    "--import {}: {} is the summary of {} (--importmap says by which other path the \
                     compiler knows a package)",
                    visible::visible(path),
                    visible::path(file),
                    visible::visible(package.as_str()),
                ));
            }
        }
        Ok(())
    }

    /// Complains of a language version that the release doesn't know, as gc does.
    fn check_language(&self, target: &Target) -> Result<(), String> {
        let newest = target.release.language();
        match self.args.lang {
            Some(version) if version.pair() > newest.pair() => {
                Err(format!("--lang {version}: Go {} knows none after {newest}", target.release))
            }
            Some(_) | None => Ok(()),
        }
    }

    /// Complains of a file that would be written over.
    fn check_outputs(&self, settings: Option<&ConfigFile>) -> Result<(), String> {
        let baseline = settings.and_then(|settings| settings.baseline.as_deref());
        let baseline =
            baseline.map(|file| ("baseline", file.strip_prefix(self.root).unwrap_or(file)));
        let params = self.params.iter().map(|file| ("@", &**file));
        named::check_outputs(self.args, baseline.into_iter().chain(params), self.root)
    }

    fn unit(&self, target: &Target) -> Result<Unit, String> {
        let args = self.args;
        let file = |file: &PathBuf| Ok(UnitFile { at: self.root.join(file), path: called(file)? });
        let files: Vec<UnitFile> = args.files.iter().map(file).collect::<Result<_, String>>()?;
        let called = files.iter().map(|file| &*file.path);
        named::check_files(called.zip(args.files.iter().map(|file| &**file)))?;
        let dir = files.first().and_then(|file| file.path.parent()).unwrap_or(Path::new(HERE));
        let release: GoRelease = target.release;
        Ok(Unit {
            import_path: Symbol::new(args.importpath.as_deref().unwrap_or_default()),
            for_test: None,
            dir: dir.to_owned(),
            cwd: HERE.into(),
            files,
            choice: Some(target.clone()),
            owner: Owner::User,
            go_version: args.lang.unwrap_or(release.language()),
        })
    }

    /// The settings, with a baseline that is read where they are.
    fn settings(&self, file: &Path) -> Result<ConfigFile, String> {
        let (at, path) = (self.root.join(file), called(file)?);
        let mut settings = ConfigFile::read_as(&at, &path).map_err(|error| error.to_string())?;
        if let Some(baseline) = &mut settings.baseline {
            let below = baseline.strip_prefix(HERE).unwrap_or(baseline);
            *baseline = self.root.join(below);
        }
        Ok(settings)
    }

    fn write_findings(
        &self,
        analyzed: &Analyzed,
        outcome: &Outcome,
        errors: &[String],
    ) -> Result<(), String> {
        let Analyzed { analysis, .. } = analyzed;
        let text = |write: &dyn Fn(&mut Vec<u8>) -> io::Result<()>| {
            let mut text = Vec::new();
            write(&mut text).map(|()| text).map_err(|error| error.to_string())
        };
        if let Some(file) = &self.args.json {
            self.write(file, &text(&|out| output::write_json(out, analysis, outcome))?)?;
        }
        if let Some(file) = &self.args.sarif {
            let is_whole = errors.is_empty() && analysis.unfinished().next().is_none();
            let done = if is_whole { Completeness::Complete } else { Completeness::Partial };
            self.write(file, &text(&|out| output::write_sarif(out, analysis, outcome, done))?)?;
        }
        Ok(())
    }

    /// What there is to say, and whether it is forbidden.
    fn answer(
        &self,
        analyzed: &Analyzed,
        outcome: &Outcome,
        errors: &[String],
        fail_on: FailOn,
    ) -> Answer {
        let mut text = String::new();
        for line in errors.iter().chain(&analyzed.notes()) {
            text.push_str(&format!("{}\n", visible::visible_lines(line)));
        }
        let analysis = &analyzed.analysis;
        let fails = outcome.fails() && !self.args.exit_zero;
        if fails && let Some(root) = analysis.roots.first() {
            let complaints: Vec<&Complaint> =
                outcome.by_package(analysis).map(|(_, complaint)| complaint).collect();
            let (sources, shown) = (&analysis.sources, FindingFilter::Allocations);
            let told = Told { sources, root, complaints: &complaints, shown, fail_on };
            let mut lines = Vec::new();
            // Nothing keeps it from being written to memory.
            let _ = write_text(&mut lines, &told, Wanted::Forbidden);
            text.push_str(&String::from_utf8_lossy(&lines));
        }
        Answer { status: if fails { FORBIDDEN } else { 0 }, text }
    }

    /// Writes a file. It may be there, and may be the same as one that somebody keeps: it is made anew.
    fn write(&self, file: &Path, bytes: &[u8]) -> Result<(), String> {
        let path = self.root.join(file);
        let written = match fs::symlink_metadata(&path) {
            Ok(data) if data.is_file() => fs::remove_file(&path),
            Ok(_) => Err(io::Error::other("it is there, and it is no regular file")),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
            Err(error) => Err(error),
        };
        let written = written.and_then(|()| fs::write(&path, bytes));
        written.map_err(|error| format!("{}: {error}", visible::path(file)))
    }
}

/// Whether a package is what a path in the source means: the one of that path, or its copy below a vendor
/// directory.
fn is_vendored(package: &str, path: &str) -> bool {
    let before = package.strip_suffix(path);
    before.is_some_and(|above| above.is_empty() || format!("/{above}").ends_with("/vendor/"))
}

/// What a file is called, as an absolute path, by its path from the directory of the action on.
fn called(file: &Path) -> Result<PathBuf, String> {
    let mut path = PathBuf::from(HERE);
    for part in file.components() {
        match part {
            Component::Normal(part) => path.push(part),
            Component::CurDir => {}
            Component::ParentDir | Component::RootDir | Component::Prefix(_) => {
                return Err(format!(
                    "{}: files are named by their paths from the directory of the action on, so that \
                     they are called the same on every machine",
                    visible::path(file)
                ));
            }
        }
    }
    Ok(path)
}
