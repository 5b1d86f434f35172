//! Which files of a directory belong to a build, and what their headers say.
//!
//! Models `Context.Import`, `matchFile` and `goodOSArchFile` of `go/build/build.go`. In goes a
//! directory, out comes a [`DirFiles`]: the files that the build takes, sorted by name, split
//! into those of the package, its tests and its external tests.
//!
//! ```text
//! a.go  a_windows.go  a_test.go (package p)  b_test.go (package p_test)  _x.go
//! ```
//!
//! gives `a.go`, `a_test.go` and `b_test.go` on Linux.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rayon::prelude::*;

use crate::disk::{self, limit};
use crate::symbol::Symbol;

use super::config::{Cgo, Config, Target, Tests};
use super::error::{LoadError, NoGoFiles};
use super::header::{self, Header};

/// A file of a package, as read.
#[derive(Clone, Debug)]
pub struct File {
    /// The file, absolute.
    pub path: PathBuf,
    /// Its bytes, not necessarily valid UTF-8.
    pub text: Arc<[u8]>,
    /// Package clause and imports.
    pub header: Header,
}

impl File {
    /// The last element of the path.
    pub fn base_name(&self) -> String {
        self.path.file_name().unwrap_or_default().to_string_lossy().into_owned()
    }

    fn imports_c(&self) -> bool {
        self.header.imports.iter().any(|import| import.path.as_str() == "C")
    }
}

/// Whose directory it is; the standard library may have cgo when others have not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Owner {
    /// The standard library and the go command's tools.
    Std,
    /// Anyone else.
    User,
}

/// The files of a directory that a build takes.
#[derive(Clone, Debug, Default)]
pub struct DirFiles {
    /// The package's name; empty when no file says one.
    pub name: Symbol,
    /// The package's files, sorted by name (or as named on the command line).
    pub files: Vec<Arc<File>>,
    /// Files `_test.go` of the same package. Empty unless tests are taken in.
    pub tests: Vec<Arc<File>>,
    /// Files `_test.go` of the package `p_test`. Empty unless tests are taken in.
    pub external_tests: Vec<Arc<File>>,
    /// Whether there is a test file, taken in or not.
    pub has_tests: bool,
    /// Whether some `.go` file isn't taken because of constraints or cgo.
    pub has_excluded: bool,
    /// What went wrong.
    pub errors: Vec<LoadError>,
}

impl DirFiles {
    /// Why there are no files, when there are none.
    pub fn no_go_files(&self) -> NoGoFiles {
        match (self.has_tests, self.has_excluded) {
            (true, _) => NoGoFiles::OnlyTests,
            (false, true) => NoGoFiles::Excluded,
            (false, false) => NoGoFiles::None,
        }
    }

    /// Whether the go command sees a package here: even one of tests alone.
    pub fn is_package(&self) -> bool {
        !self.files.is_empty() || self.has_tests || !self.errors.is_empty()
    }
}

impl Target {
    /// Whether a build has a tag.
    pub fn has_tag(&self, tag: &str, owner: Owner) -> bool {
        match tag {
            "cgo" => self.cgo_for(owner),
            "gc" => true,
            "unix" => is_unix(&self.goos),
            _ if tag == self.goos || tag == self.goarch => true,
            "linux" if self.goos == "android" => true,
            "solaris" if self.goos == "illumos" => true,
            "darwin" if self.goos == "ios" => true,
            _ => {
                let tag = if tag == "boringcrypto" { "goexperiment.boringcrypto" } else { tag };
                self.release.has_release_tag(tag)
                    || self.tags.iter().chain(&self.tool_tags).any(|have| have == tag)
            }
        }
    }

    /// Whether files that import "C" are taken.
    pub fn cgo_for(&self, owner: Owner) -> bool {
        match (self.cgo, owner) {
            (Cgo::Everywhere, _) | (Cgo::OutsideStd, Owner::User) => true,
            (Cgo::Off, _) | (Cgo::OutsideStd, Owner::Std) => false,
        }
    }

    /// Whether the name of a file allows the build's platform: `x_linux.go`, `x_arm64_test.go`.
    pub fn allows_file_name(&self, name: &str, owner: Owner) -> bool {
        let stem = name.split('.').next().unwrap_or("");
        // What comes before the first underscore is a name, even if it is `linux`.
        let Some((_, suffix)) = stem.split_once('_') else { return true };
        let mut words: Vec<&str> = suffix.split('_').collect();
        if words.last() == Some(&"test") {
            words.pop();
        }
        match words.as_slice() {
            [.., os, arch] if is_known_os(os) && is_known_arch(arch) => {
                self.has_tag(os, owner) && self.has_tag(arch, owner)
            }
            [.., last] if is_known_os(last) || is_known_arch(last) => self.has_tag(last, owner),
            _ => true,
        }
    }
}

impl Target {
    /// Whether a build takes a file, by its name, its constraints and what it imports.
    pub fn takes(&self, file: &File, owner: Owner) -> bool {
        self.allows_file_name(&file.base_name(), owner) && self.takes_text(file, owner)
    }

