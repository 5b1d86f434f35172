//! Why a build leaves a file out, and which build takes it: for messages.

use std::fmt;
use std::path::Path;

use super::config::{Config, Target, Tests};
use super::header::{self, Constraint};
use super::select::{Owner, read_text};
use crate::disk::limit;

/// Why a file isn't part of its directory's package, and what would make it so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LeftOut {
    /// It is a test, and tests aren't taken in.
    Test,
    /// It is of builds for another platform: what of GOOS and GOARCH would have to be another.
    Platform {
        /// GOOS of a build that takes it, if another one is needed.
        goos: Option<&'static str>,
        /// GOARCH of a build that takes it, if another one is needed.
        goarch: Option<&'static str>,
    },
    /// No platform's build takes it: it asks for tags.
    Tags,
    /// Its name begins with `_` or `.`.
    Name,
}

impl fmt::Display for LeftOut {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            LeftOut::Test => f.write_str("it is a test, which --tests takes in"),
            LeftOut::Platform { goos, goarch } => {
                f.write_str("it is of builds for ")?;
                let both = [("--goos", goos), ("--goarch", goarch)];
                let named = both.iter().filter_map(|(flag, value)| value.map(|v| (*flag, v)));
                let (flags, values): (Vec<String>, Vec<&str>) =
                    named.map(|(flag, value)| (format!("{flag} {value}"), value)).unzip();
                write!(f, "{}: {}", values.join("/"), flags.join(" "))
            }
            LeftOut::Tags => f.write_str("its build constraint asks for other tags: --tags"),
            LeftOut::Name => f.write_str("names that begin with _ or . are of no build"),
        }
    }
}

impl LeftOut {
    /// Why a file is left out of the build of its directory; nothing if it isn't, or if it can't be
    /// read.
    pub fn why(config: &Config, path: &Path) -> Option<LeftOut> {
        let name = path.file_name()?.to_str()?;
        if name.starts_with(['_', '.']) {
            return Some(LeftOut::Name);
        }
        let text = read_text(config, path, limit::SOURCE).ok()?;
        let constraint = header::constraint(&text);
        let takes = |target: &Target| {
            target.allows_file_name(name, Owner::User)
                && constraint.allows(&|tag| target.has_tag(tag, Owner::User))
        };
        if takes(&config.target) {
            let is_test = name.ends_with("_test.go") && config.tests == Tests::Skip;
            return is_test.then_some(LeftOut::Test);
        }
        if matches!(constraint, Constraint::Bad(_)) {
            return None;
        }
        let own = (config.target.goos.as_str(), config.target.goarch.as_str());
        let mut ports: Vec<(&str, &str)> = config.target.release.ports().collect();
        // What differs least comes first, and what many have.
        let common = |goos: &str| ["linux", "darwin", "windows"].iter().position(|os| *os == goos);
        ports.sort_by_key(|(goos, goarch)| {
            let differs = (usize::from(*goos != own.0), usize::from(*goarch != own.1));
            (differs.0 + differs.1, common(goos).unwrap_or(usize::MAX), *goarch != "amd64")
        });
        let port = ports.into_iter().find(|(goos, goarch)| {
            let (goos, goarch) = ((*goos).to_owned(), (*goarch).to_owned());
            takes(&Target { goos, goarch, ..config.target.clone() })
        });
        Some(match port {
            Some((goos, goarch)) => LeftOut::Platform {
                goos: (goos != own.0).then_some(goos),
                goarch: (goarch != own.1).then_some(goarch),
            },
            None => LeftOut::Tags,
        })
    }
}
