//! `workspace/executeCommand`: `goesc.toggleAllocations` and `goesc.openGraph`.

use std::path::{Path, PathBuf};

use serde::Deserialize;
use serde_json::Value;

use crate::findings::analysis::{Detail, Judged};
use crate::findings::flow::{FlowGraph, without_arguments};
use crate::policy::comments::{self, DeclaredFunction};
use crate::report::{dot, mermaid};
use crate::server::client::Failure;
use crate::server::session::{Found, View, path_of};
use crate::source::pos::FileId;

/// Shows or hides allocations.
pub(in crate::server) const TOGGLE: &str = "goesc.toggleAllocations";

/// Opens the graph of a function.
pub(in crate::server) const OPEN_GRAPH: &str = "goesc.openGraph";

/// What `goesc.toggleAllocations` takes.
#[derive(Deserialize, Debug)]
#[serde(rename_all = "camelCase")]
pub(in crate::server) struct Toggle {
    /// The document that it is about.
    pub(in crate::server) uri: String,
    /// Of the document alone, or of its folder.
    pub(in crate::server) scope: Scope,
    /// Whether to show them; the contrary of what is so without it.
    pub(in crate::server) show: Option<bool>,
}

/// What allocations are shown or hidden of.
#[derive(Clone, Copy, PartialEq, Eq, Deserialize, Debug)]
#[serde(rename_all = "camelCase")]
pub(in crate::server) enum Scope {
    File,
    Folder,
}

impl Toggle {
    /// The file or the directory.
    pub(in crate::server) fn place(&self) -> Option<PathBuf> {
        let path = path_of(&self.uri)?;
        match self.scope {
            Scope::File => Some(path),
            Scope::Folder => path.parent().map(Path::to_owned),
        }
    }
}

/// What `goesc.openGraph` takes.
#[derive(Clone, PartialEq, Eq, Deserialize, Debug)]
#[serde(rename_all = "camelCase")]
pub(in crate::server) struct OpenGraph {
    /// The document that has the function.
    pub(in crate::server) uri: String,
    /// Its name, as gc prints it, type arguments left out.
    pub(in crate::server) function: String,
    /// How it is drawn.
    #[serde(default)]
    pub(in crate::server) format: Format,
}

/// How a graph is drawn.
#[derive(Clone, Copy, PartialEq, Eq, Default, Deserialize, Debug)]
#[serde(rename_all = "camelCase")]
pub(in crate::server) enum Format {
    /// In a block of Markdown.
    #[default]
    Mermaid,
    /// For Graphviz.
    Dot,
}

impl Format {
    /// The end of a file's name.
    pub(in crate::server) fn extension(self) -> &'static str {
        match self {
            Format::Mermaid => "md",
            Format::Dot => "dot",
        }
    }
}

/// The first argument of a command.
pub(in crate::server) fn argument<T: for<'d> Deserialize<'d>>(
    arguments: Option<Vec<Value>>,
) -> Result<T, Failure> {
    let first = arguments.and_then(|all| all.into_iter().next()).unwrap_or_default();
    serde_json::from_value(first).map_err(|error| Failure::Parameters(error.to_string()))
}

/// What gc calls a function of a document, among the others there. Of those called `init`, it counts
/// all of the package, in the order of its files.
///
/// ```text
/// a.go: func init() {}    init.0
/// b.go: func init() {}    init.1
/// ```
pub(in crate::server) fn name_of(
    function: &DeclaredFunction,
    others: &[DeclaredFunction],
    found: Option<&Found<'_>>,
) -> String {
    if !function.is_init() {
        return function.name.clone();
    }
    let inits = |all: &[DeclaredFunction], end: usize| {
        all.iter().filter(|one| one.is_init() && one.start < end).count()
    };
    let of_file = |file: &FileId, found: &Found<'_>| {
        let text = &found.part.analysis.sources.file(*file).text;
        inits(&comments::functions(text), usize::MAX)
    };
    let before = found.map_or(0, |found| {
        let files = found.root.files.iter().take_while(|file| **file != found.file);
        files.map(|file| of_file(file, found)).sum()
    });
    format!("init.{}", before + inits(others, function.start))
}

/// The text of a graph.
pub(in crate::server) fn graph(
    view: &View,
    path: &Path,
    asked: &OpenGraph,
) -> Result<String, Failure> {
    let directory = path.parent().map(|dir| dir.to_string_lossy().into_owned());
    let named =
        |patterns: Vec<String>| view.snapshot.named(&patterns, Detail::Graphs, Judged::Nothing);
    let mut analysis = named(directory.into_iter().collect())?;
    let has_file = analysis.roots.iter().any(|root| {
        let mut files = root.files.iter();
        files.any(|&file| Path::new(&analysis.sources.file(file).path) == path)
    });
    if !has_file {
        let file = path.to_string_lossy().into_owned();
        analysis = view.snapshot.each_file(&[file], Detail::Graphs)?;
    }
    let graphs = analysis.roots.iter().flat_map(|root| &root.graphs);
    let is_it = |graph: &&FlowGraph| {
        graph.functions.iter().any(|name| without_arguments(name) == asked.function)
    };
    let Some(graph) = graphs.clone().find(is_it) else {
        let what = format!("nothing is compiled of a function {}", asked.function);
        return Err(Failure::Impossible(what));
    };
    Ok(match asked.format {
        Format::Dot => dot::write(graph),
        Format::Mermaid => {
            format!("# {}\n\n```mermaid\n{}```\n", asked.function, mermaid::write(graph))
        }
    })
}
