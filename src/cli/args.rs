//! The command line as it is written ([`Args`]): from it come [`Options`].

use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use clap::{Args as ClapArgs, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;

use super::guards::Guards;
use super::options::{
    Action, Answer, AsGc, Check, Columns, Compare, Drawing, Explain, FindingsFormat, ForPeople,
    Forbidden, Graph, Layout, List, Listed, Options, Printed, Reference, Report, Rules, Spot, Std,
    StdListed, When,
};
use super::verbosity::Verbosity;
use crate::compare::Counted;
pub use crate::findings::analysis::Inlining;
use crate::findings::rules::Rule;
use crate::policy::baseline::Named;
use crate::policy::config::{self, ConfigFile};
use crate::policy::fail_on::{self, FailOn};
use crate::profile::{GoRelease, GoVersion};
use crate::ranking::{FindingFilter, Order, Wanted};
use crate::source::config::{cache_dir, split_tags};
use crate::source::{ConfigError, Environment, NamedFiles, Overrides, Tests};

/// The version, and what it models.
static VERSION: LazyLock<String> = LazyLock::new(|| {
    let releases: Vec<String> = GoRelease::ALL.iter().map(GoRelease::to_string).collect();
    format!("{} (predicts Go {})", env!("CARGO_PKG_VERSION"), releases.join(", "))
});

const EXAMPLES: &str = "\
Examples:
  goesc check                     what allocates in the package of this directory
  goesc check ./...               the same of all packages below it
  goesc explain cart.go:27        how what line 27 allocates gets to the heap
  goesc rules map-store           what is known of a cause, and what helps
  goesc layout 'map[string]int'   how a type lies in memory";

const CHECK_EXAMPLES: &str = "\
Examples:
  goesc check ./...                          packages below this directory
  goesc check cart.go                        a file by itself
  goesc check --all --sort weight net/http   all of a package, the heaviest first
  goesc check --format gc -m 2 .             what go build -gcflags=-m=2 prints
  goesc check --profile mem.out ./...        beside what a program allocated
  goesc check --new-from main --fail-on new ./...
                                             in CI: what this branch adds";

const EXPLAIN_EXAMPLES: &str = "\
Examples:
  goesc explain cart.go:27           what line 27 allocates, or passes on its way to the heap
  goesc explain cart.go:27:2         of several findings, the one at column 2
  goesc explain --tests a_test.go:9  a line of a test";

const RULES_EXAMPLES: &str = "\
Examples:
  goesc rules                 all of them, a line each
  goesc rules map-store       what is known of one";

const GRAPH_EXAMPLES: &str = "\
Examples:
  goesc graph --format mermaid '(*Cart).Add'   a method
  goesc graph Map ./maps                       instances of a generic function, or Map[...]
  goesc graph --format svg Add > add.svg       a picture, by Graphviz";

const LAYOUT_EXAMPLES: &str = "\
Examples:
  goesc layout 'map[string]int'
  goesc layout 'struct{ a int8; b *int }'
  goesc layout net/http.Request
  goesc layout 'map[string]Item' .    Item of the package of this directory";

/// Predicts what the Go compiler decides about every allocation, without a Go toolchain.
#[derive(Clone, Debug, Parser)]
#[command(name = "goesc", version = VERSION.as_str(), propagate_version = true, max_term_width = 100,
          after_help = EXAMPLES)]
pub struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Clone, Debug, Subcommand)]
enum Command {
    /// Print what the compiler would print about the packages under -m
    Check(CheckArgs),
    /// Compare predictions with what the compiler printed
    Compare(CompareArgs),
    /// List the rules by which findings are explained, or explain some of them
    Rules(RulesArgs),
    /// Show how what is allocated at a line gets to the heap
    Explain(ExplainArgs),
    /// Draw how values flow in a function
    Graph(GraphArgs),
    /// Show how values of a type lie in memory
    Layout(LayoutArgs),
    /// Serve an editor: the language server, on standard input and output
    Server(ServerArgs),
    /// Print the import paths of the packages that the patterns name
    #[command(hide = true)]
    List(ListArgs),
    /// Look at the embedded standard library, or make one
    #[command(subcommand)]
    Std(StdCommand),
    /// Print a script that completes command lines, to be loaded by a shell
    Completions(CompletionsArgs),
    /// Print the manual page, in the language of man: goesc man | man -l -
    Man(ManArgs),
}

