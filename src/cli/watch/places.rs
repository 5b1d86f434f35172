//! What has to be watched for a check: the directories of its packages, those that its patterns looked
//! at, those of the files that say how modules and checks are, and a few files by name.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use crate::cli::Options;
use crate::cli::options::Action;
use crate::policy::baseline::Named;
use crate::policy::config;
use crate::source::config::WorkspaceMode;
use crate::source::{Config, Loaded, Owner};

/// The files that say how modules are built.
const OF_MODULES: [&str; 2] = ["go.mod", "go.work"];

/// Directories and files to watch.
#[derive(Clone, Debug, Default)]
pub(super) struct Places {
    /// The directories, all absolute.
    pub(super) directories: BTreeSet<PathBuf>,
    /// Files that count whatever their names are.
    pub(super) files: BTreeSet<PathBuf>,
    /// The configuration file, if it was named.
    pub(super) settings: Option<PathBuf>,
}

impl Places {
    /// What is known before anything is loaded: where patterns begin, and what options name.
    pub(super) fn named(options: &Options, settings: Option<&Path>) -> Places {
        let Options { config, patterns, .. } = options;
        let settings = settings.map(|settings| config.cwd.join(settings));
        let mut places = Places { settings: settings.clone(), ..Places::default() };
        if let Some(settings) = settings {
            places.add_file(&settings);
        }
        places.add_directory(&config.cwd);
        for pattern in patterns {
            let start = pattern.split("...").next().unwrap_or_default();
            let path = config.cwd.join(start);
            if pattern.ends_with(".go") && !path.is_dir() {
                places.add_file(&path);
            } else if start.starts_with('.') || path.is_absolute() && !start.is_empty() {
                places.add_directory(&path);
            }
        }
        if let Action::Check(check) = &options.action
            && let Some(Named::ByUser(file) | Named::ByConfiguration(file)) = &check.guards.baseline
        {
            places.add_file(&config.cwd.join(file));
        }
        if let WorkspaceMode::File(file) = &config.workspace {
            places.add_file(file);
        }
        if let Some(file) = &config.mod_file {
            places.add_file(file);
        }
        places.add_those_above();
        places
    }

    /// What a load looked at. Nobody changes the standard library while it is used, nor the module
    /// cache.
    pub(super) fn add(&mut self, config: &Config, loaded: &Loaded) {
        let changes =
            |dir: &Path| config.module_cache.as_ref().is_none_or(|cache| !dir.starts_with(cache));
        let packages = loaded.packages.iter().map(|(_, package)| package);
        let of_users = packages.filter(|package| package.owner == Owner::User);
        let dirs = of_users.map(|package| &package.dir).filter(|dir| changes(dir));
        for dir in dirs.chain(&loaded.walked) {
            self.add_directory(dir);
        }
        self.add_those_above();
    }

    /// A directory, or what is there of the way to it.
    fn add_directory(&mut self, dir: &Path) {
        self.directories.extend(dir.ancestors().find(|dir| dir.is_dir()).map(Path::to_owned));
    }

    fn add_file(&mut self, file: &Path) {
        self.files.insert(file.to_owned());
        self.add_directory(file.parent().unwrap_or(file));
    }

    /// The directories above that say how modules and checks are.
    fn add_those_above(&mut self) {
        let mut seen = BTreeSet::new();
        let mut found = Vec::new();
        for dir in &self.directories {
            for above in dir.ancestors() {
                if !seen.insert(above) {
                    break;
                }
                let mut names = OF_MODULES.into_iter().chain([config::NAME]);
                if names.any(|name| above.join(name).is_file()) {
                    found.push(above.to_owned());
                }
            }
        }
        self.directories.extend(found);
    }
}

/// Whether a file of this name counts wherever it is: what a build reads. Names that begin with a dot
/// or an underscore are those of editors' own files.
pub(super) fn counts(name: &str) -> bool {
    name.ends_with(".go") && !name.starts_with(['.', '_'])
        || OF_MODULES.contains(&name)
        || name == config::NAME
        // It tells what is vendored.
        || name == "modules.txt"
}
