//! How the go command calls a vet tool. This isn't goesc's own command line: flags begin with one
//! dash, and there is no command.

use std::path::PathBuf;

use serde::Serialize;

use crate::findings::Level;
use crate::profile::GoRelease;

/// What the go command asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Invocation {
    /// `-V=full`.
    Version,
    /// `-flags`.
    Flags,
    /// A package.
    Unit(UnitArgs),
    /// It is about a package, but something is wrong with the flags.
    Wrong {
        /// The vet.cfg.
        config: PathBuf,
        /// What is wrong.
        what: String,
    },
}

/// What is asked about a package.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnitArgs {
    /// The vet.cfg.
    pub config: PathBuf,
    /// How it is printed.
    pub printed: Printed,
    /// Whether all that allocates is told, besides violated assertions.
    pub findings: Told,
    /// The least level of what is told, if it is given.
    pub level: Option<Level>,
    /// The release that is predicted, if it isn't the one of the go command.
    pub release: Option<GoRelease>,
}

/// How it is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Printed {
    /// As text, to standard error.
    Text,
    /// As JSON, to where the vet.cfg says, or standard output.
    Json,
    /// Not at all: fixes are asked for, and there are none.
    Fixes,
}

/// What is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Told {
    /// What has a level that is high enough: violated assertions, first of all.
    Forbidden,
    /// That, and all that allocates.
    Allocations,
}

/// A flag, as the go command wants to know of it.
#[derive(Clone, Copy, Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Flag {
    name: &'static str,
    bool: bool,
    usage: &'static str,
}

/// The flags that `go vet` takes for us.
pub const FLAGS: &[Flag] = &[
    Flag { name: "json", bool: true, usage: "emit JSON output" },
    Flag { name: "c", bool: false, usage: "accepted, and without effect" },
    Flag {
        name: "findings",
        bool: true,
        usage: "tell of all that allocates, not only of violated assertions",
    },
    Flag {
        name: "level",
        bool: false,
        usage: "tell of what has this level or a higher one: error, warning or hint",
    },
    Flag {
        name: "go",
        bool: false,
        usage: "predict this release of Go instead of the one that go vet is of",
    },
];

/// The answer to `-flags`.
pub fn described(flags: &[Flag]) -> String {
    serde_json::to_string_pretty(flags).unwrap_or_default()
}

impl Invocation {
    /// What the arguments of the process ask, if they come from the go command: after the name of the
    /// program, flags and then a `.cfg`, or one of two flags alone.
    pub fn of(args: &[String]) -> Option<Invocation> {
        let (last, flags) = args.split_last()?;
        match last.trim_start_matches('-') {
            "V=full" if last.starts_with('-') && flags.is_empty() => {
                return Some(Invocation::Version);
            }
            "flags" if last.starts_with('-') && flags.is_empty() => return Some(Invocation::Flags),
            _ => {}
        }
        let are_flags = flags.iter().all(|flag| flag.starts_with('-'));
        if !last.ends_with(".cfg") || last.starts_with('-') || !are_flags {
            return None;
        }
        Some(match UnitArgs::of(flags, last) {
            Ok(args) => Invocation::Unit(args),
            Err(what) => Invocation::Wrong { config: last.into(), what },
        })
    }
}

impl UnitArgs {
    fn of(flags: &[String], config: &str) -> Result<UnitArgs, String> {
        let mut args = UnitArgs {
            config: config.into(),
            printed: Printed::Text,
            findings: Told::Forbidden,
            level: None,
            release: None,
        };
        for flag in flags {
            let flag = flag.trim_start_matches('-');
            let (name, value) = match flag.split_once('=') {
                Some((name, value)) => (name, Some(value)),
                None => (flag, None),
            };
            let is_on = || match value {
                None | Some("1" | "t" | "T" | "true" | "TRUE" | "True") => Ok(true),
                Some("0" | "f" | "F" | "false" | "FALSE" | "False") => Ok(false),
                Some(other) => Err(format!("-{name}={other}: true or false is wanted")),
            };
            match name {
                "json" if is_on()? => args.printed = Printed::Json,
                "fix" if is_on()? => args.printed = Printed::Fixes,
                "findings" => {
                    args.findings = match is_on()? {
                        true => Told::Allocations,
                        false => Told::Forbidden,
                    };
                }
                "level" => args.level = Some(level(value.unwrap_or_default())?),
                "go" => args.release = Some(release(value.unwrap_or_default())?),
                // Old ones of cmd/vet, and those that are about fixes.
                "json" | "fix" | "diff" | "c" | "all" | "source" | "tags" | "v" => {}
                _ => return Err(format!("unknown flag -{name}")),
            }
        }
        Ok(args)
    }
}

fn level(word: &str) -> Result<Level, String> {
    let level = Level::parse(word).filter(|level| *level != Level::Off);
    level.ok_or_else(|| format!("-level={word}: error, warning or hint is wanted"))
}

fn release(word: &str) -> Result<GoRelease, String> {
    GoRelease::parse(word).ok_or_else(|| format!("-go={word}: {}", supported()))
}

/// Which releases can be predicted.
pub fn supported() -> String {
    format!("supported releases: {}", GoRelease::list())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(args: &[&str]) -> Option<Invocation> {
        let args: Vec<String> = args.iter().map(|arg| (*arg).to_owned()).collect();
        Invocation::of(&args)
    }

    #[test]
    fn the_go_command_is_known_by_its_questions() {
        assert_eq!(of(&["-V=full"]), Some(Invocation::Version));
        assert_eq!(of(&["-flags"]), Some(Invocation::Flags));
        for ours in [&["check"][..], &["-V"], &["--version"], &["check", "vet.cfg"], &[]] {
            assert_eq!(of(ours), None, "{ours:?}");
        }
        let Some(Invocation::Unit(unit)) =
            of(&["-json", "--findings", "-level=warning", "-go=1.27", "-c=2", "/x/vet.cfg"])
        else {
            panic!("no package");
        };
        assert_eq!(unit.config, PathBuf::from("/x/vet.cfg"));
        assert_eq!((unit.printed, unit.findings), (Printed::Json, Told::Allocations));
        assert_eq!(unit.level, Some(Level::Warning));
        for wrong in ["-x", "-level=off", "-go=1.1", "-json=perhaps"] {
            let asked = of(&[wrong, "vet.cfg"]);
            assert!(matches!(asked, Some(Invocation::Wrong { .. })), "{wrong}");
        }
        let Some(Invocation::Unit(unit)) = of(&["-json=false", "vet.cfg"]) else {
            panic!("no package");
        };
        assert_eq!(unit.printed, Printed::Text);
    }
}
