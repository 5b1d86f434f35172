//! The command line as it is written ([`Args`]), and checked ([`Options`]).

use std::path::PathBuf;

use clap::{Args as ClapArgs, Parser, Subcommand, ValueEnum};

use crate::report::pretty::Shown;
use crate::source::config::{cache_dir, split_tags};
use crate::source::{
    Config, ConfigError, Environment, GoRelease, GoVersion, NamedFiles, Overrides, Tests,
};

/// Predicts what the Go compiler decides about every allocation, without a Go toolchain.
#[derive(Debug, Parser)]
#[command(name = "goesc", version, propagate_version = true, max_term_width = 100)]
pub struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Print what the compiler would print about the packages under -m
    Check(CheckArgs),
    /// List the rules by which findings are explained, or explain some of them
    Rules(RulesArgs),
    /// Show how what is allocated at a line gets to the heap
    Explain(ExplainArgs),
    /// Draw how values flow in a function
    Graph(GraphArgs),
    /// Show how values of a type lie in memory
    Layout(LayoutArgs),
    /// Print the import paths of the packages that the patterns name
    #[command(hide = true)]
    List(ListArgs),
    /// Look at the embedded standard library, or make one
    #[command(subcommand)]
    Std(StdCommand),
}

#[derive(Debug, ClapArgs)]
struct CheckArgs {
    /// Predict a build without inlining, as -gcflags=-l asks for
    #[arg(short = 'l', long)]
    no_inline: bool,
    /// How much to print: 1 for the decisions, 2 for their reasons as well
    #[arg(short = 'm', value_name = "LEVEL", default_value_t = 1,
          value_parser = clap::value_parser!(u8).range(1..=2))]
    level: u8,
    /// How to print
    #[arg(long, value_name = "FORMAT", default_value = "pretty")]
    format: Format,
    /// When to use colour
    #[arg(long, value_name = "WHEN", default_value = "auto")]
    color: When,
    /// Show also what allocates nothing
    #[arg(long)]
    all: bool,
    #[command(flatten)]
    packages: PackageArgs,
}

#[derive(Debug, ClapArgs)]
struct RulesArgs {
    /// The rules to explain; without any, all are listed
    #[arg(value_name = "NAME")]
    names: Vec<String>,
}

#[derive(Debug, ClapArgs)]
struct ExplainArgs {
    /// The line, and the byte column if the line has several findings
    #[arg(value_name = "FILE:LINE[:COL]", value_parser = parse_spot)]
    spot: Spot,
    #[command(flatten)]
    packages: PackageArgs,
}

#[derive(Debug, ClapArgs)]
struct GraphArgs {
    /// The function's name as the compiler prints it: f, (*T).m, f.func1, Map[...]
    #[arg(value_name = "FUNCTION")]
    function: String,
    /// How to draw
    #[arg(long, value_name = "FORMAT", default_value = "dot")]
    format: Drawing,
    #[command(flatten)]
    packages: PackageArgs,
}

#[derive(Debug, ClapArgs)]
struct LayoutArgs {
    /// The type: `map[string]int`, `struct{ a int8; b *int }`, net/http.Request, or a type of the
    /// package that follows
    #[arg(value_name = "TYPE")]
    ty: String,
    /// The package whose types are meant by plain names
    #[arg(value_name = "PATTERN")]
    patterns: Vec<String>,
    /// The Go release; maps were laid out differently before 1.24
    #[arg(long, value_name = "RELEASE", value_parser = parse_version)]
    go: Option<GoVersion>,
    /// The Go tree with the source of the standard library
    #[arg(long, value_name = "DIR")]
    goroot: Option<PathBuf>,
}

#[derive(Debug, ClapArgs)]
struct ListArgs {
    /// List what the packages import as well, before the packages themselves
    #[arg(long)]
    deps: bool,
    /// Add the names of the packages' files
    #[arg(long)]
    files: bool,
    /// Leave out the standard library, and add directories, language versions and files
    #[arg(long)]
    detail: bool,
    #[command(flatten)]
    packages: PackageArgs,
}

