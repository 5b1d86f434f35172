//! The formats of `goesc check`.

use clap::ValueEnum;

/// How findings are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
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
    /// A table with details below it, for comments on pull requests and summaries of jobs
    Markdown,
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