    /// The same, whatever it is called.
    fn takes_text(&self, file: &File, owner: Owner) -> bool {
        let is_test = file.base_name().ends_with("_test.go");
        header::constraint(&file.text).allows(&|tag| self.has_tag(tag, owner))
            && file.header.package.as_str() != "documentation"
            && (is_test || !file.imports_c() || self.cgo_for(owner))
    }
}

fn is_known_os(word: &str) -> bool {
    matches!(
        word,
        "aix"
            | "android"
            | "darwin"
            | "dragonfly"
            | "freebsd"
            | "hurd"
            | "illumos"
            | "ios"
            | "js"
            | "linux"
            | "nacl"
            | "netbsd"
            | "openbsd"
            | "plan9"
            | "solaris"
            | "wasip1"
            | "windows"
            | "zos"
    )
}

fn is_unix(goos: &str) -> bool {
    !matches!(goos, "js" | "nacl" | "plan9" | "wasip1" | "windows" | "zos") && is_known_os(goos)
}

fn is_known_arch(word: &str) -> bool {
    matches!(
        word,
        "386"
            | "amd64"
            | "amd64p32"
            | "arm"
            | "armbe"
            | "arm64"
            | "arm64be"
            | "loong64"
            | "mips"
            | "mipsle"
            | "mips64"
            | "mips64le"
            | "mips64p32"
            | "mips64p32le"
            | "ppc"
            | "ppc64"
            | "ppc64le"
            | "riscv"
            | "riscv64"
            | "s390"
            | "s390x"
            | "sparc"
            | "sparc64"
            | "wasm"
    )
}

/// Whether an entry is taken for a file, by itself or by a link: what is no directory. That it can't
/// be read is said when it is.
fn leads_to_file(entry: &fs::DirEntry) -> bool {
    match entry.file_type() {
        Ok(kind) if kind.is_symlink() => !entry.path().is_dir(),
        Ok(kind) => !kind.is_dir(),
        Err(_) => false,
    }
}

/// The names of the overlay's `.go` files in a directory.
fn overlaid_go_files<'c>(config: &'c Config, dir: &'c Path) -> impl Iterator<Item = &'c str> {
    let paths = config.overlay.keys().filter(move |path| path.parent() == Some(dir));
    paths.filter_map(|path| path.file_name()?.to_str()).filter(|name| name.ends_with(".go"))
}

/// The names of the `.go` files that may be source files, sorted.
fn go_file_names(config: &Config, dir: &Path) -> io::Result<Vec<String>> {
    let may_be_source = |name: &str| name.ends_with(".go") && !name.starts_with(['_', '.']);
    let mut names: Vec<String> = overlaid_go_files(config, dir)
        .filter(|name| may_be_source(name))
        .map(str::to_owned)
        .collect();
    match fs::read_dir(dir) {
        Ok(entries) => {
            for entry in entries {
                let entry = entry?;
                if let Ok(name) = entry.file_name().into_string()
                    && may_be_source(&name)
                    && leads_to_file(&entry)
                {
                    names.push(name);
                }
            }
        }
        // The directory of an unsaved file need not be there yet.
        Err(_) if !names.is_empty() => {}
        Err(error) => return Err(error),
    }
    names.sort_unstable();
    names.dedup();
    Ok(names)
}

/// Whether a directory has a `.go` file of any kind.
pub(super) fn has_go_files(config: &Config, dir: &Path) -> bool {
    let is_go_file = |entry: &fs::DirEntry| {
        entry.file_name().as_encoded_bytes().ends_with(b".go") && leads_to_file(entry)
    };
    overlaid_go_files(config, dir).next().is_some()
        || fs::read_dir(dir).into_iter().flatten().flatten().any(|entry| is_go_file(&entry))
}

/// Reads a file of so many bytes at most, from the overlay first.
pub(super) fn read_text(config: &Config, path: &Path, limit: u64) -> io::Result<Arc<[u8]>> {
    match config.overlay.get(path) {
        Some(text) => Ok(text.clone()),
        None => disk::read(path, limit).map(Arc::from),
    }
}

fn read_file(config: &Config, path: PathBuf) -> Result<File, LoadError> {
    let text =
        read_text(config, &path, limit::SOURCE).map_err(|error| LoadError::io(&path, &error))?;
    let header = header::scan(&text);
    Ok(File { path, text, header })
}

/// Reads the files of a directory that the build takes.
pub fn read_dir(config: &Config, dir: &Path, owner: Owner, tests: Tests) -> DirFiles {
    let mut out = DirFiles::default();
    let names = match go_file_names(config, dir) {
        Ok(names) => names,
        Err(error) => {
            out.errors.push(LoadError::io(dir, &error));
            return out;
        }
    };
    let (mut test_names, mut plain_names) = (Vec::new(), Vec::new());
    for name in names {
        if !config.target.allows_file_name(&name, owner) {
            out.has_excluded = true;
        } else if name.ends_with("_test.go") {
            test_names.push(name);
        } else {
            plain_names.push(name);
        }
    }
    out.take(config, read_all(config, dir, plain_names), owner);
    // Tests that nobody asked for are read only where they tell whether there is a package.
    if tests == Tests::Include || out.files.is_empty() && out.errors.is_empty() {
        out.take(config, read_all(config, dir, test_names), owner);
        if tests == Tests::Skip {
            out.tests.clear();
            out.external_tests.clear();
        }
    }
    out
}

