//! Experiments of a release (`internal/buildcfg/exp.go`): each that is on is a build tag.
//!
//! ```go
//! //go:build goexperiment.jsonv2
//! ```

/// An experiment of a release.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Experiment {
    /// Its name, as GOEXPERIMENT has it: `jsonv2`.
    pub name: &'static str,
    /// Where it is on.
    pub on: EnabledOn,
}

/// On which platforms an experiment is on.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum EnabledOn {
    /// On none, unless GOEXPERIMENT names it.
    Nothing,
    /// On all, unless GOEXPERIMENT says otherwise.
    Everything,
    /// On all but those of some GOOS, unless GOEXPERIMENT says otherwise.
    AllBut(&'static [&'static str]),
    /// On those of some GOARCH, whatever GOEXPERIMENT says.
    Exactly(&'static [&'static str]),
}

impl EnabledOn {
    fn includes(self, goos: &str, goarch: &str) -> bool {
        match self {
            EnabledOn::Nothing => false,
            EnabledOn::Everything => true,
            EnabledOn::AllBut(systems) => !systems.contains(&goos),
            EnabledOn::Exactly(arches) => arches.contains(&goarch),
        }
    }
}

/// The names of those that are on for a platform, `GOEXPERIMENT` applied, in the order of the list.
/// A word of GOEXPERIMENT that isn't known is an error, in the go command's words.
pub(super) fn enabled(
    all: &[Experiment],
    goos: &str,
    goarch: &str,
    goexperiment: &str,
) -> Result<Vec<&'static str>, String> {
    let mut on: Vec<bool> = all.iter().map(|one| one.on.includes(goos, goarch)).collect();
    for word in goexperiment.split(',').filter(|word| !word.is_empty()) {
        if word == "none" {
            on.fill(false);
            continue;
        }
        let (wanted, name) = match word.strip_prefix("no") {
            Some(name) => (false, name),
            None => (true, word),
        };
        if name == "regabi" {
            continue;
        }
        match all.iter().position(|known| known.name == name) {
            Some(index) => on[index] = wanted,
            None => return Err(format!("unknown GOEXPERIMENT {name}")),
        }
    }
    for (on, one) in on.iter_mut().zip(all) {
        if let EnabledOn::Exactly(_) = one.on {
            *on = one.on.includes(goos, goarch);
        }
    }
    Ok(all.iter().zip(on).filter(|(_, on)| *on).map(|(one, _)| one.name).collect())
}
