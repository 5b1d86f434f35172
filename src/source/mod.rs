//! From patterns to packages with their files: the only reader of files.
//!
//! Models what the go command does before it runs the compiler: `go/build`,
//! `cmd/go/internal/{cfg,search,load,modload}`. In go a [`Config`] and patterns, out comes a
//! [`Loaded`]: the packages that the patterns name and all that they import, each with its files
//! as read, its language version, and what each of its imports means.
//!
//! ```text
//! load(config, ["./..."])   in module example.com/m, where m.go imports example.com/m/sub
//!     roots  example.com/m, example.com/m/sub
//!     order  example.com/m/sub, example.com/m
//! ```
//!
//! | module | question |
//! |---|---|
//! | [`config`] | which settings hold: environment, GOFLAGS, `go env -w` |
//! | `pattern`, `matching` | which packages a pattern names |
//! | `resolve` | where the package of an import path is |
//! | `module`, `modfile`, `semver` | which modules there are, at which versions |
//! | [`select`] | which files of a directory belong to a build |
//! | [`header`], [`constraint`] | what a file says before its first declaration |
//! | `order`, `test_packages` | in which order, and what `go test` adds |
//! | [`path`] | how paths are printed |
//! | `provider` | which packages are known without their source |
//! | [`mod@unit`] | one package, all of which is decided elsewhere |
//!
//! Approximations: nothing is downloaded; checksums and the consistency of go.mod, go.sum and
//! vendor/modules.txt aren't checked; rules on who may import an internal package aren't
//! enforced; the generated main packages of tests are not made.
//!
//! Nothing here is fatal: what can't be found is a value ([`Import::Missing`]) or one of the
//! [`LoadError`]s. What the files hold after the imports is for later stages; bytes that aren't
//! UTF-8 pass through.

pub mod config;
pub mod constraint;
pub mod error;
pub mod header;
mod left_out;
mod load;
mod loaded;
mod major_version;
mod matching;
mod modfile;
mod module;
mod order;
pub mod path;
mod pattern;
pub mod pos;
mod provider;
mod resolve;
pub mod select;
mod semver;
pub mod test_main;
mod test_packages;
pub mod unit;

pub use config::{Config, ConfigError, Environment, NamedFiles, Overrides, Tests};
pub use error::{LoadError, Missing};
pub use left_out::LeftOut;
pub use load::{load, modules_here};
pub use loaded::{Import, Loaded, Package, PackageId};
pub use path::DisplayPaths;
pub use provider::{Damaged, Provider};
pub use select::{File, Owner};
pub use unit::{Unit, UnitFile};