#[derive(Clone, Debug, ClapArgs)]
struct CompletionsArgs {
    /// The shell
    #[arg(value_name = "SHELL")]
    shell: Shell,
}

#[derive(Clone, Debug, ClapArgs)]
struct ManArgs {
    /// The command whose page is meant; by default the one of goesc itself
    #[arg(value_name = "COMMAND")]
    command: Option<String>,
}

/// What a client gives, and what it may give.
#[derive(Clone, Debug, ClapArgs)]
struct ServerArgs {
    /// Use standard input and output, as is done without it: some clients add it
    #[arg(long)]
    stdio: bool,
}

/// Which build is predicted.
#[derive(Clone, Debug, ClapArgs)]
struct BuildArgs {
    /// Predict a build without inlining, as -gcflags=-l asks for
    #[arg(short = 'l', long)]
    no_inline: bool,
}

impl BuildArgs {
    fn inlining(&self) -> Inlining {
        if self.no_inline { Inlining::Off } else { Inlining::On }
    }
}

#[derive(Clone, Debug, ClapArgs)]
#[command(after_help = CHECK_EXAMPLES)]
struct CheckArgs {
    #[command(flatten)]
    build: BuildArgs,
    /// How much to print: 1 for the decisions, 2 for their reasons as well
    #[arg(short = 'm', value_name = "LEVEL", default_value = "1", value_parser = parse_level)]
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
    ranked: RankArgs,
    /// Check again whenever a file is saved
    #[arg(long, conflicts_with_all = ["stdin_filename", "write_baseline"])]
    watch: bool,
    /// Put a profile of pprof beside what is predicted: what `go test -memprofile` or
    /// /debug/pprof/allocs gives, or a CPU profile
    #[arg(long, value_name = "FILE")]
    profile: Option<PathBuf>,
    /// Print what is found, errors, and nothing else: no sums, no warnings, no sign of progress
    #[arg(short, long)]
    quiet: bool,
    /// Exit with 0 even if something is found that is forbidden; what can't be done stays 2
    #[arg(long)]
    exit_zero: bool,
    /// Write to a file, - for standard output; for gc-json and html, to a directory
    #[arg(short, long, value_name = "PATH")]
    output: Option<PathBuf>,
    #[command(flatten)]
    guards: GuardArgs,
    #[command(flatten)]
    packages: PackageArgs,
}

/// Which findings are shown, where people read them.
#[derive(Clone, Debug, ClapArgs)]
#[command(next_help_heading = "Ranking, in the formats pretty and concise")]
struct RankArgs {
    /// Show findings by the bytes that they are estimated to take, or file by file; by default the 20
    /// heaviest where there are more than 50, and otherwise file by file
    #[arg(long, value_name = "ORDER")]
    sort: Option<Sort>,
    /// Show so many findings, the heaviest
    #[arg(long, value_name = "N")]
    top: Option<usize>,
    /// Show findings of this rule alone; may be repeated
    #[arg(long, value_name = "RULE", value_parser = parse_rule)]
    rule: Vec<Rule>,
    /// Show findings of so many bytes or more, or of an unknown number
    #[arg(long, value_name = "N")]
    min_bytes: Option<i64>,
    /// Count findings by rule, function, file and package instead of showing them
    #[arg(long)]
    statistics: bool,
}

/// How findings are sorted.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum Sort {
    /// The heaviest first
    Weight,
    /// File by file
    Place,
}

impl RankArgs {
    fn wanted(self, all: bool) -> Wanted {
        Wanted {
            order: self.sort.map(|sort| match sort {
                Sort::Weight => Order::Weight,
                Sort::Place => Order::Place,
            }),
            top: self.top,
            rules: self.rule,
            min_bytes: self.min_bytes,
            shown: if all { FindingFilter::Everything } else { FindingFilter::Allocations },
        }
    }
}

fn parse_rule(name: &str) -> Result<Rule, String> {
    Rule::parse(name).ok_or_else(|| "no such rule; goesc rules lists them".to_owned())
}

