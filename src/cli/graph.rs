//! `goesc graph`: a function's graph of locations as a picture.

use std::io::{self, Write};
use std::path::Path;
use std::process::{Command, ExitCode, Stdio};

use super::options::{Drawing, Graph};
use super::progress::Progress;
use super::verbosity::Verbosity;
use super::{FAILED, Faults, Options, complain, report_failures, report_faults, say, warn};
use crate::disk::program;
use crate::findings::analysis::Detail;
use crate::findings::flow::{self, FunctionLookup};
use crate::report::{dot, graph_json, mermaid};
use crate::workspace;

/// Draws the graph that a function is in.
pub(super) fn run(options: &Options, wanted: &Graph, out: &mut dyn Write) -> io::Result<ExitCode> {
    let progress = Progress::start("analyzing");
    let threads = options.jobs.unwrap_or(0);
    let how = crate::findings::analysis::Options {
        threads,
        ..crate::findings::analysis::Options::of(Detail::Graphs, wanted.inlining)
    };
    let analysis =
        workspace::analyze(&options.config, &options.patterns, how).map_err(io::Error::other)?;
    drop(progress);
    let graphs = analysis.roots.iter();
    let graphs =
        graphs.flat_map(|root| root.graphs.iter().map(|graph| (root.title.as_str(), graph)));
    let function = wanted.function.as_str();
    let graph = match flow::look_up(graphs, function) {
        FunctionLookup::One { graph, differing } => {
            if !differing.is_empty() {
                let drawn = graph.functions.join(", ");
                let others = differing.join(", ");
                warn(
                    options,
                    &format!(
                        "{drawn} is drawn; in other instances values flow in other ways: {others}"
                    ),
                );
            }
            graph
        }
        FunctionLookup::Several(names) => {
            complain(&format!("several functions are called {function}:"));
            let first = names.first().map(|(_, title)| *title);
            let is_one_package = names.iter().all(|(_, title)| Some(*title) == first);
            for (name, title) in names {
                match is_one_package {
                    true => say(&format_args!("  {name}")),
                    false => say(&format_args!("  {name} of {title}")),
                }
            }
            report_faults(&analysis);
            return Ok(ExitCode::from(FAILED));
        }
        FunctionLookup::Nothing(like) => {
            complain(&format!("no function is called {function}"));
            if !like.is_empty() {
                complain(&format!("there is: {}", like.join(", ")));
            }
            report_failures(&analysis, Verbosity::Normal);
            return Ok(ExitCode::from(FAILED));
        }
    };
    let mut faults = Faults::default();
    let drawn = faults.isolate(function, || match wanted.format {
        Drawing::Dot | Drawing::Svg => Ok(dot::write(graph).into_bytes()),
        Drawing::Mermaid => Ok(mermaid::write(graph).into_bytes()),
        Drawing::Json => graph_json::write(graph),
    });
    let drawn = drawn.transpose()?;
    let failed = faults.report() | report_faults(&analysis);
    let picture = match (drawn, wanted.format) {
        (None, _) => Vec::new(),
        (Some(text), Drawing::Dot | Drawing::Mermaid | Drawing::Json) => text,
        (Some(text), Drawing::Svg) => match picture(&text, &options.config.cwd) {
            Ok(svg) => svg,
            Err(error) => {
                complain(&format!("dot of Graphviz: {error}; --format dot needs no Graphviz"));
                return Ok(ExitCode::from(FAILED));
            }
        },
    };
    out.write_all(&picture)?;
    Ok(if failed { ExitCode::from(FAILED) } else { ExitCode::SUCCESS })
}

/// What Graphviz makes of a graph: its dot, unless that is in the tree that is analyzed.
fn picture(graph: &[u8], tree: &Path) -> io::Result<Vec<u8>> {
    let tree = program::tree_of(tree);
    let missing = || io::Error::new(io::ErrorKind::NotFound, "it isn't in PATH");
    let dot = program::find("dot", &tree).ok_or_else(missing)?;
    let mut dot =
        Command::new(dot).arg("-Tsvg").stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?;
    if let Some(mut stdin) = dot.stdin.take() {
        stdin.write_all(graph)?;
    }
    let output = dot.wait_with_output()?;
    match output.status.success() {
        true => Ok(output.stdout),
        false => Err(io::Error::other(output.status.to_string())),
    }
}
