//! The command line as it was checked: what is to be done, with all that it needs. [`super::args`] has
//! it as it is written, and makes this of it.

use std::path::{Path, PathBuf};

use clap::ValueEnum;
use clap_complete::Shell;

use super::guards::Guards;
use super::verbosity::Verbosity;
use crate::compare::Counted;
use crate::findings::analysis::Inlining;
use crate::profile::GoVersion;
use crate::ranking::Wanted;
use crate::source::{Config, Environment};
use crate::unit::args::UnitArgs;

/// How a graph is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Drawing {
    /// For Graphviz
    Dot,
    /// For Markdown
    Mermaid,
    /// A picture, made by Graphviz's dot
    Svg,
    /// The same as --json
    #[value(skip)]
    Json,
}

/// A line of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spot {
    /// The file.
    pub file: PathBuf,
    /// The line, from 1.
    pub line: u32,
    /// The byte column, from 1, if one is meant.
    pub column: Option<u32>,
}

/// When colour is used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum When {
    /// On a terminal
    Auto,
    /// In any case
    Always,
    /// In no case
    Never,
}

/// A checked command line.
#[derive(Debug)]
pub struct Options {
    /// What to do.
    pub action: Action,
    /// How packages are found.
    pub config: Config,
    /// What to look at.
    pub patterns: Vec<String>,
    /// The file whose text is on standard input.
    pub unsaved: Option<PathBuf>,
    /// The number of threads, if given.
    pub jobs: Option<usize>,
}

impl Options {
    /// How much is said beside what was found.
    pub(super) fn verbosity(&self) -> Verbosity {
        match &self.action {
            Action::Check(check) => check.verbosity,
            _ => Verbosity::Normal,
        }
    }
}

/// What to do with the packages.
#[derive(Clone, Debug)]
pub enum Action {
    /// Analyze them.
    Check(Box<Check>),
    /// Compare them with what gc printed.
    Compare(Compare),
    /// List them.
    List(List),
    /// Explain rules.
    Rules(Rules),
    /// Explain a line.
    Explain(Explain),
    /// Draw a function.
    Graph(Graph),
    /// Lay a type out.
    Layout(Layout),
    /// Look at the embedded standard library, or make one.
    Std(Std),
    /// Print a script for a shell that completes command lines.
    Completions(Shell),
    /// Print a page of the manual: of goesc, or of one of its commands.
    Manual(Option<String>),
    /// Serve an editor, in this environment.
    Serve(Box<Environment>),
    /// Do an action of a build.
    Unit(Box<UnitArgs>),
}

/// How an answer is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// For people.
    Text {
        /// Whether it is coloured.
        colour: When,
    },
    /// For programs: one document.
    Json,
}

/// Which rules to explain, and how.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rules {
    /// Their names; all are listed if there is none.
    pub names: Vec<String>,
    /// How.
    pub answer: Answer,
}

/// What to draw.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Graph {
    /// The function.
    pub function: String,
    /// The language of the drawing.
    pub format: Drawing,
    /// Whether functions are inlined.
    pub inlining: Inlining,
}

/// What to explain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explain {
    /// The line.
    pub spot: Spot,
    /// Whether functions are inlined.
    pub inlining: Inlining,
    /// How it is told.
    pub answer: Answer,
}

/// What to lay out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Layout {
    /// The type, in Go.
    pub ty: String,
    /// The Go version, if one was asked for.
    pub version: Option<GoVersion>,
    /// How it is told.
    pub answer: Answer,
}

/// What to do with the standard library.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Std {
    /// List what is embedded, each package if asked for.
    List(StdListed),
    /// Make the summaries of a release from the source that the configuration names.
    Build {
        /// The file to write.
        output: PathBuf,
    },
}

/// How much of the embedded standard library is listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StdListed {
    /// Its releases and platforms.
    Platforms,
    /// Each package too.
    Packages,
}

