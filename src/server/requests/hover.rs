//! `textDocument/hover`: what is known of the code below the pointer.

use std::sync::Arc;

use gen_lsp_types::{Contents, Hover, HoverParams, HoverRequest, MarkupContent, MarkupKind, Uri};

use super::DocumentRequest;
use crate::report::editor::{self, Markup, Shown};
use crate::server::client::Failure;
use crate::server::session::{Document, Found, View};
use crate::server::show::Places;
use crate::source::pos::FileId;

/// How many findings of one place are told.
const AT_MOST: usize = 6;

impl DocumentRequest for HoverRequest {
    fn uri(params: &HoverParams) -> &Uri {
        &params.text_document_position_params.text_document.uri
    }

    fn nothing() -> Option<Hover> {
        None
    }

    fn answer(
        view: &View,
        document: &Arc<Document>,
        params: HoverParams,
    ) -> Result<Option<Hover>, Failure> {
        if !view.settings.hover {
            return Ok(None);
        }
        let at = params.text_document_position_params.position;
        let offset = document.lines.offset(at, view.encoding);
        let picture = view.picture()?;
        let found = picture.find(&document.path);
        let found = found.iter().find_map(|found| hover(view, found, offset));
        Ok(found)
    }
}

fn hover(view: &View, found: &Found<'_>, offset: usize) -> Option<Hover> {
    let Found { part, root, standings, file } = *found;
    let sources = &*part.analysis.sources;
    let all = editor::shown(sources, root, standings, file, view.new);
    let around = |one: &&Shown<'_>| {
        let starts = one.range.start <= offset || one.finding.pos.offset as usize == offset;
        starts && offset < one.range.end.max(one.range.start + 1)
    };
    let smallest = all.iter().filter(around).map(|one| one.range.len()).min()?;
    let here: Vec<&Shown<'_>> =
        all.iter().filter(around).filter(|one| one.range.len() == smallest).collect();
    let places = Places::new(view, sources);
    let link = |file: FileId, at: u32, name: String| match places.uri(file) {
        // The fragment is what editors take for a line and a column.
        Some(uri) if view.capabilities.markdown => {
            let at = sources.file(file).line_col(at);
            format!("[{}]({uri}#L{},{})", escaped(&name), at.line, at.column)
        }
        Some(_) | None => name,
    };
    let (markup, kind) = match view.capabilities.markdown {
        true => (Markup::Markdown, MarkupKind::Markdown),
        false => (Markup::Plain, MarkupKind::PlainText),
    };
    let texts = here.iter().take(AT_MOST).map(|one| one.text(sources, root, markup, &link));
    let value = texts.collect::<Vec<_>>().join(markup.rule());
    Some(Hover {
        contents: Contents::MarkupContent(MarkupContent { kind, value }),
        range: here.first().map(|one| places.range(file, &one.range)),
    })
}

/// A path within the brackets of a link.
fn escaped(name: &str) -> String {
    name.replace('\\', "\\\\").replace('[', "\\[").replace(']', "\\]")
}