/// What is reported, and what makes the exit status 1.
#[derive(Clone, Debug, ClapArgs)]
#[command(next_help_heading = "Guards")]
struct GuardArgs {
    /// Report only findings that aren't in this file
    #[arg(long, value_name = "FILE")]
    baseline: Option<PathBuf>,
    /// Write all findings to a file, for --baseline, and report none
    #[arg(long, value_name = "FILE")]
    write_baseline: Option<PathBuf>,
    /// Report only findings on lines that changed since HEAD and this revision parted, as git
    /// tells, or whose cause did; untracked files count
    #[arg(long, value_name = "REV")]
    new_from: Option<String>,
    /// Exit with 1 if something of at least this level is reported: hint, warning or error (the
    /// default). new: any finding, which takes --baseline or --new-from; 5%: one on a line with
    /// this share of the bytes of --profile; undecided: an assertion that can't be decided.
    /// Several are separated by commas. Violated assertions (//goesc:noescape) count in any case
    #[arg(long, value_name = "LEVEL", value_parser = parse_fail_on)]
    fail_on: Option<FailOn>,
}

/// The configuration file.
#[derive(Clone, Debug, Default, ClapArgs)]
struct ConfigArgs {
    /// The configuration file; by default goesc.toml in the directory of the first file or
    /// directory named, or above it
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Read no configuration file
    #[arg(long, conflicts_with = "config")]
    no_config: bool,
}

#[derive(Clone, Debug, ClapArgs)]
#[command(override_usage = "goesc compare [OPTIONS] GC_OUTPUT [PATTERN]...\n       \
                            goesc compare [OPTIONS] --go PATH [PATTERN]...")]
struct CompareArgs {
    /// What the compiler printed under -m or -m=2, as text or as events of `go build -json`
    /// (- for standard input), or a directory that it wrote under -json=0,DIR
    #[arg(value_name = "GC_OUTPUT")]
    printed: Option<PathBuf>,
    /// Run this go command to see what the compiler prints
    #[arg(long, value_name = "PATH")]
    go: Option<PathBuf>,
    /// Compare with a build without inlining; of output that is given, only that without any
    /// inlining is taken for one
    #[arg(short = 'l', long)]
    no_inline: bool,
    /// Count what the inliner and the devirtualizer say as well
    #[arg(long, conflicts_with = "reasons")]
    inline: bool,
    /// Count the reasons that the compiler gives under -m=2, and only those
    #[arg(long)]
    reasons: bool,
    /// Exit with 1 if F1 over all kinds is below this
    #[arg(long, value_name = "F1", value_parser = parse_threshold)]
    threshold: Option<f64>,
    /// Print JSON
    #[arg(long, conflicts_with = "show")]
    json: bool,
    /// How many differences to show; all by default
    #[arg(long, value_name = "N")]
    show: Option<usize>,
    /// When to use colour
    #[arg(long, value_name = "WHEN", default_value = "auto")]
    color: When,
    #[command(flatten)]
    selection: Selection,
}

#[derive(Clone, Debug, ClapArgs)]
#[command(after_help = RULES_EXAMPLES)]
struct RulesArgs {
    /// The rules to explain; without any, all are listed
    #[arg(value_name = "NAME")]
    names: Vec<String>,
    #[command(flatten)]
    answer: AnswerArgs,
}

/// How an answer is told.
#[derive(Clone, Copy, Debug, ClapArgs)]
struct AnswerArgs {
    /// Print one JSON document
    #[arg(long)]
    json: bool,
    /// When to use colour
    #[arg(long, value_name = "WHEN", default_value = "auto")]
    color: When,
}

impl AnswerArgs {
    fn answer(self) -> Answer {
        if self.json { Answer::Json } else { Answer::Text { colour: self.color } }
    }
}

#[derive(Clone, Debug, ClapArgs)]
#[command(after_help = EXPLAIN_EXAMPLES)]
struct ExplainArgs {
    /// The line, and the byte column if the line has several findings
    #[arg(value_name = "FILE:LINE[:COL]", value_parser = parse_spot)]
    spot: Spot,
    #[command(flatten)]
    answer: AnswerArgs,
    #[command(flatten)]
    build: BuildArgs,
    #[command(flatten)]
    packages: PackageArgs,
}

#[derive(Clone, Debug, ClapArgs)]
#[command(after_help = GRAPH_EXAMPLES)]
struct GraphArgs {
    /// The function's name as the compiler prints it: f, (*T).m, f.func1, Map[...]
    #[arg(value_name = "FUNCTION")]
    function: String,
    /// How to draw
    #[arg(long, value_name = "FORMAT", default_value = "dot")]
    format: Drawing,
    /// Print one JSON document instead
    #[arg(long, conflicts_with = "format")]
    json: bool,
    #[command(flatten)]
    build: BuildArgs,
    #[command(flatten)]
    packages: PackageArgs,
}