/// How to analyze and print.
#[derive(Clone, Debug)]
pub struct Check {
    /// Whether functions are inlined.
    pub inlining: Inlining,
    /// For whom it is printed, and how.
    pub printed: Printed,
    /// Baselines, levels and the like: which findings are reported and make the check fail.
    pub guards: Guards,
    /// How much is said beside what was found.
    pub verbosity: Verbosity,
    /// What comes of what is forbidden.
    pub forbidden: Forbidden,
}

/// For whom a check prints.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Printed {
    /// As gc does, to be compared with it.
    AsGc(AsGc),
    /// Findings with their reasons, for people and their tools.
    ForPeople(ForPeople),
}

/// What gc prints, and where to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AsGc {
    /// The lines of `-m`.
    Decisions {
        /// The file to write to; standard output without one.
        file: Option<PathBuf>,
    },
    /// The lines of `-m=2`.
    Reasons {
        /// The file to write to; standard output without one.
        file: Option<PathBuf>,
    },
    /// The records of `-json=0,DIR`.
    Log {
        /// The directory to write to.
        directory: PathBuf,
    },
}

/// How findings are printed, and where to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ForPeople {
    /// The format of findings.
    pub format: FindingsFormat,
    /// The file to write to; standard output without one.
    pub file: Option<PathBuf>,
    /// When colour is used.
    pub color: When,
    /// Which findings are shown where not all are, and in which order.
    pub wanted: Wanted,
    /// Whether they are counted instead.
    pub statistics: bool,
    /// The profile that is put beside them.
    pub profile: Option<PathBuf>,
}

/// A format of findings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FindingsFormat {
    /// Source lines with the findings below them.
    Pretty,
    /// A line each.
    Concise,
    /// A JSON object a line.
    Json,
    /// SARIF 2.1.0.
    Sarif,
    /// A page for each file, in a directory.
    Html,
    /// A table of what is found, for comments.
    Markdown,
    /// Commands of GitHub's workflows.
    Github,
    /// A code quality report of GitLab's.
    Gitlab,
    /// A report of Checkstyle's.
    Checkstyle,
    /// A report of JUnit's.
    Junit,
    /// A profile for `go tool cover`.
    Coverprofile,
}

/// What the exit status is when something is found that is forbidden.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Forbidden {
    /// 1.
    #[default]
    Fails,
    /// 0, as of work that was done.
    Passes,
}

/// What to compare, and how to tell.
#[derive(Clone, Debug, PartialEq)]
pub struct Compare {
    /// What to compare with.
    pub reference: Reference,
    /// Whether functions were inlined, if the user says so.
    pub inlining: Option<Inlining>,
    /// The messages that are compared and scored.
    pub counted: Counted,
    /// The least F1 that is enough.
    pub threshold: Option<f64>,
    /// How the result is printed.
    pub report: Report,
}

/// What predictions are compared with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reference {
    /// What gc printed: a file, a directory, or standard input.
    Printed(PathBuf),
    /// What this go command makes it print.
    Toolchain(PathBuf),
}

/// How a comparison is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Report {
    /// For people, with so many differences at most.
    Text {
        /// Whether it is coloured.
        colour: When,
        /// The number of differences.
        limit: usize,
    },
    /// For programs.
    Json,
}

/// What to list of the packages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct List {
    /// Which packages.
    pub packages: Listed,
    /// The columns of the line of each.
    pub columns: Columns,
}

/// Which packages are listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Listed {
    /// Those that the patterns name.
    Roots,
    /// These and all that they import.
    Deps,
}

/// The columns that are listed of a package, separated by spaces.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Columns {
    /// The import path.
    Path,
    /// The import path and the names of the files.
    Files,
    /// The import path, the directory, the language version and the names of the files; nothing
    /// of the standard library.
    Detail,
}

impl Printed {
    /// The profile that is put beside what is printed.
    pub fn profile(&self) -> Option<&Path> {
        match self {
            Printed::ForPeople(report) => report.profile.as_deref(),
            Printed::AsGc(_) => None,
        }
    }
}

impl From<AsGc> for Printed {
    fn from(format: AsGc) -> Printed {
        Printed::AsGc(format)
    }
}
