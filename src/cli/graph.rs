//! `goesc graph`: a function's graph of locations as a picture.

use std::io::{self, Write};
use std::path::Path;
use std::process::{Command, ExitCode, Stdio};

use super::options::{Drawing, Graph};
use super::progress::Progress;
use super::{FAILED, Faults, Options, complain, report_faults};
use crate::disk::program;
use crate::findings::analysis::Detail;
use crate::findings::flow::FlowGraph;
use crate::report::{dot, mermaid};
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
    let graphs = analysis.roots.iter().flat_map(|root| &root.graphs);
    let function = wanted.function.as_str();
    let matching: Vec<&FlowGraph> =
        graphs.clone().filter(|graph| graph.has_function(function)).collect();
    let Some(graph) = matching.first() else {
        complain(&format!("no function is called {function}"));
        let known = graphs.flat_map(|graph| &graph.functions);
        let like: Vec<&String> = known.filter(|name| name.contains(function)).take(10).collect();
        if !like.is_empty() {
            let like: Vec<&str> = like.into_iter().map(String::as_str).collect();
            complain(&format!("there is: {}", like.join(", ")));
        }
        report_faults(&analysis);
        return Ok(ExitCode::from(FAILED));
    };
    let mut faults = Faults::default();
    let drawn = faults.isolate(function, || match wanted.format {
        Drawing::Dot | Drawing::Svg => dot::write(graph),
        Drawing::Mermaid => mermaid::write(graph),
    });
    let failed = faults.report() | report_faults(&analysis);
    let picture = match (drawn, wanted.format) {
        (None, _) => Vec::new(),
        (Some(text), Drawing::Dot | Drawing::Mermaid) => text.into_bytes(),
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
fn picture(graph: &str, tree: &Path) -> io::Result<Vec<u8>> {
    let tree = program::tree_of(tree);
    let dot = program::find("dot", &tree).ok_or(io::ErrorKind::NotFound)?;
    let mut dot =
        Command::new(dot).arg("-Tsvg").stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?;
    if let Some(mut stdin) = dot.stdin.take() {
        stdin.write_all(graph.as_bytes())?;
    }
    let output = dot.wait_with_output()?;
    match output.status.success() {
        true => Ok(output.stdout),
        false => Err(io::Error::other(output.status.to_string())),
    }
}