/// Reads files named on the command line: constraints don't count, except that files with
/// `import "C"` need cgo.
pub fn read_named(config: &Config, paths: Vec<PathBuf>) -> DirFiles {
    let mut out = DirFiles::default();
    for result in paths.into_par_iter().map(|path| read_file(config, path)).collect::<Vec<_>>() {
        match result {
            Ok(file) if file.imports_c() && !config.target.cgo_for(Owner::User) => {
                out.has_excluded = true;
            }
            Ok(file) => {
                let name = file.header.package;
                out.add(file, name, Part::Package);
            }
            Err(error) => out.errors.push(error),
        }
    }
    out
}

fn read_all(config: &Config, dir: &Path, names: Vec<String>) -> Vec<Result<File, LoadError>> {
    names.into_par_iter().map(|name| read_file(config, dir.join(name))).collect()
}

#[derive(Clone, Copy)]
enum Part {
    Package,
    Test,
    ExternalTest,
}

impl DirFiles {
    fn take(&mut self, config: &Config, files: Vec<Result<File, LoadError>>, owner: Owner) {
        for file in files {
            let file = match file {
                Ok(file) => file,
                Err(error) => {
                    self.errors.push(error);
                    continue;
                }
            };
            if !config.target.takes_text(&file, owner) {
                self.has_excluded = true;
                continue;
            }
            let mut name = file.header.package;
            let is_test = file.base_name().ends_with("_test.go");
            let mut part = if is_test { Part::Test } else { Part::Package };
            if is_test
                && name != self.name
                && let Some(tested) = name.as_str().strip_suffix("_test")
            {
                name = Symbol::new(tested);
                part = Part::ExternalTest;
            }
            self.add(file, name, part);
        }
    }

    /// Adds a file to its part, unless it is of another package than the files before it.
    fn add(&mut self, file: File, name: Symbol, part: Part) {
        if self.name.is_empty() {
            self.name = name;
        } else if name != self.name && !name.is_empty() {
            let told = |error: &LoadError| matches!(error, LoadError::SeveralPackages { .. });
            if self.errors.iter().any(told) {
                return;
            }
            let first = self.files.iter().chain(&self.tests).chain(&self.external_tests).next();
            let first = first.map(|file| file.base_name()).unwrap_or_default();
            self.errors.push(LoadError::SeveralPackages {
                dir: file.path.parent().unwrap_or(Path::new("")).to_owned(),
                first: (self.name, first),
                other: (name, file.base_name()),
            });
            return;
        }
        let file = Arc::new(file);
        match part {
            Part::Package => self.files.push(file),
            Part::Test => {
                self.has_tests = true;
                self.tests.push(file);
            }
            Part::ExternalTest => {
                self.has_tests = true;
                self.external_tests.push(file);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::profile::{Floats, GoRelease};

    fn target(goos: &str, goarch: &str) -> Target {
        Target {
            release: GoRelease::Go1_27,
            goos: goos.to_owned(),
            goarch: goarch.to_owned(),
            cgo: Cgo::OutsideStd,
            tags: vec!["custom".to_owned()],
            tool_tags: vec!["amd64.v1".to_owned()],
            floats: Floats::Hard,
        }
    }

    #[test]
    fn file_names() {
        let linux = target("linux", "amd64");
        for (name, want) in [
            ("a.go", true),
            ("linux.go", true),
            ("windows.go", true),
            ("a_windows.go", false),
            ("a_linux_amd64.go", true),
            ("a_linux_arm64.go", false),
            ("a_windows_amd64.go", false),
            ("a_arm64_test.go", false),
            ("a_linux_test.go", true),
            ("windows_test.go", true),
            ("_windows.go", false),
            ("a_unix.go", true),
            ("a_windows_x.go", true),
            ("a_windows.x_linux.go", false),
            ("a_test_windows.go", false),
        ] {
            assert_eq!(linux.allows_file_name(name, Owner::User), want, "{name}");
        }
        assert!(target("android", "arm64").allows_file_name("a_linux.go", Owner::User));
        assert!(target("ios", "arm64").allows_file_name("a_darwin.go", Owner::User));
        assert!(target("illumos", "amd64").allows_file_name("a_solaris.go", Owner::User));
    }

    #[test]
    fn tags() {
        let linux = target("linux", "amd64");
        for tag in ["linux", "amd64", "gc", "unix", "go1.18", "custom", "amd64.v1", "cgo"] {
            assert!(linux.has_tag(tag, Owner::User), "{tag}");
        }
        for tag in ["windows", "gccgo", "ignore", "go1.99", "amd64.v2", "darwin"] {
            assert!(!linux.has_tag(tag, Owner::User), "{tag}");
        }
        assert!(!linux.has_tag("cgo", Owner::Std));
        assert!(!target("plan9", "386").has_tag("unix", Owner::User));
    }
}
