//! Which packages are meant, and which build of them is predicted.

use std::path::{Path, PathBuf};

use clap::Args as ClapArgs;

use crate::findings::analysis::Inlining;
use crate::policy::config::{self, ConfigFile};
use crate::profile::GoRelease;
use crate::source::ConfigError;

/// The heading of what packages are meant, and for which build.
const PACKAGES: &str = "Packages";

#[derive(Clone, Debug, Default, ClapArgs)]
#[command(next_help_heading = PACKAGES)]
pub(super) struct PackageArgs {
    /// The Go release to predict
    #[arg(long, value_name = "RELEASE", value_parser = parse_release)]
    pub(super) go: Option<GoRelease>,
    #[command(flatten)]
    pub(super) selection: Selection,
}

impl PackageArgs {
    /// Those of commands for which no configuration file matters.
    pub(super) fn without_config() -> PackageArgs {
        let file = ConfigArgs { config: None, no_config: true };
        PackageArgs { go: None, selection: Selection { file, ..Selection::default() } }
    }
}

#[derive(Clone, Debug, Default, ClapArgs)]
#[command(next_help_heading = PACKAGES)]
pub(super) struct Selection {
    /// Files, directories, import paths, patterns such as ./... and std; the current directory
    /// by default
    #[arg(value_name = "PATTERN", display_order = 0)]
    pub(super) patterns: Vec<String>,
    /// The operating system to build for
    #[arg(long, value_name = "GOOS")]
    pub(super) goos: Option<String>,
    /// The architecture to build for
    #[arg(long, value_name = "GOARCH")]
    pub(super) goarch: Option<String>,
    /// Build tags, separated by commas
    #[arg(long, value_name = "TAGS")]
    pub(super) tags: Option<String>,
    /// The Go tree with the source of the standard library
    #[arg(long, value_name = "DIR")]
    pub(super) goroot: Option<PathBuf>,
    /// Treat each file named as a package of its own
    #[arg(long)]
    pub(super) each_file: bool,
    /// Take tests in, as `go test` does
    #[arg(long)]
    pub(super) tests: bool,
    /// Read the text of this file from standard input: it takes the place of the one on disk,
    /// which need not be there. Without patterns, the file's package is meant
    #[arg(long, value_name = "FILE")]
    pub(super) stdin_filename: Option<PathBuf>,
    /// Analyze all dependencies from source, and keep nothing of them on disk. Otherwise they are
    /// kept where the variable GOESC_CACHE says, or in the user's directory of caches
    #[arg(long)]
    pub(super) no_cache: bool,
    #[command(flatten)]
    pub(super) file: ConfigArgs,
    /// How many threads to use; as many as there are processors by default, four times as many at
    /// most
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    pub(super) jobs: Option<u16>,
}

/// Which build is predicted.
#[derive(Clone, Debug, ClapArgs)]
pub(super) struct BuildArgs {
    /// Predict a build without inlining, as -gcflags=-l asks for
    #[arg(short = 'l', long)]
    pub(super) no_inline: bool,
}

impl BuildArgs {
    pub(super) fn inlining(&self) -> Inlining {
        if self.no_inline { Inlining::Off } else { Inlining::On }
    }
}

/// The configuration file.
#[derive(Clone, Debug, Default, ClapArgs)]
pub(super) struct ConfigArgs {
    /// The configuration file; by default goesc.toml in the directory of the first file or
    /// directory named, or above it
    #[arg(long, value_name = "FILE")]
    pub(super) config: Option<PathBuf>,
    /// Read no configuration file
    #[arg(long, conflicts_with = "config")]
    pub(super) no_config: bool,
}

impl ConfigArgs {
    /// Reads the file that is named, or that governs what is named, if there is one.
    pub(super) fn read(&self, cwd: &Path, patterns: &[String]) -> Result<ConfigFile, ConfigError> {
        let path = match &self.config {
            _ if self.no_config => None,
            Some(path) => Some(cwd.join(path)),
            None => config::find(&directory(cwd, patterns)),
        };
        match path {
            Some(path) => ConfigFile::read(&path).map_err(|error| ConfigError(error.to_string())),
            None => Ok(ConfigFile::default()),
        }
    }
}

/// The directory of the first file or directory that is named, or else the current one.
fn directory(cwd: &Path, patterns: &[String]) -> PathBuf {
    let named = patterns.iter().map(|pattern| {
        let path = cwd.join(pattern.strip_suffix("...").unwrap_or(pattern));
        match path.is_file() {
            true => path.parent().map(Path::to_owned).unwrap_or(path),
            false => path,
        }
    });
    let mut named = named.filter(|path| path.is_dir());
    let named = named.next().and_then(|path| path.canonicalize().ok());
    named.unwrap_or_else(|| cwd.to_owned())
}

/// More threads than this do nothing but take memory: some wait for the disk, not all.
pub(super) fn most_jobs() -> usize {
    const PER_PROCESSOR: usize = 4;
    std::thread::available_parallelism().map_or(1, usize::from).saturating_mul(PER_PROCESSOR)
}

fn parse_release(text: &str) -> Result<GoRelease, String> {
    GoRelease::parse(text).ok_or_else(|| {
        let known: Vec<String> = GoRelease::ALL.iter().map(GoRelease::to_string).collect();
        format!("supported releases: {}", known.join(", "))
    })
}
