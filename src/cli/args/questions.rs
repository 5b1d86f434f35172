//! Questions that have one answer: `goesc rules`, `explain`, `graph` and `layout` as they are written.

use std::path::PathBuf;

use clap::Args as ClapArgs;

use super::packages::{BuildArgs, PackageArgs};
use crate::cli::options::{Action, Answer, Drawing, Explain, Graph, Layout, Rules, Spot, When};
use crate::profile::GoVersion;

const RULES_EXAMPLES: &str = "\
Examples:
  goesc rules                 all of them, a line each
  goesc rules map-store       what is known of one";

#[derive(Clone, Debug, ClapArgs)]
#[command(after_help = RULES_EXAMPLES)]
pub(super) struct RulesArgs {
    /// The rules to explain; without any, all are listed
    #[arg(value_name = "NAME")]
    names: Vec<String>,
    #[command(flatten)]
    answer: AnswerArgs,
}

impl RulesArgs {
    pub(super) fn action(self) -> Action {
        Action::Rules(Rules { names: self.names, answer: self.answer.answer() })
    }
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

const EXPLAIN_EXAMPLES: &str = "\
Examples:
  goesc explain cart.go:27           what line 27 allocates, or passes on its way to the heap
  goesc explain cart.go:27:2         of several findings, the one at column 2
  goesc explain --tests a_test.go:9  a line of a test";

#[derive(Clone, Debug, ClapArgs)]
#[command(after_help = EXPLAIN_EXAMPLES)]
pub(super) struct ExplainArgs {
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

impl ExplainArgs {
    pub(super) fn action(self) -> (Action, PackageArgs) {
        let (inlining, answer) = (self.build.inlining(), self.answer.answer());
        (Action::Explain(Explain { spot: self.spot, inlining, answer }), self.packages)
    }
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

const GRAPH_EXAMPLES: &str = "\
Examples:
  goesc graph --format mermaid '(*Cart).Add'   a method
  goesc graph Map ./maps                       instances of a generic function, or Map[...]
  goesc graph --format svg Add > add.svg       a picture, by Graphviz";

#[derive(Clone, Debug, ClapArgs)]
#[command(after_help = GRAPH_EXAMPLES)]
pub(super) struct GraphArgs {
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

impl GraphArgs {
    pub(super) fn action(self) -> (Action, PackageArgs) {
        let inlining = self.build.inlining();
        let format = if self.json { Drawing::Json } else { self.format };
        let graph = Graph { function: self.function, format, inlining };
        (Action::Graph(graph), self.packages)
    }
}

const LAYOUT_EXAMPLES: &str = "\
Examples:
  goesc layout 'map[string]int'
  goesc layout 'struct{ a int8; b *int }'
  goesc layout net/http.Request
  goesc layout 'map[string]Item' .    Item of the package of this directory";

#[derive(Clone, Debug, ClapArgs)]
#[command(after_help = LAYOUT_EXAMPLES)]
pub(super) struct LayoutArgs {
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

impl LayoutArgs {
    pub(super) fn action(self) -> (Action, PackageArgs) {
        let LayoutArgs { ty, patterns, json, go, goroot } = self;
        let answer = AnswerArgs { json, color: When::Never }.answer();
        let layout = Layout { ty, version: go, answer };
        let mut packages = PackageArgs::without_config();
        packages.selection.patterns = patterns;
        packages.selection.goroot = goroot;
        (Action::Layout(layout), packages)
    }
}

fn parse_version(text: &str) -> Result<GoVersion, String> {
    GoVersion::parse(text).ok_or_else(|| "a release such as 1.23".to_owned())
}
