//! A page for each file, with what allocates in it, and a start page: what `go tool cover -html` is to
//! coverage. They work from disk, and ask nobody for anything.
//!
//! ```text
//! DIR/index.html          what there is, by rule, package and file; the heaviest places
//! DIR/files/1.html        a file: lines by weight, findings below them, the path of what is opened
//! DIR/style.css, DIR/script.js
//! ```

mod file;
mod graph;
mod index;
mod markup;

use std::io;
use std::path::Path;

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use self::graph::GraphIndex;
use super::Completeness;
use crate::disk;
use crate::findings::analysis::Analysis;
use crate::id::Id;
use crate::policy::Unreported;
use crate::ranking::{Place, Ranking};
use crate::source::pos::FileId;

const STYLE: &str = include_str!("style.css");
const SCRIPT: &str = include_str!("script.js");

/// A page of a file.
struct Page<'r, 'a> {
    file: FileId,
    /// Its name in the directory of pages.
    name: String,
    /// The path of the file, as it is printed.
    path: String,
    /// What is found in it, in the order of places.
    places: Vec<PlaceOfPage<'r, 'a>>,
}

/// A place in a page.
struct PlaceOfPage<'r, 'a> {
    place: &'r Place<'a>,
    line: u32,
    /// Its number among those of the line.
    index: usize,
}

impl PlaceOfPage<'_, '_> {
    /// Its id in the page.
    fn id(&self) -> String {
        format!("F{}-{}", self.line, self.index)
    }
}

/// Writes the pages of an analysis to a directory, which is made if it isn't there.
pub fn write(
    directory: &Path,
    analysis: &Analysis,
    ranking: &Ranking<'_>,
    unreported: Unreported,
    done: Completeness,
) -> io::Result<()> {
    let pages = pages(analysis, ranking);
    let names: FxHashMap<FileId, &str> =
        pages.iter().map(|page| (page.file, page.name.as_str())).collect();
    let graphs = GraphIndex::of(analysis);
    let heaviest = ranking.all.iter().map(|place| place.weight).fold(0.0, f64::max);
    let files = directory.join("files");
    if files.is_symlink() {
        return Err(io::Error::other("files is a symbolic link, which isn't followed"));
    }
    std::fs::create_dir_all(files)?;
    let put = |name: &str, text: &[u8]| {
        disk::replace_one_of_many(&directory.join(name), |out| io::Write::write_all(out, text))
    };
    put("style.css", STYLE.as_bytes())?;
    put("script.js", SCRIPT.as_bytes())?;
    pages.par_iter().try_for_each(|page| {
        let text = file::page(analysis, page, &names, &graphs, heaviest);
        put(&format!("files/{}", page.name), text.as_bytes())
    })?;
    put("index.html", index::page(analysis, ranking, unreported, &pages, done)?.as_bytes())
}

/// The files that something is found in, in the order of their paths.
fn pages<'r, 'a>(analysis: &Analysis, ranking: &'r Ranking<'a>) -> Vec<Page<'r, 'a>> {
    let mut files: FxHashMap<FileId, Vec<&Place<'_>>> = FxHashMap::default();
    for place in &ranking.all {
        let id = place.finding.pos.file;
        let file = analysis.sources.file(id);
        // Of the embedded standard library, the text isn't there.
        if !file.text.is_empty() {
            files.entry(id).or_default().push(place);
        }
    }
    let mut files: Vec<(FileId, Vec<&Place<'_>>)> = files.into_iter().collect();
    files.sort_unstable_by_key(|&(id, _)| (&analysis.sources.file(id).path, id.index()));
    let pages = files.into_iter().enumerate().map(|(number, (file, mut places))| {
        places.sort_by_key(|place| place.finding.pos.offset);
        let root = &analysis.roots[places[0].root];
        let source = analysis.sources.file(file);
        let path = root.paths.display(&source.path);
        let mut last = (0, 0);
        let places = places.into_iter().map(|place| {
            let line = source.line_col(place.finding.pos.offset).line;
            let index = if last.0 == line { last.1 + 1 } else { 0 };
            last = (line, index);
            PlaceOfPage { place, line, index }
        });
        let places = places.collect();
        Page { file, name: format!("{}.html", number + 1), path, places }
    });
    pages.collect()
}