#[derive(Debug, Subcommand)]
enum StdCommand {
    /// Print what is embedded
    List {
        /// Print each package, with its size in bytes, plain and packed
        #[arg(long)]
        packages: bool,
    },
    /// Make the summaries of a Go release from its source
    Build {
        /// The Go tree with the source
        #[arg(long, value_name = "DIR")]
        goroot: PathBuf,
        /// The file to write
        #[arg(short, long, value_name = "FILE")]
        output: PathBuf,
    },
}

#[derive(Debug, Default, ClapArgs)]
struct PackageArgs {
    /// Files, directories, import paths, patterns such as ./... and std; the current directory
    /// by default
    #[arg(value_name = "PATTERN")]
    patterns: Vec<String>,
    /// The Go release to predict
    #[arg(long, value_name = "RELEASE", value_parser = parse_release)]
    go: Option<GoRelease>,
    /// The operating system to build for
    #[arg(long, value_name = "GOOS")]
    goos: Option<String>,
    /// The architecture to build for
    #[arg(long, value_name = "GOARCH")]
    goarch: Option<String>,
    /// Build tags, separated by commas
    #[arg(long, value_name = "TAGS")]
    tags: Option<String>,
    /// The Go tree with the source of the standard library
    #[arg(long, value_name = "DIR")]
    goroot: Option<PathBuf>,
    /// Treat each file named as a package of its own
    #[arg(long)]
    each_file: bool,
    /// Take tests in, as `go test` does
    #[arg(long)]
    tests: bool,
    /// Read the text of this file from standard input: it takes the place of the one on disk,
    /// which need not be there. Without patterns, the file's package is meant
    #[arg(long, value_name = "FILE")]
    stdin_filename: Option<PathBuf>,
    /// Analyze all dependencies from source, and keep nothing of them on disk. Otherwise they are
    /// kept where the variable GOESC_CACHE says, or in the user's directory of caches
    #[arg(long)]
    no_cache: bool,
    /// How many threads to use; as many as there are processors by default
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    jobs: Option<u16>,
}

/// How findings are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For people: source lines with the findings below them
    Pretty,
    /// As the compiler prints them
    Gc,
}

/// How a graph is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Drawing {
    /// For Graphviz
    Dot,
    /// For Markdown
    Mermaid,
    /// A picture, made by Graphviz's dot
    Svg,
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

/// What to do with the packages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Action {
    /// Analyze them.
    Check(Check),
    /// List them.
    List(List),
    /// Explain rules.
    Rules(Vec<String>),
    /// Explain a line.
    Explain(Spot),
    /// Draw a function.
    Graph(Graph),
    /// Lay a type out.
    Layout(Layout),
    /// Look at the embedded standard library, or make one.
    Std(Std),
}

/// What to draw.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Graph {
    /// The function.
    pub function: String,
    /// How.
    pub format: Drawing,
}

/// What to lay out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Layout {
    /// The type, in Go.
    pub ty: String,
    /// The Go version, if one was asked for.
    pub version: Option<GoVersion>,
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
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Check {
    /// Whether functions are inlined.
    pub inlining: Inlining,
    /// How much is printed.
    pub detail: Detail,
    /// How it is printed.
    pub format: Format,
    /// When colour is used.
    pub color: When,
    /// Which findings are shown in pretty form.
    pub shown: Shown,
}

/// Whether functions are inlined.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Inlining {
    /// As in an ordinary build.
    On,
    /// As under `-l`: not in the packages named, whereas what they import is compiled as ever.
    Off,
}

/// How much is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Detail {
    /// The decisions, as under `-m`.
    Decisions,
    /// The decisions and their reasons, as under `-m=2`.
    Reasons,
}

/// What to list of the packages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct List {
    /// Which packages.
    pub packages: Listed,
    /// What is said of each.
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

/// What is listed of a package.
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

