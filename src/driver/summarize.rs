//! Summaries of packages, made from their source.

use std::sync::Arc;

use super::analyze::{Cx, Detail, Options};
use super::{Session, schedule};
use crate::escape::FuncTags;
use crate::ir::func::{FuncKey, FuncTable};
use crate::source::{Config, LoadError};
use crate::source::pos::Pos;
use crate::summary::{Source, encode};
use crate::symbol::Symbol;
use crate::types::store::{ObjId, Types};

/// A package's summary.
#[derive(Clone, Debug)]
pub struct Summary {
    /// The import path.
    pub path: Symbol,
    /// What [`encode`] makes of it.
    pub bytes: Vec<u8>,
    /// Errors in its source, as text.
    pub errors: Vec<String>,
}

/// The summaries of the packages that `patterns` name, and of all that they import, in the order
/// of their paths; and what went wrong when they were loaded.
pub fn summarize(
    config: &Config,
    patterns: &[String],
    threads: usize,
) -> Result<(Vec<Summary>, Vec<LoadError>), rayon::ThreadPoolBuildError> {
    let pool = schedule::pool(threads)?;
    let types = Types::new();
    let session = Session::open(&pool, config, patterns, &types);
    let funcs = FuncTable::new();
    let options = Options { detail: Detail::Verdicts, threads };
    let cx = Cx { session: &session, types: &types, funcs: &funcs, options };
    let done = schedule::run(&pool, &session.needs, |i, done| cx.package(i, done));
    let done: Vec<_> = done.into_iter().flatten().collect();
    let mut summaries: Vec<Summary> = pool.install(|| {
        use rayon::prelude::*;
        done.par_iter()
            .map(|one| {
                let tags = |obj: ObjId| -> Option<Arc<FuncTags>> {
                    one.tags.get(&funcs.find(&FuncKey::Declared(obj))?).cloned()
                };
                let bytes = encode(Source {
                    types: &types,
                    sources: &session.sources,
                    package: &one.package,
                    packages: &*session.library,
                    tags: &tags,
                });
                let place = |pos: Pos| {
                    let file = session.sources.file(pos.file);
                    let at = file.line_col(pos.offset);
                    format!("{}:{}:{}", file.path, at.line, at.column)
                };
                let errors = &one.package.errors;
                Summary {
                    path: one.package.path,
                    bytes,
                    errors: errors
                        .iter()
                        .map(|error| format!("{}: {}", place(error.pos), error.message))
                        .collect(),
                }
            })
            .collect()
    });
    summaries.sort_unstable_by_key(|summary| summary.path.as_str());
    let Session { loaded, .. } = session;
    let mut errors = loaded.errors;
    for (_, package) in loaded.packages.iter() {
        errors.extend(package.errors.iter().cloned());
    }
    Ok((summaries, errors))
}
