//! What a vet.cfg says of a package (`vetConfig` in `cmd/go/internal/work/exec.go`). Fields come and
//! go with the releases of the go command: what isn't there is empty, and what isn't known is passed
//! over.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Deserializer};

use crate::disk::{self, limit};

/// A vet.cfg.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub(super) struct VetConfig {
    /// The package as results name it: `fmt`, `fmt [fmt.test]`.
    #[serde(rename = "ID")]
    pub(super) id: String,
    /// `gc` or `gccgo`.
    pub(super) compiler: String,
    /// The package's directory.
    pub(super) dir: PathBuf,
    /// The import path, as `ID`.
    pub(super) import_path: String,
    /// The files that are compiled, absolute; of a package that uses cgo, those that cgo makes.
    #[serde(deserialize_with = "or_empty")]
    pub(super) go_files: Vec<PathBuf>,
    /// What import paths in the source mean.
    #[serde(deserialize_with = "or_empty")]
    pub(super) import_map: BTreeMap<String, String>,
    /// The facts of the packages that are imported directly.
    #[serde(deserialize_with = "or_empty")]
    pub(super) package_vetx: BTreeMap<String, PathBuf>,
    /// Whether nothing but facts is asked for.
    pub(super) vetx_only: bool,
    /// Where facts are written to.
    pub(super) vetx_output: PathBuf,
    /// Where JSON is written to.
    pub(super) stdout: PathBuf,
    /// The language version: `go1.21`.
    pub(super) go_version: String,
    /// The module of the package, as newer go commands say.
    pub(super) module: Option<Module>,
    /// The same, as older ones do.
    pub(super) module_path: String,
    /// The version of the module; empty of those that are being worked on.
    pub(super) module_version: String,
    /// Whether errors in the source are left to the compiler.
    pub(super) succeed_on_typecheck_failure: bool,
}

/// A module.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub(super) struct Module {
    pub(super) path: String,
    pub(super) version: String,
}

/// What Go writes as `null` is empty.
fn or_empty<'de, D: Deserializer<'de>, T: Default + Deserialize<'de>>(
    deserializer: D,
) -> Result<T, D::Error> {
    Option::<T>::deserialize(deserializer).map(Option::unwrap_or_default)
}

impl VetConfig {
    /// Reads a file.
    pub(super) fn read(path: &Path) -> io::Result<VetConfig> {
        let text = disk::read_given(path, limit::MODULE)?;
        Ok(serde_json::from_slice(&text)?)
    }

    /// The import path as the source and the compiler know it, and the package whose tests it is built
    /// for, if it is: `q_test [q.test]` is q_test, for q.
    pub(super) fn path(&self) -> (&str, Option<&str>) {
        split(&self.import_path)
    }

    /// Path and version of the module, if the package is in one.
    pub(super) fn module(&self) -> Option<(&str, &str)> {
        match &self.module {
            Some(Module { path, version }) => Some((path, version)),
            None => {
                let is_known = !self.module_path.is_empty();
                is_known.then_some((&self.module_path, &self.module_version))
            }
        }
    }
}

/// An import path, and the package whose tests it is built for.
fn split(path: &str) -> (&str, Option<&str>) {
    let in_brackets = path.strip_suffix(".test]").and_then(|path| path.split_once(" ["));
    in_brackets.map_or((path, None), |(path, tested)| (path, Some(tested)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn old_and_new_ones_are_read() {
        let old = r#"{"ID":"m/q [m/q.test]","ImportPath":"m/q [m/q.test]","GoFiles":["/m/q/q.go"],
            "ImportMap":{"fmt":"fmt"},"PackageVetx":null,"VetxOnly":true,"ModulePath":"m",
            "Unheard":[1]}"#;
        let config: VetConfig = serde_json::from_str(old).expect("a vet.cfg");
        assert_eq!(config.path(), ("m/q", Some("m/q")));
        assert_eq!(config.module(), Some(("m", "")));
        assert!(config.vetx_only && config.package_vetx.is_empty());
        let new = r#"{"ImportPath":"m/q_test","Module":{"Path":"m","Version":"v1.2.3"}}"#;
        let config: VetConfig = serde_json::from_str(new).expect("a vet.cfg");
        assert_eq!(config.path(), ("m/q_test", None));
        assert_eq!(config.module(), Some(("m", "v1.2.3")));
    }
}