impl Args {
    /// Checks the command line against an environment.
    pub fn check(self, environment: &Environment) -> Result<Options, ConfigError> {
        let (action, packages) = match self.command {
            Command::Check(args) => (
                Action::Check(Check {
                    inlining: if args.no_inline { Inlining::Off } else { Inlining::On },
                    detail: if args.level > 1 { Detail::Reasons } else { Detail::Decisions },
                    format: args.format,
                    color: args.color,
                    shown: if args.all { Shown::Everything } else { Shown::Allocations },
                }),
                args.packages,
            ),
            Command::Rules(args) => (Action::Rules(args.names), PackageArgs::default()),
            Command::Explain(args) => (Action::Explain(args.spot), args.packages),
            Command::Graph(args) => {
                let graph = Graph { function: args.function, format: args.format };
                (Action::Graph(graph), args.packages)
            }
            Command::Layout(args) => {
                let LayoutArgs { ty, patterns, go, goroot } = args;
                let layout = Layout { ty, version: go };
                (Action::Layout(layout), PackageArgs { patterns, goroot, ..PackageArgs::default() })
            }
            Command::Std(command) => {
                let (std, goroot) = match command {
                    StdCommand::List { packages: true } => (Std::List(StdListed::Packages), None),
                    StdCommand::List { packages: false } => (Std::List(StdListed::Platforms), None),
                    StdCommand::Build { goroot, output } => (Std::Build { output }, Some(goroot)),
                };
                // What is built is the same in every environment.
                let environment =
                    Environment { cwd: environment.cwd.clone(), ..Environment::default() };
                let overrides = Overrides { goroot, ..Overrides::default() };
                let config = Config::from_env(&environment, overrides)?;
                return Ok(Options {
                    action: Action::Std(std),
                    config,
                    patterns: Vec::new(),
                    unsaved: None,
                    jobs: None,
                });
            }
            Command::List(args) => (
                Action::List(List {
                    packages: if args.deps { Listed::Deps } else { Listed::Roots },
                    columns: match (args.detail, args.files) {
                        (true, _) => Columns::Detail,
                        (false, true) => Columns::Files,
                        (false, false) => Columns::Path,
                    },
                }),
                args.packages,
            ),
        };
        let overrides = Overrides {
            goroot: packages.goroot,
            goos: packages.goos,
            goarch: packages.goarch,
            tags: packages.tags.as_deref().map(split_tags),
            release: packages.go,
        };
        let mut config = Config::from_env(environment, overrides)?;
        if packages.each_file {
            config.named_files = NamedFiles::EachPackage;
        }
        if packages.tests {
            config.tests = Tests::Include;
        }
        if !packages.no_cache {
            config.cache = cache_dir(environment);
        }
        let jobs = packages.jobs.map(usize::from);
        let unsaved = packages.stdin_filename;
        Ok(Options { action, config, patterns: packages.patterns, unsaved, jobs })
    }
}

fn parse_release(text: &str) -> Result<GoRelease, String> {
    GoRelease::parse(text).ok_or_else(|| {
        let known: Vec<String> = GoRelease::ALL.iter().map(GoRelease::to_string).collect();
        format!("supported releases: {}", known.join(", "))
    })
}

fn parse_version(text: &str) -> Result<GoVersion, String> {
    GoVersion::parse(text).ok_or_else(|| "a release such as 1.23".to_owned())
}

fn parse_spot(text: &str) -> Result<Spot, String> {
    let number = |text: &str| text.parse::<u32>().ok().filter(|&number| number > 0);
    let spot =
        |file: &str, line: u32, column: Option<u32>| Spot { file: file.into(), line, column };
    let wrong = || "a place such as m.go:7 or m.go:7:12".to_owned();
    let (rest, last) = text.rsplit_once(':').ok_or_else(wrong)?;
    let last = number(last).ok_or_else(wrong)?;
    Ok(match rest.rsplit_once(':').and_then(|(file, line)| Some((file, number(line)?))) {
        Some((file, line)) => spot(file, line, Some(last)),
        None => spot(rest, last, None),
    })
}