#[derive(Clone, Debug, ClapArgs)]
#[command(after_help = LAYOUT_EXAMPLES)]
struct LayoutArgs {
    /// The type: `map[string]int`, `struct{ a int8; b *int }`, net/http.Request, or a type of the
    /// package that follows
    #[arg(value_name = "TYPE")]
    ty: String,
    /// The package whose types are meant by plain names
    #[arg(value_name = "PATTERN")]
    patterns: Vec<String>,
    /// Print one JSON document
    #[arg(long)]
    json: bool,
    /// The Go release; maps were laid out differently before 1.24
    #[arg(long, value_name = "RELEASE", value_parser = parse_version)]
    go: Option<GoVersion>,
    /// The Go tree with the source of the standard library
    #[arg(long, value_name = "DIR")]
    goroot: Option<PathBuf>,
}

#[derive(Clone, Debug, ClapArgs)]
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

#[derive(Clone, Debug, Subcommand)]
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

#[derive(Clone, Debug, Default, ClapArgs)]
#[command(next_help_heading = PACKAGES)]
struct PackageArgs {
    /// The Go release to predict
    #[arg(long, value_name = "RELEASE", value_parser = parse_release)]
    go: Option<GoRelease>,
    #[command(flatten)]
    selection: Selection,
}

/// The heading of what packages are meant, and for which build.
const PACKAGES: &str = "Packages";

#[derive(Clone, Debug, Default, ClapArgs)]
#[command(next_help_heading = PACKAGES)]
struct Selection {
    /// Files, directories, import paths, patterns such as ./... and std; the current directory
    /// by default
    #[arg(value_name = "PATTERN", display_order = 0)]
    patterns: Vec<String>,
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
    #[command(flatten)]
    file: ConfigArgs,
    /// How many threads to use; as many as there are processors by default, four times as many at
    /// most
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    jobs: Option<u16>,
}

/// How findings are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For people: source lines with the findings below them
    Pretty,
    /// For editors and their problem matchers: `path:line:col: level: text (rule)`, a line each
    Concise,
    /// As the compiler prints them
    Gc,
    /// A JSON object a line, with all that is known
    Json,
    /// The directory that the compiler writes under -json=0,DIR
    GcJson,
    /// SARIF 2.1.0, for services and editors
    Sarif,
    /// A page for each file, for browsers, in a directory
    Html,
    /// For GitHub's workflows: annotations of changed lines
    Github,
    /// For GitLab: a code quality report
    Gitlab,
    /// The XML of Checkstyle, which many services read
    Checkstyle,
    /// The XML of JUnit: a suite for each package, a test for each finding
    Junit,
    /// For `go tool cover -html=FILE`: the source, coloured by bytes
    Coverprofile,
}

impl Args {
    /// Whether the work is done again after each change.
    pub(super) fn watches(&self) -> bool {
        matches!(&self.command, Command::Check(args) if args.watch)
    }

    /// The configuration file, if one is named.
    pub(super) fn configuration(&self) -> Option<&Path> {
        match &self.command {
            Command::Check(args) => args.packages.selection.file.config.as_deref(),
            _ => None,
        }
    }

