//! From settings to a build: goesc.toml, the client and the environment, in this order from the
//! last that counts to the first. The client is to the server what the command line is to `check`.

use std::path::{Path, PathBuf};

use super::settings::{ConfigChoice, Settings};
use crate::findings::analysis::Inlining;
use crate::policy::baseline::{Baseline, Named};
use crate::policy::config::{self, ConfigFile, ConfigFileError};
use crate::policy::fail_on::FailOn;
use crate::policy::{KnownFindings, Settings as Guards};
use crate::profile::GoRelease;
use crate::report::editor::NewFindings;
use crate::source::config::cache_dir;
use crate::source::path::clean;
use crate::source::{Config, Environment, Overrides};
use crate::summary::cache::Cache;

/// A build of a directory, and what is reported of it.
pub(super) struct Build {
    /// How packages are found.
    pub(super) config: Config,
    pub(super) inlining: Inlining,
    /// What is reported.
    pub(super) guards: Guards,
    /// How findings that no baseline knows are reported.
    pub(super) new: NewFindings,
    /// The baseline, if there is one.
    pub(super) baseline: Option<PathBuf>,
    /// What makes it the build that it is, to be compared.
    pub(super) identity: String,
}

/// Something wrong with settings, which are as if they weren't there then.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(in crate::server) struct Trouble {
    /// The file, with the line and the byte column from 1, if it is one.
    pub(in crate::server) place: Option<(PathBuf, usize, usize)>,
    /// What is wrong.
    pub(in crate::server) message: String,
}

impl Trouble {
    fn plain(message: impl ToString) -> Trouble {
        Trouble { place: None, message: message.to_string() }
    }
}

/// The goesc.toml that governs a directory, by what a client says of it.
pub(super) fn governing(root: &Path, directory: &Path, settings: &Settings) -> Option<PathBuf> {
    match &settings.config {
        ConfigChoice::Search(true) => config::find(directory),
        ConfigChoice::Search(false) => None,
        ConfigChoice::File(path) => Some(clean(&root.join(path))),
    }
}

/// Reads what there is to read.
pub(super) fn build(
    environment: &Environment,
    root: &Path,
    file: Option<&Path>,
    settings: &Settings,
) -> (Option<Build>, Vec<Trouble>) {
    let mut troubles = Vec::new();
    let file = match file.map(ConfigFile::read).transpose() {
        Ok(file) => file.unwrap_or_default(),
        Err(error) => {
            troubles.push(match error {
                ConfigFileError::Wrong(path, line, column, message) => {
                    Trouble { place: Some((path, line, column)), message }
                }
                ConfigFileError::Io(..) => Trouble::plain(error),
            });
            ConfigFile::default()
        }
    };
    let asked = &settings.build;
    let release = asked.go.as_ref().and_then(|text| {
        let known = GoRelease::parse(text);
        if known.is_none() {
            troubles.push(Trouble::plain(format!(
                "the settings of the client: goesc.build.go is {text:?}, where a release is expected \
                 that is supported: {}",
                GoRelease::list()
            )));
        }
        known
    });
    let overrides = Overrides {
        goroot: asked.goroot.as_ref().map(|dir| root.join(dir)),
        goos: asked.goos.clone().or(file.goos),
        goarch: asked.goarch.clone().or(file.goarch),
        tags: asked.tags.clone().or(file.tags),
        release: release.or(file.go),
    };
    let inlining = if settings.inlining { Inlining::On } else { Inlining::Off };
    let environment = Environment { cwd: root.to_owned(), ..environment.clone() };
    let identity = format!("{overrides:?} {inlining:?} {}", asked.cache);
    let asked_for = overrides.clone();
    let config = crate::std::settings(&environment, overrides).or_else(|error| {
        troubles.push(Trouble::plain(error));
        // One of them is wrong, mostly: the others hold.
        let without: [fn(&mut Overrides); 4] = [
            |of| of.goarch = None,
            |of| of.goos = None,
            |of| of.goroot = None,
            |of| (of.goos, of.goarch) = (None, None),
        ];
        for without in without {
            let mut rest = asked_for.clone();
            without(&mut rest);
            if let Ok(config) = crate::std::settings(&environment, rest) {
                return Ok(config);
            }
        }
        // Something of the environment may be wrong as well.
        let bare = Environment { cwd: root.to_owned(), ..Environment::default() };
        crate::std::settings(&environment, Overrides::default())
            .or_else(|_| crate::std::settings(&bare, Overrides::default()))
    });
    let mut config = match config {
        Ok(config) => config,
        Err(error) => {
            troubles.push(Trouble::plain(error));
            return (None, troubles);
        }
    };
    if asked.cache {
        config.cache = cache_dir(&environment).filter(|dir| !Cache::is_open_to_all(dir));
    }
    let named = match &settings.baseline {
        Some(path) => Some(Named::ByUser(root.join(path))),
        None => file.baseline.map(Named::ByConfiguration),
    };
    let known = named.as_ref().map(Baseline::read).transpose().unwrap_or_else(|error| {
        troubles.push(Trouble::plain(error));
        None
    });
    let new = match &known {
        Some(_) => NewFindings::AsWarnings,
        None => NewFindings::AsAll,
    };
    let guards = Guards {
        inlining,
        levels: file.levels,
        excluded: file.excluded,
        known: known.map_or(KnownFindings::Nothing, KnownFindings::Baseline),
        changes: None,
        fail_on: FailOn::default(),
    };
    let baseline = named.map(|named| match named {
        Named::ByUser(path) | Named::ByConfiguration(path) => clean(&path),
    });
    (Some(Build { config, inlining, guards, new, baseline, identity }), troubles)
}