    /// Checks the command line against an environment.
    pub fn check(self, environment: &Environment) -> Result<Options, ConfigError> {
        let (mut action, packages) = match self.command {
            Command::Check(args) => {
                let (check, packages) = args.check()?;
                (Action::Check(Box::new(check)), packages)
            }
            Command::Compare(args) => {
                let (compare, selection) = args.check()?;
                let packages = PackageArgs { selection, ..PackageArgs::default() };
                (Action::Compare(compare), packages)
            }
            Command::Rules(RulesArgs { names, answer }) => {
                let rules = Rules { names, answer: answer.answer() };
                return without_packages(Action::Rules(rules), environment);
            }
            Command::Explain(args) => {
                let (inlining, answer) = (args.build.inlining(), args.answer.answer());
                (Action::Explain(Explain { spot: args.spot, inlining, answer }), args.packages)
            }
            Command::Graph(args) => {
                let inlining = args.build.inlining();
                let format = if args.json { Drawing::Json } else { args.format };
                let graph = Graph { function: args.function, format, inlining };
                (Action::Graph(graph), args.packages)
            }
            Command::Layout(args) => {
                let LayoutArgs { ty, patterns, json, go, goroot } = args;
                let answer = AnswerArgs { json, color: When::Never }.answer();
                let layout = Layout { ty, version: go, answer };
                let mut packages = PackageArgs::without_config();
                packages.selection.patterns = patterns;
                packages.selection.goroot = goroot;
                (Action::Layout(layout), packages)
            }
            // What is wrong with the environment is told to the client, when it asks for something.
            Command::Server(ServerArgs { stdio: _ }) => {
                return without_packages(Action::Serve(Box::new(environment.clone())), environment);
            }
            Command::Completions(CompletionsArgs { shell }) => {
                return without_packages(Action::Completions(shell), environment);
            }
            Command::Man(ManArgs { command }) => {
                return without_packages(Action::Manual(command), environment);
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
                let config = crate::std::settings(&environment, overrides)?;
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
        let PackageArgs { go, selection } = packages;
        let file = selection.file.read(&environment.cwd, &selection.patterns)?;
        let tags = selection.tags.as_deref().map(split_tags);
        let overrides = Overrides {
            goroot: selection.goroot,
            goos: selection.goos.or_else(|| file.goos.clone()),
            goarch: selection.goarch.or_else(|| file.goarch.clone()),
            tags: tags.or_else(|| file.tags.clone()),
            release: go.or(file.go),
        };
        if let Action::Check(check) = &mut action {
            check.guards.complete(file);
            check.guards.validate(check.printed.profile())?;
        }
        let mut config = crate::std::settings(environment, overrides)?;
        config.named_files = match &action {
            _ if selection.each_file => NamedFiles::EachPackage,
            // gc prints what `go build a.go` makes it print.
            Action::Check(check) if matches!(check.printed, Printed::ForPeople(_)) => {
                NamedFiles::OfTheirPackages
            }
            _ => NamedFiles::OnePackage,
        };
        if selection.tests {
            config.tests = Tests::Include;
        }
        if !selection.no_cache {
            config.cache = cache_dir(environment);
        }
        let jobs = selection.jobs.map(|jobs| usize::from(jobs).min(most_jobs()));
        let unsaved = selection.stdin_filename;
        Ok(Options { action, config, patterns: selection.patterns, unsaved, jobs })
    }
}

/// What is to be done whatever the environment, and whatever the packages.
fn without_packages(action: Action, environment: &Environment) -> Result<Options, ConfigError> {
    let bare = Environment { cwd: environment.cwd.clone(), ..Environment::default() };
    let config = crate::std::settings(&bare, Overrides::default())?;
    Ok(Options { action, config, patterns: Vec::new(), unsaved: None, jobs: None })
}

impl CheckArgs {
    fn check(self) -> Result<(Check, PackageArgs), ConfigError> {
        let inlining = self.build.inlining();
        let for_people = |format, file| {
            let ranked = self.ranked.clone();
            let statistics = ranked.statistics;
            let wanted = ranked.wanted(self.all);
            let (color, profile) = (self.color, self.profile.clone());
            Printed::ForPeople(ForPeople { format, file, color, wanted, statistics, profile })
        };
        if self.profile.is_some() && matches!(self.format, Format::Gc | Format::GcJson) {
            let wrong = "--format gc and gc-json print what gc prints: they go with no --profile";
            return Err(ConfigError(wrong.to_owned()));
        }
        let guards = self.guards;
        let output = self.output.filter(|path| path != Path::new("-"));
        let (printed, guards) = match (self.format, output) {
            (Format::Gc, file) if self.level > 1 => {
                (AsGc::Reasons { file }.into(), guards.for_gc()?)
            }
            (Format::Gc, file) => (AsGc::Decisions { file }.into(), guards.for_gc()?),
            (Format::GcJson, directory) => {
                let guards = guards.for_gc()?;
                let needed = "--format gc-json needs a directory: --output DIR";
                let directory = directory.ok_or_else(|| ConfigError(needed.to_owned()))?;
                (AsGc::Log { directory }.into(), guards)
            }
            (Format::Pretty, file) => {
                (for_people(FindingsFormat::Pretty, file), guards.for_people())
            }
            (Format::Concise, file) => {
                (for_people(FindingsFormat::Concise, file), guards.for_people())
            }
            (Format::Json, file) => (for_people(FindingsFormat::Json, file), guards.for_people()),
            (Format::Sarif, file) => (for_people(FindingsFormat::Sarif, file), guards.for_people()),
            (Format::Html, directory) => {
                let needed = "--format html needs a directory: --output DIR";
                let directory = directory.ok_or_else(|| ConfigError(needed.to_owned()))?;
                (for_people(FindingsFormat::Html, Some(directory)), guards.for_people())
            }
            (Format::Github, file) => {
                (for_people(FindingsFormat::Github, file), guards.for_people())
            }
            (Format::Gitlab, file) => {
                (for_people(FindingsFormat::Gitlab, file), guards.for_people())
            }
            (Format::Checkstyle, file) => {
                (for_people(FindingsFormat::Checkstyle, file), guards.for_people())
            }
            (Format::Junit, file) => (for_people(FindingsFormat::Junit, file), guards.for_people()),
            (Format::Coverprofile, file) => {
                (for_people(FindingsFormat::Coverprofile, file), guards.for_people())
            }
        };
        let verbosity = if self.quiet { Verbosity::Quiet } else { Verbosity::Normal };
        let forbidden = if self.exit_zero { Forbidden::Passes } else { Forbidden::Fails };
        Ok((Check { inlining, printed, guards, verbosity, forbidden }, self.packages))
    }
}

impl CompareArgs {
    fn check(self) -> Result<(Compare, Selection), ConfigError> {
        let mut selection = self.selection;
        let reference = match (self.go, self.printed) {
            (None, None) => {
                let needed = "name what the compiler printed, or a go command by --go";
                return Err(ConfigError(needed.to_owned()));
            }
            (None, Some(printed)) => Reference::Printed(printed),
            // There is no output to be named: the first argument is a pattern, too.
            (Some(go), first) => {
                let first = first.map(|first| first.to_string_lossy().into_owned());
                selection.patterns.splice(0..0, first);
                Reference::Toolchain(go)
            }
        };
        let compare = Compare {
            reference,
            inlining: self.no_inline.then_some(Inlining::Off),
            counted: match (self.reasons, self.inline) {
                (true, _) => Counted::Reasons,
                (false, true) => Counted::Inlining,
                (false, false) => Counted::Decisions,
            },
            threshold: self.threshold,
            report: match self.json {
                true => Report::Json,
                false => {
                    Report::Text { colour: self.color, limit: self.show.unwrap_or(usize::MAX) }
                }
            },
        };
        Ok((compare, selection))
    }
}

/// More threads than this do nothing but take memory: some wait for the disk, not all.
fn most_jobs() -> usize {
    const PER_PROCESSOR: usize = 4;
    std::thread::available_parallelism().map_or(1, usize::from).saturating_mul(PER_PROCESSOR)
}

fn parse_threshold(text: &str) -> Result<f64, String> {
    let threshold = text.parse().ok().filter(|threshold| (0.0..=1.0).contains(threshold));
    threshold.ok_or_else(|| "a number from 0 to 1".to_owned())
}

impl PackageArgs {
    /// Those of commands for which no configuration file matters.
    fn without_config() -> PackageArgs {
        let file = ConfigArgs { config: None, no_config: true };
        PackageArgs { go: None, selection: Selection { file, ..Selection::default() } }
    }
}

impl GuardArgs {
    /// Those that go with what gc prints.
    fn for_gc(self) -> Result<Guards, ConfigError> {
        if self.baseline.is_some() || self.write_baseline.is_some() || self.new_from.is_some() {
            let wrong = "--format gc and gc-json tell all that gc tells: they go with none of \
                         --baseline, --write-baseline and --new-from";
            return Err(ConfigError(wrong.to_owned()));
        }
        Ok(self.for_people())
    }

    fn for_people(self) -> Guards {
        let GuardArgs { baseline, write_baseline, new_from, fail_on } = self;
        let baseline = baseline.map(Named::ByUser);
        Guards { baseline, write_baseline, new_from, fail_on, ..Guards::default() }
    }
}

impl ConfigArgs {
    /// Reads the file that is named, or that governs what is named, if there is one.
    fn read(&self, cwd: &Path, patterns: &[String]) -> Result<ConfigFile, ConfigError> {
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

fn parse_fail_on(text: &str) -> Result<FailOn, String> {
    FailOn::parse(text).ok_or_else(|| fail_on::KNOWN.to_owned())
}

fn parse_level(text: &str) -> Result<u8, String> {
    match text {
        "1" => Ok(1),
        "2" => Ok(2),
        _ if text.starts_with('-') || text.contains(['/', '.']) => {
            Err("-m is followed by 1 or 2, as in: goesc check -m 2 ./...".to_owned())
        }
        _ => Err("1 for the decisions, 2 for their reasons as well".to_owned()),
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
